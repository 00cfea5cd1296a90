"""Queries of Today: who is due for a review, the largest first, and which reviews are in progress."""

from __future__ import annotations

import sqlite3
from datetime import date

from reviewtui.domain.today import DueReview
from reviewtui.storage.figures import NEVER_RANKED
from reviewtui.storage.reads.accounts import AccountReads, day
from reviewtui.storage.review_rhythm import stored_months


class TodayReads:
    """Pages and counts from the figures as of a date; archived accounts are in none of them.

    ``rules`` are those of the user's settings (``storage.review_rhythm``), None for those of the stored figures.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def rhythm(self, account_id: int) -> int:
        """Months between reviews of an account, by its tier when the figures were last stored."""
        found = stored_months(self._db, (account_id,))
        return found.get(account_id, NEVER_RANKED)

    def due_count(self, as_of: date, rules: str | None = None) -> int:
        """How many accounts have a review due; an index answers it."""
        AccountReads(self._db).prepare(as_of, rules)
        row = self._db.execute("SELECT COUNT(*) FROM account_figures WHERE review_due=1").fetchone()
        return int(row[0])

    def due(
        self, as_of: date, limit: int = -1, offset: int = 0, rules: str | None = None
    ) -> tuple[DueReview, ...]:
        """A page of them: largest net revenue of the 12 months first, unknown last, then name, external id, id."""
        AccountReads(self._db).prepare(as_of, rules)
        rows = self._db.execute(
            "SELECT a.id, a.name, a.external_id, a.owner, f.last_quarterly, f.revenue_12m, f.currency, f.rating, "
            "f.last_order, f.overdue_actions FROM account_figures f JOIN account a ON a.id=f.account_id "
            "WHERE f.review_due=1 ORDER BY f.revenue_12m DESC, a.name_key, a.external_id, a.id LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return tuple(
            DueReview(
                account_id=row["id"],
                account=row["name"],
                external_id=row["external_id"],
                owner=row["owner"],
                last_review=day(row["last_quarterly"]),
                revenue=row["revenue_12m"],
                currency=row["currency"],
                rating=row["rating"],
                last_order=day(row["last_order"]),
                overdue_actions=row["overdue_actions"],
            )
            for row in rows
        )
