"""Queries of orders: days, single orders, and what was bought by quarter."""

from __future__ import annotations

import sqlite3
from datetime import date

from reviewtui.domain.orders import Order, OrderDay
from reviewtui.domain.quarter import Quarter
from reviewtui.storage.figures import days_of
from reviewtui.storage.hidden import SHOWN
from reviewtui.storage.reads.accounts import day


class OrderReads:
    """Orders of one account at a time; cancelled ones count in no figure but stay listed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def days(self, account_id: int, as_of: date) -> tuple[OrderDay, ...]:
        """Every order day up to ``as_of``, ascending; all figures of ``domain.orders`` start from these."""
        return days_of(self._db, account_id, as_of.isoformat())

    def orders(self, account_id: int, as_of: date, limit: int = -1) -> tuple[Order, ...]:
        """Orders up to ``as_of``, newest first."""
        rows = self._db.execute(
            "SELECT o.*, (SELECT COUNT(*) FROM order_line l WHERE l.order_id=o.id) AS lines FROM orders o "
            f"WHERE o.account_id=? AND o.day<=? AND {SHOWN} ORDER BY o.day DESC, o.id DESC LIMIT ?",
            (account_id, as_of.isoformat(), limit),
        )
        return tuple(
            Order(
                id=row["id"],
                number=row["number"],
                day=date.fromisoformat(row["day"]),
                status=row["status"],
                currency=row["currency"],
                amount=row["amount"],
                lines=row["lines"],
                promised=day(row["promised_on"]),
                delivered=day(row["delivered_on"]),
            )
            for row in rows
        )

    def bought(self, account_id: int, quarters: tuple[Quarter, ...]) -> tuple[tuple[str, int], ...]:
        """Pairs (category, or product where there is none; index into ``quarters``) of what had positive lines."""
        if not quarters:
            return ()
        # One walk over the orders of the account for all quarters.
        which = " ".join(
            f"WHEN o.day BETWEEN '{quarter.start}' AND '{quarter.end}' THEN {index}"
            for index, quarter in enumerate(quarters)
        )
        rows = self._db.execute(
            f"SELECT DISTINCT COALESCE(NULLIF(l.category, ''), l.product) AS kind, CASE {which} END AS quarter "
            "FROM orders o JOIN order_line l ON l.order_id=o.id WHERE o.account_id=? AND o.day BETWEEN ? AND ? "
            f"AND o.status<>'cancelled' AND l.amount>0 AND {SHOWN} AND quarter IS NOT NULL ORDER BY quarter",
            (
                account_id,
                min(quarter.start for quarter in quarters).isoformat(),
                max(quarter.end for quarter in quarters).isoformat(),
            ),
        )
        return tuple((row[0], row[1]) for row in rows if row[0])

    def kinds(
        self, account_id: int, currency: str, first: date, last: date
    ) -> tuple[tuple[str, date, str, int], ...]:
        """(category, or product where there is none; day; currency; net amount) of the lines between two days.

        ``currency`` is that of orders that name none.
        """
        rows = self._db.execute(
            "SELECT COALESCE(NULLIF(l.category, ''), l.product) AS kind, o.day, COALESCE(NULLIF(o.currency, ''), ?4) AS code, "
            "SUM(l.amount) FROM orders o "
            "JOIN order_line l ON l.order_id=o.id WHERE o.account_id=?1 AND o.day BETWEEN ?2 AND ?3 "
            f"AND o.status<>'cancelled' AND {SHOWN} AND l.amount IS NOT NULL GROUP BY kind, o.day, code",
            (account_id, first.isoformat(), last.isoformat(), currency),
        )
        return tuple((row[0], date.fromisoformat(row[1]), row[2], int(row[3])) for row in rows if row[0])

    def late_share(self, account_id: int, first: date, last: date) -> tuple[int, int]:
        """(late, known): orders between two days delivered after the promised date, of those where both are known."""
        row = self._db.execute(
            "SELECT COALESCE(SUM(delivered_on>promised_on), 0), COUNT(*) FROM orders o WHERE account_id=? "
            f"AND day BETWEEN ? AND ? AND status<>'cancelled' AND {SHOWN} AND promised_on IS NOT NULL "
            "AND delivered_on IS NOT NULL",
            (account_id, first.isoformat(), last.isoformat()),
        ).fetchone()
        return int(row[0]), int(row[1])
