"""Orders going live: new ones are written with their lines, those that were there are brought up to date."""

from __future__ import annotations

import sqlite3

_PUT_LINES = (
    "INSERT INTO order_line(order_id, product, nth, category, quantity, amount) "
    "SELECT h.order_id, l.product, {nth}, COALESCE(l.category, ''), COALESCE(l.quantity, ''), l.amount "
    "FROM st_head h CROSS JOIN st_line l ON l.slot = h.slot "
    "WHERE h.verdict='new' AND l.amount IS NOT NULL AND h.slot BETWEEN ? AND ? ORDER BY h.slot, l.product, l.row"
)


def put_new_orders(db: sqlite3.Connection, batch: int, first: int, last: int) -> None:
    """Insert the new orders of the slots from ``first`` to ``last`` with their lines, and list them as added.

    No query sees them as long as the batch is being staged.
    """
    after = db.execute("SELECT COALESCE(MAX(id), 0) FROM orders").fetchone()[0]
    span = (first, last)
    db.execute(
        "UPDATE st_head SET order_id = ? + slot - ? + 1 WHERE verdict='new' AND slot BETWEEN ? AND ?",
        (after, first, *span),
    )
    db.execute(
        "INSERT INTO orders(id, account_id, number, day, status, currency, amount, has_lines, promised_on, "
        "delivered_on, batch_id, custom) SELECT h.order_id, h.account_id, h.number, h.day, "
        "COALESCE(h.status, 'ordered'), h.currency, COALESCE(s.amount, h.amount), s.amount IS NOT NULL, "
        "h.promised, h.delivered, ?, COALESCE(h.custom, '{}') FROM st_head h LEFT JOIN (SELECT slot, SUM(amount) AS amount "
        "FROM st_line WHERE slot BETWEEN ? AND ? GROUP BY slot) s ON s.slot = h.slot "
        "WHERE h.verdict='new' AND h.slot BETWEEN ? AND ? ORDER BY h.slot",
        (batch, *span, *span),
    )
    try:
        db.execute(_PUT_LINES.format(nth="1"), span)
    except sqlite3.IntegrityError:
        # An order has a product on several lines; numbering them takes longer than all the rest.
        db.execute(
            _PUT_LINES.format(nth="ROW_NUMBER() OVER (PARTITION BY h.slot, l.product ORDER BY l.row)"), span
        )
    db.execute(
        "INSERT INTO import_change(batch_id, tbl, row_id) SELECT ?, 'orders', order_id FROM st_head "
        "WHERE verdict='new' AND slot BETWEEN ? AND ? ORDER BY slot",
        (batch, *span),
    )


def forget_new_orders(db: sqlite3.Connection) -> None:
    """Keep of what was staged only what is to change orders that were there, so that finding these takes no time."""
    db.execute("DELETE FROM st_line")
    db.execute(
        "DELETE FROM st_row WHERE verdict NOT IN ('new', 'changed') "
        "OR slot IN (SELECT slot FROM st_head WHERE verdict='new')"
    )
    db.execute(
        "DELETE FROM st_head WHERE verdict='new' "
        "OR (verdict<>'changed' AND slot NOT IN (SELECT slot FROM st_row))"
    )


_ORDER_JSON = (
    "json_object('day', {a}day, 'status', {a}status, 'currency', {a}currency, 'amount', {a}amount, "
    "'has_lines', {a}has_lines, 'promised_on', {a}promised_on, 'delivered_on', {a}delivered_on, 'custom', {a}custom)"
)
_LINE_JSON = "json_object('category', {a}category, 'quantity', {a}quantity, 'amount', {a}amount)"


def change_orders(db: sqlite3.Connection, batch: int) -> None:
    """Bring orders that were there up to date: their own facts, their lines, and the sum of these."""
    db.execute(
        "CREATE TEMP TABLE st_moved AS SELECT o.id, COALESCE(h.day, o.day) AS day, "
        "COALESCE(h.status, o.status) AS status, COALESCE(NULLIF(h.currency, ''), o.currency) AS currency, "
        "CASE WHEN s.amount IS NOT NULL THEN s.amount WHEN o.has_lines THEN o.amount "
        "ELSE COALESCE(h.amount, o.amount) END AS amount, (o.has_lines OR s.amount IS NOT NULL) AS has_lines, "
        "COALESCE(h.promised, o.promised_on) AS promised_on, COALESCE(h.delivered, o.delivered_on) AS delivered_on, "
        "CASE WHEN h.custom IS NULL THEN o.custom ELSE json_patch(o.custom, h.custom) END AS custom, "
        f"{_ORDER_JSON.format(a='o.')} AS before FROM st_head h JOIN main.orders o ON o.id = h.order_id "
        "LEFT JOIN st_sum s ON s.slot = h.slot WHERE h.verdict IN ('same', 'changed')"
    )
    db.execute("CREATE INDEX temp.ix_st_moved ON st_moved(id)")
    db.execute(f"DELETE FROM st_moved WHERE before = {_ORDER_JSON.format(a='')}")
    db.execute(
        "INSERT INTO import_change(batch_id, tbl, row_id, before, after) "
        f"SELECT ?, 'orders', id, before, {_ORDER_JSON.format(a='')} FROM st_moved",
        (batch,),
    )
    db.execute(
        "UPDATE orders SET (day, status, currency, amount, has_lines, promised_on, delivered_on, custom) = (SELECT "
        "m.day, m.status, m.currency, m.amount, m.has_lines, m.promised_on, m.delivered_on, m.custom FROM st_moved m "
        "WHERE m.id = orders.id) WHERE id IN (SELECT id FROM st_moved)"
    )
    _change_lines(db, batch)


def _change_lines(db: sqlite3.Connection, batch: int) -> None:
    after = db.execute("SELECT COALESCE(MAX(id), 0) FROM order_line").fetchone()[0]
    db.execute(
        "INSERT INTO order_line(order_id, product, nth, category, quantity, amount) "
        "SELECT h.order_id, r.product, r.nth, COALESCE(r.category, ''), COALESCE(r.quantity, ''), r.amount "
        "FROM st_row r JOIN st_head h ON h.slot = r.slot WHERE h.verdict IN ('same', 'changed') "
        "AND r.verdict='new' AND r.amount IS NOT NULL ORDER BY h.order_id, r.product, r.nth"
    )
    db.execute(
        "INSERT INTO import_change(batch_id, tbl, row_id) SELECT ?, 'order_line', id FROM order_line WHERE id > ?",
        (batch, after),
    )
    source = (
        "SELECT l.id, COALESCE(r.category, l.category) AS category, COALESCE(r.quantity, l.quantity) AS quantity, "
        f"r.amount, {_LINE_JSON.format(a='l.')} AS before FROM st_row r JOIN main.order_line l ON l.id = r.line_id "
        "WHERE r.verdict='changed' AND r.amount IS NOT NULL"
    )
    db.execute(f"CREATE TEMP TABLE st_lines AS {source}")
    db.execute("CREATE INDEX temp.ix_st_lines ON st_lines(id)")
    db.execute(f"DELETE FROM st_lines WHERE before = {_LINE_JSON.format(a='')}")
    db.execute(
        "INSERT INTO import_change(batch_id, tbl, row_id, before, after) "
        f"SELECT ?, 'order_line', id, before, {_LINE_JSON.format(a='')} FROM st_lines",
        (batch,),
    )
    db.execute(
        "UPDATE order_line SET (category, quantity, amount) = (SELECT m.category, m.quantity, m.amount FROM "
        "st_lines m WHERE m.id = order_line.id) WHERE id IN (SELECT id FROM st_lines)"
    )


def order_accounts(db: sqlite3.Connection) -> set[int]:
    """The accounts whose orders this file adds or changes, but for those that were written ahead."""
    return {
        row[0]
        for row in db.execute(
            "SELECT DISTINCT o.account_id FROM st_head h CROSS JOIN main.orders o ON o.id = h.order_id "
            "WHERE h.verdict IN ('new', 'changed') OR h.slot IN "
            "(SELECT slot FROM st_row WHERE verdict IN ('new', 'changed'))"
        )
    }
