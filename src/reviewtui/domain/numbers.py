"""Numbers, percentages and ratings as people type them; two readings are named, never chosen between."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache

from reviewtui.domain.text import late
from reviewtui.domain.understood import Understood

MAX_DIGITS = 30
MAX_LENGTH = 60
EXACT = Context(prec=80)
"""Arithmetic in which nothing that can be typed is rounded."""

_ALIKE = str.maketrans("\u2212\u2013\u00a0\u202f\u2009\u2019", "--   '")
_SIGNED = late(r"(?P<open>\()?\s*(?P<lead>[-+])?\s*(?P<body>[0-9.,' ]*[0-9])\s*(?P<trail>-)?(?P<close>\))?")
_PLAIN_GROUP = late(r"[0-9]{1,3}([ '])[0-9]{3}(?:\1[0-9]{3})*")
_SCALE = late(
    r"(?P<number>.*?[0-9)])\s*(?P<scale>k|tsd\.?|thousand|mn|m|mio\.?|million|millions|bn|b|billion|billions)",
    re.IGNORECASE | re.DOTALL,
)
_POWERS = {"k": 3, "tsd": 3, "thousand": 3, "m": 6, "mn": 6, "mio": 6, "million": 6, "millions": 6}
_RANGE = late(r"[0-9.,]+\s*%?\s*(?:-|\.\.+|to|bis)\s*[0-9.,]+\s*%?")
_RATING = late(r"(?P<points>[0-9]{1,2})(?:\s*/\s*10)?")


def half_even(value: float, places: int) -> float:
    """A figure rounded for showing, a half to the even digit.

    A half is what its shortest decimal says: 0.225 is one, though the binary number behind it lies a little above.
    """
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN))


def readings(text: str, decimal: str | None = None) -> tuple[Decimal, ...]:
    """Every number the text may mean: none when it is no number, two when ``1,234`` leaves it open.

    ``decimal`` (``.`` or ``,``) settles which mark is the decimal one. Groups of three (or of two, as in
    1,23,456) must be whole; a sign may lead or trail, and parentheses mean a negative amount.
    """
    match = _SIGNED.fullmatch(text.strip().translate(_ALIKE)) if len(text) <= MAX_LENGTH else None
    if match is None or (match["open"] is None) != (match["close"] is None):
        return ()
    signs = [match["open"], match["lead"], match["trail"]]
    if sum(sign is not None for sign in signs) > 1:
        return ()
    negative = match["open"] is not None or match["trail"] is not None or match["lead"] == "-"
    found = _unsigned(match["body"], decimal)
    return tuple(EXACT.minus(number) if negative and number else number for number in found)


def _unsigned(body: str, decimal: str | None) -> tuple[Decimal, ...]:
    if sum(char.isdigit() for char in body) > MAX_DIGITS:
        return ()
    if decimal:
        return _with_decimal(body, decimal)
    marks = [char for char in body if char in ".,"]
    if not marks:
        return _with_decimal(body, ".")
    last = marks[-1]
    if len(set(marks)) == 2:
        return _with_decimal(body, last)
    if len(marks) > 1:
        return _with_decimal(body, _other(last))
    if " " in body or "'" in body or not _could_be_group(body, last):
        return _with_decimal(body, last)
    return _with_decimal(body, _other(last)) + _with_decimal(body, last)


def _could_be_group(body: str, mark: str) -> bool:
    before, _, after = body.partition(mark)
    return len(after) == 3 and 1 <= len(before) <= 3 and before[0] != "0"


def _other(mark: str) -> str:
    return "," if mark == "." else "."


def _with_decimal(body: str, decimal: str) -> tuple[Decimal, ...]:
    whole, mark, fraction = body.partition(decimal)
    if mark and not fraction.isdigit():
        return ()
    group = _other(decimal)
    if _grouped(group).fullmatch(whole):
        whole = whole.replace(group, "")
    elif _PLAIN_GROUP.fullmatch(whole):
        whole = whole.replace(" ", "").replace("'", "")
    if whole.isdigit() or (not whole and fraction):
        return (Decimal(f"{whole or 0}.{fraction}") if fraction else Decimal(whole),)
    return ()


@cache
def _grouped(mark: str) -> re.Pattern[str]:
    thousands = rf"[0-9]{{1,3}}(?:[{mark}][0-9]{{3}})+"
    lakhs = rf"[0-9]{{1,2}}(?:[{mark}][0-9]{{2}})+[{mark}][0-9]{{3}}"
    return re.compile(f"{thousands}|{lakhs}")


def scaled_readings(text: str, decimal: str | None = None) -> tuple[Decimal, ...]:
    """Like ``readings``, with ``k``, ``m`` (million) or ``bn`` behind the number."""
    body = text.strip()
    brackets = body.startswith("(") and body.endswith(")")
    match = _SCALE.fullmatch(body[1:-1].strip() if brackets else body) if len(text) <= MAX_LENGTH else None
    if match is None:
        return readings(text, decimal)
    power = _POWERS.get(match["scale"].lower().rstrip("."), 9)
    found = readings(f"({match['number']})" if brackets else match["number"], decimal)
    return tuple(Decimal(f"{EXACT.scaleb(number, power):f}") for number in found)


def plain(number: Decimal, *, decimal: str = ".", group: str = ",") -> str:
    """The number in full, in groups of three, without an exponent or idle zeros."""
    whole, _, fraction = f"{number:f}".partition(".")
    digits = f"{int(whole):,}".replace(",", group)
    sign = "-" if number < 0 and not digits.startswith("-") else ""
    fraction = fraction.rstrip("0")
    return sign + digits + (decimal + fraction if fraction else "")


def two_readings(text: str, found: tuple[Decimal, ...], unit: str = "") -> str:
    """The sentence for what may mean two things, with a way to write either without a doubt."""
    first, second = (plain(number, group="") for number in found[:2])
    return f"{text.strip()} may be {first}{unit} or {second}{unit}: write {first} or {_longer(second)}"


def _longer(number: str) -> str:
    return number + "0" if "." in number else number + ".00"


def understand_number(text: str, *, decimal: str | None = None) -> Understood[Decimal]:
    """A whole or decimal number, ``k``/``m`` allowed, ``~`` in front for "about"; ``3-4`` is refused."""
    typed = text.strip()
    if not typed:
        return Understood(None)
    about = typed.startswith("~")
    found = scaled_readings(typed.removeprefix("~"), decimal)
    if len(found) == 1:
        return Understood(found[0], ("about " if about else "") + plain(found[0]))
    return Understood(None, "", _number_problem(typed, found, "a number; try 12 or 1.5"))


def understand_percent(text: str, *, decimal: str | None = None) -> Understood[Decimal]:
    """A signed percentage, -100 to +1000: ``8``, ``+8%``, ``8 %``, ``-12,5``; the value is in percent."""
    typed = text.strip()
    if not typed:
        return Understood(None)
    body = typed.removeprefix("~").removesuffix("%")
    found = readings(body, decimal)
    if len(found) != 1:
        return Understood(None, "", _number_problem(typed, found, "a percentage; try 8 or -12.5", " %"))
    if not -100 <= found[0] <= 1000:
        return Understood(None, "", f"{typed} is outside -100 to +1000 %")
    sign = "+" if body.strip().startswith("+") else ""
    about = "about " if typed.startswith("~") else ""
    return Understood(found[0], f"{about}{sign}{plain(found[0])} %")


def understand_rating(text: str) -> Understood[int]:
    """A whole rating from 0 to 10; ``t`` is ten, ``7/10`` is seven."""
    typed = text.strip()
    if not typed:
        return Understood(None)
    if typed.casefold() == "t":
        return Understood(10, "10 of 10")
    match = _RATING.fullmatch(typed) if typed.isascii() else None
    points = int(match["points"]) if match else -1
    if 0 <= points <= 10:
        return Understood(points, f"{points} of 10")
    return Understood(None, "", f"{typed} is not a rating: 0 to 10, t is ten")


def _number_problem(typed: str, found: tuple[Decimal, ...], kind: str, unit: str = "") -> str:
    if len(found) > 1:
        return two_readings(typed, found, unit)
    if _RANGE.fullmatch(typed):
        return f"{typed} is a range: write one number, the rest belongs into the note"
    return f"{typed} is not understood as {kind}"
