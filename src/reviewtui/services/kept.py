"""Templates and answers as they are kept, read back as values, and values made ready to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reviewtui.domain.answer_values import canonical, decode_cells, decode_value, encode_cells, encode_value
from reviewtui.domain.answers import Answer, AnswerState, Value
from reviewtui.domain.errors import InvalidInput, NotFound
from reviewtui.domain.reviews import Review, ReviewState
from reviewtui.domain.template_json import template_from_json
from reviewtui.domain.templates import Question, QuestionType, Template

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.reads.past import StoredAnswer


@lru_cache(maxsize=64)
def _template(body: str) -> Template:
    return template_from_json(body)


@lru_cache(maxsize=64)
def _questions(body: str) -> dict[str, Question]:
    return {question.key: question for question in _template(body).questions()}


def kept_template(r: Reader, version_id: int) -> Template:
    """The template a review was asked with; NotFound when the file has lost it."""
    return _template(_body(r, version_id))


def kept_questions(r: Reader, version_id: int) -> Mapping[str, Question]:
    """Every question of a template version by its key."""
    return _questions(_body(r, version_id))


def kept_question(r: Reader, version_id: int, key: str) -> Question | None:
    """One question as it was worded in a template version; None when that version does not ask it."""
    return _questions(_body(r, version_id)).get(key)


def _body(r: Reader, version_id: int) -> str:
    stored = r.reviews.template(version_id)
    if stored is None:
        raise NotFound(f"Template version {version_id} is missing. Restore the file from a backup.")
    return stored.body


def kept_answer(stored: StoredAnswer, question: Question | None, note: str = "") -> Answer:
    """An answer read with the types of the question as it was asked.

    One whose shape does not fit any more comes back open with what is stored as its raw text, never as nothing.
    """
    state, raw = AnswerState(stored.state), stored.raw
    value: Value | None
    try:
        kind = question.type if question else _shape(stored.value)
        value = decode_value(kind, stored.value, question.columns if question else ())
        fields = decode_cells(question.fields if question else (), stored.fields)
    except InvalidInput:
        state, value, fields = AnswerState.OPEN, None, {}
        raw = raw or canonical(stored.value)
    return Answer(
        stored.question_key, stored.item, state, value, fields, raw, note, stored.unchanged, stored.version
    )


def _shape(value: Any) -> QuestionType:
    rows = isinstance(value, list) and all(isinstance(row, dict) for row in value)
    return QuestionType.LIST if rows else QuestionType.TEXT


def answer_columns(answer: Answer) -> dict[str, Any]:
    """The columns of the answer table for an answer; equal answers give equal columns."""
    rows = isinstance(answer.value, tuple) and not all(isinstance(part, str) for part in answer.value)
    kind = QuestionType.LIST if rows else QuestionType.TEXT
    return {
        "state": answer.state.value,
        "value": canonical(encode_value(kind, answer.value)),
        "fields": canonical(encode_cells(answer.fields)),
        "raw": answer.raw,
        "unchanged": answer.unchanged,
    }


def stored_columns(stored: StoredAnswer) -> dict[str, Any]:
    """The same columns of an answer that is kept, for comparing."""
    return {
        "state": stored.state,
        "value": canonical(stored.value),
        "fields": canonical(stored.fields),
        "raw": stored.raw,
        "unchanged": stored.unchanged,
    }


def existing_review(r: Reader, review_id: int) -> Review:
    """The review of that id; NotFound when there is none."""
    review = r.reviews.get(review_id)
    if review is None:
        raise NotFound(f"There is no review {review_id}.")
    return review


def open_review(r: Reader, review_id: int) -> Review:
    """The review, when it may be written: InvalidInput for a finished or discarded one."""
    review = existing_review(r, review_id)
    if review.state is ReviewState.FINISHED:
        raise InvalidInput("This review is finished and stays as it is: reopen it first.")
    if review.state is ReviewState.DISCARDED:
        raise InvalidInput("This review was discarded: reopen it first.")
    return review


def account_currency(r: Reader, account_id: int) -> str:
    """The currency that figures and typed amounts of an account take: its own, else the default of the file."""
    account = r.accounts.get(account_id)
    return (account.currency if account else "") or r.currency
