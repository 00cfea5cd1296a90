"""One walk over a table before anything is imported: how long it is, and what its columns prove."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reviewtui.services.transfer.dates import DateEvidence
from reviewtui.services.transfer.headers import Header
from reviewtui.services.transfer.layout import Layout, Sorter, filled, total_name
from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.numbers import CodeEvidence, NumberEvidence
from reviewtui.services.transfer.orderlook import OrderLook
from reviewtui.services.transfer.reading import Cell, Columns, Table
from reviewtui.services.transfer.text import is_empty, one_line

DATE_FIELDS = frozenset(
    {"date", "promised", "delivered", "renewal_date", "due", "first_due", "done", "created"}
)
NUMBER_FIELDS = frozenset(
    {"amount", "line_amount", "quantity", "unit_price", "discount", "discount_amount", "annual_revenue"}
    | {"employees", "tax", "freight", "refunded", "order_discount", "chance"}
)
_DATED = re.compile(r"date|datum|fecha|\bdue\b|fällig|termin|data\b", re.IGNORECASE)
_SAMPLES = 3
# Groups within groups: so many names may be open at a time.
_DEEPEST = 8
_REMEMBERED = 20_000
_SAMPLED_ROWS = 2_000
_COMPARED_ROWS = 400


@dataclass
class Profile:
    """What one walk over the rows showed: how many, samples per column, evidence per date and number column.

    ``lone`` counts per column the rows before records in which it alone is filled, ``beside`` are the columns
    that records fill; ``closed`` counts those that a total names, ``above`` those with a name in another column below them; ``hints`` are what date columns prove that fill no field; ``named`` says that such a row stands above the first record; ``totals`` counts the total rows; ``last`` is the row number of the last record. ``orders`` is what an order file shows of its orders,
    ``first_rows`` are its first records. ``formats`` are the currencies that
    the number formats of a workbook name, by column.
    """

    rows: int = 0
    last: int = 0
    samples: dict[int, list[str]] = field(default_factory=dict)
    dates: dict[int, DateEvidence] = field(default_factory=dict)
    hints: list[DateEvidence] = field(default_factory=list)
    codes: dict[int, CodeEvidence] = field(default_factory=dict)
    numbers: dict[int, NumberEvidence] = field(default_factory=dict)
    lone: Counter[int] = field(default_factory=Counter)
    closed: Counter[int] = field(default_factory=Counter)
    above: Counter[int] = field(default_factory=Counter)
    named: bool = False
    beside: frozenset[int] = frozenset()
    totals: int = 0
    orders: OrderLook = field(default_factory=OrderLook)
    first_rows: list[Sequence[Cell]] = field(default_factory=list)
    formats: Mapping[int, frozenset[str]] = field(default_factory=dict)

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
        free = (i for i in sorted(self.lone) if i not in self.beside or 2 * self.closed[i] > self.lone[i])
        return next(free, None) if self.named else None

    @property
    def outer(self) -> frozenset[int]:
        """The columns in which names stand above other names, as customers above their projects."""
        return frozenset(self.above) - {self.group} - self.beside


def profile(table: Table, header: Header, kind: str, columns: Sequence[Column]) -> Profile:
    """Walk every row below the header once; memory stays bounded whatever the length of the file."""
    walk = _Walk(header, kind, columns)
    if table.sheet and kind in ("orders", "opportunities") and all(c.field != "currency" for c in columns):
        from reviewtui.services.transfer.sheetmoney import currencies_of

        walk.found.formats = currencies_of(table.path, table.sheet)
    for numbers, rows in table.batches():
        if numbers[0] <= header.row:
            above = bisect_right(numbers, header.row)
            numbers, rows = numbers[above:], rows[above:]
        if rows:
            walk.see(numbers, rows)
        del numbers, rows
    return walk.end()


class _Walk:
    """Gathers a profile, batch by batch."""

    def __init__(self, header: Header, kind: str, columns: Sequence[Column]) -> None:
        found = self.found = Profile()
        self._orders = kind == "orders"
        self._watched = _watched(columns, found)
        self._sorter = Sorter(kind, columns, Layout(), header.cells)
        self._look = found.orders.begin(columns)
        self._blanks = _blank_headers(header, columns)
        self._empty_yet = [i for i in self._blanks if i not in found.dates]
        self._name: int | None = None
        self._names: deque[tuple[str, int]] = deque(maxlen=_DEEPEST)
        self._free = [(c.index, found.samples.setdefault(c.index, [])) for c in columns if not c.field]

    def end(self) -> Profile:
        """What was gathered."""
        found = self.found
        found.beside = frozenset(self._blanks) - found.dates.keys() - set(self._empty_yet)
        return found

    def see(self, numbers: Sequence[int], rows: Sequence[Sequence[Cell]]) -> None:
        """Take in rows below the header: most often they are records one and all."""
        found, columns = self.found, Columns(rows)
        if self._sorter.are_records(columns):
            self._below_name(bool(found.last))
            found.last = numbers[-1]
        else:
            columns = Columns(
                [cells for at, cells in zip(numbers, rows, strict=True) if self._is_watched(at, cells)]
            )
        sampled = max(0, _SAMPLED_ROWS - found.rows)
        found.rows += len(rows)
        self._empty_yet = [i for i in self._empty_yet if all(map(is_empty, columns.distinct(i)))]
        for index, seen, samples, evidence in self._watched:
            _watch(columns.distinct(index), seen, samples, evidence)
        self._free = _sample(columns, self._free) if sampled else []
        if self._orders:
            self._look.see(columns)
            found.first_rows += columns.rows[: max(0, _COMPARED_ROWS - len(found.first_rows))]

    def _below_name(self, later: bool) -> None:
        """A record below a name that stands alone: the name is one of its group."""
        if self._name is not None:
            self.found.lone[self._name] += 1
            self.found.named = self.found.named or not later
            self._name = None

    def _close(self, total: str) -> None:
        """Count a total; one that names a row of its own proves that this row is a name."""
        self.found.totals += 1
        at = total_name(total, [name for name, _ in self._names])
        if at is not None:
            self.found.closed[self._names[at][1]] += 1

    def _is_watched(self, number: int, cells: Sequence[Cell]) -> bool:
        """Whether a row is a record whose cells are to be looked at; what else it is is noted."""
        sort = self._sorter.sort(number, cells)
        if sort == "total":
            self._close(one_line(cells[filled(cells)[0]]))
        if sort != "record":
            return False
        alone = _is_lone(cells)
        if alone and self._orders:
            before, self._name = self._name, _name_column(cells, self._blanks)
            if before is not None and self._name not in (None, before):
                self.found.above[before] += 1
            if self._name is not None:
                self._names.append((one_line(cells[self._name]), self._name))
            return False
        self._below_name(bool(self.found.last))
        if not alone:
            self.found.last = number
        return True


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


def _sample(columns: Columns, free: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Take values of columns that fill no field; returns those of which more are wanted."""
    for index, samples in free:
        for value in columns.distinct(index):
            if len(samples) < _SAMPLES and not is_empty(value) and (text := one_line(value)) not in samples:
                samples.append(text)
    return [one for one in free if len(one[1]) < _SAMPLES]


Evidence = DateEvidence | NumberEvidence | CodeEvidence
_Watched = list[tuple[int, set[Cell], list[str], Evidence | None]]


def _watch(values: Iterable[Cell], seen: set[Cell], samples: list[str], evidence: Evidence | None) -> None:
    """Look at the distinct values of a column that were not seen before."""
    if evidence is None and len(samples) >= _SAMPLES:
        return
    new = [value for value in values if value not in seen]
    if room := max(0, _REMEMBERED - len(seen)):
        seen.update(value for value in new[:room] if not (isinstance(value, str) and len(value) > 200))
    if len(samples) >= _SAMPLES and isinstance(evidence, NumberEvidence) and evidence.see_clear(new):
        return
    for value in new:
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
