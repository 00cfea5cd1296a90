"""The note: nothing typed or pasted crashes it, slows it, or goes missing."""

from __future__ import annotations

import random

import pytest
from looks import lines, text
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widgets import TextArea

from reviewtui.tui.messages import Left
from reviewtui.tui.widgets.note_area import CAP, NoteArea


class Notes(App[None]):
    def __init__(self, widget: TextArea | None = None) -> None:
        super().__init__()
        self.widget = widget or NoteArea(min_rows=2, max_rows=5)
        self.said: list = []

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_mount(self) -> None:
        self.widget.focus()

    def on_note_area_changed(self, event: NoteArea.Changed) -> None:
        self.said.append(event.text)

    def on_note_area_refused(self, event: NoteArea.Refused) -> None:
        self.said.append(event)

    def on_left(self, event: Left) -> None:
        self.said.append(event.direction)


async def paste(pilot, what: str) -> None:
    pilot.app.post_message(events.Paste(what))
    await pilot.pause()


async def test_each_change_is_told_with_the_whole_text():
    async with Notes().run_test() as pilot:
        await pilot.press("a", "b", "enter", "c")
        assert pilot.app.said == ["a", "ab", "ab\n", "ab\nc"]


async def test_loading_a_text_is_told_to_nobody_and_cannot_be_undone():
    async with Notes().run_test() as pilot:
        note = pilot.app.widget
        note.load("what was stored")
        await pilot.press("ctrl+z")
        assert (note.text, pilot.app.said) == ("what was stored", [])
        assert note.cursor_location == (0, 15)


async def test_undo_after_a_paste_of_many_lines_works():
    async with Notes().run_test(size=(80, 24)) as pilot:
        await pilot.press("x")
        await paste(pilot, "line\n" * 40)
        await pilot.press("ctrl+z")
        assert pilot.app.widget.text == "x"
        await pilot.press("ctrl+y", "y")
        assert pilot.app.widget.text == "x" + "line\n" * 40 + "y"


async def test_canary_the_stock_text_area_still_crashes_on_undo_after_a_paste():
    """When this fails Textual has mended #6686: NoteWrap.location_to_offset need not clamp any more."""
    with pytest.raises(ValueError, match="out of bounds"):
        async with Notes(TextArea()).run_test(size=(80, 24)) as pilot:
            await pilot.press("x")
            await paste(pilot, "line\n" * 40)
            await pilot.press("ctrl+z")


@pytest.mark.parametrize("seed", range(6))
async def test_any_mix_of_typing_pasting_cutting_undoing_and_resizing_is_survived(seed):
    chance = random.Random(seed)
    keys = [
        "a",
        " ",
        "enter",
        "backspace",
        "delete",
        "ctrl+z",
        "ctrl+y",
        "ctrl+x",
        "ctrl+k",
        "ctrl+u",
        "ctrl+w",
        "up",
    ]
    keys += [
        "down",
        "home",
        "end",
        "left",
        "shift+up",
        "shift+left",
        "shift+end",
        "pageup",
        "pagedown",
        "ctrl+v",
    ]
    pieces = ["one\ntwo\nthree\n", "long " * 60, "\n" * 30, "株式🙂\tx", "y" * 300]
    async with Notes().run_test(size=(60, 15)) as pilot:
        note = pilot.app.widget
        for _ in range(60):
            turn = chance.random()
            if turn < 0.12:
                await paste(pilot, chance.choice(pieces))
            elif turn < 0.16:
                await pilot.resize_terminal(chance.randint(20, 120), chance.randint(5, 40))
            else:
                await pilot.press(chance.choice(keys))
            stock = "\n".join(note.document.lines)
            assert note.text == stock
        assert len(note.wrapped_document._offset_to_line_info) == note.wrapped_document.height


async def test_what_is_typed_is_what_is_drawn_while_only_touched_rows_are_repainted():
    async with Notes(NoteArea(min_rows=10, max_rows=10)).run_test(size=(40, 12)) as pilot:
        await paste(pilot, "first row\nsecond row that wraps round at the end of the line\nthird")
        for key in ["up", "home", "X", "end", "Y", "backspace", "down", "down", "Z", "enter", "W", "up", "V"]:
            await pilot.press(key)
        partial = lines(pilot.app)
        pilot.app.screen.refresh(layout=True)
        await pilot.pause()
        assert partial == lines(pilot.app)


async def test_a_typed_character_repaints_one_row(monkeypatch):
    async with Notes(NoteArea(min_rows=10, max_rows=10)).run_test(size=(80, 24)) as pilot:
        await paste(pilot, "a line\n" * 8)
        painted: list[Region] = []
        note = pilot.app.widget
        real = TextArea.refresh

        def refresh(self, *regions, **more):
            painted.extend(regions or [self.size.region])
            return real(self, *regions, **more)

        monkeypatch.setattr(TextArea, "refresh", refresh)
        await pilot.press("x")
        assert note.text.endswith("x")
        assert {region.height for region in painted} == {1}


async def test_a_burst_goes_in_as_few_edits_and_in_order(monkeypatch):
    edits = []
    real = NoteArea.edit
    monkeypatch.setattr(NoteArea, "edit", lambda self, edit: edits.append(edit.text) or real(self, edit))
    async with Notes().run_test() as pilot:
        note = pilot.app.widget
        for key in [*"They will order from ", "enter", *"somebody else"]:
            note.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert note.text == "They will order from \nsomebody else"
        assert "".join(edits) == "They will order from \nsomebody else"
        assert len(edits) < 12


async def test_a_text_past_the_cap_is_refused_whole_and_handed_back():
    async with Notes().run_test() as pilot:
        await paste(pilot, "x" * (CAP - 2))
        await paste(pilot, "not this one")
        refused = pilot.app.said[-1]
        assert isinstance(refused, NoteArea.Refused)
        assert refused.text == "not this one"
        assert "256 kB" in refused.why
        await pilot.press("a", "b", "c")
        assert pilot.app.widget.text == "x" * (CAP - 2) + "ab"
        await pilot.press("backspace", "d")
        assert pilot.app.widget.text == "x" * (CAP - 2) + "ad"


async def test_the_cap_counts_bytes():
    async with Notes().run_test() as pilot:
        await paste(pilot, "株" * (CAP // 3))
        assert len(pilot.app.widget.text) == CAP // 3
        await paste(pilot, "株式")
        assert isinstance(pilot.app.said[-1], NoteArea.Refused)


@pytest.mark.parametrize("piece", ["word ", "x"])
async def test_a_line_of_60_kb_can_be_typed_into(piece):
    async with Notes().run_test(size=(80, 24)) as pilot:
        await paste(pilot, (piece * 60_000)[:60_000])
        await pilot.press(*"hello")
        assert pilot.app.widget.text.endswith("hello")


async def test_a_paste_is_brought_to_one_kind_of_line_end():
    async with Notes().run_test() as pilot:
        await paste(pilot, "a\r\nb\rc\u2028d\x00e")
        assert pilot.app.widget.text == "a\nb\nc\nd\u2400e"


async def test_control_characters_are_drawn_as_pictures():
    async with Notes().run_test() as pilot:
        await paste(pilot, "red \x1b[31m and \u202e turned")
        assert "red \u241b[31m and \ufffd turned" in text(pilot.app)


async def test_tab_shift_tab_and_escape_leave():
    async with Notes().run_test() as pilot:
        await pilot.press("tab", "shift+tab", "escape")
        assert pilot.app.said == ["next", "previous", "out"]
        assert pilot.app.widget.text == ""


async def test_it_grows_with_its_text_up_to_its_most_rows():
    async with Notes().run_test() as pilot:
        note = pilot.app.widget
        assert note.size.height == 2
        await pilot.press("enter", "enter", "enter")
        assert note.size.height == 4
        await pilot.press(*["enter"] * 6)
        assert note.size.height == 5


async def test_selected_text_is_marked_and_replaced():
    async with Notes().run_test() as pilot:
        await pilot.press(*"abc", "shift+left", "shift+left", "X")
        assert pilot.app.widget.text == "aX"
