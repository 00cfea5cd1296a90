"""Help: the keys of the place one is in, made from the command table. ``app.push_screen(HelpScreen("review"))``."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from textual.widget import Widget

from reviewtui.tui.commands import bindings, help_rows
from reviewtui.tui.widgets.cells import clip, fit
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.line_list import Line, LineList

Row = tuple[str, str, str]


class HelpScreen(Dialog[None]):
    """All keys of a place: in two columns where there is room, scrolling, closed by Esc, F1, ? or q."""

    BINDINGS = [*bindings("dialog"), ("f1,question_mark,q", "cancel", "Close")]
    DEFAULT_CSS = """
    HelpScreen > .box { width: 100%; max-width: 120; height: 100%; max-height: 100%; }
    HelpScreen > .box > LineList, HelpScreen.-low > .box > LineList { height: 1fr; max-height: 100%; }
    """
    AUTO_FOCUS = "LineList"

    def __init__(self, place: str) -> None:
        self._rows = help_rows(place)
        super().__init__(f"Keys: {self._rows[0][1]}")

    def body(self) -> Iterator[Widget]:
        """The rows."""
        self.list = LineList(gutter=False)
        yield self.list

    def on_resize(self) -> None:
        """Lay the rows out for the new width."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        width = self.list.scrollable_content_region.width
        lines = two_columns(self._rows, width) if width >= 90 else [_line(row, width) for row in self._rows]
        self.list.set_source(len(lines), lambda i: lines[i])


def two_columns(rows: list[Row], width: int) -> list[Line]:
    """The rows in two columns of equal length, read down the first, then down the second."""
    half = (len(rows) + 1) // 2
    column = (width - 2) // 2
    lines: list[Line] = []
    for index in range(half):
        left = _line(rows[index], column)
        right = _line(rows[index + half], column) if index + half < len(rows) else []
        used = sum(cell_len(text) for text, _ in left)
        lines.append([*left, (" " * (column - used + 2), ""), *right])
    return lines


def _line(row: Row, width: int) -> list[tuple[str, str]]:
    keys, name, sentence = row
    if not keys:
        return [(clip(name, width), "head")]
    parts = [(f"  {fit(keys, 12)} ", "accent"), (clip(name, width - 15), "bold")]
    room = width - 15 - cell_len(parts[1][0]) - 2
    if room > 8:
        parts.append((f"  {clip(sentence, room)}", "dim"))
    return parts
