"""The brief laid out for so many rows: each block gets its least, what is left goes to those that have more to say.

Rows that are left after that let long lines be read to their end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from rich.cells import cell_len, chop_cells

from reviewtui.tui.screens.account.blocks import Block, Line, Parts, Target
from reviewtui.tui.widgets.cells import fit

LABEL = 12
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the brief: label and line; ``more`` lines of its block are not shown."""

    block: str
    label: str
    line: Line
    more: int = 0

    @property
    def target(self) -> Target | None:
        """What Enter opens."""
        return self.line.target

    def parts(self) -> Parts:
        """Label, then the line."""
        style = "dim" if self.label.startswith("…") else "head"
        return [(fit(self.label, LABEL), style), (" ", ""), *(self.line.short or self.line.parts)]


def lay_out(found: Sequence[Block], height: int, width: int, opened: AbstractSet[str]) -> list[Row]:
    """The rows for a screen of that height, lines of ``width`` cells behind the label.

    Blocks in ``opened`` are shown whole, each line to its end, whatever that takes.
    """
    shown = [len(b.lines) if b.label in opened else min(b.least, len(b.lines)) for b in found]
    whole = [_whole(b, width) if b.label in opened else list(b.lines) for b in found]
    room = height - sum(
        len(lines) if b.label in opened else count
        for b, lines, count in zip(found, whole, shown, strict=True)
    )
    while room > 0:
        hungry = [i for i, block in enumerate(found) if shown[i] < len(block.lines)]
        if not hungry:
            break
        for index in hungry[:room]:
            shown[index] += 1
        room -= len(hungry[:room])
    rows: list[Row] = []
    for block, lines, count in zip(found, whole, shown, strict=True):
        if block.label not in opened:
            lines, more = lines[:count], _whole(block, width, count)
            if len(more) - count <= room:
                room -= len(more) - count
                lines = more
        rows.extend(_rows(block, lines, len(block.lines) - count))
    return rows


def _whole(block: Block, width: int, count: int | None = None) -> list[Line]:
    """The block's lines, or the first so many, each in the rows it needs to be read to its end."""
    return [replace(line, parts=parts) for line in block.lines[:count] for parts in broken(line.parts, width)]


def broken(parts: Parts, width: int) -> list[Parts]:
    """Parts in rows of so many cells, broken between words; one row where they fit."""
    if sum(cell_len(text) for text, _ in parts) <= width:
        return [parts]
    rows: list[Parts] = [[]]
    taken = 0
    for text, style in parts:
        for word in _words(text, width):
            if taken and taken + cell_len(word.rstrip()) > width:
                end, its_style = rows[-1][-1]
                rows[-1][-1] = end.rstrip(), its_style
                rows.append([])
                taken = 0
            shown = word if taken else word.lstrip()
            rows[-1].append((shown, style))
            taken += cell_len(shown)
    return rows


def _words(text: str, width: int) -> Iterator[str]:
    """Words with the blanks behind them; one that is wider than a row in pieces."""
    for word in _WORDS.findall(text):
        if cell_len(word.rstrip()) > width:
            yield from chop_cells(word, width)
        else:
            yield word


def _rows(block: Block, lines: Sequence[Line], more: int) -> list[Row]:
    total = len(block.lines)
    head = f"{block.label} {total}" if block.counted and total > 1 else block.label
    labels = [head, *[""] * (len(lines) - 1)]
    if more and len(lines) > 1:
        labels[-1] = f"… {more} more"
    last = len(lines) - 1
    return [
        Row(block.label, label, line, more if at == last else 0)
        for at, (label, line) in enumerate(zip(labels, lines, strict=True))
    ]
