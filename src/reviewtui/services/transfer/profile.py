"""One walk over a table before anything is imported: its header, how long it is, and what its columns prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reviewtui.domain.errors import ImportProblem
from reviewtui.services.transfer.dates import DateEvidence
from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.numbers import NumberEvidence
from reviewtui.services.transfer.reading import Cell, Table
from reviewtui.services.transfer.synonyms import every_header, normalise
from reviewtui.services.transfer.text import as_text, is_empty, one_line

DATE_FIELDS = frozenset({"date", "promised", "delivered", "renewal_date"})
NUMBER_FIELDS = frozenset(
    {
        "amount",
        "line_amount",
        "quantity",
        "unit_price",
        "discount",
        "discount_amount",
        "annual_revenue",
        "employees",
    }
)
_HEADER_WITHIN = 40
_SAMPLES = 3
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (its row number) and its cells as text."""

    row: int
    cells: tuple[str, ...]


@dataclass
class Profile:
    """What one walk over the rows showed: how many, samples per column, evidence per date and number column.

    ``split_orders`` says that one order number stands on several rows with different amounts.
    """

    rows: int = 0
    samples: dict[int, list[str]] = field(default_factory=dict)
    dates: dict[int, DateEvidence] = field(default_factory=dict)
    numbers: dict[int, NumberEvidence] = field(default_factory=dict)
    split_orders: bool = False


def find_header(table: Table, maps: Sequence[str] = ()) -> Header:
    """The row among the first ones that has the most known headers; the first filled row when none has any.

    Raises ImportProblem for a table without any filled row.
    """
    known = every_header() | {normalise(text.rpartition("=")[0]) for text in maps}
    best: tuple[int, Header] | None = None
    looked = 0
    for number, cells in table.rows():
        texts = tuple(one_line(cell) for cell in cells)
        if not any(texts):
            continue
        score = sum(normalise(text) in known for text in set(texts) if text)
        if best is None or score > best[0]:
            best = (score, Header(number, texts))
        looked += 1
        if looked >= _HEADER_WITHIN:
            break
    if best is None:
        raise ImportProblem(f"{table.path.name} is empty; there is nothing to import.")
    header = best[1]
    filled = max(place for place, text in enumerate(header.cells, start=1) if text)
    return Header(header.row, header.cells[:filled])


def profile(table: Table, header: Header, columns: Sequence[Column]) -> Profile:
    """Walk every row below the header once; memory stays bounded whatever the length of the file."""
    found = Profile()
    watched = _watched(columns, found)
    by_field = {c.field: c.index for c in columns if c.field}
    order, amount = by_field.get("order_id"), by_field.get("amount")
    amounts: dict[str, str] = {}
    for number, cells in table.rows():
        if number <= header.row:
            continue
        found.rows += 1
        width = len(cells)
        for index, seen, samples, evidence in watched:
            if index >= width or (value := cells[index]) in seen:
                continue
            if len(seen) < _REMEMBERED:
                seen.add(value)
            if is_empty(value):
                continue
            if len(samples) < _SAMPLES:
                samples.append(one_line(value))
            if evidence is not None:
                evidence.see(value)
        if order is not None and amount is not None and max(order, amount) < width and not found.split_orders:
            key, value_text = as_text(cells[order]), as_text(cells[amount])
            if amounts.setdefault(key, value_text) != value_text and key:
                found.split_orders = True
                amounts.clear()
    return found


_Watched = list[tuple[int, set[Cell], list[str], DateEvidence | NumberEvidence | None]]


def _watched(columns: Sequence[Column], found: Profile) -> _Watched:
    """Per column to watch: its index, the values seen, its samples and its evidence."""
    watched: _Watched = []
    for column in columns:
        evidence: DateEvidence | NumberEvidence | None = None
        if column.field in DATE_FIELDS:
            evidence = found.dates[column.index] = DateEvidence()
        elif column.field in NUMBER_FIELDS:
            evidence = found.numbers[column.index] = NumberEvidence()
        samples = found.samples.setdefault(column.index, [])
        if column.field:
            watched.append((column.index, set(), samples, evidence))
    return watched
