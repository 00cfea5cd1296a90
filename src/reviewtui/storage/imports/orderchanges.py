"""Orders that are there already brought up to date: what is to change is found, listed for an undo, and then written.

Finding may take long and holds nothing; of a large file the list is written ahead as well, where no undo finds it yet. What
is left to the transaction that shows the import are three statements over rows that are ready.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from reviewtui.storage.imports.slices import slices, write_slices

_FACTS = ("day", "status", "currency", "amount", "has_lines", "promised_on", "delivered_on", "custom")
_SAID = ("category", "quantity", "amount")
_MOVED, _LINES = ", ".join(_FACTS), ", ".join(_SAID)


def _json(names: tuple[str, ...], of: str = "") -> str:
    return "json_object(" + ", ".join(f"'{name}', {of}{name}" for name in names) + ")"


def _extracted(names: tuple[str, ...]) -> str:
    return ", ".join(f"json_extract(c.before, '$.{name}')" for name in names)


_TABLES = f"""
DROP TABLE IF EXISTS temp.st_moved;
DROP TABLE IF EXISTS temp.st_lines;
DROP TABLE IF EXISTS temp.st_added;
CREATE TEMP TABLE st_moved(id INTEGER PRIMARY KEY, account_id, {_MOVED}, before);
CREATE TEMP TABLE st_lines(id INTEGER PRIMARY KEY, {_LINES}, before);
CREATE TEMP TABLE st_added(order_id INTEGER, product TEXT, nth INTEGER, {_LINES},
    PRIMARY KEY (order_id, product, nth)) WITHOUT ROWID
"""

_FIND_ORDERS = (
    "INSERT INTO st_moved SELECT o.id, o.account_id, COALESCE(h.day, o.day) AS day, "
    "COALESCE(h.status, o.status) AS status, COALESCE(NULLIF(h.currency, ''), o.currency) AS currency, "
    "CASE WHEN s.amount IS NOT NULL THEN s.amount WHEN o.has_lines THEN o.amount "
    "ELSE COALESCE(h.amount, o.amount) END AS amount, (o.has_lines OR s.amount IS NOT NULL) AS has_lines, "
    "COALESCE(h.promised, o.promised_on) AS promised_on, COALESCE(h.delivered, o.delivered_on) AS delivered_on, "
    "CASE WHEN h.custom IS NULL THEN o.custom ELSE json_patch(o.custom, h.custom) END AS custom, "
    f"{_json(_FACTS, 'o.')} AS before FROM st_head h JOIN main.orders o ON o.id = h.order_id "
    "LEFT JOIN st_sum s ON s.slot = h.slot WHERE h.verdict IN ('same', 'changed') AND h.slot BETWEEN ? AND ?"
)
_FIND_LINES = (
    "INSERT INTO st_lines SELECT l.id, COALESCE(r.category, l.category), COALESCE(r.quantity, l.quantity), "
    f"r.amount, {_json(_SAID, 'l.')} FROM st_row r JOIN main.order_line l ON l.id = r.line_id "
    "WHERE r.verdict='changed' AND r.amount IS NOT NULL AND r.slot BETWEEN ? AND ?"
)
_FIND_ADDED = (
    "INSERT INTO st_added SELECT h.order_id, r.product, r.nth, COALESCE(r.category, ''), COALESCE(r.quantity, ''), "
    "r.amount FROM st_row r JOIN st_head h ON h.slot = r.slot WHERE h.verdict IN ('same', 'changed') "
    "AND r.verdict='new' AND r.amount IS NOT NULL AND r.slot BETWEEN ? AND ?"
)
_SAME = (
    f"DELETE FROM st_moved WHERE before = {_json(_FACTS)}",
    f"DELETE FROM st_lines WHERE before = {_json(_SAID)}",
)
_LIST = (
    ("orders", "st_moved", _json(_FACTS)),
    ("order_line", "st_lines", _json(_SAID)),
)
_CHANGE_ORDERS = (
    f"UPDATE orders SET ({_MOVED}) = (SELECT {_MOVED} FROM st_moved m WHERE m.id = orders.id) "
    "WHERE id IN (SELECT id FROM st_moved)"
)
_CHANGE_LINES = (
    f"UPDATE order_line SET ({_LINES}) = (SELECT {_LINES} FROM st_lines m WHERE m.id = order_line.id) "
    "WHERE id IN (SELECT id FROM st_lines)"
)
_ADD = (
    f"INSERT INTO order_line(order_id, product, nth, {_LINES}) SELECT order_id, product, nth, {_LINES} FROM st_added "
    "ORDER BY order_id, product, nth"
)
AS_THEY_WILL_BE = (
    "(SELECT o.id, o.account_id, o.batch_id, iif(m.id IS NULL, o.day, m.day) AS day, "
    "iif(m.id IS NULL, o.status, m.status) AS status, iif(m.id IS NULL, o.currency, m.currency) AS currency, "
    "iif(m.id IS NULL, o.amount, m.amount) AS amount FROM main.orders o LEFT JOIN st_moved m ON m.id = o.id)"
)
"""In place of the table of orders: what order days hang on, with the changes that were found."""


def open_changes(db: sqlite3.Connection) -> None:
    """Make room for what is found."""
    for statement in _TABLES.split(";"):
        db.execute(statement)


def find_changes(db: sqlite3.Connection, rest: Callable[[], None] | None = None) -> None:
    """Find which orders and lines will be different, and which lines are added to orders; ``rest`` after each slice."""
    open_changes(db)
    last = db.execute("SELECT COALESCE(MAX(slot), 0) FROM st_head").fetchone()[0]

    def find(first: int, end: int) -> None:
        for statement in (_FIND_ORDERS, _FIND_LINES, _FIND_ADDED):
            db.execute(statement, (first, end))

    for _ in slices(last, find):
        if rest is not None:
            rest()
    for statement in _SAME:
        db.execute(statement)


def list_changes(db: sqlite3.Connection, batch: int, progress: Callable[[], None] | None = None) -> None:
    """List what will be different with what it was and becomes; with ``progress`` in transactions of its own."""
    for name, table, after in _LIST:
        query = (
            "INSERT INTO import_change(batch_id, tbl, row_id, before, after) "
            f"SELECT {batch:d}, '{name}', id, before, {after} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id"
        )
        last = db.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()[0]

        def put(first: int, end: int, query: str = query) -> None:
            db.execute(query, (first, end))

        if progress is None:
            put(0, last)
        else:
            write_slices(db, last, put, progress)


def write_changes(db: sqlite3.Connection, batch: int) -> None:
    """Write what was found and listed, inside the transaction that shows it."""
    db.execute(_CHANGE_ORDERS)
    db.execute(_CHANGE_LINES)
    after = db.execute("SELECT COALESCE(MAX(id), 0) FROM order_line").fetchone()[0]
    db.execute(_ADD)
    db.execute(
        "INSERT INTO import_change(batch_id, tbl, row_id) SELECT ?, 'order_line', id FROM order_line WHERE id > ?",
        (batch, after),
    )


def find_former(db: sqlite3.Connection, batch: int, first: int, last: int) -> None:
    """Find what orders and lines were before a batch, of its changes from ``first`` to ``last``; taking it back writes it."""
    span = "c.batch_id=? AND c.id BETWEEN ? AND ? AND c.before IS NOT NULL AND c.tbl"
    db.execute(
        f"INSERT OR IGNORE INTO st_moved SELECT o.id, o.account_id, {_extracted(_FACTS)}, NULL FROM import_change c "
        f"JOIN main.orders o ON o.id=c.row_id WHERE {span}='orders'",
        (batch, first, last),
    )
    db.execute(
        f"INSERT OR IGNORE INTO st_lines SELECT c.row_id, {_extracted(_SAID)}, NULL FROM import_change c WHERE {span}='order_line'",
        (batch, first, last),
    )


def write_former(db: sqlite3.Connection) -> None:
    """Give orders and lines what they were, inside the transaction that takes the batch back."""
    db.execute(_CHANGE_ORDERS)
    db.execute(_CHANGE_LINES)
