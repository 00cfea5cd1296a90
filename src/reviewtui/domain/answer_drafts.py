"""What an answer turns into at the wrap-up, by the ``becomes`` of its question; nothing is made before it is confirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reviewtui.domain.answer_words import scalar_words
from reviewtui.domain.answers import Answer, AnswerState, Cells, Scalar
from reviewtui.domain.templates import Field, Question, QuestionType, placeholders

_WHOLE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """One record in the making: its kind, its values by attribute, and the row of the list it comes from.

    Values keep their type (Money, date, Decimal). An option becomes its key with spaces ("new order"), as records
    name their kinds; several options become one text of labels.
    """

    record: str
    values: Mapping[str, Scalar]
    row: int = 0


def answer_drafts(question: Question, answer: Answer) -> tuple[AnswerDraft, ...]:
    """Return the records an answer wants to become: one per row of a list, at most one else.

    Empty when the question becomes nothing, is not answered, or the row holds nothing but constants.
    """
    if question.becomes is None or answer.state is not AnswerState.ANSWERED or answer.value is None:
        return ()
    sources: list[Cells] = []
    if question.type is QuestionType.LIST and isinstance(answer.value, tuple):
        sources = [row for row in answer.value if isinstance(row, Mapping)]
    elif not isinstance(answer.value, tuple) or all(isinstance(part, str) for part in answer.value):
        sources = [{**answer.fields, "value": answer.value}]  # type: ignore[dict-item]
    drafts = (_draft(question, cells, row) for row, cells in enumerate(sources))
    return tuple(draft for draft in drafts if draft is not None)


def _draft(question: Question, cells: Cells, row: int) -> AnswerDraft | None:
    if question.becomes is None:
        return None
    asked: dict[str, Question | Field] = {"value": question}
    asked.update({field.key: field for field in (*question.fields, *question.columns)})
    values: dict[str, Scalar] = {}
    said = False
    for name, text in question.becomes.values:
        value = _value(text, cells, asked)
        if value is not None:
            values[name] = value
            said = said or bool(placeholders(text))
    return AnswerDraft(question.becomes.record, values, row) if said else None


def _value(text: str, cells: Cells, asked: Mapping[str, Question | Field]) -> Scalar | None:
    """A constant as it stands, a whole ``{name}`` with its type, a name inside a sentence in words."""
    names = placeholders(text)
    if any(cells.get(name) in (None, "", ()) for name in names):
        return None
    whole = _WHOLE.fullmatch(text)
    if whole:
        return _whole(asked[whole.group(1)], cells[whole.group(1)])
    return _WHOLE.sub(lambda match: scalar_words(asked[match.group(1)], cells[match.group(1)]), text)


def _whole(asked: Question | Field, value: Scalar) -> Scalar:
    if isinstance(value, tuple):
        return scalar_words(asked, value)
    if asked.type is QuestionType.CHOICE and isinstance(value, str):
        return value.replace("_", " ")
    return value
