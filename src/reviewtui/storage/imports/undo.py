"""Taking an import back as a whole: what it added goes, what it changed is as before."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from reviewtui.domain.changes import Change
from reviewtui.domain.errors import Conflict
from reviewtui.storage.figures import rebuild_order_days
from reviewtui.storage.imports.hanging import Hanging
from reviewtui.storage.imports.listed import IN, ORDERS, STAMPED, STAMPS, Listed
from reviewtui.storage.imports.since import check_edited, later_orders
from reviewtui.storage.imports.staged import TABLES


def live_batch(db: sqlite3.Connection, batch_id: int) -> sqlite3.Row:
    """The row of a live batch; raises Conflict for one that was taken back."""
    batch: sqlite3.Row | None = db.execute(
        "SELECT file, state FROM import_batch WHERE id=?", (batch_id,)
    ).fetchone()
    if batch is None or batch["state"] != "live":
        raise Conflict("This import was taken back already.")
    return batch


def undone(batch_id: int) -> Change:
    """What the journal says of a batch that is taken back."""
    return Change("import_batch", batch_id, {"state": "live"}, {"state": "undone"})


def take_back(db: sqlite3.Connection, batch_id: int, stamp: str) -> tuple[Change, set[int]]:
    """Undo a live batch inside a writing transaction; returns the change to record and the accounts touched.

    Raises Conflict, having changed nothing that is kept, when something was edited or built upon since.
    """
    batch = live_batch(db, batch_id)
    listed = Listed()
    listed.look(db, batch_id, 0, (1 << 62))
    check_edited(db, listed, batch_id, batch["file"], later_orders(db, listed, batch_id))
    put_back(db, listed, stamp)
    added_orders = f"SELECT row_id {ORDERS}"
    span = (batch_id, 0, 1 << 62)
    db.execute(f"DELETE FROM order_line WHERE order_id IN ({added_orders})", span)
    db.execute(f"DELETE FROM orders WHERE id IN ({added_orders})", span)
    _remove_added(db, listed, batch_id, batch["file"])
    db.execute("UPDATE import_batch SET state='undone' WHERE id=?", (batch_id,))
    left = (listed.touched | listed.moved | listed.ordering) - listed.added["account"].keys()
    rebuild_order_days(db, left)
    return undone(batch_id), left


def put_back(db: sqlite3.Connection, listed: Listed, stamp: str) -> None:
    """Remove the lines that were added to orders, and give changed rows what they had."""
    db.execute(f"DELETE FROM order_line WHERE id {IN}", (json.dumps(listed.lines),))
    for tbl, row_id, before, _ in reversed(listed.changed):
        values: dict[str, Any] = {k: v for k, v in json.loads(before).items() if k not in STAMPS}
        sets = ", ".join(f"{key}=?" for key in values)
        stamped = ", version=version+1, changed_at=?" if tbl in STAMPED else ""
        args = (*values.values(), *((stamp,) if stamped else ()), row_id)
        db.execute(f"UPDATE {tbl} SET {sets}{stamped} WHERE id=?", args)


def forget_summaries(db: sqlite3.Connection, listed: Listed) -> None:
    """Remove the order days and figures of the accounts that go."""
    for summary in ("order_day", "account_figures"):
        db.execute(f"DELETE FROM {summary} WHERE account_id {IN}", (listed.ids("account"),))


def _remove_added(db: sqlite3.Connection, listed: Listed, batch_id: int, file: str) -> None:
    """Delete the accounts, contacts and records that the import added, unless something now hangs on them."""
    forget_summaries(db, listed)
    try:
        for table in (*TABLES, "contact", "account"):
            db.execute(f"DELETE FROM {table} WHERE id {IN}", (listed.ids(table),))
    except sqlite3.IntegrityError:
        Hanging(db, listed, batch_id, file).check(lambda: None)
        raise
