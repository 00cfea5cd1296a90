"""What was changed since an import: it is named, and the import is not taken back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping

from reviewtui.domain.errors import Conflict
from reviewtui.domain.text import one_line
from reviewtui.storage.imports.listed import IN, Listed
from reviewtui.storage.imports.live import digest
from reviewtui.storage.imports.slices import slices

Record = tuple[str, int]
SHOWN = 3
_LATER = (
    "FROM import_change c CROSS JOIN import_batch b ON b.id=c.batch_id AND b.state='live' AND b.id<>? "
    "WHERE c.id BETWEEN ? AND ?"
)
_CHANGED_ORDERS = (
    f"SELECT o.id, l.file FROM (SELECT c.row_id AS id, b.file {_LATER} AND c.tbl='orders' AND c.before IS NOT NULL) l "
    "CROSS JOIN orders o ON o.id=l.id WHERE o.batch_id=?"
)
_WRITTEN_LINES = (
    "SELECT o.id, c.file, l.id, o.batch_id, c.before IS NOT NULL "
    f"FROM (SELECT c.row_id, c.before, b.file {_LATER} AND c.tbl='order_line') c "
    "CROSS JOIN order_line l ON l.id=c.row_id CROSS JOIN orders o ON o.id=l.order_id"
)
_WRITTEN_OVER = f"SELECT DISTINCT b.file {_LATER} AND c.before IS NOT NULL AND c.tbl || ' ' || c.row_id {IN} ORDER BY b.id"


def later_orders(
    db: sqlite3.Connection, listed: Listed, batch: int, rest: Callable[[], None] | None = None
) -> dict[int, str]:
    """The orders that a batch added, or added lines to, and of which other imports have changed something or added lines since,
    each with the file of such an import.

    Orders are written by imports only, so that their lists tell; ``rest`` after each slice.
    """
    found, lines = dict[int, str](), set(listed.lines)
    if not listed.orders and not lines:
        return found
    before, last = _since(db, batch)

    def look(first: int, end: int) -> None:
        span = (batch, before + first, before + end)
        found.update(db.execute(_CHANGED_ORDERS, (*span, batch)).fetchall())
        for order, file, line, brought_by, changed in db.execute(_WRITTEN_LINES, span):
            if brought_by == batch or (changed and line in lines):
                found[order] = file

    for _ in slices(last - before, look):
        if rest is not None:
            rest()
    return found


def _since(db: sqlite3.Connection, batch: int) -> tuple[int, int]:
    """The number before the first change of a batch, and that of the last change of any."""
    (first,) = db.execute("SELECT MIN(id) FROM import_change WHERE batch_id=?", (batch,)).fetchone()
    (last,) = db.execute("SELECT MAX(id) FROM import_change").fetchone()
    return (first or 1) - 1, last or 0


def check_edited(
    db: sqlite3.Connection, listed: Listed, batch: int, file: str, later: Mapping[int, str] | None = None
) -> None:
    """Stop when a row that the import wrote has another value by now, or an order of it is among the ``later`` ones; raises
    Conflict, which names them.
    """
    later = later or {}
    rows = _edited(db, listed)
    names: dict[Record, str] = {}
    for record in (*rows, *(("orders", order) for order in later)):
        _note(db, names, record)
    if names:
        count = len(names)
        raise Conflict(
            f"The import of {file} cannot be taken back: {count:,} of its records {'has' if count == 1 else 'have'} "
            f"been changed since: {and_more(names.values())}.{_take_first(db, batch, rows, later)}"
        )


def _edited(db: sqlite3.Connection, listed: Listed) -> list[Record]:
    """The records that were changed or added and say something else by now."""
    found: list[Record] = []
    for tbl, row_id, _, after in reversed(listed.changed):
        row = _row(db, tbl, row_id)
        if row is None or any(row[key] != value for key, value in json.loads(after).items()):
            found.append((tbl, row_id))
    for tbl, sums in listed.added.items():
        # What was never written again is as the import left it.
        rows = db.execute(f"SELECT * FROM {tbl} WHERE version<>1 AND id {IN}", (listed.ids(tbl),))
        found += [(tbl, row["id"]) for row in rows if digest(row) != sums[row["id"]]]
    return found


def _take_first(db: sqlite3.Connection, batch: int, rows: Iterable[Record], later: Mapping[int, str]) -> str:
    """Which imports wrote over this one, in a sentence; empty when people did."""
    keys = json.dumps([f"{table} {row_id}" for table, row_id in rows])
    before, last = _since(db, batch)
    files = [row[0] for row in db.execute(_WRITTEN_OVER, (batch, before + 1, last, keys))]
    files = list(dict.fromkeys((*files, *later.values())))
    return f" Imported over it: {and_more(files)}; take that back first." if files else ""


def _note(db: sqlite3.Connection, names: dict[Record, str], record: Record) -> None:
    """Name a record once; a line as its order."""
    table, row_id = record
    row = _row(db, table, row_id)
    if table == "order_line" and row is not None:
        table, row_id = "orders", row["order_id"]
        row = _row(db, table, row_id)
    names.setdefault((table, row_id), _named(table, row))


def _row(db: sqlite3.Connection, table: str, row_id: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(f"SELECT * FROM {table} WHERE id=?", (row_id,)).fetchone()
    return row


def _named(table: str, row: sqlite3.Row | None) -> str:
    """A record in a sentence: its kind and what it is called."""
    kind = {"orders": "order", "order_line": "order line"}.get(table, table)
    if row is None:
        return f"{kind} that is gone"
    said: Mapping[str, object] = dict(row)
    words = (said.get(key) for key in ("name", "number", "title", "topic", "text"))
    name = next((one_line(str(word)) for word in words if word), "")
    return f"{kind} {name[:40]!r}" if name else kind


def and_more(names: Iterable[str]) -> str:
    """The first few names, and how many more there are."""
    every = list(names)
    more = f" and {len(every) - SHOWN:,} more" if len(every) > SHOWN else ""
    return ", ".join(every[:SHOWN]) + more
