"""Dates in the words people type on a call: read strictly, echoed in full, refused with a reason.

A weekday is the next one strictly after ``as_of`` ("fri" typed on a Friday is in 7 days). "this fri" is
the coming one, today included. "next fri" is the Friday of the following week, weeks running from Monday
to Sunday. "next week", "next month" and "next quarter" are their first day; ``eow`` is the coming Friday,
``eom``, ``eoq`` and ``eoy`` the last day of the month, quarter and (fiscal) year, today included. A day
and month without a year is its next occurrence, today included. Business days are Monday to Friday.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.frozen import frozen
from reviewtui.domain.quarter import add_months, quarter_of
from reviewtui.domain.understood import Understood

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FULL_MONTHS = "January February March April May June July August September October November December"
MAX_LENGTH = 40

_DAY_WORDS = (
    "mon monday",
    "tue tues tuesday",
    "wed weds wednesday",
    "thu thur thurs thursday",
    "fri friday",
    "sat saturday",
    "sun sunday",
)
_WEEKDAYS = {name: index for index, names in enumerate(_DAY_WORDS) for name in names.split()}
_MONTH_NUMBER = {name[:3].lower(): n for n, name in enumerate(MONTHS, 1)} | {"sept": 9}
_MONTH_NUMBER |= {name.lower(): n for n, name in enumerate(_FULL_MONTHS.split(), 1)}
_COUNT_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_COUNTS = {word: n for n, word in enumerate(_COUNT_WORDS.split(), 1)} | {"a": 1, "an": 1}

_DAY_NAMES, _MONTH_NAMES = "|".join(_WEEKDAYS), "|".join(_MONTH_NUMBER)
_UNIT = (
    r"bd|(?:business|working) days?|weekdays?|d|days?|w|wks?|weeks?|m|mo|months?|q|quarters?|y|yrs?|years?"
)
_SPAN = "week|month|quarter|year"


@frozen
class _Frame:
    """What a date is read against."""

    as_of: date
    order: str
    first_month: int


Reading = date | str | None
"""A date; or why something that looks like one is refused; or None for what is no date at all."""


def understand_date(text: str, as_of: date, *, order: str = "dmy", first_month: int = 1) -> Understood[date]:
    """The date meant by ``text`` (see the module for what each phrase means), echoed with its distance.

    ``order`` (``dmy``, ``mdy`` or ``ymd``) settles ``1/2/2027``; ``first_month`` the quarter of ``eoq``.
    """
    if not text.strip():
        return Understood(None)
    found = read_date(text, as_of, order=order, first_month=first_month)
    if isinstance(found, date):
        return Understood(found, date_echo(found, as_of))
    typed = text.strip()[:MAX_LENGTH]
    return Understood(
        None, "", found or f"{typed} is not understood as a date; try fri, +7, 15 jan or 2027-01-15"
    )


def read_date(text: str, as_of: date, *, order: str = "dmy", first_month: int = 1) -> Reading:
    """The bare reading of a phrase, for callers that look for dates inside a sentence."""
    if len(text) > MAX_LENGTH:
        return None
    phrase = " ".join(text.casefold().replace(",", " ").split())
    frame = _Frame(as_of, order, first_month)
    for pattern, rule in _rules():
        match = pattern.fullmatch(phrase)
        if match:
            try:
                return rule(match, frame)
            except (InvalidInput, OverflowError, ValueError):
                return f"{text.strip()} is outside the calendar"
    return None


def short_date(day: date) -> str:
    """``Fri 27 Nov``: for chips and narrow cells, where the year goes without saying."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def date_echo(day: date, as_of: date) -> str:
    """``Fri 27 Nov 2026, in 5 days``: the date in full with its distance from ``as_of``."""
    n = (day - as_of).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return (
        f"{short_date(day)} {day.year:04d}, {near.get(n) or (f'in {n} days' if n > 0 else f'{-n} days ago')}"
    )


def _simple(match: re.Match[str], frame: _Frame) -> Reading:
    return frame.as_of + timedelta(days=_SIMPLE[match[0]])


def _weekday(match: re.Match[str], frame: _Frame) -> Reading:
    which, wanted = match["which"], _WEEKDAYS[match["day"]]
    monday = frame.as_of - timedelta(days=frame.as_of.weekday())
    ahead = (wanted - frame.as_of.weekday()) % 7
    if which == "next" or match["nextweek"]:
        return monday + timedelta(days=7 + wanted)
    if which == "this":
        return frame.as_of + timedelta(days=ahead)
    if which == "last":
        return frame.as_of - timedelta(days=7 - ahead)
    return frame.as_of + timedelta(days=ahead or 7)


def _offset(match: re.Match[str], frame: _Frame) -> Reading:
    return frame.as_of + timedelta(days=int(match[1].replace(" ", "")))


def _duration(match: re.Match[str], frame: _Frame) -> Reading:
    count = match["count"]
    n = int(count) if count.isdigit() else _COUNTS[count]
    if match["ago"]:
        n = -n
    return _moved(frame.as_of, n, _unit(match["unit"]))


def _unit(word: str) -> str:
    if word.startswith(("business", "working", "weekday", "bd")):
        return "b"
    return word[0]


def _moved(day: date, n: int, unit: str) -> date:
    if unit == "b":
        return _business_days(day, n)
    if unit in "dw":
        return day + timedelta(days=n * (7 if unit == "w" else 1))
    return add_months(day, n * {"m": 1, "q": 3, "y": 12}[unit])


def _business_days(day: date, n: int) -> date:
    step = timedelta(days=1 if n >= 0 else -1)
    left = abs(n)
    while left:
        day += step
        left -= day.weekday() < 5
    return day


def _next_span(match: re.Match[str], frame: _Frame) -> Reading:
    day = frame.as_of
    if match["which"] != "next":
        ends = {"week": "eow", "month": "eom", "quarter": "eoq", "year": "eoy"}
        return f"which day of {match[0]}? Try fri, 15 jan or {ends[match['span']]}"
    if match["span"] == "week":
        return day + timedelta(days=7 - day.weekday())
    return _end_of(match["span"], frame) + timedelta(days=1)


def _end(match: re.Match[str], frame: _Frame) -> Reading:
    span = match["span"] or {"w": "week", "m": "month", "q": "quarter", "y": "year"}[match["letter"]]
    if match["which"] == "next":
        after = _end_of(span, frame) + timedelta(days=1 if span != "week" else 7)
        return _end_of(span, _Frame(after, frame.order, frame.first_month))
    return _end_of(span, frame)


def _end_of(span: str, frame: _Frame) -> date:
    day = frame.as_of
    if span == "week":
        return day + timedelta(days=(4 - day.weekday()) % 7)
    if span == "month":
        return day.replace(day=monthrange(day.year, day.month)[1])
    quarter = quarter_of(day, frame.first_month)
    return quarter.end if span == "quarter" else quarter.next(4 - quarter.number).end


def _end_of_named(match: re.Match[str], frame: _Frame) -> Reading:
    month = _MONTH_NUMBER[match["month"]]
    day = frame.as_of.replace(month=month, day=1) if month != frame.as_of.month else frame.as_of
    year = _year(match["year"]) or (day.year if day >= frame.as_of else day.year + 1)
    return date(year, month, monthrange(year, month)[1])


def _named(match: re.Match[str], frame: _Frame) -> Reading:
    found = _resolved(int(match["day"]), _MONTH_NUMBER[match["month"]], _year(match["year"]), frame.as_of)
    weekday = match["weekday"]
    if isinstance(found, date) and weekday and found.weekday() != _WEEKDAYS[weekday]:
        return (
            f"{short_date(found)[4:]} {found.year} is a {DAYS[found.weekday()]}, not a {weekday.capitalize()}"
        )
    return found


def _iso(match: re.Match[str], frame: _Frame) -> Reading:
    return _resolved(int(match[3]), int(match[2]), int(match[1]), frame.as_of)


def _numeric(match: re.Match[str], frame: _Frame) -> Reading:
    first, second, year = int(match[1]), int(match[2]), _year(match[3])
    day, month = (first, second) if frame.order == "dmy" else (second, first)
    found = _resolved(day, month, year, frame.as_of)
    if isinstance(found, str) and month > 12:
        other = _resolved(month, day, year, frame.as_of)
        if isinstance(other, date):
            shape = "day/month" if frame.order == "dmy" else "month/day"
            return f"{match[0]} has no month {month} as {shape}; write {other.isoformat()} if you mean that"
    return found


def _year(typed: str | None) -> int | None:
    if not typed:
        return None
    digits = typed.lstrip("'")
    return int(digits) + (2000 if len(digits) < 4 else 0)


def _resolved(day: int, month: int, year: int | None, as_of: date) -> Reading:
    """The date, or why there is none; without a year the next time that day comes."""
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    longest = monthrange(2000, month)[1]
    if not 1 <= day <= longest:
        return f"there is no {day} {MONTHS[month - 1]}: it has {longest} days at most"
    if year is not None and not 1 <= year <= 9999:
        return f"there is no year {year} in the calendar"
    if year is not None and day > monthrange(year, month)[1]:
        return f"there is no {day} {MONTHS[month - 1]} in {year}: it has {monthrange(year, month)[1]} days"
    for candidate in [year] if year is not None else range(as_of.year, as_of.year + 9):
        fits = day <= monthrange(candidate, month)[1]
        if fits and (year is not None or date(candidate, month, day) >= as_of):
            return date(candidate, month, day)
    return f"there is no {day} {MONTHS[month - 1]} in the coming years"


def _bare_number(match: re.Match[str], _frame: _Frame) -> Reading:
    n = int(match[0])
    return f"{match[0]} alone may be a day or a number of days: write +{n} or {n} jan"


def _month_alone(match: re.Match[str], _frame: _Frame) -> Reading:
    return f"which day of {MONTHS[_MONTH_NUMBER[match['month']] - 1]}? Write 15 {match['month']}"


_SIMPLE = {"today": 0, "tod": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1, "yesterday": -1}
_DAY, _YEAR = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?", r"(?:[ -](?P<year>[0-9]{4}|'?[0-9]{2}))?"
_ON = rf"(?:(?P<weekday>{_DAY_NAMES})\.? )?"
_Rule = Callable[[re.Match[str], _Frame], Reading]
_GRAMMAR: tuple[tuple[str, _Rule], ...] = (
    ("|".join(_SIMPLE), _simple),
    (rf"(?:(?P<which>next|this|last) )?(?P<day>{_DAY_NAMES})\.?(?P<nextweek> next week)?", _weekday),
    (r"d? ?([+-] ?[0-9]{1,4})", _offset),
    (
        rf"(?:in |within |\+ ?)?(?P<count>[0-9]{{1,4}}|{'|'.join(_COUNTS)}) ?(?P<unit>{_UNIT})(?P<ago> ago)?",
        _duration,
    ),
    (rf"(?P<which>next|this|last) (?P<span>{_SPAN})", _next_span),
    (rf"(?:eo(?P<letter>[wmqy])|end (?:of )?(?:the )?(?:(?P<which>this|next) )?(?P<span>{_SPAN}))", _end),
    (rf"end (?:of )?(?P<month>{_MONTH_NAMES})(?: (?P<year>[0-9]{{4}}))?", _end_of_named),
    (rf"{_ON}{_DAY}[ -]?(?:of )?(?P<month>{_MONTH_NAMES})\.?{_YEAR}", _named),
    (rf"{_ON}(?P<month>{_MONTH_NAMES})\.?[ -]?{_DAY}{_YEAR}", _named),
    (r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", _iso),
    (r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]?()", _numeric),
    (r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})", _numeric),
    (r"[0-9]+", _bare_number),
    (rf"(?P<month>{_MONTH_NAMES})(?: [0-9]{{4}})?", _month_alone),
)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], _Rule], ...]:
    """Compiled when the first date is typed: screens that only show dates start without the cost."""
    return tuple((re.compile(pattern), rule) for pattern, rule in _GRAMMAR)
