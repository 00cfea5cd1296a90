"""Taking an import back as a whole: what it added goes, what it changed is as before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from reviewtui.domain.changes import Change
from reviewtui.domain.errors import Conflict
from reviewtui.domain.text import one_line
from reviewtui.storage.figures import rebuild_order_days
from reviewtui.storage.imports.live import digest
from reviewtui.storage.imports.staged import TABLES

STAMPS = ("version", "changed_at")
STAMPED = ("account", "contact", *TABLES)
_SHOWN = 3
IN = "IN (SELECT value FROM json_each(?))"


@dataclass
class Listed:
    """What a batch wrote: added records by table, each with a sum over what it says, and added lines of orders that were
    there; ``changed`` rows with what they were and became; ``touched`` accounts; ``moved`` those of which a record stays that
    was changed, ``ordering`` those of which an order was.
    """

    added: dict[str, dict[int, str]] = field(default_factory=lambda: {table: {} for table in STAMPED})
    lines: list[int] = field(default_factory=list)
    changed: list[tuple[str, int, str, str]] = field(default_factory=list)
    orders: int = 0
    touched: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    ordering: set[int] = field(default_factory=set)

    def ids(self, table: str) -> str:
        """The added records of a table, as an argument of ``IN``."""
        return json.dumps(list(self.added[table]))

    def look(self, db: sqlite3.Connection, batch_id: int, first: int, last: int) -> None:
        """Take in the changes of the batch from ``first`` to ``last``."""
        span = (batch_id, first, last)
        self.orders += db.execute(f"SELECT COUNT(*) {_ORDERS}", span).fetchone()[0]
        self.touched.update(
            row[0]
            for row in db.execute(
                f"SELECT DISTINCT account_id FROM orders WHERE id IN (SELECT row_id {_ORDERS})", span
            )
        )
        for tbl, row_id, before, after in db.execute(_OTHERS, span).fetchall():
            if before is not None:
                self.changed.append((tbl, row_id, before, after))
            elif tbl == "order_line":
                self.lines.append(row_id)
            else:
                self.added[tbl][row_id] = after
            if tbl not in self.added:
                self.ordering.update(_owner(db, tbl, row_id))
            elif before is not None:
                self.moved.update(_owner(db, tbl, row_id))
            elif tbl != "account":
                self.touched.update(_owner(db, tbl, row_id))
            else:
                self.touched.add(row_id)


_SPAN = "FROM import_change WHERE batch_id=? AND id BETWEEN ? AND ?"
_ORDERS = f"{_SPAN} AND tbl='orders' AND before IS NULL"
_OTHERS = f"SELECT tbl, row_id, before, after {_SPAN} AND NOT (tbl='orders' AND before IS NULL) ORDER BY id"
_OWNERS = {
    "account": "SELECT ?",
    "order_line": "SELECT o.account_id FROM order_line l JOIN orders o ON o.id=l.order_id WHERE l.id=?",
}


def _owner(db: sqlite3.Connection, table: str, row_id: int) -> Collection[int]:
    """The account of a record, if it is still there."""
    row = db.execute(_OWNERS.get(table, f"SELECT account_id FROM {table} WHERE id=?"), (row_id,)).fetchone()
    return () if row is None else (row[0],)


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
    check_edited(db, listed, batch["file"])
    put_back(db, listed, stamp)
    added_orders = f"SELECT row_id {_ORDERS}"
    span = (batch_id, 0, 1 << 62)
    db.execute(f"DELETE FROM order_line WHERE order_id IN ({added_orders})", span)
    db.execute(f"DELETE FROM orders WHERE id IN ({added_orders})", span)
    _remove_added(db, listed, batch["file"])
    db.execute("UPDATE import_batch SET state='undone' WHERE id=?", (batch_id,))
    left = (listed.touched | listed.moved | listed.ordering) - listed.added["account"].keys()
    rebuild_order_days(db, left)
    return undone(batch_id), left


def check_edited(db: sqlite3.Connection, listed: Listed, file: str) -> None:
    """Stop when a row that the import wrote has another value by now; raises Conflict."""
    edited: list[str] = []
    for tbl, row_id, _, after in reversed(listed.changed):
        row = db.execute(f"SELECT * FROM {tbl} WHERE id=?", (row_id,)).fetchone()
        if row is None or any(row[key] != value for key, value in json.loads(after).items()):
            edited.append(_named(tbl, row))
    for tbl, sums in listed.added.items():
        # What was never written again is as the import left it.
        rows = db.execute(f"SELECT * FROM {tbl} WHERE version<>1 AND id {IN}", (listed.ids(tbl),))
        edited += [_named(tbl, row) for row in rows if digest(row) != sums[row["id"]]]
    if edited:
        more = f" and {len(edited) - _SHOWN} more" if len(edited) > _SHOWN else ""
        raise Conflict(
            f"The import of {file} cannot be taken back: {len(edited)} of its records have been changed since: "
            f"{', '.join(edited[:_SHOWN])}{more}."
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


def put_back(db: sqlite3.Connection, listed: Listed, stamp: str) -> None:
    """Remove the lines that were added to orders, and give changed rows what they had."""
    db.execute(f"DELETE FROM order_line WHERE id {IN}", (json.dumps(listed.lines),))
    for tbl, row_id, before, _ in reversed(listed.changed):
        values: dict[str, Any] = {k: v for k, v in json.loads(before).items() if k not in STAMPS}
        sets = ", ".join(f"{key}=?" for key in values)
        stamped = ", version=version+1, changed_at=?" if tbl in STAMPED else ""
        args = (*values.values(), *((stamp,) if stamped else ()), row_id)
        db.execute(f"UPDATE {tbl} SET {sets}{stamped} WHERE id=?", args)


def hung_on(file: str) -> Conflict:
    """What to say when something hangs on what would go."""
    return Conflict(
        f"The import of {file} cannot be taken back: reviews, orders or notes hang on its accounts by now. "
        "Take those back first."
    )


def forget_summaries(db: sqlite3.Connection, listed: Listed) -> None:
    """Remove the order days and figures of the accounts that go."""
    for summary in ("order_day", "account_figures"):
        db.execute(f"DELETE FROM {summary} WHERE account_id {IN}", (listed.ids("account"),))


def _remove_added(db: sqlite3.Connection, listed: Listed, file: str) -> None:
    """Delete the accounts, contacts and records that the import added, unless something now hangs on them."""
    forget_summaries(db, listed)
    try:
        for table in (*TABLES, "contact", "account"):
            db.execute(f"DELETE FROM {table} WHERE id {IN}", (listed.ids(table),))
    except sqlite3.IntegrityError:
        raise hung_on(file) from None
