"""The one moment an intention happens at: the business date that figures use, and the clock that stamps use."""

from __future__ import annotations

from datetime import UTC, date, datetime

from reviewtui.domain.errors import UsageError
from reviewtui.domain.frozen import frozen

YEARS = (1900, 2999)
"""Years of a business date, both included: figures look some years back and ahead, and the calendar has ends."""


def business_date(text: str) -> date:
    """The date that a figure is asked for, written 2026-11-22; raises UsageError."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date: write it like 2026-11-22.") from None
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise UsageError(f"{text!r} is not in the years {YEARS[0]} to {YEARS[1]}.")
    return day


@frozen
class Moment:
    """``as_of`` dates what is written and every figure; ``now`` (UTC) stamps rows and enters no figure."""

    as_of: date
    now: datetime

    @property
    def real_date(self) -> date:
        """The real date where the user is, whatever date was asked for."""
        return self.now.astimezone().date()

    @property
    def stamp(self) -> str:
        """``now`` as ISO text in UTC with a Z, to the millisecond, sortable as text."""
        return (
            self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.now.microsecond // 1000:03d}Z"
        )


def iso_of(day: date | None) -> str | None:
    """The ISO text of a day, None for none."""
    return day.isoformat() if day else None


def day_of(text: str | None) -> date | None:
    """The day of an ISO text, None for none; raises ValueError for any other text."""
    return date.fromisoformat(text) if text else None
