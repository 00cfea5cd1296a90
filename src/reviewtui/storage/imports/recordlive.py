"""Records going live: what was staged of actions, touches, notes and opportunities becomes part of the file."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from reviewtui.storage.imports import live
from reviewtui.storage.imports.records import Values
from reviewtui.storage.imports.staged import TABLES

_AT_ONCE = 2000


def put_records(db: sqlite3.Connection, batch: int, stamp: str) -> set[int]:
    """Write the staged records, and before them the accounts that only they name; returns the accounts touched."""
    _, ids = live.put_all_accounts(db, batch, stamp)
    for table in TABLES:
        new = NewRecords(db, batch, table, stamp, ids)
        while new.put(_AT_ONCE):
            pass
        for record_id, values in staged_changes(db, table):
            live.update_row(db, batch, table, record_id, values, stamp)
    found = db.execute("SELECT DISTINCT account_id FROM st_record")
    return {ids.get(row[0], row[0]) for row in found}


class NewRecords:
    """The new records of one table, written so many at a time that memory does not grow with the file."""

    def __init__(
        self,
        db: sqlite3.Connection,
        batch: int,
        table: str,
        stamp: str,
        ids: Mapping[int, int],
        deleted_at: str | None = None,
    ) -> None:
        self._db, self._batch, self._table, self._ids = db, batch, table, ids
        stamps = {"created_at": stamp, "changed_at": stamp, "deleted_at": deleted_at}
        self._usual = {**usual_columns(table), **stamps}
        self._row = -1

    def count(self) -> int:
        """How many there are in all."""
        found = self._db.execute(
            "SELECT COUNT(*) FROM st_record WHERE tbl=? AND +record_id<0", (self._table,)
        ).fetchone()
        return int(found[0])

    def put(self, most: int) -> live.Span | None:
        """Insert the next ones and return the span of their ids; None when all are written."""
        rows = self._db.execute(
            "SELECT row, account_id, vals FROM st_record WHERE tbl=? AND +record_id<0 AND row>? ORDER BY row LIMIT ?",
            (self._table, self._row, most),
        ).fetchall()
        if not rows:
            return None
        self._row = rows[-1][0]
        last = self._db.execute(f"SELECT COALESCE(MAX(id), 0) FROM {self._table}").fetchone()[0]
        added: list[tuple[Any, ...]] = []
        for new_id, (_, account_id, values) in enumerate(rows, start=last + 1):
            account = self._ids.get(account_id, account_id)
            own = {"id": new_id, "uid": os.urandom(8).hex(), "account_id": account}
            added.append(tuple({**self._usual, **json.loads(values), **own}.values()))
        return live.insert_rows(self._db, self._batch, self._table, self._usual, added)


def staged_changes(db: sqlite3.Connection, table: str) -> list[tuple[int, Values]]:
    """What the file says of records that were there."""
    folded: dict[int, Values] = defaultdict(dict)
    rows = db.execute(
        "SELECT record_id, vals FROM st_record WHERE tbl=? AND record_id>0 ORDER BY row", (table,)
    )
    for record_id, values in rows:
        folded[record_id].update(json.loads(values))
    return list(folded.items())


@lru_cache(maxsize=8)
def usual_columns(table: str) -> dict[str, Any]:
    """Every column of this table in its place, with what stands in it when nothing is said.

    Made once: checking each new row against its class takes ten times as long as all the rest. Loading the classes takes
    a while, so call it before others have to wait.
    """
    from reviewtui.storage.tables import MODELS

    return {name: field.get_default() for name, field in MODELS[table].model_fields.items()}
