"""What the verdicts of an import rest on, and whether somebody moved it while the file was read."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from reviewtui.storage.imports.slices import rows_by_id
from reviewtui.storage.imports.staged import OF_NO_REVIEW, TABLES

_LOOKS = 5
_RECORDS = frozenset({"opportunities", "actions", "touches", "notes"})
_NUMBERS = (
    "SELECT COUNT(*), MAX(id), SUM(version) FROM account WHERE deleted_at IS NULL",
    "SELECT COUNT(*), MAX(id), SUM(version) FROM contact WHERE deleted_at IS NULL",
    "SELECT COUNT(*), MAX(id), SUM(state='live') FROM import_batch WHERE state<>'staging'",
)
_ACCOUNTS = "SELECT id, external_id, alt_id, name_key, currency{more} FROM account WHERE deleted_at IS NULL"
_PEOPLE = "SELECT id, account_id, name, email, external_id FROM contact WHERE deleted_at IS NULL"
_EVERYTHING = "SELECT COUNT(*), MAX(id), SUM(version) FROM {table} WHERE deleted_at IS NULL"


class Ground:
    """Made before what the verdicts are made with is read, which is read again when ``moved`` says so afterwards.

    ``by`` are the fields that find an account, beside id and name.

    Numbers tell in no time that nothing was written. When they have moved, ``holds`` looks whether it matters: a note on an
    account, another city or a new telephone number changes no verdict about an order.
    """

    def __init__(self, db: sqlite3.Connection, kind: str, by: Sequence[str] = ()) -> None:
        self._looks = _looks(kind, by)
        self._numbers = _numbers(db)
        self._facts = self._look(db)
        self._records = {table: _fingerprint(db, table) for table in (TABLES if kind in _RECORDS else ())}

    def moved(self, db: sqlite3.Connection, tables: Sequence[str] = ()) -> bool:
        """Whether anything was written since the last look; of records, to the ``tables`` that the file has."""
        return _numbers(db) != self._numbers or self._records_moved(db, tables)

    def holds(self, db: sqlite3.Connection, tables: Sequence[str] = ()) -> bool:
        """Whether all that the verdicts rest on is as it was, whatever else was written."""
        numbers = _numbers(db)
        if numbers != self._numbers:
            if numbers[-3:] != self._numbers[-3:] or self._look(db) != self._facts:
                return False
            self._numbers = numbers
        return not self._records_moved(db, tables)

    def hold(self, db: sqlite3.Connection, tables: Sequence[str] = ()) -> bool:
        """Begin to write if it holds; whether it does is looked at while others may write."""
        for _ in range(_LOOKS):
            if not self.holds(db, tables):
                return False
            db.execute("BEGIN IMMEDIATE")
            if not self.moved(db, tables):
                return True
            db.execute("ROLLBACK")
        return False

    def _records_moved(self, db: sqlite3.Connection, tables: Sequence[str]) -> bool:
        return any(_fingerprint(db, table) != self._records[table] for table in tables)

    def _look(self, db: sqlite3.Connection) -> tuple[int, ...]:
        """What is looked at, in several views: what moves meanwhile moves the numbers as well."""
        return tuple(hash(tuple(map(tuple, rows_by_id(db, look)))) for look in self._looks)


def _numbers(db: sqlite3.Connection) -> tuple[object, ...]:
    """Staging of batches, ours or others', does not move them."""
    return tuple(number for query in _NUMBERS for number in db.execute(query).fetchone())


def _looks(kind: str, by: Sequence[str]) -> tuple[str, ...]:
    """What is read when the numbers have moved; of what a file itself is about, any change matters."""
    more = "".join(f", {field}" for field in by if field in ("email", "website", "phone"))
    accounts = _ACCOUNTS.format(more=more)
    if kind == "orders":
        return (accounts,)
    if kind in _RECORDS:
        return accounts, _PEOPLE
    if kind == "contacts":
        return accounts, _EVERYTHING.format(table="contact")
    return tuple(_EVERYTHING.format(table=table) for table in ("account", "contact"))


def _fingerprint(db: sqlite3.Connection, table: str) -> tuple[object, ...]:
    """What moves when a record of this table that a file may be about is added, edited or deleted."""
    where = OF_NO_REVIEW if table == "note" else ""
    query = f"SELECT COUNT(*), MAX(id), SUM(version) FROM {table} WHERE deleted_at IS NULL {where}"
    return tuple(db.execute(query).fetchone())
