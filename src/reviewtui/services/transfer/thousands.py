"""Headers that say their amounts are thousands: ``Umsatz (TEUR)``, ``Revenue (k EUR)``, ``Sales in thousands``."""

from __future__ import annotations

import re

from reviewtui.domain.currencies import currency_named

_CURRENCY = r"(?:[A-Z]{3}|(?i:eur|usd|gbp|chf)|(?i:euros?)|[€$£¥])"
_OF = r"(?:of|de|d['’]|di|in|[-/])?"
_NUMBER = r"1[.,'’ ]?000"
_PREFIX = r"(?i:in|en|em|à|w)[\s_]+"
# Each says it by itself; what could be part of another word, or a number of something, is none of these.
_UNITS = (
    rf"[kKT]\s?{_CURRENCY}",
    rf"(?i:thousands?|thsd\.?|tsd\.?|tausend|milliers|miles|migliaia|duizend|tys\.?)\s*(?i:{_OF})\s*{_CURRENCY}",
    r"(?i:thousands|tsd\.?|tausend|milliers|migliaia|tys\.)",
    rf"{_CURRENCY},?\s?(?i:(?:in\s+)?(?:thousands?|tsd\.?|tausend))",
    rf"{_CURRENCY}\s?['’]?000(?:'?s)?",
    r"['’]000(?:'?s)?|000'?s",
    rf"[x×]\s?{_NUMBER}(?:\s?{_CURRENCY})?",
    rf"{_NUMBER}\s?{_CURRENCY}",
)
_UNIT = "|".join(_UNITS)
_IN_THOUSANDS = re.compile(
    rf"(?:\s*[(\[]\s*(?:{_PREFIX})?(?P<inside>{_UNIT})\s*[)\]]|[\s_,]+(?:{_PREFIX})?(?P<bare>{_UNIT}))$"
)
"""The fields whose columns may hold thousands."""
THOUSANDS = frozenset(
    {"amount", "line_amount", "unit_price", "discount_amount", "order_discount", "refunded", "tax", "freight"}
    | {"annual_revenue"}
)
"""The fields whose columns may hold thousands."""
_PER = re.compile(r"(?i)\b(?:per|je|pro|par|por|for)$")
_CODE = re.compile(r"[€$£¥]|(?i:euros?|eur|usd|gbp|chf)|[A-Z]{3}")
_SHORT = re.compile(rf"[kKT]\s?(?P<code>{_CURRENCY})")


def in_thousands(header: str) -> tuple[str, str] | None:
    """The header without the words that say so, and the currency they name, if any; None when nothing says so."""
    match = _IN_THOUSANDS.search(header)
    if match is None or not match.start() or _PER.search(header[: match.start()]):
        return None
    unit = match["inside"] or match["bare"]
    short = _SHORT.fullmatch(unit)
    named = _CODE.search(short["code"] if short else unit)
    if named is None:
        return header[: match.start()], ""
    word = named[0].casefold()
    code = currency_named("EUR" if word.startswith("euro") else named[0], "")
    return (header[: match.start()], code) if code else None
