"""The call queue: who to call next, and why, in points whose reasons are printed with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from reviewtui.domain.contact import Clock
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.frozen import frozen

REASONS = ("urgent", "contact", "feedback", "promise", "silent", "said", "rival", "renewal")
"""Codes of the reasons, in the order in which equals are listed; snoozes and filters name them."""

OWED = frozenset({"urgent", "promise"})
"""Reasons that a rest does not silence: they are about what the customer waits for."""

_DO = {
    "urgent": "touch", "contact": "touch", "feedback": "review", "promise": "promise", "silent": "touch",
    "said": "review", "rival": "touch", "renewal": "touch",
}  # fmt: skip


@frozen
class Snooze:
    """A reason put aside with a note: it counts again from ``until`` on."""

    id: int
    reason: str
    since: date
    until: date
    note: str = ""


@frozen
class Reason:
    """One reason for a call in words with its points: ``silent: 61 days, usual rhythm 24, +20``.

    ``do`` is what to do about it: review, touch or promise.
    """

    code: str
    text: str
    points: float
    do: str


@frozen
class Signs:
    """What speaks for a call, as of a date; None, 0 or empty where there is nothing.

    ``urgent`` is the text of the oldest urgent issue that is open, ``overdue`` counts promises with the oldest
    ``overdue_since``, ``said`` is the sentence where word and deed differ, ``rival`` who was seen last.
    """

    contact: Clock
    feedback: Clock
    drift: float | None = None
    days_since_order: int | None = None
    rhythm: float | None = None
    urgent: str = ""
    urgent_since: date | None = None
    overdue: int = 0
    overdue_since: date | None = None
    said: str = ""
    rival: str = ""
    rival_seen: date | None = None
    renewal: date | None = None


@frozen
class QueueLine:
    """An account in the queue. ``points`` are those of its reasons times ``factor``, that of its tier.

    ``snoozed`` are reasons put aside, ``rests_note`` is what a rest waits for, ``do`` is what to do about the first reason.
    """

    account_id: int
    name: str
    external_id: str
    owner: str
    tier: str
    factor: float
    points: float
    reasons: tuple[Reason, ...]
    snoozed: tuple[Snooze, ...] = ()
    rests_until: date | None = None
    rests_note: str = ""

    @property
    def total(self) -> str:
        """How the points come about: ``150 points: (30 + 20) x 3 for tier A``."""
        points = " + ".join(f"{one.points:g}" for one in self.reasons)
        many = f"({points})" if len(self.reasons) > 1 else points
        tier = f"tier {self.tier}" if self.tier != "-" else "no tier"
        return f"{_plain(self.points)} points: {many} x {self.factor:g} for {tier}"

    @property
    def do(self) -> str:
        """review, touch or promise; empty without a reason."""
        return self.reasons[0].do if self.reasons else ""


def _plain(points: float) -> str:
    """Points with as many places as they have, which whole settings make none."""
    return f"{points:,.0f}" if points == int(points) else f"{points:,g}"


def reasons(signs: Signs, as_of: date, settings: FigureSettings = USUAL) -> tuple[Reason, ...]:
    """Everything that speaks for a call, most points first, equals in the order of ``REASONS``."""
    points = settings.queue_points
    found = [
        Reason(code, f"{text}, +{points[code]:g}", points[code], _DO[code])
        for code, text in _texts(signs, as_of, settings)
        if points[code]
    ]
    found.sort(key=lambda one: (-one.points, REASONS.index(one.code)))
    return tuple(found)


def _texts(signs: Signs, as_of: date, settings: FigureSettings) -> Iterator[tuple[str, str]]:
    if signs.urgent_since is not None:
        yield "urgent", f"urgent issue: {signs.urgent}, open {_days(as_of, signs.urgent_since)}"
    if signs.contact.state == "red":
        yield "contact", f"contact: {_clock(signs.contact, 'never in touch')}"
    if signs.feedback.state == "red":
        yield "feedback", f"feedback: {_clock(signs.feedback, 'never asked')}"
    if signs.overdue and signs.overdue_since is not None:
        many = f"{signs.overdue} promises" if signs.overdue > 1 else "promise"
        yield "promise", f"overdue {many}: {_days(as_of, signs.overdue_since)} late"
    if signs.drift is not None and signs.drift >= settings.drift_alert:
        yield "silent", f"silent: {signs.days_since_order} days, usual rhythm {signs.rhythm:g}"
    if signs.said:
        yield "said", f"said versus bought: {signs.said.rstrip('.')}"
    if signs.rival_seen is not None and (as_of - signs.rival_seen).days <= settings.rival_days:
        yield "rival", f"rival seen: {signs.rival}, {_days(as_of, signs.rival_seen)} ago"
    if signs.renewal is not None and 0 <= (signs.renewal - as_of).days <= settings.renewal_days:
        yield "renewal", f"renewal: {signs.renewal}, in {_days(signs.renewal, as_of)}"


def _days(later: date, earlier: date) -> str:
    days = (later - earlier).days
    return f"{days} day{'' if days == 1 else 's'}"


def _clock(clock: Clock, never: str) -> str:
    own = "own: " if clock.own_maximum else ""
    return never if clock.never else f"{clock.days} days, {own}at most {clock.maximum}"


def awake(
    found: Sequence[Reason], snoozes: Iterable[Snooze], as_of: date, rests_until: date | None
) -> tuple[tuple[Reason, ...], tuple[Snooze, ...]]:
    """The reasons that count, and the snoozes that hold others back; an account at rest keeps what it is owed."""
    held = tuple(one for one in snoozes if one.since <= as_of < one.until)
    asleep = {one.reason for one in held}
    rests = rests_until is not None and as_of < rests_until
    counting = tuple(one for one in found if one.code not in asleep and (not rests or one.code in OWED))
    codes = {one.code for one in found}
    return counting, tuple(one for one in held if one.reason in codes)


def in_order(lines: Iterable[tuple[QueueLine, tuple[str, str, int]]]) -> tuple[QueueLine, ...]:
    """Those with points, most points first; equals by name casefolded, external id and id, which is the ``key``."""
    ranked = sorted(
        ((line, key) for line, key in lines if line.points > 0), key=lambda one: (-one[0].points, one[1])
    )
    return tuple(line for line, _ in ranked)
