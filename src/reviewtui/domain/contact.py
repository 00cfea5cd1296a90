"""Contact: how long ago we last talked and were last told, against what the tier asks for; and silent habits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.frozen import frozen

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

    ``last`` and ``days`` are None when it never happened, which is red.
    """

    state: str
    last: date | None
    days: int | None
    ideal: int
    maximum: int

    @property
    def never(self) -> bool:
        """True when there is no last time."""
        return self.last is None

    @property
    def letter(self) -> str:
        """G, A or R, for where there is no colour."""
        return self.state[0].upper()


def clock(last: date | None, as_of: date, ideal: int, maximum: int) -> Clock:
    """Green up to the ideal interval, amber up to the maximum, red beyond or never."""
    if last is None:
        return Clock("red", None, None, ideal, maximum)
    days = (as_of - last).days
    state = "green" if days <= ideal else "amber" if days <= maximum else "red"
    return Clock(state, last, days, ideal, maximum)


def last_real(touches: Sequence[Contacted], as_of: date) -> date | None:
    """The day of the last real touch: past and two-way."""
    return max((one.day for one in touches if one.two_way and one.day <= as_of), default=None)


def contact_clock(
    touches: Sequence[Contacted],
    tier: str,
    as_of: date,
    settings: FigureSettings = USUAL,
    *,
    ideal: int | None = None,
    maximum: int | None = None,
) -> Clock:
    """The contact clock of a tier; ``ideal`` and ``maximum`` are what the account has of its own."""
    own_ideal = ideal or settings.of_tier(settings.contact_ideal, tier)
    own_maximum = maximum or settings.of_tier(settings.contact_maximum, tier)
    return clock(last_real(touches, as_of), as_of, own_ideal, max(own_ideal, own_maximum))


def feedback_clock(last: date | None, tier: str, as_of: date, settings: FigureSettings = USUAL) -> Clock:
    """The feedback clock of a tier: ``last`` is the day of the last answered satisfaction or improvement question."""
    ideal = settings.of_tier(settings.feedback_ideal, tier)
    return clock(last, as_of, ideal, settings.of_tier(settings.feedback_maximum, tier))


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
