"""What figures need of the orders of many accounts at once: sums and days by SQL, a slice of accounts at a time.

The definitions stand in ``domain.orders``; tests hold the two against each other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from reviewtui.domain.orders import (
    RHYTHM_GAPS,
    LeftOut,
    LikeForLike,
    OrderFigures,
    average,
    order_figures,
    rhythm,
)
from reviewtui.domain.quarter import (
    last_quarters,
    like_for_like_windows,
    months_before,
)
from reviewtui.domain.rates import RateBook
from reviewtui.storage.figures import days_of

Slice = tuple[int, int]
"""First and last account id, both included."""


@dataclass(frozen=True, slots=True)
class Bought:
    """The order figures of one account in its own currency, and whether any order of it is known."""

    figures: OrderFigures
    known: bool
    first: date | None


class OrderSums:
    """Order figures of a slice of accounts as of a date; without ``whole`` only those that the queue needs."""

    def __init__(
        self, db: sqlite3.Connection, as_of: date, first_month: int, rates: RateBook, *, whole: bool = True
    ) -> None:
        self._db = db
        self._first_month = first_month
        self._rates = rates
        self._whole = whole
        self._as_of = as_of
        self._quarters = last_quarters(as_of, 8, first_month)
        self._windows = like_for_like_windows(as_of, first_month)
        self._labels = tuple(quarter.label for quarter in self._quarters)
        self._none = (0,) * (_FIXED + len(self._quarters))

    def bought(self, part: Slice, currencies: Mapping[int, str]) -> dict[int, Bought]:
        """The order figures of each of the accounts."""
        sums = self._sums(part)
        days, first = self._days(part), self._first(part)
        return {
            account_id: self._in_several(account_id, currency, first.get(account_id, _NOTHING))
            if self._rates and sums.get(account_id, {}).keys() - {currency}
            else self._one(
                sums.get(account_id, {}), currency, days.get(account_id, ()), first.get(account_id, _NOTHING)
            )
            for account_id, currency in currencies.items()
        }

    def _in_several(self, account_id: int, currency: str, first: _First) -> Bought:
        """An account that ordered in other currencies than its own, each order at the rate of its day."""
        days = days_of(self._db, account_id, self._as_of.isoformat())
        return Bought(
            order_figures(days, currency, self._as_of, self._first_month, rates=self._rates), *first
        )

    def _one(
        self, sums: Mapping[str, tuple[int, ...]], currency: str, days: tuple[date, ...], first: _First
    ) -> Bought:
        year, orders, gross, counted, _, _, previous, last_year, *quarters = sums.get(currency, self._none)
        usual, last = rhythm(days), days[-1] if days else None
        since = (self._as_of - last).days if last else None
        now = self._windows[0]
        figures = OrderFigures(
            currency=currency,
            revenue_12m=year,
            orders_12m=counted,
            quarters=tuple(quarters),
            quarter_labels=self._labels,
            like_for_like=LikeForLike((now[1] - now[0]).days + 1, quarters[-1], previous, last_year),
            order_days=len(days),
            last_order=last,
            days_since=since,
            rhythm=usual,
            last_gap=(days[-1] - days[-2]).days if len(days) > 1 else None,
            drift=since / usual if usual and since is not None else None,
            average_order=average(gross, orders),
            orders_now=sum(one[4] for one in sums.values()),
            orders_before=sum(one[5] for one in sums.values()),
            left_out=tuple(
                LeftOut(code, one[0], one[3]) for code, one in sorted(sums.items()) if code != currency
            ),
        )
        return Bought(figures, *first)

    def _sums(self, part: Slice) -> dict[int, dict[str, tuple[int, ...]]]:
        """By account and currency: revenue, orders and gross of the year, all its orders, orders now and before, net of
        the windows of the previous quarter and of last year, net of each quarter; without ``whole`` those that the
        queue has no use for are 0."""
        year = months_before(self._as_of, 12)
        after = year + timedelta(days=1)
        now, before, last_year = self._windows
        end = self._as_of
        needed = [("net", after, end), None, None, None, None, None, ("net", *before), ("net", *last_year)]
        quarters: list[_Cell] = [None] * (len(self._quarters) - 1)
        if self._whole:
            needed[1:6] = [
                ("positive", after, end), ("net-credits", after, end), ("positive", after, end), ("positive", *now),
                ("positive", *before),
            ]  # fmt: skip
            quarters = [("net", quarter.start, quarter.end) for quarter in self._quarters[:-1]]
        cells = [*needed, *quarters, ("net", *now)]
        first = min(cell[1] for cell in cells if cell)
        cursor = self._db.cursor()
        cursor.row_factory = None
        found: dict[int, dict[str, tuple[int, ...]]] = {}
        for account_id, currency, *sums in cursor.execute(
            f"SELECT account_id, currency, {', '.join(map(_sum, cells))} FROM order_day "
            f"WHERE account_id BETWEEN ? AND ? AND day BETWEEN ? AND ? GROUP BY account_id, currency",
            (*part, first.isoformat(), end.isoformat()),
        ):
            found.setdefault(account_id, {})[currency] = tuple(sums)
        return found

    def _days(self, part: Slice) -> dict[int, tuple[date, ...]]:
        """The last order days of each account, ascending: as many as the rhythm looks at."""
        # One step down the index for each account instead of a walk over every day it ever ordered on.
        rows = self._db.execute(
            "SELECT id, (SELECT group_concat(day) FROM (SELECT DISTINCT day FROM order_day d WHERE d.account_id=a.id "
            "AND d.positive>0 AND d.day<=? ORDER BY d.day DESC LIMIT ?)) FROM account a WHERE id BETWEEN ? AND ?",
            (self._as_of.isoformat(), RHYTHM_GAPS + 1, *part),
        )
        return {row[0]: tuple(sorted(map(date.fromisoformat, row[1].split(",")))) for row in rows if row[1]}

    def _first(self, part: Slice) -> dict[int, _First]:
        # Who has credits alone has orders, and no order day.
        rows = self._db.execute(
            "SELECT id, (SELECT day FROM order_day d WHERE d.account_id=a.id AND d.positive>0 AND d.day<=?1 "
            "ORDER BY d.day LIMIT 1) FROM account a WHERE id BETWEEN ?2 AND ?3 "
            "AND EXISTS (SELECT 1 FROM order_day d WHERE d.account_id=a.id AND d.day<=?1)",
            (self._as_of.isoformat(), *part),
        )
        return {row[0]: (True, date.fromisoformat(row[1]) if row[1] else None) for row in rows}


_FIXED = 8
_First = tuple[bool, date | None]
"""Whether any order is known, and the first order day."""
_NOTHING: _First = (False, None)
_Cell = tuple[str, date, date] | None


def _sum(cell: _Cell) -> str:
    if cell is None:
        return "0"
    what, first, last = cell
    return f"SUM(CASE WHEN day BETWEEN '{first}' AND '{last}' THEN {what} ELSE 0 END)"
