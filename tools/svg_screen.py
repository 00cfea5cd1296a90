"""A terminal screen drawn as an SVG file: small, the same bytes for the same screen, nothing fetched from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from pyte.screens import Char
from wcwidth import wcswidth

CELL = (8.4, 18.0)
MARGIN = 10.0
PAPER, INK = "#121212", "#e0e0e0"
FONTS = "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"
_NAMED = {
    "black": "#000000",
    "red": "#cd3131",
    "green": "#0dbc79",
    "brown": "#e5e510",
    "blue": "#2472c8",
    "magenta": "#bc3fbc",
    "cyan": "#11a8cd",
    "white": "#e5e5e5",
}
_ARMS = {"─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "udr", "┤": "udl"}
_BLOCKS = {
    **{sign: (0.0, 1 - part / 8, 1.0, 1.0) for part, sign in enumerate("▁▂▃▄▅▆▇█", start=1)},
    **{sign: (0.0, 0.0, part / 8, 1.0) for part, sign in enumerate("▏▎▍▌▋▊▉", start=1)},
    "▀": (0.0, 0.0, 1.0, 0.5),
    "▐": (0.5, 0.0, 1.0, 1.0),
    "▕": (7 / 8, 0.0, 1.0, 1.0),
}
"""Left, top, right and bottom of what a block covers, in parts of a cell."""
_SHAPES = {*_ARMS, *_BLOCKS}


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of cells looks."""

    ink: str
    paper: str
    bold: bool
    italic: bool
    underline: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring cells of one row that look alike; ``x`` and ``width`` in cells."""

    x: int
    width: int
    text: str
    style: Style


def svg_of(rows: Sequence[Sequence[Char]], title: str) -> str:
    """The SVG of a screen; ``title`` is what it shows, for readers who cannot see it."""
    columns = len(rows[0])
    width, height = columns * CELL[0] + 2 * MARGIN, len(rows) * CELL[1] + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>text{{font:14px {FONTS};white-space:pre}}.b{{font-weight:bold}}"
        ".i{font-style:italic}.u{text-decoration:underline}</style>",
        f'<rect width="{width:g}" height="{height:g}" rx="6" fill="{PAPER}"/>',
    ]
    for y, row in enumerate(rows):
        for run in runs_of(row):
            parts.extend(_drawn(run, y))
    return "\n".join([*parts, "</svg>", ""])


def runs_of(row: Sequence[Char]) -> Iterator[Run]:
    """The runs of a row; what is drawn as a shape stands alone."""
    start, text, style = 0, "", None
    for x, cell in enumerate(row):
        look = _style(cell)
        alone = {cell.data, text} & _SHAPES
        if style is not None and (look != style or alone) and cell.data:
            yield Run(start, x - start, text, style)
            start, text = x, ""
        text += cell.data
        style = look if cell.data else style
    if style is not None:
        yield Run(start, len(row) - start, text, style)


def _style(cell: Char) -> Style:
    ink, paper = _colour(cell.fg, INK), _colour(cell.bg, PAPER)
    if cell.reverse:
        ink, paper = paper, ink
    return Style(ink, paper, cell.bold, cell.italics, cell.underscore)


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    if re.fullmatch(r"[0-9a-fA-F]{6}", name):
        return f"#{name.lower()}"
    return _NAMED.get(name.removeprefix("bright"), default)


def _drawn(run: Run, y: int) -> Iterator[str]:
    left, top = MARGIN + run.x * CELL[0], MARGIN + y * CELL[1]
    if run.style.paper != PAPER:
        yield _rect(left, top, run.width * CELL[0], CELL[1], run.style.paper)
    if not run.text.strip():
        return
    if run.text in _ARMS:
        yield from _line(run.text, left, top, run.style.ink)
    elif run.text in _BLOCKS:
        yield _block(run, left, top)
    else:
        yield from _texts(run, left, top)


def _texts(run: Run, left: float, top: float) -> Iterator[str]:
    """Words that are more than one space apart stand on their own, so that columns meet in every font."""
    look = run.style
    marks = [mark for mark, on in zip("biu", (look.bold, look.italic, look.underline), strict=True) if on]
    named = f' class="{" ".join(marks)}"' if marks else ""
    for words in re.finditer(r"\S+(?: \S+)*", run.text):
        x = left + wcswidth(run.text[: words.start()]) * CELL[0]
        wide = max(wcswidth(words[0]), 1) * CELL[0]
        yield (
            f'<text x="{_short(x)}" y="{_short(top + 13.5)}" textLength="{_short(wide)}"'
            f' fill="{look.ink}"{named}>{escape(words[0], quote=False)}</text>'
        )


def _block(run: Run, left: float, top: float) -> str:
    x, y, right, bottom = _BLOCKS[run.text]
    wide, high = CELL
    return _rect(left + x * wide, top + y * high, (right - x) * wide, (bottom - y) * high, run.style.ink)


def _line(sign: str, left: float, top: float, ink: str) -> Iterator[str]:
    width, height = CELL
    ends = {"l": (0, height / 2), "r": (width, height / 2), "u": (width / 2, 0), "d": (width / 2, height)}
    path = "".join(f"M{width / 2:g} {height / 2:g}L{ends[arm][0]:g} {ends[arm][1]:g}" for arm in _ARMS[sign])
    yield f'<path transform="translate({left:g} {top:g})" d="{path}" stroke="{ink}"/>'


def _rect(left: float, top: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{_short(left)}" y="{_short(top)}" width="{_short(width)}"'
        f' height="{_short(height)}" fill="{fill}"/>'
    )


def _short(number: float) -> str:
    return f"{round(number, 1):g}"
