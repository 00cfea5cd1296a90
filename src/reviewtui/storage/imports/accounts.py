"""Accounts and contacts of a file compared with those that are kept: new, changed, the same, or in conflict."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from reviewtui.domain.alike import digits_of
from reviewtui.domain.custom import flat
from reviewtui.domain.text import name_key
from reviewtui.storage.imports.index import AccountIndex, Unmatched
from reviewtui.storage.imports.seen import Noted, SeenRows, changes_of
from reviewtui.storage.imports.staged import StagedAccount, StagedContact

STAGE = """
CREATE TEMP TABLE st_account(row INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, vals TEXT NOT NULL);
CREATE TEMP TABLE st_contact(row INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, contact_id INTEGER NOT NULL,
                             vals TEXT NOT NULL);
CREATE TEMP TABLE st_problem(row INTEGER PRIMARY KEY, verdict TEXT NOT NULL, reason TEXT NOT NULL)
"""

Values = dict[str, Any]


class AccountStage:
    """Compares accounts and contacts row by row and keeps in temporary tables what would be written."""

    def __init__(
        self,
        db: sqlite3.Connection,
        index: AccountIndex,
        seen: SeenRows | None = None,
        by: Sequence[str] = (),
        *,
        make: bool = False,
    ) -> None:
        self.db = db
        self.index = index
        self._by = by
        self._make = make
        self.made = 0
        self.counts = {"new": 0, "changed": 0, "same": 0}
        self._given: dict[int, Values] = {}
        self._told: dict[int, tuple[str, ...]] = {}
        self._alike: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._people: dict[int, list[Values]] = {}
        self._new_contacts = 0
        self._seen = seen
        self._changes: list[Noted] = []

    def take_account(self, record: StagedAccount) -> None:
        """Compare one row; raises Unmatched when it cannot be taken."""
        self._changes = []
        values = dict(record.values)
        account_id = self.index.match(values, record.row)
        if name_key(values.get("name", "")) in self.index.agreed:
            # What is the same by consent keeps the name it has here.
            del values["name"]
        if account_id is None:
            if not values.get("name"):
                raise Unmatched(
                    f"no account has the id {values.get('external_id', '')!r} and the row has no name"
                )
            account_id = self.index.add(values, record.row)
            self._given[account_id] = values
            self._tell(account_id, values)
            self._stage_account(record.row, account_id, values, {})
            verdict = "new"
        else:
            verdict = self._compare(record.row, account_id, self._ids(account_id, values))
        if record.contact:
            person = self._take_person(record.row, account_id, dict(record.contact))
            if verdict == "same" and person != "same":
                verdict = person if record.of_person else "changed"
        self.counts[verdict] += 1
        who = f"{record.contact['name']} at " if record.contact and record.of_person else ""
        self._note(record.row, verdict, lambda: who + self._name_of(account_id))

    def _note(self, row: int, verdict: str, about: Callable[[], str]) -> None:
        """Keep what becomes of a row for whoever wants to look at it."""
        if self._seen is not None:
            self._seen.note(row, verdict, about(), self._changes)
            self._changes = []

    def _name_of(self, account_id: int) -> str:
        return str(self._now(account_id).get("name", ""))

    def take_contact(self, record: StagedContact) -> None:
        """Compare one contact; raises Unmatched when its account cannot be told, or be made of its name."""
        self._changes = []
        try:
            account_id = self.index.resolve_listed(record.account, record.account_name, record.row)
        except Unmatched as fault:
            if fault.conflict or not self._make:
                raise
            account_id = self._new_account(record)
        verdict = self._take_person(record.row, account_id, dict(record.values))
        self.counts[verdict] += 1
        self._note(record.row, verdict, lambda: f"{record.values['name']} at {self._name_of(account_id)}")

    def _new_account(self, record: StagedContact) -> int:
        """An account that only people name; a cell that lists several does not say which of them is theirs."""
        listed = record.account or record.account_name
        if len([part for part in listed.split(";") if part.strip()]) > 1:
            raise Unmatched(
                f"the row names several accounts, and none of them is here: {listed}", conflict=True
            )
        values = {"name": record.account_name or record.account}
        if record.account:
            values["external_id"] = record.account
        account_id = self.index.add(values, record.row)
        self.made += 1
        self._given[account_id] = values
        self._stage_account(record.row, account_id, values, {})
        return account_id

    def _ids(self, account_id: int, values: Values) -> Values:
        """An account found by another id keeps its own; the new one becomes its alternative id if that is free."""
        kept = self.index.external_of(account_id)
        given = values.get("external_id", "")
        if kept and given and kept != given:
            del values["external_id"]
            if values.get("alt_id", kept) == kept:
                values["alt_id"] = given
        self.index.adopt(account_id, values.get("external_id", ""), values.get("alt_id", ""))
        return values

    def _compare(self, row: int, account_id: int, values: Values) -> str:
        now = self._now(account_id)
        moved = {key: value for key, value in values.items() if now.get(key) != value}
        told = self._told.get(account_id, ())
        against = [key for key in moved if key in told]
        if against:
            raise Unmatched(f"an earlier row gives another {against[0]} for the same account", conflict=True)
        # What a row says that is here already is said all the same, and no later row may say otherwise.
        self._tell(account_id, values)
        if not moved:
            return "same"
        self._given[account_id] = self._given.get(account_id, {}) | values
        self._stage_account(row, account_id, moved, now)
        return "changed"

    def _tell(self, account_id: int, values: Values) -> None:
        """Remember which fields this file gives an account; most rows give the same ones, and share them."""
        fields = (*self._told.get(account_id, ()), *values)
        self._told[account_id] = self._alike.setdefault(fields, fields)

    def _now(self, account_id: int) -> Values:
        kept: Values = {}
        if account_id > 0:
            kept = _with_custom(self.db.execute("SELECT * FROM account WHERE id=?", (account_id,)).fetchone())
        return kept | self._given.get(account_id, {})

    def _stage_account(self, row: int, account_id: int, values: Values, before: Values) -> None:
        if self._seen is not None:
            self._changes += changes_of("account", before, values)
        self.db.execute("INSERT INTO st_account VALUES (?,?,?)", (row, account_id, _packed(values)))

    def _take_person(self, row: int, account_id: int, values: Values) -> str:
        people = self._people_of(account_id)
        person = _same_person(people, values, self._by)
        if person is None:
            self._new_contacts += 1
            people.append({**values, "id": -self._new_contacts, "given": set(values)})
            self._stage_contact(row, account_id, -self._new_contacts, values, {})
            return "new"
        moved = {key: value for key, value in values.items() if person.get(key) != value}
        told = person.get("given", set())
        against = [key for key in moved if key in told]
        if against:
            raise Unmatched(f"an earlier row gives another {against[0]} for the same contact", conflict=True)
        person["given"] = told | set(values)
        if not moved:
            return "same"
        self._stage_contact(row, account_id, person["id"], moved, person)
        person.update(moved)
        return "changed"

    def _stage_contact(
        self, row: int, account_id: int, contact_id: int, values: Values, before: Values
    ) -> None:
        if self._seen is not None:
            self._changes += changes_of("contact", before, values)
        self.db.execute(
            "INSERT INTO st_contact VALUES (?,?,?,?)", (row, account_id, contact_id, _packed(values))
        )

    def _people_of(self, account_id: int) -> list[Values]:
        if account_id not in self._people:
            rows = self.db.execute(
                "SELECT id, name, title, email, phone, decides, external_id, custom FROM contact "
                "WHERE account_id=? AND deleted_at IS NULL",
                (account_id,),
            )
            self._people[account_id] = [_with_custom(row) for row in rows]
        return self._people[account_id]


_PERSON_BY: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "id": ("external_id", str),
    "email": ("email", str.casefold),
    "name": ("name", name_key),
    "phone": ("phone", digits_of),
}
_USUAL = ("id", "email", "name")


def _same_person(people: list[Values], values: Values, by: Sequence[str] = ()) -> Values | None:
    """The contact a row is about: the same external id, else the same e-mail address, else the same name; or as chosen."""
    for column, key in (_PERSON_BY[one] for one in by or _USUAL):
        wanted = values.get(column)
        if wanted:
            for person in people:
                if person.get(column) and key(person[column]) == key(wanted):
                    return person
    return None


def _with_custom(row: sqlite3.Row) -> Values:
    """A record as values, its custom fields among the others."""
    return dict(row) if row["custom"] == "{}" else {**dict(row), **flat(json.loads(row["custom"]))}


def _packed(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def staged(db: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a staging table in the order of the file, with their values unpacked."""
    for row in db.execute(f"SELECT * FROM {table} ORDER BY row"):
        *keys, values = tuple(row)
        yield (*keys, json.loads(values))
