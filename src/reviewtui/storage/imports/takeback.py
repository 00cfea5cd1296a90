"""A large import taken back: hidden in one short transaction, and removed in slices afterwards where no query looks.

It goes the way it came (``ahead``): order days and figures as they will be are computed beside those that hold, the last
transaction hides the batch, gives changed rows what they were and puts them in place, and what is hidden is removed. A program that dies before that transaction
has changed nothing; after it the import is taken back, and the next open removes the rest.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from contextlib import ExitStack, closing, suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any

from reviewtui.domain.changes import Entry
from reviewtui.domain.errors import Conflict, ReadOnly
from reviewtui.domain.moment import Moment
from reviewtui.storage.engine import connect, wrapped
from reviewtui.storage.figure_lines import all_moved
from reviewtui.storage.hidden import BIN
from reviewtui.storage.imports import orderchanges
from reviewtui.storage.imports.ahead import ACTION_COLUMNS, Ahead
from reviewtui.storage.imports.batches import drop_batch, hide_batch
from reviewtui.storage.imports.ground import Ground
from reviewtui.storage.imports.rowchanges import RowChanges
from reviewtui.storage.imports.slices import slices
from reviewtui.storage.imports.undo import (
    IN,
    STAMPED,
    STAMPS,
    Listed,
    check_edited,
    forget_summaries,
    hung_on,
    live_batch,
    put_back,
    undone,
)
from reviewtui.storage.journal import dump_changes

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

_MANY = 500
_ATTEMPTS = 3
_TOGETHER = 500
_SUMMARIES = frozenset({"order_day", "account_figures", "figure_line"})


def is_large(db: sqlite3.Connection, batch_id: int) -> bool:
    """Whether taking this import back at once would keep others waiting."""
    found = db.execute(
        "SELECT COUNT(*) FROM (SELECT 1 FROM import_change WHERE batch_id=? LIMIT ?)", (batch_id, _MANY)
    )
    return int(found.fetchone()[0]) >= _MANY


def take_back_large(
    store: Store, entry: Entry, batch_id: int, moment: Moment, label: str, *, later: bool = False
) -> Entry:
    """Take a live import back, whose journal entry is ``entry``; returns the entry of the undo.

    With ``later`` what is hidden is removed by a thread of its own, after the return. Raises Conflict when what it wrote was
    edited or built upon since, or keeps changing; then nothing is changed.
    """
    if store.read_only:
        raise ReadOnly(f"{store.path} is open for reading only, so this cannot be saved.")
    with wrapped(store.path, writing=True), ExitStack() as opened:
        db = opened.enter_context(closing(connect(store.path)))
        db.execute("PRAGMA temp_store=FILE")
        for _ in range(_ATTEMPTS):
            back = _Back(db, moment, batch_id)
            try:
                back.prepare()
                written = back.hide(entry, label, store.session)
            except BaseException:
                back.abandon()
                raise
            if written is None:
                back.abandon()
                continue
            done = opened.pop_all()
            if later:
                Thread(target=back.remove, args=(done,), daemon=True).start()
            else:
                back.remove(done)
            return written
    raise Conflict(
        "Accounts or orders kept changing while the import was taken back; nothing was changed. Try again."
    )


class _Back(Ahead):
    """One batch on its way out."""

    def __init__(self, db: sqlite3.Connection, moment: Moment, gone: int) -> None:
        super().__init__(db, moment, lambda: None)
        self._gone = gone
        self._orders = orderchanges.AS_THEY_WILL_BE
        self._among = f"AND o.batch_id IS NOT {gone:d}"
        self._listed = Listed()
        self._changes = RowChanges(db)
        self._rows: dict[str, int] = {}

    def prepare(self) -> None:
        """Look at everything and compute order days and figures as they will be."""
        db = self._db
        self._ground = Ground(db, "orders")
        file = live_batch(db, self._gone)["file"]
        self._rows = {
            name: db.execute(f"SELECT COALESCE(MAX(rowid), 0) FROM main.{name}").fetchone()[0]
            for name, _, _ in self._references()
        }
        self._look()
        # In this order: what somebody edits after it was found is seen by its version.
        self._find_former()
        check_edited(db, self._listed, file)
        self._listed.changed.clear()
        self._check_hanging(file)
        for name in ("st_made", "st_touched", "st_going"):
            db.execute(f"DROP TABLE IF EXISTS temp.{name}")
            db.execute(f"CREATE TEMP TABLE {name}(id INTEGER PRIMARY KEY)")
        db.executemany("INSERT INTO st_touched VALUES (?)", [(one,) for one in self._ordering()])
        db.executemany("INSERT INTO st_going VALUES (?)", [(one,) for one in self._listed.added["account"]])
        self._open(file, "undo", "")
        self._compute()

    def _ordering(self) -> set[int]:
        """The accounts whose order days may be others, and notes whether there are any."""
        listed, found = self._listed, set[int]()
        if self._changes.any_of("account", ("currency",)):
            found.update(row[0] for row in self._db.execute("SELECT id FROM st_account_now"))
        self._days_move = bool(found or listed.orders or listed.ordering)
        return found | listed.touched | listed.ordering

    def _look(self) -> None:
        """Find what the batch wrote, and what orders were before it."""
        db, gone = self._db, self._gone
        orderchanges.open_changes(db)
        first, last = db.execute(
            "SELECT MIN(id), MAX(id) FROM import_change WHERE batch_id=?", (gone,)
        ).fetchone()

        def look(start: int, end: int) -> None:
            span = (gone, first + start - 1, first + end - 1)
            self._listed.look(db, *span)
            orderchanges.find_former(db, *span)

        for _ in slices(last - first + 1, look):
            self._rest()

    def _find_former(self) -> None:
        """Find what changed rows were, in a temporary table for each table of records."""
        former: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        for table, row_id, before, _ in reversed(self._listed.changed):
            if table in STAMPED:
                said = json.loads(before).items()
                former[table].setdefault(row_id, {}).update((k, v) for k, v in said if k not in STAMPS)
        for table, rows in former.items():
            values = list(rows.items())
            for _ in slices(len(values), partial(self._find, table, values)):
                self._rest()

    def _find(self, table: str, rows: list[tuple[int, dict[str, Any]]], first: int, end: int) -> None:
        self._changes.find(table, rows[first - 1 : end])

    def _shadow(self) -> None:
        """Accounts, and actions where some go or change, as they will be."""
        super()._shadow()
        db, changes = self._db, self._changes
        db.execute("DELETE FROM temp.account WHERE id IN (SELECT id FROM st_going)")
        changes.shadow("account")
        changed = "action" in changes.columns
        if changed or self._listed.added["action"]:
            gone = [*self._listed.added["action"]]
            if changed:
                gone += [row[0] for row in db.execute("SELECT id FROM st_action_now")]
            self._shadow_actions(IN, (json.dumps(gone),))
        if changed:
            db.execute(
                f"INSERT INTO temp.action SELECT {ACTION_COLUMNS} FROM st_action_now WHERE deleted_at IS NULL"
            )

    def _remember_figures(self) -> None:
        for name in ("st_before", "st_figures"):
            self._db.execute(f"DROP TABLE IF EXISTS temp.{name}")
        super()._remember_figures()

    def _references(self) -> list[tuple[str, str, str]]:
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

    def _check_hanging(self, file: str) -> None:
        """Stop when something refers to what would go."""
        for name, column, target in self._references():
            ids = list(self._listed.added[target])
            for first in range(0, len(ids), _TOGETHER):
                self._check_none(file, name, f"t.{column} {IN}", json.dumps(ids[first : first + _TOGETHER]))
                self._rest()

    def _check_new(self, file: str) -> None:
        """The same of what came after the first look."""
        for name, column, target in self._references():
            if self._listed.added[target]:
                # The plus keeps SQLite from the index by account, which leads to all orders that go.
                new = f"t.rowid > {self._rows[name]:d} AND +t.{column} {IN}"
                self._check_none(file, name, new, self._listed.ids(target))

    def _check_none(self, file: str, table: str, where: str, ids: str) -> None:
        others, args = "", [ids]
        if table == "orders":
            others = f"AND t.batch_id IS NOT {self._gone:d}"
        elif table in STAMPED and self._listed.added[table]:
            others = f"AND NOT t.id {IN}"
            args.append(self._listed.ids(table))
        found = self._db.execute(f"SELECT 1 FROM main.{table} t WHERE {where} {others} LIMIT 1", args)
        if found.fetchone() is not None:
            raise hung_on(file)

    def hide(self, entry: Entry, label: str, session: str) -> Entry | None:
        """Hide everything at once; returns the journal's entry, None when it must be prepared again."""
        db, listed, moment = self._db, self._listed, self._moment
        if not self._ground.hold(db):
            return None
        if self._changes.moved():
            db.execute("ROLLBACK")
            return None
        batch = live_batch(db, self._gone)
        check_edited(db, listed, batch["file"])
        self._check_new(batch["file"])
        if not self.show():
            db.execute("ROLLBACK")
            return None
        orderchanges.write_former(db)
        self._changes.write(moment.stamp)
        put_back(db, listed, moment.stamp)
        for table in STAMPED:
            hide = f"UPDATE {table} SET deleted_at='{BIN}' WHERE deleted_at IS NULL AND id {IN}"
            db.execute(hide, (listed.ids(table),))
        hide_batch(db, self._gone)
        self.refresh(set())
        forget_summaries(db, listed)
        all_moved(db)
        change = undone(self._gone)
        as_of = moment.as_of.isoformat()
        new = db.execute(
            "INSERT INTO journal(label, stamp, as_of, actor, session, merge_key, changes, undoes) "
            "VALUES (?,?,?,'',?,'',?,?)",
            (label, moment.stamp, as_of, session, dump_changes((change,)), entry.id),
        ).lastrowid
        db.execute("UPDATE journal SET undone_by=? WHERE id=?", (new, entry.id))
        db.execute("COMMIT")
        return Entry(int(new or 0), label, moment.stamp, "", as_of, (change,))

    def remove(self, opened: ExitStack) -> None:
        """Remove what nobody sees any more, and close; what cannot be removed now is removed at the next open."""
        with opened, suppress(sqlite3.Error, KeyboardInterrupt):
            # First the order days that held, which refer to accounts that go.
            drop_batch(self._db, self.batch)
            drop_batch(self._db, self._gone)

    def abandon(self) -> None:
        """Leave no trace of what was prepared; what cannot be removed now is removed at the next open."""
        with suppress(sqlite3.Error):
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if self.batch:
                drop_batch(self._db, self.batch)
