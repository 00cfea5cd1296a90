"""One walk over orders and their lines, for what figures need of each: the plan after an order and the product mix.

Over all accounts the walk goes as the orders are stored, a window at a time: by account it would jump from page to page.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

from reviewtui.domain.figure_settings import FigureSettings
from reviewtui.domain.orders import categories_started_stopped
from reviewtui.domain.quarter import quarter_of
from reviewtui.domain.touchpoints import Anchor, Shipped, anchors
from reviewtui.storage.hidden import SHOWN

WINDOW = 750
"""Orders of one window: it holds the file for less than 50 ms."""
Mix = tuple[tuple[str, ...], tuple[str, ...]]


class OrderWalk:
    """What a walk has found so far, as of a date; ``of_account`` or every window of ``windows`` makes it whole."""

    def __init__(self, as_of: date, first_month: int, fallback: str) -> None:
        self._as_of = as_of
        self._fallback = fallback
        running = quarter_of(as_of, first_month)
        quarters = (replace(running, end=as_of), *(running.previous(back) for back in range(1, 6)))
        self._since = quarters[-1].start.isoformat()
        cases = " ".join(f"WHEN o.day>='{quarter.start}' THEN {n}" for n, quarter in enumerate(quarters))
        self._quarter = f"CASE {cases} END"
        self._days: dict[str, date] = {}
        self._shipped: dict[int, list[Shipped]] = {}
        self._bought: dict[int, dict[str, int]] = {}
        self._names: dict[str, str] = {}

    @staticmethod
    def windows(db: sqlite3.Connection) -> tuple[tuple[int, int], ...]:
        """First and last order id of windows that together hold every order."""
        low, high = db.execute("SELECT COALESCE(MIN(id), 1), COALESCE(MAX(id), 0) FROM orders").fetchone()
        return tuple((first, first + WINDOW - 1) for first in range(low, high + 1, WINDOW))

    def window(self, db: sqlite3.Connection, first: int, last: int) -> None:
        """Walk over the orders from id ``first`` to ``last``."""
        self._walk(db, "o.id BETWEEN ? AND ?", (first, last))

    def of_account(self, db: sqlite3.Connection, account_id: int) -> None:
        """Walk over the orders of one account."""
        self._walk(db, "o.account_id=?", (account_id,))

    def _walk(self, db: sqlite3.Connection, where: str, args: tuple[int, ...]) -> None:
        cursor = db.cursor()
        cursor.row_factory = None
        end, shipped, day = self._as_of.isoformat(), self._shipped, self._day
        for account_id, on, amount, currency, own, delivered in cursor.execute(
            "SELECT o.account_id, o.day, o.amount, o.currency, a.currency, o.delivered_on FROM orders o "
            f"JOIN account a ON a.id=o.account_id WHERE {where} AND o.day<=? AND o.status<>'cancelled' AND o.amount>0 "
            f"AND {SHOWN}",
            (*args, end),
        ):
            arrived = day(delivered) if delivered and delivered <= end else None
            order = Shipped(day(on), amount, currency or own or self._fallback, arrived)
            shipped.setdefault(account_id, []).append(order)
        bought, names = self._bought, self._names
        for account_id, name, index in cursor.execute(
            f"SELECT DISTINCT o.account_id, COALESCE(NULLIF(l.category, ''), l.product), {self._quarter} "
            f"FROM orders o JOIN order_line l ON l.order_id=o.id WHERE {where} AND o.day BETWEEN ? AND ? "
            f"AND o.status<>'cancelled' AND l.amount>0 AND {SHOWN}",
            (*args, self._since, end),
        ):
            if name:
                name = names.setdefault(name, name)
                of_account = bought.setdefault(account_id, {})
                of_account[name] = of_account.get(name, 0) | 1 << index

    def _day(self, text: str) -> date:
        found = self._days.get(text)
        if found is None:
            found = self._days[text] = date.fromisoformat(text)
        return found

    def anchors(self, account_id: int, settings: FigureSettings) -> tuple[Anchor, ...]:
        """The orders of an account after which the plan runs."""
        return anchors(self._shipped.get(account_id, ()), self._as_of, settings)

    def mix(self, account_id: int) -> Mix:
        """(started, stopped) categories of an account, or products where there are none."""
        bought = self._bought.get(account_id, {})
        return categories_started_stopped(
            [(name, index) for name, bits in bought.items() for index in range(6) if bits >> index & 1]
        )
