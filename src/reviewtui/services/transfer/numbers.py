"""Numbers of a column: decimal sign, thousands, currency, parentheses and percent, decided for the whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Literal

from reviewtui.services.transfer.reading import Cell

Mark = Literal["point", "comma"]
DiscountStyle = Literal["fraction", "percent"]

UNIT = 10_000
_LARGEST = Decimal(10) ** 14
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
_SYMBOLS = {
    "US$": "USD", "A$": "AUD", "C$": "CAD", "NZ$": "NZD", "R$": "BRL",
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "zł": "PLN", "Kč": "CZK", "$": "$",
}  # fmt: skip
_AFFIX = re.compile(
    r"(?P<before>[A-Za-z]{3}(?=[\s\d(+\-.,])|[A-Z]{0,2}\$|[€£¥₹₩])?\s*(?P<body>[(+\-−]*[\d.,].*?)\s*"
    r"(?P<after>[A-Za-z]{3}|[A-Z]{0,2}\$|[€£¥₹₩]|zł|Kč)?(?P<close>[)\-−]?)"
)
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_BODY = re.compile(r"\d[\d.,]*(?:[eE][+\-]?\d{1,2})?|[.,]\d+")
_GROUPED = {
    "point": re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?"),
    "comma": re.compile(r"\d{1,3}(?:\.\d{2,3})*\.\d{3}(?:,\d*)?"),
}


@dataclass
class NumberEvidence:
    """What the values of one column say about the decimal sign; feed it every distinct value once."""

    point: list[str] = field(default_factory=list)
    comma: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    above_one: bool = False
    below_one: bool = False
    exactly_one: bool = False
    percent: bool = False

    def see(self, value: Cell) -> None:
        """Take one value into account; keeps at most a handful of samples of each sort."""
        if isinstance(value, int | float):
            self._size(abs(value))
            return
        if not isinstance(value, str):
            return
        if "%" in value:
            self.percent = True
        digits = "".join(c for c in value if c.isdigit() or c in ".,")
        mark = _mark_of(digits)
        if mark is not None:
            samples = {"point": self.point, "comma": self.comma, "open": self.open}[mark]
            if len(samples) < 3:
                samples.append(value.strip())
        try:
            self._size(abs(float(digits.replace(",", ".", 1))))
        except ValueError:
            return

    def _size(self, size: float) -> None:
        if size > 1:
            self.above_one = True
        elif size == 1:
            self.exactly_one = True
        elif size > 0:
            self.below_one = True

    @property
    def proved(self) -> Mark | None:
        """The decimal sign that the values prove, None when they prove nothing or contradict each other."""
        if self.point and not self.comma:
            return "point"
        if self.comma and not self.point:
            return "comma"
        return None


def _mark_of(digits: str) -> Literal["point", "comma", "open"] | None:
    """What one number proves: ``1.234,5`` a comma, ``1,234,567`` or ``12.5`` a point, ``1,234`` nothing by itself."""
    points, commas = digits.count("."), digits.count(",")
    if not points and not commas:
        return None
    if points and commas:
        return "point" if digits.rfind(".") > digits.rfind(",") else "comma"
    sign, other = (".", ",") if points else (",", ".")
    own: Literal["point", "comma"] = "point" if sign == "." else "comma"
    against: Literal["point", "comma"] = "comma" if sign == "." else "point"
    if points + commas > 1:
        return against
    before, after = digits.split(sign)
    assert other not in digits
    if len(after) == 3 and 1 <= len(before) <= 3 and before.strip("0"):
        return "open"
    return own


def read_number(value: Cell, mark: Mark) -> tuple[Decimal, str]:
    """The number in a cell and the currency written with it (a code, ``$`` when only the sign stands there, or
    nothing). Raises ValueError with the reason."""
    if isinstance(value, bool) or value is None:
        raise ValueError("not a number")
    if isinstance(value, int | float):
        return Decimal(repr(value)), ""
    text = str(value).strip()
    if mark == "point" and _PLAIN.fullmatch(text):
        return Decimal(text), ""
    match = _AFFIX.fullmatch(text)
    if match is None:
        raise ValueError(f"{_short(text)} is not a number")
    number = _signed(match["body"] + (match["close"] or ""), mark, text)
    return number, _currency(match["before"]) or _currency(match["after"])


def _signed(body: str, mark: Mark, text: str) -> Decimal:
    packed = _SPACES.sub("", body).replace("−", "-")
    negative = packed.count("-") + (packed.startswith("(") and packed.endswith(")"))
    if packed.count("(") != packed.count(")") or negative > 1:
        raise ValueError(f"{_short(text)} is not a number")
    packed = packed.strip("+-()")
    if not _BODY.fullmatch(packed):
        raise ValueError(f"{_short(text)} is not a number")
    thousands, decimal = (",", ".") if mark == "point" else (".", ",")
    if thousands in packed and not _GROUPED[mark].fullmatch(packed):
        raise ValueError(f"{_short(text)} is not a number with a decimal {mark}")
    try:
        number = Decimal(packed.replace(thousands, "").replace(decimal, "."))
    except InvalidOperation:
        raise ValueError(f"{_short(text)} is not a number") from None
    return -number if negative else number


def _currency(affix: str | None) -> str:
    if not affix:
        return ""
    return _SYMBOLS.get(affix, affix.upper() if affix.isalpha() else "$")


def to_units(number: Decimal) -> int:
    """A money amount as whole 1/10,000 of the unit, rounded half-even; raises ValueError beyond 10^14."""
    if abs(number) >= _LARGEST:
        raise ValueError("the amount is too large to be true")
    return int((number * UNIT).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def read_discount(value: Cell, mark: Mark, style: DiscountStyle) -> Decimal:
    """A discount as a fraction from 0 to 1; raises ValueError with the reason."""
    text = str(value).strip()
    percent = text.endswith("%")
    number, _ = read_number(text[:-1].rstrip() if percent else value, mark)
    number = abs(number)
    share = number / 100 if percent or style == "percent" else number
    if share > 1:
        raise ValueError(f"the discount {_short(text)} is more than the whole price")
    return share


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
