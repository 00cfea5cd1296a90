"""What was answered before: answers as they are kept, and the newest of each question from finished reviews."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reviewtui.domain.reviews import Review


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it is kept: ``value`` and ``fields`` are decoded JSON, to be read with the question's type."""

    id: int
    review_id: int
    question_key: str
    item: str
    state: str
    value: Any
    fields: Mapping[str, Any]
    raw: str
    unchanged: bool
    version: int


@dataclass(frozen=True, slots=True)
class PastRow:
    """An answer of an earlier review with the note beside it and the template version it was asked with."""

    review_id: int
    day: date
    template_version: int
    answer: StoredAnswer
    note: str


_Told = tuple[int, str, int]
"""Place among the past reviews (0 is the newest), day and template version."""


def past_rows(
    db: sqlite3.Connection, account_id: int, before: Review | None, as_of: date, reviews: int
) -> tuple[PastRow, ...]:
    """See ``ReviewReads.past_answers``."""
    told = _told(db, account_id, before, as_of)
    marks = ",".join("?" * len(told))
    notes = {
        (row[0], row[1], row[2]): str(row[3])
        for row in db.execute(
            f"SELECT review_id, question_key, item, text FROM note WHERE review_id IN ({marks}) "
            "AND deleted_at IS NULL AND text<>''",
            tuple(told),
        )
    }
    rows = db.execute(
        f"SELECT id, review_id, question_key, item, state, value, fields, raw, unchanged, version FROM answer "
        f"WHERE review_id IN ({marks}) AND deleted_at IS NULL",
        tuple(told),
    )
    found = {(row[1], row[2], row[3]): row for row in rows if row[4] != "open" or row[7]}
    series: dict[tuple[str, str], list[tuple[int, str, int, int]]] = {}
    for review_id, key, item in found.keys() | notes.keys():
        series.setdefault((key, item), []).append((*told[review_id], review_id))
    newest = [
        (review_id, key, item)
        for (key, item), places in sorted(series.items())
        for *_, review_id in sorted(places)[:reviews]
    ]
    return tuple(_past_row(slot, told, found.get(slot), notes.get(slot, "")) for slot in newest)


def _told(db: sqlite3.Connection, account_id: int, before: Review | None, as_of: date) -> dict[int, _Told]:
    """The finished reviews that count as past, newest first, by their id."""
    rows = db.execute(
        "SELECT id, day, template_version FROM review WHERE account_id=?1 AND state='finished' "
        "AND deleted_at IS NULL AND day<=?2 AND (?3 IS NULL OR (day, id) < (?4, ?3)) "
        "ORDER BY day DESC, id DESC",
        (
            account_id,
            as_of.isoformat(),
            before.id if before else None,
            before.date.isoformat() if before else "",
        ),
    )
    return {row[0]: (rank, row[1], row[2]) for rank, row in enumerate(rows)}


def _past_row(
    slot: tuple[int, str, str], told: dict[int, _Told], row: sqlite3.Row | None, note: str
) -> PastRow:
    review_id, key, item = slot
    _, review_day, version = told[review_id]
    empty = StoredAnswer(0, review_id, key, item, "open", None, {}, "", False, 0)
    answer = answer_value(row) if row is not None else empty
    return PastRow(review_id, date.fromisoformat(review_day), version, answer, note)


def answer_value(row: sqlite3.Row) -> StoredAnswer:
    """An answer from its row."""
    return StoredAnswer(
        id=row["id"],
        review_id=row["review_id"],
        question_key=row["question_key"],
        item=row["item"],
        state=row["state"],
        value=json.loads(row["value"]),
        fields=json.loads(row["fields"]) if row["fields"] != "{}" else {},
        raw=row["raw"],
        unchanged=bool(row["unchanged"]),
        version=row["version"],
    )
