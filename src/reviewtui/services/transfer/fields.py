"""How the cells of one field are read: each distinct text once, with the reason when it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from reviewtui.domain.numbers import EXACT, plain
from reviewtui.domain.text import undefuse
from reviewtui.services.transfer.asking import Styles
from reviewtui.services.transfer.dates import read_date
from reviewtui.services.transfer.documents import (
    document,
    is_cancelled,
    is_draft,
    is_refunded,
    is_returned,
    is_set,
    is_won,
)
from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.numbers import (
    Mark,
    currency_in,
    read_discount,
    read_number,
    shown,
    to_units,
)
from reviewtui.services.transfer.profile import DATE_FIELDS
from reviewtui.services.transfer.reading import Cell, Columns
from reviewtui.services.transfer.synonyms import RECORDS
from reviewtui.services.transfer.text import identifier, is_blank, is_empty, many_lines, one_line

LONGEST_TEXT = 1_000_000
_REMEMBERED = 50_000
_PHONE = re.compile(
    r"(?:Phone|Tel|Telephone|Mobile|Main):\s*(.*?)(?:[\s,;]+(?:Fax|Mobile|Other|Phone|Pager):.*)?",
    re.I | re.S,
)
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "oui", "si", "sí", "✓"})
_NO = frozenset({"no", "n", "false", "0", "nein", "non"})
# What a list of companies and people, as Odoo has it, calls the latter.
_PEOPLE = _NO | {
    "person",
    "individual",
    "individuel",
    "particulier",
    "privatperson",
    "einzelperson",
    "individuo",
    "persona",
}
_NAMES = frozenset({"name", "contact_full", "contact_first", "contact_last", "full", "first", "last"})
_IDS = frozenset({"external_id", "alt_id", "order_id", "account", "product", "contact_id"})
_MONEY = frozenset(
    {"amount", "line_amount", "unit_price", "discount_amount", "annual_revenue", "tax", "freight", "refunded"}
    | {"order_discount"}
)

Amount = tuple[Decimal, str]
Parse = Callable[[Cell], Any]


class BadCell(Exception):
    """A cell that cannot be read; the text names the column and the reason."""


class FieldReader:
    """Reads one column's cells: None for an empty one, else the value; remembers what it has read."""

    __slots__ = ("_bad", "_empty", "_known", "_parse", "header", "index")

    def __init__(self, column: Column, parse: Parse, empty: Callable[[Cell], bool]) -> None:
        self.index = column.index
        self.header = column.header
        self._parse = parse
        self._empty = empty
        self._known: dict[Cell, Any] = {}
        self._bad = False

    def __call__(self, cells: Sequence[Cell]) -> Any:
        try:
            raw = cells[self.index]
        except IndexError:
            return None
        try:
            value = self._known[raw]
        except KeyError:
            value = self._learn(raw)
        if value.__class__ is BadCell:
            raise value
        return value

    def _learn(self, raw: Cell) -> Any:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        value = self._known[raw] = self._read(raw)
        self._bad = self._bad or value.__class__ is BadCell
        return value

    def _read(self, raw: Cell) -> Any:
        try:
            return None if self._empty(raw) else self._parse(raw)
        except ValueError as fault:
            return BadCell(f"column {self.header!r}: {fault}")

    @property
    def places(self) -> tuple[int, ...]:
        """Where the columns of the field stand."""
        return (self.index,)

    def column(self, columns: Columns) -> list[Any] | None:
        """What the cells of many rows say; None when one of them cannot be read."""
        known, distinct = self._known, columns.distinct(self.index)
        unknown = [raw for raw in distinct if raw not in known]
        if unknown and len(known) + len(unknown) > _REMEMBERED:
            known.clear()
            unknown = list(distinct)
        for raw in unknown:
            known[raw] = self._read(raw)
            self._bad = self._bad or known[raw].__class__ is BadCell
        values = list(map(known.__getitem__, columns.cells(self.index)))
        if self._bad and any(value.__class__ is BadCell for value in values):
            return None
        return values

    def every(self, cells: Sequence[Cell]) -> list[Any]:
        """All that the columns of the field say."""
        return [self(cells)]


class FirstFilled:
    """Reads several columns that fill one field: the first that is not empty counts."""

    __slots__ = ("_readers", "header")

    def __init__(self, readers: Sequence[FieldReader]) -> None:
        self._readers = readers
        self.header = readers[0].header

    def __call__(self, cells: Sequence[Cell]) -> Any:
        for reader in self._readers:
            value = reader(cells)
            if value is not None:
                return value
        return None

    @property
    def places(self) -> tuple[int, ...]:
        """Where the columns of the field stand."""
        return tuple(reader.index for reader in self._readers)

    def column(self, columns: Columns) -> list[Any] | None:
        """What the cells of many rows say; None when one of them cannot be read."""
        found = [said for reader in self._readers if (said := reader.column(columns)) is not None]
        if len(found) < len(self._readers):
            return None
        return [next((v for v in said if v is not None), None) for said in zip(*found, strict=True)]

    def every(self, cells: Sequence[Cell]) -> list[Any]:
        """All that the columns of the field say."""
        return [reader(cells) for reader in self._readers]


class Together(FirstFilled):
    """Reads several columns that are one amount only together, as taxes that stand side by side."""

    __slots__ = ()

    def __call__(self, cells: Sequence[Cell]) -> Any:
        said = [value for reader in self._readers if (value := reader(cells)) is not None]
        if not said:
            return None
        number = Decimal(0)
        for amount, _ in said:
            number = EXACT.add(number, amount)
        return number, said[0][1]


Reader = FieldReader | FirstFilled


def field_readers(
    columns: Sequence[Column], styles: Styles, currency: str, kind: str = ""
) -> dict[str, Reader]:
    """A reader per mapped field; ``currency`` is the file's default and settles what a bare ``$`` means."""
    record_parser: Callable[[Column, Styles], Parse | None] | None = None
    if kind in RECORDS:
        from reviewtui.services.transfer.recordfields import record_parser
    readers: dict[str, list[FieldReader]] = {}
    for column in sorted(columns, key=lambda c: c.rank):
        if column.field:
            parse = record_parser(column, styles) if record_parser is not None else None
            parse = parse or _parser(column.field, column.index, styles, currency)
            empty = is_blank if column.field in _NAMES else is_empty
            readers.setdefault(column.field, []).append(FieldReader(column, parse, empty))
    return {
        name: found[0] if len(found) == 1 else (Together if name == "tax" else FirstFilled)(found)
        for name, found in readers.items()
    }


def _parser(name: str, index: int, styles: Styles, currency: str) -> Parse:
    mark: Mark = styles.marks.get(index, "point")
    if name in DATE_FIELDS:
        order = styles.dates.get(index)
        return lambda raw: read_date(raw, order).isoformat()
    if name in _MONEY:
        scale = -2 if index in styles.cents else 3 if index in styles.thousands else 0
        if index in styles.credit_side:
            return lambda raw: _negated(_money(raw, mark, currency, scale))
        return lambda raw: _money(raw, mark, currency, scale)
    if name == "discount":
        return lambda raw: read_discount(bare_cell(raw), mark, styles.discount)
    simple: Mapping[str, Parse] = {
        "quantity": lambda raw: read_number(bare_cell(raw), mark)[0],
        "employees": lambda raw: _whole(raw, mark),
        "currency": lambda raw: _currency(raw, currency),
        "status": _status,
        "doc_type": lambda raw: document(one_line(raw)),
        "cancelled": lambda raw: is_set(one_line(raw)) or None,
        "returned": lambda raw: is_returned(one_line(raw)) or None,
        "deleted": lambda raw: is_set(one_line(raw)) or None,
        "stage": lambda raw: is_won(one_line(raw)),
        "decides": yes_or_no,
        "is_company": lambda raw: one_line(raw).casefold() not in _PEOPLE,
        "address": lambda raw: short(many_lines(raw)),
        "phone": _phone,
        "postal_code": lambda raw: short(identifier(raw).removeprefix("'")),
    }
    if name in simple:
        return simple[name]
    return known_id if name in _IDS else lambda raw: short(one_line(raw))


def _status(raw: Cell) -> str:
    """``ordered``, ``cancelled``, ``refunded`` or ``draft``."""
    text = one_line(raw)
    if is_cancelled(text):
        return "cancelled"
    if is_refunded(text):
        return "refunded"
    return "draft" if is_draft(text) else "ordered"


def _phone(raw: Cell) -> str | None:
    """A number, without the words and the fax that some lists put around it."""
    text = identifier(raw)
    if match := _PHONE.fullmatch(text):
        return match[1] or None
    return None if text.casefold().startswith("fax:") else short(text.removeprefix("'"))


def bare_cell(raw: Cell) -> Cell:
    return undefuse(raw.strip()) if isinstance(raw, str) else raw


def _money(raw: Cell, mark: Mark, currency: str, scale: int = 0) -> Amount:
    """The amount of a cell times 10 to the power of ``scale``, for columns that count cents or thousands."""
    number, code = read_number(bare_cell(raw), mark, currency)
    number = EXACT.scaleb(number, scale) if scale else number
    to_units(number)
    return number, code


def _negated(amount: Amount) -> Amount:
    return -amount[0], amount[1]


def _whole(raw: Cell, mark: Mark) -> int:
    number, _ = read_number(bare_cell(raw), mark)
    if number != int(number) or not 0 <= number < 10**9:
        raise ValueError(f"{shown(str(raw))} is not a whole number of people")
    return int(number)


def _currency(raw: Cell, own: str) -> str:
    code = currency_in(one_line(raw), own)
    if code is None:
        raise ValueError(f"{shown(one_line(raw))} is not a currency code")
    return code


def yes_or_no(raw: Cell) -> bool:
    word = one_line(raw).casefold()
    if word not in _YES and word not in _NO:
        raise ValueError(f"{shown(word)} is neither yes nor no")
    return word in _YES


def known_id(raw: Cell) -> str:
    """An id, without the apostrophe that keeps a spreadsheet from making a number of it."""
    text = identifier(raw)
    return short(text[1:] if text.startswith("'") and text[1:].isdigit() else text)


def short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"the text has {len(text):,} characters; up to {LONGEST_TEXT:,} can be kept")
    return text


@lru_cache(maxsize=4096)
def quantity_text(number: Decimal | None) -> str | None:
    """A quantity as plain digits, None when there is none."""
    return None if number is None else plain(number, group="")
