"""Currencies by their codes and by the signs people type for them."""

from __future__ import annotations

from collections.abc import Mapping

_CODES_TEXT = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN "
    "BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW "
    "KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN "
    "NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK "
    "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS "
    "VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL "
)
CODES = frozenset(_CODES_TEXT.split())
"""The codes of ISO 4217 that people trade in."""

_WITHOUT_CENTS_TEXT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF "
_WITHOUT_CENTS = frozenset(_WITHOUT_CENTS_TEXT.split())
_WITH_THOUSANDTHS_TEXT = "BHD IQD JOD KWD LYD OMR TND "
_WITH_THOUSANDTHS = frozenset(_WITH_THOUSANDTHS_TEXT.split())

SIGNS: Mapping[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "£": ("GBP",),
    "US$": ("USD",),
    "A$": ("AUD",),
    "C$": ("CAD",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "BRL"),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₩": ("KRW",),
    "₺": ("TRY",),
    "₴": ("UAH",),
    "₽": ("RUB",),
    "₪": ("ILS",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "Fr.": ("CHF",),
    "R$": ("BRL",),
}
"""What each sign may stand for; the account's own currency wins where it is among them, else the first."""


def is_currency(code: str) -> bool:
    """True for a known code in capitals."""
    return code in CODES


def decimal_places(code: str) -> int:
    """How many decimals amounts in this currency are written with: 0, 2 or 3."""
    if code in _WITHOUT_CENTS:
        return 0
    return 3 if code in _WITH_THOUSANDTHS else 2


def currency_named(mark: str, own: str) -> str | None:
    """The code that ``EUR``, ``eur``, ``€`` or ``$`` stands for, or None; ``own`` is the account's currency."""
    if mark.upper() in CODES:
        return mark.upper()
    meanings = (
        SIGNS.get(mark) or SIGNS.get(mark.upper()) or SIGNS.get(mark.capitalize()) or SIGNS.get(mark.lower())
    )
    if not meanings:
        return None
    return own if own in meanings else meanings[0]
