"""Rows for tables that go to other programs: accounts, orders and what hangs on them; a range of ids at a time."""

from __future__ import annotations

import json
import sqlite3

from reviewtui.storage.hidden import SHOWN

_LAST = {
    "accounts": "account",
    "contacts": "contact",
    "orders": "orders",
    "lines": "orders",
    "actions": "action",
    "touches": "touch",
    "notes": "note",
    "opportunities": "opportunity",
}
_ACCOUNTS = """
SELECT id, external_id, alt_id, name, owner, industry, website, phone, email, address, city, region, postal_code, country,
       currency, annual_revenue, employees, renewal_date, substr(archived_at, 1, 10)
FROM account WHERE id BETWEEN ? AND ? AND deleted_at IS NULL ORDER BY id
"""
_CONTACTS = """
SELECT c.id, a.external_id, a.name, c.external_id, c.name, c.title, c.email, c.phone, c.decides
FROM contact c JOIN account a ON a.id=c.account_id
WHERE c.id BETWEEN ? AND ? AND c.deleted_at IS NULL AND a.deleted_at IS NULL ORDER BY c.id
"""
_ORDERS = f"""
SELECT o.id, o.number, a.external_id, a.name, o.day, o.status, o.currency,
       CASE WHEN o.has_lines THEN (SELECT SUM(l.amount) FROM order_line l WHERE l.order_id=o.id) ELSE o.amount END,
       o.promised_on, o.delivered_on
FROM orders o JOIN account a ON a.id=o.account_id
WHERE o.id BETWEEN ? AND ? AND a.deleted_at IS NULL AND {SHOWN} ORDER BY o.id
"""
_LINES = f"""
SELECT o.id, o.number, a.external_id, a.name, o.day, o.status, o.currency, l.product, l.category, l.quantity, l.amount
FROM orders o JOIN account a ON a.id=o.account_id JOIN order_line l ON l.order_id=o.id
WHERE o.id BETWEEN ? AND ? AND a.deleted_at IS NULL AND {SHOWN} ORDER BY o.id, l.id
"""
_ACTIONS = """
SELECT t.id, a.external_id, a.name, t.title, t.status, t.due, t.priority, t.owner, t.side, t.promise, t.created_on,
       t.first_due, t.done_on, t.detail, t.external_id
FROM action t
"""
_TOUCHES = """
SELECT t.id, a.external_id, a.name, t.day, t.channel, t.topic, t.person, t.contact, t.minutes, t.text, t.two_way, t.reached,
       t.planned, t.value_given, t.external_id
FROM touch t
"""
_NOTES = """
SELECT t.id, a.external_id, a.name, t.written_on, t.author, t.text, t.external_id
FROM note t
"""
_OPPORTUNITIES = """
SELECT t.id, a.external_id, a.name, t.text, t.kind, t.amount, t.currency, t.chance, t.due, t.next_step, t.status, t.found_on,
       t.external_id
FROM opportunity t
"""
_WANTED = "JOIN account a ON a.id=t.account_id WHERE t.id BETWEEN ? AND ? AND t.deleted_at IS NULL AND a.deleted_at IS NULL"
# Notes of a review stand in the table of answers.
_ALSO = {"notes": "AND t.review_id IS NULL"}
_RECORDS = {"actions": _ACTIONS, "touches": _TOUCHES, "notes": _NOTES, "opportunities": _OPPORTUNITIES}
_QUERIES = {
    "accounts": _ACCOUNTS,
    "contacts": _CONTACTS,
    "orders": _ORDERS,
    "lines": _LINES,
    **{name: f"{sql}{_WANTED} {_ALSO.get(name, '')} ORDER BY t.id" for name, sql in _RECORDS.items()},
}
_CUSTOM = {"accounts": "account", "contacts": "contact", "orders": "orders"}


class SharedReads:
    """The rows; amounts are integers of 1/10,000 of the unit, dates ISO text."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def last_id(self, table: str) -> int:
        """The greatest id of a table's rows (of lines: of their orders); 0 when there is none."""
        return int(self._db.execute(f"SELECT COALESCE(MAX(id), 0) FROM {_LAST[table]}").fetchone()[0])

    def rows(self, table: str, first: int, last: int) -> list[tuple[str | int | None, ...]]:
        """The rows whose id (of lines: the order's), their first value, is in this range, in the order of the ids."""
        return [tuple(row) for row in self._db.execute(_QUERIES[table], (first, last))]

    def custom_names(self, table: str) -> tuple[str, ...]:
        """The names of the custom fields that rows of a table have, in the order of the alphabet."""
        if table not in _CUSTOM:
            return ()
        rows = self._db.execute(
            f"SELECT DISTINCT j.key FROM {_CUSTOM[table]} t, json_each(t.custom) j WHERE t.custom <> '{{}}' ORDER BY 1"
        )
        return tuple(row[0] for row in rows)

    def custom(self, table: str, first: int, last: int) -> dict[int, dict[str, str]]:
        """The custom fields of the rows in a range of ids, by id."""
        rows = self._db.execute(
            f"SELECT id, custom FROM {_CUSTOM[table]} WHERE id BETWEEN ? AND ? AND custom <> '{{}}'",
            (first, last),
        )
        return {number: json.loads(custom) for number, custom in rows}

    def external_ids(self) -> dict[int, str]:
        """The id that other programs know each account by; empty where they know none."""
        rows = self._db.execute("SELECT id, external_id FROM account WHERE deleted_at IS NULL")
        return {row[0]: row[1] for row in rows}
