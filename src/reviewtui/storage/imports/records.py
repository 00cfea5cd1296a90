"""Actions, touches, notes and opportunities of a file compared with those that are kept, and made live."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from reviewtui.domain.captures import private_lines, private_stripped
from reviewtui.domain.short_sum import short_sum
from reviewtui.domain.text import name_key
from reviewtui.storage.imports.index import AccountIndex, Unmatched
from reviewtui.storage.imports.people import ContactIndex
from reviewtui.storage.imports.seen import Noted, SeenRows, changes_of
from reviewtui.storage.imports.slices import rows_by_id
from reviewtui.storage.imports.staged import OF_NO_REVIEW, TABLES, StagedRecord

STAGE = """
CREATE TEMP TABLE st_account(row INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, vals TEXT NOT NULL);
CREATE TEMP TABLE st_contact(row INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, contact_id INTEGER NOT NULL,
                             vals TEXT NOT NULL);
CREATE TEMP TABLE st_record(row INTEGER PRIMARY KEY, tbl TEXT NOT NULL, account_id INTEGER NOT NULL, record_id INTEGER NOT NULL,
                            vals TEXT NOT NULL);
CREATE INDEX temp.ix_st_record ON st_record(record_id);
CREATE TEMP TABLE st_problem(row INTEGER PRIMARY KEY, verdict TEXT NOT NULL, reason TEXT NOT NULL)
"""
_TEXTS = {"action": "detail", "touch": "text", "note": "text"}
_DAYS = {"action": "due", "touch": "day", "note": "written_on", "opportunity": "due"}
_KEY_TEXT = 200
_MADE = "row:"
Values = dict[str, Any]


class RecordStage:
    """Compares records row by row; what would be written waits in temporary tables."""

    def __init__(
        self, db: sqlite3.Connection, index: AccountIndex, *, make: bool = False, seen: SeenRows | None = None
    ) -> None:
        self.db = db
        self.index = index
        self.counts = {"new": 0, "changed": 0, "same": 0}
        self.made = 0
        self.became: Counter[str] = Counter()
        self.days: tuple[str, str] | None = None
        self._make = make
        self._seen = seen
        self._changes: list[Noted] = []
        self._people = ContactIndex(db)
        self._by_id = _external_ids(db)
        self._kept: dict[tuple[str, int], dict[str, list[tuple[int, str]]]] = {}
        self._said: dict[tuple[str, int], tuple[str, ...]] = {}
        self._alike: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._claimed: set[tuple[str, int]] = set()
        self._nth: Counter[tuple[str, int, str]] = Counter()
        self._added = 0

    def take(self, record: StagedRecord) -> None:
        """Compare one row; raises Unmatched when it cannot be taken."""
        self._changes = []
        account_id = self._account(record)
        external, record_id = self._match(record, account_id)
        given = self._given(record, account_id)
        if external:
            given["external_id"] = external
        if record_id is None:
            verdict = self._add(record, account_id, given)
        else:
            verdict = self._compare(record, account_id, record_id, given)
        self.counts[verdict] += 1
        if self._seen is not None:
            about = " ".join(record.text.split())
            self._seen.note(record.row, verdict, f"{record.table} {about}".strip(), self._changes)
        self.became[record.table] += 1
        if day := given.get(_DAYS[record.table]):
            first, last = self.days or (day, day)
            self.days = min(first, day), max(last, day)

    def _account(self, record: StagedRecord) -> int:
        """The account that the row names, else the one of the contact it names, else a new one."""
        person = (record.contact_id, record.contact_email, record.contact)
        if not record.account and not record.account_name:
            found = self._people.account(*person)
            if found is None:
                raise Unmatched("the row names no account, and its contact is not known")
            return found
        try:
            return self.index.resolve_listed(record.account, record.account_name, record.row)
        except Unmatched as fault:
            if fault.conflict:
                raise
            # A name alone is too weak a proof against the account that the row names.
            found = self._people.account(person[0], person[1], "")
            if found is not None:
                return found
            if not self._make:
                raise
            return self._new_account(record)

    def _new_account(self, record: StagedRecord) -> int:
        values = {"name": record.account_name or record.account, "external_id": record.account}
        account_id = self.index.add(values, record.row)
        self.made += 1
        self.db.execute("INSERT INTO st_account VALUES (?,?,?)", (record.row, account_id, json.dumps(values)))
        return account_id

    def _match(self, record: StagedRecord, account_id: int) -> tuple[str, int | None]:
        """The id a row goes by, and the record it is about: that of this id, else of its day and text at the account.

        A row without an id of its own gets one made of what it says, so that the same row finds its record again
        whatever is changed there meanwhile.
        """
        table, key = record.table, _key(record.day, record.text)
        external = record.external_id
        if not external:
            external = self._made_id(record, account_id, key)
        if known := self._by_id.get((table, external)):
            if known[0] != account_id:
                raise Unmatched(
                    f"the {table} with the id {external!r} is kept under another account", conflict=True
                )
            self._claimed.add((table, known[1]))
            return external, known[1]
        for record_id, kept in self._kept_at(table, account_id).get(key, ()):
            # A record under a made id may get the id that the file has for it by now.
            free = kept == "" or (record.external_id != "" and kept.startswith(_MADE))
            if free and (table, record_id) not in self._claimed:
                self._claimed.add((table, record_id))
                return record.external_id, record_id
        return external, None

    def _made_id(self, record: StagedRecord, account_id: int, key: str) -> str:
        """The id made for a row: by its account, which is told by its name as long as the file makes it.

        A later import of the file knows the account, and finds the record under the id that was made by the name.
        """
        table = record.table
        self._nth[table, account_id, key] += 1
        nth = self._nth[table, account_id, key]
        by_account = _made_of(str(account_id), key, nth)
        by_name = _made_of(f"new {name_key(record.account_name or record.account)}", key, nth)
        known = (table, by_account) not in self._by_id and (table, by_name) in self._by_id
        return by_name if account_id < 0 or known else by_account

    def _kept_at(self, table: str, account_id: int) -> dict[str, list[tuple[int, str]]]:
        """The records of an account (their ids, here and elsewhere) by every key they may be known by; what this file
        adds is not among them."""
        place = (table, account_id)
        if account_id < 0:
            return {}
        if place not in self._kept:
            found: dict[str, list[tuple[int, str]]] = defaultdict(list)
            where = OF_NO_REVIEW if table == "note" else ""
            rows = self.db.execute(
                f"SELECT * FROM {table} WHERE account_id=? AND deleted_at IS NULL {where} ORDER BY id",
                (account_id,),
            )
            for row in map(dict, rows):
                for key in _keys(table, row):
                    found[key].append((row["id"], row["external_id"]))
            self._kept[place] = found
        return self._kept[place]

    def _given(self, record: StagedRecord, account_id: int) -> Values:
        """The columns of a row, its contact by the name that the account keeps."""
        given = dict(record.given)
        if record.table == "touch":
            name = self._people.name_at(account_id, record.contact_id, record.contact_email, record.contact)
            if name:
                given["contact"] = name
        return given

    def _add(self, record: StagedRecord, account_id: int, given: Values) -> str:
        self._added += 1
        record_id = -self._added
        if record.external_id:
            self._tell((record.table, record_id), given)
            self._by_id[record.table, record.external_id] = (account_id, record_id)
        self._put(record, account_id, record_id, {**record.usual, **given}, {})
        return "new"

    def _compare(self, record: StagedRecord, account_id: int, record_id: int, given: Values) -> str:
        place = (record.table, record_id)
        kept = self._now(record.table, record_id, again=place in self._said)
        moved = _moved(record, kept, given)
        against = [key for key in moved if key in self._said.get(place, ())]
        if against:
            raise Unmatched(
                f"an earlier row gives another {against[0].replace('_', ' ')} for the same {record.table}",
                conflict=True,
            )
        self._tell(place, given)
        if not moved:
            return "same"
        self._put(record, account_id, record_id, moved, kept)
        return "changed"

    def _tell(self, place: tuple[str, int], given: Values) -> None:
        """Remember which columns this file gives a record; most rows give the same ones, and share them."""
        columns = (*self._said.get(place, ()), *given)
        self._said[place] = self._alike.setdefault(columns, columns)

    def _now(self, table: str, record_id: int, *, again: bool) -> Values:
        """A record as it would be after the rows before; ``again`` says that one of them was about it."""
        kept: Values = {}
        if record_id > 0:
            kept = dict(self.db.execute(f"SELECT * FROM {table} WHERE id=?", (record_id,)).fetchone())
        if again:
            earlier = "SELECT vals FROM st_record WHERE record_id=? AND tbl=? ORDER BY row"
            for (values,) in self.db.execute(earlier, (record_id, table)):
                kept |= json.loads(values)
        return kept

    def _put(
        self, record: StagedRecord, account_id: int, record_id: int, values: Mapping[str, Any], before: Values
    ) -> None:
        if self._seen is not None:
            self._changes += changes_of(record.table, before, values)
        packed = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        if before and record_id < 0:
            # What a later row adds to a new record becomes part of it, so that each is written once.
            self.db.execute(
                "UPDATE st_record SET vals=json_patch(vals, ?) WHERE record_id=? AND tbl=?",
                (packed, record_id, record.table),
            )
            return
        self.db.execute(
            "INSERT INTO st_record VALUES (?,?,?,?,?)",
            (record.row, record.table, account_id, record_id, packed),
        )


def _moved(record: StagedRecord, kept: Values, given: Values) -> Values:
    """What a row says differently from what is kept, and may change.

    What is over here stays over though the file still has it open; a day that was moved here stays moved as long as
    the file says the first one; private lines, which no table for others carries, stay in their text.
    """
    moved = {key: value for key, value in given.items() if kept.get(key) != value}
    if record.table == "action":
        if moved.get("status") == "open" and kept.get("status") != "open":
            del moved["status"]
        if "due" in moved and moved["due"] == kept.get("first_due"):
            del moved["due"]
    if moved.get("planned") is False:
        moved |= {key: value for key, value in record.usual.items() if kept.get(key) != value}
    column = _TEXTS.get(record.table, "")
    if column in moved:
        mine = str(kept.get(column) or "")
        if moved[column] in (mine.strip(), private_stripped(mine).strip()):
            del moved[column]
        elif private := private_lines(mine):
            moved[column] = "\n".join([moved[column], *private])
    return moved


def _keys(table: str, row: Values) -> set[str]:
    """All that a record kept here may be known by in a file that has no ids."""
    if table == "touch":
        text = row["topic"] or row["text"]
        return {_key(row["day"], f"{row['channel']} {text}")}
    if table == "note":
        return {_key(day, row["text"]) for day in (row["written_on"], "")}
    if table == "opportunity":
        return {_key(day, row["text"]) for day in (row["found_on"], "")}
    days = {f"created {row['created_on']}"} | {f"due {d}" for d in (row["due"], row["first_due"]) if d}
    return {_key(day, row["title"]) for day in (days if len(days) > 1 else {*days, ""})}


def _key(day: str, text: str) -> str:
    return f"{day} {name_key(private_stripped(text))[:_KEY_TEXT]}"


def _made_of(account: str, key: str, nth: int) -> str:
    """The id of a row that has none of its own; ``nth`` tells rows that say the same apart."""
    said = f"{account} {nth} {key}".encode()
    return f"{_MADE}{short_sum(said, 8)}"


def _external_ids(db: sqlite3.Connection) -> dict[tuple[str, str], tuple[int, int]]:
    """(table, id of another program) -> (account, record)."""
    found = {}
    for table in TABLES:
        kept = (
            f"SELECT t.id, t.external_id, t.account_id FROM {table} t JOIN account a ON a.id=t.account_id "
            "WHERE t.external_id<>'' AND t.deleted_at IS NULL AND a.deleted_at IS NULL"
        )
        rows = rows_by_id(db, kept, "t.id")
        found.update({(table, external): (account_id, record_id) for record_id, external, account_id in rows})
    return found
