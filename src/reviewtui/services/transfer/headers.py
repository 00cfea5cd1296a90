"""The row of a table in which the names of its columns stand, among titles and blank rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reviewtui.domain.errors import ImportProblem
from reviewtui.domain.frozen import frozen
from reviewtui.services.transfer.layout import looks_numeric
from reviewtui.services.transfer.otherkinds import of_pivots
from reviewtui.services.transfer.reading import Cell, Table
from reviewtui.services.transfer.recalled import Recall, Recalled
from reviewtui.services.transfer.synonyms import every_header, normalise
from reviewtui.services.transfer.text import one_line

_LABEL = re.compile(r"[A-Za-z]{1,2}\d{1,4}")
_HEADER_WITHIN = 40
_MOST_COLUMNS = 20_000


@frozen
class Header:
    """Where the header stands (its row number) and its cells as text."""

    row: int
    cells: tuple[str, ...]


def find_header(
    table: Table, maps: Sequence[str] = (), recall: Recall | None = None
) -> tuple[Header, Recalled | None]:
    """The row among the first ones that is remembered as a header, else has the most known headers and no numbers; without
    any, the fullest first. Also returns what is remembered of it.

    Raises ImportProblem for a table without any filled row, or with more columns than any table has.
    """
    known = every_header() | of_pivots() | {normalise(text.rpartition("=")[0]) for text in maps}
    best: tuple[tuple[int, int], Header] | None = None
    looked = 0
    for number, cells in table.rows():
        if len(cells) > _MOST_COLUMNS:
            raise ImportProblem(
                f"{table.path.name}, row {number}: it has {len(cells):,} columns, which no table has; check how the file "
                "was exported."
            )
        texts = tuple(one_line(cell) for cell in cells)
        if not any(texts):
            continue
        if recall is not None and (before := recall(texts)) is not None:
            return _cut(Header(number, texts)), before
        score = _header_score(cells, texts, known)
        if best is None or score > best[0]:
            best = (score, Header(number, texts))
        looked += 1
        if looked >= _HEADER_WITHIN:
            break
    if best is None:
        raise ImportProblem(f"{table.path.name} is empty; there is nothing to import.")
    return _cut(best[1]), None


def _cut(header: Header) -> Header:
    width = max(place for place, text in enumerate(header.cells, start=1) if text)
    return Header(header.row, header.cells[:width])


def _header_score(
    cells: Sequence[Cell], texts: Sequence[str], known: frozenset[str] | set[str]
) -> tuple[int, int]:
    """How many of its texts are known headers; then, for unknown ones, how many words it has up to a handful."""
    distinct = {text for text in texts if text}
    hits = sum(normalise(text) in known or normalise(text.rpartition(" - ")[2]) in known for text in distinct)
    numbers = sum(
        looks_numeric(cell) and not _LABEL.fullmatch(str(cell)) for cell in cells if cell is not None
    )
    if numbers > len(distinct) // 2:
        return 0, 0
    return (hits, 0) if hits > 1 else (min(hits, 1), min(len(distinct) - numbers, 3))
