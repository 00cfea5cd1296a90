"""Dates of a column, read under one order that the whole column proves: day-month or month-day is never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from reviewtui.services.transfer.numbers import shown
from reviewtui.services.transfer.reading import Cell

Order = Literal["dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy")

_TIME = r"(?:[T ,]+\d{1,2}[:.h]\d{2}.*)?"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME)
_NUMERIC = re.compile(
    r"(?:[^\W\d]{2,10}\.?,? )?(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})" + _TIME
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])")
# What APIs write (HubSpot milliseconds, Stripe seconds since 1970), as a spreadsheet may have left it.
_EPOCH_TIME = re.compile(r"([1-9]\d{9})(?:\d{3})?(?:\.\d+)?")
_DAY_FIRST = re.compile(
    r"(?:[^\W\d]+,? )?(\d{1,2})(?:st|nd|rd|th|er|[ºª°])?[\s.\-/]+([^\W\d]+)[\s.\-/,]+(\d{4}|\d{2})" + _TIME
)
_MONTH_FIRST = re.compile(
    r"(?:[^\W\d]+, )?([^\W\d]+)[\s.\-]+(\d{1,2})(?:st|nd|rd|th)?[\s,\-]+(\d{4}|(?<=-)\d{2})" + _TIME
)
_EPOCH = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_PREFIXES = (
    ("jan", "gen", "ene"),
    ("feb", "fév", "fev"),
    ("mar", "mär", "mrz"),
    ("apr", "avr", "abr"),
    ("may", "mai", "mag"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aoû", "aou", "ago"),
    ("sep", "set"),
    ("oct", "okt", "out", "ott"),
    ("nov",),
    ("dec", "dez", "déc", "dic"),
)


# So many values tell whether a column holds dates at all.
_ENOUGH = 200


@dataclass
class DateEvidence:
    """What the values of one column say about the order of day and month; feed it every distinct value once."""

    day_first: list[str] = field(default_factory=list)
    month_first: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    good: int = 0
    bad: int = 0

    def see(self, value: Cell) -> None:
        """Take one value into account; keeps at most a handful of samples of each sort."""
        if self.good + self.bad < _ENOUGH:
            read = _is_date(value)
            self.good += read
            self.bad += not read
        match = _NUMERIC.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            return
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            _keep(self.day_first, match[0])
        elif second > 12 >= first:
            _keep(self.month_first, match[0])
        elif first != second and match[2] != ".":
            _keep(self.open, match[0])

    @property
    def proved(self) -> Order | None:
        """The order that the values prove, None when they prove nothing or contradict each other."""
        if self.day_first and not self.month_first:
            return "dmy"
        if self.month_first and not self.day_first:
            return "mdy"
        return None


def _keep(samples: list[str], value: str) -> None:
    if len(samples) < 3:
        samples.append(value)


def read_date(value: Cell, order: Order | None) -> date:
    """The day a cell names; the time of day and its zone are left aside. Raises ValueError with the reason."""
    if isinstance(value, datetime):
        return _checked(value.date(), value)
    if isinstance(value, date):
        return _checked(value, value)
    if isinstance(value, int | float):
        value = str(value)
    text = str(value).strip()
    try:
        found = _match(text, order)
    except ValueError:
        found = None
    if found is None:
        raise ValueError(
            f"{shown(text)} is not a date" + (_order_words(order) if _NUMERIC.fullmatch(text) else "")
        )
    return _checked(found, text)


def _is_date(value: Cell) -> bool:
    """Whether a value is a date under either order."""
    for order in ORDERS:
        try:
            read_date(value, order)
        except ValueError:
            continue
        return True
    return False


def _match(text: str, order: Order | None) -> date | None:
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(text):
        day, month = int(match[1]), int(match[3])
        if (order or "dmy") == "mdy" and not (match[2] == "." and order is None):
            day, month = month, day
        return date(_year(match[4]), month, day)
    if match := _SERIAL.fullmatch(text):
        return _EPOCH + timedelta(days=int(match[1]))
    if match := _WEEK.fullmatch(text):
        return date.fromisocalendar(int(match[1]), int(match[2]), int(match[3]))
    if match := _EPOCH_TIME.fullmatch(text):
        return datetime.fromtimestamp(int(match[1]), UTC).date()
    if match := _DAY_FIRST.fullmatch(text):
        return date(_year(match[3]), _month(match[2]), int(match[1]))
    if match := _MONTH_FIRST.fullmatch(text):
        return date(_year(match[3]), _month(match[1]), int(match[2]))
    return None


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


def _month(word: str) -> int:
    lowered = word.casefold()
    for number, prefixes in enumerate(_PREFIXES, start=1):
        if lowered.startswith(prefixes):
            return number
    raise ValueError(word)


def _checked(found: date, value: object) -> date:
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(f"{shown(str(value))} is not a likely date (years {_FIRST_YEAR} to {_LAST_YEAR})")
    return found


def _order_words(order: Order | None) -> str:
    return {"dmy": " in the order day, month", "mdy": " in the order month, day"}.get(order or "", "")
