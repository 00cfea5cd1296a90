"""One file on its way into the store: staged where no query looks, compared, then made live at once."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from reviewtui.domain.frozen import frozen
from reviewtui.domain.moment import Moment
from reviewtui.storage.engine import connect, wrapped
from reviewtui.storage.imports import accounts, orders
from reviewtui.storage.imports.batches import remove_dead_batches
from reviewtui.storage.imports.golive import Found, GoingLive
from reviewtui.storage.imports.ground import Ground
from reviewtui.storage.imports.index import AccountIndex, Unmatched
from reviewtui.storage.imports.matching import USUAL, Alike, Matching
from reviewtui.storage.imports.ordercompare import Compared
from reviewtui.storage.imports.seen import SeenRows, order_rows
from reviewtui.storage.imports.staged import (
    StagedAccount,
    StagedContact,
    StagedLine,
    StagedLines,
    StagedRecord,
)

if TYPE_CHECKING:
    from reviewtui.storage.imports.records import RecordStage
    from reviewtui.storage.store import Store

_LOOKS = 5
_READ_SECONDS = 0.03
# Pages that were read are with the system as well; those that a slice changed stay until it is written, since to write
# them earlier would wait for the disk.
_LEAN = ("temp_store=FILE", "main.cache_size=-500", "temp.cache_size=-500", "cache_spill=-65536")
_RECORDS = frozenset({"actions", "touches", "notes", "opportunities"})
Staged = StagedAccount | StagedContact | StagedLine | StagedRecord


@frozen
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
        self._compared: Compared | None = None
        with wrapped(store.path):
            self.db = connect(store.path, write=not store.read_only)
            self.db.execute("PRAGMA query_only=OFF")
            for pragma in _LEAN:
                self.db.execute(f"PRAGMA {pragma}")
            if not store.read_only:
                remove_dead_batches(self.db, moment.now)
            for statement in _stage_of(kind).split(";"):
                self.db.execute(statement)
            index = self._index = self._found_accounts(matching)
            self.currency = self._setting("currency")
            self.me = self._setting("me") or "me"
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
        by = matching.by if kind == "contacts" else ()
        self._people = accounts.AccountStage(self.db, index, seen, by, make=make_accounts)

    def _found_accounts(self, matching: Matching) -> AccountIndex:
        """The accounts that rows may be about, as they are while nobody edits any of them."""
        of_accounts = replace(matching, by=()) if self.kind == "contacts" else matching
        for _ in range(_LOOKS):
            self._ground = Ground(self.db, self.kind, matching.by)
            index = AccountIndex(self.db, of_accounts)
            if not self._ground.moved(self.db):
                break
        return index

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

    def tell_accounts(self, said: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
        """Give the accounts that the file makes, by the id and name it has for them, what its rows agree on."""
        if not said or not self.accounts_made:
            return
        with wrapped(self.store.path):
            self.db.execute("BEGIN")
            for account_id, facts in self._agreed_facts(said).items():
                self.db.execute(
                    "UPDATE st_account SET vals=json_patch(vals, ?) WHERE account_id=?",
                    (json.dumps(facts, ensure_ascii=False), account_id),
                )
            self.db.execute("COMMIT")

    def _agreed_facts(
        self, said: Mapping[tuple[str, str], Mapping[str, str]]
    ) -> Mapping[int, Mapping[str, str]]:
        """What is said of each account that is made, under all its spellings; those that are here keep theirs."""
        found: dict[int, dict[str, str]] = {}
        for named, facts in said.items():
            with suppress(Unmatched):
                account_id = self._index.resolve(*named, 0)
                mine = found.setdefault(account_id, {}) if account_id < 0 else {}
                for field, value in facts.items():
                    if mine.setdefault(field, value) != value:
                        mine[field] = ""
        for mine in found.values():
            domain = mine.pop("domain", "")
            mine.setdefault("website", domain)
        return {one: {k: v for k, v in mine.items() if v} for one, mine in found.items()}

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
        """How many accounts only the orders, contacts or records of the file name, and are made for them."""
        if self._records is not None:
            return self._records.made
        return len(self._stage.made) if self._stage is not None else self._people.made

    def problems(self) -> Iterator[tuple[int, str, str]]:
        """The rows that were not taken: row, verdict, reason; in the order of the file."""
        yield from (tuple(row) for row in self.db.execute("SELECT * FROM st_problem ORDER BY row"))

    def go_live(
        self, *, file: str, label: str, actor: str, summary: str, progress: Callable[[], None]
    ) -> int:
        """Write everything; returns the batch. Raises MovedMeanwhile when it must be compared again."""
        found = Found(self.kind, self._ground, self._stage, self._compared, self._records)
        return GoingLive(self.store, self.db, self.moment, found).write(file, label, actor, summary, progress)

    def close(self) -> None:
        """Forget what was staged."""
        self.db.close()

    def __enter__(self) -> ImportSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
