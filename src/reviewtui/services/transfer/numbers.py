"""Numbers of a column: its decimal sign, currency and percent, decided once for the whole column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import repeat
from operator import mul
from typing import Literal

from reviewtui.domain.currencies import CODES, currency_named
from reviewtui.domain.money import UNIT
from reviewtui.domain.numbers import EXACT, readings
from reviewtui.services.transfer.reading import Cell

Mark = Literal["point", "comma"]
DiscountStyle = Literal["fraction", "percent"]

_KEPT = 3
_LARGEST = Decimal(10) ** 14
_SIGNS: dict[Mark, str] = {"point": ".", "comma": ","}
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")
# Whole numbers, and those whose point cannot stand for thousands: most of what there is, told at a glance.
_CLEAR = re.compile(r"-?[0-9]{1,15}(?P<point>\.(?:[0-9]{1,2}|[0-9]{4,10}))?")
_ALL_CLEAR = re.compile(
    r"-?[0-9]{1,15}(?:\.(?:[0-9]{1,2}|[0-9]{4,10}))?(?:\n-?[0-9]{1,15}(?:\.(?:[0-9]{1,2}|[0-9]{4,10}))?)*"
)
_ALL_PLAIN = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,4})?(?:\n-?[0-9]{1,9}(?:\.[0-9]{1,4})?)*")
_POWER = re.compile(r"(-?[0-9]+(?:[.,][0-9]+)?)[eE]([+-]?[0-9]{1,2})")
# What is written instead of no cents: 100,- or 2'000.--
_NO_CENTS = re.compile(r"(?<=\d)[.,]\s?[-\u2013\u2014]{1,2}(?=\D*$)")
# Accounts have two sides: what is on the other one is negative.
_SIDE = re.compile(r"(?<=[\d\s)])(?P<side>cr|dr)\.?$", re.IGNORECASE)
_CODE = re.compile(r"\b[A-Z]{3}\b")
_CURRENCY_WORDS = {"euro": "EUR", "euros": "EUR", "us dollar": "USD", "us dollars": "USD", "pound sterling": "GBP",
                   "british pound": "GBP", "swiss franc": "CHF", "schweizer franken": "CHF"}  # fmt: skip
_SYMBOL = r"[A-Za-z]{0,2}\$|[€£¥₹₩₺₴₽₪]|zł|Kč|Fr\."
_AFFIX = re.compile(
    rf"(?P<open>\(?)(?P<sign>[-+\u2212]?)\s*(?P<before>{_SYMBOL}|[A-Za-z]{{3}}(?![A-Za-z]))?\s*"
    rf"(?P<number>[^A-Za-z€£¥₹₩₺₴₽₪$]+?)\s*(?P<after>{_SYMBOL}|[A-Za-z]{{3}})?(?P<close>[-)]?)"
)


@dataclass
class NumberEvidence:
    """What the values of one column say about their style; feed it every distinct value once."""

    point: list[str] = field(default_factory=list)
    comma: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    above_one: bool = False
    above_hundred: bool = False
    below_one: bool = False
    exactly_one: bool = False
    percent: bool = False
    currencies: set[str] = field(default_factory=set)
    good: int = 0
    bad: int = 0
    on_credit: int = 0

    def see_clear(self, values: Sequence[Cell]) -> bool:
        """Take values into account that are clear one and all; else none of them, and say so."""
        texts = [value for value in values if isinstance(value, str)]
        together = "\n".join(texts)
        if len(texts) < len(values) or together.count("\n") != len(texts) - 1:
            return False
        if not _ALL_CLEAR.fullmatch(together):
            return False
        self.good += len(texts)
        if len(self.point) < _KEPT:
            self.point += [text for text in texts if "." in text][: _KEPT - len(self.point)]
        if not (self.above_one and self.below_one and self.exactly_one):
            sizes = list(map(abs, map(float, texts)))
            for size in (max(sizes), min(filter(None, sizes), default=0.0), 1.0 if 1.0 in sizes else 0.0):
                self._size(size)
        return True

    def see(self, value: Cell) -> None:
        """Take one value into account; keeps at most a handful of samples of each sort."""
        if isinstance(value, int | float):
            self.good += 1
            self._size(abs(value))
            return
        if not isinstance(value, str) or not any(char.isdigit() for char in value):
            self.bad += 1
            return
        if clear := _CLEAR.fullmatch(value):
            self.good += 1
            if clear["point"] and len(self.point) < _KEPT:
                self._keep(self.point, value)
            if not (self.above_hundred and self.below_one and self.exactly_one):
                self._size(abs(float(value)))
            return
        text = value.strip()
        if text.endswith("%"):
            self.percent = True
            text = text[:-1].rstrip()
        if side := _SIDE.search(text):
            self.on_credit += side["side"].casefold() == "cr"
            text = text[: side.start()].rstrip()
        found = _readings(text, None)
        self._tally(text, read=bool(found))
        if len(found) > 1:
            self._keep(self.open, value)
        elif found and ("." in text or "," in text):
            self._prove(text, value)
        if found:
            self._size(float(abs(found[-1])))

    def _tally(self, text: str, *, read: bool) -> None:
        """Whether it could be read, and the currency written with it."""
        self.good += read
        self.bad += not read
        if read and not (text[0].isdigit() and text[-1].isdigit()) and len(self.currencies) < 3:
            match = _AFFIX.fullmatch(text)
            if match and (affix := match["before"] or match["after"]):
                self.currencies.add(affix)

    def _prove(self, text: str, value: str) -> None:
        point, comma = _readings(text, "."), _readings(text, ",")
        if point and not comma:
            self._keep(self.point, value)
        elif comma and not point:
            self._keep(self.comma, value)
        elif point and comma and point != comma:
            self._keep(self.open, value)

    @property
    def is_money(self) -> bool:
        """Whether the values are no shares of anything: above 100, or with a currency."""
        return not self.percent and (self.above_hundred or bool(self.currencies))

    def _keep(self, samples: list[str], value: str) -> None:
        if len(samples) < _KEPT:
            samples.append(value.strip())

    def _size(self, size: float) -> None:
        if size > 1:
            self.above_one = True
            self.above_hundred = self.above_hundred or size > 100
        elif size == 1:
            self.exactly_one = True
        elif size > 0:
            self.below_one = True

    @property
    def all_on_credit(self) -> bool:
        """Whether all values stand on the credit side, so that it is the side of this column."""
        return 0 < self.on_credit == self.good

    @property
    def proved(self) -> Mark | None:
        """The decimal sign that the values prove, None when they prove nothing or contradict each other."""
        if self.point and not self.comma:
            return "point"
        if self.comma and not self.point:
            return "comma"
        return None


@dataclass
class CodeEvidence:
    """Whether the values of a column are currencies at all; feed it every distinct value once."""

    good: int = 0
    bad: int = 0

    def see(self, value: Cell) -> None:
        """Take one value into account."""
        known = isinstance(value, str) and currency_in(value.strip(), "") is not None
        self.good += known
        self.bad += not known


def currency_in(text: str, own: str) -> str | None:
    """The code of a cell that holds nothing but a currency: ``EUR``, ``€``, ``Euro - EUR``, ``Swiss franc``."""
    if found := currency_named(text, own) or _CURRENCY_WORDS.get(text.casefold()):
        return found
    codes = {code for code in _CODE.findall(text) if code in CODES}
    return codes.pop() if len(codes) == 1 else None


def _readings(text: str, decimal: str | None) -> tuple[Decimal, ...]:
    if power := _POWER.fullmatch(text):
        return (EXACT.scaleb(Decimal(power[1].replace(",", ".")), int(power[2])),)
    match = _AFFIX.fullmatch(text if text[-1:].isdigit() else _NO_CENTS.sub("", text))
    if match is None:
        return ()
    return readings(match["open"] + match["sign"] + match["number"] + match["close"], decimal)


def read_number(value: Cell, mark: Mark, own: str = "") -> tuple[Decimal, str]:
    """The number in a cell and the currency written with it, if any.

    ``own`` settles which dollar a bare ``$`` is. Raises ValueError with the reason.
    """
    if isinstance(value, bool) or value is None:
        raise ValueError("not a number")
    if isinstance(value, int | float):
        return Decimal(repr(value)), ""
    text = str(value).strip()
    if mark == "point" and _PLAIN.fullmatch(text):
        return Decimal(text), ""
    if side := _SIDE.search(text):
        number, code = read_number(text[: side.start()], mark, own)
        return (-number if side["side"].casefold() == "cr" else number), code
    found = _readings(text, _SIGNS[mark])
    if not found:
        wrong = _readings(text, None)
        raise ValueError(f"{shown(text)} is not a number" + (f" with a decimal {mark}" if wrong else ""))
    return found[0], _currency(text, own)


def _currency(text: str, own: str) -> str:
    match = _AFFIX.fullmatch(_NO_CENTS.sub("", text))
    affix = (match["before"] or match["after"]) if match else None
    if not affix:
        return ""
    code = currency_named(affix, own)
    if code is None:
        raise ValueError(f"{affix!r} in {shown(text)} is not a currency")
    return code


def to_units(number: Decimal) -> int:
    """A money amount as whole 1/10,000 of the unit, rounded half-even; raises ValueError beyond 10^14."""
    if abs(number) >= _LARGEST:
        raise ValueError("the amount is too large to be true")
    return int(EXACT.multiply(number, Decimal(UNIT)).to_integral_value(ROUND_HALF_EVEN, EXACT))


def plain_units(texts: Sequence[str]) -> list[int] | None:
    """Many amounts as whole 1/10,000 of the unit; None unless all are plain decimals with a point, as most are.

    Exact: below 10^13 the product is off by less than 0.01 of the whole number that it is.
    """
    together = "\n".join(texts)
    if _ALL_PLAIN.fullmatch(together) is None or together.count("\n") != len(texts) - 1:
        return None
    return list(map(round, map(mul, map(float, texts), repeat(float(UNIT)))))


def read_discount(value: Cell, mark: Mark, style: DiscountStyle) -> Decimal:
    """A discount as a fraction from 0 to 1; raises ValueError with the reason."""
    text = str(value).strip()
    percent = text.endswith("%")
    number, _ = read_number(text[:-1].rstrip() if percent else value, mark)
    share = abs(number) / 100 if percent or style == "percent" else abs(number)
    if share > 1:
        raise ValueError(f"the discount {shown(text)} is more than the whole price")
    return share


def shown(text: str) -> str:
    """A value of the file inside a sentence: quoted, and cut when it is long."""
    return repr(text if len(text) <= 40 else text[:39] + "…")
