"""Whether tax and freight are in an amount: proved by the rates that come of it, else told from its header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.numbers import Mark, read_number
from reviewtui.services.transfer.reading import Cell
from reviewtui.services.transfer.taxwords import Said, is_whole, said_by

Sums = tuple[Decimal, Decimal, Decimal]

# Swiss and Canadian rates among others; most go by half percents.
_ODD_RATES = tuple(
    Decimal(rate) for rate in ("8.1", "2.6", "3.8", "7.7", "3.7", "8.875", "14.975", "9.975", "2.1")
)
# Where 20 net would be 25 in hundred, the currency tells which of them anybody pays.
_RATES = {
    code: tuple(map(Decimal, rates))
    for code, rates in {
        "GBP": (20, 5),
        "SEK": (25, 12, 6),
        "DKK": (25,),
        "NOK": (25, 15, 12),
        "PLN": (23, 8, 5),
        "AUD": (10,),
        "NZD": (15,),
    }.items()
}
_HALF = Decimal("0.5")
_LEAST = Decimal(20)
_CENT = Decimal("0.0051")


def inside(
    columns: Sequence[Column],
    shape: str,
    rows: Sequence[Sequence[Cell]],
    marks: Mapping[int, Mark],
    currency: str = "",
) -> frozenset[str]:
    """Which of tax and freight are in the amounts that orders (or their lines) are worth, and are to be taken off."""
    of_order = shape == "headers"
    own, priced = ("amount", "") if of_order else ("line_amount", "unit_price")
    amount = next((c for field in (own, priced) for c in columns if field and c.field == field), None)
    if amount is None:
        return frozenset()
    said = said_by(amount.header)
    whole = is_whole(amount.header, of_order=of_order)
    sums = _sums(columns, amount, rows, marks)
    taxed = _beside(columns, amount, rows, marks) or _proved(sums, currency, strictly=not of_order) or said
    if not taxed:
        taxed = "gross" if whole else _by_price(columns, amount, rows, marks)
    found = {"tax"} if taxed == "gross" else set()
    if whole or said == "gross":
        found.add("freight")
    return frozenset(found)


def _proved(sums: Sequence[Sums], currency: str, *, strictly: bool) -> Said:
    """What the rates say: one that is round where the tax is in the amount proves that it is; the other way round too.

    ``strictly`` is for lines: the tax may be that of the order and stand on each of them, and then no rate comes of it.
    """
    votes = {"gross": 0, "net": 0, "": 0}
    for amount, tax, freight in sums:
        if abs(amount) < _LEAST or not tax:
            continue
        gross = any(_is_rate(tax, amount - tax - other, currency) for other in {Decimal(0), freight})
        net = any(_is_rate(tax, amount + other, currency) for other in {Decimal(0), freight})
        if gross != net:
            votes["gross" if gross else "net"] += 1
        elif not gross:
            votes[""] += 1
    least = 20 if strictly else 9
    against = votes[""] if strictly else 0
    if votes["gross"] > least * (votes["net"] + against):
        return "gross"
    return "net" if votes["net"] > least * votes["gross"] else ""


def _is_rate(tax: Decimal, base: Decimal, currency: str) -> bool:
    """Whether a tax is a rate of some base that somebody would think of, but for the rounding of a cent."""
    if base == 0 or abs(tax) >= abs(base):
        return False
    rate, close = tax / base * 100, abs(_CENT / base * 100)
    if rate <= close:
        return False
    nearest = (rate / _HALF).to_integral_value() * _HALF
    rates = _RATES.get(currency) or (nearest, *_ODD_RATES)
    return any(abs(rate - known) <= close for known in rates)


def _beside(
    columns: Sequence[Column], amount: Column, rows: Sequence[Sequence[Cell]], marks: Mapping[int, Mark]
) -> Said:
    """What a column that fills no field says: it is the amount without the tax in every row, or with it."""
    taxes = [c.index for c in columns if c.field == "tax"]
    free = [c.index for c in columns if c.field is None and c.why != "given"]
    if not taxes or amount.field == "unit_price":
        return ""
    mark = marks.get(amount.index, "point")
    found: dict[int, list[Said]] = {}
    for cells in rows if free else ():
        worth = _number(cells, amount.index, marks)
        tax = sum((_number(cells, i, marks) or Decimal(0) for i in taxes), Decimal(0))
        if worth is None or not tax:
            continue
        for index in free:
            other = _number(cells, index, {index: mark})
            sides: dict[Decimal | None, Said] = {worth - tax: "gross", worth + tax: "net"}
            found.setdefault(index, []).append(sides.get(other, ""))
    for sides_said in found.values():
        if sides_said[0] and len(set(sides_said)) == 1:
            return sides_said[0]
    return ""


def _by_price(
    columns: Sequence[Column], amount: Column, rows: Sequence[Sequence[Cell]], marks: Mapping[int, Mark]
) -> Said:
    """What price x quantity says, where a line's amount is that with the tax on top in every row."""
    at = {c.field: c.index for c in columns if c.field in ("unit_price", "quantity")}
    if (
        amount.field == "unit_price"
        or len(at) < 2
        or any(c.field in ("discount", "discount_amount") for c in columns)
    ):
        return ""
    taxes = [c.index for c in columns if c.field == "tax"]
    if not taxes:
        return ""
    seen = False
    for cells in rows:
        worth, price, count = (
            _number(cells, i, marks) for i in (amount.index, at["unit_price"], at["quantity"])
        )
        tax = sum((_number(cells, i, marks) or Decimal(0) for i in taxes), Decimal(0))
        if worth is None or price is None or count is None or not tax:
            continue
        seen = True
        if abs(price * count + tax - worth) > abs(_CENT * count):
            return ""
    return "gross" if seen else ""


def _sums(
    columns: Sequence[Column], amount: Column, rows: Sequence[Sequence[Cell]], marks: Mapping[int, Mark]
) -> list[Sums]:
    """Amount, tax and freight of the rows that have the first two."""
    taxes = [c.index for c in columns if c.field == "tax"]
    freight = next((c.index for c in columns if c.field == "freight"), None)
    times = (
        next((c.index for c in columns if c.field == "quantity"), None)
        if amount.field == "unit_price"
        else None
    )
    found = []
    for cells in rows if taxes else ():
        worth = _number(cells, amount.index, marks)
        if worth is not None and times is not None:
            worth *= _number(cells, times, marks) or Decimal(0)
        tax = sum((_number(cells, i, marks) or Decimal(0) for i in taxes), Decimal(0))
        if worth is not None and tax:
            extra = _number(cells, freight, marks) if freight is not None else None
            found.append((worth, tax, extra or Decimal(0)))
    return found


def _number(cells: Sequence[Cell], index: int, marks: Mapping[int, Mark]) -> Decimal | None:
    cell = cells[index] if index < len(cells) else None
    if cell is None or cell == "":
        return None
    try:
        return read_number(cell.strip() if isinstance(cell, str) else cell, marks.get(index, "point"))[0]
    except ValueError:
        return None
