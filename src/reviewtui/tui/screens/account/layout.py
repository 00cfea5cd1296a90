"""The brief laid out for so many rows: each block gets its least, what is left goes to those that have more to say."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from reviewtui.tui.screens.account.blocks import Block, Line, Parts, Target
from reviewtui.tui.widgets.cells import fit

LABEL = 12


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
        return [(fit(self.label, LABEL), style), (" ", ""), *self.line.parts]


def lay_out(found: Sequence[Block], height: int, opened: AbstractSet[str]) -> list[Row]:
    """The rows for a screen of that height; blocks in ``opened`` are shown whole, whatever that takes."""
    given = [len(b.lines) if b.label in opened else min(b.least, len(b.lines)) for b in found]
    room = height - sum(given)
    while room > 0:
        hungry = [i for i, block in enumerate(found) if given[i] < len(block.lines)]
        if not hungry:
            break
        for index in hungry[:room]:
            given[index] += 1
        room -= len(hungry[:room])
    rows: list[Row] = []
    for block, shown in zip(found, given, strict=True):
        rows.extend(_rows(block, shown))
    return rows


def _rows(block: Block, shown: int) -> list[Row]:
    total = len(block.lines)
    head = f"{block.label} {total}" if block.counted and total > 1 else block.label
    rows = []
    for at, line in enumerate(block.lines[:shown]):
        last = at == shown - 1
        more = total - shown if last else 0
        label = head if at == 0 else f"… {more} more" if more else ""
        rows.append(Row(block.label, label, line, more))
    return rows
