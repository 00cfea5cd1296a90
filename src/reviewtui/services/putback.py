"""Texts that an earlier run could not save, as its recovery file holds them: which are news, and putting them back.

A payload names its ``kind`` (answer, note, place, draft), where it belongs, the version it was typed on (``base``),
and the content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reviewtui.domain.answer_words import display
from reviewtui.domain.answers import Answer
from reviewtui.domain.errors import Conflict, InvalidInput, NotFound, ReviewTuiError
from reviewtui.domain.moment import Moment
from reviewtui.domain.reviews import Place, Review
from reviewtui.domain.sheets import Slot
from reviewtui.domain.text import normalise
from reviewtui.services.clashes import answer_as_kept
from reviewtui.services.kept import answer_columns, existing_review, kept_question, stored_columns
from reviewtui.services.typed import put_answer, put_draft, put_note, put_place

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store

Payload = Mapping[str, Any]
_COLUMNS = ("state", "value", "fields", "raw", "unchanged")


_NEEDS = {
    "draft": ("key", "text"),
    "place": ("review_id", "place", "elapsed"),
    "note": ("review_id", "question", "item", "base", "text"),
    "answer": ("review_id", "question", "item", "base", *_COLUMNS),
}


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A text the file does not have: ``label`` says where it belongs, ``text`` is what was typed."""

    label: str
    text: str


def readable(payload: Payload) -> bool:
    """Whether this is a payload of a kind we know, with all that belongs to it."""
    needs = _NEEDS.get(payload.get("kind", ""))
    return needs is not None and all(name in payload for name in needs)


def unsaved(store: Store, payloads: Iterable[Payload]) -> tuple[Unsaved, ...]:
    """What of all this the file does not have yet, in words; where the cursor was is no text."""
    with store.read() as r:
        return tuple(_words(r, one) for one in payloads if one["kind"] != "place" and not _is_there(r, one))


def put_back(store: Store, payloads: Iterable[Payload], moment: Moment) -> tuple[str, ...]:
    """Save each as if it were typed now; what meets another text there is kept beside it, as a clash.

    Returns a sentence for each that can never be saved (its review is finished or gone). Raises DatabaseBusy or
    WriteFailed while the file cannot be written; what was put back until then stays, and all can be tried again.
    """
    refused: list[str] = []
    for payload in payloads:
        with store.read() as r:
            if _is_there(r, payload):
                continue
        try:
            _put(store, payload, moment)
        except Conflict:
            continue
        except ReviewTuiError as error:
            if not _is_final(error):
                raise
            if payload["kind"] != "place":
                refused.append(str(error))
    return tuple(refused)


def _is_final(error: ReviewTuiError) -> bool:
    """Whether trying again later can change nothing."""
    return isinstance(error, InvalidInput | NotFound)


def _put(store: Store, payload: Payload, moment: Moment) -> None:
    kind = payload["kind"]
    if kind == "draft":
        put_draft(store, payload["key"], payload["text"], moment)
    elif kind == "place":
        put_place(store, payload["review_id"], Place(**payload["place"]), payload["elapsed"], moment)
    elif kind == "note":
        put_note(store, payload["review_id"], _slot(payload), payload["text"], payload["base"], moment)
    else:
        with store.read() as r:
            answer = _answer(r, existing_review(r, payload["review_id"]), payload)
        put_answer(store, payload["review_id"], _slot(payload), answer, payload["base"], moment)


def _slot(payload: Payload) -> Slot:
    return Slot(payload["question"], payload["item"])


def _is_there(r: Reader, payload: Payload) -> bool:
    """Whether the file has this, or has moved on from it: then nothing would be gained by putting it back."""
    kind = payload["kind"]
    if kind == "draft":
        return r.draft(payload["key"]) == str(payload["text"])
    if kind == "place":
        review = r.reviews.get(payload["review_id"])
        return review is None or review.place == Place(**payload["place"])
    slot = _slot(payload)
    if kind == "note":
        note = r.reviews.note(payload["review_id"], slot.question, slot.item)
        text = normalise(payload["text"])
        if note is None:
            return not text
        # The run may have died after saving more of it, before it could throw the file away.
        return note.text == text or (note.version != payload["base"] and note.text.startswith(text))
    stored = r.reviews.answer(payload["review_id"], slot.question, slot.item)
    columns = {name: payload[name] for name in _COLUMNS}
    if stored is None:
        return columns == answer_columns(Answer(""))
    later = (
        stored.version != payload["base"] and bool(payload["raw"]) and stored.raw.startswith(payload["raw"])
    )
    return later or stored_columns(stored) == columns


def _answer(r: Reader, review: Review, payload: Payload) -> Answer:
    question = kept_question(r, review.template_version, payload["question"])
    return answer_as_kept(_slot(payload), {name: payload[name] for name in _COLUMNS}, question)


def _words(r: Reader, payload: Payload) -> Unsaved:
    kind = payload["kind"]
    if kind == "draft":
        return Unsaved("a line that was not saved yet", payload["text"])
    review = r.reviews.get(payload["review_id"])
    if review is None:
        return Unsaved(f"{kind} of a review that is gone", payload.get("text") or payload.get("raw") or "")
    question = kept_question(r, review.template_version, payload["question"])
    account = r.accounts.get(review.account_id)
    where = f"{kind} on “{question.short if question else payload['question']}”, {account.name if account else ''}"
    if kind == "note":
        return Unsaved(where, payload["text"])
    answer = _answer(r, review, payload)
    return Unsaved(where, display(question, answer) if question else answer.raw)
