"""What is typed into a review, kept at each change: answers, notes, the place of the cursor, texts of forms.

These run in the saver thread many times a minute: each is one short transaction and safe to repeat.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from reviewtui.domain.answer_values import canonical
from reviewtui.domain.answer_words import display
from reviewtui.domain.answers import Answer
from reviewtui.domain.errors import Conflict
from reviewtui.domain.moment import Moment
from reviewtui.domain.reviews import Place, Review
from reviewtui.domain.sheets import Slot
from reviewtui.domain.templates import Question
from reviewtui.domain.text import normalise
from reviewtui.services.kept import (
    answer_columns,
    kept_answer,
    kept_question,
    open_review,
    stored_columns,
)

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.reads.past import StoredAnswer
    from reviewtui.storage.store import Store
    from reviewtui.storage.writer import Writer


class _Lost(Exception):
    """Leaves the transaction when the slot has moved on; carries what is stored, in words, and its version."""

    def __init__(self, theirs: str, version: int) -> None:
        self.theirs = theirs
        self.version = version


def clash_slot(kind: str, slot: Slot, session: str) -> str:
    """The slot of a clash as it is kept: one per session, so that two losers never overwrite each other."""
    return json.dumps([kind, slot.question, slot.item, session], ensure_ascii=False)


def answer_key(review_id: int, slot: Slot | None = None) -> str:
    """The merge key of the answer in a slot, or what all merge keys of a review's answers begin with."""
    return f"answer:{review_id}:" + (f"{slot.question}:{slot.item}" if slot else "")


def put_answer(
    store: Store,
    review_id: int,
    slot: Slot,
    answer: Answer,
    base_version: int,
    moment: Moment,
    *,
    sitting: int = 0,
) -> int:
    """Keep an answer (its note has its own verb) and return its version; 0 while there is nothing to keep.

    Changes of one ``sitting``, the keystrokes in one field, are one change to take back; an answer by one key is its own.

    Raises Conflict when the stored answer is not of ``base_version`` and says something else, or while an
    earlier clash of this session in this slot waits to be settled; our text is then kept among the clashes.
    Raises InvalidInput for a finished review.
    """
    with store.read() as r:
        review = open_review(r, review_id)
        question = kept_question(r, review.template_version, slot.question)
    columns = answer_columns(answer)
    label = f"answer “{question.short if question else slot.question}”"
    try:
        with store.write(label, moment, merge_key=f"{answer_key(review_id, slot)}:{sitting}") as w:
            return _write_answer(
                w, store.session, open_review(w.read, review_id), slot, columns, base_version
            )
    except _Lost as lost:
        _keep_clash(store, review, "answer", slot, canonical(columns), moment)
        raise _conflict("answer", lost, display(question, answer) if question else answer.raw) from None


def _write_answer(
    w: Writer, session: str, review: Review, slot: Slot, columns: dict[str, Any], base: int
) -> int:
    stored = w.read.reviews.answer(review.id, slot.question, slot.item)
    if stored is None:
        if columns == answer_columns(Answer("")):
            return 0
        where = {"question_key": slot.question, "item": slot.item}
        w.add("answer", review_id=review.id, account_id=review.account_id, **where, **columns)
        return 1
    if stored_columns(stored) == columns:
        return stored.version
    if stored.version != base or _clashes(w.read, review.id, clash_slot("answer", slot, session)):
        question = kept_question(w.read, review.template_version, slot.question)
        raise _Lost(answer_words(question, stored), stored.version)
    return w.change("answer", stored.id, deleted_at=None, **columns)


def answer_words(question: Question | None, stored: StoredAnswer) -> str:
    """A stored answer in one line; its typed text where the question is not known."""
    answer = kept_answer(stored, question)
    return display(question, answer) if question else answer.raw or str(stored.value)


def put_note(store: Store, review_id: int, slot: Slot, text: str, base_version: int, moment: Moment) -> int:
    """Keep the note of a slot and return its version; 0 while there is nothing to keep.

    Raises as ``put_answer`` does.
    """
    text = normalise(text)
    with store.read() as r:
        review = open_review(r, review_id)
        question = kept_question(r, review.template_version, slot.question)
    label = f"note on “{question.short if question else slot.question}”"
    try:
        with store.write(label, moment, merge_key=f"note:{review_id}:{slot.question}:{slot.item}") as w:
            return _write_note(w, store.session, open_review(w.read, review_id), slot, text, base_version)
    except _Lost as lost:
        _keep_clash(store, review, "note", slot, text, moment)
        raise _conflict("note", lost, text) from None


def _write_note(w: Writer, session: str, review: Review, slot: Slot, text: str, base: int) -> int:
    stored = w.read.reviews.note(review.id, slot.question, slot.item)
    if stored is None:
        if text:
            add_note(w, review, slot, text)
        return 1 if text else 0
    if stored.text == text:
        return stored.version
    if stored.version != base or _clashes(w.read, review.id, clash_slot("note", slot, session)):
        raise _Lost(stored.text, stored.version)
    return w.change("note", stored.id, text=text, deleted_at=None)


def add_note(w: Writer, review: Review, slot: Slot, text: str) -> int:
    """Make the note of a slot that has none yet."""
    return w.add(
        "note", account_id=review.account_id, review_id=review.id, question_key=slot.question, item=slot.item,
        text=text, written_on=w.moment.as_of.isoformat(), author=w.read.me,
    )  # fmt: skip


def _clashes(r: Reader, review_id: int, slot: str) -> bool:
    return any(clash.slot == slot for clash in r.captures.clashes(review_id))


def _keep_clash(store: Store, review: Review, kind: str, slot: Slot, text: str, moment: Moment) -> None:
    """Keep the losing text; the newest of a session and slot stands for those typed before it."""
    where = clash_slot(kind, slot, store.session)
    with store.write("keep both texts", moment, journal=False) as w:
        for clash in w.read.captures.clashes(review.id):
            if clash.slot == where:
                w.change("conflict_copy", clash.id, text=text, stamp=moment.stamp)
                return
        w.add(
            "conflict_copy", slot=where, account_id=review.account_id, review_id=review.id, text=text,
            stamp=moment.stamp,
        )  # fmt: skip


def _conflict(kind: str, lost: _Lost, ours: str) -> Conflict:
    return Conflict(
        f"This {kind} was changed in another window meanwhile; both texts are kept. Choose which one stays.",
        theirs=lost.theirs,
        ours=ours,
        version=lost.version,
    )


def put_place(store: Store, review_id: int, place: Place, elapsed: int, moment: Moment) -> None:
    """Remember where the cursor is and the seconds on the clock; no journal entry, nothing for a finished review."""
    with store.write("move on", moment, journal=False) as w:
        review = w.read.reviews.get(review_id)
        if review is not None and review.state == "in_progress":
            w.change("review", review_id, place=canonical(asdict(place)), elapsed=elapsed)


def put_draft(store: Store, key: str, text: str, moment: Moment) -> None:
    """Keep (or with empty text forget) what stands in a form or a bar and is no record yet; no journal entry."""
    with store.write("keep a text", moment, journal=False) as w:
        w.put_draft(key, text)


def undo_answer(store: Store, review_id: int, moment: Moment) -> Slot | None:
    """Take back the last answer of a review and return its slot; None when there is none to take back.

    Raises Conflict when the answer was changed by something else since, InvalidInput for a finished review.
    """
    with store.write("take back the last answer", moment) as w:
        open_review(w.read, review_id)
        entry = w.read.journal.last_with_key(answer_key(review_id))
        if entry is None:
            return None
        change = next(change for change in entry.changes if change.table == "answer")
        row = w.read.reviews.answer_slot(change.row_id)
        w.take_back(entry)
        return Slot(*row) if row else None
