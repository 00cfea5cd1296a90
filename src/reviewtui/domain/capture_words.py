"""The words inside a captured line that are more than text: owner, priority, due date, money.

Each ``take_...`` gets the words of the line, and gives back what it found and the words that remain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from reviewtui.domain.captured import CUSTOMER, OURS
from reviewtui.domain.dates import read_date
from reviewtui.domain.money import Money, understand_money
from reviewtui.domain.understood import Understood

Words = tuple[str, ...]

_OWNER = re.compile(r"@(?P<name>[\w](?:[\w.'’-]*\w)?)[.,;:]?")
_CUSTOMER_NAMES = frozenset(("them", "customer", "client", "theirs"))
_PRIORITY = re.compile(r"(?:p|!)([123])[.,;]?", re.IGNORECASE)

_LONGEST_PHRASE = 5
_KEYWORDS = frozenset(("by", "on", "due", "until", "before"))
_NO_DUE_WORDS = "of from since every each last past after or than to the a an not like"
_NO_DUE_IN_WORDS = "for by per within about over under terms net worth in"
_NO_DUE = frozenset(_NO_DUE_WORDS.split())
_NO_DUE_IN = _NO_DUE | frozenset(_NO_DUE_IN_WORDS.split())
_COMPACT = re.compile(r"[0-9]{1,3}(?:[dwmqy]|bd|wks?|mo|yrs?)")
_COMPACT_ANY_CASE = re.compile(_COMPACT.pattern, re.IGNORECASE)
_SPELLED = re.compile(r"(?:[0-9]+ ?|[a-z]+ )(?:d|w|m|q|y|[a-z]*(?:day|week|wk|month|quarter|year|yr)s?)")
_BUSINESS = re.compile(r"[0-9]+ (?:business|working) days?")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_IN_PROSE = frozenset(("24/7", "1/2", "1/3", "2/3", "1/4", "3/4"))
_DAY_OF_MONTH = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)? [a-z]{3}|[a-z]{3,9} [0-9]{1,2}")
_DATE_LIKE = re.compile(r"[0-9]{1,2}[/.][0-9]|[0-9]{4}-|" + _DAY_OF_MONTH.pattern)

_MARKED_MONEY = re.compile(
    r"[€£¥₹$]|\b[A-Z]{3}\b|\b[A-Z]{3}[0-9]|[0-9]\s?(?:k|K|mio|mn|bn|tsd)\b|[0-9][*×][0-9]"
)
_ANY_MONEY = re.compile(_MARKED_MONEY.pattern + r"|[0-9][mM]\b|[0-9]{3}|[0-9][.,][0-9]")
_DIGIT = re.compile(r"[0-9]")
_MONEY_WORD = re.compile(
    r"[-+(]?(?:[A-Z]{3}|[€£¥₹$])?[0-9.,'’*×kKmM]+(?:[A-Z]{3}|[€£¥₹$])?\)?|[A-Z]{3}|[€£¥₹$]|mio|mn|bn|tsd"
)
_NOT_MONEY = re.compile(r".*%|.*[0-9][/:][0-9].*|(?:19|20)[0-9]{2}|[0-9]+(?:st|nd|rd|th)|.*[0-9]-[0-9].*")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a line is read against: the day, the account's currency, and the styles in the settings."""

    as_of: date
    currency: str
    order: str = "dmy"
    first_month: int = 1
    decimal: str | None = None


def take_owner(words: Words) -> tuple[str | None, str, Words]:
    """The first ``@name`` (None for the customer's side), the side, and the words without it."""
    for index, word in enumerate(words):
        match = _OWNER.fullmatch(word)
        if match:
            rest = words[:index] + words[index + 1 :]
            if match["name"].casefold() in _CUSTOMER_NAMES:
                return None, CUSTOMER, rest
            return match["name"], OURS, rest
    return None, OURS, words


def take_priority(words: Words) -> tuple[int | None, Words]:
    """The last ``p1``..``p3`` or ``!1``..``!3``, and the words without it."""
    for index in range(len(words) - 1, -1, -1):
        match = _PRIORITY.fullmatch(words[index])
        if match:
            return int(match[1]), words[:index] + words[index + 1 :]
    return None, words


def take_due(words: Words, frame: Frame, *, leave: int = 1) -> tuple[date | None, str | None, Words]:
    """The due date, the reason where one was meant but does not exist, and the words without it.

    A date counts after by, on, due, until or before, else at the end of the line; the longest phrase wins.
    ``leave`` words at least stay, so that a line never consists of its date alone.
    """
    refused: str | None = None
    for start in range(len(words) - 2, -1, -1):
        if words[start].casefold() in _KEYWORDS:
            size, due, reason = phrase_at(words, start + 1, frame, words[start].casefold())
            refused = refused or reason
            if due and len(words) - size - 1 >= leave:
                first = start - (start > 0 and words[start - 1].casefold() == "due")
                return due, None, words[:first] + words[start + 1 + size :]
    for size in range(min(_LONGEST_PHRASE, len(words) - leave), 0, -1):
        start = len(words) - size
        before = words[start - 1].casefold() if start else ""
        found = _due(words[start:], frame, None, before)
        if isinstance(found, date):
            return found, None, words[:start]
        refused = refused or found
    return None, refused, words


def phrase_at(
    words: Words, start: int, frame: Frame, keyword: str | None = None
) -> tuple[int, date | None, str | None]:
    """The longest date phrase that begins at ``start``: its number of words, the date, or why it is refused."""
    refused: str | None = None
    skip = 1 if keyword and words[start].casefold() == "the" else 0
    for size in range(min(_LONGEST_PHRASE, len(words) - start - skip), 0, -1):
        end = start + skip + size
        if end < len(words) and words[end].casefold() == "or":
            continue
        found = _due(words[start + skip : end], frame, keyword, "")
        if isinstance(found, date):
            return skip + size, found, None
        refused = refused or found
    return 0, None, refused


def _due(phrase: Words, frame: Frame, keyword: str | None, before: str) -> date | str | None:
    """The date of a phrase in a sentence, where a due date can be meant; see ``_meant`` for where it cannot."""
    text = " ".join(phrase).rstrip(",;:!?)").lstrip("(")
    if not text.endswith((".", "/")) or not text[:-1].replace(".", "").isdigit():
        text = text.rstrip(".")
    if not text or not _meant(text, keyword, before):
        return None
    found = read_date(text, frame.as_of, order=frame.order, first_month=frame.first_month)
    if isinstance(found, str):
        wanted = _DATE_LIKE if keyword else _DAY_OF_MONTH
        return f"{text}: {found}" if wanted.search(text.casefold()) else None
    if found is not None and found < frame.as_of and keyword not in ("due", "by"):
        return None
    return found


def _meant(text: str, keyword: str | None, before: str) -> bool:
    """False for what reads as a date but is none in a sentence: 60 days of credit, 24/7, 3M, version 2.1."""
    lower = text.casefold()
    if lower in _IN_PROSE or lower.startswith(("-", "within ")) or before in _NO_DUE:
        return False
    if _COMPACT_ANY_CASE.fullmatch(text):
        return bool(_COMPACT.fullmatch(text)) and keyword in (None, "due") and before not in _NO_DUE_IN
    if _DECIMAL.fullmatch(text):
        return keyword in ("on", "due")
    if _BUSINESS.fullmatch(lower):
        return keyword != "by" and before not in _NO_DUE_IN
    return not _SPELLED.fullmatch(lower) or keyword == "due" or lower.startswith(("next ", "end "))


def take_money(words: Words, frame: Frame, *, loose: bool = False) -> tuple[Money | None, str | None, Words]:
    """The first amount among the words, or why it is refused; and the words with ``""`` in its place.

    Only what carries a currency, ``k`` or a product counts. ``loose`` is for lines that speak of money:
    there an amount at the start counts however it is written, then a marked one, then a plain one.
    """
    n = len(words)
    searches = ((1, _ANY_MONEY), (n, _MARKED_MONEY), (n, _ANY_MONEY), (1, _DIGIT))
    for within, wanted in searches if loose else searches[1:2]:
        for start in range(min(within, n)):
            found, size = _money_at(words, start, frame, wanted)
            if found is None:
                continue
            rest = words if found.value is None else (*words[:start], "", *words[start + size :])
            return found.value, found.problem, rest
    return None, None, words


def _money_at(
    words: Words, start: int, frame: Frame, wanted: re.Pattern[str]
) -> tuple[Understood[Money] | None, int]:
    """The amount that begins at ``start`` and the number of its words; a doubt counts as one, text does not."""
    for size in range(min(3, len(words) - start), 0, -1):
        parts = words[start : start + size]
        text = " ".join(parts).lstrip("(").rstrip(").,;:!?")
        if not wanted.search(text) or (size > 1 and not all(map(_MONEY_WORD.fullmatch, parts))):
            continue
        if _NOT_MONEY.fullmatch(text) and not (start == 0 and text.isdigit()):
            continue
        read = understand_money(text, currency=frame.currency, decimal=frame.decimal)
        if read.ok or (read.problem and " may be " in read.problem):
            return read, size
    return None, 0
