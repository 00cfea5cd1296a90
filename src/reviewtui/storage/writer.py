"""The writing half of a transaction: rows are validated by their SQLModel class and every change is recorded."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from reviewtui.domain.changes import SETTING, Change, Entry, Scalar
from reviewtui.domain.errors import Conflict, NotFound
from reviewtui.domain.moment import Moment
from reviewtui.storage.advance import advance_figures
from reviewtui.storage.figure_lines import INERT, RANKING, all_moved, moved, moves_ranking
from reviewtui.storage.figures import figures_date, rebuild_order_days, refresh_figures, store_figures
from reviewtui.storage.journal import dump_changes, load_changes, merge_changes
from reviewtui.storage.reader import Reader
from reviewtui.storage.reads.rates import note_rates
from reviewtui.storage.tables import MODELS
from reviewtui.storage.validation import validated

MERGE_SECONDS = 30
_STAMPED = ("version", "changed_at")
_FILE_WIDE = frozenset({"currency", "first_month"})
_RANKING_TABLES = frozenset({"account", "account_plan", "orders", "order_line", "order_day"})
_FIGURE_TABLES = _RANKING_TABLES | {"review", "action"}


class Writer:
    """Verbs on rows by table name: ``add``, ``change``, ``trash``, ``remove``. Made by ``Store.write`` only.

    ``read`` is a Reader in the same transaction; ``db`` the connection, for bulk statements of storage itself.
    """

    def __init__(self, db: sqlite3.Connection, moment: Moment, actor: str = "") -> None:
        self.db = db
        self.moment = moment
        self.actor = actor
        self.read = Reader(db)
        self.changes: list[Change] = []
        self.touched: set[int] = set()
        self._undoes: int | None = None
        self._regrouped: set[int] = set()
        self._resettled: set[str] = set()
        self._ranks = False
        self._moved: set[int] = set()
        self._all_moved = False

    def add(self, table: str, **values: Any) -> int:
        """Insert a row and return its id; ids, stamps and version are filled in.

        Raises InvalidInput when a value does not fit its column.
        """
        model = MODELS[table]
        columns = model.model_fields
        if "uid" in columns:
            values.setdefault("uid", os.urandom(8).hex())
            values.setdefault("created_at", self.moment.stamp)
            values.setdefault("changed_at", self.moment.stamp)
        row = validated(model, values)
        row = {key: value for key, value in row.items() if not (key == "id" and value is None)}
        names = ", ".join(f'"{key}"' for key in row)
        marks = ", ".join("?" * len(row))
        cursor = self.db.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))
        row_id = int(cursor.lastrowid or 0)
        self._record(Change(table, row_id, None, {**row, "id": row_id}, _account_of(table, row_id, row)))
        return row_id

    def change(self, table: str, row_id: int, *, expect: int | None = None, **values: Any) -> int:
        """Change columns of a row and return its new version (0 for tables without versions).

        With ``expect`` the row must still have that version, else Conflict. Unchanged values write nothing.
        Raises NotFound and InvalidInput.
        """
        before = self._row(table, row_id)
        version = int(before.get("version") or 0)
        if expect is not None and version != expect:
            raise Conflict(f"This {table} was changed elsewhere meanwhile.", version=version)
        after = validated(MODELS[table], {**before, **values})
        moved = {key: after[key] for key in values if after[key] != before[key]}
        if not moved:
            return version
        if "version" in before:
            moved |= {"version": version + 1, "changed_at": self.moment.stamp}
        sets = ", ".join(f'"{key}"=?' for key in moved)
        self.db.execute(f'UPDATE "{table}" SET {sets} WHERE id=?', (*moved.values(), row_id))
        kept = {key: before[key] for key in moved}
        self._record(Change(table, row_id, kept, moved, _account_of(table, row_id, before)))
        return int(moved.get("version", version))

    def row(self, table: str, row_id: int) -> Mapping[str, Scalar]:
        """The columns of a row as they stand now, for verbs that build on them; raises NotFound."""
        return self._row(table, row_id)

    def trash(self, table: str, row_id: int) -> None:
        """Put a row into the bin: no list shows it any more, undo brings it back."""
        self.change(table, row_id, deleted_at=self.moment.stamp)

    def remove(self, table: str, row_id: int) -> None:
        """Delete a row for good; undo inserts it again as it was."""
        before = self._row(table, row_id)
        if table == "account":
            self.db.execute("DELETE FROM main.account_figures WHERE account_id=?", (row_id,))
        self.db.execute(f'DELETE FROM "{table}" WHERE id=?', (row_id,))
        self._record(Change(table, row_id, before, None, _account_of(table, row_id, before)))

    def set_setting(self, key: str, value: str, *, undoable: bool = False) -> None:
        """Write a setting of the file; a new currency or first month brings every figure up to date.

        With ``undoable`` it is in the journal like a row, by key and value.
        """
        before = self.read.setting(key)
        if key in _FILE_WIDE and before != value:
            self._resettled.add(key)
        number = self.db.execute(
            "INSERT INTO setting(key, value) VALUES (?, ?) "
            "ON CONFLICT(key) DO UPDATE SET value=excluded.value RETURNING rowid",
            (key, value),
        ).fetchone()[0]
        if undoable and before != value:
            self._record(Change(SETTING, number, {"key": key, "value": before}, {"key": key, "value": value}))

    def put_draft(self, key: str, text: str) -> None:
        """Keep (or with empty text forget) what stands in a form or a bar and is not yet a record."""
        if text:
            self.db.execute(
                "INSERT INTO draft(key, text, stamp) VALUES (?, ?, ?) "
                "ON CONFLICT(key) DO UPDATE SET text=excluded.text, stamp=excluded.stamp",
                (key, text, self.moment.stamp),
            )
        else:
            self.db.execute("DELETE FROM draft WHERE key=?", (key,))

    def restore(self, change: Change) -> None:
        """Take one recorded change back; raises Conflict when the row has moved on since.

        Of the changes of one entry the last must be taken back first.
        """
        if change.before is None and change.after is None:
            return
        try:
            if change.table == SETTING:
                self._take_setting_back(change)
            elif change.after is None and change.before is not None:
                self.add(change.table, **change.before)
            else:
                self._take_back(change)
        except (NotFound, sqlite3.IntegrityError) as error:
            raise Conflict(
                f"This {change.table} was changed again since, or something else hangs on it, so this cannot be "
                "undone by itself."
            ) from error

    def _take_back(self, change: Change) -> None:
        now = self._row(change.table, change.row_id)
        for key, value in (change.after or {}).items():
            if key not in _STAMPED and now.get(key) != value:
                raise Conflict(
                    f"This {change.table} was changed again since, so this cannot be undone by itself.",
                    theirs=str(now.get(key)),
                    ours=str(value),
                    version=int(now.get("version") or 0),
                )
        if change.before is None:
            self.remove(change.table, change.row_id)
        else:
            back: dict[str, Any] = {k: v for k, v in change.before.items() if k not in _STAMPED}
            self.change(change.table, change.row_id, expect=None, **back)

    def _take_setting_back(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        key = str(before["key"])
        if self.read.setting(key) != after["value"]:
            raise Conflict("This was chosen anew since, so it cannot be undone by itself.")
        self.set_setting(key, str(before["value"]), undoable=True)

    def take_back(self, entry: Entry) -> None:
        """Take back all changes of a journal entry, the last first; this transaction is noted as its undoing.

        Raises Conflict when a row has moved on since, or when something else was built upon it.
        """
        waiting = list(reversed(entry.changes))
        while waiting:
            held = [change for change in waiting if not self._taken_back(change)]
            if len(held) == len(waiting):
                self.restore(held[0])
            waiting = held
        self._undoes = entry.id

    def _taken_back(self, change: Change) -> bool:
        """Whether a change could be taken back now; it may have to wait for another row to go or to come back."""
        if change.table == "import_batch":
            self._take_import_back(change.row_id)
            return True
        try:
            self.restore(change)
        except Conflict as error:
            if isinstance(error.__cause__, sqlite3.IntegrityError):
                return False
            raise
        return True

    def _take_import_back(self, batch_id: int) -> None:
        from reviewtui.storage.imports.undo import take_back

        self._all_moved = True
        change, accounts = take_back(self.db, batch_id, self.moment.stamp)
        self.changes.append(change)
        self.touched |= accounts
        self._ranks = True

    def keep_figures(self, rules: str) -> None:
        """Compute and keep the figures of every account for the date of this transaction, by these rules."""
        advance_figures(self.db, self.moment.as_of, rules)

    def mark_account(self, account_id: int) -> None:
        """Say that an account's figures must be brought up to date, for bulk writes that record no single rows."""
        self.touched.add(account_id)
        self._ranks = True

    def mark_rates(self) -> None:
        """Exchange rates have changed: every figure in which something is converted is made anew."""
        self._resettled.add("rates")

    def entry(self, label: str) -> Entry:
        """What this transaction changed, after bringing the summaries of the touched accounts up to date."""
        self._bring_up_summaries()
        return Entry(
            0, label, self.moment.stamp, self.actor, self.moment.as_of.isoformat(), tuple(self.changes)
        )

    def _bring_up_summaries(self) -> None:
        if "currency" in self._resettled:
            rebuild_order_days(self.db)
        elif self._regrouped:
            rebuild_order_days(self.db, self._regrouped)
        if "rates" in self._resettled:
            note_rates(self.db)
        if self._resettled:
            as_of = figures_date(self.db)
            if as_of is not None:
                store_figures(self.db, as_of)
        else:
            refresh_figures(self.db, self.touched, ranks=self._ranks)
        if self._all_moved or self._resettled:
            all_moved(self.db)
        else:
            moved(self.db, self._moved | self.touched)
        self._ranks = self._all_moved = False
        self._moved.clear()
        self._resettled.clear()
        self._regrouped.clear()

    def finish(self, label: str, session: str, merge_key: str) -> Entry:
        """Write the journal entry of this transaction (or merge it into the last) and return it with its id."""
        entry = self.entry(label)
        if not entry.changes and self._undoes is None:
            return entry
        if merge_key:
            joined = self._merged(entry, session, merge_key)
            if joined is not None:
                return replace(entry, id=joined)
        packed = dump_changes(entry.changes)
        written = self.db.execute(
            "INSERT INTO journal(label, stamp, as_of, actor, session, merge_key, changes, undoes) "
            "VALUES (?,?,?,?,?,?,?,?)",
            (label, entry.stamp, entry.as_of, entry.actor, session, merge_key, packed, self._undoes),
        )
        if self._undoes is not None:
            self.db.execute("UPDATE journal SET undone_by=? WHERE id=?", (written.lastrowid, self._undoes))
        return replace(entry, id=int(written.lastrowid or 0))

    def _merged(self, entry: Entry, session: str, merge_key: str) -> int | None:
        last = self.db.execute("SELECT * FROM journal ORDER BY id DESC LIMIT 1").fetchone()
        if last is None or last["undone_by"] or last["undoes"] or last["as_of"] != entry.as_of:
            return None
        if last["merge_key"] != merge_key or last["session"] != session:
            return None
        since = self.moment.now - datetime.fromisoformat(last["stamp"])
        # A clock set back must not make one endless entry of everything typed from then on.
        if abs(since) > timedelta(seconds=MERGE_SECONDS):
            return None
        merged = merge_changes((*load_changes(last["changes"]), *entry.changes))
        if not merged:
            # Added and removed again: an entry without changes would be an undo that does nothing.
            self.db.execute("DELETE FROM journal WHERE id=?", (last["id"],))
            return 0
        self.db.execute(
            "UPDATE journal SET changes=?, label=? WHERE id=?",
            (dump_changes(merged), entry.label, last["id"]),
        )
        return int(last["id"])

    def _row(self, table: str, row_id: int) -> dict[str, Any]:
        row = self.db.execute(
            f'SELECT * FROM "{MODELS[table].__tablename__}" WHERE id=?', (row_id,)
        ).fetchone()
        if row is None:
            raise NotFound(f"There is no {table} {row_id} any more.")
        return dict(row)

    def _record(self, change: Change) -> None:
        self.changes.append(change)
        if change.table == "rate":
            self.mark_rates()
        counts = change.table in _FIGURE_TABLES or _is_rating(change, self.db)
        if counts and change.account_id is not None:
            self.touched.add(change.account_id)
        columns = {**(change.before or {}), **(change.after or {})}
        edited = change.table == "account" and change.before and change.after
        self._ranks |= change.table in _RANKING_TABLES and not (edited and RANKING.isdisjoint(columns))
        if edited and "currency" in columns:
            self._regrouped.add(change.row_id)
        self._note_moved(change, columns)

    def _note_moved(self, change: Change, columns: Mapping[str, Scalar]) -> None:
        """Which lines of figures hold no more: those of an account, or all where others may have moved with it."""
        if change.table in INERT:
            return
        # An account that has just come, or goes again, has no orders, and so no place among the others.
        comes_or_goes = change.before is None or change.after is None
        if comes_or_goes and change.table == "competitor":
            return
        own = comes_or_goes and change.table == "account"
        if change.account_id is None or (not own and moves_ranking(change.table, columns)):
            self._all_moved = True
        else:
            self._moved.add(change.account_id)


def _is_rating(change: Change, db: sqlite3.Connection) -> bool:
    if change.table != "answer":
        return False
    row = db.execute("SELECT question_key FROM answer WHERE id=?", (change.row_id,)).fetchone()
    return row is None or row[0] == "sat.rating"


def _account_of(table: str, row_id: int, row: Mapping[str, Any]) -> int | None:
    if table == "account":
        return row_id
    found = row.get("account_id")
    return int(found) if found is not None else None
