"""What would become of each row of a file, to be looked at: kept beside the database until nobody looks any more."""

from __future__ import annotations

import json
import sqlite3
import threading
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from reviewtui.domain.frozen import frozen
from reviewtui.domain.money import Money

VERDICTS = ("new", "changed", "same", "conflict", "rejected", "skipped")
_AMOUNTS = frozenset({"amount", "annual_revenue"})
_TOGETHER = 1000
_INNER = frozenset({"name_key", "custom", "first_due"})
_MADE_ID = "row:"

Noted = tuple[str, str, str | None, str | None]


@frozen
class FieldChange:
    """One field of a record (account, contact, order, line) before and after, as text; None is unknown."""

    record: str
    field: str
    old: str | None
    new: str | None


@frozen
class SeenRow:
    """A row of the file: its number, what would become of it, whom it is about, why it is not taken, what it changes."""

    row: int
    verdict: str
    about: str
    reason: str
    changes: tuple[FieldChange, ...]


class SeenRows:
    """Rows are noted while they are compared and looked at afterwards, from any thread.

    ``wanted`` keeps only the rows of one verdict.
    """

    def __init__(self, wanted: str | None = None) -> None:
        self.wanted = wanted
        self._lock = threading.Lock()
        self._db = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        self._numbers: dict[str, array[int]] = {}
        self._waiting: list[tuple[int, str, str, str, str]] = []
        self.clear()

    def clear(self) -> None:
        """Forget everything; what is compared again is noted again."""
        with self._lock:
            self._db.execute("DROP TABLE IF EXISTS seen")
            self._db.execute(
                "CREATE TABLE seen(row INTEGER PRIMARY KEY, verdict TEXT, about TEXT, reason TEXT, changes TEXT)"
            )
            self._numbers.clear()
            self._waiting.clear()

    def note(self, row: int, verdict: str, about: str, changes: Sequence[Noted]) -> None:
        """Note one row; many are put away together."""
        if self.wanted in (None, verdict):
            self._waiting.append((row, verdict, about, "", json.dumps(changes, ensure_ascii=False)))
        if len(self._waiting) >= _TOGETHER:
            self.put(())

    def put(self, rows: Iterable[tuple[int, str, str, str, Sequence[Noted]]]) -> None:
        """Note rows: number, verdict, whom it is about, reason, changes."""
        kept = (
            (row, verdict, about, reason, json.dumps(changes, ensure_ascii=False))
            for row, verdict, about, reason, changes in rows
            if self.wanted in (None, verdict)
        )
        with self._lock:
            self._db.executemany("INSERT OR REPLACE INTO seen VALUES (?,?,?,?,?)", chain(self._waiting, kept))
            self._waiting.clear()
            self._numbers.clear()

    def numbers(self, verdict: str | None = None) -> array[int]:
        """The row numbers with a verdict (None: all), in the order of the file."""
        key = verdict or ""
        with self._lock:
            if key not in self._numbers:
                where, args = ("WHERE verdict=?", (verdict,)) if verdict else ("", ())
                found = self._db.execute(f"SELECT row FROM seen {where} ORDER BY row", args)
                self._numbers[key] = array("q", (row[0] for row in found))
            return self._numbers[key]

    def row(self, number: int) -> SeenRow:
        """One row that was noted; raises KeyError for any other."""
        with self._lock:
            found = self._db.execute("SELECT * FROM seen WHERE row=?", (number,)).fetchone()
        if found is None:
            raise KeyError(number)
        _, verdict, about, reason, packed = found
        changes = tuple(FieldChange(*one) for one in json.loads(packed))
        return SeenRow(number, verdict, about, reason, changes)


def changes_of(record: str, before: Mapping[str, Any], values: Mapping[str, Any]) -> list[Noted]:
    """What some values change of a record, field by field, as text."""
    code = str(values.get("currency") or before.get("currency") or "")
    return [
        (record, key, in_words(key, before.get(key), code), in_words(key, value, code))
        for key, value in values.items()
        if key not in _INNER and before.get(key) != value and not str(value).startswith(_MADE_ID)
    ]


def in_words(field: str, value: Any, currency: str = "") -> str | None:
    """A value as a person reads it; None and empty are unknown."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field in _AMOUNTS:
        return f"{Money(value, currency).to_decimal_string()} {currency}".strip()
    if field == "decides":
        return "yes" if value else "no"
    return str(value)


_ORDERS = """
SELECT r.row, r.verdict, COALESCE(a.name, '') AS who, h.account_id, h.number, h.verdict AS head, r.product, r.nth, r.line_id, r.amount IS NULL AS whole,
    r.category, r.quantity, r.amount, l.category AS l_category, l.quantity AS l_quantity, l.amount AS l_amount,
    h.day, h.status, h.currency, h.amount AS total, h.promised, h.delivered, h.custom,
    o.day AS o_day, o.status AS o_status, o.currency AS o_currency, o.amount AS o_total, o.has_lines, o.promised_on, o.delivered_on,
    o.custom AS o_custom
FROM st_row r JOIN st_head h ON h.slot = r.slot
LEFT JOIN main.account a ON a.id = h.account_id LEFT JOIN main.orders o ON o.id = h.order_id
LEFT JOIN main.order_line l ON l.id = r.line_id
WHERE r.row > 0 AND r.verdict IN ('new', 'changed', 'same')
"""


def order_rows(
    db: sqlite3.Connection, made: Mapping[int, str]
) -> Iterator[tuple[int, str, str, str, list[Noted]]]:
    """The rows of an order file as compared; ``made`` are the names of accounts that only the file names, by id."""
    cursor = db.execute(_ORDERS)
    names = [column[0] for column in cursor.description]
    for found in cursor:
        one = dict(zip(names, tuple(found), strict=True))
        about = f"order {one['number']}" + (
            f" of {one['who'] or made.get(one['account_id'], '')}"
        ).removesuffix(" of ")
        changes: list[Noted] = []
        if one["verdict"] != "same":
            changes = _order(one) + ([] if one["whole"] else _line(one))
        yield one["row"], one["verdict"], about, "", changes


def _order(one: Mapping[str, Any]) -> list[Noted]:
    """What a row changes of its order; the amount of one that has lines is theirs."""
    if one["head"] not in ("new", "changed"):
        return []
    given = {
        "date": one["day"],
        "status": one["status"],
        "currency": one["currency"] or None,
        "amount": None if one["has_lines"] else one["total"],
        "promised": one["promised"],
        "delivered": one["delivered"],
        **{f"custom.{key}": text for key, text in json.loads(one["custom"] or "{}").items()},
    }
    before = {
        "date": one["o_day"],
        "status": one["o_status"],
        "currency": one["o_currency"],
        "amount": one["o_total"],
        "promised": one["promised_on"],
        "delivered": one["delivered_on"],
        **{f"custom.{key}": text for key, text in json.loads(one["o_custom"] or "{}").items()},
    }
    return changes_of("order", before, {key: value for key, value in given.items() if value is not None})


def _line(one: Mapping[str, Any]) -> list[Noted]:
    code = one["currency"] or one["o_currency"] or ""
    given = {key: one[key] for key in ("category", "quantity", "amount") if one[key] is not None}
    before = {key: one[f"l_{key}"] for key in ("category", "quantity", "amount")} if one["line_id"] else {}
    name = [("line", "product", None, one["product"])] if not one["line_id"] and one["product"] else []
    found = changes_of("line", {**before, "currency": code}, given)
    return [*name, *found]
