"""Whether something hangs on what goes when an import is taken back: a review of its account, a note on its action."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial

from reviewtui.domain.errors import Conflict
from reviewtui.storage.imports.listed import IN, STAMPED, Listed
from reviewtui.storage.imports.since import and_more
from reviewtui.storage.imports.slices import slices

_SUMMARIES = frozenset({"order_day", "account_figures", "figure_line"})
_KINDS = {
    "review": ("review", "reviews"),
    "orders": ("order", "orders"),
    "touch": ("touch", "touches"),
    "action": ("action", "actions"),
    "note": ("note", "notes"),
    "contact": ("person", "people"),
    "opportunity": ("opportunity", "opportunities"),
    "account_plan": ("plan", "plans"),
    "snooze": ("reason put aside", "reasons put aside"),
}
"""What people call it, the weightiest first; whatever else there is belongs to a review or a note."""


class Hanging:
    """Made before the first look, so that what comes after it is known by its number."""

    def __init__(self, db: sqlite3.Connection, listed: Listed, gone: int, file: str) -> None:
        self._db, self._listed, self._gone, self._file = db, listed, gone, file
        self._found: dict[str, dict[int, int]] = {}
        self._references = self._found_references()
        self._rows = {
            name: db.execute(f"SELECT COALESCE(MAX(rowid), 0) FROM main.{name}").fetchone()[0]
            for name, _, _ in self._references
        }

    def _found_references(self) -> list[tuple[str, str, str]]:
        """Every column that refers to a record that an import may add: its table, its name, and whose table it refers to."""
        db = self._db
        tables = [
            row[0]
            for row in db.execute("SELECT name FROM main.sqlite_schema WHERE type='table'")
            if row[0] not in _SUMMARIES and not row[0].startswith("order_day_")
        ]
        return [
            (name, row["from"], row["table"])
            for name in tables
            for row in db.execute(f'PRAGMA main.foreign_key_list("{name}")')
            if row["table"] in STAMPED
        ]

    def check(self, rest: Callable[[], None]) -> None:
        """Stop when something refers to what would go; looks in slices, with a ``rest`` after each."""
        for name, column, target in self._references:
            ids = list(self._listed.added[target])

            for _ in slices(len(ids), partial(self._look_some, name, f"t.{column} {IN}", ids)):
                rest()
        self._say()

    def _look_some(self, table: str, where: str, ids: Sequence[int], first: int, end: int) -> None:
        self._look(table, where, json.dumps(ids[first - 1 : end]))

    def check_new(self) -> None:
        """The same of what came after the first look."""
        for name, column, target in self._references:
            if self._listed.added[target]:
                # The plus keeps SQLite from the index by account, which leads to all orders that go.
                new = f"t.rowid > {self._rows[name]:d} AND +t.{column} {IN}"
                self._look(name, new, self._listed.ids(target))
        self._say()

    def _look(self, table: str, where: str, ids: str) -> None:
        others, args = "", [ids]
        if table == "orders":
            others = f"AND t.batch_id IS NOT {self._gone:d}"
        elif table in STAMPED and self._listed.added[table]:
            others = f"AND NOT t.id {IN}"
            args.append(self._listed.ids(table))
        found = self._db.execute(
            f"SELECT t.id, t.account_id FROM main.{table} t WHERE {where} {others}", args
        )
        self._found.setdefault(table, {}).update(found.fetchall())

    def _say(self) -> None:
        """Raise what was found, by kind, and the accounts it is of."""
        found = {table: rows for table, rows in self._found.items() if rows}
        if not found:
            return
        known = [(table, words) for table, words in _KINDS.items() if table in found]
        said = [f"{len(found[table]):,} {words[len(found[table]) > 1]}" for table, words in known]
        *others, last = said or [f"{sum(map(len, found.values())):,} of what was said"]
        several = len(said) > 1 or any(len(found[table]) > 1 for table, _ in known)
        accounts = sorted({account for rows in found.values() for account in rows.values()})
        names = self._db.execute(
            f"SELECT name FROM account WHERE id {IN} ORDER BY id", (json.dumps(accounts),)
        )
        raise Conflict(
            f"The import of {self._file} cannot be taken back: {' and '.join(filter(None, (', '.join(others), last)))} "
            f"{'hang' if several else 'hangs'} on what it added: {and_more(repr(row[0]) for row in names)}. "
            "Take that back first."
        )
