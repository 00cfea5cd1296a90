"""A large file of accounts, contacts or records written ahead, in slices and into the bin, where no query looks.

What rows that are there become is found and listed. Going live takes the rows out of the bin, writes what changes over what was,
and puts the figures that were prepared in place of the kept ones.
"""

from __future__ import annotations

import sqlite3

from reviewtui.storage.figures import prepared_without_orders
from reviewtui.storage.hidden import BIN
from reviewtui.storage.imports import live
from reviewtui.storage.imports.ahead import ACTION_COLUMNS, FIGURES_AT_ONCE, Ahead
from reviewtui.storage.imports.recordlive import NewRecords, staged_changes
from reviewtui.storage.imports.rowchanges import RowChanges
from reviewtui.storage.imports.slices import write_slices
from reviewtui.storage.imports.staged import TABLES

_STAGED = ("st_account", "st_contact", "st_record")
_RANKED_BY = ("currency", "name_key", "external_id")
_COUNTED_BY = ("created_on", "status", "due", "done_on")


def staged_rows(db: sqlite3.Connection) -> int:
    """How many rows are staged."""
    there = {row[0] for row in db.execute("SELECT name FROM sqlite_temp_schema WHERE type='table'")}
    counts = (f"SELECT COUNT(*) FROM {table}" for table in _STAGED if table in there)
    return sum(db.execute(count).fetchone()[0] for count in counts)


class RecordsAhead(Ahead):
    """A batch of accounts, contacts and records on its way."""

    def stage(self, file: str, kind: str, actor: str) -> None:
        """Write everything that is new into the bin, and make ready what changes."""
        db = self._db
        self._spans: list[tuple[str, live.Span]] = []
        self._changes = RowChanges(db)
        added, kept = live.staged_accounts(db)
        self._days_move = any("currency" in values for _, values in kept)
        self._open(file, kind, actor)
        ids = self._put_accounts(added)
        self._changes.put(self.batch, "account", kept, self._progress)
        self._put_contacts(ids)
        if kind not in ("accounts", "contacts"):
            for table in TABLES:
                self._put_records(table, ids)
        self._made_ids = set(ids.values())
        self._compute()

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
        kept = [one for one in folded.items() if one[0] > 0]
        self._changes.put(self.batch, "contact", kept, self._progress)

    def _put_records(self, table: str, ids: dict[int, int]) -> None:
        new = NewRecords(self._db, self.batch, table, self._moment.stamp, ids, deleted_at=BIN)

        def put(first: int, end: int) -> None:
            if span := new.put(end - first + 1):
                self._spans.append((table, span))

        write_slices(self._db, new.count(), put, self._progress)
        self._changes.put(self.batch, table, staged_changes(self._db, table), self._progress)

    def _compute_days(self) -> None:
        """Order days as they will be: an amount without a currency is in that of its account."""
        self._db.execute("CREATE TEMP TABLE st_touched(id INTEGER PRIMARY KEY)")
        self._db.execute("INSERT INTO st_touched SELECT id FROM st_account_now")
        super()._compute_days()

    def _compute_figures(self) -> None:
        """Figures as they will be: of everybody where the ranking may move, else of whom these rows are about."""
        if self._as_of is None or self._changes.any_of("account", _RANKED_BY):
            super()._compute_figures()
            return
        made = self._made_ids
        new = (min(made), max(made)) if made else (1, 0)
        accounts = made | self._accounts_acted()
        self._keep_aside(prepared_without_orders(self._db, self._as_of, FIGURES_AT_ONCE, accounts, new))

    def _accounts_acted(self) -> set[int]:
        """The accounts of which actions are added or change: of these records, only actions are in the kept figures."""
        found: set[int] = set()
        for table, span in self._spans:
            if table == "action":
                mine = "SELECT DISTINCT account_id FROM main.action WHERE id BETWEEN ? AND ?"
                found.update(row[0] for row in self._db.execute(mine, span))
        if self._changes.any_of("action", _COUNTED_BY):
            found.update(row[0] for row in self._db.execute("SELECT DISTINCT account_id FROM st_action_now"))
        return found

    def _shadow(self) -> None:
        """Accounts, and actions where some come or change, as they will be."""
        super()._shadow()
        self._changes.shadow("account")
        changed = self._changes.any_of("action", _COUNTED_BY)
        spans = [span for table, span in self._spans if table == "action"]
        if not (changed or spans):
            return
        self._shadow_actions("IN (SELECT id FROM st_action_now)" if changed else "IN ()")
        if changed:
            self._db.execute(f"INSERT INTO temp.action SELECT {ACTION_COLUMNS} FROM st_action_now")
        for span in spans:
            self._db.execute(
                f"INSERT INTO temp.action SELECT {ACTION_COLUMNS.replace('deleted_at', 'NULL')} FROM main.action "
                f"WHERE id BETWEEN ? AND ? AND deleted_at='{BIN}'",
                span,
            )

    def show(self) -> bool:
        """Take everything out of the bin; False when it is to be staged again, since the day has changed."""
        if not super().show():
            return False
        for table, span in self._spans:
            self._db.execute(
                f"UPDATE {table} SET deleted_at=NULL WHERE id BETWEEN ? AND ? AND deleted_at='{BIN}'", span
            )
        return True

    def write(self) -> None:
        """Write what changes over what was."""
        self._changes.write(self._moment.stamp)
