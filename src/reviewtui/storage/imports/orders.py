"""Orders and lines of a file on their way into temporary tables, where they are compared with those that are kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress

from reviewtui.storage.imports import heads, ordercompare
from reviewtui.storage.imports.index import AccountIndex, Unmatched
from reviewtui.storage.imports.slices import aside
from reviewtui.storage.imports.staged import StagedHead, StagedLine, StagedLines

STAGE = f"""
{heads.STAGE}
CREATE TEMP TABLE st_line(row INTEGER NOT NULL, slot INTEGER NOT NULL, product TEXT NOT NULL, category TEXT,
    quantity TEXT, amount INTEGER, PRIMARY KEY (slot, product, row)) WITHOUT ROWID;
{ordercompare.STAGE}
CREATE TEMP TABLE st_account(row INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, vals TEXT NOT NULL);
CREATE TEMP TABLE st_contact(row INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, contact_id INTEGER NOT NULL,
                             vals TEXT NOT NULL);
CREATE TEMP TABLE st_problem(row INTEGER PRIMARY KEY, verdict TEXT NOT NULL, reason TEXT NOT NULL)
"""
_LINE = "INSERT INTO st_line(row, slot, product, category, quantity, amount) VALUES "
_MARKS = "(?,?,?,?,?,?)"
# So many lines by one statement take two thirds of the time that one by one does.
_TOGETHER = 64


class OrderStage:
    """Gathers the orders of a file, checks that their rows agree, and compares them with those that are kept."""

    def __init__(
        self,
        db: sqlite3.Connection,
        index: AccountIndex,
        shape: str,
        *,
        make: bool = False,
        every_row: bool = False,
    ) -> None:
        self.db = db
        self.index = index
        self.shape = shape
        self._heads = heads.Heads(db, shape)
        self._every_row = every_row
        self._accounts: dict[tuple[str, str], int | Unmatched] = {}
        self.made: list[tuple[int, int, str]] = []
        self._kept = 0
        self._make = make
        self._lines: list[tuple[object, ...]] = []

    def take(self, record: StagedLine) -> None:
        """Take in one row; raises Unmatched when it cannot be taken."""
        self._heads.look_up((record.head.number,))
        slot = self._slot(record.head, record.row)
        self._lines.append(
            (record.row, slot, record.product, record.category, record.quantity, record.amount)
        )
        # Rows of the file count from 1; what is no row of its own counts downwards, and in no verdict.
        self._lines += [
            (-(record.row * 4 + n), slot, name, None, None, amount)
            for n, (name, amount) in enumerate(record.extras)
        ]

    def take_lines(self, lines: StagedLines) -> Iterator[tuple[int, Unmatched]]:
        """Take in many rows; yields those that cannot be taken, with the reason."""
        self._heads.look_up({head.number for head in lines.heads})
        first = dict(zip(reversed(lines.which), reversed(lines.rows), strict=True))
        found = [self._slot_or_fault(head, first[place]) for place, head in enumerate(lines.heads)]
        slots = list(map(found.__getitem__, lines.which))
        columns: Iterable[Iterable[object]] = (
            lines.rows, slots, lines.products, lines.categories, lines.quantities, lines.amounts,
        )  # fmt: skip
        if any(isinstance(one, Unmatched) for one in found):
            for row, fault in zip(lines.rows, slots, strict=True):
                if isinstance(fault, Unmatched):
                    yield row, fault
            taken = [not isinstance(slot, Unmatched) for slot in slots]
            columns = [compress(column, taken) for column in columns]
        self.flush()
        self._put_lines(list(zip(*columns, strict=True)))

    def _slot_or_fault(self, head: StagedHead, row: int) -> int | Unmatched:
        try:
            return self._slot(head, row)
        except Unmatched as fault:
            return fault

    def _slot(self, head: StagedHead, row: int) -> int:
        account_id = None if self.shape == "lines" else self._account(head, row)
        return self._heads.slot(head, account_id)

    def _account(self, head: StagedHead, row: int) -> int:
        key = (head.account, head.account_name)
        found = self._accounts.get(key)
        if found is None:
            try:
                found = self.index.resolve(*key, row)
            except Unmatched as fault:
                found = fault if fault.conflict or not self._make else self._new_account(head, row)
            self._accounts[key] = found
        if isinstance(found, Unmatched):
            raise Unmatched(str(found), conflict=found.conflict)
        return found

    def _new_account(self, head: StagedHead, row: int) -> int:
        """An account that only the orders name; it is kept when its orders are."""
        values = {"name": head.account_name or head.account, "external_id": head.account}
        account_id = self.index.add(values, row)
        self.made.append((row, account_id, json.dumps(values)))
        return account_id

    def flush(self) -> None:
        """Move the rows taken so far into the temporary tables, so that memory does not grow with the file."""
        self.db.executemany("INSERT INTO st_account VALUES (?,?,?)", self.made[self._kept :])
        self._kept = len(self.made)
        self._put_lines(self._lines)
        self._lines.clear()
        self._heads.put_away()

    def _put_lines(self, lines: Sequence[Sequence[object]]) -> None:
        whole = len(lines) - len(lines) % _TOGETHER
        parts = (lines[first : first + _TOGETHER] for first in range(0, whole, _TOGETHER))
        marks = ",".join([_MARKS] * _TOGETHER)
        self.db.executemany(_LINE + marks, (tuple(chain.from_iterable(part)) for part in parts))
        self.db.executemany(_LINE + _MARKS, lines[whole:])

    def compare(self) -> ordercompare.Compared:
        """Give every row its verdict: new, changed, same, conflict or rejected."""
        self.flush()
        with aside(self.db):
            self._heads.put_away(all_of_them=True)
        return ordercompare.Compared(self.db, self.shape, self._heads.slots, every_row=self._every_row)
