"""Files in which each line stands in quotes as one cell, the quotes within doubled: the real cells are inside.

Spreadsheets leave them so when a list that was opened as one column is saved again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from reviewtui.services.transfer.csvrows import CELL_LIMIT, Signs
from reviewtui.services.transfer.reading import Batch, Cell

_NOWHERE = "\x1f"
WHOLE_LINES = Signs(_NOWHERE, '"', None)
"""Reads each line in quotes as one cell."""
_SAMPLE_ROWS = 60
_MOST = 0.8


def lines_within(text: str) -> str:
    """What stands within the quotes of each line, as text; empty when not each line stands in quotes as a whole."""
    csv.field_size_limit(CELL_LIMIT)
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=_NOWHERE, strict=True)
    found: list[str] = []
    start = 0
    try:
        for row in reader:
            if "".join(row).strip():
                if len(row) > 1 or not lines[start].startswith('"'):
                    return ""
                found.append(f"{row[0]}\n")
            start = reader.line_num
            if len(found) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        return ""
    return "".join(found)


def is_table(within: str, delimiter: str) -> bool:
    """Whether the first of the lines within and most others have the same cells, and more than one.

    A list of names in quotes is none: the word above it has no comma, though the names may have one.
    """
    rows = csv.reader(io.StringIO(within, newline=""), delimiter=delimiter)
    widths = [len(row) for row in rows]
    return len(widths) > 1 < widths[0] and widths.count(widths[0]) >= _MOST * len(widths)


def cells_within(batches: Iterator[Batch], signs: Signs) -> Iterator[Batch]:
    """Rows of one cell each as the rows that stand in these cells."""
    for numbers, rows in batches:
        yield numbers, [_split(str(cells[0]), signs) if cells else [] for cells in rows]
        del rows


def _split(line: str, signs: Signs) -> list[Cell]:
    """The cells of one line; what its own quotes break is left as it stands."""
    if signs.quote not in line:
        return [*line.split(signs.delimiter)]
    try:
        found = list(signs.reader(io.StringIO(line, newline="")))
    except csv.Error:
        return [line]
    return found[0] if len(found) == 1 else [line]
