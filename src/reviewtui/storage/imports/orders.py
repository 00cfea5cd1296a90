"""Orders and lines of a file compared with those that are kept; the comparing is SQL over temporary tables."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass

from reviewtui.storage.hidden import SHOWN
from reviewtui.storage.imports.index import AccountIndex, Unmatched
from reviewtui.storage.imports.slices import slices
from reviewtui.storage.imports.staged import StagedLine

STAGE = """
CREATE TEMP TABLE st_head(slot INTEGER PRIMARY KEY, number TEXT NOT NULL, account_id INTEGER, day TEXT, status TEXT,
    currency TEXT NOT NULL, amount INTEGER, promised TEXT, delivered TEXT, order_id INTEGER,
    verdict TEXT NOT NULL DEFAULT 'new', reason TEXT, custom TEXT);
CREATE TEMP TABLE st_line(row INTEGER PRIMARY KEY, slot INTEGER NOT NULL, product TEXT NOT NULL, category TEXT,
    quantity TEXT, amount INTEGER);
CREATE TEMP TABLE st_known(slot INTEGER NOT NULL, id INTEGER NOT NULL, own INTEGER);
CREATE TEMP TABLE st_row(row INTEGER NOT NULL, slot INTEGER NOT NULL, product TEXT NOT NULL, category TEXT,
    quantity TEXT, amount INTEGER, nth INTEGER NOT NULL, line_id INTEGER, verdict TEXT NOT NULL);
CREATE TEMP TABLE st_sum(slot INTEGER PRIMARY KEY, amount INTEGER NOT NULL);
CREATE TEMP TABLE st_account(row INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, vals TEXT NOT NULL);
CREATE TEMP TABLE st_contact(row INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, contact_id INTEGER NOT NULL,
                             vals TEXT NOT NULL);
CREATE INDEX temp.ix_st_known ON st_known(slot);
CREATE INDEX temp.ix_st_row ON st_row(slot);
CREATE TEMP TABLE st_problem(row INTEGER PRIMARY KEY, verdict TEXT NOT NULL, reason TEXT NOT NULL)
"""

_KNOWN = f"""
INSERT INTO st_known SELECT h.slot, o.id, o.account_id = h.account_id FROM st_head h
JOIN main.orders o ON o.number = h.number
JOIN main.account a ON a.id = o.account_id AND a.deleted_at IS NULL
WHERE h.slot BETWEEN :first AND :last AND {SHOWN}
"""

_MATCH = """
UPDATE st_head SET order_id = (SELECT k.id FROM st_known k WHERE k.slot = st_head.slot {own} ORDER BY k.id LIMIT 1)
WHERE slot BETWEEN :first AND :last
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

_ROWS = """
INSERT INTO st_row
WITH counted AS (
    SELECT row, slot, product, category, quantity, amount,
           ROW_NUMBER() OVER (PARTITION BY slot, product ORDER BY row) AS nth
    FROM st_line WHERE slot BETWEEN :first AND :last)
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

# What the lines of an order add up to: those of the file, and those kept before that the file does not name.
_SUMS = """
INSERT INTO st_sum
SELECT r.slot, SUM(r.amount) + COALESCE((SELECT SUM(l.amount) FROM main.order_line l
    WHERE l.order_id = h.order_id AND l.id NOT IN
        (SELECT x.line_id FROM st_row x WHERE x.slot = h.slot AND x.line_id IS NOT NULL)), 0)
FROM st_row r JOIN st_head h ON h.slot = r.slot
WHERE r.slot BETWEEN :first AND :last AND r.verdict IN ('new', 'changed', 'same') AND r.amount IS NOT NULL
GROUP BY r.slot
"""

_PROBLEMS = """
INSERT OR IGNORE INTO st_problem
SELECT r.row, r.verdict, h.reason FROM st_row r JOIN st_head h ON h.slot = r.slot
WHERE r.verdict IN ('rejected', 'conflict') AND r.row > 0
"""


@dataclass(slots=True)
class _Head:
    """What the rows of one order have said of it so far."""

    slot: int
    account_id: int | None
    day: str | None
    status: str | None
    currency: str
    amount: int | None
    promised: str | None
    delivered: str | None
    said: tuple[object, ...] = ()
    custom: dict[str, str] | None = None


class OrderStage:
    """Gathers the orders of a file, checks that their rows agree, and compares them with those that are kept."""

    def __init__(
        self, db: sqlite3.Connection, index: AccountIndex, shape: str, *, make: bool = False
    ) -> None:
        self.db = db
        self.index = index
        self.shape = shape
        self.counts: dict[str, int] = {"new": 0, "changed": 0, "same": 0}
        self._heads: dict[str, _Head] = {}
        self._accounts: dict[tuple[str, str], int | Unmatched] = {}
        self.made: list[tuple[int, int, str]] = []
        self.cancelled = 0
        self._kept = 0
        self._slots = 0
        self._make = make
        self._lines: list[tuple[object, ...]] = []

    def take(self, record: StagedLine) -> None:
        """Take in one row; raises Unmatched when it cannot be taken."""
        account_id = None if self.shape == "lines" else self._account(record)
        head = self._heads.get(record.number)
        if head is None:
            head = _Head(len(self._heads) + 1, account_id, *record[4:10])
            self._heads[record.number] = head
        else:
            self._agree(head, record, account_id)
        self._lines.append(
            (record.row, head.slot, record.product, record.category, record.quantity, record.line_amount)
        )
        if record.custom:
            # Of several rows the first that says something counts.
            head.custom = {**record.custom, **(head.custom or {})}
        if record.extras:
            # Rows of the file count from 1; what is no row of its own counts downwards, and in no verdict.
            self._lines += [
                (-(record.row * 4 + n), head.slot, name, None, None, amount)
                for n, (name, amount) in enumerate(record.extras)
            ]

    def _account(self, record: StagedLine) -> int:
        key = (record.account, record.account_name)
        found = self._accounts.get(key)
        if found is None:
            try:
                found = self.index.resolve(*key, record.row)
            except Unmatched as fault:
                found = fault if fault.conflict or not self._make else self._new_account(record)
            self._accounts[key] = found
        if isinstance(found, Unmatched):
            raise Unmatched(str(found), conflict=found.conflict)
        return found

    def _new_account(self, record: StagedLine) -> int:
        """An account that only the orders name; it is kept when its orders are."""
        name, reference = record.account_name or record.account, record.account
        values = {"name": name, "external_id": reference}
        account_id = self.index.add(values, record.row)
        self.made.append((record.row, account_id, json.dumps(values)))
        return account_id

    def _agree(self, head: _Head, record: StagedLine, account_id: int | None) -> None:
        """Several rows of one order must say the same of it; what an earlier one left open is filled in."""
        said = record[4:10]
        if said == head.said and account_id == head.account_id:
            return
        if account_id != head.account_id:
            raise Unmatched(f"an earlier row gives order {record.number!r} to another account", conflict=True)
        facts = [("day", "day"), ("status", "status"), ("currency", "currency")]
        if self.shape == "headers":
            facts += [("amount", "amount"), ("promised", "promised"), ("delivered", "delivered")]
        for name, word in facts:
            kept, given = getattr(head, name), getattr(record, name)
            if kept not in (None, "") and given not in (None, "") and kept != given:
                raise Unmatched(
                    f"an earlier row gives order {record.number!r} another {word} ({kept}, here {given})",
                    conflict=True,
                )
        for name in ("day", "status", "currency", "amount", "promised", "delivered"):
            if getattr(head, name) in (None, ""):
                setattr(head, name, getattr(record, name))
        head.said = said

    def flush(self) -> None:
        """Move the rows taken so far into the temporary tables, so that memory does not grow with the file."""
        self.db.executemany("INSERT INTO st_account VALUES (?,?,?)", self.made[self._kept :])
        self._kept = len(self.made)
        self.db.executemany("INSERT INTO st_line VALUES (?,?,?,?,?,?)", self._lines)
        self._lines.clear()

    def compare(self) -> None:
        """Give every row its verdict: new, changed, same, conflict or rejected."""
        self.flush()
        db = self.db
        db.executemany(
            "INSERT INTO st_head(number, slot, account_id, day, status, currency, amount, promised, delivered, "
            "custom) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                (
                    n,
                    h.slot,
                    h.account_id,
                    h.day,
                    h.status,
                    h.currency,
                    h.amount,
                    h.promised,
                    h.delivered,
                    json.dumps(h.custom, ensure_ascii=False, separators=(",", ":")) if h.custom else None,
                )
                for n, h in self._heads.items()
            ),
        )
        self._slots = len(self._heads)
        self._heads.clear()
        db.execute("CREATE INDEX temp.ix_st_line ON st_line(slot)")
        for _ in slices(self._slots, self._compare_slots):
            pass
        db.execute("CREATE INDEX temp.ix_st_order ON st_head(order_id)")
        db.execute(_PROBLEMS)
        rows = db.execute("SELECT verdict, COUNT(*) FROM st_row WHERE row > 0 GROUP BY verdict").fetchall()
        self.counts |= {verdict: count for verdict, count in rows if verdict in self.counts}

    def _compare_slots(self, first: int, last: int) -> None:
        span = {"first": first, "last": last}
        lines = self.shape == "lines"
        steps = (
            _KNOWN,
            _MATCH.format(own="" if lines else "AND k.own"),
            *(_REFUSE_LINES if lines else _REFUSE_ORDERS),
            _HEAD_CHANGED,
            _ROWS,
            _SUMS,
        )
        for step in steps:
            self.db.execute(step, span)

    @property
    def every_order_unknown(self) -> bool:
        """Whether the file holds only lines of orders that are not kept: most likely the headers come first."""
        if self.shape != "lines":
            return False
        known = self.db.execute("SELECT COUNT(*) FROM st_head WHERE verdict<>'rejected'").fetchone()[0]
        return not known and bool(self.db.execute("SELECT COUNT(*) FROM st_head").fetchone()[0])

    def net(self, currency: str) -> list[tuple[int, str]]:
        """Net of the file's accepted rows per currency, cancelled orders left out, in 1/10,000."""
        source = "st_head" if self.shape == "headers" else "st_row"
        join = "" if self.shape == "headers" else "JOIN st_head h ON h.slot = r.slot"
        head = "r" if self.shape == "headers" else "h"
        question = (
            f"SELECT SUM(r.amount), COALESCE(NULLIF({head}.currency, ''), NULLIF(o.currency, ''), "
            f"NULLIF(a.currency, ''), ?) AS code FROM {source} r {join} "
            f"LEFT JOIN main.orders o ON o.id = {head}.order_id LEFT JOIN main.account a ON a.id = {head}.account_id "
            f"WHERE r.slot BETWEEN ? AND ? AND r.verdict IN ('new', 'changed', 'same') AND r.amount IS NOT NULL "
            f"AND COALESCE({head}.status, o.status, 'ordered') <> 'cancelled' GROUP BY code"
        )
        found: Counter[str] = Counter()

        def add(first: int, last: int) -> None:
            for amount, code in self.db.execute(question, (currency, first, last)):
                found[code] += amount

        for _ in slices(self._slots, add):
            pass
        return [(found[code], code) for code in sorted(found)]

    def spread(self) -> tuple[int, str | None, str | None]:
        """How many orders were accepted, and their first and last date; counts those of them that are cancelled."""
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
            row = self.db.execute(question, (first, last)).fetchone()
            count += row[0]
            self.cancelled += int(row[1])
            days.update(day for day in row[2:] if day is not None)

        for _ in slices(self._slots, look):
            pass
        return count, min(days, default=None), max(days, default=None)
