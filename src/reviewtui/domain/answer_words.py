"""Answers in one line of words, and which way they went since last time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from reviewtui.domain.answers import STATE_WORDS, Answer, AnswerState, Cells, Value
from reviewtui.domain.money import Money, format_money
from reviewtui.domain.numbers import plain
from reviewtui.domain.templates import Field, Question, QuestionType
from reviewtui.domain.text import one_line

Change = Literal["same", "up", "down", "changed"]


def display(question: Question, answer: Answer | None, *, decimal: str = ".", group: str = ",") -> str:
    """Return the answer in one line: value, then sub-fields; the state in words; nothing when it is open.

    What was typed and not understood is shown as typed, with a question mark.
    """
    if answer is None:
        return ""
    marks = (decimal, group)
    if answer.state is not AnswerState.ANSWERED:
        if answer.state is not AnswerState.OPEN:
            return STATE_WORDS[answer.state]
        return f"{one_line(answer.raw)} ?" if answer.raw.strip() else ""
    words = value_words(question, answer.value, *marks)
    beside = _cells_words(question.fields, answer.fields, marks, named=True)
    if words and beside:
        return f"{words} ({beside})"
    return words or beside


def value_words(question: Question, value: Value | None, decimal: str = ".", group: str = ",") -> str:
    """Return the main value alone in words; the rows of a list with semicolons between."""
    if value is None:
        return ""
    if question.type is not QuestionType.LIST:
        words = scalar_words(question, value, decimal, group)
        return f"{words} {question.unit}" if question.unit and words else words
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, tuple) else []
    texts = [_cells_words(question.columns, row, (decimal, group), named=False) for row in rows]
    return "; ".join(text for text in texts if text) or question.none or "none"


def scalar_words(asked: Question | Field, value: Value, decimal: str = ".", group: str = ",") -> str:
    """Return one value in words: option labels instead of keys, money with its code, dates as ISO."""
    if isinstance(value, Money):
        return format_money(value, decimal=decimal, group=group)
    if isinstance(value, Decimal):
        number = plain(value, decimal=decimal, group=group)
        return f"{number} %" if asked.type is QuestionType.PERCENT else number
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(_label(asked, part) for part in value if isinstance(part, str))
    return _label(asked, value) if isinstance(value, str) else str(value)


def _label(asked: Question | Field, text: str) -> str:
    return next((option.label for option in asked.options if option.key == text), one_line(text))


def _cells_words(fields: tuple[Field, ...], cells: Cells, marks: tuple[str, str], *, named: bool) -> str:
    parts: list[str] = []
    for field in fields:
        words = scalar_words(field, cells[field.key], *marks) if field.key in cells else ""
        if words:
            parts.append(f"{field.label}: {words}" if named else words)
    return ", ".join(parts)


def compare(question: Question, now: Answer | None, before: Answer | None) -> Change | None:
    """Return which way the main value went since ``before``; None unless both are answered.

    Numbers, ratings, percents, money of one currency and ordered choices go up or down; the rest changes.
    """
    if now is None or before is None or now.state is not AnswerState.ANSWERED:
        return None
    if before.state is not AnswerState.ANSWERED or now.value is None or before.value is None:
        return None
    if now.value == before.value:
        return "same"
    new, old = _rank(question, now.value), _rank(question, before.value)
    if new is None or old is None or new[0] != old[0]:
        return "changed"
    return "up" if new[1] > old[1] else "down"


def _rank(question: Question, value: Value) -> tuple[str, Decimal] | None:
    """Place on a scale, with the name of the scale; None for what has none."""
    if isinstance(value, Money):
        return (value.currency, Decimal(value.amount))
    if isinstance(value, (int, Decimal)):
        return ("", Decimal(value))
    if question.ordered and isinstance(value, str):
        places = [option.key for option in question.options]
        return ("", Decimal(places.index(value))) if value in places else None
    return None
