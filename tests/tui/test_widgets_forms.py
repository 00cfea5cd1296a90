"""Fields, dialogs, help, themes, editor, clipboard: a form loses nothing and a dialog changes nothing."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from looks import lines, text
from rich.cells import cell_len
from textual import events
from textual.app import App, ComposeResult
from textual.color import Color
from textual.strip import Strip

from reviewtui.domain.captures import MARKERS, parse_line
from reviewtui.domain.errors import InvalidInput
from reviewtui.tui import commands, terminal, themes
from reviewtui.tui.messages import Left
from reviewtui.tui.widgets import clipboard, editor
from reviewtui.tui.widgets.dialog import Choose, Confirm, Option, Prompt
from reviewtui.tui.widgets.field import Field, FieldRow
from reviewtui.tui.widgets.help import MARKED_LINES, HelpScreen
from reviewtui.tui.widgets.note_area import NoteArea

SIZES = [(60, 15), (80, 24), (120, 40), (200, 60)]


class Form(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.said: list = []
        self.results: list = []

    def compose(self) -> ComposeResult:
        yield FieldRow("Budget", Field(id="money"), "= EUR 12,000.00", id="row")
        yield Field(id="second", leaves="message")
        yield NoteArea(id="note", leaves="focus")

    def on_mount(self) -> None:
        self.query_one("#money").focus()

    def on_field_changed(self, event: Field.Changed) -> None:
        self.said.append(event.value)

    def on_field_pasted_lines(self, event: Field.PastedLines) -> None:
        self.said.append(("lines", event.text))

    def on_left(self, event: Left) -> None:
        self.said.append(event.direction)

    def ask(self, dialog) -> None:
        self.push_screen(dialog, self.results.append)


async def paste(pilot, what: str) -> None:
    pilot.app.post_message(events.Paste(what))
    await pilot.pause()


async def test_loading_a_field_is_told_to_nobody_and_typing_is():
    async with Form().run_test() as pilot:
        field = pilot.app.query_one("#money", Field)
        field.load("12k")
        await pilot.pause()
        assert pilot.app.said == []
        await pilot.press("5")
        assert pilot.app.said == ["12k5"]


async def test_a_field_undoes_and_redoes_word_by_word():
    async with Form().run_test() as pilot:
        field = pilot.app.query_one("#money", Field)
        await pilot.press(*"12 net", "ctrl+u", "7")
        seen = [field.value]
        for key in ["ctrl+z"] * 4 + ["ctrl+y"] * 4:
            await pilot.press(key)
            seen.append(field.value)
        assert seen[0] == "7"
        assert "12 net" in seen
        assert seen[4] == ""
        assert seen[-1] == "7"


async def test_several_pasted_lines_are_handed_over_and_one_is_inserted():
    async with Form().run_test() as pilot:
        await paste(pilot, "first\r\nsecond")
        assert pilot.app.query_one("#money", Field).value == ""
        assert pilot.app.said == [("lines", "first\nsecond")]
        await paste(pilot, "12k\n")
        assert pilot.app.query_one("#money", Field).value == "12k"
        await paste(pilot, "x" * 50_000)
        assert len(pilot.app.query_one("#money", Field).value) == 50_003


async def test_words_are_deleted_to_the_left_whatever_the_terminal_sends():
    async with Form().run_test() as pilot:
        await pilot.press(*"one two", "alt+backspace")
        assert pilot.app.query_one("#money", Field).value == "one "


async def test_tab_moves_through_the_form_and_a_leaving_field_tells_the_screen():
    async with Form().run_test() as pilot:
        await pilot.press("tab")
        assert pilot.app.focused.id == "second"
        await pilot.press("tab", "escape")
        assert pilot.app.said == ["next", "out"]
        pilot.app.query_one("#note").focus()
        await pilot.press("shift+tab")
        assert pilot.app.focused.id == "second"


async def test_what_was_understood_stands_beside_the_field_and_a_doubt_stands_out():
    async with Form().run_test() as pilot:
        row = pilot.app.query_one("#row", FieldRow)
        assert "= EUR 12,000.00" in text(pilot.app)
        row.echo = "? 1,234: thousands or decimals? [b]"
        await pilot.pause()
        assert "? 1,234: thousands or decimals? [b]" in text(pilot.app)
        assert row.query_one(".echo").has_class("-doubt")


@pytest.mark.parametrize("no_color", [False, True])
async def test_the_focused_widget_is_marked_by_a_glyph(no_color, monkeypatch):
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with Form().run_test() as pilot:
        for widget_id in ("money", "second", "note"):
            widget = pilot.app.query_one(f"#{widget_id}")
            widget.focus()
            await pilot.pause()
            marked = [y for y, line in enumerate(lines(pilot.app)) if "▌" in line]
            assert marked == list(range(widget.region.y, widget.region.bottom))


async def test_escape_closes_every_dialog_and_changes_nothing():
    async with Form().run_test() as pilot:
        for dialog in (
            Confirm("Sure?"),
            Choose("Which?", [Option("a", "A")]),
            Prompt("Due?"),
            HelpScreen("review"),
        ):
            pilot.app.ask(dialog)
            await pilot.pause()
            await pilot.press("escape")
        assert pilot.app.results == [False, None, None, None]


@pytest.mark.parametrize(
    ("keys", "answer"), [(["y"], True), (["n"], False), (["enter"], False), (["j", "enter"], True)]
)
async def test_confirm_starts_at_no(keys, answer):
    async with Form().run_test() as pilot:
        pilot.app.ask(Confirm("Discard [b]this[/b]?", "It can be taken back.", yes="Discard", no="Keep"))
        await pilot.pause()
        assert "Discard [b]this[/b]?" in text(pilot.app)
        await pilot.press(*keys)
        assert pilot.app.results == [answer]


async def test_choose_narrows_while_one_types_and_arrows_move():
    async with Form().run_test() as pilot:
        names = ["Northwind Freight", "Acme", "North Sea Foods", "Nord [b]"]
        pilot.app.ask(Choose("Which account?", [Option(str(i), name, "A") for i, name in enumerate(names)]))
        await pilot.pause()
        await pilot.press(*"nor")
        assert "Acme" not in text(pilot.app)
        await pilot.press(*" sea", "enter")
        assert pilot.app.results == ["2"]
        pilot.app.ask(Choose("Which?", [Option(str(i), name) for i, name in enumerate(names)], current="1"))
        await pilot.pause()
        await pilot.press("down", "enter")
        assert pilot.app.results == ["2", "2"]


async def test_an_option_without_room_is_read_whole_below_the_list_and_nothing_moves():
    async with Form().run_test(size=(80, 24)) as pilot:
        name = "A very long name of a company that makes things in many countries"
        long = Option("a", f"{name} is {name} GmbH", "row 4, nearly [b]the same[/b] name")
        pilot.app.ask(Choose("Are these the same?", [long, Option("b", "Short")]))
        await pilot.pause()
        await pilot.pause()
        box = pilot.app.screen.query_one(".box").region
        words = " ".join(text(pilot.app).replace("│", " ").split())
        assert f"{name} is {name} GmbH row 4, nearly [b]the same[/b] name" in words
        await pilot.press("down")
        await pilot.pause()
        assert "nearly [b]the same[/b] name" not in " ".join(text(pilot.app).replace("│", " ").split())
        assert pilot.app.screen.query_one(".box").region == box


async def test_prompt_keeps_a_doubtful_answer_open():
    def understood(value: str) -> str:
        return "= Fri 27 Nov" if value == "fri" else "? which day?"

    async with Form().run_test() as pilot:
        pilot.app.ask(Prompt("New due date", label="Due", echo=understood))
        await pilot.pause()
        await pilot.press(*"fr", "enter")
        assert pilot.app.results == []
        assert "? which day?" in text(pilot.app)
        await pilot.press("i")
        assert "= Fri 27 Nov" in text(pilot.app)
        await pilot.press("enter")
        assert pilot.app.results == ["fri"]


@pytest.mark.parametrize("size", SIZES)
async def test_dialogs_and_help_fit_every_size(size):
    async with Form().run_test(size=size) as pilot:
        many = [Option(str(i), "Müller 株式会社 " * 9) for i in range(300)]
        for dialog in (
            Confirm("Sure? " * 40, "Because. " * 90),
            Choose("Which?", many),
            Prompt("Due? " * 20),
            HelpScreen("review"),
        ):
            pilot.app.ask(dialog)
            await pilot.pause()
            await pilot.pause()
            assert all(cell_len(line) == size[0] for line in lines(pilot.app))
            box = dialog.query_one(".box")
            assert box.region.right <= size[0]
            assert box.region.bottom <= size[1]
            footer = dialog.query_one("Footer")
            assert footer.region.bottom <= size[1]
            await pilot.press("escape")


async def test_help_lists_every_command_of_the_place_and_scrolls():
    async with Form().run_test(size=(60, 15)) as pilot:
        pilot.app.ask(HelpScreen("review"))
        await pilot.pause()
        await pilot.pause()
        seen = ""
        for _ in range(30):
            seen += text(pilot.app)
            await pilot.press("pagedown")
        for keys, name, _ in commands.help_rows("review"):
            assert name[:20] in seen, f"{keys} {name}"


async def test_a_choice_that_nothing_matches_says_so():
    async with Form().run_test(size=(80, 24)) as pilot:
        pilot.app.ask(Choose("Which one?", [Option("a", "Quarterly"), Option("b", "Pulse")]))
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert "Nothing like this." in text(pilot.app)
        await pilot.press("backspace")
        await pilot.pause()
        assert "Pulse" in text(pilot.app)


async def test_help_in_a_note_begins_with_the_markers_and_their_examples_are_understood():
    async with Form().run_test(size=(80, 24)) as pilot:
        pilot.app.ask(HelpScreen("review.note"))
        await pilot.pause()
        await pilot.pause()
        shown = text(pilot.app)
    assert [mark for mark, _, _ in MARKED_LINES] == ["!", "!!", "+", "^", "$", "@", '"', "~"]
    for mark, name, example in MARKED_LINES:
        assert example in shown
        read = parse_line(example, as_of=date(2026, 11, 19), currency="EUR")
        assert read is not None
        assert (read.kind, read.kind.value, read.problems) == (MARKERS[mark], name.lower(), ())


@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda t: t.name)
async def test_every_pair_of_colours_that_carries_words_can_be_read(theme):
    app = Form()
    async with app.run_test():
        app.theme = theme.name
        seen = app.get_css_variables()
        for ground in ("background", "panel", "surface"):
            for ink in (
                "foreground",
                "text-muted",
                "text-accent",
                "text-success",
                "text-warning",
                "text-error",
                "accent",
            ):
                ratio = contrast(Color.parse(seen[ink]), Color.parse(seen[ground]))
                assert ratio >= 4.5, f"{ink} on {ground}: {ratio:.1f}"


def contrast(one: Color, other: Color) -> float:
    """WCAG contrast ratio."""

    def luminance(color: Color) -> float:
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_an_unknown_theme_is_named_and_ours_is_used():
    name, problem = themes.usable_theme("solarised")
    assert name == "reviewtui-dark"
    assert "solarised" in problem


async def test_no_control_character_gets_through_where_strips_are_rendered(monkeypatch):
    monkeypatch.setattr(Strip, "render", Strip.render)
    terminal.install_sanitiser()
    terminal.install_sanitiser()
    async with Form().run_test() as pilot:
        from rich.segment import Segment

        hostile = "a\x1b]52;c;eA==\x07b\x9b2Jc\u202ed\x00e"
        out = Strip([Segment(hostile)]).render(pilot.app.console)
        assert out == "a␛]52;c;eA==␇b\ufffd2Jc\ufffdd␀e"


@pytest.fixture
def app_that_suspends(monkeypatch):
    app = Form()

    @contextmanager
    def suspend(self):
        yield

    monkeypatch.setattr(App, "suspend", suspend)
    return app


def write_editor(tmp_path, body: str) -> str:
    script = tmp_path / "an editor.py"
    script.write_text(body)
    return f'"{sys.executable}" "{script}"'


def test_the_editor_gets_a_private_file_and_its_text_comes_back(tmp_path, monkeypatch, app_that_suspends):
    body = (
        "import sys, os, pathlib\n"
        "p = pathlib.Path(sys.argv[-1])\n"
        "modes = f'{p.stat().st_mode & 0o777:o} {p.parent.stat().st_mode & 0o777:o}'\n"
        "p.write_text(p.read_text() + ' and more ' + modes + '\\n')\n"
        "print(p.parent, file=open(sys.argv[0] + '.out', 'w'))\n"
    )
    monkeypatch.setenv("VISUAL", write_editor(tmp_path, body))
    assert editor.edit_in_editor(app_that_suspends, "naïve 株") == "naïve 株 and more 600 700"
    folder = (tmp_path / "an editor.py.out").read_text().strip()
    assert not Path(folder).exists()


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("/no/such/editor", "could not be started"),
        ('"', "cannot be read as a command"),
        ("false", "ended with status 1"),
    ],
)
def test_an_editor_that_fails_is_named_and_changes_nothing(command, sentence, monkeypatch, app_that_suspends):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", command)
    with pytest.raises(InvalidInput, match=sentence):
        editor.edit_in_editor(app_that_suspends, "text")


@pytest.fixture
def no_display(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "SSH_CONNECTION", "SSH_TTY", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)


def fake_program(folder, name: str, monkeypatch) -> None:
    program = folder / name
    program.write_text(f'#!/bin/sh\ncat > "{folder}/{name}.got"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


async def test_copying_uses_the_display_when_there_is_one(tmp_path, monkeypatch, no_display):
    fake_program(tmp_path, "xclip", monkeypatch)
    monkeypatch.setenv("DISPLAY", ":0")
    async with Form().run_test() as pilot:
        assert clipboard.copy_text(pilot.app, "récap") == "Copied with xclip."
        assert (tmp_path / "xclip.got").read_text() == "récap"


async def test_copying_over_ssh_uses_tmux_and_never_the_display(tmp_path, monkeypatch, no_display):
    fake_program(tmp_path, "xclip", monkeypatch)
    fake_program(tmp_path, "tmux", monkeypatch)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("SSH_CONNECTION", "1")
    monkeypatch.setenv("TMUX", "/tmp/x")
    async with Form().run_test() as pilot:
        assert clipboard.copy_text(pilot.app, "recap") == "Copied with tmux."
        assert not (tmp_path / "xclip.got").exists()


async def test_copying_goes_through_the_terminal_when_nothing_else_is_there(no_display):
    async with Form().run_test() as pilot:
        assert "terminal's clipboard" in clipboard.copy_text(pilot.app, "recap")
        assert pilot.app.clipboard == "recap"
        assert "use the file" in clipboard.copy_text(pilot.app, "x" * 80_000)
