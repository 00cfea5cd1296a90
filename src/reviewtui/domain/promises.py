"""Promises as of a date: how each one ended, and the share that was kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reviewtui.domain.quarter import months_before


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise of ours. ``due`` is when it is due now, ``first_due`` when it first was; the rest as an action has it."""

    id: int
    title: str
    created: date
    due: date | None
    first_due: date | None
    done_on: date | None
    dropped: bool = False
    slipped: bool = False
    broken: bool = False

    @property
    def due_first(self) -> date | None:
        """The date the customer was told."""
        return self.first_due or self.due


@dataclass(frozen=True, slots=True)
class KeepRate:
    """Promises kept in time, of those due in the 12 months."""

    kept: int
    due: int

    @property
    def share(self) -> float | None:
        """0 to 1, None when none was due."""
        return self.kept / self.due if self.due else None


def ended(promise: Promise, as_of: date) -> tuple[str, date | None]:
    """How a promise stood on a date, and since when: kept, late, broken, overdue, open or dropped.

    Kept: done by its first date. Late: done after, or only partly kept and given a new date. Broken: said to be not
    done once it was due, and so it stays when it is given up afterwards. Overdue, open and dropped ones have no day.
    """
    told = promise.due_first
    if promise.broken and told is not None and told <= as_of:
        return "broken", told
    if promise.dropped:
        return "dropped", None
    if promise.done_on is not None and promise.done_on <= as_of:
        in_time = told is None or promise.done_on <= told
        return ("kept" if in_time and not promise.slipped else "late"), promise.done_on
    if promise.slipped and told is not None and told <= as_of:
        return "late", told
    return ("overdue" if promise.due is not None and promise.due < as_of else "open"), None


def overdue(promises: Iterable[Promise], as_of: date) -> tuple[Promise, ...]:
    """Promises that are open past their date, the oldest first."""
    late = [one for one in promises if is_overdue(one, as_of)]
    return tuple(sorted(late, key=lambda one: (one.due or as_of, one.id)))


def is_overdue(promise: Promise, as_of: date) -> bool:
    """Whether a promise is open past its date, the new one where it got one."""
    if promise.created > as_of or promise.dropped or promise.due is None or promise.due >= as_of:
        return False
    return (
        not (promise.done_on is not None and promise.done_on <= as_of)
        and ended(promise, as_of)[0] != "broken"
    )


def keep_rate(promises: Iterable[Promise], as_of: date) -> KeepRate:
    """Kept of those due in the 12 months; an overdue open one counts, one that is not due yet or dropped does not."""
    start = months_before(as_of, 12)
    kept = due = 0
    for one in promises:
        told = one.due_first
        if told is None or not start < told <= as_of or one.created > as_of:
            continue
        outcome = ended(one, as_of)[0]
        if outcome not in ("open", "dropped"):
            due += 1
            kept += outcome == "kept"
    return KeepRate(kept, due)
