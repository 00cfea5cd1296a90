"""Actions and promises: something to do, for whom, by when, and how it ended."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from reviewtui.domain.frozen import frozen


class ActionStatus(StrEnum):
    """An action is open until it is done or dropped."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@frozen
class Action:
    """Something to do. ``promise`` when the customer was told; ``side`` is ours or customer; priority 1 (high) to 3.

    ``first_due`` is the date it was first due; ``slipped`` marks a promise that was only partly kept and re-dated.
    ``source`` is the line it was captured from, ``review_id`` and ``note_id`` lead back to it.
    ``external_id`` is what the file calls it that it was imported from.
    """

    id: int
    uid: str
    account_id: int
    account: str
    title: str
    owner: str
    side: str
    promise: bool
    status: ActionStatus
    priority: int | None
    due: date | None
    first_due: date | None
    done_on: date | None
    created_on: date
    slipped: bool = False
    broken: bool = False
    detail: str = ""
    review_id: int | None = None
    note_id: int | None = None
    source: str = ""
    version: int = 1
    external_id: str = ""


@frozen
class Wanted:
    """Which actions: open as of the date (or every one with ``closed``), and what else narrows them.

    ``due_from`` and ``due_to`` are included and leave out actions without a date, ``undated`` those with one;
    ``owner`` counts whatever the case; ``archived`` lets in those of archived accounts.
    """

    as_of: date
    account_id: int | None = None
    owner: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    undated: bool = False
    closed: bool = False
    archived: bool = False
    promises: bool = False


def promise_outcome(action: Action, as_of: date) -> str:
    """How a promise stands: kept, late, broken, overdue or open.

    Kept = done by its due date and never slipped; late = done after, or slipped; broken = said not done when due.
    """
    if action.broken:
        return "broken"
    if action.status is ActionStatus.DONE and action.done_on is not None:
        in_time = action.first_due is None or action.done_on <= action.first_due
        return "kept" if in_time and not action.slipped else "late"
    if action.status is ActionStatus.DROPPED:
        return "dropped"
    if action.due is not None and action.due < as_of:
        return "overdue"
    return "late" if action.slipped else "open"


def agenda_group(due: date | None, as_of: date) -> str:
    """The part of the agenda a due date falls in: overdue, today, week (to Sunday), later, or someday (no date)."""
    if due is None:
        return "someday"
    if due < as_of:
        return "overdue"
    if due == as_of:
        return "today"
    sunday = as_of + timedelta(days=6 - as_of.weekday())
    return "week" if due <= sunday else "later"


def group_days(group: str, as_of: date) -> tuple[date | None, date | None]:
    """First and last day of a part of the agenda, None where it is open; both None for someday."""
    sunday = as_of + timedelta(days=6 - as_of.weekday())
    return {
        "overdue": (None, as_of - timedelta(days=1)),
        "today": (as_of, as_of),
        "week": (as_of + timedelta(days=1), sunday),
        "later": (max(sunday, as_of) + timedelta(days=1), None),
    }.get(group, (None, None))


AGENDA = ("overdue", "today", "week", "later", "someday")
