"""The sections of Today: which there are, and how many rows of each are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reviewtui.domain.frozen import frozen
from reviewtui.domain.today import Today
from reviewtui.services.calls import Call

LOW = 26
"""Rows of a screen below which the sections under the queue are kept short."""
LEAST_QUEUE = 6
"""Rows of the queue at least; on larger screens nearly half of the height."""
OPEN = 3
"""Rows that stand below the open row, as a rule."""
READING = "All accounts are being looked through ..."


@frozen
class Queue:
    """The calls that Today shows: those of the queue and the touches that are due.

    ``total`` is the length of the whole queue; a filter (``words``) shows only a part of it, and nothing else.
    """

    calls: Sequence[Call]
    touches: Sequence[Call]
    total: int
    words: str = ""


@frozen
class Section:
    """A heading, the rows under it that are shown, and how many there are in all; a ``note`` is a row of words."""

    name: str
    title: str
    total: int
    shown: int
    more: str = ""
    note: str = ""

    @property
    def rows(self) -> int:
        """Rows it takes, with its heading, its note and the row that says how many more there are."""
        return 1 + self.shown + (1 if self.note or self.shown < self.total else 0)


def sections(today: Today, queue: Queue | None, height: int, unfolded: Collection[str]) -> list[Section]:
    """What is not empty, in the order of what to do first; the queue takes the room that the rest leaves."""
    if queue is not None and queue.words:
        found = len(queue.calls)
        none = "" if found else f"Nobody in the queue is {queue.words}; Esc shows all."
        return [Section("queue", f"Queue  {found:,} of {queue.total:,}", found, found, note=none)]
    low = height < LOW
    rest = [
        _short("due", "Reviews due", today.due_count, today.due_count, 3 if low else 6, unfolded),
        _short(
            "overdue", "Actions overdue", today.overdue_count, len(today.overdue_actions), 3 if low else 6
        ),
        _short("now", "Due today", today.due_actions_count, len(today.due_actions), 3 if low else 6),
        _short("week", "This week", today.week_count, len(today.week_actions), 2 if low else 4),
    ]
    if queue is not None and queue.touches:
        count = len(queue.touches)
        rest.append(_short("touches", "Touches due", count, count, 3 if low else 6, unfolded))
    rest = [one for one in rest if one.total]
    running = len(today.in_progress)
    first = [Section("running", f"In progress  {running:,}", running, running)] if running else []
    if queue is None:
        waits = [Section("queue", "Call queue", 0, 0, note=READING)] if today.accounts else []
        return [*first, *waits, *rest]
    if not queue.calls:
        return [*first, *rest]
    taken = sum(one.rows for one in (*first, *rest))
    room = max(LEAST_QUEUE, height // 2 - 2, height - taken - 2 - OPEN)
    total = len(queue.calls)
    shown = total if "queue" in unfolded or total <= room + 1 else room
    return [*first, Section("queue", f"Call queue  {total:,}", total, shown, "Enter shows them"), *rest]


def _short(
    name: str, title: str, total: int, read: int, most: int, unfolded: Collection[str] = ()
) -> Section:
    """A section of a few rows; those of the agenda open there, the others unfold in place."""
    more = "Enter opens the agenda" if name in ("overdue", "now", "week") else "Enter shows them"
    # Where one row more is all there is, it takes the place of the row that would say so.
    shown = total if name in unfolded or total <= most + 1 else most
    return Section(name, f"{title}  {total:,}", total, min(shown, read), more)
