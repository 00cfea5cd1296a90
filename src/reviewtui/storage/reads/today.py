"""Queries of Today: who is due for a review, the largest of each currency first."""

from __future__ import annotations

import sqlite3
from datetime import date

from reviewtui.domain.today import DueReview
from reviewtui.storage.figures import NEVER_RANKED
from reviewtui.storage.reads.accounts import AccountReads, day
from reviewtui.storage.reads.rates import OWN_CURRENCY, ranked_by
from reviewtui.storage.review_rhythm import own_months, stored_months


def _parts(db: sqlite3.Connection) -> tuple[tuple[str, str], ...]:
    """What of the reviews due comes one after the other, each with its order: a part by itself is read along an index,
    as long as there are no rates."""
    currency, amount = ranked_by(db)
    return (
        (f"f.revenue_12m IS NOT NULL AND {currency} IS {OWN_CURRENCY}", f"{amount} DESC, "),
        (f"f.revenue_12m IS NOT NULL AND {currency} IS NOT {OWN_CURRENCY}", f"{currency}, {amount} DESC, "),
        ("f.revenue_12m IS NULL", ""),
    )


class TodayReads:
    """Pages and counts from the figures as of a date; archived accounts are in none of them.

    ``rules`` are those of the user's settings (``storage.review_rhythm``), None for those of the stored figures.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def rhythm(self, account_id: int) -> int:
        """Months between reviews of an account: its own, or those of its tier when the figures were last stored."""
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
        """A page of them: largest net revenue of the 12 months first, then name, external id, id.

        No amount is held against one in another currency that no rate leads to: the file's own currency comes first, the
        others after it by their codes, and last whoever never bought.
        """
        AccountReads(self._db).prepare(as_of, rules)
        rows: list[sqlite3.Row] = []
        for where, order in _parts(self._db):
            left = limit - len(rows) if limit >= 0 else -1
            if not left:
                break
            found = self._due_part(where, order, left, offset)
            # Only the pages of a part that is used up cost its counting.
            offset = 0 if found or not offset else offset - self._due_count(where)
            rows += found
        own = own_months(self._db, as_of, [row["id"] for row in rows])
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
                own_months=own.get(row["id"]),
            )
            for row in rows
        )

    def _due_part(self, where: str, order: str, limit: int, offset: int) -> list[sqlite3.Row]:
        return self._db.execute(
            "SELECT a.id, a.name, a.external_id, a.owner, f.last_quarterly, f.revenue_12m, f.currency, f.rating, "
            "f.last_order, f.overdue_actions FROM account_figures f JOIN account a ON a.id=f.account_id "
            f"WHERE f.review_due=1 AND {where} ORDER BY {order}a.name_key, a.external_id, a.id LIMIT ? OFFSET ?",
            (limit, offset),
        ).fetchall()

    def _due_count(self, where: str) -> int:
        row = self._db.execute(f"SELECT COUNT(*) FROM account_figures f WHERE f.review_due=1 AND {where}")
        return int(row.fetchone()[0])
