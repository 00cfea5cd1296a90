"""Queries of actions as they stood on a date, over all accounts and in pages."""

from __future__ import annotations

import sqlite3
from heapq import merge

from reviewtui.domain.actions import Action, Wanted
from reviewtui.storage.reads.rows import action_value

_OPEN = "t.status='open'"
# What is done by now but was open on the day. The plus keeps SQLite from walking over all that was ever done.
_OPEN_THEN = "+t.status='done' AND t.done_on>:as_of"
_HIDDEN = "SELECT id FROM account WHERE archived_at IS NOT NULL OR deleted_at IS NOT NULL"
_GONE = "SELECT id FROM account WHERE (archived_at IS NOT NULL OR deleted_at IS NOT NULL) AND deleted_at IS NOT NULL"
_ORDER = "COALESCE(t.priority, 9), a.name_key, a.external_id, t.id"


class AgendaReads:
    """Actions by due date (none last), then priority, then account."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def count(self, wanted: Wanted) -> int:
        """How many there are."""
        args = _args(wanted)
        return sum(
            self._db.execute(f"SELECT COUNT(*) FROM action t WHERE {where}", args).fetchone()[0]
            for where in _wheres(wanted)
        )

    def page(self, wanted: Wanted, limit: int = -1, offset: int = 0) -> tuple[Action, ...]:
        """One page of them."""
        dated = wanted.due_from is not None or wanted.due_to is not None
        # Without the first term the index delivers the days in order and a page costs a page.
        order = f"t.due, {_ORDER}" if dated else f"t.due IS NULL, t.due, {_ORDER}"
        args = {**_args(wanted), "limit": -1 if limit < 0 else limit + offset}
        found = [
            self._db.execute(
                f"SELECT t.*, a.name AS account, a.name_key, a.external_id AS account_ref FROM action t "
                f"CROSS JOIN account a ON a.id=t.account_id WHERE {where} ORDER BY {order} LIMIT :limit",
                args,
            )
            for where in _wheres(wanted)
        ]
        rows = list(merge(*found, key=_place))
        return tuple(action_value(row) for row in rows[offset : None if limit < 0 else offset + limit])


def _place(row: sqlite3.Row) -> tuple[object, ...]:
    return (
        row["due"] is None,
        row["due"] or "",
        row["priority"] if row["priority"] is not None else 9,
        row["name_key"],
        row["account_ref"],
        row["id"],
    )


def _wheres(wanted: Wanted) -> list[str]:
    """The conditions of the halves that together are what is wanted; each of them has an index."""
    parts = ["t.created_on<=:as_of", "t.deleted_at IS NULL"]
    if wanted.account_id is not None:
        parts.append("t.account_id=:account")
    parts.append(f"t.account_id NOT IN ({_GONE if wanted.archived else _HIDDEN})")
    if wanted.owner is not None:
        parts.append("t.owner=:owner COLLATE NOCASE")
    if wanted.promises:
        parts.append("t.promise")
    due = [
        text
        for text, given in (
            ("t.due>=:first", wanted.due_from is not None),
            ("t.due<=:last", wanted.due_to is not None),
            ("t.due IS NULL", wanted.undated),
        )
        if given
    ]
    if wanted.closed:
        return [" AND ".join([*parts, *due])]
    unaided = [f"+{text}" for text in due]
    return [" AND ".join([_OPEN, *due, *parts]), " AND ".join([_OPEN_THEN, *unaided, *parts])]


def _args(wanted: Wanted) -> dict[str, object]:
    return {
        "as_of": wanted.as_of.isoformat(),
        "account": wanted.account_id,
        "owner": wanted.owner,
        "first": wanted.due_from.isoformat() if wanted.due_from else None,
        "last": wanted.due_to.isoformat() if wanted.due_to else None,
    }
