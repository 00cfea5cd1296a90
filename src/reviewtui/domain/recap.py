"""What a review leads to, for recaps: the records made of it, and which parts of it may leave the house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from reviewtui.domain.actions import Action
from reviewtui.domain.answer_words import display
from reviewtui.domain.answers import Answer, AnswerState
from reviewtui.domain.captures import private_stripped
from reviewtui.domain.drafts import unmarked
from reviewtui.domain.money import Money
from reviewtui.domain.records import (
    Ask,
    Fact,
    Issue,
    Objective,
    Opportunity,
    Quote,
    Sighting,
    Touch,
)
from reviewtui.domain.reviews import ReviewState
from reviewtui.domain.sheets import Item, Sheet, Slot
from reviewtui.domain.template_rules import shown_questions
from reviewtui.domain.templates import Question, QuestionType, Section

Record = Action | Ask | Fact | Issue | Objective | Opportunity | Quote | Sighting | Touch

INTERNAL_PANELS = ("competitors",)
"""Sections beside which rivals stand are not played back to the customer."""


OUR_STEPS = ("close.readback", "close.next")
"""Questions about the conversation itself; the recap is their answer."""


@dataclass(frozen=True, slots=True)
class Made:
    """A record that came out of a review, with the key of the question it came from ("" where none)."""

    table: str
    record: Record
    question: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A question of a review with its answer and note, once per item where it is repeated."""

    section: Section
    question: Question
    item: Item | None
    slot: Slot
    answer: Answer
    note: str
    shown: bool = True

    @property
    def words(self) -> str:
        """The answer in words."""
        return display(self.question, self.answer)


def lines_of(sheet: Sheet) -> Iterator[Line]:
    """Every question of a review in order, also those that are not on the screen (``shown`` False)."""
    shown = {question.key for question in shown_questions(sheet.template, sheet.rule_answers, sheet.context)}
    for section in sheet.template.sections:
        for question in section.questions:
            items = sheet.items.get(question.repeat, ()) if question.repeat else (None,)
            for item in items:
                slot = Slot(question.key, item.key if item else "")
                yield Line(
                    section, question, item, slot, sheet.answer(slot), sheet.note(slot), question.key in shown
                )


def confidential_keys(sheet: Sheet) -> frozenset[str]:
    """The keys of the questions that never leave the house: private ones and our own view."""
    return frozenset(question.key for question in sheet.template.questions() if question.confidential)


def for_customer(line: Line) -> bool:
    """Whether the customer may read a question back: an answer or a note, nothing of rivals or of sales."""
    becomes = line.question.becomes
    weighed = becomes is not None and any(name == "chance" for name, _ in becomes.values)
    return (
        line.shown
        and not weighed
        and line.question.key not in OUR_STEPS
        and not line.question.confidential
        and line.section.show not in INTERNAL_PANELS
        and line.answer.state in (AnswerState.ANSWERED, AnswerState.OPEN)
    )


def customer_words(line: Line) -> str:
    """The answer as the customer may read it: no private line, and of chances to sell only what they are about."""
    question, answer = line.question, public(line.answer)
    if answer.state is not AnswerState.ANSWERED:
        return ""
    becomes = question.becomes.record if question.becomes else ""
    if becomes == "opportunity" and question.type is QuestionType.LIST and isinstance(answer.value, tuple):
        first = question.columns[0].key
        rows = [str(row.get(first, "")) for row in answer.value if not isinstance(row, str)]
        return "; ".join(row for row in rows if row) or question.none
    if becomes == "wish":
        # How much work it is and what we decide is ours to say, not theirs to read back.
        answer = replace(answer, fields={})
    if question.type is QuestionType.TEXT and isinstance(answer.value, str):
        answer = replace(answer, value=unmarked(answer.value))
    return display(question, answer)


def public(answer: Answer) -> Answer:
    """The answer without the private lines in its texts."""
    fields = {key: _public(value) for key, value in answer.fields.items()}
    return replace(
        answer, value=_public(answer.value), fields=fields, raw=_public(answer.raw), note=_public(answer.note)
    )


def _public(value: Any) -> Any:
    if isinstance(value, str):
        stripped = private_stripped(value)
        return value if stripped == value else stripped.rstrip("\n")
    if isinstance(value, Mapping):
        return {key: _public(part) for key, part in value.items()}
    return tuple(_public(part) for part in value) if isinstance(value, tuple) else value


def is_draft(sheet: Sheet) -> bool:
    """Whether the review is still running, so that all of it may change."""
    return sheet.review.state is not ReviewState.FINISHED


def jsonable(value: Any) -> Any:
    """A value of the domain as JSON has it: dates ISO, amounts and decimals as strings, dataclasses as objects."""
    if isinstance(value, Money):
        return {"amount": value.to_decimal_string(), "currency": value.currency}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, float)):
        return f"{value:f}" if isinstance(value, Decimal) else f"{value:.12g}"
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: jsonable(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [jsonable(part) for part in value]
    if isinstance(value, dict):
        return {str(key): jsonable(part) for key, part in value.items()}
    return value


def without_private(value: Any) -> Any:
    """The same JSON with every private line taken out of every text."""
    if isinstance(value, list):
        return [without_private(part) for part in value]
    if isinstance(value, dict):
        return {key: without_private(part) for key, part in value.items()}
    return _public(value)
