"""Contact: how long ago we last talked and were last told, against what is wanted of it; and silent habits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.frozen import frozen

if TYPE_CHECKING:
    from reviewtui.domain.own_plan import InForce

WRITTEN = frozenset({"e-mail", "message"})
FEEDBACK = ("sat.", "base.", "val.", "pil.", "want.", "imp.")
"""Beginnings of the keys of satisfaction and improvement questions: an answer to one of them is feedback."""
HABIT = 3


@frozen
class Contacted:
    """A past contact or finished review: ``two_way`` makes it a real touch, ``value`` that they got something.

    ``source`` is table and id. An attempt that reached nobody is none of these.
    """

    day: date
    channel: str
    two_way: bool
    value: bool = False
    source: tuple[str, int] = ("touch", 0)


@frozen
class Clock:
    """Days since the last time against the ideal and the maximum interval; ``state`` is green, amber or red.

    ``last`` and ``days`` are None when it never happened, which is red. ``own_ideal`` and ``own_maximum`` say that the
    interval is not that of the tier, but the account's own.
    """

    state: str
    last: date | None
    days: int | None
    ideal: int
    maximum: int
    own_ideal: bool = False
    own_maximum: bool = False

    @property
    def never(self) -> bool:
        """True when there is no last time."""
        return self.last is None

    @property
    def own(self) -> bool:
        """True when an interval is the account's own."""
        return self.own_ideal or self.own_maximum

    @property
    def letter(self) -> str:
        """G, A or R, for where there is no colour."""
        return self.state[0].upper()


def clock(
    last: date | None,
    as_of: date,
    ideal: int,
    maximum: int,
    *,
    own_ideal: bool = False,
    own_maximum: bool = False,
) -> Clock:
    """Green up to the ideal interval, amber up to the maximum, red beyond or never."""
    days = None if last is None else (as_of - last).days
    state = "red" if days is None or days > maximum else "green" if days <= ideal else "amber"
    return Clock(state, last, days, ideal, maximum, own_ideal, own_maximum)


def last_real(touches: Sequence[Contacted], as_of: date) -> date | None:
    """The day of the last real touch: past and two-way."""
    return max((one.day for one in touches if one.two_way and one.day <= as_of), default=None)


def contact_clock(touches: Sequence[Contacted], plan: InForce, as_of: date) -> Clock:
    """The contact clock of an account for which this plan holds."""
    own = plan.own
    return clock(
        last_real(touches, as_of), as_of, plan.contact_ideal, plan.contact_maximum,
        own_ideal="contact_ideal" in own, own_maximum="contact_maximum" in own,
    )  # fmt: skip


def feedback_clock(last: date | None, plan: InForce, as_of: date) -> Clock:
    """The feedback clock: ``last`` is the day of the last answered satisfaction or improvement question."""
    own = plan.own
    return clock(
        last, as_of, plan.feedback_ideal, plan.feedback_maximum,
        own_ideal="feedback_ideal" in own, own_maximum="feedback_maximum" in own,
    )  # fmt: skip


def email_only(touches: Sequence[Contacted], as_of: date, maximum: int) -> bool:
    """Whether contact has shrunk to writing.

    The last three touches or more were e-mails or messages, and nobody was spoken to within the maximum interval.
    """
    past = sorted((one for one in touches if one.day <= as_of), key=lambda one: (one.day, one.source))
    if len(past) < HABIT or any(one.channel not in WRITTEN for one in past[-HABIT:]):
        return False
    spoken = [one.day for one in past if one.two_way and one.channel not in WRITTEN]
    return not spoken or (as_of - max(spoken)).days > maximum


def status_quo(drift_state: str, contact: Clock, feedback: Clock) -> bool:
    """Whether all runs by itself: they order in rhythm, and in twice the maximum intervals nobody talked or asked."""
    return drift_state == "ok" and all(
        one.days is None or one.days > 2 * one.maximum for one in (contact, feedback)
    )
