"""Exchange rates as people type and read them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reviewtui.domain.currencies import is_currency
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.numbers import plain, readings, two_readings
from reviewtui.domain.rates import DECIMALS, Converted

_LARGEST = 10**12


def rate_text(text: str, decimal: str | None = None) -> str:
    """A typed rate in the form in which it is kept: a positive decimal without idle zeros.

    ``decimal`` is the mark where it is known; else one point is a decimal one, since nobody groups a rate with it.
    Raises InvalidInput for what is no rate.
    """
    known = decimal or ("." if text.count(".") == 1 and "," not in text else None)
    found = readings(text, known)
    if len(found) > 1:
        raise InvalidInput(f"{two_readings(text, found)}.")
    if not found:
        raise InvalidInput(f"{text.strip()[:40]!r} is no rate: write a number above zero, such as 0.92.")
    return kept_rate(found[0])


def kept_rate(number: Decimal) -> str:
    """The same from a number."""
    shown = plain(number, group="")
    if number <= 0:
        raise InvalidInput(f"A rate of {shown} converts nothing: write a number above zero.")
    places = len(shown.partition(".")[2])
    if places > DECIMALS or number >= _LARGEST:
        raise InvalidInput(f"{shown[:40]} is no rate: at most {DECIMALS} decimals, and less than a trillion.")
    return shown


def code_of(text: str) -> str:
    """A typed currency in capitals; raises InvalidInput for a code that nobody knows."""
    code = text.strip().upper()
    if not is_currency(code):
        raise InvalidInput(f"{text.strip()[:20]!r} is no currency: write a code such as EUR or USD.")
    return code


def checked(source: str, target: str) -> tuple[str, str]:
    """The two codes of a rate; raises InvalidInput for an unknown one, and for a currency with itself."""
    pair = code_of(source), code_of(target)
    if pair[0] == pair[1]:
        raise InvalidInput(f"{pair[0]} to {pair[1]} needs no rate: name two currencies.")
    return pair


def in_words(one: Converted) -> str:
    """The newest rate of a conversion as screens name it: ``USD at 0.92 of 2026-01-01``, ``USD at 1/1.087 of ...``."""
    at, parts = one.source, []
    for row in one.rows:
        turned = row.source != at
        parts.append(f"{'1/' if turned else ''}{row.rate} of {row.day}")
        at = row.source if turned else row.target
    through = _through(one)
    way = f" by {through}" if through else ""
    more = f", the last of {one.used}" if one.used and one.used > 1 else ""
    return f"{one.source}{way} at {' x '.join(parts)}{more}"


def lacking_words(lacking: Iterable[str], own: str) -> str:
    """The sentence about currencies, in words, from which no rate leads to that of the file, ``own``, or to none yet."""
    names = ", ".join(lacking)
    if not own:
        return f"The file has no currency yet; no sum holds {names}: reviewtui config file --currency CODE."
    return f"No rate leads from {names} to {own}."


def rates_line(rates: Iterable[Converted], lacking: Iterable[str]) -> str:
    """What stands beside a ranking of several currencies; ``lacking`` are those of which an order has no rate."""
    rates = tuple(rates)
    known = {one.source for one in rates}
    without = ", ".join(
        f"older orders in {code}" if code in known else code or "no currency" for code in lacking
    )
    more = f" No rate for {without}." if without else ""
    return f"Each order at the rate of its day; the newest: {', '.join(map(in_words, rates))}.{more}"


def _through(one: Converted) -> str:
    """The currency in the middle of a way of two rows."""
    if len(one.rows) < 2:
        return ""
    first = one.rows[0]
    return first.source if first.target == one.source else first.target
