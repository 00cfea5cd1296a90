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
from reviewtui.storage.imports.hanging import Hanging
from reviewtui.storage.imports.listed import IN, STAMPED, STAMPS, Listed
from reviewtui.storage.imports.rowchanges import RowChanges
from reviewtui.storage.imports.since import check_edited, later_orders
from reviewtui.storage.imports.slices import make_room, slices
from reviewtui.storage.imports.undo import forget_summaries, live_batch, put_back, undone
from reviewtui.storage.journal import dump_changes

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

_MANY, _MANY_SINCE = 500, 20_000
_ATTEMPTS = 3


def is_large(db: sqlite3.Connection, batch_id: int) -> bool:
    """Whether taking this import back at once would keep others waiting, by what it wrote or by what was imported since."""
    mine = "SELECT 1 FROM import_change WHERE batch_id=? LIMIT ?"
    since = (
        "SELECT 1 FROM import_change WHERE id>(SELECT MIN(id) FROM import_change WHERE batch_id=?) LIMIT ?"
    )
    return any(
        int(db.execute(f"SELECT COUNT(*) FROM ({query})", (batch_id, many)).fetchone()[0]) >= many
        for query, many in ((mine, _MANY), (since, _MANY_SINCE))
    )


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

    def prepare(self) -> None:
        """Look at everything and compute order days and figures as they will be."""
        db = self._db
        self._ground = Ground(db, "orders")
        file = live_batch(db, self._gone)["file"]
        self._hanging = Hanging(db, self._listed, self._gone, file)
        self._look()
        # In this order: what somebody edits after it was found is seen by its version.
        self._find_former()
        check_edited(
            db, self._listed, self._gone, file, later_orders(db, self._listed, self._gone, self._rest)
        )
        self._listed.changed.clear()
        self._hanging.check(self._rest)
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

    def hide(self, entry: Entry, label: str, session: str) -> Entry | None:
        """Hide everything at once; returns the journal's entry, None when it must be prepared again."""
        db, listed, moment = self._db, self._listed, self._moment
        make_room(db)
        if not self._ground.hold(db):
            return None
        if self._changes.moved():
            db.execute("ROLLBACK")
            return None
        batch = live_batch(db, self._gone)
        # Later imports of orders are on the ground that held.
        check_edited(db, listed, self._gone, batch["file"])
        self._hanging.check_new()
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
