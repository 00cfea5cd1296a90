"""Clashes: two sessions wrote the same slot, both texts are kept, and somebody says which one stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from reviewtui.domain.answer_words import display
from reviewtui.domain.answers import Answer
from reviewtui.domain.errors import NotFound
from reviewtui.domain.moment import Moment
from reviewtui.domain.reviews import Review
from reviewtui.domain.sheets import Clash, Slot
from reviewtui.domain.templates import Question
from reviewtui.services.kept import existing_review, kept_answer, kept_question, open_review
from reviewtui.services.typed import add_note, answer_words

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.reads.captures import StoredClash
    from reviewtui.storage.reads.past import StoredAnswer
    from reviewtui.storage.store import Store
    from reviewtui.storage.writer import Writer

ALSO_TYPED = "--- also typed ---"

Choice = Literal["ours", "theirs", "both"]


def clashes_of(r: Reader, review: Review) -> tuple[Clash, ...]:
    """The clashes of a review that wait to be settled, with both texts in words."""
    return tuple(_clash(r, review, stored) for stored in r.captures.clashes(review.id))


def _place(stored: StoredClash) -> tuple[str, Slot]:
    kind, question, item, _session = json.loads(stored.slot)
    return kind, Slot(question, item)


def _clash(r: Reader, review: Review, stored: StoredClash) -> Clash:
    kind, slot = _place(stored)
    if kind == "note":
        note = r.reviews.note(review.id, slot.question, slot.item)
        return Clash(stored.id, slot, kind, note.text if note else "", stored.text)
    question = kept_question(r, review.template_version, slot.question)
    theirs = r.reviews.answer(review.id, slot.question, slot.item)
    ours = _our_words(r, review, slot, json.loads(stored.text))
    return Clash(stored.id, slot, kind, answer_words(question, theirs) if theirs else "", ours)


def _our_words(r: Reader, review: Review, slot: Slot, columns: dict[str, Any]) -> str:
    """What could not be saved, in words."""
    question = kept_question(r, review.template_version, slot.question)
    if question is None:
        return str(columns["raw"] or columns["value"])
    return display(question, answer_as_kept(slot, columns, question))


def answer_as_kept(slot: Slot, columns: dict[str, Any], question: Question | None) -> Answer:
    """The answer whose columns these are, read with the types of its question."""
    return kept_answer(_as_stored(slot, columns), question)


def _as_stored(slot: Slot, columns: dict[str, Any]) -> StoredAnswer:
    from reviewtui.storage.reads.past import StoredAnswer

    value, fields = json.loads(columns["value"]), json.loads(columns["fields"])
    return StoredAnswer(
        0,
        0,
        slot.question,
        slot.item,
        columns["state"],
        value,
        fields,
        columns["raw"],
        columns["unchanged"],
        0,
    )


def settle_conflict(store: Store, conflict_id: int, choice: Choice, moment: Moment) -> Slot:
    """Say which of two texts stays, and return the slot it belongs to, to be loaded anew.

    ``theirs`` is what is stored, ``ours`` what lost. ``both`` joins two notes; of two answers theirs stays and
    ours goes into the note. Raises NotFound for a clash that is not there, InvalidInput for a finished review.
    """
    with store.write("settle two texts", moment) as w:
        stored = w.read.captures.clash(conflict_id)
        if stored is None or stored.review_id is None:
            raise NotFound("There are no two texts to choose from any more.")
        kind, slot = _place(stored)
        if stored.settled:
            return slot
        if choice != "theirs":
            review = open_review(w.read, existing_review(w.read, stored.review_id).id)
            settle = _settle_note if kind == "note" else _settle_answer
            settle(w, review, slot, stored.text, choice)
        w.change("conflict_copy", conflict_id, settled=True)
        return slot


def _settle_note(w: Writer, review: Review, slot: Slot, ours: str, choice: Choice) -> None:
    note = w.read.reviews.note(review.id, slot.question, slot.item)
    if note is None:
        add_note(w, review, slot, ours)
        return
    both = f"{note.text}\n{ALSO_TYPED}\n{ours}"
    w.change("note", note.id, text=both if choice == "both" and note.text else ours, deleted_at=None)


def _settle_answer(w: Writer, review: Review, slot: Slot, ours: str, choice: Choice) -> None:
    columns: dict[str, Any] = json.loads(ours)
    if choice == "both":
        _settle_note(w, review, slot, _our_words(w.read, review, slot, columns), choice)
        return
    stored = w.read.reviews.answer(review.id, slot.question, slot.item)
    if stored is not None:
        w.change("answer", stored.id, deleted_at=None, **columns)
    else:
        where = {"question_key": slot.question, "item": slot.item}
        w.add("answer", review_id=review.id, account_id=review.account_id, **where, **columns)
