"""One walk over a table before anything is imported: its header, how long it is, and what its columns prove."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from reviewtui.domain.errors import ImportProblem
from reviewtui.services.transfer.dates import DateEvidence
from reviewtui.services.transfer.layout import Layout, Sorter, filled, looks_numeric
from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.numbers import CodeEvidence, NumberEvidence
from reviewtui.services.transfer.orderlook import OrderLook
from reviewtui.services.transfer.reading import Cell, Table
from reviewtui.services.transfer.recalled import Recall, Recalled
from reviewtui.services.transfer.synonyms import every_header, normalise
from reviewtui.services.transfer.text import is_empty, one_line

DATE_FIELDS = frozenset(
    {"date", "promised", "delivered", "renewal_date", "due", "first_due", "done", "created"}
)
NUMBER_FIELDS = frozenset(
    {"amount", "line_amount", "quantity", "unit_price", "discount", "discount_amount", "annual_revenue"}
    | {"employees", "tax", "freight", "refunded", "order_discount", "chance"}
)
_DATED = re.compile(r"date|datum|fecha|\bdue\b|fällig|termin|data\b", re.IGNORECASE)
_LABEL = re.compile(r"[A-Za-z]{1,2}\d{1,4}")
_HEADER_WITHIN = 40
_SAMPLES = 3
_REMEMBERED = 20_000
_SAMPLED_ROWS = 2_000
_MOST_COLUMNS = 20_000


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (its row number) and its cells as text."""

    row: int
    cells: tuple[str, ...]


@dataclass
class Profile:
    """What one walk over the rows showed: how many, samples per column, evidence per date and number column.

    ``lone`` counts per column the rows before records in which it alone is filled, ``beside`` are the columns
    that records fill; ``hints`` are what date columns prove that fill no field; ``named`` says that such a row stands above the first record; ``totals`` counts the total rows; ``last`` is the row number of the last record. ``orders`` is what an order file shows of its orders.
    """

    rows: int = 0
    last: int = 0
    samples: dict[int, list[str]] = field(default_factory=dict)
    dates: dict[int, DateEvidence] = field(default_factory=dict)
    hints: list[DateEvidence] = field(default_factory=list)
    codes: dict[int, CodeEvidence] = field(default_factory=dict)
    numbers: dict[int, NumberEvidence] = field(default_factory=dict)
    lone: Counter[int] = field(default_factory=Counter)
    named: bool = False
    beside: frozenset[int] = frozenset()
    totals: int = 0
    orders: OrderLook = field(default_factory=OrderLook)

    @property
    def odd(self) -> frozenset[int]:
        """The columns whose values cannot be what their headers say: no date, number or currency among them."""
        found: tuple[tuple[int, Evidence], ...] = (
            *self.dates.items(),
            *self.numbers.items(),
            *self.codes.items(),
        )
        return frozenset(index for index, evidence in found if evidence.bad and not evidence.good)

    @property
    def group(self) -> int | None:
        """The column in which names stand on rows of their own above the records they belong to."""
        free = (index for index in sorted(self.lone) if index not in self.beside)
        return next(free, None) if self.named else None


def find_header(
    table: Table, maps: Sequence[str] = (), recall: Recall | None = None
) -> tuple[Header, Recalled | None]:
    """The row among the first ones that is remembered as a header, else has the most known headers and no numbers; without
    any, the fullest first. Also returns what is remembered of it.

    Raises ImportProblem for a table without any filled row, or with more columns than any table has.
    """
    known = every_header() | {normalise(text.rpartition("=")[0]) for text in maps}
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


def profile(table: Table, header: Header, kind: str, columns: Sequence[Column]) -> Profile:
    """Walk every row below the header once; memory stays bounded whatever the length of the file."""
    found = Profile()
    watched = _watched(columns, found)
    sorter = Sorter(kind, columns, Layout(), header.cells)
    look = found.orders.begin(columns) if kind == "orders" else None
    blanks = _blank_headers(header, columns)
    empty_yet = [i for i in blanks if i not in found.dates]
    name: int | None = None
    free = [(c.index, found.samples.setdefault(c.index, [])) for c in columns if not c.field]
    for number, cells in table.rows():
        if number <= header.row:
            continue
        found.rows += 1
        sort = sorter.sort(number, cells)
        if sort == "blank":
            continue
        if sort != "record":
            found.totals += sort == "total"
            continue
        alone = _is_lone(cells)
        if alone and kind == "orders":
            name = _name_column(cells, blanks)
            continue
        if name is not None:
            found.lone[name] += 1
            found.named = found.named or not found.last
            name = None
        if not alone:
            found.last = number
        if empty_yet:
            empty_yet = [i for i in empty_yet if i >= len(cells) or is_empty(cells[i])]
        _watch(cells, watched)
        if free:
            free = _sample(cells, free) if found.rows < _SAMPLED_ROWS else []
        if look is not None:
            look.see(cells)
    found.beside = frozenset(blanks) - found.dates.keys() - set(empty_yet)
    return found


def _is_lone(cells: Sequence[Cell]) -> bool:
    return (len(cells) == 1 or cells[-1] is None or cells[-1] == "") and len(filled(cells)) == 1


def _name_column(cells: Sequence[Cell], blanks: Sequence[int]) -> int | None:
    """The column of a name that stands alone in its row."""
    (place,) = filled(cells)
    return place if place in blanks and any(char.isalpha() for char in str(cells[place])) else None


def _blank_headers(header: Header, columns: Sequence[Column]) -> tuple[int, ...]:
    """The columns that may hold names on rows of their own: the customer's, all that fill no field, and the first."""
    free = {c.index for c in columns if c.field in (None, "account_name", "account")} | {0}
    return tuple(sorted(free & set(range(len(header.cells)))))


def _sample(cells: Sequence[Cell], free: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Take values of columns that fill no field; returns those of which more are wanted."""
    for index, samples in free:
        if (
            index < len(cells)
            and not is_empty(cells[index])
            and (text := one_line(cells[index])) not in samples
        ):
            samples.append(text)
    return [one for one in free if len(one[1]) < _SAMPLES]


Evidence = DateEvidence | NumberEvidence | CodeEvidence
_Watched = list[tuple[int, set[Cell], list[str], Evidence | None]]


def _watch(cells: Sequence[Cell], watched: _Watched) -> None:
    width = len(cells)
    for index, seen, samples, evidence in watched:
        if index >= width or (value := cells[index]) in seen:
            continue
        if len(seen) < _REMEMBERED and not (isinstance(value, str) and len(value) > 200):
            seen.add(value)
        if is_empty(value):
            continue
        if len(samples) < _SAMPLES:
            samples.append(one_line(value))
        if evidence is not None:
            evidence.see(value)


def _watched(columns: Sequence[Column], found: Profile) -> _Watched:
    """Per column to watch: its index, the values seen, its samples and its evidence."""
    watched: _Watched = []
    for column in columns:
        evidence: Evidence | None = None
        if column.field in DATE_FIELDS:
            evidence = found.dates[column.index] = DateEvidence()
        elif column.field in NUMBER_FIELDS:
            evidence = found.numbers[column.index] = NumberEvidence()
        elif column.field == "currency":
            evidence = found.codes[column.index] = CodeEvidence()
        elif column.field is None and _DATED.search(column.header):
            evidence = DateEvidence()
            found.hints.append(evidence)
        samples = found.samples.setdefault(column.index, [])
        if column.field or evidence is not None:
            watched.append((column.index, set(), samples, evidence))
    return watched
