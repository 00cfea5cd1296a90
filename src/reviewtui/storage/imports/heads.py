"""What the rows of a file say of its orders: they must agree, and what one leaves open another one fills in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reviewtui.storage.imports.index import Unmatched
from reviewtui.storage.imports.staged import StagedHead

STAGE = """
CREATE TEMP TABLE st_head(slot INTEGER PRIMARY KEY, number TEXT NOT NULL, account_id INTEGER, day TEXT, status TEXT,
    currency TEXT NOT NULL, amount INTEGER, promised TEXT, delivered TEXT, custom TEXT, order_id INTEGER,
    verdict TEXT NOT NULL DEFAULT 'new', reason TEXT);
"""
_FACTS = ("day", "status", "currency", "amount", "promised", "delivered")
_COLUMNS = "slot, number, account_id, day, status, currency, amount, promised, delivered, custom"
# So many orders are at hand; those further up in the file are looked up when a row speaks of one of them again.
_AT_HAND = 10_000
_ASKED_FOR = 500


@dataclass(slots=True, eq=False, repr=False)
class _Head:
    """What the rows of one order have said of it so far, and what the last of them said."""

    slot: int
    account_id: int | None
    facts: StagedHead
    said: StagedHead | None = None


class Heads:
    """The orders of a file, each under a slot; memory does not grow with their number."""

    def __init__(self, db: sqlite3.Connection, shape: str) -> None:
        self.slots = 0
        self._db = db
        self._whole = shape == "headers"
        self._at_hand: dict[str, _Head] = {}
        self._away = False

    def look_up(self, numbers: Iterable[str]) -> None:
        """Have at hand what was said of these orders further up in the file."""
        wanted = [number for number in numbers if number not in self._at_hand] if self._away else ()
        if not wanted:
            return
        for first in range(0, len(wanted), _ASKED_FOR):
            part = wanted[first : first + _ASKED_FOR]
            # Not with json_each: SQLite counts it to the file, which a look into our own table must not hold.
            marks = ",".join("?" * len(part))
            rows = self._db.execute(f"SELECT {_COLUMNS} FROM st_head WHERE number IN ({marks})", part)
            for slot, number, account_id, *facts, custom in rows:
                kept = json.loads(custom) if custom else None
                said = StagedHead._make((number, "", "", *facts, kept))
                self._at_hand[number] = _Head(slot, account_id, said)

    def slot(self, said: StagedHead, account_id: int | None) -> int:
        """The slot of the order that a row is about; raises Unmatched when an earlier row says something else of it.

        The order was looked up before.
        """
        head = self._at_hand.get(said.number)
        if head is None:
            self.slots += 1
            head = self._at_hand[said.number] = _Head(self.slots, account_id, said, said)
        elif said != head.said or account_id != head.account_id:
            self._agree(head, said, account_id)
            head.said = said
        return head.slot

    def _agree(self, head: _Head, said: StagedHead, account_id: int | None) -> None:
        if account_id != head.account_id:
            raise Unmatched(f"an earlier row gives order {said.number!r} to another account", conflict=True)
        facts = head.facts
        for name in _FACTS if self._whole else _FACTS[:3]:
            kept, given = getattr(facts, name), getattr(said, name)
            if kept not in (None, "") and given not in (None, "") and kept != given:
                raise Unmatched(
                    f"an earlier row gives order {said.number!r} another {name} ({kept}, here {given})",
                    conflict=True,
                )
        # Of several rows the first that says something counts.
        filled: dict[str, Any] = {
            name: given
            for name in _FACTS
            if getattr(facts, name) in (None, "") and (given := getattr(said, name)) not in (None, "")
        }
        if said.custom:
            filled["custom"] = {**said.custom, **(facts.custom or {})}
        if filled:
            head.facts = facts._replace(**filled)

    def put_away(self, *, all_of_them: bool = False) -> None:
        """Move what was gathered into its temporary table when it is much, or all of it."""
        if len(self._at_hand) < _AT_HAND and not all_of_them:
            return
        self._db.executemany(
            f"INSERT OR REPLACE INTO st_head({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                (head.slot, number, head.account_id, *head.facts[3:9], _packed(head.facts.custom))
                for number, head in self._at_hand.items()
            ),
        )
        if not self._away and not all_of_them:
            self._db.execute("CREATE UNIQUE INDEX temp.ix_st_number ON st_head(number)")
            self._away = True
        self._at_hand.clear()


def _packed(custom: Mapping[str, str] | None) -> str | None:
    return json.dumps(custom, ensure_ascii=False, separators=(",", ":")) if custom else None
