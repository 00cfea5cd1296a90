"""Answers: a typed value, a state and a note for one question of one review; unknown is never zero.

Keeping them as JSON is ``answer_values``, saying and comparing them ``answer_words``, and what they turn
into at the wrap-up ``answer_drafts``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.money import Money
from reviewtui.domain.templates import Field, Option, Question, QuestionType

Scalar: TypeAlias = str | int | Decimal | date | Money | tuple[str, ...]
"""One value: option key or text, rating, number or percent, date, money, several option keys.

Where a sub-field or cell holds a ``str`` that its type does not allow, it is what was typed and not understood.
"""

Cells: TypeAlias = Mapping[str, Scalar]
"""The sub-fields of an answer, or one row of a list, by key; what is empty is left out."""

Value: TypeAlias = Scalar | tuple[Cells, ...]
"""The main value of an answer: a scalar, or the rows of a list (no row at all means: there are none)."""

MAX_TEXT = 1_000_000


class AnswerState(StrEnum):
    """How a question was dealt with; ``open`` is nothing yet, or something typed that is not understood."""

    OPEN = "open"
    ANSWERED = "answered"
    NOT_ASKED = "not_asked"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


STATE_WORDS: Mapping[AnswerState, str] = {
    AnswerState.OPEN: "open",
    AnswerState.ANSWERED: "answered",
    AnswerState.NOT_ASKED: "not asked",
    AnswerState.DECLINED: "declined",
    AnswerState.UNKNOWN: "does not know",
    AnswerState.NOT_APPLICABLE: "n.a.",
}

STATE_KEYS: Mapping[str, AnswerState] = {
    "s": AnswerState.NOT_ASKED,
    "d": AnswerState.DECLINED,
    "w": AnswerState.UNKNOWN,
    "x": AnswerState.NOT_APPLICABLE,
}
"""The single keys that mark a question instead of answering it."""

OPTION_KEYS = "1234567890"
TEN_KEY = "t"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question got in one review.

    ``item`` is the promise or fix of a repeated question, else empty; ``raw`` the main value as typed;
    ``unchanged`` that it was taken over from last time; ``version`` counts saved changes, 0 is never saved.
    """

    question_key: str
    item: str = ""
    state: AnswerState = AnswerState.OPEN
    value: Value | None = None
    fields: Cells = field(default_factory=dict)
    raw: str = ""
    note: str = ""
    unchanged: bool = False
    version: int = 0

    @property
    def address(self) -> tuple[str, str]:
        """Question key and item: where it stands among the answers of its review."""
        return (self.question_key, self.item)

    @property
    def empty(self) -> bool:
        """Whether nothing is there that would have to be kept: no value, no typing, no note."""
        nothing = self.value is None and not self.fields and not self.raw and not self.note
        return nothing and self.state is AnswerState.OPEN


def with_value(answer: Answer, value: Value | None, raw: str = "") -> Answer:
    """Return the answer with a new value: answered, or open again when there is none (``raw`` is kept)."""
    state = AnswerState.OPEN if value is None else AnswerState.ANSWERED
    return replace(answer, value=value, raw=raw, state=state, unchanged=False)


def with_state(answer: Answer, state: AnswerState) -> Answer:
    """Return the answer marked not asked, declined and so on; its value goes, its note stays."""
    return replace(answer, value=None, fields={}, raw="", state=state, unchanged=False)


def unchanged_from(answer: Answer, before: Answer) -> Answer:
    """Return the answer with last time's value, state and sub-fields; the note stays this time's own."""
    return replace(
        answer, value=before.value, fields=before.fields, raw=before.raw, state=before.state, unchanged=True
    )


def value_for_key(question: Question, key: str) -> Value | None:
    """Return the value one key stands for when no text has the focus, or None when it stands for none.

    Choices: 1-9 and 0 for the tenth (of several, the one option to add or take away). Ratings: digits and
    ``t`` for ten. A list that may have none: 0.
    """
    if question.type is QuestionType.RATING:
        return 10 if key == TEN_KEY else int(key) if len(key) == 1 and key in OPTION_KEYS else None
    if question.type is QuestionType.LIST:
        return () if key == "0" and question.none else None
    option = option_for_key(question, key)
    if option is None:
        return None
    return option.key if question.type is QuestionType.CHOICE else (option.key,)


def option_for_key(asked: Question | Field, key: str) -> Option | None:
    """Return the option that a digit stands for, or None."""
    place = OPTION_KEYS.find(key) if len(key) == 1 else -1
    return asked.options[place] if 0 <= place < len(asked.options) else None


def validate(question: Question, value: Value) -> None:
    """Raise InvalidInput, with a sentence, when the value does not fit the question."""
    if question.type is not QuestionType.LIST:
        _validate_scalar(question, question.short, value)
        _validate_bounds(question, value)
        return
    if not isinstance(value, tuple) or not all(isinstance(row, Mapping) for row in value):
        raise InvalidInput(f"{question.short}: expected rows, got {value!r}.")
    for row in value:
        if isinstance(row, Mapping):
            validate_cells(question.short, question.columns, row)


def validate_cells(name: str, fields: tuple[Field, ...], cells: Cells) -> None:
    """Raise InvalidInput when sub-fields or a row hold an unknown key or a value that does not fit."""
    known = {field.key: field for field in fields}
    for key, value in cells.items():
        if key not in known:
            raise InvalidInput(f'{name}: there is no "{key}" here; known are {", ".join(known) or "none"}.')
        _validate_scalar(known[key], f"{name}, {known[key].label}", value)


_EXPECTED: Mapping[QuestionType, tuple[type, str]] = {
    QuestionType.NUMBER: (Decimal, "a number"),
    QuestionType.PERCENT: (Decimal, "a percentage"),
    QuestionType.MONEY: (Money, "an amount with its currency"),
    QuestionType.DATE: (date, "a date"),
    QuestionType.TEXT: (str, "text"),
}


def _validate_scalar(asked: Question | Field, name: str, value: Value) -> None:
    if asked.type in _EXPECTED:
        kind, words = _EXPECTED[asked.type]
        if not isinstance(value, kind):
            raise InvalidInput(f"{name}: expected {words}, got {value!r}.")
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise InvalidInput(f"{name}: the text is longer than {MAX_TEXT:,} characters.")
    elif asked.type is QuestionType.RATING:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10:
            raise InvalidInput(f"{name}: a rating is a whole number from 0 to 10, got {value!r}.")
    else:
        _validate_options(asked, name, value)


def _validate_options(asked: Question | Field, name: str, value: Value) -> None:
    several = asked.type is QuestionType.CHOICES
    if not isinstance(value, tuple if several else str):
        raise InvalidInput(
            f"{name}: expected {'option keys' if several else 'an option key'}, got {value!r}."
        )
    keys = value if isinstance(value, tuple) else (value,)
    known = [option.key for option in asked.options]
    for key in keys:
        if key not in known:
            raise InvalidInput(f'{name}: there is no option "{key}"; there is {", ".join(known)}.')
    if len(set(map(str, keys))) != len(keys):
        raise InvalidInput(f"{name}: an option is named twice.")


def _validate_bounds(question: Question, value: Value) -> None:
    if not isinstance(value, Decimal):
        return
    if not value.is_finite():
        raise InvalidInput(f"{question.short}: {value} is no number.")
    if question.minimum is not None and value < question.minimum:
        raise InvalidInput(f"{question.short}: {value} is less than {question.minimum}.")
    if question.maximum is not None and value > question.maximum:
        raise InvalidInput(f"{question.short}: {value} is more than {question.maximum}.")
