"""Help: what is typed in the place one is in, and its keys from the command table. ``app.push_screen(HelpScreen("review"))``."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from textual.widget import Widget

from reviewtui.tui.commands import bindings, help_rows
from reviewtui.tui.widgets.cells import clip, fit
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.line_list import Line, LineList
from reviewtui.tui.widgets.pager import wrapped

Row = tuple[str, str, str]
KEY = 15
"""Cells before the name: the key, and room round it."""

MARKED_LINES: tuple[Row, ...] = (
    ("!", "Action", "! send quote @sam fri p1"),
    ("!!", "Promise", "!! new price list by 12 may"),
    ("+", "Ask", "+ product: labels in two sizes"),
    ("^", "Sighting", "^Acme pricing: 12% below us"),
    ("$", "Opportunity", "$ second line 40k 60%"),
    ("@", "Fact", "@Anna mobile: 0170 555 0199"),
    ('"', "Quote", '"Wrong, but there." - Jochen'),
    ("~", "Private", "~ he sounds tired"),
)
"""Marker, what it makes, an example."""

_ANSWERS: tuple[Row, ...] = (
    ("1-9 0", "An option", "0 is the tenth; of several, Enter confirms"),
    ("0-9 t", "A rating", "t is ten"),
    ("12k 3*450", "An amount", "1.234,56 EUR; +8% of the earlier one"),
    ("fri +7 eoq", "A date", "in 2 weeks, 15 jan, eow, eom"),
)
_LINES: tuple[Row, ...] = (("", "A line that begins with", ""), *MARKED_LINES)
_FIRST: dict[str, tuple[Row, ...]] = {
    "review": (("", "Answers", ""), *_ANSWERS),
    "review.note": _LINES,
    "capture": _LINES,
}
"""What is no key of a command, and is typed here."""


class HelpScreen(Dialog[None]):
    """All keys of a place: in two columns where there is room, scrolling, closed by Esc, F1, ? or q."""

    BINDINGS = [*bindings("dialog"), ("f1,question_mark,q", "cancel", "Close")]
    DEFAULT_CSS = """
    HelpScreen > .box { width: 100%; max-width: 120; height: 100%; max-height: 100%; }
    HelpScreen > .box > LineList, HelpScreen.-low > .box > LineList { height: 1fr; max-height: 100%; }
    """
    AUTO_FOCUS = "LineList"

    def __init__(self, place: str) -> None:
        keys = help_rows(place)
        self._rows = [*_FIRST.get(place, ()), *keys]
        super().__init__(f"Keys: {keys[0][1]}")

    def body(self) -> Iterator[Widget]:
        """The rows."""
        self.list = LineList(gutter=False)
        yield self.list

    def on_resize(self) -> None:
        """Lay the rows out for the new width."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        # Without the scrollbar, which comes only with the rows.
        width = self.list.content_size.width - self.list.styles.scrollbar_size_vertical
        lines = (
            two_columns(self._rows, width)
            if width >= 90
            else [line for row in self._rows for line in _whole(row, width)]
        )
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
    parts = [(f"  {fit(keys, 12)} ", "accent"), (clip(name, width - KEY), "bold")]
    room = width - KEY - cell_len(parts[1][0]) - 2
    if room > 8:
        parts.append((f"  {clip(sentence, room)}", "dim"))
    return parts


def _whole(row: Row, width: int) -> list[Line]:
    """A row with its sentence to the end, below the name where it has no room beside it."""
    keys, name, sentence = row
    if not keys or cell_len(name) + 2 + cell_len(sentence) <= width - KEY:
        return [_line(row, width)]
    below = wrapped(sentence, max(10, width - KEY))
    return [_line((keys, name, ""), width), *([(" " * KEY, ""), (text, "dim")] for text in below)]
