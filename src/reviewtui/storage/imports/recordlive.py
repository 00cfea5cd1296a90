"""Records going live: what was staged of actions, touches, notes and opportunities becomes part of the file."""

from __future__ import annotations

import secrets
import sqlite3
from collections import defaultdict
from typing import Any

from reviewtui.storage.imports import live
from reviewtui.storage.imports.records import TABLES, Values, staged_records


def put_records(db: sqlite3.Connection, batch: int, stamp: str) -> set[int]:
    """Write the staged records, and before them the accounts that only they name; returns the accounts touched."""
    _, ids = live.put_all_accounts(db, batch, stamp)
    touched: set[int] = set()
    for table in TABLES:
        touched |= _put(db, batch, table, stamp, ids)
    return touched


def _put(db: sqlite3.Connection, batch: int, table: str, stamp: str, ids: dict[int, int]) -> set[int]:
    folded: dict[int, Values] = defaultdict(dict)
    owner: dict[int, int] = {}
    for account_id, record_id, values in staged_records(db, table):
        owner[record_id] = ids.get(account_id, account_id)
        folded[record_id].update(values)
    following = db.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()[0]
    added: list[dict[str, Any]] = []
    for record_id, values in folded.items():
        if record_id > 0:
            live.update_row(db, batch, table, record_id, values, stamp)
            continue
        following += 1
        added.append(_whole(table, following, {**values, "account_id": owner[record_id]}, stamp))
    if added:
        live.insert_rows(db, batch, table, added[0], [tuple(row.values()) for row in added])
    return set(owner.values())


def _whole(table: str, row_id: int, values: Values, stamp: str) -> dict[str, Any]:
    """Every column of a new row, checked as any other row is."""
    from reviewtui.storage.tables import MODELS
    from reviewtui.storage.validation import validated

    stamps = {"id": row_id, "uid": secrets.token_hex(8), "created_at": stamp, "changed_at": stamp}
    return dict(validated(MODELS[table], {**stamps, **values}))
