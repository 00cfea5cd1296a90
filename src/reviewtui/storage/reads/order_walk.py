"""One walk over orders and their lines, for what figures need of each: the plan after an order and the product mix.

Over all accounts the walk goes as the orders are stored, a window at a time: by account it would jump from page to page.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from reviewtui.domain.figure_settings import FigureSettings
from reviewtui.domain.known import Walked
from reviewtui.domain.orders import categories_started_stopped
from reviewtui.domain.own_plan import OwnPlan
from reviewtui.domain.quarter import quarter_of
from reviewtui.domain.rates import NO_RATES, SCALE, RateBook, settled
from reviewtui.domain.touchpoints import Shipped, anchors
from reviewtui.storage.hidden import SHOWN

WINDOW = 750
"""Orders of one window, or fewer of many lines: it holds the file for less than 50 ms."""
LINES = 3 * WINDOW
WIDE = 20 * WINDOW


class OrderWalk:
    """What a walk has found so far, as of a date; ``of_account`` or every window of ``windows`` makes it whole.

    ``currencies`` are those of the accounts, for orders that name none; who has none either is given the ``fallback``.
    ``plans`` are the plans after an order of those who have one of their own.
    """

    def __init__(
        self,
        as_of: date,
        first_month: int,
        currencies: Mapping[int, str],
        fallback: str,
        plans: Mapping[int, str],
        rates: RateBook = NO_RATES,
    ) -> None:
        self._rates = rates
        self._as_of = as_of
        self._end = as_of.isoformat()
        self._currencies = currencies
        self._fallback = fallback
        self._plans = plans
        running = quarter_of(as_of, first_month)
        quarters = (replace(running, end=as_of), *(running.previous(back) for back in range(1, 6)))
        self._since = quarters[-1].start.isoformat()
        cases = " ".join(f"WHEN o.day>='{quarter.start}' THEN {1 << n}" for n, quarter in enumerate(quarters))
        self._quarter = f"CASE {cases} END"
        # Plain tuples of what SQLite gives: of hundreds of thousands of objects the garbage collector would look
        # through each again and again, while the file is held.
        self._shipped: dict[int, list[tuple[str, int, str, str | None]]] = {}
        self._bought: dict[int, dict[str, int]] = {}
        # One object for each text, however often it is read.
        texts: dict[str, str] = {}
        self._same: Callable[[Any, Any], Any] = texts.setdefault

    @staticmethod
    def windows(db: sqlite3.Connection, *, wide: bool = False) -> tuple[tuple[int, int], ...]:
        """First and last order id of windows that together hold every order; ``wide`` where no lines are looked at."""
        low, high, lines = db.execute(
            "SELECT (SELECT MIN(id) FROM orders), (SELECT MAX(id) FROM orders), (SELECT MAX(id) FROM order_line)"
        ).fetchone()
        if low is None:
            return ()
        size = WIDE if wide else max(1, min(WINDOW, LINES * high // (lines or 1)))
        return tuple((first, first + size - 1) for first in range(low, high + 1, size))

    def window(self, db: sqlite3.Connection, first: int, last: int) -> None:
        """Walk over the orders from id ``first`` to ``last``."""
        self._walk(db, "o.id BETWEEN ? AND ?", (first, last))

    def of_account(self, db: sqlite3.Connection, account_id: int) -> None:
        """Walk over the orders of one account."""
        self._walk(db, "o.account_id=?", (account_id,))

    def _walk(self, db: sqlite3.Connection, where: str, args: tuple[int, ...]) -> None:
        cursor = db.cursor()
        cursor.row_factory = None
        shipped, bought, same = self._shipped, self._bought, self._same
        for account_id, day, amount, currency, delivered in cursor.execute(
            f"SELECT o.account_id, o.day, o.amount, o.currency, o.delivered_on FROM orders o WHERE {where} "
            f"AND o.day<=? AND o.status<>'cancelled' AND o.amount>0 AND {SHOWN}",
            (*args, self._end),
        ):
            shipped.setdefault(account_id, []).append(
                (same(day, day), amount, same(currency, currency), same(delivered, delivered))
            )
        # Orders first and then the lines of each: the other way round all lines are read, also those of long ago.
        for account_id, name, quarter in cursor.execute(
            f"SELECT o.account_id, COALESCE(NULLIF(l.category, ''), l.product), {self._quarter} "
            f"FROM orders o CROSS JOIN order_line l ON l.order_id=o.id WHERE {where} AND o.day BETWEEN ? AND ? "
            f"AND o.status<>'cancelled' AND l.amount>0 AND {SHOWN}",
            (*args, self._since, self._end),
        ):
            if name:
                of_account = bought.setdefault(account_id, {})
                name = same(name, name)
                of_account[name] = of_account.get(name, 0) | quarter

    def walked(self, account_id: int, settings: FigureSettings) -> Walked:
        """What was found of an account, which is let go of."""
        own = self._currencies.get(account_id) or self._fallback
        orders = [
            Shipped(
                date.fromisoformat(day),
                *self._in_own(amount, currency or own, own, day),
                self._delivered(delivered),
            )
            for day, amount, currency, delivered in self._shipped.pop(account_id, ())
        ]
        bought = self._bought.pop(account_id, {})
        mix = [(name, index) for name, bits in bought.items() for index in range(6) if bits >> index & 1]
        plan = self._plans.get(account_id)
        found = anchors(orders, self._as_of, OwnPlan(post_order=plan).over(settings))
        return Walked(found, *categories_started_stopped(mix), plan)

    def _in_own(self, amount: int, currency: str, own: str, day: str) -> tuple[int, str]:
        """An order in the account's currency, or as it is where no rate leads there."""
        found = self._rates.at(currency, own, day) if currency != own else None
        return (settled(amount * found.factor, SCALE), own) if found else (amount, currency)

    def _delivered(self, day: str | None) -> date | None:
        return date.fromisoformat(day) if day and day <= self._end else None
