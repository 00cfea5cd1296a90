"""Lists of any length, one-row widgets, columns and bars: what is drawn fits, and only what is seen is drawn."""

from __future__ import annotations

import pytest
from looks import lines, text
from rich.cells import cell_len
from rich.text import Text
from textual.app import App, ComposeResult
from textual.geometry import Region

from reviewtui.tui.widgets.cells import Column, clip, columns, fit, row, titles
from reviewtui.tui.widgets.footer import Footer
from reviewtui.tui.widgets.line_list import LineList
from reviewtui.tui.widgets.lines import Banner, Bar, Stepper
from reviewtui.tui.widgets.spark import bars, gauge

SIZES = [(60, 15), (80, 24), (100, 30), (120, 40), (200, 60)]
SPEC = [
    Column("Account", 12, flex=2, most=40),
    Column("T", 1),
    Column("Revenue", 12, "right"),
    Column("Trend", 8, drop=2),
    Column("Next", 10, drop=1),
]


class Lists(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[int] = []
        self.said: list = []

    def compose(self) -> ComposeResult:
        yield Bar()
        yield Banner()
        yield Stepper()
        yield LineList(id="list")
        yield Footer("accounts")

    def on_mount(self) -> None:
        self.list = self.query_one(LineList)
        self.list.set_source(100_000, self.line, lambda i: f"key {i}")
        self.list.focus()

    def line(self, index: int) -> list[tuple[str, str]]:
        self.drawn.append(index)
        widths = columns(SPEC, self.list.scrollable_content_region.width - 2)
        cells = [f"Müller [b]株式会社[/b] {index}", ("A", "good"), f"{index:,}", "▁▂▃▄▅▆▇█", "2026-11-22"]
        return row(cells, SPEC, widths)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        self.said.append(("moved", event.index, event.key))

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        self.said.append(("opened", event.index, event.key))

    def on_line_list_marked(self, event: LineList.Marked) -> None:
        self.said.append(("marked", event.index, event.key))


async def test_of_a_hundred_thousand_rows_only_those_seen_are_drawn():
    async with Lists().run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "j", "pagedown", "G", "k", "g")
        assert len(set(pilot.app.drawn)) < 100
        assert pilot.app.list.cursor == 0


async def test_a_layout_that_leaves_the_list_as_it_is_draws_its_rows_once(monkeypatch):
    async with Lists().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        rows: list[int] = []
        real = LineList.render_line
        monkeypatch.setattr(LineList, "render_line", lambda self, y: rows.append(y) or real(self, y))
        pilot.app.query_one(Bar).refresh(layout=True)
        await pilot.pause()
        assert rows == list(range(pilot.app.list.size.height))
        await pilot.resize_terminal(80, 30)
        await pilot.pause()
        assert set(rows) == set(range(pilot.app.list.size.height))


async def test_moving_repaints_the_old_and_the_new_row_only(monkeypatch):
    async with Lists().run_test(size=(80, 24)) as pilot:
        painted: list[Region] = []
        real = LineList.refresh

        def refresh(self, *regions, **more):
            painted.extend(regions or [self.size.region])
            return real(self, *regions, **more)

        monkeypatch.setattr(LineList, "refresh", refresh)
        await pilot.press("j")
        assert [(region.y, region.height) for region in painted] == [(0, 1), (1, 1)]


async def test_keys_move_open_and_mark():
    async with Lists().run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "down", "k", "enter", "space", "G", "end", "home")
        assert pilot.app.said == [
            ("moved", 1, "key 1"),
            ("moved", 2, "key 2"),
            ("moved", 1, "key 1"),
            ("opened", 1, "key 1"),
            ("marked", 1, "key 1"),
            ("moved", 99_999, "key 99999"),
            ("moved", 0, "key 0"),
        ]


async def test_the_cursor_stays_with_its_row_when_the_source_changes():
    async with Lists().run_test(size=(80, 24)) as pilot:
        lst = pilot.app.list
        lst.set_source(5, lambda i: "abcde"[i], lambda i: "abcde"[i])
        await pilot.press("j", "j")
        assert lst.current_key == "c"
        lst.set_source(3, lambda i: "xcy"[i], lambda i: "xcy"[i])
        assert (lst.cursor, lst.current_key) == (1, "c")
        lst.set_source(1, lambda i: "z", lambda i: "z")
        assert lst.current_key == "z"
        lst.set_source(0, lambda i: "", None)
        await pilot.press("j", "enter", "G")
        assert lst.current_key is None
        assert "Nothing here." in text(pilot.app)


async def test_headings_cannot_be_chosen_and_the_first_one_stays_in_sight():
    async with Lists().run_test(size=(80, 15)) as pilot:
        lst = pilot.app.list
        lst.set_source(
            40, lambda i: f"{'Heading' if i % 10 == 0 else 'row'} {i}", selectable=lambda i: i % 10 != 0
        )
        assert lst.cursor == 1
        await pilot.press(*["j"] * 9)
        assert lst.cursor == 11
        await pilot.press("G", "g", "k")
        assert lst.cursor == 1
        assert "Heading 0" in text(pilot.app)


async def test_a_list_that_was_cut_says_how_much_is_missing():
    async with Lists().run_test(size=(80, 24)) as pilot:
        pilot.app.list.set_source(3, lambda i: f"row {i}", more=350)
        await pilot.pause()
        assert "... 350 more" in text(pilot.app)


async def test_a_row_too_long_is_cut_with_a_mark_and_its_text_is_no_markup():
    async with Lists().run_test(size=(60, 15)) as pilot:
        pilot.app.list.set_source(2, lambda i: ["[b]bold[/b] " + "x" * 100, Text("[/x] \x1b[31m")][i])
        await pilot.pause()
        first, second = [line for line in lines(pilot.app) if "[" in line][:2]
        assert first.startswith("> [b]bold[/b] xxx")
        assert first.rstrip().endswith("…")
        assert second.startswith("  [/x] ␛[31m")


async def test_the_bar_leaves_a_figure_out_rather_than_cut_it():
    async with Lists().run_test(size=(60, 15)) as pilot:
        bar = pilot.app.query_one(Bar)
        bar.say(
            place="Today", words=["7,465 to call", "2,076 reviews due", "2,387 overdue"], as_of="2026-11-19"
        )
        await pilot.pause()
        assert lines(pilot.app)[0].startswith(" Today · 7,465 to call, …  ")
        bar.say(as_of="")
        await pilot.pause()
        assert " Today · 7,465 to call, 2,076 reviews due, 2,387 overdue " in lines(pilot.app)[0]


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_is_wider_than_the_screen(size):
    async with Lists().run_test(size=size) as pilot:
        app = pilot.app
        app.query_one(Bar).say(place="Müller 株式会社 " * 20, as_of="2026-11-22", state="saved 14:02:11")
        app.query_one(Banner).say("Not saved: " + "the disk is full " * 20)
        app.query_one(Stepper).show(
            [(f"Section number {i}", "x/."[i % 3]) for i in range(9)], 4, "12/16 core"
        )
        await pilot.pause()
        for line in lines(app):
            assert cell_len(line) == size[0]
        for widget in app.query("*"):
            assert widget.region.right <= size[0]
            assert widget.region.bottom <= size[1]
            assert not widget.show_horizontal_scrollbar
        shown = text(app)
        for part in ("2026-11-22", "saved 14:02:11", "! Not saved", "5>", "12/16 core", "? Help"):
            assert part in shown


@pytest.mark.parametrize("colour", [None, "1"])
async def test_the_cursor_row_is_marked_by_a_character_not_by_colour(colour, monkeypatch):
    if colour:
        monkeypatch.setenv("NO_COLOR", colour)
    async with Lists().run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        marked = [line for line in lines(pilot.app) if line.startswith("> ")]
        assert len(marked) == 1
        assert "会社[/b] 1" in marked[0]


async def test_the_bar_paints_only_when_it_says_something_new(monkeypatch):
    async with Lists().run_test() as pilot:
        bar = pilot.app.query_one(Bar)
        bar.say(place="Acme", state="saved 14:02:11")
        painted = []
        monkeypatch.setattr(Bar, "refresh", lambda self, *a, **k: painted.append(1))
        bar.say(place="Acme", state="saved 14:02:11")
        assert painted == []
        bar.say(state="saved 14:02:12")
        assert painted == [1]


async def test_the_banner_takes_no_room_while_nothing_is_wrong():
    async with Lists().run_test() as pilot:
        banner = pilot.app.query_one(Banner)
        assert not banner.display
        banner.say("Not saved")
        await pilot.pause()
        assert lines(pilot.app)[1].startswith("! Not saved")
        banner.say("")
        await pilot.pause()
        assert not banner.display


def test_columns_share_the_room_and_drop_the_least_needed():
    assert columns(SPEC, 80) == [40, 1, 12, 8, 10]
    assert columns(SPEC, 50) == [15, 1, 12, 8, 10]
    assert columns(SPEC, 40) == [14, 1, 12, 0, 10]
    assert columns(SPEC, 30) == [15, 1, 12, 0, 0]
    assert sum(columns(SPEC, 20)) + 2 == 20


@pytest.mark.parametrize("width", range(20, 130, 7))
def test_a_row_fills_its_columns_exactly_whatever_the_script(width):
    widths = columns(SPEC, width)
    cells = ["株式会社 e\u0301clair 🙂 \x1b[31m", "A", "1,265,793.04", "▁▂▃", "2026-11-22"]
    used = sum(cell_len(part) for part, _ in row(cells, SPEC, widths))
    assert used == sum(widths) + max(0, sum(w > 0 for w in widths) - 1)
    assert used <= width
    assert sum(cell_len(part) for part, _ in titles(SPEC, widths)) == used


def test_text_is_cut_by_cells_with_a_mark():
    assert clip("Northwind", 9) == "Northwind"
    assert clip("Northwind", 5) == "Nort…"
    assert clip("株式会社", 5) == "株式…"
    assert clip("two\nlines", 20) == "two lines"
    assert clip("x", 0) == ""
    assert fit("12", 5, "right") == "   12"
    assert fit("株", 3) == "株 "


def test_bars_scale_to_the_largest_and_mark_what_is_negative_or_missing():
    assert bars([0, 1, 4, 8, None, -3], 6) == "▁▂▅█ -"
    assert bars([1, 2], 4) == "  ▅█"
    assert bars([5, 1, 2], 2) == "▅█"
    assert bars([0, 8, -1], 3, ascii=True) == ".@-"
    assert bars([], 3) == "   "
    assert bars([-5, None], 2) == "- "
    assert gauge(0.5, 4) == "██░░"
    assert gauge(2, 3, ascii=True) == "###"
