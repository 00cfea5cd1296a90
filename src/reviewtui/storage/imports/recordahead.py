"""A large file of accounts, contacts or records written ahead, in slices and into the bin, where no query looks.

Going live takes its rows out of the bin and puts the figures that were prepared in place of the kept ones.
"""

from __future__ import annotations

import sqlite3

from reviewtui.storage.figures import figures_date, prepared_without_orders
from reviewtui.storage.hidden import BIN
from reviewtui.storage.imports import live
from reviewtui.storage.imports.ahead import FIGURES_AT_ONCE, Ahead
from reviewtui.storage.imports.recordlive import NewRecords
from reviewtui.storage.imports.slices import slices, write_slices
from reviewtui.storage.imports.staged import TABLES

_NEW = {"st_account": "account_id", "st_contact": "contact_id", "st_record": "record_id"}
"""The staging tables, and the column that is below zero in rows about what is not kept yet."""


def _new(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The staging tables of this kind of file, each with its column."""
    there = {row[0] for row in db.execute("SELECT name FROM sqlite_temp_schema WHERE type='table'")}
    return [(table, column) for table, column in _NEW.items() if table in there]


def new_rows(db: sqlite3.Connection) -> int:
    """How many rows are staged about what is not kept yet."""
    counts = (f"SELECT COUNT(*) FROM {table} WHERE {column}<0" for table, column in _new(db))
    return sum(db.execute(count).fetchone()[0] for count in counts)


class RecordsAhead(Ahead):
    """A batch of new accounts, contacts and records on its way; what the file changes is left to the last transaction."""

    def stage(self, file: str, kind: str, actor: str) -> None:
        """Write everything that is new into the bin, and forget of what was staged all but the changes."""
        db = self._db
        self._spans: list[tuple[str, live.Span]] = []
        self._open(file, kind, actor)
        ids = self._put_accounts(live.new_accounts(db))
        self._put_contacts(ids)
        if kind not in ("accounts", "contacts"):
            for table in TABLES:
                self._put_records(table, ids)
        for table, column in _new(db):
            db.execute(f"DELETE FROM {table} WHERE {column}<0")
        self._prepare(set(ids.values()))

    def _open_days(self) -> None:
        """Nothing: none of these rows is an order."""

    def _made(self, ids: dict[int, int]) -> None:
        """Nothing: contacts and records are written after all accounts, and know them then."""

    def _put_contacts(self, ids: dict[int, int]) -> None:
        owner, folded = live.folded_contacts(self._db, ids)
        added = [(owner[key], values) for key, values in folded.items() if key < 0]

        def put(first: int, end: int) -> None:
            new = added[first - 1 : end]
            span = live.put_new_contacts(self._db, self.batch, new, self._moment.stamp, deleted_at=BIN)
            self._spans.append(("contact", span))

        write_slices(self._db, len(added), put, self._progress)

    def _put_records(self, table: str, ids: dict[int, int]) -> None:
        new = NewRecords(self._db, self.batch, table, self._moment.stamp, ids, deleted_at=BIN)

        def put(first: int, end: int) -> None:
            if span := new.put(end - first + 1):
                self._spans.append((table, span))

        write_slices(self._db, new.count(), put, self._progress)

    def _prepare(self, made: set[int]) -> None:
        """Figures as they will be: of accounts that are made, and of those that get actions.

        None of these rows is an order, so that nobody's rank among the others moves.
        """
        try:
            self._shadow_accounts()
            if any(table == "action" for table, _ in self._spans):
                self._shadow_actions()
            if figures_date(self._db) is None:
                self._compute_figures()
                return
            self._remember_figures()
            new = (min(made), max(made)) if made else (1, 0)
            accounts = made | self._accounts_acted()
            assert self._as_of is not None
            self._keep_aside(prepared_without_orders(self._db, self._as_of, FIGURES_AT_ONCE, accounts, new))
        finally:
            self._drop_shadows()

    def _accounts_acted(self) -> set[int]:
        """The accounts that get actions: of these records, only actions are in the kept figures."""
        found: set[int] = set()
        for table, span in self._spans:
            if table == "action":
                mine = "SELECT DISTINCT account_id FROM main.action WHERE id BETWEEN ? AND ?"
                found.update(row[0] for row in self._db.execute(mine, span))
        return found

    def _shadow_actions(self) -> None:
        """Actions as they will be, in a temporary table that stands in for the kept ones."""
        db, columns = self._db, "account_id, created_on, status, due, done_on"
        db.execute(f"CREATE TEMP TABLE action AS SELECT {columns}, deleted_at FROM main.action WHERE 0")
        copy = f"INSERT INTO temp.action SELECT {columns}, NULL FROM main.action WHERE id BETWEEN ? AND ? AND deleted_at"

        def put(first: int, end: int) -> None:
            db.execute(f"{copy} IS NULL", (first, end))

        last = db.execute("SELECT COALESCE(MAX(id), 0) FROM main.action").fetchone()[0]
        for _ in slices(last, put):
            self._rest()
        for table, span in self._spans:
            if table == "action":
                db.execute(f"{copy}='{BIN}'", span)
        db.execute("CREATE INDEX temp.ix_action ON action(account_id)")

    def show(self) -> bool:
        """Take everything out of the bin; False when it is to be staged again, since the day has changed."""
        if not self._show_accounts():
            return False
        for table, span in self._spans:
            self._db.execute(
                f"UPDATE {table} SET deleted_at=NULL WHERE id BETWEEN ? AND ? AND deleted_at='{BIN}'", span
            )
        return True

    def refresh(self, changed: set[int]) -> None:
        """Put the prepared figures in place, and compute those again that somebody else or a changed row moved."""
        self._keep_figures(changed)
