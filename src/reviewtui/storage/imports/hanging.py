"""Whether something hangs on what goes when an import is taken back: a review of its account, a note on its action."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial

from reviewtui.storage.imports.slices import slices
from reviewtui.storage.imports.undo import IN, STAMPED, Listed, hung_on

_SUMMARIES = frozenset({"order_day", "account_figures", "figure_line"})


class Hanging:
    """Made before the first look, so that what comes after it is known by its number."""

    def __init__(self, db: sqlite3.Connection, listed: Listed, gone: int, file: str) -> None:
        self._db, self._listed, self._gone, self._file = db, listed, gone, file
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

            for _ in slices(len(ids), partial(self._check_some, name, f"t.{column} {IN}", ids)):
                rest()

    def _check_some(self, table: str, where: str, ids: Sequence[int], first: int, end: int) -> None:
        self._check_none(table, where, json.dumps(ids[first - 1 : end]))

    def check_new(self) -> None:
        """The same of what came after the first look."""
        for name, column, target in self._references:
            if self._listed.added[target]:
                # The plus keeps SQLite from the index by account, which leads to all orders that go.
                new = f"t.rowid > {self._rows[name]:d} AND +t.{column} {IN}"
                self._check_none(name, new, self._listed.ids(target))

    def _check_none(self, table: str, where: str, ids: str) -> None:
        others, args = "", [ids]
        if table == "orders":
            others = f"AND t.batch_id IS NOT {self._gone:d}"
        elif table in STAMPED and self._listed.added[table]:
            others = f"AND NOT t.id {IN}"
            args.append(self._listed.ids(table))
        found = self._db.execute(f"SELECT 1 FROM main.{table} t WHERE {where} {others} LIMIT 1", args)
        if found.fetchone() is not None:
            raise hung_on(self._file)
