"""The ledger: the relationship bank of an account, where every credit and debit has a date, a reason and a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from reviewtui.domain.contact import Contacted
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.promises import Promise, ended

HORIZON = 3 * 365
"""How far ahead a crossing is looked for, in days."""

Source = tuple[str, int]
"""Table and id of the record an entry opens."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One credit or debit. ``now`` is what it still weighs on the date of the ledger."""

    day: date
    weight: float
    now: float
    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class SolvedIssue:
    """What of an issue counts: when it was opened and by whom found (us, them), when solved and how well."""

    id: int
    opened: date
    found_by: str
    solved: date | None
    solved_well: bool | None
    urgent: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating given on a day, and where."""

    day: date
    value: float
    review_id: int


@dataclass(frozen=True, slots=True)
class ManualEntry:
    """An entry somebody wrote."""

    id: int
    day: date
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that the ledger of an account is made of; ``maximum`` is its maximum interval between real touches.

    ``own`` says that this is not the interval of its tier.
    """

    promises: Sequence[Promise] = ()
    issues: Sequence[SolvedIssue] = ()
    touches: Sequence[Contacted] = ()
    ratings: Sequence[Rated] = ()
    manual: Sequence[ManualEntry] = ()
    maximum: int = 60
    own: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries, newest first, and their sum; ``balance`` is None without any entry, which is no zero."""

    entries: tuple[Entry, ...]
    balance: float | None
    floor: float
    comfort: float


def ledger(told: Told, as_of: date, settings: FigureSettings = USUAL) -> Ledger:
    """The sum of weight x 0.5^(age / 180 days) over everything dated up to ``as_of``."""
    entries = [
        Entry(day, weight, decayed(weight, day, as_of, settings), reason, source)
        for day, weight, reason, source in _entries(told, as_of, settings)
        if day <= as_of and weight
    ]
    entries.sort(key=lambda one: (-one.day.toordinal(), one.source, one.reason))
    balance = sum(one.now for one in entries) if entries else None
    return Ledger(tuple(entries), balance, settings.ledger_floor, settings.ledger_comfort)


def decayed(weight: float, day: date, as_of: date, settings: FigureSettings = USUAL) -> float:
    """What a weight still counts after its age: half after each half-life."""
    return float(weight * 0.5 ** ((as_of - day).days / settings.half_life))


def floor_crossing(told: Told, as_of: date, settings: FigureSettings = USUAL) -> date | None:
    """The first day after ``as_of`` on which the balance lies below the floor if nobody gets in touch.

    None when it lies there already, when there is no entry, or when that is more than three years away.
    """
    now = ledger(told, as_of, settings)
    if now.balance is None or now.balance < settings.ledger_floor:
        return None
    coming = {day for day, *_ in _silences(told, as_of + timedelta(days=HORIZON), settings) if day > as_of}
    rate, weight = 0.5 ** (1 / settings.half_life), settings.ledger_weights["silence"]
    balance = now.balance
    for ahead in range(1, HORIZON + 1):
        day = as_of + timedelta(days=ahead)
        balance = balance * rate + (weight if day in coming else 0)
        if balance < settings.ledger_floor:
            return day
    return None


_Raw = tuple[date, float, str, Source]


def _entries(told: Told, as_of: date, settings: FigureSettings) -> Iterator[_Raw]:
    yield from _of_promises(told.promises, as_of, settings)
    yield from _of_issues(told.issues, as_of, settings)
    yield from _of_ratings(told.ratings, as_of, settings)
    for touch in told.touches:
        if touch.value:
            yield touch.day, settings.ledger_weights["value"], "gave them something", touch.source
    yield from _silences(told, as_of, settings)
    for entry in told.manual:
        yield entry.day, entry.weight, entry.reason, ("ledger_entry", entry.id)


def _of_promises(promises: Iterable[Promise], as_of: date, settings: FigureSettings) -> Iterator[_Raw]:
    for promise in promises:
        outcome, day = ended(promise, as_of)
        if day is not None and promise.created <= as_of:
            reason = f"promise {outcome}: {promise.title}"
            yield day, settings.ledger_weights[outcome], reason, ("action", promise.id)


def _of_issues(issues: Iterable[SolvedIssue], as_of: date, settings: FigureSettings) -> Iterator[_Raw]:
    weights = settings.ledger_weights
    for issue in issues:
        source = ("issue", issue.id)
        if issue.found_by == "us":
            yield issue.opened, weights["found_first"], f"issue found before they did: {issue.text}", source
        if issue.solved is not None and issue.solved <= as_of and issue.solved_well is not None:
            how = "well" if issue.solved_well else "badly"
            yield issue.solved, weights[f"solved_{how}"], f"issue solved {how}: {issue.text}", source


def _of_ratings(ratings: Sequence[Rated], as_of: date, settings: FigureSettings) -> Iterator[_Raw]:
    past = sorted((one for one in ratings if one.day <= as_of), key=lambda one: (one.day, one.review_id))
    for before, now in pairwise(past):
        if now.value != before.value:
            weight = settings.ledger_weights["rating"] * (now.value - before.value)
            yield now.day, weight, f"rating {before.value:g} to {now.value:g}", ("review", now.review_id)


def _silences(told: Told, until: date, settings: FigureSettings) -> Iterator[_Raw]:
    """A debit at the end of each 30 days without contact past the maximum interval."""
    real = {one.day: one.source for one in told.touches if one.two_way and one.day <= until}
    days = sorted(real)
    own = f", own: at most {told.maximum}" if told.own else ""
    for day, following in pairwise([*days, until]):
        past = (following - day).days - told.maximum
        for n in range(1, past // settings.silence_days + 1):
            silent = told.maximum + n * settings.silence_days
            weight = settings.ledger_weights["silence"]
            yield day + timedelta(days=silent), weight, f"{silent} days without contact{own}", real[day]
