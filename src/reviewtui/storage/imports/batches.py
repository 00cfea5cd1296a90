"""Batches: the record of each import, the hidden holder of what is staged, and the removal of what never went live."""

from __future__ import annotations

import json
import os
import platform
import secrets
import sqlite3
from datetime import UTC, datetime, timedelta

from reviewtui.domain.moment import Moment

_ABANDONED = timedelta(hours=1)


def open_batch(
    db: sqlite3.Connection, moment: Moment, *, file: str, kind: str, actor: str
) -> tuple[int, int]:
    """Record a batch that is being staged and the account in the bin that holds its orders; returns both ids."""
    holder = db.execute(
        "INSERT INTO account(uid, version, created_at, changed_at, deleted_at, name, name_key, external_id, alt_id, "
        "owner, industry, website, phone, email, address, city, region, postal_code, country, currency, note, custom) "
        "VALUES (?,1,?,?,?,'(import in progress)','',?,'','','','','','','','','','','','','','{}')",
        (secrets.token_hex(8), moment.stamp, moment.stamp, moment.stamp, ""),
    ).lastrowid
    batch = db.execute(
        "INSERT INTO import_batch(file, kind, stamp, as_of, actor, state, holder_id, summary) "
        "VALUES (?,?,?,?,?,'staging',?,?)",
        (file, kind, moment.stamp, moment.as_of.isoformat(), actor, holder, json.dumps(_process())),
    ).lastrowid
    return int(batch or 0), int(holder or 0)


def drop_batch(db: sqlite3.Connection, batch_id: int, holder_id: int | None) -> None:
    """Remove a batch that is being staged and everything under its holder."""
    if holder_id is not None:
        mine = "SELECT id FROM orders WHERE account_id=?"
        db.execute(f"DELETE FROM order_line WHERE order_id IN ({mine})", (holder_id,))
        db.execute("DELETE FROM orders WHERE account_id=?", (holder_id,))
    db.execute("DELETE FROM import_change WHERE batch_id=?", (batch_id,))
    db.execute("DELETE FROM import_batch WHERE id=?", (batch_id,))
    if holder_id is not None:
        db.execute("DELETE FROM account WHERE id=? AND deleted_at IS NOT NULL", (holder_id,))


def remove_dead_batches(db: sqlite3.Connection, now: datetime) -> int:
    """Remove the batches whose program died before they went live; returns how many.

    A batch of a program that still runs is left alone. Cheap when there is none; call it when a file is opened.
    """
    rows = db.execute(
        "SELECT id, holder_id, stamp, summary FROM import_batch WHERE state='staging'"
    ).fetchall()
    dead = [(row[0], row[1]) for row in rows if _is_dead(row[2], row[3], now)]
    if not dead:
        return 0
    db.execute("BEGIN IMMEDIATE")
    try:
        for batch_id, holder_id in dead:
            drop_batch(db, batch_id, holder_id)
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
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
