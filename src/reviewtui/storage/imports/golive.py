"""The way of what was compared from its staging to everybody: ahead where it is much, and the one transaction that shows it."""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from reviewtui.domain.changes import Change, Entry
from reviewtui.domain.errors import ReadOnly
from reviewtui.domain.moment import Moment
from reviewtui.storage.engine import wrapped
from reviewtui.storage.imports import live, liveorders, orderchanges
from reviewtui.storage.imports.ahead import Ahead
from reviewtui.storage.imports.batches import drop_batch
from reviewtui.storage.imports.ground import Ground
from reviewtui.storage.imports.slices import make_room
from reviewtui.storage.imports.staged import TABLES

if TYPE_CHECKING:
    from reviewtui.storage.imports.ordercompare import Compared
    from reviewtui.storage.imports.orders import OrderStage
    from reviewtui.storage.imports.records import RecordStage
    from reviewtui.storage.store import Store

_SMALL = 3000
_FEW = 1000


class MovedMeanwhile(Exception):
    """The store changed between comparing and going live in a way that may change the verdicts."""


class Found(NamedTuple):
    """What was staged of a file of some kind, and the ground its verdicts rest on."""

    kind: str
    ground: Ground
    orders: OrderStage | None
    compared: Compared | None
    records: RecordStage | None


class GoingLive:
    """What was staged and compared becomes part of the file: all of it, or nothing.

    Uses the connection whose temporary tables hold it.
    """

    def __init__(self, store: Store, db: sqlite3.Connection, moment: Moment, found: Found) -> None:
        self.store = store
        self.db = db
        self.moment = moment
        self._found = found
        self._ahead: Ahead | None = None

    def write(self, file: str, label: str, actor: str, summary: str, progress: Callable[[], None]) -> int:
        """Write everything; returns the batch. Raises MovedMeanwhile when it must be compared again."""
        if self.store.read_only:
            raise ReadOnly(f"{self.store.path} is open for reading only, so nothing can be imported.")
        # Python's sweep through all that comparing keeps in memory would take 150 ms, and may come while the file is held.
        gc.freeze()
        with wrapped(self.store.path):
            try:
                if self._found.records is not None:
                    from reviewtui.storage.imports.recordlive import usual_columns

                    usual_columns(TABLES[0])
                if self._found.orders is not None:
                    self._stage_orders(file, actor, progress)
                else:
                    self._stage_others(file, actor, progress)
                return self._publish(file, label, actor, summary)
            except BaseException:
                self._abandon()
                raise

    def _stage_orders(self, file: str, actor: str, progress: Callable[[], None]) -> None:
        """Write a large number of new and changed rows ahead, in slices and where no query sees them."""
        found = self._found.compared
        # Each account costs more than a row: its days and figures are computed.
        if found is not None and found.moving > _FEW and (found.moving > _SMALL or found.accounts() > _FEW):
            self._ahead = Ahead(self.db, self.moment, progress)
            self._ahead.stage(file, self._found.kind, actor)

    def _stage_others(self, file: str, actor: str, progress: Callable[[], None]) -> None:
        """The same with a large number of accounts, contacts or records."""
        from reviewtui.storage.imports.recordahead import RecordsAhead, staged_rows

        if staged_rows(self.db) > _FEW:
            self._ahead = RecordsAhead(self.db, self.moment, progress)
            self._ahead.stage(file, self._found.kind, actor)

    def _publish(self, file: str, label: str, actor: str, summary: str) -> int:
        db, ahead = self.db, self._ahead
        make_room(db)
        mine = tuple(self._found.records.became) if self._found.records is not None else ()
        if not self._found.ground.hold(db, mine):
            raise MovedMeanwhile
        if not (ahead is None or ahead.show()):
            raise MovedMeanwhile
        if ahead is None:
            batch = db.execute(
                "INSERT INTO import_batch(file, kind, stamp, as_of, actor, state, summary) VALUES (?,?,?,?,?,'live',?)",
                (file, self._found.kind, self.moment.stamp, self.moment.as_of.isoformat(), actor, summary),
            ).lastrowid
        else:
            batch = ahead.batch
            done = db.execute(
                "UPDATE import_batch SET state='live', summary=? WHERE id=? AND state='staging'",
                (summary, batch),
            )
            if done.rowcount != 1:
                raise MovedMeanwhile
        touched = self._write(int(batch or 0))
        live.refresh(db, touched, self.moment.as_of, orders=self._found.records is None, ahead=ahead)
        self._record(int(batch or 0), label, actor)
        db.execute("COMMIT")
        self._ahead = None
        if ahead is not None:
            ahead.tidy()
        return int(batch or 0)

    def _write(self, batch: int) -> set[int]:
        """Write what is not written yet; returns the accounts whose summaries are not made ready."""
        if self._ahead is not None:
            self._ahead.write()
            return set()
        if self._found.records is not None:
            from reviewtui.storage.imports.recordlive import put_records

            return put_records(self.db, batch, self.moment.stamp)
        if self._found.orders is None:
            return live.put_accounts(self.db, batch, self.moment.stamp)
        if self._found.orders.made:
            made = live.made_accounts(self.db)
            live.tell_owners(self.db, live.put_new_accounts(self.db, batch, made, self.moment.stamp))
        last = self.db.execute("SELECT COALESCE(MAX(slot), 0) FROM st_head").fetchone()[0]
        liveorders.put_new_orders(self.db, batch, 1, last)
        orderchanges.find_changes(self.db)
        orderchanges.list_changes(self.db, batch)
        orderchanges.write_changes(self.db, batch)
        return liveorders.order_accounts(self.db)

    def _record(self, batch: int, label: str, actor: str) -> None:
        """One journal entry for the whole batch; undoing it takes the batch back."""
        change = Change("import_batch", batch, None, {"state": "live"})
        packed = json.dumps([[change.table, batch, None, {"state": "live"}, None]])
        stamp, as_of = self.moment.stamp, self.moment.as_of.isoformat()
        entry = self.db.execute(
            "INSERT INTO journal(label, stamp, as_of, actor, session, merge_key, changes) VALUES (?,?,?,?,?,'',?)",
            (label, stamp, as_of, actor, self.store.session, packed),
        ).lastrowid
        self.store.last_entry = Entry(int(entry or 0), label, stamp, actor, as_of, (change,))

    def _abandon(self) -> None:
        """Leave no trace of a batch that did not go live; what cannot be removed now is removed at the next open."""
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")
        if self._ahead is None or not self._ahead.batch:
            return
        try:
            drop_batch(self.db, self._ahead.batch)
            self._ahead = None
        except sqlite3.Error:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
