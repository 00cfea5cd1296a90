"""What the table keeps of the figures of an account: what its cells show, what it sorts and filters by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.contact import Clock
from reviewtui.domain.figure_settings import NO_TIER, TIERS
from reviewtui.domain.filter_subjects import subject_of
from reviewtui.domain.filters import Subject

_ORDER = (*TIERS, NO_TIER)
_STATES = {"red": 0, "amber": 1, "green": 2}


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
    )


def _clock(one: Clock) -> tuple[float, ...]:
    """Red before amber before green, never before long ago."""
    return (-_STATES[one.state], float("inf") if one.days is None else one.days / one.maximum)


SORT_KEYS: Mapping[str, Callable[[Figured], tuple[float, ...] | None]] = {
    "tier": lambda one: (_ORDER.index(one.tier[0]), one.rank or 0),
    "drift": lambda one: None if one.drift is None else (one.drift,),
    "contact": lambda one: _clock(one.contact),
    "feedback": lambda one: _clock(one.feedback),
    "health": lambda one: None if one.health is None else (one.health,),
    "ledger": lambda one: None if one.ledger is None else (one.ledger,),
    "next": lambda one: (one.next_day.toordinal(),),
    "points": lambda one: (one.points,),
}
"""Orders that need the figures: what each compares, None where it is unknown, which comes last either way."""


def in_order(
    ids: Sequence[int], lines: Mapping[int, Figured], sort: str, *, descending: bool
) -> tuple[int, ...]:
    """The ids by one of SORT_KEYS; equals keep the order they come in."""
    key = SORT_KEYS[sort]
    known: list[tuple[tuple[float, ...], int]] = []
    unknown: list[int] = []
    for account_id in ids:
        line = lines.get(account_id)
        value = key(line) if line is not None else None
        if value is None:
            unknown.append(account_id)
        else:
            known.append((value, account_id))
    known.sort(key=lambda one: one[0], reverse=descending)
    return (*(account_id for _, account_id in known), *unknown)
