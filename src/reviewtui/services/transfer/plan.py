"""What an import would do with a file: its kind, its mapping with samples, its styles, and what is in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reviewtui.domain.errors import ImportDoubt, ImportProblem, UsageError
from reviewtui.services.transfer.dates import Order
from reviewtui.services.transfer.mapping import (
    Column,
    column_names,
    fields_in,
    guess_kind,
    map_columns,
    missing,
    order_shape,
)
from reviewtui.services.transfer.numbers import DiscountStyle, Mark
from reviewtui.services.transfer.profile import Header, Profile, find_header, profile
from reviewtui.services.transfer.reading import Table, open_tables
from reviewtui.services.transfer.synonyms import KINDS


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user says about a file; None leaves it to the file itself."""

    sheet: str | None = None
    dates: Order | None = None
    decimal: Mark | None = None
    discount: DiscountStyle | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question that the file leaves open: ``key`` is the option that answers it, ``answers`` what it takes."""

    key: str
    question: str
    samples: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Styles:
    """How dates and numbers are written: per column index the order of day and month, and the decimal sign."""

    dates: Mapping[int, Order | None] = field(default_factory=dict)
    marks: Mapping[int, Mark] = field(default_factory=dict)
    discount: DiscountStyle = "fraction"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything needed to run an import, and to show it first.

    ``shape`` is accounts, contacts, or for orders headers, lines or flat; ``rows`` counts the rows below the header.
    """

    path: Path
    table: Table
    kind: str
    shape: str
    header: Header
    columns: tuple[Column, ...]
    styles: Styles
    doubts: tuple[Doubt, ...]
    rows: int
    options: ImportOptions = ImportOptions()

    @property
    def mapped(self) -> tuple[Column, ...]:
        """The columns that fill a field."""
        return tuple(column for column in self.columns if column.field)

    def require_no_doubt(self) -> None:
        """Raise ImportDoubt with the questions, when any are open."""
        if self.doubts:
            raise ImportDoubt(" ".join(_asked(doubt) for doubt in self.doubts))


def _asked(doubt: Doubt) -> str:
    answers = " or ".join(f"--{doubt.key} {answer}" for answer in doubt.answers)
    return f"{doubt.question} Say {answers}."


def plan_import(
    path: Path, *, kind: str | None = None, maps: Sequence[str] = (), options: ImportOptions | None = None
) -> ImportPlan:
    """Look at a file and say what it is and how it would be read; nothing is written.

    ``maps`` are ``column=field`` pairs that go before the known names. Raises ImportProblem for a file that
    cannot be imported, ImportDoubt when its kind or its sheet cannot be told, UsageError for a wrong option.
    """
    options = options or ImportOptions()
    if kind is not None and kind not in KINDS:
        raise UsageError(f"There is no kind of file {kind!r}; the kinds are {', '.join(KINDS)}.")
    tables = open_tables(path, sheet=options.sheet, encoding=options.encoding)
    table, header, kind = _choose(path, tables, kind, maps)
    columns = map_columns(column_names(header.cells), kind, maps)
    lacking = missing(kind, fields_in(columns))
    if lacking:
        raise ImportProblem(
            f'{path.name}, row {header.row}: no column is known as {lacking}; name it with --map "column=field". '
            f"The columns are {_listed(header.cells)}."
        )
    found = profile(table, header, columns)
    shape = order_shape(fields_in(columns)) if kind == "orders" else kind
    if shape == "headers" and found.split_orders:
        shape = "flat"
        columns = tuple(replace(c, field="line_amount") if c.field == "amount" else c for c in columns)
    columns = tuple(replace(c, samples=tuple(found.samples.get(c.index, ()))) for c in columns)
    styles, doubts = _settle(columns, found, options)
    return ImportPlan(path, table, kind, shape, header, columns, styles, doubts, found.rows, options)


def _choose(
    path: Path, tables: Sequence[Table], kind: str | None, maps: Sequence[str]
) -> tuple[Table, Header, str]:
    """The table to import, its header and its kind; of several sheets the only one that fits."""
    fitting: list[tuple[int, Table, Header, str]] = []
    for table in tables:
        header = find_header(table, maps)
        names = column_names(header.cells)
        found = kind or guess_kind(names, table.sheet if len(tables) > 1 else path.stem)
        if found is None:
            continue
        usable = _mappable(names, maps)
        fields = fields_in(map_columns(names, found, usable))
        if not missing(found, fields):
            fitting.append((len(fields), table, header, found))
    if len(fitting) == 1:
        return fitting[0][1:]
    if fitting:
        best = max(fitting, key=lambda f: f[0])
        if kind is not None and sum(f[0] == best[0] for f in fitting) == 1:
            return best[1:]
        listed = " and ".join(f"{table.sheet!r} ({found})" for _, table, _, found in fitting)
        raise ImportDoubt(f"{path.name} has several sheets that fit: {listed}. Say which with --sheet NAME.")
    return _unfitting(path, tables, kind, maps)


def _mappable(names: Sequence[str], maps: Sequence[str]) -> tuple[str, ...]:
    """Of several sheets only one has the columns that the user names: leave the others their own mapping."""
    return tuple(text for text in maps if text.rpartition("=")[0] in names)


def _unfitting(
    path: Path, tables: Sequence[Table], kind: str | None, maps: Sequence[str]
) -> tuple[Table, Header, str]:
    """No sheet fits by itself: with a kind named, the first one may still be mapped; else say what to do."""
    header = find_header(tables[0], maps)
    if kind is not None:
        return tables[0], header, kind
    names = column_names(header.cells)
    could = [k for k in KINDS if not missing(k, fields_in(map_columns(names, k, _mappable(names, maps))))]
    if len(could) > 1:
        raise ImportDoubt(
            f"{path.name} could hold {' or '.join(could)}; say which: reviewtui import {could[0]} {path.name}."
        )
    raise ImportProblem(
        f"{path.name}, row {header.row}: the columns {_listed(header.cells)} are not known as accounts, contacts or "
        'orders; name the kind, and columns with --map "column=field".'
    )


def _listed(cells: Sequence[str]) -> str:
    names = [repr(cell if len(cell) <= 40 else cell[:39] + "…") for cell in cells if cell]
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def _settle(
    columns: Sequence[Column], found: Profile, options: ImportOptions
) -> tuple[Styles, tuple[Doubt, ...]]:
    """Decide each column's style from the options, from itself, or from the other columns; the rest is in doubt."""
    doubts: list[Doubt] = []
    headers = {column.index: column.header for column in columns}
    dates = _date_orders(found, options, headers, doubts)
    marks = _decimal_marks(found, options, headers, doubts)
    discount = _discount_style(columns, found, options, doubts)
    return Styles(dates, marks, discount), tuple(doubts)


def _date_orders(
    found: Profile, options: ImportOptions, headers: Mapping[int, str], doubts: list[Doubt]
) -> dict[int, Order | None]:
    if options.dates:
        return dict.fromkeys(found.dates, options.dates)
    proofs = {evidence.proved for evidence in found.dates.values() if evidence.proved}
    shared = proofs.pop() if len(proofs) == 1 else None
    orders: dict[int, Order | None] = {}
    for index, evidence in found.dates.items():
        orders[index] = evidence.proved or (None if evidence.day_first else shared)
        if evidence.day_first and evidence.month_first:
            samples: tuple[str, ...] = (evidence.day_first[0], evidence.month_first[0])
            question = (
                f"Column {headers[index]!r} has both day-month and month-day dates: {', '.join(samples)}."
            )
            doubts.append(Doubt("dates", question, samples, ("dmy", "mdy")))
        elif evidence.open and orders[index] is None:
            samples = tuple(evidence.open)
            question = f"Column {headers[index]!r}: is {samples[0]} day-month or month-day?"
            doubts.append(Doubt("dates", question, samples, ("dmy", "mdy")))
    return orders


def _decimal_marks(
    found: Profile, options: ImportOptions, headers: Mapping[int, str], doubts: list[Doubt]
) -> dict[int, Mark]:
    if options.decimal:
        return dict.fromkeys(found.numbers, options.decimal)
    proofs = {evidence.proved for evidence in found.numbers.values() if evidence.proved}
    shared = proofs.pop() if len(proofs) == 1 else None
    marks: dict[int, Mark] = {}
    for index, evidence in found.numbers.items():
        mark = evidence.proved or shared
        marks[index] = mark or "point"
        if evidence.point and evidence.comma:
            samples: tuple[str, ...] = (evidence.point[0], evidence.comma[0])
            question = (
                f"Column {headers[index]!r} has decimal points and decimal commas: {' and '.join(samples)}."
            )
            doubts.append(Doubt("decimal", question, samples, ("comma", "point")))
        elif evidence.open and mark is None:
            samples = tuple(evidence.open)
            question = (
                f"Column {headers[index]!r}: is the sign in {samples[0]} for decimals or for thousands?"
            )
            doubts.append(Doubt("decimal", question, samples, ("comma", "point")))
    return marks


def _discount_style(
    columns: Sequence[Column], found: Profile, options: ImportOptions, doubts: list[Doubt]
) -> DiscountStyle:
    column = next((c for c in columns if c.field == "discount"), None)
    if options.discount or column is None:
        return options.discount or "fraction"
    evidence = found.numbers[column.index]
    said = any(word in column.header.casefold() for word in ("%", "percent", "pct"))
    if evidence.above_one or evidence.percent:
        return "percent"
    if evidence.below_one:
        return "fraction"
    if evidence.exactly_one and not said:
        question = f"Column {column.header!r}: is a discount of 1 one percent or the whole price?"
        doubts.append(Doubt("discount", question, ("1",), ("fraction", "percent")))
    return "percent" if said else "fraction"
