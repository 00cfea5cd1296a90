"""Queries of what reviews lead to: actions and the other records of an account."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from reviewtui.domain.actions import Action
from reviewtui.domain.records import Ask, Fact, Issue, Objective, Opportunity, Quote, Sighting, Touch
from reviewtui.storage.reads.rows import action_value, maybe_bool, maybe_float, record_value

T = TypeVar("T")


class WorkReads:
    """Actions and records; rows in the bin are not shown."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def actions(
        self,
        *,
        account_id: int | None = None,
        status: str | None = "open",
        review_id: int | None = None,
        promises: bool = False,
        due_by: date | None = None,
        limit: int = -1,
    ) -> tuple[Action, ...]:
        """Actions by due date (none last), then priority, then account name; ``status`` None means all."""
        # An index helps only where its column is compared plainly, so what is not asked for is left out.
        asked = (
            ("t.account_id=?1", account_id is not None),
            ("t.status=?2", status is not None),
            ("t.review_id=?3", review_id is not None),
            ("t.promise AND ?4", promises),
            ("t.due<=?5", due_by is not None),
        )
        where = "".join(f"AND {condition} " for condition, given in asked if given)
        rows = self._db.execute(
            "SELECT t.*, a.name AS account FROM action t JOIN account a ON a.id=t.account_id "
            f"WHERE t.deleted_at IS NULL AND a.deleted_at IS NULL {where}"
            "ORDER BY t.due IS NULL, t.due, COALESCE(t.priority, 9), a.name_key, t.id LIMIT ?6",
            (account_id, status, review_id, promises, due_by.isoformat() if due_by else None, limit),
        )
        return tuple(action_value(row) for row in rows)

    def action(self, action_id: int) -> Action | None:
        """One action."""
        row = self._db.execute(
            "SELECT t.*, a.name AS account FROM action t JOIN account a ON a.id=t.account_id "
            "WHERE t.id=? AND t.deleted_at IS NULL",
            (action_id,),
        ).fetchone()
        return action_value(row) if row else None

    def asks(self, account_id: int) -> tuple[Ask, ...]:
        """What they asked for, newest first."""
        return self._records("ask", Ask, account_id, "asked_on DESC")

    def issues(self, account_id: int) -> tuple[Issue, ...]:
        """Issues, open ones first, then newest."""
        return self._records(
            "issue", Issue, account_id, "solved_on IS NOT NULL, opened_on DESC", solved_well=maybe_bool
        )

    def sightings(self, account_id: int) -> tuple[Sighting, ...]:
        """Competitors seen, newest first."""
        rows = self._db.execute(
            "SELECT s.*, c.name AS competitor FROM sighting s JOIN competitor c ON c.id=s.competitor_id "
            "WHERE s.account_id=? AND s.deleted_at IS NULL ORDER BY s.seen_on DESC, s.id DESC",
            (account_id,),
        )
        return tuple(record_value(Sighting, row, gap=maybe_float) for row in rows)

    def competitors(self) -> tuple[str, ...]:
        """Names of rivals known, for completion."""
        rows = self._db.execute("SELECT name FROM competitor WHERE deleted_at IS NULL ORDER BY name_key")
        return tuple(row[0] for row in rows)

    def competitor(self, key: str) -> int | None:
        """The id of the rival of this ``name_key``, also of one in the bin."""
        row = self._db.execute("SELECT id FROM competitor WHERE name_key=?", (key,)).fetchone()
        return int(row[0]) if row else None

    def opportunities(self, account_id: int) -> tuple[Opportunity, ...]:
        """Opportunities, open first, then by date."""
        return self._records("opportunity", Opportunity, account_id, "status<>'open', due IS NULL, due")

    def facts(self, account_id: int) -> tuple[Fact, ...]:
        """Facts, the newest confirmed first."""
        return self._records("fact", Fact, account_id, "confirmed_on DESC")

    def quotes(self, account_id: int) -> tuple[Quote, ...]:
        """The customer's words, newest first."""
        return self._records("quote", Quote, account_id, "said_on DESC")

    def objectives(self, account_id: int) -> tuple[Objective, ...]:
        """Goals, newest first."""
        return self._records("objective", Objective, account_id, "stated_on DESC", percent=maybe_float)

    def touches(self, account_id: int, as_of: date | None = None) -> tuple[Touch, ...]:
        """Touches up to a date, newest first."""
        found = self._records("touch", Touch, account_id, "day DESC")
        return tuple(t for t in found if as_of is None or t.day <= as_of)

    def recent_touches(self, as_of: date, limit: int = -1) -> tuple[tuple[str, Touch], ...]:
        """(account, touch) of every account up to a date, newest first."""
        rows = self._db.execute(
            "SELECT t.*, a.name AS account FROM touch t JOIN account a ON a.id=t.account_id "
            "WHERE t.deleted_at IS NULL AND a.deleted_at IS NULL AND t.day<=? ORDER BY t.day DESC, t.id DESC LIMIT ?",
            (as_of.isoformat(), limit),
        )
        return tuple((row["account"], record_value(Touch, row)) for row in rows)

    def _records(
        self, table: str, kind: type[T], account_id: int, order: str, **convert: Callable[[Any], Any]
    ) -> tuple[T, ...]:
        rows = self._db.execute(
            f'SELECT * FROM "{table}" WHERE account_id=? AND deleted_at IS NULL ORDER BY {order}, id DESC',
            (account_id,),
        )
        return tuple(record_value(kind, row, **convert) for row in rows)
