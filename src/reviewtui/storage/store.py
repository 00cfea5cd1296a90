"""The store: one database file, opened. Reads are short sessions of plain SQL, writes are one transaction each.

A Store belongs to one thread at a time. The app gives one to its reading thread and one to its saver.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reviewtui.domain.errors import DatabaseBusy, DatabaseMissing, DatabaseUnusable, ReadOnly, WriteFailed
from reviewtui.domain.moment import Moment
from reviewtui.storage.create import create_file
from reviewtui.storage.engine import (
    SCHEMA_VERSION,
    SERVICE_BUSY_MS,
    Connection,
    check_file,
    connect,
    identity,
    is_writable,
    wrapped,
)
from reviewtui.storage.hidden import left_behind
from reviewtui.storage.reader import Reader

if TYPE_CHECKING:
    from reviewtui.domain.changes import Entry
    from reviewtui.storage.writer import Writer


class Store:
    """An open file. ``read()`` and ``write()`` are context managers; leaving ``write()`` normally commits.

    ``last_entry`` is the journal entry of the last committed write: what changed, for undo, history and screens.
    """

    def __init__(self, path: Path, *, busy_ms: int = SERVICE_BUSY_MS, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only or not is_writable(path)
        self.session = os.urandom(4).hex()
        self.last_entry: Entry | None = None
        self._busy_ms = busy_ms
        self._identity = identity(path)
        self._reading: Connection | None = None
        self._writing: Connection | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        moment: Moment,
        *,
        create: bool = False,
        busy_ms: int = SERVICE_BUSY_MS,
        read_only: bool = False,
    ) -> Store:
        """Open the file at ``path`` after checking it; with ``create`` make it when there is none.

        An older file is backed up and migrated. Raises leaves of DatabaseUnusable, or DatabaseBusy.
        """
        try:
            version = check_file(path)
        except DatabaseMissing:
            if not create:
                raise
            version = _created(path, moment)
        if version < SCHEMA_VERSION:
            from reviewtui.storage.migrate import migrate

            migrate(path, version, moment)
        store = cls(path, busy_ms=busy_ms, read_only=read_only)
        store._tidy(moment)
        return store

    def _tidy(self, moment: Moment) -> None:
        """Remove imports that died before they went live; nobody sees them, so it waits while the file is held."""
        if self.read_only:
            return
        with wrapped(self.path), closing(connect(self.path, write=False)) as db:
            if not left_behind(db):
                return
        from reviewtui.storage.imports.batches import remove_dead_batches

        with (
            suppress(DatabaseBusy),
            wrapped(self.path),
            closing(connect(self.path, busy_ms=self._busy_ms)) as db,
        ):
            remove_dead_batches(db, moment.now)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A short consistent view of the file: keep nothing slow inside, readers hold up a commit."""
        with wrapped(self.path):
            if self._reading is None:
                self._check_identity()
                self._reading = connect(self.path, busy_ms=self._busy_ms, write=False)
            db = self._reading
            nested = db.in_transaction
            if not nested:
                db.execute("BEGIN")
            try:
                yield Reader(db)
            finally:
                if not nested and db.in_transaction:
                    db.execute("ROLLBACK")

    @contextmanager
    def write(
        self, label: str, moment: Moment, *, actor: str = "", merge_key: str = "", journal: bool = True
    ) -> Iterator[Writer]:
        """One transaction under the words a user would use for it; what it changes is recorded for undo.

        Writes with the same non-empty ``merge_key`` within 30 s are one entry (typing is one change, not hundreds).
        Raises ReadOnly, DatabaseBusy, WriteFailed or DatabaseUnusable; then nothing was changed.
        """
        from reviewtui.storage.writer import Writer

        with self._transaction() as db:
            writer = Writer(db, moment, actor)
            yield writer
            entry = writer.finish(label, self.session, merge_key) if journal else writer.entry(label)
        self.last_entry = entry

    @contextmanager
    def summing(self) -> Iterator[sqlite3.Connection]:
        """One short transaction on what is computed from the rest: nothing of it is recorded, and nobody undoes it.

        Raises as ``write`` does, and loads nothing of what writing needs.
        """
        with self._transaction() as db:
            yield db

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if self.read_only:
            raise ReadOnly(f"{self.path} is open for reading only, so this cannot be saved.")
        if self._reading is not None and self._reading.in_transaction:
            # Our own open view would hold up the commit until it gives up: a bug that must show at once.
            raise RuntimeError("write() inside read() of the same store")
        self._check_identity()
        if not is_writable(self.path):
            raise WriteFailed(f"{self.path} became read-only. Make it writable again; nothing was changed.")
        with wrapped(self.path, writing=True):
            if self._writing is None:
                self._writing = connect(self.path, busy_ms=self._busy_ms)
            db = self._writing
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def _check_identity(self) -> None:
        if identity(self.path) != self._identity:
            raise WriteFailed(
                f"{self.path} was moved, deleted or replaced while open. Put it back or restart on the new file."
            )

    def warm(self) -> None:
        """Load what writing needs (SQLModel, 0.3 s) ahead of the first write."""
        import reviewtui.storage.writer  # noqa: F401

    def close(self) -> None:
        """Close the connections; the Store can be used again and reopens them."""
        for db in (self._reading, self._writing):
            if db is not None:
                db.close()
        self._reading = self._writing = None


def _created(path: Path, moment: Moment) -> int:
    try:
        create_file(path, moment)
    except DatabaseUnusable:
        # Another program may have made it in the meantime; then theirs is as good.
        if identity(path) is None:
            raise
        return check_file(path)
    return SCHEMA_VERSION
