"""Quarters and months: which one a day belongs to, and which days may be compared with which."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from reviewtui.domain.errors import InvalidInput, UsageError
from reviewtui.domain.frozen import frozen
from reviewtui.domain.text import late

Window = tuple[date, date]
"""First and last day, both included."""

_CALENDAR = late(r"(?:(\d{4})[- ]?q([1-4])|q([1-4])[- /]?(\d{4}))", re.IGNORECASE | re.ASCII)
_FISCAL = late(r"fy ?(\d{4})(?:/(\d{2}|\d{4}))?[- ]?q([1-4])", re.IGNORECASE | re.ASCII)


@frozen
class Quarter:
    """Three whole months; ``end`` is its last day (included).

    ``label`` is ``2026-Q4`` for calendar quarters and ``FY2026/27-Q1`` for fiscal ones.
    """

    start: date
    end: date
    label: str

    def __lt__(self, other: Quarter) -> bool:
        return (self.start, self.end, self.label) < (other.start, other.end, other.label)

    def __le__(self, other: Quarter) -> bool:
        return (self.start, self.end, self.label) <= (other.start, other.end, other.label)

    @property
    def number(self) -> int:
        """1 to 4, within its (fiscal) year."""
        return int(self.label[-1])

    @property
    def first_month(self) -> int:
        """The month (1-12) in which the year of this quarter begins."""
        return (self.start.month - 1 - 3 * (self.number - 1)) % 12 + 1

    @property
    def days(self) -> int:
        """Its length in days, 89 to 92."""
        return (self.end - self.start).days + 1

    def previous(self, n: int = 1) -> Quarter:
        """The quarter ``n`` before this one, counted in the same kind of year; negative ``n`` looks ahead."""
        return quarter_of(add_months(self.start, -3 * n), self.first_month)

    def next(self, n: int = 1) -> Quarter:
        """The quarter ``n`` after this one."""
        return self.previous(-n)

    def same_last_year(self) -> Quarter:
        """The same quarter one year earlier."""
        return self.previous(4)

    def contains(self, day: date) -> bool:
        """True for a day of this quarter."""
        return self.start <= day <= self.end

    def first_days(self, n: int) -> Window:
        """Its first ``n`` days, all of it where it is shorter."""
        return self.start, self.start + timedelta(days=min(n, self.days) - 1)


def add_months(day: date, n: int) -> date:
    """The same day ``n`` months on (or back), moved to the month's end where the month is too short.

    Raises InvalidInput when the result leaves the years 1 to 9999.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not 1 <= year <= 9999:
        raise InvalidInput(f"{n} months from {day.isoformat()} is outside the calendar (years 1 to 9999).")
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def months_before(as_of: date, n: int = 12) -> date:
    """The day ``n`` months earlier, 29 February stepping back to the 28th.

    A window of n months holds the days d with ``months_before(as_of, n) < d <= as_of``.
    """
    return add_months(as_of, -n)


def quarter_of(day: date, first_month: int = 1) -> Quarter:
    """The quarter that holds ``day``; ``first_month`` (1-12) is where the year begins.

    Raises InvalidInput for another first month, or for a quarter that leaves the calendar.
    """
    if not 1 <= first_month <= 12:
        raise InvalidInput(f"The first fiscal month is {first_month}; it must be 1 to 12.")
    offset = (day.month - first_month) % 12
    start = add_months(day.replace(day=1), -(offset % 3))
    last = add_months(start, 2)
    end = last.replace(day=monthrange(last.year, last.month)[1])
    number = offset // 3 + 1
    if first_month == 1:
        return Quarter(start, end, f"{day.year:04d}-Q{number}")
    year = day.year if day.month >= first_month else day.year - 1
    return Quarter(start, end, f"FY{year:04d}/{(year + 1) % 100:02d}-Q{number}")


def parse_quarter(label: str, first_month: int = 1) -> Quarter:
    """The quarter a label names: ``2026-Q4``, ``2026Q4``, ``Q4 2026``, ``FY2026/27-Q1``, ``FY2026-Q1``.

    A calendar label means the calendar quarter whatever ``first_month`` is, so labels outlive a change
    of that setting. A fiscal label needs ``first_month`` other than 1. Raises UsageError.
    """
    text = label.strip()
    calendar = _CALENDAR.fullmatch(text)
    if calendar:
        year = int(calendar[1] or calendar[4])
        if year >= 1:
            return quarter_of(date(year, 3 * int(calendar[2] or calendar[3]) - 2, 1))
    fiscal = _FISCAL.fullmatch(text)
    if fiscal and _consecutive(fiscal[1], fiscal[2]):
        if first_month == 1:
            raise UsageError(f"{text} is a fiscal quarter, but years begin in January here: write 2026-Q4.")
        return _fiscal_quarter(text, int(fiscal[1]), int(fiscal[3]), first_month)
    example = "2026-Q4" if first_month == 1 else "FY2026/27-Q1"
    raise UsageError(f"{text!r} is not a quarter: write it like {example}.")


def _fiscal_quarter(text: str, year: int, number: int, first_month: int) -> Quarter:
    try:
        return quarter_of(add_months(date(year, first_month, 1), 3 * (number - 1)), first_month)
    except (ValueError, InvalidInput):
        raise UsageError(f"{text} is outside the calendar (years 1 to 9999).") from None


def _consecutive(year: str, following: str | None) -> bool:
    return int(year) >= 1 and (following is None or (int(year) + 1) % 100 == int(following) % 100)


def last_quarters(as_of: date, n: int = 8, first_month: int = 1) -> tuple[Quarter, ...]:
    """The last ``n`` quarters, oldest first; the last of them is the running one."""
    running = quarter_of(as_of, first_month)
    return tuple(running.previous(back) for back in range(n - 1, -1, -1))


def day_of_quarter(as_of: date, first_month: int = 1) -> int:
    """The number of days of the quarter that have come, ``as_of`` included: 1 to 92."""
    return (as_of - quarter_of(as_of, first_month).start).days + 1


def like_for_like_windows(as_of: date, first_month: int = 1) -> tuple[Window, Window, Window]:
    """The days that may be compared: this quarter so far, the previous one, the same one last year.

    Each is (first, last) included and holds the first min(n, length) days of its quarter, n being
    ``day_of_quarter(as_of)``.
    """
    running = quarter_of(as_of, first_month)
    n = day_of_quarter(as_of, first_month)
    return running.first_days(n), running.previous().first_days(n), running.same_last_year().first_days(n)
