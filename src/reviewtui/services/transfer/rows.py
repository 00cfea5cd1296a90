"""Rows of a file as the values to be stored, one by one; a row that cannot be read says why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reviewtui.domain.numbers import EXACT
from reviewtui.services.transfer.fields import BadCell, FieldReader, field_readers, quantity_text
from reviewtui.services.transfer.numbers import to_units
from reviewtui.services.transfer.plan import ImportPlan
from reviewtui.services.transfer.reading import Cell
from reviewtui.storage.imports.staged import StagedAccount, StagedContact, StagedLine

_DECIDES = re.compile(r"decid|decision|entscheid|signs|signator", re.IGNORECASE)
_ACCOUNT_TEXTS = (
    "external_id", "alt_id", "name", "owner", "industry", "website", "phone", "email", "address", "city",
    "region", "postal_code", "country", "currency", "employees", "renewal_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds nothing to import: blank, or above the header."""

    row: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken, with the reason."""

    row: int
    reason: str


Record = StagedAccount | StagedContact | StagedLine | Skipped | Rejected


def read_rows(plan: ImportPlan, currency: str) -> Iterator[Record]:
    """Every row of the table but the header as a record, a skip or a reject; ``currency`` is the file's default."""
    make = _maker(plan, field_readers(plan.columns, plan.styles, currency))
    width = len(plan.header.cells)
    for row, cells in plan.table.rows():
        if row == plan.header.row:
            continue
        if row < plan.header.row or not any(cell is not None and cell != "" for cell in cells):
            yield Skipped(row)
            continue
        try:
            if len(cells) > width and any(not _void(cell) for cell in cells[width:]):
                raise BadCell(f"the row has {len(cells)} cells and the header {width}")
            yield make(row, cells)
        except BadCell as fault:
            yield Skipped(row) if all(map(_void, cells)) else Rejected(row, str(fault))


_Make = Callable[[int, Sequence[Cell]], StagedAccount | StagedContact | StagedLine]


def _maker(plan: ImportPlan, readers: Mapping[str, FieldReader]) -> _Make:
    if plan.kind == "orders":
        return _Lines(plan.shape, readers)
    make = _account if plan.kind == "accounts" else _contact
    return lambda row, cells: make(row, cells, readers)


def _void(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _account(row: int, cells: Sequence[Cell], readers: Mapping[str, FieldReader]) -> StagedAccount:
    values = {}
    for name in _ACCOUNT_TEXTS:
        if name in readers and (value := readers[name](cells)) is not None:
            values[name] = value
    if "annual_revenue" in readers and (money := readers["annual_revenue"](cells)) is not None:
        values["annual_revenue"] = to_units(money[0])
        if money[1]:
            values.setdefault("currency", money[1])
    if not values.get("name") and not values.get("external_id"):
        raise BadCell(_needs(readers, "name", "the account has no name"))
    person = {
        key: readers[f"contact_{key}"](cells)
        for key in ("full", "first", "last")
        if f"contact_{key}" in readers
    }
    name = _person(person)
    title = readers["contact_title"](cells) if "contact_title" in readers else None
    contact = {"name": name, **({"title": title} if title else {})} if name else None
    return StagedAccount(row, values, contact)


def _contact(row: int, cells: Sequence[Cell], readers: Mapping[str, FieldReader]) -> StagedContact:
    found = {name: value for name, reader in readers.items() if (value := reader(cells)) is not None}
    values: dict[str, Any] = {
        key: found[key] for key in ("title", "email", "phone", "external_id", "decides") if key in found
    }
    role = found.get("role", "")
    if _DECIDES.search(role):
        values.setdefault("decides", True)
    if role:
        values.setdefault("title", role)
    name = _person(found) or found.get("email", "").partition("@")[0]
    if not name:
        raise BadCell("the contact has neither a name nor an e-mail address")
    if "account" not in found and "account_name" not in found:
        raise BadCell("the contact names no account")
    return StagedContact(
        row, found.get("account", ""), found.get("account_name", ""), {"name": name, **values}
    )


def _person(found: Mapping[str, Any]) -> str:
    return found.get("full") or " ".join(p for p in (found.get("first"), found.get("last")) if p)


def _needs(readers: Mapping[str, FieldReader], name: str, otherwise: str) -> str:
    return f"column {readers[name].header!r}: it is empty" if name in readers else otherwise


def _none(_: Sequence[Cell]) -> None:
    return None


_ORDER_FIELDS = (
    "order_id", "account", "account_name", "date", "status", "currency", "amount", "promised", "delivered",
    "product", "category", "quantity",
)  # fmt: skip


class _Lines:
    """Makes a StagedLine of each row of an order file; the readers are looked up once, for speed."""

    def __init__(self, shape: str, readers: Mapping[str, FieldReader]) -> None:
        self.shape = shape
        self.readers = readers
        self._get = tuple(readers.get(name, _none) for name in _ORDER_FIELDS)

    def __call__(self, row: int, cells: Sequence[Cell]) -> StagedLine:
        """The order and the line of one row; raises BadCell."""
        found = [get(cells) for get in self._get]
        (
            number,
            account,
            name,
            day,
            status,
            currency,
            total,
            promised,
            delivered,
            product,
            category,
            quantity,
        ) = found
        order = self._required(number, account or name, day)
        if self.shape == "headers":
            own, line = (to_units(total[0]) if total else None), None
            code = currency or (total[1] if total else "")
        else:
            own, amount = None, _line_amount(cells, self.readers)
            code, line = currency or amount[1] or (total[1] if total else ""), _units(amount[0])
        return StagedLine(
            row, order, account or "", name or "", day, status, code, own, promised, delivered,
            product or "", category, quantity_text(quantity), line,
        )  # fmt: skip

    def _required(self, number: str | None, account: str | None, day: str | None) -> str:
        if number is None:
            raise BadCell(_needs(self.readers, "order_id", "the order has no number"))
        if self.shape != "lines":
            if account is None:
                raise BadCell("the order names no account")
            if day is None:
                raise BadCell(_needs(self.readers, "date", "the order has no date"))
        return number


def _units(number: Decimal) -> int:
    try:
        return to_units(number)
    except ValueError as fault:
        raise BadCell(str(fault)) from None


def _line_amount(cells: Sequence[Cell], readers: Mapping[str, FieldReader]) -> tuple[Decimal, str]:
    """What a line is worth: its own amount, else price x quantity, less the discount; exact until it is stored."""
    get = readers.get
    if (own := (get("line_amount") or _none)(cells)) is not None:
        return own  # type: ignore[no-any-return]
    price, quantity = (get("unit_price") or _none)(cells), (get("quantity") or _none)(cells)
    if price is None or quantity is None:
        wanted = next((n for n in ("line_amount", "unit_price", "quantity") if n in readers), "line_amount")
        raise BadCell(_needs(readers, wanted, "the line has no amount"))
    number = EXACT.multiply(price[0], quantity)
    if discount := (get("discount") or _none)(cells):
        number = EXACT.multiply(number, EXACT.subtract(Decimal(1), discount))
    if (less := (get("discount_amount") or _none)(cells)) is not None:
        number = EXACT.subtract(number, abs(less[0]))
    return number, price[1]
