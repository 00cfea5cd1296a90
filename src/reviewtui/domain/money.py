"""Money: whole ten-thousandths of a unit with a currency, never a float; and how people type it."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from reviewtui.domain.currencies import currency_named, decimal_places
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.frozen import frozen
from reviewtui.domain.numbers import EXACT, plain, readings, scaled_readings, two_readings
from reviewtui.domain.understood import Understood

UNIT = 10_000
"""Parts of a unit in which amounts are kept."""
MAX_PARTS = 2**63 - 1

# Patterns of typed amounts are compiled when the first is read, which most runs never do.
_MARK = r"(?P<mark>(?:US|A|C|R)?\$|[€£¥₹₩₺₴₽₪]|zł|Kč|Fr\.|[A-Z]{3}(?![A-Z]))"
_BEFORE = rf"(?is)(?P<sign>[-+\u2212]?)\s*{_MARK}\s*(?P<number>.*)"
_AFTER = rf"(?is)(?P<sign>)(?P<number>.*?[0-9a-z.)-])\s*{_MARK}"
_RELATIVE = r"(?P<sign>[-+\u2212])?\s*(?P<number>[0-9.,]+)\s*%"
_TIMES = r"\s*[*×]\s*|(?<=[0-9kKmM])\s*x\s*(?=[0-9])"
_STEPS = ((10**9, "bn"), (10**6, "m"), (10**3, "k"))


@frozen
class Money:
    """An amount in 1/10,000 of the unit of ``currency`` (an ISO code); a credit is negative."""

    amount: int
    currency: str

    @classmethod
    def of(cls, number: Decimal, currency: str) -> Money:
        """The amount of so many units, rounded half-even to 1/10,000; raises InvalidInput beyond 64 bits."""
        parts = _parts(number)
        if abs(parts) > MAX_PARTS:
            raise InvalidInput(f"{number} {currency} is more than can be kept (about 900 trillion).")
        return cls(parts, currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other).amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise InvalidInput(f"{self.currency} and {other.currency} cannot be added: convert one first.")
        return other

    def to_decimal_string(self, places: int = 2) -> str:
        """The amount as plain digits with ``places`` decimals (0 to 4), rounded half-even once."""
        whole, fraction = _digits(self.amount, places)
        return f"{whole}.{fraction}" if places else whole


def _parts(number: Decimal) -> int:
    return int(EXACT.multiply(number, Decimal(UNIT)).to_integral_value(ROUND_HALF_EVEN, EXACT))


def _divided(amount: int, by: int) -> int:
    """``amount / by`` in whole numbers, rounded half-even."""
    quotient, rest = divmod(amount, by)
    return quotient + (2 * rest > by or (2 * rest == by and quotient % 2 == 1))


def _digits(amount: int, places: int) -> tuple[str, str]:
    scale = 10 ** min(max(places, 0), 4)
    rounded = _divided(amount * scale, UNIT)
    whole, fraction = divmod(abs(rounded), scale)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{whole}", f"{fraction:0{len(str(scale)) - 1}d}" if scale > 1 else ""


def format_money(
    money: Money,
    *,
    decimal: str = ".",
    group: str = ",",
    places: int | None = None,
    compact: bool = False,
    code: bool | None = None,
) -> str:
    """The amount for a screen: ``EUR 12,000.00``, or ``12.3k`` when ``compact``.

    ``places`` (0 to 4) is what the currency is written with when None. ``code`` says whether the currency
    stands in front; None means unless compact.
    """
    if compact:
        text = _compact(money.amount, decimal)
    else:
        whole, fraction = _digits(money.amount, decimal_places(money.currency) if places is None else places)
        sign = "-" if whole.startswith("-") else ""
        text = sign + f"{abs(int(whole)):,}".replace(",", group) + (decimal + fraction if fraction else "")
    return f"{money.currency} {text}" if (not compact if code is None else code) else text


def _compact(amount: int, decimal: str) -> str:
    sign, size = ("-" if amount < 0 else ""), abs(amount)
    for step, letter in _STEPS:
        if _divided(size, UNIT * step // 1000) < 1000:
            continue
        tenths = _divided(size * 10, UNIT * step)
        if tenths >= 1000 or tenths % 10 == 0:
            return f"{sign}{_divided(size, UNIT * step)}{letter}"
        return f"{sign}{tenths // 10}{decimal}{tenths % 10}{letter}"
    whole = _divided(size, UNIT)
    return f"{sign if whole else ''}{whole}"


def parse_amount(text: str, *, decimal: str | None = None) -> Decimal:
    """The number in the text, without currency: ``1.234,56``, ``1 234.5``, ``(1,200)``, ``12-``.

    ``decimal`` is the column's decimal mark (``.`` or ``,``) where it is known. Raises InvalidInput for
    what is no number, and for ``1,234`` while the mark is not known.
    """
    found = readings(text, decimal)
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidInput(two_readings(text, found) + ".")
    raise InvalidInput(f"{text.strip()!r} is not an amount.")


def understand_money(
    text: str, *, currency: str, base: Money | None = None, decimal: str | None = None
) -> Understood[Money]:
    """An amount in shorthand: ``12k``, ``1.5m``, ``3*450``, ``+8%`` of ``base``, ``1.234,56 EUR``.

    ``currency`` is the account's and holds where none is typed. Three digits behind a lone mark are
    thousands where a currency or parentheses show a full amount; alone, ``1,234`` is refused with both
    readings unless ``decimal`` settles it. A sign without % is the amount's own, not a change of ``base``.
    """
    typed = text.strip()
    if not typed:
        return Understood(None)
    if len(typed) > 60:
        return Understood(None, "", "too long for an amount; try 12k or 1,234.50")
    if typed.endswith("%"):
        return _of_base(typed, base, decimal)
    factors = re.split(_TIMES, typed)
    read = [_marked(factor, currency, decimal) for factor in factors]
    marks = {mark for _, mark in read if mark}
    if len(marks) > 1:
        return Understood(None, "", f"{typed} names two currencies: {' and '.join(sorted(marks))}")
    product = Decimal(1)
    for factor, (found, _) in zip(factors, read, strict=True):
        if len(found) != 1:
            return Understood(None, "", _problem(factor.strip() or typed, found))
        product = EXACT.multiply(product, found[0])
    return _kept(product, marks.pop() if marks else currency, typed)


def _kept(number: Decimal, currency: str, typed: str, how: str = "") -> Understood[Money]:
    if abs(_parts(number)) > MAX_PARTS:
        return Understood(None, "", f"{typed} is more than can be kept")
    money = Money.of(number, currency)
    places = decimal_places(currency)
    if money.amount % (UNIT // 10**places):
        places = 4
    return Understood(money, format_money(money, places=places) + how)


def _of_base(typed: str, base: Money | None, decimal: str | None) -> Understood[Money]:
    match = re.fullmatch(_RELATIVE, typed)
    found = readings(match["number"], decimal) if match else ()
    if match is None or len(found) != 1:
        return Understood(None, "", _problem(typed, found))
    share = plain(found[0])
    if match["sign"] is None:
        return Understood(None, "", f"{typed} is a share: write +{share}% or -{share}% for a change")
    if base is None:
        return Understood(None, "", f"{typed} of what? There is no earlier amount: write the amount itself")
    change = found[0] if match["sign"] == "+" else EXACT.minus(found[0])
    parts = EXACT.multiply(Decimal(base.amount), EXACT.add(100, change))
    sign = match["sign"].replace("\u2212", "-")
    number = EXACT.divide(parts, Decimal(100 * UNIT))
    return _kept(number, base.currency, typed, f" ({sign}{share} % of {format_money(base)})")


def _marked(text: str, own: str, decimal: str | None) -> tuple[tuple[Decimal, ...], str | None]:
    """The readings of one factor, and the currency named in it."""
    body = text.strip()
    brackets = body.startswith("(") and body.endswith(")")
    found = scaled_readings(body, decimal)
    currency = None
    match = None
    if not found:
        inner = body[1:-1].strip() if brackets else body
        match = re.fullmatch(_BEFORE, inner) or re.fullmatch(_AFTER, inner)
        currency = currency_named(match["mark"], own) if match else None
        if match is None or currency is None:
            return (), None
        body = match["sign"] + match["number"]
        found = scaled_readings(f"({body})" if brackets else body, decimal)
    written_out = brackets or (currency is not None and decimal_places(currency) < 3)
    if len(found) > 1 and written_out and not body.rstrip(")-")[-1:].isalpha():
        found = found[:1]
    return found, currency


def _problem(typed: str, found: tuple[Decimal, ...]) -> str:
    if len(found) > 1:
        return two_readings(typed, found)
    return f"{typed} is not understood as an amount; try 12k, 3*450 or 1,234.50"


def money_data(amount: int | None, currency: str) -> dict[str, str | None] | None:
    """An amount (1/10,000) for JSON: a decimal string rounded once, and its code; None for unknown."""
    if amount is None:
        return None
    return {"amount": decimal_text(Money(amount, currency)), "currency": currency or None}


def decimal_text(money: Money) -> str:
    """The amount as plain digits: two decimals, or more where the currency has them."""
    return money.to_decimal_string(max(2, decimal_places(money.currency)) if money.currency else 2)
