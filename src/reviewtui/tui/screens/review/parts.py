"""The parts of a question that can be filled in - its main value, sub-fields, the cells of a list - and how typing fills them.

A part has a name, the one that ``Place.field`` keeps: ``value``, the key of a sub-field, or ``row:N:column``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from reviewtui.domain.answer_words import scalar_words
from reviewtui.domain.answers import Answer, AnswerState, Cells, Scalar, Value, validate, with_value
from reviewtui.domain.dates import understand_date
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.money import Money, understand_money
from reviewtui.domain.numbers import understand_number, understand_percent, understand_rating
from reviewtui.domain.templates import Field, Question, QuestionType
from reviewtui.domain.understood import Understood

VALUE = "value"
ONE_KEY = frozenset({QuestionType.CHOICE, QuestionType.CHOICES, QuestionType.RATING})
"""Types that are answered by keys, without a text field."""
TYPED = frozenset({QuestionType.NUMBER, QuestionType.MONEY, QuestionType.PERCENT, QuestionType.DATE})
"""Types read from shorthand in a field of one line."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to fill in; ``row`` is the row of a list, -1 for everything else."""

    name: str
    asked: Question | Field
    label: str
    row: int = -1

    @property
    def one_key(self) -> bool:
        """Whether keys answer it rather than text."""
        return self.asked.type in ONE_KEY


@dataclass(frozen=True, slots=True)
class Reading:
    """What shorthand is read with."""

    as_of: date
    currency: str
    order: str = "dmy"
    first_month: int = 1


def rows_of(answer: Answer) -> tuple[Cells, ...]:
    """The rows of a list answer; none for any other."""
    value = answer.value if isinstance(answer.value, tuple) else ()
    return tuple(row for row in value if isinstance(row, Mapping))


def parts_of(question: Question, answer: Answer) -> tuple[Part, ...]:
    """Every part in the order Tab goes through them; a list ends with a row that is still empty."""
    if question.type is not QuestionType.LIST:
        main = Part(VALUE, question, question.label)
        return (main, *(Part(field.key, field, field.label) for field in question.fields))
    return tuple(
        Part(f"row:{row}:{column.key}", column, column.label, row)
        for row in range(len(rows_of(answer)) + 1)
        for column in question.columns
    )


def part_named(question: Question, answer: Answer, name: str) -> Part | None:
    """The part of that name, or None when there is none (any more)."""
    return next((part for part in parts_of(question, answer) if part.name == name), None)


def held(answer: Answer, part: Part) -> Value | None:
    """What a part holds: its value, or what was typed into it and not understood."""
    if part.row >= 0:
        rows = rows_of(answer)
        return rows[part.row].get(part.asked.key) if part.row < len(rows) else None
    if part.name == VALUE:
        return answer.value if answer.value is not None else answer.raw or None
    return answer.fields.get(part.name)


def understand(asked: Question | Field, text: str, reading: Reading, base: Any = None) -> Understood[Any]:
    """Read what was typed into a part; text is itself, bounds of the question are part of the reading."""
    kind = asked.type
    if kind is QuestionType.NUMBER:
        found: Understood[Any] = understand_number(text)
    elif kind is QuestionType.PERCENT:
        found = understand_percent(text)
    elif kind is QuestionType.MONEY:
        found = understand_money(
            text, currency=reading.currency, base=base if isinstance(base, Money) else None
        )
    elif kind is QuestionType.DATE:
        found = understand_date(text, reading.as_of, order=reading.order, first_month=reading.first_month)
    elif kind is QuestionType.RATING:
        found = understand_rating(text)
    else:
        return Understood(text) if text.strip() else Understood(None)
    return _within(asked, found)


def _within(asked: Question | Field, found: Understood[Any]) -> Understood[Any]:
    if not isinstance(asked, Question) or found.value is None:
        return found
    try:
        validate(asked, found.value)
    except InvalidInput as error:
        return Understood(None, "", str(error).partition(": ")[2].rstrip(".") or str(error))
    return found


def echo(asked: Question | Field, text: str, reading: Reading, base: Any = None) -> str:
    """What to say beside a field: ``= EUR 12,000.00``, ``? 1,234 ...``, or nothing."""
    if asked.type not in TYPED:
        return ""
    found = understand(asked, text, reading, base)
    if found.problem:
        return f"? {found.problem}"
    return f"= {found.echo}" if found.echo else ""


def as_typed(answer: Answer, part: Part) -> str:
    """The text a field opens with: as it was typed where that is kept, else a spelling that is read back the same."""
    if part.name == VALUE and answer.raw:
        return answer.raw
    value = held(answer, part)
    if value is None or (isinstance(value, tuple) and not value):
        return ""
    if isinstance(value, Money):
        return f"{value.to_decimal_string(2)} {value.currency}"
    if isinstance(value, Decimal):
        digits = f"{value:f}"
        whole, _, fraction = digits.partition(".")
        return f"{whole}.{fraction}0" if len(fraction) == 3 else digits
    return value if isinstance(value, str) else str(scalar_words(part.asked, value))


def typed(
    question: Question, answer: Answer, part: Part, text: str, reading: Reading, base: Any = None
) -> Answer:
    """The answer with a text typed into a part; what is not understood is kept as typed."""
    found = understand(part.asked, text, reading, base)
    if part.name == VALUE:
        raw = text if part.asked.type in TYPED else ""
        return _defaults(question, with_value(answer, found.value, raw), answer, reading)
    return with_part(question, answer, part, found.value if found.ok else text.strip() or None, reading)


def with_part(
    question: Question, answer: Answer, part: Part, value: Scalar | None, reading: Reading
) -> Answer:
    """The answer with one part holding a value, or nothing."""
    if part.name == VALUE:
        return _defaults(question, with_value(answer, value), answer, reading)
    if part.row < 0:
        fields = {**answer.fields}
        _put(fields, part.asked.key, value)
        changed = replace(answer, fields=fields, unchanged=False)
        return _state_of_fields(question, changed)
    rows = [dict(row) for row in rows_of(answer)]
    if part.row >= len(rows) and value is not None:
        rows.append(_new_row(question, reading))
    if part.row < len(rows):
        _put(rows[part.row], part.asked.key, value)
    while rows and not _said(question, rows[-1]):
        rows.pop()
    return with_value(answer, tuple(rows) or None)


def _put(cells: dict[str, Scalar], key: str, value: Scalar | None) -> None:
    if value is None or value == () or value == "":
        cells.pop(key, None)
    else:
        cells[key] = value


def _state_of_fields(question: Question, answer: Answer) -> Answer:
    """An answer whose sub-fields alone are filled counts as answered; with nothing left it is open again."""
    if answer.value is not None or answer.raw:
        return answer
    said = any(answer.fields.get(field.key) not in (None, field.default) for field in question.fields)
    state = AnswerState.ANSWERED if said else AnswerState.OPEN
    return replace(answer, state=state)


def _defaults(question: Question, answer: Answer, before: Answer, reading: Reading) -> Answer:
    """Fill the sub-fields that start with something, at the first value."""
    if answer.value is None:
        return _state_of_fields(question, answer) if answer.fields and not answer.raw else answer
    if before.value is not None:
        return answer
    return replace(answer, fields={**_starting(question.fields, reading), **answer.fields})


def _starting(fields: tuple[Field, ...], reading: Reading) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for field in fields:
        if field.default:
            is_key = field.type in ONE_KEY and field.type is not QuestionType.RATING
            read = None if is_key else understand(field, field.default, reading).value
            found[field.key] = field.default if read is None else read
    return found


def _new_row(question: Question, reading: Reading) -> dict[str, Scalar]:
    return _starting(question.columns, reading)


def _said(question: Question, row: Cells) -> bool:
    """Whether a row holds more than what every row starts with."""
    starting = {column.key for column in question.columns if column.default}
    return any(key not in starting for key in row)


def tidy(question: Question, answer: Answer) -> Answer:
    """The answer without rows that hold nothing, as it should be when a list is left."""
    rows = rows_of(answer)
    kept = tuple(row for row in rows if _said(question, row))
    if question.type is not QuestionType.LIST or len(kept) == len(rows):
        return answer
    return with_value(answer, kept or None)


def without_row(answer: Answer, row: int) -> Answer:
    """The answer without one row of its list; without its last one it is open again."""
    kept = tuple(cells for at, cells in enumerate(rows_of(answer)) if at != row)
    return with_value(answer, kept or None)


def toggled(value: Value | None, key: str, order: tuple[str, ...]) -> tuple[str, ...]:
    """Several chosen options with one more or one less, in the order they are offered."""
    chosen = {part for part in value if isinstance(part, str)} if isinstance(value, tuple) else set()
    chosen ^= {key}
    return tuple(option for option in order if option in chosen)
