"""One file on its way into the store: staged where no query looks, compared, then made live at once."""

from __future__ import annotations

import gc
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewtui.domain.changes import Change, Entry
from reviewtui.domain.errors import ReadOnly
from reviewtui.domain.moment import Moment
from reviewtui.storage.engine import connect, wrapped
from reviewtui.storage.imports import accounts, live, liveorders, orders
from reviewtui.storage.imports.ahead import Ahead
from reviewtui.storage.imports.batches import drop_batch, remove_dead_batches
from reviewtui.storage.imports.ground import Ground
from reviewtui.storage.imports.index import AccountIndex, Unmatched
from reviewtui.storage.imports.matching import USUAL, Alike, Matching
from reviewtui.storage.imports.ordercompare import Compared
from reviewtui.storage.imports.seen import SeenRows, order_rows
from reviewtui.storage.imports.staged import (
    TABLES,
    StagedAccount,
    StagedContact,
    StagedLine,
    StagedLines,
    StagedRecord,
)

if TYPE_CHECKING:
    from reviewtui.storage.imports.records import RecordStage
    from reviewtui.storage.store import Store

_SMALL = 3000
_FEW = 1000
_LOOKS = 5
_READ_SECONDS = 0.03
_CACHE_KIB = 65_536
_RECORDS = frozenset({"actions", "touches", "notes", "opportunities"})
Staged = StagedAccount | StagedContact | StagedLine | StagedRecord


@dataclass(frozen=True, slots=True)
class Totals:
    """What comparing found: rows by verdict, orders, net per currency in 1/10,000, first and last date.

    ``became`` counts the accepted rows of a file of records by the table each of them goes to, ``cancelled`` the orders that
    count nowhere.
    """

    new: int
    changed: int
    same: int
    conflict: int
    rejected: int
    orders: int
    net: tuple[tuple[int, str], ...]
    first_date: str | None
    last_date: str | None
    became: tuple[tuple[str, int], ...] = ()
    cancelled: int = 0


def _stage_of(kind: str) -> str:
    """The temporary tables of a kind of file; what only records need is loaded for them alone."""
    if kind in _RECORDS:
        from reviewtui.storage.imports import records

        return records.STAGE
    return orders.STAGE if kind == "orders" else accounts.STAGE


class MovedMeanwhile(Exception):
    """The store changed between comparing and going live in a way that may change the verdicts."""


class ImportSession:
    """Stage rows with ``take`` and ``refuse``, then ``compare``, then ``go_live`` or nothing.

    Has a connection of its own, whose temporary tables hold the rows: closing it without going live leaves no trace.
    """

    def __init__(
        self,
        store: Store,
        kind: str,
        shape: str,
        moment: Moment,
        *,
        make_accounts: bool = False,
        seen: SeenRows | None = None,
        matching: Matching = USUAL,
    ) -> None:
        self.store = store
        self.kind = kind
        self.moment = moment
        self._ahead: Ahead | None = None
        self._compared: Compared | None = None
        with wrapped(store.path):
            self.db = connect(store.path, write=not store.read_only)
            self.db.execute("PRAGMA query_only=OFF")
            self.db.execute("PRAGMA temp_store=FILE")
            self.db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
            if not store.read_only:
                remove_dead_batches(self.db, moment.now)
            for statement in _stage_of(kind).split(";"):
                self.db.execute(statement)
            self.db.execute("BEGIN")
            try:
                self._ground = Ground(self.db, kind, matching.by)
                of_accounts = replace(matching, by=()) if kind == "contacts" else matching
                index = self._index = AccountIndex(self.db, of_accounts)
                self.currency = self._setting("currency")
                self.me = self._setting("me") or "me"
            finally:
                self.db.execute("ROLLBACK")
        self.accounts = len(index)
        self.unmatched = 0
        self._stage = None
        if kind == "orders":
            self._stage = orders.OrderStage(
                self.db, index, shape, make=make_accounts, every_row=seen is not None
            )
        self._records: RecordStage | None = None
        if kind in _RECORDS:
            from reviewtui.storage.imports.records import RecordStage

            self._records = RecordStage(self.db, index, make=make_accounts, seen=seen)
        self._seen_rows = seen
        if seen is not None:
            seen.clear()
        self._people = accounts.AccountStage(self.db, index, seen, matching.by if kind == "contacts" else ())

    def _setting(self, key: str) -> str:
        row = self.db.execute("SELECT value FROM setting WHERE key=?", (key,)).fetchone()
        return row[0] if row else ""

    def take(self, rows: Sequence[Staged]) -> None:
        """Stage a slice of rows; those that match nothing, or too much, are kept aside with their reason."""
        with wrapped(self.store.path):
            self.db.execute("BEGIN")
            began = time.perf_counter()
            for record in rows:
                if time.perf_counter() - began > _READ_SECONDS:
                    # Who wants to save waits until nobody reads.
                    self.db.execute("COMMIT")
                    self.db.execute("BEGIN")
                    began = time.perf_counter()
                try:
                    self._take(record)
                except Unmatched as fault:
                    self.unmatched += 1
                    self.refuse(record.row, str(fault), "conflict" if fault.conflict else "rejected")
            if self._stage is not None:
                self._stage.flush()
            self.db.execute("COMMIT")

    def take_lines(self, lines: StagedLines) -> None:
        """The same with many rows of an order file by columns."""
        assert self._stage is not None
        with wrapped(self.store.path):
            self.db.execute("BEGIN")
            for row, fault in self._stage.take_lines(lines):
                self.unmatched += 1
                self.refuse(row, str(fault), "conflict" if fault.conflict else "rejected")
            self.db.execute("COMMIT")

    def _take(self, record: Staged) -> None:
        if isinstance(record, StagedLine):
            assert self._stage is not None
            self._stage.take(record)
        elif isinstance(record, StagedRecord):
            assert self._records is not None
            self._records.take(record)
        elif isinstance(record, StagedAccount):
            self._people.take_account(record)
        else:
            self._people.take_contact(record)

    def refuse(self, row: int, reason: str, verdict: str = "rejected") -> None:
        """Keep a row aside that cannot be taken."""
        self.db.execute("INSERT OR IGNORE INTO st_problem VALUES (?,?,?)", (row, verdict, reason))

    def compare(self) -> Totals:
        """Compare what was staged with what is kept."""
        with wrapped(self.store.path):
            net: list[tuple[int, str]] = []
            spread: tuple[int, str | None, str | None] = (0, None, None)
            cancelled = 0
            counts = self._people.counts
            if self._stage is not None:
                found = self._compared = self._stage.compare()
                counts, net, spread = found.counts, found.net(self.currency), found.spread()
                cancelled = found.cancelled
            became: tuple[tuple[str, int], ...] = ()
            if self._records is not None:
                counts, became = self._records.counts, tuple(self._records.became.most_common())
                spread = (0, *(self._records.days or (None, None)))
            if self._seen_rows is not None:
                self._note_rows(self._seen_rows)
            problems = dict(
                self.db.execute("SELECT verdict, COUNT(*) FROM st_problem GROUP BY verdict").fetchall()
            )
        return Totals(
            counts["new"],
            counts["changed"],
            counts["same"],
            problems.get("conflict", 0),
            problems.get("rejected", 0),
            spread[0],
            tuple(net),
            spread[1],
            spread[2],
            became,
            cancelled,
        )

    def _note_rows(self, seen: SeenRows) -> None:
        """Keep what becomes of the rows that are compared or refused as a whole."""
        if self._stage is not None:
            made = {one: str(json.loads(values)["name"]) for _, one, values in self._stage.made}
            seen.put(order_rows(self.db, made))
        seen.put((row, verdict, "", reason, []) for row, verdict, reason in self.problems())

    @property
    def every_order_unknown(self) -> bool:
        """Whether all that was staged are lines of orders that are not kept."""
        return self._compared is not None and self._compared.every_order_unknown

    @property
    def alike(self) -> tuple[Alike, ...]:
        """New accounts, and names that were not found, that may be an account that is here or further up in the file."""
        return tuple(self._index.alike.values())

    @property
    def agreed(self) -> tuple[str, ...]:
        """The pairs that a consent to all of them made one, as consents of their own."""
        return tuple(dict.fromkeys(self._index.agreed_pairs))

    @property
    def accounts_made(self) -> int:
        """How many accounts only the orders or records of the file name, and are made for them."""
        if self._records is not None:
            return self._records.made
        return len(self._stage.made) if self._stage is not None else 0

    def problems(self) -> Iterator[tuple[int, str, str]]:
        """The rows that were not taken: row, verdict, reason; in the order of the file."""
        yield from (tuple(row) for row in self.db.execute("SELECT * FROM st_problem ORDER BY row"))

    def go_live(
        self, *, file: str, label: str, actor: str, summary: str, progress: Callable[[], None]
    ) -> int:
        """Write everything; returns the batch. Raises MovedMeanwhile when it must be compared again."""
        if self.store.read_only:
            raise ReadOnly(f"{self.store.path} is open for reading only, so nothing can be imported.")
        # Python's sweep through all that comparing keeps in memory would take 150 ms, and may come while the file is held.
        gc.freeze()
        with wrapped(self.store.path):
            try:
                if self._records is not None:
                    from reviewtui.storage.imports.recordlive import usual_columns

                    usual_columns(TABLES[0])
                if self._stage is not None:
                    self._stage_orders(file, actor, progress)
                else:
                    self._stage_others(file, actor, progress)
                return self._publish(file, label, actor, summary)
            except BaseException:
                self._abandon()
                raise

    def _stage_orders(self, file: str, actor: str, progress: Callable[[], None]) -> None:
        """Put a large number of new orders into the file ahead, in slices and where no query sees them."""
        if self._compared is not None and self._compared.fresh > _SMALL:
            self._ahead = Ahead(self.db, self.moment, progress)
            self._ahead.stage(file, self.kind, actor)

    def _stage_others(self, file: str, actor: str, progress: Callable[[], None]) -> None:
        """The same with a large number of new accounts, contacts or records."""
        from reviewtui.storage.imports.recordahead import RecordsAhead, new_rows

        if new_rows(self.db) > _FEW:
            self._ahead = RecordsAhead(self.db, self.moment, progress)
            self._ahead.stage(file, self.kind, actor)

    def _publish(self, file: str, label: str, actor: str, summary: str) -> int:
        db, ahead = self.db, self._ahead
        self._hold()
        if not (ahead is None or ahead.show()):
            raise MovedMeanwhile
        if ahead is None:
            batch = db.execute(
                "INSERT INTO import_batch(file, kind, stamp, as_of, actor, state, summary) VALUES (?,?,?,?,?,'live',?)",
                (file, self.kind, self.moment.stamp, self.moment.as_of.isoformat(), actor, summary),
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
        live.refresh(db, touched, self.moment.as_of, orders=self._stage is not None, ahead=ahead)
        self._record(int(batch or 0), label, actor)
        db.execute("COMMIT")
        self._ahead = None
        if ahead is not None:
            ahead.tidy()
        return int(batch or 0)

    def _hold(self) -> None:
        """Begin to write, on ground that the verdicts still rest on; whether it does is looked at while others may write."""
        mine = tuple(self._records.became) if self._records is not None else ()
        for _ in range(_LOOKS):
            if not self._ground.holds(self.db, mine):
                raise MovedMeanwhile
            self.db.execute("BEGIN IMMEDIATE")
            if not self._ground.moved(self.db, mine):
                return
            self.db.execute("ROLLBACK")
        raise MovedMeanwhile

    def _write(self, batch: int) -> set[int]:
        if self._records is not None:
            from reviewtui.storage.imports.recordlive import put_records

            return put_records(self.db, batch, self.moment.stamp)
        if self._stage is None:
            return live.put_accounts(self.db, batch, self.moment.stamp)
        if self._ahead is None:
            if self._stage.made:
                made = live.made_accounts(self.db)
                live.tell_owners(self.db, live.put_new_accounts(self.db, batch, made, self.moment.stamp))
            last = self.db.execute("SELECT COALESCE(MAX(slot), 0) FROM st_head").fetchone()[0]
            liveorders.put_new_orders(self.db, batch, 1, last)
        liveorders.change_orders(self.db, batch)
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

    def close(self) -> None:
        """Forget what was staged."""
        self.db.close()

    def __enter__(self) -> ImportSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
