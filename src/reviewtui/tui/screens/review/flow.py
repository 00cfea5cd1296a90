"""Text laid out in rows: words wrapped by cells, keyed choices wrapped as items, facts flowing one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, chop_cells

from reviewtui.domain.text import safe
from reviewtui.tui.widgets.cells import clip

Parts = tuple[tuple[str, str], ...]
"""One line: (text, style name) pairs."""

FAR = 4_000
"""Characters looked at for a text of which a few rows are shown."""


def wrap(text: str, width: int, most: int = 100, *, read: int = FAR) -> list[str]:
    """The text in rows of at most ``width`` cells, its own line breaks kept; a cut is marked with ``…``."""
    width = max(1, width)
    rows: list[str] = []
    cut = len(text) > read
    for line in safe(text[:read]).expandtabs(4).split("\n"):
        rows.extend(_wrapped(line, width))
        if len(rows) > most:
            break
    if len(rows) > most or (cut and rows):
        rows = rows[:most]
        rows[-1] = clip(f"{rows[-1]}…", width)
    return rows


def _wrapped(line: str, width: int) -> list[str]:
    rows: list[str] = []
    row = ""
    for word in line.split(" "):
        candidate = f"{row} {word}" if row else word
        if cell_len(candidate) <= width:
            row = candidate
            continue
        if row:
            rows.append(row)
        *full, row = chop_cells(word, width) or [""]
        rows.extend(full)
    rows.append(row)
    return rows


def items(found: Iterable[tuple[str, str]], width: int, gap: int = 2) -> list[Parts]:
    """Short items with ``gap`` cells between, as many to a row as fit."""
    rows: list[list[tuple[str, str]]] = [[]]
    used = 0
    for text, style in found:
        text = clip(text, width)
        need = cell_len(text) + (gap if rows[-1] else 0)
        if rows[-1] and used + need > width:
            rows.append([])
            used, need = 0, cell_len(text)
        if rows[-1]:
            rows[-1].append((" " * gap, ""))
        rows[-1].append((text, style))
        used += need
    return [tuple(row) for row in rows if row]


Fact = tuple[str, str, str]
"""A fact of a panel: label, text, style of the text."""
WARNING = "!"
"""The label of a fact that nobody must overlook."""


def facts_in_rows(facts: Sequence[Fact], width: int, most: int) -> list[Parts]:
    """Facts one after the other in few rows; those that have no room are counted at the end of the last.

    A warning (its label is ``!``) stands first in rows of its own and is not cut.
    """
    warnings: list[Parts] = []
    for _, text, style in (one for one in facts if one[0] == WARNING):
        texts = wrap(text, width - 2, 3)
        warnings += [(("! " if not at else "  ", "head"), (row, style)) for at, row in enumerate(texts)]
    others = [one for one in facts if one[0] != WARNING]
    return [*warnings, *_flowing(others, width, max(1, most - bool(warnings)))]


def _flowing(facts: Sequence[Fact], width: int, most: int) -> list[Parts]:
    rows: list[list[tuple[str, str]]] = [[]]
    used, left = 0, len(facts)

    def room() -> int:
        # What is counted at the end of the last row has its place there.
        return width - (4 if len(rows) == most and left > 1 else 0)

    for label, text, style in facts:
        head = f"{label} " if label else ""
        need = cell_len(head) + cell_len(text) + (3 if rows[-1] else 0)
        if rows[-1] and used + need > room():
            if len(rows) == most:
                break
            rows.append([])
            used, need = 0, need - 3
        if rows[-1]:
            rows[-1].append((" | ", "dim"))
        rows[-1].append((head, "head"))
        rows[-1].append((clip(text, room() - cell_len(head)), style))
        used += min(need, width)
        left -= 1
    if left:
        rows[-1].append((f" +{left}", "dim"))
    return [tuple(row) for row in rows if row]


def facts_in_column(facts: Sequence[Fact], width: int) -> list[Parts]:
    """Facts below each other, the text wrapped behind its label."""
    rows: list[Parts] = []
    for label, text, style in facts:
        head = f"{label} " if label else ""
        indent = min(cell_len(head), 12)
        if cell_len(head) > 12:
            rows.append(((clip(label, width), "head"),))
            rows.extend((("  ", ""), (row, style)) for row in wrap(text, width - 2, 6))
            continue
        for at, row in enumerate(wrap(text, width - indent, 6)):
            rows.append(((head if at == 0 else " " * indent, "head"), (row, style)))
    return rows
