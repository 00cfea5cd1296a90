"""What only the values of the first rows tell of the columns of an order file: rates among taxes, sums above lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from reviewtui.services.transfer.documents import is_returned
from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.numbers import Mark, NumberEvidence, read_number
from reviewtui.services.transfer.reading import Cell
from reviewtui.services.transfer.text import as_text

_CREDIT_NUMBER = re.compile(r"(?:CN|CRN|CM|GS|GU|AV|NC|KOR|RINV|SR)[-/ _]?\d", re.IGNORECASE)
_RATE = re.compile(r"(?P<number>\d{1,2}(?:[.,]\d{1,3})?)\s*(?P<percent>%?)")


def rates(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> frozenset[int]:
    """The tax columns that hold no amounts but rates: with a percent sign, or the same for amounts that differ."""
    worth = next(
        (c.index for f in ("line_amount", "amount", "unit_price") for c in columns if c.field == f), None
    )
    return frozenset(
        c.index for c in columns if c.field == "tax" and c.why != "given" and _are_rates(rows, c.index, worth)
    )


def _are_rates(rows: Sequence[Sequence[Cell]], place: int, worth: int | None) -> bool:
    amounts: dict[str, set[str]] = {}
    for cells in rows:
        text = _text(cells, place)
        match = _RATE.fullmatch(text)
        if text and match is None:
            return False
        if match and match["percent"]:
            return True
        if match and match["number"].strip("0.,") and worth is not None and (amount := _text(cells, worth)):
            amounts.setdefault(text, set()).add(amount)
    # A tax of so much is of one amount, but for the rounding; a rate is of many.
    several = sum(len(one) for one in amounts.values() if len(one) > 1)
    return several > 1 and several * 2 > sum(map(len, amounts.values()))


_SAYS_NOT = frozenset({"no", "n", "false", "nein", "non", "nee", ""})


def says_returned(column: Column, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a column says yes or no of each row, in words, and no other one says what was paid back."""
    if any(c.field == "refunded" for c in columns):
        return False
    words = {_text(cells, column.index).casefold() for cells in rows}
    said = set(filter(is_returned, words))
    return bool(said) and words - said <= _SAYS_NOT


def credit_like(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> str:
    """A number that begins as those of credit notes do, among others that do not; empty where there is none."""
    place = next((c.index for c in columns if c.field == "order_id"), None)
    if place is None or any(c.field == "doc_type" for c in columns):
        return ""
    numbers = [text for cells in rows if (text := _text(cells, place))]
    worth = next((c.index for f in ("line_amount", "amount") for c in columns if c.field == f), None)
    found = [
        text
        for cells in rows
        if _CREDIT_NUMBER.match(text := _text(cells, place))
        and worth is not None
        and _text(cells, worth)[:1] not in ("-", "(", "")
    ]
    return found[0] if found and len(set(found)) < len(set(numbers)) else ""


def has_sums_above(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], numbers: Mapping[int, NumberEvidence]
) -> bool:
    """Whether a row without a product says what the lines of its order below it add up to, in each order that has one."""
    at: dict[str | None, int] = {
        c.field: c.index
        for c in columns
        if c.field in ("order_id", "product", "line_amount", "unit_price", "quantity")
    }
    if not {"order_id", "product"} <= at.keys() or not (
        "line_amount" in at or {"unit_price", "quantity"} <= at.keys()
    ):
        return False
    orders: dict[str, list[tuple[str, Decimal | None]]] = {}
    for cells in rows:
        if number := _text(cells, at["order_id"]):
            orders.setdefault(number, []).append((_text(cells, at["product"]), _worth(cells, at, numbers)))
    found = False
    for lines in orders.values():
        bare = [worth for product, worth in lines if not product]
        rest = [worth for product, worth in lines if product]
        if not bare or not rest:
            continue
        if len(bare) > 1 or None in rest or bare[0] not in (None, sum(filter(None, rest), Decimal(0))):
            return False
        found = found or bare[0] is not None
    return found


def _worth(
    cells: Sequence[Cell], at: Mapping[str | None, int], numbers: Mapping[int, NumberEvidence]
) -> Decimal | None:
    own = _number(cells, at.get("line_amount"), numbers)
    if own is not None:
        return own
    price, count = (_number(cells, at.get(name), numbers) for name in ("unit_price", "quantity"))
    return price * count if price is not None and count is not None else None


def _number(
    cells: Sequence[Cell], place: int | None, numbers: Mapping[int, NumberEvidence]
) -> Decimal | None:
    if place is None or place >= len(cells):
        return None
    mark: Mark = (numbers[place].proved if place in numbers else None) or "point"
    cell = cells[place]
    try:
        return read_number(cell.strip() if isinstance(cell, str) else cell, mark)[0]
    except ValueError:
        return None


def _text(cells: Sequence[Cell], place: int) -> str:
    return as_text(cells[place]).strip() if place < len(cells) and cells[place] is not None else ""
