"""Rows of an order file as orders and lines: what each is worth, and what of it is no revenue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reviewtui.domain.custom import bare, is_custom
from reviewtui.domain.numbers import EXACT
from reviewtui.services.transfer.documents import CREDIT, NEITHER, PARTS, RECEIPT, part_of
from reviewtui.services.transfer.fields import Amount, BadCell, Reader, quantity_text
from reviewtui.services.transfer.numbers import to_units
from reviewtui.services.transfer.plan import ImportPlan
from reviewtui.services.transfer.reading import Cell
from reviewtui.storage.imports.staged import StagedHead, StagedLine

OF_HEAD = (
    "order_id", "account", "account_name", "date", "status", "currency", "amount", "promised", "delivered",
)  # fmt: skip
"""The fields that say something of an order."""
_FIELDS = (*OF_HEAD, "product", "category", "quantity")


_PARTS_LEFT = "lines of freight and tax"


class LeftOut(Exception):
    """A record that is read and deliberately not taken; the text says what it is, in the plural."""


def needs(readers: Mapping[str, Reader], name: str, otherwise: str) -> str:
    """Why a row without this field cannot be taken."""
    return f"column {readers[name].header!r}: it is empty" if name in readers else otherwise


def _none(_: Sequence[Cell]) -> None:
    return None


class OrderRows:
    """Makes a StagedLine of each row of an order file; the readers are looked up once, for speed."""

    def __init__(self, plan: ImportPlan, readers: Mapping[str, Reader], currency: str) -> None:
        self.shape = plan.shape
        self.readers = readers
        self._get = tuple(readers.get(name, _none) for name in _FIELDS)
        self.carry = plan.layout.carry
        self.sums_above = plan.layout.sums_above
        self._signed = plan.styles.credits_signed
        self._all_credits = plan.styles.all_credits
        self._receipts_pay = plan.styles.receipts_pay
        self._currency = currency
        self.marks = self._all_credits or any(
            name in readers
            for name in ("doc_type", "cancelled", "stage", "refunded", "order_discount", "returned")
        )
        self._counted = plan.options.count
        taken_off = [name for name in PARTS if name in readers and name not in self._counted]
        self.over: tuple[Reader, ...] = tuple(
            readers[name] for name in taken_off if name in plan.styles.inside
        )
        self.left = plan.styles.left_parts if self.shape != "headers" else frozenset()
        self._before: list[Any] = []
        self._names: set[Any] = {None}
        self._custom = tuple((bare(name), read) for name, read in readers.items() if is_custom(name))

    def __call__(self, row: int, cells: Sequence[Cell]) -> StagedLine:
        """The order and the line of one row; raises BadCell, or LeftOut for a row that is no order."""
        try:
            found = [get(cells) for get in self._get]
        except BadCell:
            # Rows that continue this order must not go to the one before it.
            self._before = []
            raise
        if self.carry:
            found = self._carried(found, cells)
        product, category, quantity = found[9:]
        if product and self.left and part_of(product) in self.left:
            raise LeftOut(_PARTS_LEFT)
        if self.sums_above and not product:
            raise LeftOut("sums of orders above their lines")
        head, sign, total = self._head(cells, found)
        if self.shape == "headers":
            line = None
        else:
            worth, code = self._worth(cells, head)
            line = worth if sign > 0 else -abs(worth)
            head = self._in_currency(head, found[5] or code or (total[1] if total else ""))
        extras = self._extras(cells, total, line) if self.marks and line is not None else ()
        return StagedLine(row, head, product or "", category, quantity_text(quantity), line, extras)

    def _worth(self, cells: Sequence[Cell], head: StagedHead) -> tuple[int, str]:
        """What the line is worth and in which currency; shops leave it open for what was cancelled."""
        if head.status == "cancelled":
            said = (
                self.readers[name](cells) for name in ("line_amount", "unit_price") if name in self.readers
            )
            if all(one is None for one in said):
                return 0, ""
        return line_worth(self.readers, self.over, cells)

    def head(self, cells: Sequence[Cell], found: Sequence[Any], line_currency: str) -> StagedHead:
        """What a row that says all of its order says of it, of which ``OF_HEAD`` is ``found``; raises as for a whole row."""
        head, _, total = self._head(cells, found)
        return self._in_currency(head, found[5] or line_currency or (total[1] if total else ""))

    def _head(self, cells: Sequence[Cell], found: Sequence[Any]) -> tuple[StagedHead, int, Amount | None]:
        """The order, the sign of its amounts, and its own total as it stands."""
        number, account, name, day, status, currency, total, promised, delivered = found[:9]
        sign, status = self._standing(cells, status) if self.marks or status else (1, status)
        order = self._number(number, account or name, day)
        own = self._own(cells, total, sign) if self.shape == "headers" else None
        code = currency or (total[1] if total else "") or self._currency
        kept = self._kept(cells) if self._custom else None
        head = StagedHead(order, account or "", name or "", day, status, code, own, promised, delivered, kept)
        return head, sign, total

    def _in_currency(self, head: StagedHead, code: str) -> StagedHead:
        code = code or self._currency
        return head if code == head.currency else head._replace(currency=code)

    def _kept(self, cells: Sequence[Cell]) -> dict[str, str]:
        """What the row says of its order in columns that are kept as they are."""
        return {name: text for name, read in self._custom if (text := read(cells)) is not None}

    def _carried(self, found: list[Any], cells: Sequence[Cell]) -> list[Any]:
        """A row that says nothing new of its order is one more line of the order above; a shop may say its day again."""
        number, account, name, day = found[:4]
        before = self._before
        if before and number in (None, before[0]) and (day is None or (number and day == before[3])):
            same = account in (None, before[1]) and name in self._names
            if (account is None and name is None) or (same and number):
                return [*before[:6], *found[6:]]
        self._before = found[:6]
        self._names = {
            None,
            *(self.readers["account_name"].every(cells) if "account_name" in self.readers else ()),
        }
        return found

    def _standing(self, cells: Sequence[Cell], status: str | None) -> tuple[int, str | None]:
        """The sign of the row's amounts and the status of its order."""
        get = self.readers.get
        what = (get("doc_type") or _none)(cells)
        if what in PARTS and what not in self._counted:
            raise LeftOut(_PARTS_LEFT)
        if what == NEITHER or (what == RECEIPT and self._receipts_pay):
            raise LeftOut("payments, estimates and other papers that are no sale")
        if (get("stage") or _none)(cells) is False:
            raise LeftOut("opportunities that are not won")
        if status == "draft":
            raise LeftOut("drafts")
        if self.shape == "headers" and (get("returned") or _none)(cells):
            status = "cancelled"
        if (get("cancelled") or _none)(cells) or (status == "refunded" and "refunded" not in self.readers):
            status = "cancelled"
        return (
            -1 if (what == CREDIT or self._all_credits) and not self._signed else 1
        ), "ordered" if status == "refunded" else status

    def _number(self, number: str | None, account: str | None, day: str | None) -> str:
        if number is None and "order_id" in self.readers:
            raise BadCell(needs(self.readers, "order_id", "the order has no number"))
        if self.shape != "lines":
            if account is None:
                raise BadCell("the order names no account")
            if day is None:
                raise BadCell(needs(self.readers, "date", "the order has no date"))
        # Without numbers, what one account bought on one day is one order.
        return number if number is not None else f"{day} {account}"

    def _own(self, cells: Sequence[Cell], total: Amount | None, sign: int) -> int | None:
        """The order's own amount: its total, less tax and freight where these are in it, less what was paid back."""
        if total is None:
            return None
        number = _net(self.over, cells, total[0])
        if (back := (self.readers.get("refunded") or _none)(cells)) is not None:
            # Freight and tax are paid back too; nothing is worth less than nothing by that.
            number = EXACT.subtract(number, min(abs(back[0]), max(number, Decimal(0))))
        return _units(number) if sign > 0 else -abs(_units(number))

    def _extras(self, cells: Sequence[Cell], total: Amount | None, line: int) -> tuple[tuple[str, int], ...]:
        """What is taken off the order beside its lines: a discount of it, what was paid back, a line that came back."""
        found = []
        if line > 0 and (self.readers.get("returned") or _none)(cells):
            found.append(("(returned)", -line))
        for field, words in (("order_discount", "(discount on the order)"), ("refunded", "(paid back)")):
            amount = (self.readers.get(field) or _none)(cells)
            if amount is not None and amount[0]:
                worth = abs(_units(amount[0]))
                if field == "refunded" and total is not None and total[0] >= 0:
                    worth = min(worth, _units(total[0]))
                found.append((words, -worth))
        return tuple(found)


def _units(number: Decimal) -> int:
    try:
        return to_units(number)
    except ValueError as fault:
        raise BadCell(str(fault)) from None


def _net(over: Sequence[Reader], cells: Sequence[Cell], number: Decimal) -> Decimal:
    """An amount less the tax and the freight that are in it."""
    for reader in over:
        if (part := reader(cells)) is not None:
            number = EXACT.subtract(number, part[0])
    return number


def line_worth(
    readers: Mapping[str, Reader], over: Sequence[Reader], cells: Sequence[Cell]
) -> tuple[int, str]:
    """What the line of a row is worth in 1/10,000, less the tax and the freight that are ``over``, and its currency."""
    amount = _line_amount(cells, readers)
    return _units(_net(over, cells, amount[0])), amount[1]


def _line_amount(cells: Sequence[Cell], readers: Mapping[str, Reader]) -> tuple[Decimal, str]:
    """What a line is worth: its own amount, else price x quantity, less the discount; exact until it is stored."""
    get = readers.get
    if (own := (get("line_amount") or _none)(cells)) is not None:
        return own  # type: ignore[no-any-return]
    price, quantity = (get("unit_price") or _none)(cells), (get("quantity") or _none)(cells)
    if price is None or quantity is None:
        wanted = next((n for n in ("line_amount", "unit_price", "quantity") if n in readers), "line_amount")
        raise BadCell(needs(readers, wanted, "the line has no amount"))
    number = EXACT.multiply(price[0], quantity)
    if discount := (get("discount") or _none)(cells):
        number = EXACT.multiply(number, EXACT.subtract(Decimal(1), discount))
    if (less := (get("discount_amount") or _none)(cells)) is not None:
        number = EXACT.subtract(number, abs(less[0]))
    return number, price[1]
