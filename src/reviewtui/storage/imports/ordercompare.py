"""The orders of a file compared with those that are kept, in SQL over temporary tables.

Most files bring orders that are new one and all: these are counted where they were staged. Rows of the others, or of all where
each row is asked for, get a verdict each.
"""

from __future__ import annotations

import sqlite3
from collections import Counter

from reviewtui.storage.hidden import SHOWN
from reviewtui.storage.imports.slices import slices

STAGE = """
CREATE TEMP TABLE st_known(slot INTEGER NOT NULL, id INTEGER NOT NULL, own INTEGER);
CREATE TEMP TABLE st_row(row INTEGER NOT NULL, slot INTEGER NOT NULL, product TEXT NOT NULL, category TEXT,
    quantity TEXT, amount INTEGER, nth INTEGER NOT NULL, line_id INTEGER, verdict TEXT NOT NULL);
CREATE TEMP TABLE st_sum(slot INTEGER PRIMARY KEY, amount INTEGER NOT NULL);
CREATE INDEX temp.ix_st_known ON st_known(slot);
CREATE INDEX temp.ix_st_row ON st_row(slot);
"""

_KNOWN = f"""
INSERT INTO st_known SELECT h.slot, o.id, o.account_id = h.account_id FROM st_head h
JOIN main.orders o ON o.number = h.number
JOIN main.account a ON a.id = o.account_id AND a.deleted_at IS NULL
WHERE h.slot BETWEEN :first AND :last AND {SHOWN}
"""

_MATCH = """
UPDATE st_head SET order_id = (SELECT k.id FROM st_known k WHERE k.slot = st_head.slot {own} ORDER BY k.id LIMIT 1)
WHERE slot IN (SELECT k.slot FROM st_known k WHERE k.slot BETWEEN :first AND :last)
"""

_REFUSE_LINES = (
    """UPDATE st_head SET verdict='conflict', reason='several accounts have an order ''' || number || ''''
    WHERE slot BETWEEN :first AND :last AND (SELECT COUNT(*) FROM st_known k WHERE k.slot=st_head.slot) > 1""",
    """UPDATE st_head SET verdict='rejected', reason='order ''' || number ||
    ''' is not known; import the order headers (date and account) first'
    WHERE slot BETWEEN :first AND :last AND order_id IS NULL""",
    """UPDATE st_head SET account_id=(SELECT account_id FROM main.orders o WHERE o.id=st_head.order_id)
    WHERE slot BETWEEN :first AND :last AND order_id IS NOT NULL""",
)
_REFUSE_ORDERS = (
    """UPDATE st_head SET verdict='conflict', reason='order ''' || number || ''' is kept under another account'
    WHERE slot BETWEEN :first AND :last AND order_id IS NULL AND slot IN (SELECT slot FROM st_known)""",
)

_HEAD_CHANGED = """
UPDATE st_head SET verdict = CASE WHEN EXISTS (
    SELECT 1 FROM main.orders o WHERE o.id = st_head.order_id AND (
        (st_head.day IS NOT NULL AND st_head.day <> o.day) OR
        (st_head.status IS NOT NULL AND st_head.status <> o.status) OR
        (st_head.currency <> '' AND st_head.currency <> o.currency) OR
        (st_head.amount IS NOT NULL AND NOT o.has_lines AND st_head.amount IS NOT o.amount) OR
        (st_head.promised IS NOT NULL AND st_head.promised IS NOT o.promised_on) OR
        (st_head.delivered IS NOT NULL AND st_head.delivered IS NOT o.delivered_on) OR
        (st_head.custom IS NOT NULL AND json_patch(o.custom, st_head.custom) <> json(o.custom)))
) THEN 'changed' ELSE 'same' END
WHERE slot BETWEEN :first AND :last AND order_id IS NOT NULL AND verdict = 'new'
"""

# Lines of new orders are new and have an amount each, unless they are none (the file has a row for an order).
_ROWS = """
INSERT INTO st_row
WITH counted AS (
    SELECT row, slot, product, category, quantity, amount,
           ROW_NUMBER() OVER (PARTITION BY slot, product ORDER BY row) AS nth
    FROM st_line WHERE slot BETWEEN :first AND :last {some})
SELECT c.row, c.slot, c.product, c.category, c.quantity, c.amount, c.nth, l.id,
    CASE WHEN h.verdict IN ('rejected', 'conflict') THEN h.verdict
         WHEN c.amount IS NULL THEN CASE WHEN c.nth > 1 THEN 'same' ELSE h.verdict END
         WHEN l.id IS NULL THEN 'new'
         WHEN l.amount <> c.amount OR (c.category IS NOT NULL AND c.category <> l.category)
              OR (c.quantity IS NOT NULL AND c.quantity <> l.quantity) THEN 'changed'
         WHEN h.verdict = 'changed' THEN 'changed' ELSE 'same' END
FROM counted c JOIN st_head h ON h.slot = c.slot
LEFT JOIN main.order_line l ON l.order_id = h.order_id AND l.product = c.product AND l.nth = c.nth
ORDER BY c.slot, c.product, c.nth
"""
_SOME = "AND slot IN (SELECT slot FROM st_head WHERE slot BETWEEN :first AND :last AND verdict <> 'new')"
_FRESH = (
    "SELECT COUNT(*) FROM st_line l JOIN st_head h ON h.slot = l.slot "
    "WHERE l.slot BETWEEN :first AND :last AND l.row > 0 AND h.verdict = 'new'"
)

# What the lines of an order add up to: those of the file, and those kept before that the file does not name.
_SUMS = """
INSERT INTO st_sum
SELECT r.slot, SUM(r.amount) + COALESCE((SELECT SUM(l.amount) FROM main.order_line l
    WHERE l.order_id = h.order_id AND l.id NOT IN
        (SELECT x.line_id FROM st_row x WHERE x.slot = h.slot AND x.line_id IS NOT NULL)), 0)
FROM st_row r JOIN st_head h ON h.slot = r.slot
WHERE r.slot BETWEEN :first AND :last AND h.verdict <> 'new' AND r.verdict IN ('new', 'changed', 'same') AND r.amount IS NOT NULL
GROUP BY r.slot
"""

_PROBLEMS = """
INSERT OR IGNORE INTO st_problem
SELECT r.row, r.verdict, h.reason FROM st_row r JOIN st_head h ON h.slot = r.slot
WHERE r.verdict IN ('rejected', 'conflict') AND r.row > 0
"""

_ACCEPTED = "{row}.slot BETWEEN :first AND :last AND {row}.amount IS NOT NULL AND COALESCE(h.status, o.status, 'ordered') <> 'cancelled'"
_NET = (
    "SELECT SUM({row}.amount), COALESCE(NULLIF(h.currency, ''), NULLIF(o.currency, ''), NULLIF(a.currency, ''), :currency) AS code "
    "FROM {tables} LEFT JOIN main.orders o ON o.id = h.order_id LEFT JOIN main.account a ON a.id = h.account_id "
    f"WHERE {_ACCEPTED} AND {{which}} GROUP BY code"
)
_NET_OF_HEADS = (_NET.format(row="h", tables="st_head h", which="h.verdict IN ('new', 'changed', 'same')"),)
_NET_OF_LINES = (
    _NET.format(
        row="l",
        tables="(SELECT slot, SUM(amount) AS amount FROM st_line WHERE slot BETWEEN :first AND :last GROUP BY slot) l "
        "JOIN st_head h ON h.slot = l.slot",
        which="h.verdict = 'new'",
    ),
    _NET.format(
        row="r",
        tables="st_row r JOIN st_head h ON h.slot = r.slot",
        which="h.verdict <> 'new' AND r.verdict IN ('new', 'changed', 'same')",
    ),
)


class Compared:
    """What became of the staged orders and their rows; ``fresh`` counts the rows of orders that are new.

    With ``every_row`` each row gets its verdict in ``st_row``, else only rows of orders that are kept or refused.
    """

    def __init__(self, db: sqlite3.Connection, shape: str, slots: int, *, every_row: bool) -> None:
        self._db = db
        self._shape = shape
        self._slots = slots
        self.fresh = self.cancelled = 0
        every_row = every_row or shape == "headers"
        self._rows = _ROWS.format(some="" if every_row else _SOME)
        for _ in slices(slots, self._compare):
            pass
        db.execute("CREATE INDEX temp.ix_st_order ON st_head(order_id)")
        db.execute(_PROBLEMS)
        rows = db.execute("SELECT verdict, COUNT(*) FROM st_row WHERE row > 0 GROUP BY verdict").fetchall()
        self.counts = {"new": 0 if every_row else self.fresh, "changed": 0, "same": 0}
        for verdict, count in rows:
            if verdict in self.counts:
                self.counts[verdict] += count

    def _compare(self, first: int, last: int) -> None:
        span = {"first": first, "last": last}
        lines = self._shape == "lines"
        steps = (
            _KNOWN,
            _MATCH.format(own="" if lines else "AND k.own"),
            *(_REFUSE_LINES if lines else _REFUSE_ORDERS),
            _HEAD_CHANGED,
            self._rows,
            _SUMS,
        )
        for step in steps:
            self._db.execute(step, span)
        self.fresh += self._db.execute(_FRESH, span).fetchone()[0]

    @property
    def moving(self) -> int:
        """How many rows bring something."""
        return self.counts["new"] + self.counts["changed"]

    def accounts(self) -> int:
        """Of how many accounts the file has orders."""
        found = self._db.execute("SELECT COUNT(DISTINCT account_id) FROM st_head").fetchone()
        return int(found[0])

    @property
    def every_order_unknown(self) -> bool:
        """Whether the file holds only lines of orders that are not kept: most likely the headers come first."""
        if self._shape != "lines":
            return False
        known = self._db.execute("SELECT COUNT(*) FROM st_head WHERE verdict<>'rejected'").fetchone()[0]
        return not known and self._slots > 0

    def net(self, currency: str) -> list[tuple[int, str]]:
        """Net of the file's accepted rows per currency, cancelled orders left out, in 1/10,000."""
        found: Counter[str] = Counter()
        questions = _NET_OF_HEADS if self._shape == "headers" else _NET_OF_LINES

        def add(first: int, last: int) -> None:
            span = {"currency": currency, "first": first, "last": last}
            for question in questions:
                for amount, code in self._db.execute(question, span):
                    found[code] += amount

        for _ in slices(self._slots, add):
            pass
        return [(found[code], code) for code in sorted(found)]

    def spread(self) -> tuple[int, str | None, str | None]:
        """How many orders were accepted, and their first and last date; counts those of them that are ``cancelled``."""
        self.cancelled = 0
        question = (
            "SELECT COUNT(*), TOTAL(COALESCE(h.status, o.status) = 'cancelled'), MIN(COALESCE(h.day, o.day)), "
            "MAX(COALESCE(h.day, o.day)) FROM st_head h "
            "LEFT JOIN main.orders o ON o.id = h.order_id WHERE h.slot BETWEEN ? AND ? "
            "AND h.verdict IN ('new', 'changed', 'same')"
        )
        count, days = 0, set[str]()

        def look(first: int, last: int) -> None:
            nonlocal count
            row = self._db.execute(question, (first, last)).fetchone()
            count += row[0]
            self.cancelled += int(row[1])
            days.update(day for day in row[2:] if day is not None)

        for _ in slices(self._slots, look):
            pass
        return count, min(days, default=None), max(days, default=None)
