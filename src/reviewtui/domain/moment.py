"""The one moment an intention happens at: the business date that figures use, and the clock that stamps use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """``as_of`` dates what is written and every figure; ``now`` (UTC) stamps rows and enters no figure."""

    as_of: date
    now: datetime

    @property
    def stamp(self) -> str:
        """``now`` as ISO text in UTC with a Z, to the millisecond, sortable as text."""
        return (
            self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.now.microsecond // 1000:03d}Z"
        )
