"""Reading the lines of figures that are kept, and which of them do not hold any more."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from typing import NamedTuple

from reviewtui.storage.figure_lines import Frame, kept_frame, moved_together

_STALE = """
SELECT a.id, COALESCE(s.stamp, 0) FROM account a LEFT JOIN call_line l ON l.account_id=a.id
LEFT JOIN figure_stamp s ON s.account_id=a.id
WHERE a.deleted_at IS NULL AND (l.stamp IS NULL OR l.stamp<>COALESCE(s.stamp, 0)) ORDER BY a.id
"""
_TALLY = """
SELECT COALESCE(SUM(l.stamp IS NULL OR l.stamp<>COALESCE(s.stamp, 0)), 0), COALESCE(SUM(l.points>0), 0), COUNT(l.due_rank)
FROM account a LEFT JOIN call_line l ON l.account_id=a.id LEFT JOIN figure_stamp s ON s.account_id=a.id
WHERE a.deleted_at IS NULL
"""
_CALLS = """
SELECT l.points, a.name_key, a.external_id, a.id, l.due_rank, l.call FROM call_line l JOIN account a ON a.id=l.account_id
WHERE a.deleted_at IS NULL AND a.archived_at IS NULL {where} ORDER BY {order}, a.name_key, a.external_id, a.id {limit}
"""
_WAITING = "AND l.points>0"
_WALKED = "json_extract(subject, '$[#-1]')"
_DUE = "AND l.due_rank IS NOT NULL"


class KeptRow(NamedTuple):
    """A call as it is kept: ``call`` is JSON, ``name_key``, ``external_id`` and ``account_id`` order equals."""

    points: float
    name_key: str
    external_id: str
    account_id: int
    due_rank: int | None
    call: str


class LineReads:
    """Kept lines by account; whoever shows them first asks for the ``frame`` and for what is ``stale``."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @property
    def frame(self) -> Frame | None:
        """What the kept lines hold for; None when none of them does."""
        return kept_frame(self._db)

    @property
    def moved_together(self) -> int:
        """How often all accounts were said to have moved."""
        return moved_together(self._db)

    def stale(self) -> dict[int, int]:
        """Accounts without a line that holds, with the number that theirs would have."""
        return dict(self._db.execute(_STALE).fetchall())

    def unkept(self) -> int:
        """How many accounts have no line at all."""
        row = self._db.execute(
            "SELECT COUNT(*) FROM account a WHERE deleted_at IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM figure_line l WHERE l.account_id=a.id)"
        ).fetchone()
        return int(row[0])

    def stamps(self, first: int = 1, last: int = 2**62) -> dict[int, int]:
        """The numbers of accounts from one id to another; who has none was never written to."""
        return dict(
            self._db.execute(
                "SELECT account_id, stamp FROM figure_stamp WHERE account_id BETWEEN ? AND ?", (first, last)
            ).fetchall()
        )

    def calls(self, *, waiting: bool = False) -> tuple[KeptRow, ...]:
        """The calls of all accounts that are not archived, in the order of the queue; ``waiting``: those with points."""
        return self._calls(_WAITING if waiting else "")

    def first_calls(self, first: int, ids: Collection[int]) -> tuple[tuple[KeptRow, ...], ...]:
        """The ``first`` so many of the queue, of the touches that are due, and the calls of some accounts."""
        limit = f"LIMIT {int(first)}"
        wanted = f"AND a.id IN ({','.join(str(int(one)) for one in ids)})"
        return (
            self._calls(_WAITING, limit=limit),
            self._calls(_DUE, order="l.due_rank", limit=limit),
            self._calls(wanted),
        )

    def queue(self, first: int | None = None) -> list[tuple[int, bytes]]:
        """Account and what the queue says of it as JSON in UTF-8, in its order; the ``first`` so many."""
        limit = "" if first is None else f"LIMIT {int(first)}"
        # As bytes: they are written out as they are, and nobody looks into them.
        rows = self._db.execute(
            "SELECT a.id, CAST(l.queue AS BLOB) FROM call_line l JOIN account a ON a.id=l.account_id "
            f"WHERE a.deleted_at IS NULL AND a.archived_at IS NULL {_WAITING} ORDER BY l.points DESC, a.name_key, a.external_id, a.id {limit}"
        )
        return [(row[0], row[1]) for row in rows]

    def tally(self) -> tuple[int, int, int]:
        """How many accounts have no line that holds, are in the queue, have a touch that is due: one walk for all three."""
        # Archived accounts have no points, and no touch that is due.
        behind, waiting, due = self._db.execute(_TALLY).fetchone()
        return int(behind), int(waiting), int(due)

    def _calls(self, where: str, order: str = "l.points DESC", limit: str = "") -> tuple[KeptRow, ...]:
        cursor = self._db.cursor()
        cursor.row_factory = None
        rows = cursor.execute(_CALLS.format(where=where, order=order, limit=limit))
        return tuple(map(KeptRow._make, rows))

    def of(self, account_id: int) -> tuple[str, str]:
        """The call of one account as JSON, and what a walk over its orders found, whether the line still holds or not;
        empty where there is none."""
        row = self._db.execute(
            f"SELECT call, {_WALKED} FROM call_line JOIN figure_line USING (account_id) WHERE account_id=?",
            (account_id,),
        ).fetchone()
        return (row[0], row[1]) if row else ("", "")

    def walked(self, first: int, last: int) -> tuple[tuple[int, str], ...]:
        """(account, what a walk over its orders found as JSON) from one id to another."""
        rows = self._db.execute(
            f"SELECT account_id, {_WALKED} FROM figure_line WHERE account_id BETWEEN ? AND ?", (first, last)
        )
        return tuple((row[0], row[1]) for row in rows)

    def subjects(self, first: int, last: int) -> tuple[tuple[int, str], ...]:
        """(account, subject as JSON) from one id to another."""
        rows = self._db.execute(
            "SELECT account_id, subject FROM figure_line WHERE account_id BETWEEN ? AND ?", (first, last)
        )
        return tuple((row[0], row[1]) for row in rows)

    def records(self, ids: Sequence[int]) -> dict[int, bytes]:
        """The records of some accounts as JSON in UTF-8."""
        return dict(
            self._db.execute(
                "SELECT account_id, CAST(record AS BLOB) FROM figure_line WHERE account_id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),),
            ).fetchall()
        )
