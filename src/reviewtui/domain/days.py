"""Days as they are kept: ISO text, or nothing where there is none."""

from __future__ import annotations

from datetime import date


def iso_of(day: date | None) -> str | None:
    """The ISO text of a day, None for none."""
    return day.isoformat() if day else None


def day_of(text: str | None) -> date | None:
    """The day of an ISO text, None for none; raises ValueError for any other text."""
    return date.fromisoformat(text) if text else None
