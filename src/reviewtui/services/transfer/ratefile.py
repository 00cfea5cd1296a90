"""Files of exchange rates: plain rows (from, to, date, rate), and those that the European Central Bank publishes.

The bank says what one euro is in each currency: a column for each (eurofxref), a row for each (data portal), or a column
whose title ends in the key of the series (data portal as well). A file is taken as a whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reviewtui.domain.currencies import is_currency
from reviewtui.domain.errors import ImportDoubt, ImportProblem, InvalidInput
from reviewtui.domain.frozen import frozen
from reviewtui.domain.rate_words import kept_rate
from reviewtui.domain.rates import Rate
from reviewtui.services.transfer.dates import DateEvidence, Order, read_date
from reviewtui.services.transfer.numbers import Mark, NumberEvidence, currency_in, read_number, shown
from reviewtui.services.transfer.reading import Cell, open_tables

if TYPE_CHECKING:
    from reviewtui.services.transfer.reading import Row

PLAIN, EURO_TABLE, PORTAL_ROWS, PORTAL_TABLE = (
    "from, to, date, rate",
    "euro reference rates, a column for each currency",
    "ECB data portal, a row for each rate",
    "ECB data portal, a column for each series",
)
_NAMES: Mapping[str, frozenset[str]] = {
    "from": frozenset({"from", "from currency", "currency from", "source", "base", "base currency", "von"}),
    "to": frozenset({"to", "to currency", "currency to", "target", "quote", "quote currency", "nach"}),
    "date": frozenset({"date", "day", "valid from", "from date", "datum"}),
    "rate": frozenset({"rate", "exchange rate", "value", "kurs"}),
}
_CODE = re.compile(r"[A-Z]{3}")
_SERIES = re.compile(r"\(EXR\.D\.([A-Z]{3})\.([A-Z]{3})\.[^)]*\)\s*$")
_NONE = frozenset({"", "n/a", "nan", "-", "."})
_TOLD = 3


@frozen
class RateFile:
    """What a file says: its rates in order, ``base`` the currency that the bank's are all from (else empty),
    ``gone`` the codes in it of currencies that are no more."""

    path: Path
    layout: str
    rates: tuple[Rate, ...]
    base: str = ""
    gone: tuple[str, ...] = ()


@frozen
class _Cells:
    """One rate before it is read: its row number, the two codes, day and number as the file has them."""

    row: int
    source: Cell
    target: Cell
    day: Cell
    number: Cell


def read_rates(
    path: Path,
    *,
    dates: Order | None = None,
    decimal: Mark | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> RateFile:
    """Read a file of rates. Raises ImportProblem for one that is not whole, ImportDoubt where it may mean two things."""
    table = open_tables(path, sheet=sheet, encoding=encoding)[0]
    rows = [(number, cells) for number, cells in table.rows() if any(_text(cell) for cell in cells)]
    if not rows:
        raise ImportProblem(f"{path.name} is empty; there is nothing to import.")
    layout, found = _layout(path, rows)
    cells = [one for one in found if _text(one.number).casefold() not in _NONE]
    order = dates or _order(path, cells)
    mark = decimal or ("point" if layout != PLAIN else _mark(path, cells))
    gone = (
        {}
        if layout == PLAIN
        else {_text(one.target): 1 for one in cells if not is_currency(_text(one.target))}
    )
    rates = _read(path, [one for one in cells if _text(one.target) not in gone], order, mark)
    if not rates:
        raise ImportProblem(f"{path.name} holds no rate; there is nothing to import.")
    return RateFile(path, layout, rates, "" if layout == PLAIN else "EUR", tuple(sorted(gone)))


def holds_rates(header: Sequence[Cell]) -> bool:
    """Whether a first row is that of a file of rates."""
    try:
        _layout(Path(), [(1, list(header))])
    except ImportProblem:
        return False
    return True


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def _layout(path: Path, rows: Sequence[Row]) -> tuple[str, Iterator[_Cells]]:
    """Which file it is, and its rates one by one."""
    header, body = [_text(cell) for cell in rows[0][1]], rows[1:]
    low = [name.casefold().replace("_", " ") for name in header]
    if {"currency", "currency denom", "time period", "obs value"} <= set(low):
        return PORTAL_ROWS, _portal(path, low, body)
    series = {at: match for at, name in enumerate(header) if (match := _SERIES.search(name))}
    if low[0] == "date" and series:
        return PORTAL_TABLE, _table(body, {at: (match[2], match[1]) for at, match in series.items()})
    codes = {at: name for at, name in enumerate(header[1:], start=1) if name}
    if low[0] == "date" and codes and all(_CODE.fullmatch(name) for name in codes.values()):
        return EURO_TABLE, _table(body, {at: ("EUR", name) for at, name in codes.items()})
    places = [next((at for at, name in enumerate(low) if name in known), None) for known in _NAMES.values()]
    if None in places:
        raise ImportProblem(
            f"{path.name} is no file of rates: its first row has to read from, to, date, rate, or be that of a file of the "
            "European Central Bank."
        )
    return PLAIN, (
        _Cells(number, *(cells[at] if at is not None and at < len(cells) else None for at in places))
        for number, cells in body
    )


def _table(rows: Sequence[Row], columns: Mapping[int, tuple[str, str]]) -> Iterator[_Cells]:
    for number, cells in rows:
        for at, (source, target) in columns.items():
            if at < len(cells):
                yield _Cells(number, source, target, cells[0], cells[at])


def _portal(path: Path, header: Sequence[str], rows: Sequence[Row]) -> Iterator[_Cells]:
    wanted = [header.index(name) for name in ("currency denom", "currency", "time period", "obs value")]
    often = header.index("freq") if "freq" in header else None
    for number, cells in rows:
        padded = [*cells, *[None] * (len(header) - len(cells))]
        if often is not None and _text(padded[often]).upper() not in ("D", ""):
            raise ImportProblem(
                f"{path.name}, row {number}: only daily rates (FREQ D) are of a day, this one is {_text(padded[often])}."
            )
        yield _Cells(number, *(padded[at] for at in wanted))


def _order(path: Path, cells: Sequence[_Cells]) -> Order | None:
    """The order of day and month that the column proves; raises ImportDoubt where it leaves it open."""
    evidence = DateEvidence()
    for value in dict.fromkeys(one.day for one in cells):
        evidence.see(value)
    if evidence.proved is None and (evidence.open or (evidence.day_first and evidence.month_first)):
        sample = (evidence.open or evidence.day_first)[0]
        raise ImportDoubt(f"{path.name}: is {sample} day-month or month-day? Say --dates dmy or --dates mdy.")
    return evidence.proved


def _mark(path: Path, cells: Sequence[_Cells]) -> Mark:
    """The decimal sign: a point where there is no comma at all, else what the column proves."""
    texts = [one.number for one in cells if isinstance(one.number, str)]
    if not any("," in text for text in texts):
        return "point"
    evidence = NumberEvidence()
    for value in dict.fromkeys(texts):
        evidence.see(value)
    if evidence.proved is None:
        sample = next(text for text in texts if "," in text)
        raise ImportDoubt(
            f"{path.name}: is the sign in {sample.strip()} for decimals or for thousands? Say --decimal comma or "
            "--decimal point."
        )
    return evidence.proved


def _read(path: Path, cells: Sequence[_Cells], order: Order | None, mark: Mark) -> tuple[Rate, ...]:
    """The rates, each day of two currencies once; raises ImportProblem with the first rows that cannot be read."""
    found: dict[tuple[str, str, str], Rate] = {}
    wrong: list[str] = []
    days: dict[Cell, str] = {}
    for one in cells:
        try:
            rate = _rate(one, order, mark, days)
        except (ValueError, InvalidInput) as fault:
            wrong.append(f"row {one.row}: {str(fault).rstrip('.')}")
            continue
        before = found.setdefault((rate.source, rate.target, rate.day), rate)
        if before.rate != rate.rate:
            wrong.append(
                f"row {one.row}: {rate.source} to {rate.target} of {rate.day} is {before.rate} above and {rate.rate} here"
            )
    if wrong:
        more = f"; and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
        raise ImportProblem(f"{path.name}: nothing was imported. {'; '.join(wrong[:_TOLD])}{more}.")
    return tuple(found.values())


def _rate(one: _Cells, order: Order | None, mark: Mark, days: dict[Cell, str]) -> Rate:
    """One rate; ``days`` are those that were read before, since the bank's files name each many times."""
    codes = [_code(_text(cell)) for cell in (one.source, one.target)]
    for cell, code in zip((one.source, one.target), codes, strict=True):
        if code is None:
            raise ValueError(f"{shown(_text(cell))} is no currency")
    source, target = (code or "" for code in codes)
    if source == target:
        raise ValueError(f"{source} to {target} needs no rate")
    if not _text(one.day):
        raise ValueError("it has no date")
    day = days.get(one.day)
    if day is None:
        day = days[one.day] = read_date(one.day, order).isoformat()
    return Rate(source, target, day, kept_rate(read_number(one.number, mark)[0]))


def _code(text: str) -> str | None:
    return text if is_currency(text) else currency_in(text, "")
