"""How the dates and numbers of each column are written: said, proved by the column, by its neighbours, or in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reviewtui.domain.currencies import currency_named
from reviewtui.services.transfer.asking import Doubt, ImportOptions, Styles
from reviewtui.services.transfer.dates import Order
from reviewtui.services.transfer.documents import PARTS, SALE, document
from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.meanings import IN_CENTS, currency_of_header
from reviewtui.services.transfer.numbers import DiscountStyle, Mark
from reviewtui.services.transfer.profile import Profile
from reviewtui.services.transfer.taxes import inside
from reviewtui.services.transfer.thousands import THOUSANDS, in_thousands

_STRIPES = frozenset({"amount", "refunded", "tax", "freight"})
_MONEY = frozenset({"amount", "line_amount", "unit_price", "refunded", "tax", "freight"})


def settle(
    columns: Sequence[Column], shape: str, found: Profile, options: ImportOptions
) -> tuple[Styles, tuple[Doubt, ...]]:
    """Decide each column's style from the options, from itself, or from the other columns; the rest is in doubt."""
    doubts: list[Doubt] = []
    headers = {column.index: column.header for column in columns}
    dates = _date_orders(found, options, headers, doubts)
    marks = _decimal_marks(found, options, headers, doubts)
    discount = _discount_style(columns, found, options, doubts)
    currency = "" if any(c.field == "currency" for c in columns) else _currency(columns, found)
    cents = frozenset(c.index for c in columns if c.field in _MONEY and _counts_cents(c, found))
    thousands = frozenset(c.index for c in columns if c.field in THOUSANDS and in_thousands(c.header))
    chance = _chance_style(columns, found)
    styles = Styles(dates, marks, discount, cents, currency, found.orders.credits_negative, chance)
    pay = any(document(word) == SALE for word in found.orders.documents)
    code = currency or "".join(_one_code(columns, found))
    within = inside(columns, shape, found.first_rows, marks, currency_named(code, "") or "")
    left = _left_parts(found, options)
    side = frozenset(index for index, evidence in found.numbers.items() if evidence.all_on_credit)
    settled = replace(styles, left_parts=left, receipts_pay=pay, inside=within, credit_side=side)
    return replace(settled, thousands=thousands), tuple(doubts)


def _left_parts(found: Profile, options: ImportOptions) -> frozenset[str]:
    """What of freight and tax is no revenue; who sells little else sells it."""
    look = found.orders
    return frozenset(PARTS) - set(options.count) if look.parts * 2 <= look.seen else frozenset()


def _chance_style(columns: Sequence[Column], found: Profile) -> DiscountStyle:
    """Whether a chance is written as a fraction: nothing is above 1, and nobody writes of chances of one percent."""
    column = next((c for c in columns if c.field == "chance"), None)
    if column is None or "%" in column.header:
        return "percent"
    evidence = found.numbers[column.index]
    fractions = evidence.below_one or evidence.exactly_one
    return "fraction" if fractions and not evidence.above_one and not evidence.percent else "percent"


def _currency(columns: Sequence[Column], found: Profile) -> str:
    """The one currency that the headers name, else the one sign or code that is written with some of the amounts."""
    named = {code for c in columns if (code := currency_of_header(c.header))}
    if not named:
        money = {c.index for c in columns if c.field in _MONEY}
        named = {sign for index in money for sign in found.numbers[index].currencies}
        named = named or {sign for index in money for sign in found.formats.get(index, ())}
    return named.pop() if len(named) == 1 else ""


def _one_code(columns: Sequence[Column], found: Profile) -> Sequence[str]:
    """What the column of currencies says, where it says one thing."""
    said = [found.samples.get(c.index, []) for c in columns if c.field == "currency"]
    return said[0] if said and len(said[0]) == 1 else ()


def _counts_cents(column: Column, found: Profile) -> bool:
    """Whether a column counts cents: its header says so, or it comes whole from Stripe's own tables."""
    if IN_CENTS.search(column.header):
        return True
    look = found.orders
    return (
        look.stripe
        and look.whole_only
        and column.header == column.header.lower()
        and column.field in _STRIPES
    )


def _date_orders(
    found: Profile, options: ImportOptions, headers: Mapping[int, str], doubts: list[Doubt]
) -> dict[int, Order | None]:
    if options.dates:
        return dict.fromkeys(found.dates, options.dates)
    proofs = {evidence.proved for evidence in (*found.dates.values(), *found.hints) if evidence.proved}
    shared = proofs.pop() if len(proofs) == 1 else None
    orders: dict[int, Order | None] = {}
    for index, evidence in found.dates.items():
        orders[index] = evidence.proved or (None if evidence.day_first else shared)
        if evidence.day_first and evidence.month_first:
            samples: tuple[str, ...] = (evidence.day_first[0], evidence.month_first[0])
            question = (
                f"Column {headers[index]!r} has both day-month and month-day dates: {', '.join(samples)}."
            )
            doubts.append(Doubt("dates", question, samples, ("dmy", "mdy"), mixed=True))
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
            doubts.append(Doubt("decimal", question, samples, ("comma", "point"), mixed=True))
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
