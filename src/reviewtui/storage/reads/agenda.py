"""Queries of actions as they stood on a date, over all accounts and in pages."""

from __future__ import annotations

import sqlite3

from reviewtui.domain.actions import Action, Wanted
from reviewtui.storage.reads.work import action_value

_OPEN = "t.created_on<=:as_of AND (t.status='open' OR (t.status='done' AND t.done_on>:as_of))"
_FROM = (
    "FROM action t JOIN account a ON a.id=t.account_id WHERE t.deleted_at IS NULL AND a.deleted_at IS NULL"
)
_ORDER = "ORDER BY t.due IS NULL, t.due, COALESCE(t.priority, 9), a.name_key, a.external_id, t.id"


class AgendaReads:
    """Actions by due date (none last), then priority, then account."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def count(self, wanted: Wanted) -> int:
        """How many there are."""
        where, args = _where(wanted)
        return int(self._db.execute(f"SELECT COUNT(*) {_FROM} {where}", args).fetchone()[0])

    def page(self, wanted: Wanted, limit: int = -1, offset: int = 0) -> tuple[Action, ...]:
        """One page of them."""
        where, args = _where(wanted)
        rows = self._db.execute(
            f"SELECT t.*, a.name AS account {_FROM} {where} {_ORDER} LIMIT {limit:d} OFFSET {offset:d}", args
        )
        return tuple(action_value(row) for row in rows)


def _where(wanted: Wanted) -> tuple[str, dict[str, object]]:
    parts: list[str] = []
    if not wanted.closed:
        parts.append(_OPEN)
    else:
        parts.append("t.created_on<=:as_of")
    if wanted.account_id is not None:
        parts.append("t.account_id=:account")
    if wanted.owner is not None:
        parts.append("t.owner=:owner COLLATE NOCASE")
    if wanted.due_from is not None:
        parts.append("t.due>=:first")
    if wanted.due_to is not None:
        parts.append("t.due<=:last")
    if not wanted.archived:
        parts.append("a.archived_at IS NULL")
    if wanted.promises:
        parts.append("t.promise")
    args: dict[str, object] = {
        "as_of": wanted.as_of.isoformat(),
        "account": wanted.account_id,
        "owner": wanted.owner,
        "first": wanted.due_from.isoformat() if wanted.due_from else None,
        "last": wanted.due_to.isoformat() if wanted.due_to else None,
    }
    return " AND " + " AND ".join(parts), args
