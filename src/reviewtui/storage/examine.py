"""Looking into a file for everything that can be wrong with it, and making its summaries anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reviewtui.domain.errors import InvalidInput
from reviewtui.storage.create import schema_sql, statements
from reviewtui.storage.dump import not_a_date
from reviewtui.storage.engine import connect
from reviewtui.storage.faults import wrapped
from reviewtui.storage.figure_lines import all_moved
from reviewtui.storage.figures import (
    DAY_COLUMNS,
    FIGURE_COLUMNS,
    FIGURES_KEY,
    compute,
    default_currency,
    fresh_days,
    rebuild_order_days,
    store_figures,
)
from reviewtui.storage.reads.rates import note_rates, rates_noted, rates_off


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a file: damage SQLite reports, rows that refer to nothing, tables that are not as made,
    days that are no dates (``table.column``), how many rows of each summary are not as computed, and odd rates."""

    damage: tuple[str, ...]
    loose: tuple[str, ...]
    schema: tuple[str, ...]
    no_dates: tuple[str, ...]
    order_days_off: int
    figures_off: int
    rates_off: tuple[str, ...]
    settings: dict[str, str]


def examine(path: Path) -> Examined:
    """Check every page, reference, date and summary of a file that opens; nothing is changed."""
    with wrapped(path), closing(connect(path, write=False)) as db:
        db.execute("BEGIN")
        damage = tuple(row[0] for row in db.execute("PRAGMA integrity_check(5)") if row[0] != "ok")
        loose = tuple(
            f"{row[0]} row {row[1]} refers to a missing {row[2]}"
            for row in db.execute("PRAGMA foreign_key_check").fetchmany(5)
        )
        settings = dict(db.execute("SELECT key, value FROM setting ORDER BY key").fetchall())
        no_dates = _no_dates(db)
        return Examined(
            damage=damage,
            loose=loose,
            schema=_schema_off(db),
            no_dates=no_dates,
            order_days_off=_order_days_off(db),
            figures_off=0 if no_dates else _figures_off(db, settings.get(FIGURES_KEY, "")),
            rates_off=rates_off(db),
            settings=settings,
        )


def _schema_off(db: sqlite3.Connection) -> tuple[str, ...]:
    question = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in statements(schema_sql()):
            fresh.execute(statement)
        wanted = {(kind, name): sql for kind, name, sql in fresh.execute(question)}
    # An import that made its order days ready puts them in place by renaming, which writes the name in quotes.
    found = {
        (kind, name): sql.replace('"order_day"', "order_day", 1)
        for kind, name, sql in db.execute(f"{question} AND name NOT GLOB 'order_day_[0-9]*'")
    }
    off = [f"{kind} {name}" for kind, name in wanted.keys() ^ found.keys()]
    off += [
        f"{kind} {name}"
        for kind, name in wanted.keys() & found.keys()
        if wanted[kind, name] != found[kind, name]
    ]
    return tuple(sorted(off))


def _no_dates(db: sqlite3.Connection) -> tuple[str, ...]:
    from reviewtui.storage.tables import MODELS, day_columns

    return tuple(
        f"{table}.{column}"
        for table in sorted(MODELS)
        for column in day_columns(table)
        if db.execute(
            f'SELECT 1 FROM "{table}" WHERE "{column}" IS NOT NULL AND {not_a_date(column)} LIMIT 1'
        ).fetchone()
    )


def _order_days_off(db: sqlite3.Connection) -> int:
    fresh, stored = fresh_days(), f"SELECT {DAY_COLUMNS} FROM main.order_day"
    code = default_currency(db)
    rows = [
        db.execute(f"SELECT COUNT(*) FROM ({question})", (code,)).fetchone()[0]
        for question in (
            f"SELECT * FROM ({fresh}) EXCEPT {stored}",
            f"{stored} EXCEPT SELECT * FROM ({fresh})",
        )
    ]
    return int(max(rows))


def _figures_off(db: sqlite3.Connection, as_of: str) -> int:
    day = _day(as_of)
    if day is None:
        return 0
    stored = {tuple(row) for row in db.execute(f"SELECT {FIGURE_COLUMNS} FROM main.account_figures")}
    try:
        fresh = set(compute(db, day))
    except InvalidInput:
        # A first month that is none; the settings say so.
        return 0
    return max(len(stored - fresh), len(fresh - stored))


def rebuild_summaries(path: Path) -> None:
    """Make order days and figures anew from the orders, reviews and actions, in one transaction."""
    with wrapped(path, writing=True), closing(connect(path)) as db:
        db.execute("BEGIN IMMEDIATE")
        rebuild_order_days(db)
        if not rates_noted(db):
            note_rates(db)
        all_moved(db)
        row = db.execute("SELECT value FROM setting WHERE key=?", (FIGURES_KEY,)).fetchone()
        day = _day(row[0]) if row else None
        if day is not None:
            store_figures(db, day)
        else:
            # No date to compute them for: the app does when it next opens the file.
            db.execute("DELETE FROM main.account_figures")
            db.execute("DELETE FROM setting WHERE key=?", (FIGURES_KEY,))
        db.execute("COMMIT")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
