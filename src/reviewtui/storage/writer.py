"""The writing half of a transaction: rows are validated by their SQLModel class and every change is recorded."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import SQLModel

from reviewtui.domain.changes import Change, Entry, Scalar
from reviewtui.domain.errors import Conflict, InvalidInput, NotFound
from reviewtui.domain.moment import Moment
from reviewtui.storage.figures import refresh_figures, store_figures
from reviewtui.storage.reader import Reader
from reviewtui.storage.tables import MODELS

MERGE_SECONDS = 30
_FIGURE_TABLES = frozenset({"account", "orders", "order_line", "order_day", "review", "action"})


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

    def add(self, table: str, **values: Any) -> int:
        """Insert a row and return its id; ids, stamps and version are filled in.

        Raises InvalidInput when a value does not fit its column.
        """
        model = MODELS[table]
        columns = model.model_fields
        if "uid" in columns:
            values.setdefault("uid", secrets.token_hex(8))
            values.setdefault("created_at", self.moment.stamp)
            values.setdefault("changed_at", self.moment.stamp)
        row = _validated(model, values)
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
        after = _validated(MODELS[table], {**before, **values})
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

    def trash(self, table: str, row_id: int) -> None:
        """Put a row into the bin: no list shows it any more, undo brings it back."""
        self.change(table, row_id, deleted_at=self.moment.stamp)

    def remove(self, table: str, row_id: int) -> None:
        """Delete a row for good; undo inserts it again as it was."""
        before = self._row(table, row_id)
        if table == "account":
            self.db.execute("DELETE FROM account_figures WHERE account_id=?", (row_id,))
        self.db.execute(f'DELETE FROM "{table}" WHERE id=?', (row_id,))
        self._record(Change(table, row_id, before, None, _account_of(table, row_id, before)))

    def set_setting(self, key: str, value: str) -> None:
        """Write a setting of the file."""
        self.db.execute(
            "INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
            (key, value),
        )

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
        """Take one recorded change back; raises Conflict when the row has moved on since."""
        if change.after is None and change.before is not None:
            self.add(change.table, **change.before)
            return
        now = self._row(change.table, change.row_id)
        for key, value in (change.after or {}).items():
            if key not in ("version", "changed_at") and now.get(key) != value:
                raise Conflict(
                    f"This {change.table} was changed again since, so this cannot be undone by itself.",
                    theirs=str(now.get(key)),
                    ours=str(value),
                )
        if change.before is None:
            self.remove(change.table, change.row_id)
        else:
            back: dict[str, Any] = {
                k: v for k, v in change.before.items() if k not in ("version", "changed_at")
            }
            self.change(change.table, change.row_id, expect=None, **back)

    def take_back(self, entry: Entry) -> None:
        """Take back all changes of a journal entry, the last first; this transaction is noted as its undoing.

        Raises Conflict when a row has moved on since, or when something else was built upon it.
        """
        for change in reversed(entry.changes):
            try:
                self.restore(change)
            except (NotFound, sqlite3.IntegrityError):
                raise Conflict(
                    f'"{entry.label}" cannot be undone: the {change.table} it wrote is gone or in use by now.'
                ) from None
        self._undoes = entry.id

    def keep_figures(self) -> None:
        """Compute and keep the figures of every account for the date of this transaction."""
        store_figures(self.db, self.moment.as_of)

    def mark_account(self, account_id: int) -> None:
        """Say that an account's figures must be brought up to date, for bulk writes that record no single rows."""
        self.touched.add(account_id)

    def entry(self, label: str) -> Entry:
        """What this transaction changed, after bringing the summaries of the touched accounts up to date."""
        refresh_figures(self.db, self.touched)
        return Entry(
            0, label, self.moment.stamp, self.actor, self.moment.as_of.isoformat(), tuple(self.changes)
        )

    def finish(self, label: str, session: str, merge_key: str) -> Entry:
        """Write the journal entry of this transaction (or merge it into the last) and return it."""
        entry = self.entry(label)
        if not entry.changes:
            return entry
        if merge_key and self._merged(entry, session, merge_key):
            return entry
        packed = dump_changes(entry.changes)
        written = self.db.execute(
            "INSERT INTO journal(label, stamp, as_of, actor, session, merge_key, changes, undoes) "
            "VALUES (?,?,?,?,?,?,?,?)",
            (label, entry.stamp, entry.as_of, entry.actor, session, merge_key, packed, self._undoes),
        )
        if self._undoes is not None:
            self.db.execute("UPDATE journal SET undone_by=? WHERE id=?", (written.lastrowid, self._undoes))
        return entry

    def _merged(self, entry: Entry, session: str, merge_key: str) -> bool:
        last = self.db.execute("SELECT * FROM journal ORDER BY id DESC LIMIT 1").fetchone()
        if last is None or last["merge_key"] != merge_key or last["session"] != session or last["undone_by"]:
            return False
        since = self.moment.now - datetime.fromisoformat(last["stamp"])
        if since > timedelta(seconds=MERGE_SECONDS):
            return False
        merged = merge_changes((*load_changes(last["changes"]), *entry.changes))
        self.db.execute(
            "UPDATE journal SET changes=?, label=? WHERE id=?",
            (dump_changes(merged), entry.label, last["id"]),
        )
        return True

    def _row(self, table: str, row_id: int) -> dict[str, Any]:
        row = self.db.execute(
            f'SELECT * FROM "{MODELS[table].__tablename__}" WHERE id=?', (row_id,)
        ).fetchone()
        if row is None:
            raise NotFound(f"There is no {table} {row_id} any more.")
        return dict(row)

    def _record(self, change: Change) -> None:
        self.changes.append(change)
        counts = change.table in _FIGURE_TABLES or _is_rating(change, self.db)
        if counts and change.account_id is not None:
            self.touched.add(change.account_id)


def _is_rating(change: Change, db: sqlite3.Connection) -> bool:
    if change.table != "answer":
        return False
    row = db.execute("SELECT question_key FROM answer WHERE id=?", (change.row_id,)).fetchone()
    return row is None or row[0] == "sat.rating"


def _validated(model: type[SQLModel], values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(model.model_fields)
    if unknown:
        raise InvalidInput(f"{model.__tablename__} has no column {', '.join(sorted(unknown))}.")
    try:
        made = model.model_validate(dict(values))
    except ValueError as error:
        first: dict[str, Any] = getattr(error, "errors", lambda: [{}])()[0]
        where = ".".join(str(part) for part in first.get("loc", ()))
        shown = repr(first.get("input", ""))[:60]
        raise InvalidInput(
            f"{model.__tablename__}.{where} cannot be {shown}: {first.get('msg', error)}."
        ) from None
    return {key: getattr(made, key) for key in model.model_fields}


def _account_of(table: str, row_id: int, row: Mapping[str, Any]) -> int | None:
    if table == "account":
        return row_id
    found = row.get("account_id")
    return int(found) if found is not None else None


def dump_changes(changes: tuple[Change, ...]) -> str:
    """Changes as JSON for the journal."""
    packed = [[c.table, c.row_id, c.before, c.after, c.account_id] for c in changes]
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> Scalar:
    return str(value)


def load_changes(text: str) -> tuple[Change, ...]:
    """Changes back from the journal's JSON."""
    return tuple(Change(*parts) for parts in json.loads(text))


def merge_changes(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Fold several changes of one row into one: the oldest ``before``, the newest ``after``."""
    folded: dict[tuple[str, int], Change] = {}
    for change in changes:
        key = (change.table, change.row_id)
        first = folded.get(key)
        if first is None:
            folded[key] = change
        elif change.after is None:
            folded[key] = Change(change.table, change.row_id, first.before, None, change.account_id)
        else:
            before = None if first.before is None else {**(change.before or {}), **first.before}
            after = {**(first.after or {}), **change.after}
            folded[key] = Change(change.table, change.row_id, before, after, change.account_id)
    return tuple(folded.values())
