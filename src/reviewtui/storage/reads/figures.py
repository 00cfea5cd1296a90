"""Everything that figures are made of, for one account or for a slice of all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date

from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.known import NOT_WALKED, Known, Plan, Walked
from reviewtui.domain.own_plan import AS_USUAL, FIELDS, OwnPlan, kept_plan
from reviewtui.domain.quarter import months_before
from reviewtui.domain.queue import Snooze
from reviewtui.domain.rates import Converted, RateBook
from reviewtui.domain.tiers import Buyer
from reviewtui.storage.figures import common_12m, default_currency, first_month
from reviewtui.storage.reads.buyers import buyers, span
from reviewtui.storage.reads.figure_orders import Bought, OrderSums
from reviewtui.storage.reads.figure_talk import Talks
from reviewtui.storage.reads.order_walk import OrderWalk
from reviewtui.storage.reads.rates import rates_of

SLICE = 30
"""Accounts of one slice: small enough that what is read of them does not hold the file for long."""


_UNPLANNED = Plan()


class FigureReads:
    """What is known of accounts as of a date; rows in the bin are never shown."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def slices(self, size: int = SLICE) -> tuple[tuple[int, int], ...]:
        """First and last id of slices of so many that together hold every account."""
        ids = [
            row[0] for row in self._db.execute("SELECT id FROM account WHERE deleted_at IS NULL ORDER BY id")
        ]
        return tuple((ids[start], ids[min(start + size, len(ids)) - 1]) for start in range(0, len(ids), size))

    def buyers(
        self,
        as_of: date,
        only: int | None = None,
        *,
        part: tuple[int, int] = (0, 2**62),
        kept: bool = True,
        repeat: bool = True,
    ) -> tuple[Buyer, ...]:
        """What ranks every account among the others; see ``storage.reads.buyers``."""
        return buyers(self._db, as_of, only, part=part, kept=kept, repeat=repeat)

    def currencies(self, as_of: date) -> dict[str, str]:
        """The currencies of the orders of 12 months, by their codes, each with the day (ISO) of the first of them."""
        rows = self._db.execute(
            "SELECT currency, MIN(day) FROM order_day WHERE day>? AND day<=? GROUP BY currency ORDER BY currency",
            (months_before(as_of, 12).isoformat(), as_of.isoformat()),
        )
        return {row[0]: row[1] for row in rows}

    def plan_id(self, account_id: int) -> int | None:
        """The row of what was decided for an account, also one in the bin (it is used again)."""
        row = self._db.execute("SELECT id FROM account_plan WHERE account_id=?", (account_id,)).fetchone()
        return int(row[0]) if row else None

    def own_plan(self, account_id: int, as_of: date) -> OwnPlan:
        """What an account has of its own of the cadence and the plan after an order, as of a date."""
        return self._own(as_of, "account_id=?", account_id).get(account_id, AS_USUAL)

    def own_since(self, account_id: int) -> str:
        """From when each part of the plan of an account is its own (``domain.own_plan.days_since``)."""
        row = self._db.execute(
            "SELECT own_since FROM account_plan WHERE account_id=?", (account_id,)
        ).fetchone()
        return str(row[0] or "") if row else ""

    def _own(self, as_of: date, where: str, *args: int) -> dict[int, OwnPlan]:
        rows = self._db.execute(
            f"SELECT account_id, own_since, {', '.join(FIELDS)} FROM account_plan "
            f"WHERE deleted_at IS NULL AND {where}",
            args,
        )
        return {row[0]: kept_plan(as_of, *row[1:]) for row in rows}

    def snoozes(self, account_id: int, as_of: date) -> tuple[Snooze, ...]:
        """Reasons of one account that are put aside as of a date."""
        return tuple(Talks(self._db, account_id, account_id, as_of).snoozes().get(account_id, ()))

    def reviewed(self, first: date, last: date) -> frozenset[int]:
        """Accounts with any finished review dated between two days."""
        rows = self._db.execute(
            "SELECT DISTINCT account_id FROM review WHERE state='finished' AND deleted_at IS NULL AND day BETWEEN ? AND ?",
            (first.isoformat(), last.isoformat()),
        )
        return frozenset(row[0] for row in rows)

    def known(
        self,
        first: int,
        last: int,
        as_of: date,
        settings: FigureSettings = USUAL,
        *,
        whole: bool = True,
        walked: Mapping[int, Walked] | None = None,
    ) -> tuple[Known, ...]:
        """What is known of the accounts from id ``first`` to ``last``; by id.

        Without ``whole`` only what the queue needs: no ratings, no entries of the ledger, and none of what costs a walk
        over orders and their lines, the plan after an order and the product mix. What was ``walked`` already saves
        the walk over the orders of these accounts.
        """
        return tuple(self._known(first, last, as_of, settings, whole, walked or {}))

    def walk(self, as_of: date) -> OrderWalk:
        """A walk over the orders of all accounts as of a date, not yet begun."""
        own = dict(self._db.execute("SELECT id, currency FROM account WHERE currency<>''").fetchall())
        found = self._own(as_of, "post_order IS NOT NULL")
        plans = {one: plan.post_order for one, plan in found.items() if plan.post_order is not None}
        return OrderWalk(
            as_of, first_month(self._db), own, default_currency(self._db), plans, rates_of(self._db)
        )

    def windows(self, *, wide: bool = False) -> tuple[tuple[int, int], ...]:
        """The windows of a walk over all orders; ``wide`` ones for a look at their days alone."""
        return OrderWalk.windows(self._db, wide=wide)

    def ordered(self, first: int, last: int, since: date, until: date) -> frozenset[int]:
        """Accounts with an order or a delivery dated after one day and up to another, among orders of a window."""
        days = (since.isoformat(), until.isoformat())
        rows = self._db.execute(
            "SELECT DISTINCT account_id FROM orders WHERE id BETWEEN ? AND ? "
            "AND ((day>? AND day<=?) OR (delivered_on>? AND delivered_on<=?))",
            (first, last, *days, *days),
        )
        return frozenset(row[0] for row in rows)

    def walked(self, account_id: int, as_of: date, settings: FigureSettings) -> Walked:
        """What a walk over the orders of one account finds."""
        row = self._db.execute("SELECT currency FROM account WHERE id=?", (account_id,)).fetchone()
        own = row[0] if row and row[0] else default_currency(self._db)
        steps = self.own_plan(account_id, as_of).post_order
        return self._walked(account_id, as_of, {account_id: own}, settings, steps)

    def step(self, walk: OrderWalk, first: int, last: int) -> None:
        """Walk over one window."""
        walk.window(self._db, first, last)

    def _known(
        self,
        first: int,
        last: int,
        as_of: date,
        settings: FigureSettings,
        whole: bool,
        walked: Mapping[int, Walked],
    ) -> Iterator[Known]:
        month, fallback = first_month(self._db), default_currency(self._db)
        rows = self._db.execute(
            "SELECT id, name, name_key, external_id, owner, industry, currency, renewal_date, archived_at, "
            "city, country FROM account "
            "WHERE id BETWEEN ? AND ? AND deleted_at IS NULL ORDER BY id",
            (first, last),
        ).fetchall()
        currencies = {row[0]: row[6] or fallback for row in rows}
        book = rates_of(self._db)
        bought = OrderSums(self._db, as_of, month, book, whole=whole).bought((first, last), currencies)
        common = fallback if book else ""
        foreign = common_12m(self._db, as_of, span((first, last)))
        talks = Talks(self._db, first, last, as_of, whole=whole)
        plans, touches, planned, reviews = (
            talks.plans(),
            talks.touches(),
            talks.planned(),
            talks.last_reviews(),
        )
        ratings, latest = talks.answers()
        feedback, promises, issues = talks.last_feedback(), talks.promises(), talks.issues()
        sightings, snoozes = talks.sightings(), talks.snoozes()
        manual = talks.manual() if whole else {}
        finished = talks.last_finished() if whole else {}
        actions = talks.open_actions() if whole else {}

        def walked_of(account_id: int, steps: str | None) -> Walked:
            before = walked.get(account_id)
            # Another plan after an order may look further back.
            if before is not None and before.post_order == steps:
                return before
            return self._walked(account_id, as_of, currencies, settings, steps)

        for row in rows:
            one = row[0]
            opened, overdue = actions.get(one, (0, 0))
            plan = plans.get(one, _UNPLANNED)
            yield Known(
                account_id=one,
                name=row[1],
                key=(row[2], row[3], one),
                external_id=row[3],
                owner=row[4],
                industry=row[5],
                city=row[9],
                country=row[10],
                currency=currencies[one],
                orders=bought[one].figures,
                has_orders=bought[one].known,
                first_order=bought[one].first,
                plan=plan,
                renewal=date.fromisoformat(row[7]) if row[7] else None,
                archived=row[8] is not None,
                touches=touches.get(one, ()),
                planned=planned.get(one, ()),
                last_review=reviews.get(one),
                last_feedback=feedback.get(one),
                ratings=ratings.get(one, ()),
                latest=latest.get(one, {}),
                promises=promises.get(one, ()),
                issues=issues.get(one, ()),
                sightings=sightings.get(one, ()),
                manual=manual.get(one, ()),
                snoozes=snoozes.get(one, ()),
                walked=walked_of(one, plan.own.post_order) if whole else NOT_WALKED,
                last_finished=finished.get(one),
                open_actions=opened,
                overdue_actions=overdue,
                common=_common(bought[one], currencies[one] == common, foreign.get(one, 0))
                if common
                else None,
                common_currency=common,
                ranked_at=_ranked_at(book, currencies[one], fallback, as_of),
            )

    def _walked(
        self,
        account_id: int,
        as_of: date,
        currencies: Mapping[int, str],
        settings: FigureSettings,
        steps: str | None,
    ) -> Walked:
        plans = {} if steps is None else {account_id: steps}
        walk = OrderWalk(as_of, first_month(self._db), currencies, "", plans, rates_of(self._db))
        walk.of_account(self._db, account_id)
        return walk.walked(account_id, settings)


def _common(bought: Bought, own: bool, foreign: int | None) -> int | None:
    """What an account bought in the currency of the file, which may be its ``own``; None where no order is known."""
    if not bought.known:
        return None
    return bought.figures.revenue_12m if own else foreign


def _ranked_at(book: RateBook, own: str, common: str, as_of: date) -> Converted | None:
    """The newest rate by which amounts of an account stand in a ranking of all currencies."""
    found = book.at(own, common, as_of.isoformat()) if own != common else None
    return Converted(own, common, found.rows) if found else None
