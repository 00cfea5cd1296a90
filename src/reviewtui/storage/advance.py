"""Moving the stored figures to a later day by computing again only the accounts for which the day matters."""

from __future__ import annotations

import sqlite3
from datetime import date

from reviewtui.domain.quarter import months_before, quarter_of
from reviewtui.storage.figures import (
    FIGURES_KEY,
    figures_date,
    first_month,
    refresh_figures,
    store_figures,
    temporary_figures,
)
from reviewtui.storage.review_rhythm import keep_rules, kept_rules


def advance_figures(db: sqlite3.Connection, to: date, rules: str | None = None) -> int | None:
    """Keep the figures for the day ``to``, and for other ``rules`` where they are given; inside a writing transaction.

    Returns for how many accounts the day mattered, None when all were computed again: the first time, going
    back, into another quarter, or by other rules.
    """
    other = rules is not None and rules != kept_rules(db)
    if figures_date(db) == to and not other:
        return 0
    moved = _moved_since(db, to)
    if moved is None or other:
        keep_rules(db, kept_rules(db) if rules is None else rules)
        store_figures(db, to)
        return None
    db.execute("UPDATE setting SET value=? WHERE key=?", (to.isoformat(), FIGURES_KEY))
    refresh_figures(db, moved)
    return len(moved)


def shadow_figures(db: sqlite3.Connection, to: date, rules: str | None = None) -> None:
    """Let this connection alone see the figures of another day or by other rules, computing only those that are other
    then."""
    temporary_figures(db, to, _moved_since(db, to), rules)


def _moved_since(db: sqlite3.Connection, to: date) -> set[int] | None:
    """The accounts to compute again for the day ``to``; None for all of them."""
    since, month = figures_date(db), first_month(db)
    if since is None or to < since or quarter_of(since, month) != quarter_of(to, month):
        return None
    return _moved(db, since, to)


def _moved(db: sqlite3.Connection, since: date, to: date) -> set[int]:
    """Accounts for which something came into effect after ``since`` and up to ``to``, or left a window.

    Each line stands for one condition of ``figures.compute`` that mentions the day.
    """
    new = (since.isoformat(), to.isoformat())
    year = (months_before(since, 12).isoformat(), months_before(to, 12).isoformat())
    # For order days two steps down the index of each account instead of a walk over all of them.
    ordered = (
        "SELECT id FROM account a "
        "WHERE EXISTS (SELECT 1 FROM order_day d WHERE d.account_id=a.id AND d.day>? AND d.day<=?)"
    )
    questions = (
        (ordered, new),
        (ordered, year),
        ("SELECT account_id FROM review WHERE day>? AND day<=?", new),
        (
            "SELECT account_id FROM action WHERE (created_on>?1 AND created_on<=?2) "
            "OR (done_on>?1 AND done_on<=?2) OR (due>=?1 AND due<?2)",
            new,
        ),
    )
    found: set[int] = set()
    for question, days in questions:
        found.update(row[0] for row in db.execute(question, days))
    return found | _become_due(db, since, to)


def _become_due(db: sqlite3.Connection, since: date, to: date) -> set[int]:
    """Accounts whose last review became older than their rhythm; those in another tier by then are
    found when everybody is ranked."""
    found: set[int] = set()
    for (months,) in db.execute("SELECT DISTINCT review_months FROM main.account_figures").fetchall():
        days = (months_before(since, months).isoformat(), months_before(to, months).isoformat())
        found.update(
            row[0]
            for row in db.execute(
                "SELECT account_id FROM main.account_figures "
                "WHERE review_months=? AND last_quarterly>? AND last_quarterly<=?",
                (months, *days),
            )
        )
    return found
