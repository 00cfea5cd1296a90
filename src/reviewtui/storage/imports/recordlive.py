"""Records going live: what was staged of actions, touches, notes and opportunities becomes part of the file."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections import defaultdict
from functools import lru_cache
from typing import Any

from reviewtui.storage.imports import live
from reviewtui.storage.imports.records import TABLES, Values

_AT_ONCE = 2000


def put_records(db: sqlite3.Connection, batch: int, stamp: str) -> set[int]:
    """Write the staged records, and before them the accounts that only they name; returns the accounts touched."""
    _, ids = live.put_all_accounts(db, batch, stamp)
    for table in TABLES:
        _add(db, batch, table, stamp, ids)
        _change(db, batch, table, stamp)
    found = db.execute("SELECT DISTINCT account_id FROM st_record")
    return {ids.get(row[0], row[0]) for row in found}


def _add(db: sqlite3.Connection, batch: int, table: str, stamp: str, ids: dict[int, int]) -> None:
    """Insert the new records, so many at a time that memory does not grow with the file."""
    usual = {**usual_columns(table), "created_at": stamp, "changed_at": stamp}
    following = db.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()[0]
    staged = db.execute(
        "SELECT account_id, vals FROM st_record WHERE tbl=? AND +record_id<0 ORDER BY row", (table,)
    )
    while rows := staged.fetchmany(_AT_ONCE):
        added: list[tuple[Any, ...]] = []
        for account_id, values in rows:
            following += 1
            account = ids.get(account_id, account_id)
            own = {"id": following, "uid": secrets.token_hex(8), "account_id": account}
            added.append(tuple({**usual, **json.loads(values), **own}.values()))
        live.insert_rows(db, batch, table, usual, added)


def _change(db: sqlite3.Connection, batch: int, table: str, stamp: str) -> None:
    """Bring records that were there up to date."""
    folded: dict[int, Values] = defaultdict(dict)
    rows = db.execute(
        "SELECT record_id, vals FROM st_record WHERE tbl=? AND record_id>0 ORDER BY row", (table,)
    )
    for record_id, values in rows:
        folded[record_id].update(json.loads(values))
    for record_id, values in folded.items():
        live.update_row(db, batch, table, record_id, values, stamp)


@lru_cache(maxsize=8)
def usual_columns(table: str) -> dict[str, Any]:
    """Every column of this table in its place, with what stands in it when nothing is said.

    Made once: checking each new row against its class takes ten times as long as all the rest. Loading the classes takes
    a while, so call it before others have to wait.
    """
    from reviewtui.storage.tables import MODELS

    return {name: field.get_default() for name, field in MODELS[table].model_fields.items()}
