"""Queries of reviews, their answers and notes, and of what was answered before."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.frozen import frozen
from reviewtui.domain.moment import iso_of
from reviewtui.domain.reviews import Place, Review, ReviewState
from reviewtui.storage.reads.accounts import day

if TYPE_CHECKING:
    from reviewtui.domain.records import Note
    from reviewtui.storage.reads.past import PastRow, StoredAnswer


@frozen
class StoredTemplate:
    """A template version as it is kept; ``body`` is its canonical JSON."""

    id: int
    key: str
    name: str
    hash: str
    body: str


class ReviewReads:
    """Reviews; discarded ones and those in the bin are shown only where asked for."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def rating(self, review_id: int) -> int | None:
        """The satisfaction given in a review; None when it was not, or is no whole number."""
        row = self._db.execute(
            "SELECT value FROM answer WHERE review_id=? AND question_key='sat.rating' AND item='' AND state='answered' "
            "AND deleted_at IS NULL AND json_valid(value) AND json_type(value)='integer'",
            (review_id,),
        ).fetchone()
        return int(row[0]) if row else None

    def get(self, review_id: int) -> Review | None:
        """One review in any state."""
        row = self._db.execute("SELECT * FROM review WHERE id=?", (review_id,)).fetchone()
        return _review(row) if row else None

    def in_progress(self, account_id: int | None = None) -> tuple[Review, ...]:
        """Reviews in progress, of one account or of all, the last touched first."""
        rows = self._db.execute(
            "SELECT r.* FROM review r WHERE state='in_progress' AND deleted_at IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id=r.account_id AND a.deleted_at IS NOT NULL) "
            "AND (? IS NULL OR account_id=?) ORDER BY changed_at DESC, id DESC",
            (account_id, account_id),
        )
        return tuple(_review(row) for row in rows)

    def discarded(self, account_id: int | None = None) -> tuple[Review, ...]:
        """Discarded reviews, of one account or of all, newest first."""
        rows = self._db.execute(
            "SELECT * FROM review WHERE state='discarded' AND deleted_at IS NULL "
            "AND (? IS NULL OR account_id=?) ORDER BY day DESC, id DESC",
            (account_id, account_id),
        )
        return tuple(_review(row) for row in rows)

    def finished(
        self, account_id: int | None = None, as_of: date | None = None, limit: int = -1
    ) -> tuple[Review, ...]:
        """Finished reviews, newest first, up to a date."""
        # With an account its own index is the short way; the plus keeps SQLite from the one by state.
        whose = "account_id=? AND +state" if account_id is not None else "? IS NULL AND state"
        rows = self._db.execute(
            f"SELECT * FROM review WHERE {whose}='finished' AND deleted_at IS NULL "
            "AND (? IS NULL OR day<=?) ORDER BY day DESC, id DESC LIMIT ?",
            (account_id, iso_of(as_of), iso_of(as_of), limit),
        )
        return tuple(_review(row) for row in rows)

    def last_finished(
        self, account_id: int, template_key: str, before: Review | None = None
    ) -> Review | None:
        """The newest finished review of a template, or the one before ``before``."""
        rows = self._db.execute(
            "SELECT * FROM review WHERE state='finished' AND deleted_at IS NULL AND account_id=? "
            "AND template_key=? AND (? IS NULL OR (day, id) < (?, ?)) ORDER BY day DESC, id DESC LIMIT 1",
            (
                account_id,
                template_key,
                before.id if before else None,
                before.date.isoformat() if before else "",
                before.id if before else 0,
            ),
        )
        row = rows.fetchone()
        return _review(row) if row else None

    def answers(self, review_id: int) -> tuple[StoredAnswer, ...]:
        """Every answer of a review."""
        from reviewtui.storage.reads.past import answer_value

        rows = self._db.execute(
            "SELECT * FROM answer WHERE review_id=? AND deleted_at IS NULL ORDER BY id", (review_id,)
        )
        return tuple(answer_value(row) for row in rows)

    def answer(self, review_id: int, question_key: str, item: str = "") -> StoredAnswer | None:
        """The answer in one slot, also one in the bin (its row is used again)."""
        from reviewtui.storage.reads.past import answer_value

        row = self._db.execute(
            "SELECT * FROM answer WHERE review_id=? AND question_key=? AND item=?",
            (review_id, question_key, item),
        ).fetchone()
        return answer_value(row) if row else None

    def answer_slot(self, answer_id: int) -> tuple[str, str] | None:
        """Question key and item of an answer by its id."""
        row = self._db.execute("SELECT question_key, item FROM answer WHERE id=?", (answer_id,)).fetchone()
        return (row[0], row[1]) if row else None

    def answered_counts(self, review_ids: tuple[int, ...]) -> dict[int, int]:
        """How many questions each review has answered."""
        marks = ",".join("?" * len(review_ids))
        rows = self._db.execute(
            f"SELECT review_id, COUNT(*) FROM answer WHERE state='answered' AND deleted_at IS NULL "
            f"AND review_id IN ({marks}) GROUP BY review_id",
            review_ids,
        )
        return {row[0]: row[1] for row in rows}

    def notes(self, review_id: int) -> tuple[Note, ...]:
        """Every note of a review."""
        rows = self._db.execute(
            "SELECT * FROM note WHERE review_id=? AND deleted_at IS NULL ORDER BY id", (review_id,)
        )
        return tuple(note_value(row) for row in rows)

    def note(self, review_id: int, question_key: str, item: str = "") -> Note | None:
        """The note in one slot."""
        row = self._db.execute(
            "SELECT * FROM note WHERE review_id=? AND question_key=? AND item=?",
            (review_id, question_key, item),
        ).fetchone()
        return note_value(row) if row else None

    def account_notes(self, account_id: int, as_of: date) -> tuple[Note, ...]:
        """Notes on the account itself, newest first."""
        rows = self._db.execute(
            "SELECT * FROM note WHERE account_id=? AND review_id IS NULL AND deleted_at IS NULL "
            "AND written_on<=? ORDER BY written_on DESC, id DESC",
            (account_id, as_of.isoformat()),
        )
        return tuple(note_value(row) for row in rows)

    def past_answers(
        self, account_id: int, before: Review | None, as_of: date, reviews: int = 4
    ) -> tuple[PastRow, ...]:
        """Answers and notes of the last finished reviews (of any template: the key is the series).

        Of each question key and item the newest ``reviews`` are returned, newest first; ``before`` itself is left
        out. A note without an answer counts as an open one.
        """
        from reviewtui.storage.reads.past import past_rows

        return past_rows(self._db, account_id, before, as_of, reviews)

    def template(self, version_id: int) -> StoredTemplate | None:
        """A template version."""
        row = self._db.execute("SELECT * FROM template_version WHERE id=?", (version_id,)).fetchone()
        return _template(row) if row else None

    def template_by_hash(self, digest: str) -> StoredTemplate | None:
        """The template version with this content hash."""
        row = self._db.execute("SELECT * FROM template_version WHERE hash=?", (digest,)).fetchone()
        return _template(row) if row else None

    def templates(self) -> tuple[StoredTemplate, ...]:
        """Every template version kept."""
        return tuple(_template(row) for row in self._db.execute("SELECT * FROM template_version ORDER BY id"))

    def ratings(self, review_ids: tuple[int, ...], question_key: str = "sat.rating") -> dict[int, int]:
        """The rating given in each review, where one was given."""
        marks = ",".join("?" * len(review_ids))
        rows = self._db.execute(
            f"SELECT review_id, value FROM answer WHERE question_key=? AND state='answered' "
            f"AND deleted_at IS NULL AND review_id IN ({marks})",
            (question_key, *review_ids),
        )
        found = ((row[0], json.loads(row[1])) for row in rows)
        return {review_id: value for review_id, value in found if isinstance(value, int)}

    def last_dealt(self, account_id: int, before: Review, keys: tuple[str, ...]) -> dict[str, date]:
        """The day each question was last dealt with (answered or marked) in an earlier finished review."""
        marks = ",".join("?" * len(keys))
        rows = self._db.execute(
            f"SELECT a.question_key, MAX(r.day) FROM answer a JOIN review r ON r.id=a.review_id "
            f"WHERE a.account_id=? AND r.state='finished' AND r.deleted_at IS NULL AND a.deleted_at IS NULL "
            f"AND a.state<>'open' AND (r.day, r.id) < (?, ?) AND a.question_key IN ({marks}) "
            f"GROUP BY a.question_key",
            (account_id, before.date.isoformat(), before.id, *keys),
        )
        return {row[0]: date.fromisoformat(row[1]) for row in rows}


def _review(row: sqlite3.Row) -> Review:
    return Review(
        id=row["id"],
        uid=row["uid"],
        account_id=row["account_id"],
        template_key=row["template_key"],
        template_version=row["template_version"],
        state=ReviewState(row["state"]),
        date=date.fromisoformat(row["day"]),
        channel=row["channel"],
        person=row["person"],
        attendees=tuple(json.loads(row["attendees"])),
        finished_on=day(row["finished_on"]),
        next_date=day(row["next_date"]),
        elapsed=row["elapsed"],
        place=Place(**json.loads(row["place"])),
        version=row["version"],
    )


def note_value(row: sqlite3.Row) -> Note:
    """A note from its row."""
    from reviewtui.domain.records import Note

    return Note(
        id=row["id"],
        uid=row["uid"],
        account_id=row["account_id"],
        text=row["text"],
        written_on=date.fromisoformat(row["written_on"]),
        author=row["author"],
        review_id=row["review_id"],
        question_key=row["question_key"],
        item=row["item"],
        version=row["version"],
    )


def _template(row: sqlite3.Row) -> StoredTemplate:
    return StoredTemplate(row["id"], row["key"], row["name"], row["hash"], row["body"])
