"""Moving the stored figures to a later day by computing again only the accounts for which the day matters."""

from __future__ import annotations

import sqlite3
from datetime import date

from reviewtui.domain.quarter import months_before, quarter_of
from reviewtui.domain.reviews import REVIEW_EVERY_MONTHS
from reviewtui.storage.figures import FIGURES_KEY, figures_date, first_month, refresh_figures, store_figures


def advance_figures(db: sqlite3.Connection, to: date) -> int | None:
    """Keep the figures for the day ``to``; inside a writing transaction.

    Returns how many accounts were computed again, None when it had to be all of them: the first time, going
    back, or into another quarter.
    """
    since = figures_date(db)
    if since == to:
        return 0
    month = first_month(db)
    if since is None or to < since or quarter_of(since, month) != quarter_of(to, month):
        store_figures(db, to)
        return None
    moved = _moved(db, since, to)
    db.execute("UPDATE setting SET value=? WHERE key=?", (to.isoformat(), FIGURES_KEY))
    refresh_figures(db, moved)
    return len(moved)


def _moved(db: sqlite3.Connection, since: date, to: date) -> set[int]:
    """Accounts for which something came into effect after ``since`` and up to ``to``, or left a window.

    Each line stands for one condition of ``figures.compute`` that mentions the day.
    """
    new = (since.isoformat(), to.isoformat())
    year = (months_before(since, 12).isoformat(), months_before(to, 12).isoformat())
    review = (
        months_before(since, REVIEW_EVERY_MONTHS).isoformat(),
        months_before(to, REVIEW_EVERY_MONTHS).isoformat(),
    )
    questions = (
        ("order_day WHERE day>? AND day<=?", new),
        ("order_day WHERE day>? AND day<=?", year),
        ("review WHERE day>? AND day<=?", new),
        ("main.account_figures WHERE last_quarterly>? AND last_quarterly<=?", review),
        ("action WHERE created_on>? AND created_on<=?", new),
        ("action WHERE done_on>? AND done_on<=?", new),
        ("action WHERE due>=? AND due<?", new),
    )
    found: set[int] = set()
    for question, days in questions:
        found.update(row[0] for row in db.execute(f"SELECT DISTINCT account_id FROM {question}", days))
    return found
