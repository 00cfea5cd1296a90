"""Taking an import back as a whole: what it added goes, what it changed is as before."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from reviewtui.domain.changes import Change
from reviewtui.domain.errors import Conflict
from reviewtui.domain.text import one_line
from reviewtui.storage.figures import rebuild_order_days
from reviewtui.storage.imports.live import digest
from reviewtui.storage.imports.records import TABLES

_STAMPS = ("version", "changed_at")
_STAMPED = ("account", "contact", *TABLES)
_SHOWN = 3


def take_back(db: sqlite3.Connection, batch_id: int, stamp: str) -> tuple[Change, set[int]]:
    """Undo a live batch inside a writing transaction; returns the change to record and the accounts touched.

    Raises Conflict, having changed nothing that is kept, when something was edited or built upon since.
    """
    batch = db.execute("SELECT file, state FROM import_batch WHERE id=?", (batch_id,)).fetchone()
    if batch is None or batch["state"] != "live":
        raise Conflict("This import was taken back already.")
    touched = _touched(db, batch_id)
    _check_changed(db, batch_id, batch["file"])
    db.execute(
        "DELETE FROM order_line WHERE id IN (SELECT row_id FROM import_change WHERE batch_id=? "
        "AND tbl='order_line' AND before IS NULL)",
        (batch_id,),
    )
    added_orders = "SELECT row_id FROM import_change WHERE batch_id=? AND tbl='orders' AND before IS NULL"
    db.execute(f"DELETE FROM order_line WHERE order_id IN ({added_orders})", (batch_id,))
    db.execute(f"DELETE FROM orders WHERE id IN ({added_orders})", (batch_id,))
    _restore(db, batch_id, stamp)
    _remove_added(db, batch_id, batch["file"])
    db.execute("UPDATE import_batch SET state='undone' WHERE id=?", (batch_id,))
    left = {row[0] for row in db.execute("SELECT id FROM account")} & touched
    rebuild_order_days(db, left)
    return Change("import_batch", batch_id, {"state": "live"}, {"state": "undone"}), left


def _touched(db: sqlite3.Connection, batch_id: int) -> set[int]:
    rows = db.execute(
        "SELECT row_id FROM import_change WHERE batch_id=:b AND tbl='account' "
        "UNION SELECT account_id FROM contact WHERE id IN "
        "(SELECT row_id FROM import_change WHERE batch_id=:b AND tbl='contact') "
        "UNION SELECT account_id FROM orders WHERE id IN "
        "(SELECT row_id FROM import_change WHERE batch_id=:b AND tbl='orders') "
        "UNION SELECT o.account_id FROM order_line l JOIN orders o ON o.id = l.order_id WHERE l.id IN "
        "(SELECT row_id FROM import_change WHERE batch_id=:b AND tbl='order_line')"
        + "".join(
            f" UNION SELECT account_id FROM {table} WHERE id IN "
            f"(SELECT row_id FROM import_change WHERE batch_id=:b AND tbl='{table}')"
            for table in TABLES
        ),
        {"b": batch_id},
    )
    return {row[0] for row in rows}


def _changed(db: sqlite3.Connection, batch_id: int) -> list[sqlite3.Row]:
    return db.execute(
        "SELECT tbl, row_id, before, after FROM import_change WHERE batch_id=? AND before IS NOT NULL ORDER BY id DESC",
        (batch_id,),
    ).fetchall()


def _check_changed(db: sqlite3.Connection, batch_id: int, file: str) -> None:
    """Stop when a row that the import changed has another value by now."""
    moved: list[str] = []
    for tbl, row_id, _, after in _changed(db, batch_id):
        row = db.execute(f"SELECT * FROM {tbl} WHERE id=?", (row_id,)).fetchone()
        if row is None or any(row[key] != value for key, value in json.loads(after).items()):
            moved.append(_named(tbl, row))
    for tbl in _STAMPED:
        rows = db.execute(
            f"SELECT t.*, c.after AS said FROM import_change c JOIN {tbl} t ON t.id = c.row_id "
            f"WHERE c.batch_id=? AND c.tbl='{tbl}' AND c.before IS NULL",
            (batch_id,),
        )
        moved += [_named(tbl, row) for row in rows if digest(row, leave="said") != row["said"]]
    if moved:
        more = f" and {len(moved) - _SHOWN} more" if len(moved) > _SHOWN else ""
        raise Conflict(
            f"The import of {file} cannot be taken back: {len(moved)} of its records have been changed since: "
            f"{', '.join(moved[:_SHOWN])}{more}."
        )


def _named(table: str, row: sqlite3.Row | None) -> str:
    """A record in a sentence: its kind and what it is called."""
    kind = {"orders": "order", "order_line": "order line"}.get(table, table)
    if row is None:
        return f"{kind} that is gone"
    said = dict(row)
    words = (said.get(key) for key in ("name", "number", "title", "topic", "text", "product"))
    name = next((one_line(str(word)) for word in words if word), "")
    return f"{kind} {name[:40]!r}" if name else kind


def _restore(db: sqlite3.Connection, batch_id: int, stamp: str) -> None:
    for tbl, row_id, before, _ in _changed(db, batch_id):
        values: dict[str, Any] = {k: v for k, v in json.loads(before).items() if k not in _STAMPS}
        sets = ", ".join(f"{key}=?" for key in values)
        stamped = ", version=version+1, changed_at=?" if tbl in _STAMPED else ""
        args = (*values.values(), *((stamp,) if stamped else ()), row_id)
        db.execute(f"UPDATE {tbl} SET {sets}{stamped} WHERE id=?", args)


def _remove_added(db: sqlite3.Connection, batch_id: int, file: str) -> None:
    """Delete the accounts, contacts and records that the import added, unless something now hangs on them."""
    added = "SELECT row_id FROM import_change WHERE batch_id=? AND tbl=? AND before IS NULL"
    for summary in ("order_day", "account_figures"):
        db.execute(f"DELETE FROM {summary} WHERE account_id IN ({added})", (batch_id, "account"))
    try:
        for table in TABLES:
            db.execute(f"DELETE FROM {table} WHERE id IN ({added})", (batch_id, table))
        db.execute(f"DELETE FROM contact WHERE id IN ({added})", (batch_id, "contact"))
        db.execute(f"DELETE FROM account WHERE id IN ({added})", (batch_id, "account"))
    except sqlite3.IntegrityError:
        raise Conflict(
            f"The import of {file} cannot be taken back: reviews, orders or notes hang on its accounts by now. "
            "Take those back first."
        ) from None
