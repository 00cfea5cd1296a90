"""What one account has of its own of the cadence and of the plan after an order, and what holds for it with that.

Each part of it holds from the day it was decided, so that the past can be replayed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from typing import Any

from reviewtui.domain.figure_settings import LONGEST_DAYS, LONGEST_MONTHS, USUAL, FigureSettings
from reviewtui.domain.frozen import frozen
from reviewtui.domain.text import late

MOST_STEPS = 20


@frozen
class OwnPlan:
    """What an account has of its own; None is as its tier and the settings have it.

    Intervals and ``renewal_lead`` are days, ``review_months`` months between reviews. ``post_order`` is the plan after
    an order as ``steps_of`` reads it, empty for none at all.
    """

    contact_ideal: int | None = None
    contact_maximum: int | None = None
    feedback_ideal: int | None = None
    feedback_maximum: int | None = None
    review_months: int | None = None
    post_order: str | None = None
    renewal_lead: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are its own."""
        return tuple(name for name in FIELDS if getattr(self, name) is not None)

    def over(self, settings: FigureSettings) -> FigureSettings:
        """The settings with its own plan after an order, and its own lead of a renewal, in place of theirs."""
        if self.post_order is None and self.renewal_lead is None:
            return settings
        own: dict[str, Any] = {}
        if self.post_order is not None:
            own["post_order_days"], own["post_order_months"] = steps_of(self.post_order)
        if self.renewal_lead is not None:
            own["renewal_lead"] = self.renewal_lead
        return replace(settings, **own)


FIELDS = tuple(one.name for one in fields(OwnPlan))
AS_USUAL = OwnPlan()


@frozen
class InForce:
    """What holds for one account: days, but months between reviews, and the steps after an order in days and months.

    ``own`` names what of it is not as the tier and the settings have it. That may be one that gave way: an ideal
    interval is never longer than its maximum.
    """

    contact_ideal: int
    contact_maximum: int
    feedback_ideal: int
    feedback_maximum: int
    review_months: int
    post_order_days: tuple[int, ...]
    post_order_months: tuple[int, ...]
    renewal_lead: int
    own: frozenset[str] = frozenset()

    @property
    def post_order(self) -> str:
        """The plan after an order as it is typed; empty for none."""
        return steps_text(self.post_order_days, self.post_order_months)


def in_force(own: OwnPlan, tier: str, settings: FigureSettings = USUAL) -> InForce:
    """What holds for an account of a tier that has this of its own."""
    if own is not AS_USUAL:
        return _in_force(own, tier, settings)
    held = _usual.get(tier)
    if held is None or held[0] is not settings:
        held = _usual[tier] = settings, _in_force(own, tier, settings)
    return held[1]


_usual: dict[str, tuple[FigureSettings, InForce]] = {}
"""What holds for nearly everybody, by tier, and the settings it is made of: made once and not for each account."""


def _in_force(own: OwnPlan, tier: str, settings: FigureSettings) -> InForce:
    contact, feedback = (_intervals(own, clock, tier, settings) for clock in ("contact", "feedback"))
    mine = own.over(settings)
    return InForce(
        *contact[0], *feedback[0],
        own.review_months or settings.of_tier(settings.review_months, tier),
        tuple(mine.post_order_days), tuple(mine.post_order_months), mine.renewal_lead,
        frozenset((*own.names, *contact[1], *feedback[1])),
    )  # fmt: skip


def _intervals(
    own: OwnPlan, clock: str, tier: str, settings: FigureSettings
) -> tuple[tuple[int, int], tuple[str, ...]]:
    """Ideal and maximum of a clock, and the name of the one that gave way to an own one on its other side."""
    names = f"{clock}_ideal", f"{clock}_maximum"
    ideal, most = (getattr(own, name) or settings.of_tier(getattr(settings, name), tier) for name in names)
    if ideal <= most:
        return (ideal, most), ()
    # The maximum is the promise, so it speaks where it is the account's own.
    own_most = getattr(own, names[1]) is not None
    return ((most, most), names[:1]) if own_most else ((ideal, ideal), names[1:])


RANGES: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(
        ("contact_ideal", "contact_maximum", "feedback_ideal", "feedback_maximum"), (1, LONGEST_DAYS)
    ),
    "review_months": (1, LONGEST_MONTHS),
    "renewal_lead": (0, LONGEST_DAYS),
}
"""The lowest and the highest number of each field that is one."""


def steps_text(days: Collection[int], months: Collection[int]) -> str:
    """Steps as they are kept and typed: ``1d 7d 1m``; empty for none."""
    return " ".join([*(f"{n}d" for n in sorted(days)), *(f"{n}m" for n in sorted(months))])


@lru_cache(maxsize=256)
def steps_of(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Days and months of a plan after an order as it is kept; empty text has none."""
    words = text.split()
    days, months = (tuple(int(word[:-1]) for word in words if word.endswith(unit)) for unit in "dm")
    return days, months


_STEP = r"(?:[0-9]{1,4}d|(?:[1-9][0-9]?|1[01][0-9]|120)m)"
_STEPS = late(f"(?:{_STEP}(?: {_STEP}){{0,19}})?")


def kept_plan(as_of: date, since: str | None, *values: int | str | None) -> OwnPlan:
    """The plan of the columns of a row as of a day, in the order of ``FIELDS``; what makes no sense there is as usual.

    ``since`` says from when each holds (``days_since``). Only another program can have written a senseless value:
    everything typed here is checked.
    """
    if not any(value is not None for value in values):
        return AS_USUAL
    held = (own_part(as_of, name, since, value) for name, value in zip(FIELDS, values, strict=True))
    return OwnPlan(*held)  # type: ignore[arg-type]


def own_part(as_of: date, name: str, since: str | None, value: int | str | None) -> int | str | None:
    """One field of ``kept_plan``."""
    if value is None or days_since(since).get(name, "") > as_of.isoformat():
        return None
    return _sensible(name, value)


@lru_cache(maxsize=256)
def days_since(text: str | None) -> Mapping[str, str]:
    """The day from which each own field holds, as ``2026-12-01``; a field without one holds since ever."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        found = {}
    told = found.items() if isinstance(found, dict) else ()
    return {name: day for name, day in told if name in FIELDS and isinstance(day, str)}


def since_text(before: str, wanted: Collection[str], own: Collection[str], as_of: date) -> str:
    """``days_since`` as it is kept, after the fields ``wanted`` were decided on a day; ``own`` are those that are own."""
    found = {**days_since(before), **dict.fromkeys(wanted, as_of.isoformat())}
    kept = {name: found[name] for name in FIELDS if name in found and name in own}
    return json.dumps(kept) if kept else ""


def _sensible(name: str, value: int | str | None) -> int | str | None:
    if name == "post_order":
        return value if isinstance(value, str) and _STEPS.fullmatch(value) else None
    lowest, highest = RANGES[name]
    return value if isinstance(value, int) and lowest <= value <= highest else None
