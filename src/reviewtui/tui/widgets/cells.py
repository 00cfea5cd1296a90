"""Text cut and padded by terminal cells, and column layouts, for everything drawn line by line.

clip("Nørdwïnd", 5)                          -> "Nørd…"
widths = columns(SPEC, 80)                   # SPEC: Column(...) in order; a dropped column has width 0
row(["Acme", ("G", "good"), "1,200"], SPEC, widths) -> [("Acme   ", ""), ("G", "good"), ("  1,200", "")]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reviewtui.domain.frozen import frozen
from reviewtui.domain.text import safe

MARK = "…"
_NO_CAP = 10_000
_BREAKS = re.compile(r"[\n\r\t]")
Cell = str | tuple[str, str]
"""A cell: the text, or the text and the name of its style (see ``LineList``)."""


@frozen
class Column:
    """One column: its least width in cells, the side its text stands at, and how it shares free room.

    ``flex`` is the share of the room left over (0 = never grows, ``most`` caps it, 0 = no cap). When the
    width is short, columns are dropped from the highest ``drop`` down; 0 is never dropped.
    """

    title: str
    least: int
    align: Literal["left", "right"] = "left"
    flex: int = 0
    most: int = 0
    drop: int = 0


def one_line(text: str) -> str:
    """The text harmless and without line breaks and tabs, for a place that has one row only.

    Made harmless before it is measured: a control character counts no cell, its picture does.
    """
    if text.isprintable():
        return text
    return safe(" ".join(text.split()) if _BREAKS.search(text) else text)


def _length(text: str) -> int:
    """Cells of a text that is harmless."""
    return len(text) if text.isascii() else cell_len(text)


def clip(text: str, width: int) -> str:
    """The text cut to at most ``width`` cells, with ``…`` as the last when something is missing."""
    text = one_line(text)
    if width <= 0:
        return ""
    if _length(text) <= width:
        return text
    return (chop_cells(text, width - 1)[0] if width > 1 else "") + MARK


def fit(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """The text cut or padded to exactly ``width`` cells."""
    text = clip(text, width)
    space = " " * (width - _length(text))
    return space + text if align == "right" else text + space


def columns(spec: Sequence[Column], width: int, gap: int = 1) -> list[int]:
    """Width in cells of each column so that all of them with their gaps fit into ``width``.

    Columns that do not fit get 0, the most droppable first; the room left over goes to the flexible ones.
    """
    return list(_columns(tuple(spec), width, gap))


@lru_cache(maxsize=256)
def _columns(spec: tuple[Column, ...], width: int, gap: int) -> list[int]:
    kept = set(range(len(spec)))

    def room() -> int:
        return width - sum(spec[i].least for i in kept) - gap * max(0, len(kept) - 1)

    while room() < 0:
        droppable = [i for i in kept if spec[i].drop]
        if not droppable:
            break
        kept.discard(max(droppable, key=lambda i: (spec[i].drop, i)))
    widths = [column.least if i in kept else 0 for i, column in enumerate(spec)]
    _share(spec, widths, kept, room())
    return widths


def _share(spec: Sequence[Column], widths: list[int], kept: set[int], left: int) -> None:
    """Give the room left over to the flexible columns by their shares; a short line takes from the widest."""
    while left < 0 and max(widths, default=0) > 1:
        widest = max(range(len(widths)), key=lambda i: widths[i])
        widths[widest] -= 1
        left += 1
    growing = [i for i in sorted(kept) if spec[i].flex]
    while left > 0 and growing:
        shares = sum(spec[i].flex for i in growing)
        given = 0
        for i in growing:
            part = max(1, left * spec[i].flex // shares)
            part = min(part, left - given, (spec[i].most or _NO_CAP) - widths[i])
            widths[i] += part
            given += part
        left -= given
        growing = [i for i in growing if widths[i] < (spec[i].most or _NO_CAP)]


def row(
    cells: Sequence[Cell], spec: Sequence[Column], widths: Sequence[int], gap: int = 1
) -> list[tuple[str, str]]:
    """The cells of one row as (text, style name) pairs that fill their columns exactly."""
    parts: list[tuple[str, str]] = []
    for cell, column, width in zip(cells, spec, widths, strict=True):
        if width <= 0:
            continue
        text, style = (cell, "") if isinstance(cell, str) else cell
        if parts:
            parts.append((" " * gap, ""))
        parts.append((fit(text, width, column.align), style))
    return parts


def titles(spec: Sequence[Column], widths: Sequence[int], gap: int = 1) -> list[tuple[str, str]]:
    """The heading row of a column layout."""
    return row([(column.title, "head") for column in spec], spec, widths, gap)


def strip(
    parts: Sequence[tuple[str, str | Style]],
    width: int,
    base: Style,
    style_of: Callable[[str], Style | None],
    *,
    lead: str = "",
    over: Style | None = None,
) -> Strip:
    """Parts as a strip of exactly ``width`` cells, cut with ``…`` when they are longer.

    ``lead`` stands before them in the plain style; ``over`` is laid over all but the lead.
    """
    room = width - len(lead)
    runs: list[tuple[list[str], Style]] = []
    for text, name, length in _fitting(parts, room):
        own = name if isinstance(name, Style) else style_of(name)
        style = base + own if own else base
        _extend(runs, text, style)
        room -= length
    _extend(runs, " " * max(0, room), base)
    segments = [Segment("".join(texts), style) for texts, style in runs]
    if over:
        # One even bar: reversed colours of single cells would tear it into patches.
        segments = [
            Segment(text, base + (Style(bold=True) if style and style.bold else Style()) + over)
            for text, style, _ in segments
        ]
    return Strip([s for s in (Segment(lead, base), *segments) if s.text], width)


def _extend(runs: list[tuple[list[str], Style]], text: str, style: Style) -> None:
    """Add text to the last run when it looks the same there: each run costs bytes on the line."""
    if runs and (runs[-1][1] == style or (text.isspace() and _same_ground(runs[-1][1], style))):
        runs[-1][0].append(text)
    elif text:
        runs.append(([text], style))


@lru_cache(maxsize=1024)
def _same_ground(one: Style, other: Style) -> bool:
    """Whether blanks look the same in both."""
    return one.bgcolor == other.bgcolor and not (
        one.reverse or other.reverse or one.underline or other.underline or one.strike or other.strike
    )


def _fitting(parts: Sequence[tuple[str, str | Style]], room: int) -> list[tuple[str, str | Style, int]]:
    """The parts that fit with their cells, the last one cut with the mark when something had to go."""
    plain = [(one_line(text), name) for text, name in parts]
    while plain and not plain[-1][0].strip() and not isinstance(plain[-1][1], Style):
        plain.pop()
    fitting: list[tuple[str, str | Style, int]] = []
    for position, (text, name) in enumerate(plain):
        length = _length(text)
        more_comes = position < len(plain) - 1
        if length < room or (length == room and not more_comes):
            fitting.append((text, name, length))
            room -= length
            continue
        cut = clip(f"{text} " if length == room else text, room)
        fitting.append((cut, name, _length(cut)))
        break
    return fitting
