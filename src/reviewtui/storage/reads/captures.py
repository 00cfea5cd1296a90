"""Queries of what became of lines and answers, and of texts that lost a race."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class CaptureLink:
    """What became of a marked line of a note, or (``note_id`` None) of an answer; ``made`` as the table has it."""

    id: int
    note_id: int | None
    line: str
    nth: int
    state: str
    target_table: str
    target_id: int | None
    made: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredClash:
    """A text that lost a race; ``slot`` is JSON, ``text`` a note's text or an answer's columns as JSON."""

    id: int
    review_id: int | None
    slot: str
    text: str
    settled: bool


class CaptureReads:
    """Links from records to their lines, and clashes."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def of_review(self, review_id: int) -> tuple[CaptureLink, ...]:
        """What became of the marked lines and of the answers of a review."""
        rows = self._db.execute(
            "SELECT * FROM capture WHERE review_id=? AND deleted_at IS NULL ORDER BY id", (review_id,)
        )
        return tuple(_link(row) for row in rows)

    def of_target(self, table: str, row_id: int) -> CaptureLink | None:
        """The line or answer that a record was made of."""
        row = self._db.execute(
            "SELECT * FROM capture WHERE target_table=? AND target_id=? AND deleted_at IS NULL ORDER BY id",
            (table, row_id),
        ).fetchone()
        return _link(row) if row else None

    def clashes(self, review_id: int) -> tuple[StoredClash, ...]:
        """Texts of a review that lost a race and that nobody has looked at yet."""
        rows = self._db.execute(
            "SELECT * FROM conflict_copy WHERE review_id=? AND NOT settled ORDER BY id", (review_id,)
        )
        return tuple(_clash(row) for row in rows)

    def clash(self, clash_id: int) -> StoredClash | None:
        """One of them, settled or not."""
        row = self._db.execute("SELECT * FROM conflict_copy WHERE id=?", (clash_id,)).fetchone()
        return _clash(row) if row else None


def _link(row: sqlite3.Row) -> CaptureLink:
    return CaptureLink(
        id=row["id"],
        note_id=row["note_id"],
        line=row["line"],
        nth=row["nth"],
        state=row["state"],
        target_table=row["target_table"],
        target_id=row["target_id"],
        made=json.loads(row["made"]),
    )


def _clash(row: sqlite3.Row) -> StoredClash:
    return StoredClash(row["id"], row["review_id"], row["slot"], row["text"], bool(row["settled"]))
