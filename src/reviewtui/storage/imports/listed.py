"""What an import wrote, as it was listed for an undo."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field

from reviewtui.storage.imports.staged import TABLES

STAMPS = ("version", "changed_at")
STAMPED = ("account", "contact", *TABLES)
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
        self.orders += db.execute(f"SELECT COUNT(*) {ORDERS}", span).fetchone()[0]
        self.touched.update(
            row[0]
            for row in db.execute(
                f"SELECT DISTINCT account_id FROM orders WHERE id IN (SELECT row_id {ORDERS})", span
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
ORDERS = f"{_SPAN} AND tbl='orders' AND before IS NULL"
_OTHERS = f"SELECT tbl, row_id, before, after {_SPAN} AND NOT (tbl='orders' AND before IS NULL) ORDER BY id"
_OWNERS = {
    "account": "SELECT ?",
    "order_line": "SELECT o.account_id FROM order_line l JOIN orders o ON o.id=l.order_id WHERE l.id=?",
}


def _owner(db: sqlite3.Connection, table: str, row_id: int) -> Collection[int]:
    """The account of a record, if it is still there."""
    row = db.execute(_OWNERS.get(table, f"SELECT account_id FROM {table} WHERE id=?"), (row_id,)).fetchone()
    return () if row is None else (row[0],)
