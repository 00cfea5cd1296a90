"""Batches: the record of each import, and the removal of what never went live."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from datetime import UTC, datetime, timedelta

from reviewtui.domain.moment import Moment
from reviewtui.storage.hidden import BIN, left_behind
from reviewtui.storage.imports.slices import write_slices
from reviewtui.storage.imports.staged import TABLES

_ABANDONED = timedelta(hours=1)
_FEW_DAYS = 20_000
_UNDONE = "undone"
_ADDED = "SELECT row_id FROM import_change WHERE batch_id=? AND id BETWEEN ? AND ? AND before IS NULL"


def days_table(batch_id: int) -> str:
    """The table in which the order days of a batch are put ready, and those that held before are left."""
    return f"order_day_{batch_id:d}"


def open_batch(db: sqlite3.Connection, moment: Moment, *, file: str, kind: str, actor: str) -> int:
    """Record a batch that is being staged: no query sees its orders; returns its id."""
    batch = db.execute(
        "INSERT INTO import_batch(file, kind, stamp, as_of, actor, state, summary) VALUES (?,?,?,?,?,'staging',?)",
        (file, kind, moment.stamp, moment.as_of.isoformat(), actor, json.dumps(_process())),
    ).lastrowid
    return int(batch or 0)


def drop_batch(db: sqlite3.Connection, batch_id: int) -> None:
    """Remove what a hidden batch brought, in slices: one that is being staged goes without a trace, one that is taken back
    is undone then."""
    first, last = db.execute(
        "SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), -1) FROM import_change WHERE batch_id=?", (batch_id,)
    ).fetchone()

    def drop(start: int, end: int) -> None:
        span = (batch_id, first + start - 1, first + end - 1)
        mine = f"{_ADDED} AND tbl='orders'"
        db.execute(f"DELETE FROM order_line WHERE order_id IN ({mine})", span)
        db.execute(f"DELETE FROM orders WHERE id IN ({mine})", span)
        for table in (*TABLES, "contact"):
            _drop_binned(db, table, span)

    def drop_accounts(start: int, end: int) -> None:
        span = (batch_id, first + start - 1, first + end - 1)
        _drop_binned(db, "account", span)
        db.execute("DELETE FROM import_change WHERE batch_id=? AND id BETWEEN ? AND ?", span)

    write_slices(db, last - first + 1, drop, _nothing)
    drop_days(db, batch_id)
    # Accounts last: all the rest refers to them.
    write_slices(db, last - first + 1, drop_accounts, _nothing)
    db.execute("BEGIN IMMEDIATE")
    summary = db.execute("SELECT summary FROM import_batch WHERE id=?", (batch_id,)).fetchone()[0]
    before = json.loads(summary or "{}").get(_UNDONE)
    if before is None:
        db.execute("DELETE FROM import_batch WHERE id=?", (batch_id,))
    else:
        db.execute("UPDATE import_batch SET state='undone', summary=? WHERE id=?", (before, batch_id))
    db.execute("COMMIT")


def hide_batch(db: sqlite3.Connection, batch_id: int) -> None:
    """Hide the orders of a live batch from every query, until ``drop_batch`` removes them."""
    (summary,) = db.execute("SELECT summary FROM import_batch WHERE id=?", (batch_id,)).fetchone()
    owner = json.dumps({**_process(), _UNDONE: summary})
    db.execute("UPDATE import_batch SET state='staging', summary=? WHERE id=?", (owner, batch_id))


def _drop_binned(db: sqlite3.Connection, table: str, span: tuple[int, int, int]) -> None:
    """Remove the rows of a table that wait in the bin and are listed between two changes of a batch.

    One on which another session has hung something since it was hidden stays in the bin as any other.
    """
    mine = f"deleted_at='{BIN}' AND id IN ({_ADDED} AND tbl='{table}')"
    try:
        db.execute(f"DELETE FROM {table} WHERE {mine}", span)
        return
    except sqlite3.IntegrityError:
        found = [row[0] for row in db.execute(f"SELECT id FROM {table} WHERE {mine}", span)]
    for row_id in found:
        try:
            db.execute(f"DELETE FROM {table} WHERE id=?", (row_id,))
        except sqlite3.IntegrityError:
            db.execute(f"UPDATE {table} SET deleted_at=changed_at WHERE id=?", (row_id,))


def _nothing() -> None:
    return None


def drop_days(db: sqlite3.Connection, batch_id: int) -> None:
    """Remove the order days that a batch put ready or replaced, many of them in slices."""
    name = days_table(batch_id)
    if db.execute("SELECT 1 FROM main.sqlite_schema WHERE name=?", (name,)).fetchone() is None:
        return
    last = db.execute(f"SELECT COALESCE(MAX(rowid), 0) FROM main.{name}").fetchone()[0]
    delete = f"DELETE FROM main.{name} WHERE rowid BETWEEN ? AND ?"
    if last > _FEW_DAYS:
        write_slices(db, last, lambda first, end: db.execute(delete, (first, end)), _nothing)
    db.execute(f"DROP TABLE main.{name}")


def remove_dead_batches(db: sqlite3.Connection, now: datetime) -> int:
    """Remove the batches whose program died before they went live; returns how many.

    A batch of a program that still runs is left alone. Cheap when there is none; call it when a file is opened.
    """
    if not left_behind(db):
        return 0
    rows = db.execute("SELECT id, state, stamp, summary FROM import_batch ORDER BY id").fetchall()
    # The newest first: one that takes another back has order days that refer to accounts of that one.
    dead = [row[0] for row in reversed(rows) if row[1] == "staging" and _is_dead(row[2], row[3], now)]
    for batch_id in dead:
        drop_batch(db, batch_id)
    for row in rows:
        if row[1] != "staging":
            drop_days(db, row[0])
    return len(dead)


def _process() -> dict[str, object]:
    return {"host": platform.node(), "pid": os.getpid()}


def _is_dead(stamp: str, summary: str, now: datetime) -> bool:
    owner = json.loads(summary or "{}")
    if owner.get("host") == platform.node() and os.name == "posix":
        return not _runs(int(owner.get("pid", 0)))
    began = datetime.fromisoformat(stamp)
    return now.astimezone(UTC) - began > _ABANDONED


def _runs(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
