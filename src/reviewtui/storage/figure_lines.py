"""Lines of figures that are kept: what Today, Accounts and the command line show, computed once for a frame.

A frame is a date with the settings that the figures were computed with. Whatever is written says which accounts it
moves, inside its own transaction, so that a line is never shown that does not hold any more: ``moved`` for single
accounts, ``all_moved`` where the ranking may be another. What is stale is computed again by who next wants it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence

from reviewtui.domain.frozen import frozen

FRAME_KEY = "figure_frame"
EVERYBODY = 0
"""What stands for all accounts where the writes to each are counted."""
INERT = frozenset(
    {
        "note", "capture", "contact", "draft", "conflict_copy", "fact", "quote", "objective", "ask", "opportunity",
        "template_version", "import_batch", "import_change", "import_layout", "setting",
    }
)  # fmt: skip
"""Tables that no figure is made of."""
RANKING = frozenset({"name_key", "external_id", "currency", "deleted_at"})
"""Columns of an account that may change its place among the others."""


@frozen
class Frame:
    """What the kept lines hold for: ``name`` says date and settings, ``token`` tells one filling from the next."""

    name: str
    token: str


@frozen
class KeptLine:
    """The lines of one account as they are kept, with the number it had when what they are made of was read."""

    account_id: int
    stamp: int
    points: float
    due_rank: int | None
    call: str
    queue: str
    subject: str
    record: str


def moves_ranking(table: str, columns: Iterable[str]) -> bool:
    """Whether such a change of a row may move other accounts than its own."""
    if table == "account":
        return not RANKING.isdisjoint(columns)
    return table in {"orders", "order_line", "order_day", "competitor"}


def moved(db: sqlite3.Connection, accounts: Iterable[int]) -> None:
    """Say that the figures of these accounts are to be computed again."""
    db.executemany(
        "INSERT INTO figure_stamp(account_id, stamp) VALUES (?, 1) "
        "ON CONFLICT(account_id) DO UPDATE SET stamp=stamp+1",
        [(one,) for one in accounts],
    )


def all_moved(db: sqlite3.Connection, *, restored: bool = False) -> None:
    """Say that the figures of every account are to be computed again.

    It is counted as well, for a frame that is about to begin. What was ``restored`` has the count of another day, which
    may be that of now again.
    """
    db.execute("DELETE FROM setting WHERE key=?", (FRAME_KEY,))
    by = 1 + int.from_bytes(os.urandom(5)) if restored else 1
    db.execute(
        "INSERT INTO figure_stamp(account_id, stamp) VALUES (?1, ?2) "
        "ON CONFLICT(account_id) DO UPDATE SET stamp=stamp+?2",
        (EVERYBODY, by),
    )


def moved_together(db: sqlite3.Connection) -> int:
    """How often all accounts were said to have moved."""
    row = db.execute("SELECT stamp FROM figure_stamp WHERE account_id=?", (EVERYBODY,)).fetchone()
    return int(row[0]) if row else 0


def kept_frame(db: sqlite3.Connection) -> Frame | None:
    """What the kept lines hold for; None when all of them are stale."""
    row = db.execute("SELECT value FROM setting WHERE key=?", (FRAME_KEY,)).fetchone()
    return Frame(*json.loads(row[0])) if row else None


def begin_frame(db: sqlite3.Connection, frame: Frame, since: int, after: Frame | None = None) -> None:
    """Throw the kept lines away and begin anew; inside a transaction.

    ``since`` is ``moved_together`` from before anything was read for the frame, ``after`` the frame from which something
    is carried over: where that is another, or that frame over, nothing begins and nothing is kept.
    """
    if moved_together(db) != since or (after is not None and kept_frame(db) != after):
        return
    for table in ("call_line", "figure_line"):
        db.execute(f"DELETE FROM {table}")
    db.execute(
        "INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
        (FRAME_KEY, json.dumps([frame.name, frame.token])),
    )


def keep_lines(db: sqlite3.Connection, frame: Frame, lines: Sequence[KeptLine]) -> bool:
    """Keep some lines, but those of accounts that were written to meanwhile; False when the frame is over."""
    if kept_frame(db) != frame:
        return False
    now = dict(
        db.execute(
            "SELECT account_id, stamp FROM figure_stamp WHERE account_id IN (SELECT value FROM json_each(?))",
            (json.dumps([one.account_id for one in lines]),),
        ).fetchall()
    )
    good = [one for one in lines if now.get(one.account_id, 0) == one.stamp]
    db.executemany(
        "INSERT OR REPLACE INTO call_line(account_id, stamp, points, due_rank, call, queue) VALUES (?,?,?,?,?,?)",
        [(one.account_id, one.stamp, one.points, one.due_rank, one.call, one.queue) for one in good],
    )
    db.executemany(
        "INSERT OR REPLACE INTO figure_line(account_id, stamp, subject, record) VALUES (?,?,?,?)",
        [(one.account_id, one.stamp, one.subject, one.record) for one in good],
    )
    return True
