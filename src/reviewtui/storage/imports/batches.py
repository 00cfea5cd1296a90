"""Batches: the record of each import, and the removal of what never went live."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from datetime import UTC, datetime, timedelta

from reviewtui.domain.moment import Moment
from reviewtui.storage.hidden import BIN, left_behind
from reviewtui.storage.imports.records import TABLES
from reviewtui.storage.imports.slices import write_slices

_ABANDONED = timedelta(hours=1)
_FEW_DAYS = 20_000


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
    """Remove a batch that is being staged and everything it brought, in slices; nobody has seen any of it."""
    first, last = db.execute(
        "SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), -1) FROM import_change WHERE batch_id=?", (batch_id,)
    ).fetchone()

    def drop(start: int, end: int) -> None:
        span = (batch_id, first + start - 1, first + end - 1)
        mine = "SELECT row_id FROM import_change WHERE batch_id=? AND id BETWEEN ? AND ? AND tbl='orders'"
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
    db.execute("DELETE FROM import_batch WHERE id=?", (batch_id,))
    db.execute("COMMIT")


def _drop_binned(db: sqlite3.Connection, table: str, span: tuple[int, int, int]) -> None:
    """Remove the rows of a table that wait in the bin and are listed between two changes of a batch."""
    db.execute(
        f"DELETE FROM {table} WHERE deleted_at='{BIN}' AND id IN (SELECT row_id FROM import_change "
        f"WHERE batch_id=? AND id BETWEEN ? AND ? AND tbl='{table}')",
        span,
    )


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
    rows = db.execute("SELECT id, state, stamp, summary FROM import_batch").fetchall()
    dead = [row[0] for row in rows if row[1] == "staging" and _is_dead(row[2], row[3], now)]
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
