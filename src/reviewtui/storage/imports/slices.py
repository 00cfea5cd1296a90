"""Long work in slices of at most about 50 ms, so that another session's save never waits long."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SLICE_SECONDS = 0.05
_FIRST_STEP, _MOST_GROWTH = 200, 4.0
_AT_ONCE = 2000
_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.01, 0.105
# A commit waits for the disk, however little it writes: smaller slices would not make it shorter, only more of them.
_DISK_SHARE = 3

Work = Callable[[int, int], object]


def slices(last: int, work: Work, seconds: float = SLICE_SECONDS) -> Iterator[int]:
    """Do ``work(first, last)`` over 1 to ``last`` in slices whose size follows the time they take.

    Yields after each slice how far it has come.
    """
    step, first = _FIRST_STEP, 1
    while first <= last:
        began = time.perf_counter()
        end = min(first + step - 1, last)
        work(first, end)
        step = _next_step(step, time.perf_counter() - began, seconds)
        first = end + 1
        yield end


def write_slices(
    db: sqlite3.Connection, last: int, work: Work, progress: Callable[[], None], step: int = _FIRST_STEP
) -> None:
    """The same, each slice a transaction of its own, with a pause in which others come in; ``progress`` may raise.

    ``step`` is the size of the first slice, for what is known to be quick.
    """
    first = 1
    while first <= last:
        end = min(first + step - 1, last)
        db.execute("BEGIN IMMEDIATE")
        began = time.perf_counter()
        work(first, end)
        worked = time.perf_counter() - began
        db.execute("COMMIT")
        held = time.perf_counter() - began
        step = _next_step(step, max(worked, held / _DISK_SHARE), SLICE_SECONDS)
        first = end + 1
        progress()
        # Who waits for the file looks again at intervals that grow to 100 ms: half as long a pause as the file was held
        # is met by one of the first looks, a short one would be missed again and again, one of 100 ms never is.
        time.sleep(min(max(_PAUSE_SECONDS, held / 2), _LONGEST_PAUSE_SECONDS))


def rows_by_id(db: sqlite3.Connection, select: str, key: str = "id") -> Iterator[sqlite3.Row]:
    """The rows of a ``select`` with a WHERE, whose first column is ``key``, in the order of their ids.

    So many at once, and none of them is being read while they are worked on: who saves waits for no walk over everybody.
    """
    last = 0
    while True:
        rows = db.execute(f"{select} AND {key}>? ORDER BY {key} LIMIT {_AT_ONCE}", (last,)).fetchall()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1][0]


def make_room(db: sqlite3.Connection) -> None:
    """Let the one transaction that others wait for keep in memory what it reads and writes, which is as much as it changes."""
    for name in ("main", "temp"):
        db.execute(f"PRAGMA {name}.cache_size=-65536")


@contextmanager
def aside(db: sqlite3.Connection) -> Iterator[None]:
    """Many rows of temporary tables as one transaction, which the file takes no part in."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("COMMIT")


def _next_step(step: int, took: float, seconds: float) -> int:
    return max(1, int(step * min(_MOST_GROWTH, 0.7 * seconds / max(took, 0.0005))))
