"""The sections of the account screen, and what a row of one is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from reviewtui.tui.screens.account.blocks import Parts, Target
from reviewtui.tui.screens.account.layout import LABEL, broken
from reviewtui.tui.widgets.cells import fit

SECTIONS = ("Brief", "Orders", "Ledger", "Health", "Answers")
BRIEF, ORDERS, LEDGER, HEALTH, ANSWERS = range(len(SECTIONS))


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A row of a section and what Enter opens on it; a ``head`` cannot be chosen.

    What stands behind a ``label`` of so many parts goes on below it where there is no room.
    """

    parts: Parts
    target: Target | None = None
    head: bool = False
    label: int = 0

    def within(self, width: int) -> list[SectionRow]:
        """This row, or the rows it needs to be read to its end."""
        if not self.label or sum(cell_len(text) for text, _ in self.parts) <= width:
            return [self]
        label, rest = self.parts[: self.label], self.parts[self.label :]
        indent = sum(cell_len(text) for text, _ in label)
        first, *more = broken(rest, max(10, width - indent))
        return [
            replace(self, parts=[*label, *first]),
            *(replace(self, parts=[(" " * indent, ""), *line]) for line in more),
        ]


def heading(text: str, note: str = "") -> SectionRow:
    """A heading with a remark behind it."""
    return SectionRow([(text, "head"), (f"  {note}" if note else "", "dim")], head=True)


BLANK = SectionRow([("", "")], head=True)


def labelled(label: str, *lines: Parts) -> list[SectionRow]:
    """Lines behind a label, which stands once."""
    return [
        SectionRow([(fit(label if not at else "", LABEL), "head"), (" ", ""), *line], label=2)
        for at, line in enumerate(lines)
    ]


def wrapped_words(label: str, words: Iterable[str], width: int, style: str = "") -> list[SectionRow]:
    """Words with commas between under a label, in as many rows as they need."""
    lines: list[str] = []
    for word in words:
        if lines and cell_len(lines[-1]) + cell_len(word) + 2 <= width:
            lines[-1] += f", {word}"
        else:
            lines.append(word)
    return labelled(label, *([(line, style)] for line in lines))


def drawn(values: Sequence[int], width: int, *, plain: bool) -> list[str]:
    """A bar for each value, the largest as long as ``width``; nothing at and below zero."""
    top = max((value for value in values if value > 0), default=0)
    # Not the full block: bars of neighbouring rows would grow together.
    mark = "#" if plain else "▆"
    return [mark * max(1, round(width * value / top)) if value > 0 and top else "" for value in values]


def meter(share: float, width: int, *, plain: bool) -> str:
    """A share from 0 to 1 (clamped) as a bar of exactly ``width`` cells that does not touch the row above."""
    full = round(max(0.0, min(1.0, share)) * width)
    on, off = ("#", ".") if plain else ("▆", "·")
    return on * full + off * (width - full)
