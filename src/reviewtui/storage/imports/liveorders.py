"""Orders going live: new ones are written with their lines."""

from __future__ import annotations

import sqlite3

_PUT_LINES = (
    "INSERT INTO order_line(order_id, product, nth, category, quantity, amount) "
    "SELECT h.order_id, l.product, {nth}, COALESCE(l.category, ''), COALESCE(l.quantity, ''), l.amount "
    "FROM st_head h CROSS JOIN st_line l ON l.slot = h.slot WHERE h.verdict='new' AND l.amount IS NOT NULL "
    "AND h.slot BETWEEN :first AND :last {which} ORDER BY h.slot, l.product, l.row"
)
_TWICE = "(SELECT slot FROM st_line WHERE slot BETWEEN :first AND :last GROUP BY slot, product HAVING COUNT(*) > 1)"
_NUMBERED = "ROW_NUMBER() OVER (PARTITION BY h.slot, l.product ORDER BY l.row)"


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
    _put_lines(db, first, last)
    db.execute(
        "INSERT INTO import_change(batch_id, tbl, row_id) SELECT ?, 'orders', order_id FROM st_head "
        "WHERE verdict='new' AND slot BETWEEN ? AND ? ORDER BY slot",
        (batch, *span),
    )


def _put_lines(db: sqlite3.Connection, first: int, last: int) -> None:
    """Insert the lines of new orders; numbering those of one product takes as long as all the rest, so few are."""
    slots = {"first": first, "last": last}
    try:
        db.execute(_PUT_LINES.format(nth="1", which=""), slots)
    except sqlite3.IntegrityError:
        # Some order has a product on several lines, and the statement has left nothing behind.
        db.execute(_PUT_LINES.format(nth="1", which=f"AND h.slot NOT IN {_TWICE}"), slots)
        db.execute(_PUT_LINES.format(nth=_NUMBERED, which=f"AND h.slot IN {_TWICE}"), slots)


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


def order_accounts(db: sqlite3.Connection) -> set[int]:
    """The accounts whose orders this file adds or changes."""
    return {
        row[0]
        for row in db.execute(
            "SELECT DISTINCT o.account_id FROM st_head h CROSS JOIN main.orders o ON o.id = h.order_id "
            "WHERE h.verdict IN ('new', 'changed') OR h.slot IN "
            "(SELECT slot FROM st_row WHERE verdict IN ('new', 'changed'))"
        )
    }
