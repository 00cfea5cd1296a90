"""Rows of a file as the values to be stored, one by one; a row that cannot be read says why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date

from reviewtui.domain.currencies import currency_named
from reviewtui.domain.frozen import frozen
from reviewtui.services.transfer.accountfacts import FactsNamed
from reviewtui.services.transfer.checks import TotalsCheck
from reviewtui.services.transfer.fields import BadCell, Reader, field_readers
from reviewtui.services.transfer.layout import Sort, Sorter, filled
from reviewtui.services.transfer.ordercolumns import OrderColumns
from reviewtui.services.transfer.orderrows import LeftOut, OrderRows
from reviewtui.services.transfer.peoplerows import account_row, contact_row
from reviewtui.services.transfer.plan import ImportPlan
from reviewtui.services.transfer.reading import Cell, Columns
from reviewtui.services.transfer.synonyms import RECORDS
from reviewtui.services.transfer.text import one_line
from reviewtui.storage.imports.staged import (
    StagedAccount,
    StagedContact,
    StagedLine,
    StagedLines,
    StagedRecord,
)

_SLICE_ROWS = 1000


@frozen
class Skipped:
    """A row that holds nothing to import, and what it is instead: blank, above the header, a total ..."""

    row: int
    what: str


@frozen
class Rejected:
    """A row that cannot be taken, with the reason."""

    row: int
    reason: str


Record = StagedAccount | StagedContact | StagedLine | StagedRecord | Skipped | Rejected
_WORDS: Mapping[Sort, str] = {
    "blank": "blank rows",
    "above": "rows above the header",
    "header": "headers again",
    "group": "names above their rows",
    "total": "totals",
    "rule": "ruled lines",
    "footer": "rows below the table",
}


class RowReader:
    """Every row of the table but the header as a record, a skip or a reject; walk it once.

    ``currency`` is the file's default, ``me`` the user's name. ``totals`` holds the totals of the file against its rows.
    """

    def __init__(self, plan: ImportPlan, currency: str, as_of: date, me: str = "me") -> None:
        self.plan = plan
        own = currency_named(plan.styles.currency, currency) or currency if plan.styles.currency else currency
        readers = field_readers(plan.columns, plan.styles, own, plan.kind)
        said = own if plan.styles.currency else ""
        self._make = _maker(plan, readers, said, as_of, me)
        self._lines = _columns(plan, self._make, readers)
        self._deleted = readers.get("deleted")
        self.facts = FactsNamed(readers)
        self._named = _NamesAbove(plan) if plan.layout.named_once else None
        self._sorter = Sorter(plan.kind, plan.columns, plan.layout, plan.header.cells)
        self._width = len(plan.header.cells)
        column = next((c for n in ("line_amount", "amount") for c in plan.columns if c.field == n), None)
        mark = plan.styles.marks.get(column.index, "point") if column else "point"
        self.totals = TotalsCheck(column if plan.kind == "orders" else None, mark)

    def pieces(self) -> Iterator[Sequence[Record] | StagedLines]:
        """The records of the table, many at a time: lines of orders by columns where that is possible."""
        for numbers, rows in self.plan.table.batches():
            lines = self._together(numbers, rows)
            if lines is not None:
                yield lines
            for first in range(0, len(rows) if lines is None else 0, _SLICE_ROWS):
                piece = slice(first, first + _SLICE_ROWS)
                yield list(self._each(numbers[piece], rows[piece]))
            del numbers, rows, lines

    def _together(self, numbers: Sequence[int], rows: Sequence[Sequence[Cell]]) -> StagedLines | None:
        """Rows of orders by columns when each of them is a whole record."""
        if self._lines is None or self._named is not None or numbers[0] <= self.plan.header.row:
            return None
        columns = Columns(rows)
        if max(map(len, rows)) > self._width or not self._sorter.are_records(columns):
            return None
        lines = self._lines.read(numbers, columns)
        if lines is not None:
            self.facts.see_lines(lines, columns)
        return lines

    def _each(self, numbers: Sequence[int], rows: Sequence[Sequence[Cell]]) -> Iterator[Record]:
        grouped = self.plan.layout.group is not None
        first = self.plan.header.row
        adds_up = self.plan.layout.totals
        for row, cells in zip(numbers, rows, strict=True):
            if row <= first:
                if row < first:
                    yield Skipped(row, _WORDS["above"] if filled(cells) else _WORDS["blank"])
                continue
            sort = self._sorter.sort(row, cells)
            if sort != "record":
                self._note(row, sort, cells)
                yield Skipped(row, _WORDS[sort])
                continue
            if adds_up:
                self.totals.record(cells)
            if self._named is not None:
                cells = self._named(cells)
            yield self._record(row, self._with_name(cells) if grouped else cells)

    def _note(self, row: int, sort: Sort, cells: Sequence[Cell]) -> None:
        if sort == "group":
            self.totals.name(one_line(cells[(place := filled(cells)[0])]), place)
        elif sort == "total":
            self.totals.total(row, cells)

    def _with_name(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """The cells with the name that stands above them behind the last column."""
        return [*cells[: self._width], *[None] * (self._width - len(cells)), self.totals.current]

    def _record(self, row: int, cells: Sequence[Cell]) -> Record:
        try:
            if len(cells) > self._width and self.plan.layout.group is None:
                self._check_width(cells)
            if self._deleted and self._deleted(cells):
                return Skipped(row, "rows marked as deleted")
            record = self._make(row, cells)
            self.facts.see(record, cells)
            return record
        except LeftOut as words:
            return Skipped(row, str(words))
        except BadCell as fault:
            return Rejected(row, str(fault))

    def _check_width(self, cells: Sequence[Cell]) -> None:
        if filled(cells[self._width :]):
            raise BadCell(f"the row has {len(cells)} cells and the header {self._width}")


class _NamesAbove:
    """Writes the customer of the row above into a row that names none."""

    def __init__(self, plan: ImportPlan) -> None:
        self._places = [c.index for c in plan.columns if c.field in ("account", "account_name")]
        self._width = len(plan.header.cells)
        self._above: dict[int, Cell] = {}

    def __call__(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """The row with a customer; one that names its own is the one above for those below it."""
        own = {place: cells[place] for place in self._places if place < len(cells) and filled([cells[place]])}
        if own:
            self._above = own
            return cells
        whole = [*cells, *[None] * (self._width - len(cells))]
        for place, cell in self._above.items():
            whole[place] = cell
        return whole


_OF_THE_ORDER = ("order_id", "account", "account_name", "date", "status", "currency")


def whole_rows(plan: ImportPlan) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of the table with what is carried down to them filled in, as if each stood alone."""
    sorter = Sorter(plan.kind, plan.columns, plan.layout, plan.header.cells)
    check = TotalsCheck(None, "point")
    width = len(plan.header.cells)
    places = [c.index for c in plan.columns if c.field in _OF_THE_ORDER and c.index < width]
    facts = [c.index for c in plan.columns if c.field in _OF_THE_ORDER[1:4] and c.index < width]
    own_places = {c.field: c.index for c in plan.columns if c.field in ("order_id", "date")}
    before: list[Cell] = []
    named = _NamesAbove(plan) if plan.layout.named_once else None
    for row, cells in plan.table.rows():
        sort = sorter.sort(row, cells) if row > plan.header.row else "above"
        if sort == "group":
            check.name(one_line(cells[(place := filled(cells)[0])]), place)
        elif sort == "total":
            check.total(row, cells)
        own = named(cells) if named is not None and sort == "record" else cells
        whole = [*own, *[None] * (width - len(own))]
        if plan.layout.carry and sort == "record":
            if before and filled(whole) and _continues(whole, before, facts, own_places):
                whole = [before[i] if i in places and not filled([c]) else c for i, c in enumerate(whole)]
            before = whole
        yield row, [*whole[:width], check.current] if plan.layout.group is not None else whole


def _continues(
    cells: Sequence[Cell], before: Sequence[Cell], facts: Sequence[int], own: Mapping[str, int]
) -> bool:
    """Whether a row gives its order no customer but the one of the row above, and no date, or under its number the same."""
    number = own.get("order_id", -1)
    numbered = number >= 0 and bool(filled([cells[number]])) and cells[number] == before[number]
    dated = "date" in own and bool(filled([cells[own["date"]]]))
    return (numbered or not dated) and all(not filled([cells[i]]) or cells[i] == before[i] for i in facts)


def cells_of(plan: ImportPlan, wanted: Collection[int]) -> dict[int, list[str]]:
    """The cells of some rows as text, by row number, one for each column, with what is carried down to them."""
    found: dict[int, list[str]] = {}
    last = max(wanted, default=0)
    for row, cells in whole_rows(plan):
        if row > last:
            break
        if row in wanted:
            found[row] = [one_line(cell) for cell in cells]
    return found


_Make = Callable[[int, Sequence[Cell]], StagedAccount | StagedContact | StagedLine | StagedRecord]


def _columns(plan: ImportPlan, make: _Make, readers: Mapping[str, Reader]) -> OrderColumns | None:
    """How many rows are read at once, where no row hangs on another and none is left out."""
    layout = plan.layout
    if not isinstance(make, OrderRows) or layout.group is not None or layout.totals or "deleted" in readers:
        return None
    found = OrderColumns(make, plan.styles)
    return found if found.possible else None


def _maker(plan: ImportPlan, readers: Mapping[str, Reader], currency: str, as_of: date, me: str) -> _Make:
    if plan.kind in RECORDS:
        from reviewtui.services.transfer.recordrows import RecordRows

        return RecordRows(plan, readers, as_of, me, currency)
    if plan.kind == "orders":
        return OrderRows(plan, readers, currency)
    make = account_row if plan.kind == "accounts" else contact_row
    return lambda row, cells: make(row, cells, readers)
