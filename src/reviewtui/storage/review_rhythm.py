"""How often each account is to be reviewed: in the months of its tier, for which everybody has to be ranked, or its own.

The months stand beside the stored figures, so that Today ranks nobody; they are brought up where a ranking can have moved.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date

from reviewtui.domain.figure_settings import USUAL, FigureSettings, read_settings
from reviewtui.domain.own_plan import own_part

RULES_KEY = "figures_rules"
"""The setting of the file that holds what of the user's settings the stored figures hang on."""
_RULES = ("tier_a", "tier_b", "new_months", "review_months")


def rules_of(settings: FigureSettings) -> str:
    """What of the settings a review's being due hangs on, as text; empty for the usual ones."""
    told = {name: getattr(settings, name) for name in _RULES}
    if told == {name: getattr(USUAL, name) for name in _RULES}:
        return ""
    return json.dumps(told, sort_keys=True)


def kept_rules(db: sqlite3.Connection) -> str:
    """The rules of the stored figures; empty for the usual ones."""
    row = db.execute("SELECT value FROM setting WHERE key=?", (RULES_KEY,)).fetchone()
    return str(row[0]) if row else ""


def keep_rules(db: sqlite3.Connection, rules: str) -> None:
    """Say which rules the stored figures are made with; inside a writing transaction, with the figures themselves."""
    db.execute("DELETE FROM setting WHERE key=?", (RULES_KEY,))
    if rules:
        db.execute("INSERT INTO setting(key, value) VALUES (?, ?)", (RULES_KEY, rules))


def settings_of(rules: str) -> FigureSettings:
    """The settings that some rules say; what somebody else's hand made unreadable is as usual."""
    if not rules:
        return USUAL
    try:
        told = json.loads(rules)
    except ValueError:
        told = None
    return read_settings(told)[0] if isinstance(told, dict) else USUAL


def tier_months(
    db: sqlite3.Connection,
    as_of: date,
    rules: str,
    *,
    kept: bool = False,
    part: tuple[int, int] = (0, 2**62),
) -> dict[int, int]:
    """Months between reviews of every account, its own or those of its tier on a day.

    With ``kept`` the revenue is taken from the stored figures, which then must be those of the day. ``part`` ranks
    the accounts from one id to another among themselves: right for those that never ordered.
    """
    from reviewtui.domain.tiers import standings
    from reviewtui.storage.reads.buyers import buyers

    settings = settings_of(rules)
    ranked = standings(buyers(db, as_of, part=part, kept=kept, repeat=False), as_of, settings)
    own = own_months(db, as_of)
    return {
        account_id: own.get(account_id) or settings.of_tier(settings.review_months, one.tier)
        for account_id, one in ranked.items()
    }


def own_months(
    db: sqlite3.Connection, as_of: date, accounts: Collection[int] | None = None
) -> dict[int, int]:
    """The months between reviews of those that have a rhythm of their own on a day; of some accounts or of all."""
    rows = db.execute(
        "SELECT account_id, own_since, review_months FROM account_plan WHERE review_months IS NOT NULL "
        "AND deleted_at IS NULL AND (?1 IS NULL OR account_id IN (SELECT value FROM json_each(?1)))",
        (None if accounts is None else json.dumps(list(accounts)),),
    )
    found = {account_id: own_part(as_of, "review_months", *row) for account_id, *row in rows}
    return {account_id: months for account_id, months in found.items() if isinstance(months, int)}


def stored_months(db: sqlite3.Connection, accounts: Collection[int] | None = None) -> dict[int, int]:
    """The months as they stand beside the stored figures, by account; of some accounts or of all."""
    rows = db.execute(
        "SELECT account_id, review_months FROM main.account_figures "
        "WHERE ?1 IS NULL OR account_id IN (SELECT value FROM json_each(?1))",
        (None if accounts is None else json.dumps(list(accounts)),),
    )
    return {row[0]: row[1] for row in rows}
