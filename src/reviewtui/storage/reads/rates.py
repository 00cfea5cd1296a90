"""Queries of exchange rates; the book of a file is kept with its connection until a rate is written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence

from reviewtui.domain.rates import NO_RATES, Rate, RateBook
from reviewtui.storage.engine import Connection

RATES_KEY = "rates"
"""The setting that is another whenever a rate was written, and is not there while there is none."""


def rates_stamp(db: sqlite3.Connection) -> str:
    """What is another text whenever a rate was written; empty without rates."""
    row = db.execute("SELECT value FROM main.setting WHERE key=?", (RATES_KEY,)).fetchone()
    return "" if row is None else str(row[0])


def rates_of(db: sqlite3.Connection) -> RateBook:
    """Every rate of the file, as figures look them up."""
    stamp = rates_stamp(db)
    if not stamp:
        return NO_RATES
    ours = db if isinstance(db, Connection) else None
    if ours is not None and ours.rates is not None and ours.rates[0] == stamp:
        return ours.rates[1]
    book = RateBook(_pairs(db), lambda source, target: _rows(db, source, target))
    if ours is not None:
        ours.rates = (stamp, book)
    return book


def _pairs(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The pairs of currencies that have a rate: one step down the index for each."""
    found: list[tuple[str, str]] = []
    last = ("", "")
    while True:
        row = db.execute(
            "SELECT source, target FROM main.rate WHERE (source, target) > (?, ?) ORDER BY source, target LIMIT 1",
            last,
        ).fetchone()
        if row is None:
            return found
        last = (row[0], row[1])
        found.append(last)


NOT_A_RATE = "(rate GLOB '*[^0-9.]*' OR rate GLOB '*.*.*' OR rate GLOB '.*' OR rate GLOB '*.' OR rate NOT GLOB '*[1-9]*')"
"""A condition in SQL that holds for text which is no rate as we write them; such a row converts nothing."""


def _rows(db: sqlite3.Connection, source: str, target: str) -> Sequence[tuple[str, str]]:
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(
        f"SELECT day, rate FROM main.rate WHERE source=? AND target=? AND NOT {NOT_A_RATE} ORDER BY day",
        (source, target),
    ).fetchall()


OWN_CURRENCY = "(SELECT COALESCE((SELECT value FROM setting WHERE key='currency'), ''))"
"""The currency of the file in a query."""
_APART = "(SELECT g.currency FROM account_figures g WHERE g.revenue_12m IS NOT NULL AND g.common_12m IS NULL)"
"""The currencies whose accounts are ranked for themselves though there are rates, as ``domain.tiers.in_rankings`` says."""


def ranked_by(db: sqlite3.Connection) -> tuple[str, str]:
    """The currency and the amount that an account of ``account_figures f`` is held against others by, as SQL."""
    if not rates_of(db):
        return "f.currency", "f.revenue_12m"
    return tuple(  # type: ignore[return-value]
        f"CASE WHEN f.currency IN {_APART} THEN {own} ELSE {common} END"
        for own, common in (("f.currency", OWN_CURRENCY), ("f.revenue_12m", "f.common_12m"))
    )


def note_rates(db: sqlite3.Connection) -> None:
    """Say that rates were written, or that none is left; inside a writing transaction."""
    if db.execute("SELECT 1 FROM main.rate LIMIT 1").fetchone() is None:
        db.execute("DELETE FROM setting WHERE key=?", (RATES_KEY,))
        return
    db.execute(
        "INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
        (RATES_KEY, os.urandom(8).hex()),
    )


def rates_off(db: sqlite3.Connection) -> tuple[str, ...]:
    """What is wrong with the rates of a file, in words."""
    found = db.execute(f"SELECT source, target, day, rate FROM main.rate WHERE {NOT_A_RATE} LIMIT 5")
    odd = [f"{row[0]} to {row[1]} of {row[2]} is {str(row[3])[:20]!r}, no rate" for row in found]
    if not rates_noted(db):
        odd.append("figures do not know whether there are any; run `reviewtui doctor --fix`")
    return tuple(odd)


def rates_noted(db: sqlite3.Connection) -> bool:
    """Whether that setting is there just when there are rates."""
    noted = db.execute("SELECT 1 FROM main.setting WHERE key=?", (RATES_KEY,)).fetchone() is not None
    return noted == (db.execute("SELECT 1 FROM main.rate LIMIT 1").fetchone() is not None)


class RateReads:
    """Rates as rows."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def all(self, source: str = "", target: str = "") -> tuple[Rate, ...]:
        """The rates by their currencies, the newest of each first; those of one currency or of two where they are named."""
        rows = self._db.execute(
            "SELECT source, target, day, rate FROM rate WHERE (?1='' OR source=?1) AND (?2='' OR target=?2) "
            "ORDER BY source, target, day DESC",
            (source, target),
        )
        return tuple(Rate(*row) for row in rows)

    def numbered(self) -> dict[tuple[str, str, str], tuple[int, str]]:
        """(number of its row, rate) by the two currencies and the day."""
        rows = self._db.execute("SELECT source, target, day, id, rate FROM rate")
        return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}

    def first_order(self) -> str:
        """The day of the first order, empty where there is none."""
        return str(self._db.execute("SELECT COALESCE(MIN(day), '') FROM order_day").fetchone()[0])

    def currencies(self) -> tuple[str, ...]:
        """The currencies that anything in the file is in, but for rates; the file's own among them."""
        rows = self._db.execute(
            "SELECT currency FROM account UNION SELECT currency FROM order_day UNION SELECT currency FROM opportunity "
            f"UNION SELECT {OWN_CURRENCY} ORDER BY 1"
        )
        return tuple(row[0] for row in rows if row[0])

    def id_of(self, source: str, target: str, day: str) -> int | None:
        """The row of a rate."""
        row = self._db.execute(
            "SELECT id FROM rate WHERE source=? AND target=? AND day=?", (source, target, day)
        ).fetchone()
        return int(row[0]) if row else None
