"""Queries of the journal."""

from __future__ import annotations

import json
import sqlite3

from reviewtui.domain.changes import Change, Entry


class JournalReads:
    """What was changed, newest first."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def last_undoable(self) -> Entry | None:
        """The newest entry that is neither undone nor itself an undo."""
        row = self._db.execute(
            "SELECT * FROM journal WHERE undone_by IS NULL AND undoes IS NULL ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return _entry(row) if row else None

    def last_with_key(self, prefix: str) -> Entry | None:
        """The newest entry not undone whose merge key begins so."""
        row = self._db.execute(
            "SELECT * FROM journal WHERE undone_by IS NULL AND undoes IS NULL AND substr(merge_key, 1, ?)=? "
            "ORDER BY id DESC LIMIT 1",
            (len(prefix), prefix),
        ).fetchone()
        return _entry(row) if row else None

    def of_import(self, batch: int) -> Entry | None:
        """The entry of an import that is not taken back yet."""
        start = f'[["import_batch", {int(batch)}, '
        row = self._db.execute(
            "SELECT * FROM journal WHERE undone_by IS NULL AND undoes IS NULL AND substr(changes, 1, ?)=? "
            "ORDER BY id DESC LIMIT 1",
            (len(start), start),
        ).fetchone()
        return _entry(row) if row else None

    def live_imports(self) -> tuple[tuple[int, str], ...]:
        """The imports that are not taken back, the newest first: the number of each and its file."""
        rows = self._db.execute("SELECT id, file FROM import_batch WHERE state='live' ORDER BY id DESC")
        return tuple((row[0], row[1]) for row in rows)

    def newest(self, limit: int = 50) -> tuple[Entry, ...]:
        """The newest entries."""
        rows = self._db.execute("SELECT * FROM journal ORDER BY id DESC LIMIT ?", (limit,))
        return tuple(_entry(row) for row in rows)

    def since(self, entry_id: int) -> tuple[Entry, ...]:
        """The entries from one on, the oldest first: the last one seen may have grown since."""
        rows = self._db.execute("SELECT * FROM journal WHERE id>=? ORDER BY id", (entry_id,))
        return tuple(_entry(row) for row in rows)

    def version(self) -> int:
        """A number that grows with every write by anyone; for screens that ask whether to refresh."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        id=row["id"],
        label=row["label"],
        stamp=row["stamp"],
        actor=row["actor"],
        as_of=row["as_of"],
        changes=tuple(Change(*parts) for parts in json.loads(row["changes"])),
        undone=row["undone_by"] is not None,
    )
