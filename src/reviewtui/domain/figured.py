"""What a table of accounts keeps of the figures of each: what its cells show, what it sorts and filters by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.contact import Clock
from reviewtui.domain.filter_subjects import subject_of
from reviewtui.domain.filters import Subject


@dataclass(frozen=True, slots=True)
class Figured:
    """The figures of one account as the table has them; None where unknown. ``tier`` carries ``*`` and ``~`` marks."""

    subject: Subject
    tier: str
    rank: int | None
    drift: float | None
    drift_state: str
    contact: Clock
    feedback: Clock
    health: int | None
    ledger: float | None
    next_day: date
    next_missed: bool
    points: float
    ranked_in: str = ""
    ranked_by: int | None = None


def figured(figures: AccountFigures) -> Figured:
    """What is kept of them: little, since there may be tens of thousands."""
    standing = figures.standing
    marks = ("*" if standing.override else "") + ("~" if standing.edge else "")
    return Figured(
        subject_of(figures),
        f"{standing.tier}{marks}",
        standing.rank,
        figures.known.orders.drift,
        figures.drift_state,
        figures.contact,
        figures.feedback,
        figures.health.value if figures.health else None,
        figures.ledger.balance,
        figures.next_touch.day,
        bool(figures.next_touch.missed),
        figures.queue.points,
        standing.currency,
        standing.revenue,
    )
