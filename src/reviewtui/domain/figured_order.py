"""The orders of accounts that need the figures of everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from reviewtui.domain.contact import Clock
from reviewtui.domain.figure_settings import NO_TIER, TIERS
from reviewtui.domain.figured import Figured

_ORDER = (*TIERS, NO_TIER)
_STATES = {"red": 0, "amber": 1, "green": 2}


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
