"""Reviews as they are told in ``stories/``, turned into the answers of a template.

``core`` holds eleven answers in the order of ``CORE``; ``more`` further ones as ``key=value/field:value; ...``;
``said`` texts by key, a second part behind ``||``; ``lists`` rows by key, cells between ``|``. A single ``s d w x`` is
the key of a state (not asked, declined, does not know, not applicable), ``-`` nothing yet. ``asks`` are what, due,
decision, day done, and whether it holds; ``wish`` is text, effort, decision and date; ``done`` says of each marked
action in turn when it was done, or ``open``, ``dropped``, ``broken``, ``slip NEW-DATE open``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from reviewtui.domain.answers import STATE_KEYS, Answer, Scalar, validate, with_state, with_value
from reviewtui.domain.money import Money
from reviewtui.domain.templates import Field, Question, QuestionType, Template

CORE = (
    "open.urgent", "eco.effect", "bud.dir", "buy.change", "buy.ease", "sat.rating", "sat.recommend", "base.ontime",
    "val.balance", "rel.freq", "close.readback",
)  # fmt: skip
_TYPED = (QuestionType.NUMBER, QuestionType.PERCENT, QuestionType.MONEY, QuestionType.DATE, QuestionType.TEXT)
_SECOND_PART = {"sat.why": "not_higher"}


@dataclass(frozen=True, slots=True)
class Told:
    """One review as told, with what is needed to read it."""

    account: str
    currency: str
    template: Template
    told: Mapping[str, Any]

    @property
    def day(self) -> date:
        """The day of the call."""
        day: date = self.told["day"]
        return day

    @property
    def asks(self) -> list[list[str]]:
        """What they asked for: text, due, decision, day done, holds; missing cells are empty."""
        return [_cells(row, 5) for row in self.told.get("asks", ())]


def answers_of(told: Told) -> list[Answer]:
    """Every answer of a told review, in the order of the template."""
    texts = dict(_scalars(told))
    found = []
    for question in told.template.questions():
        if question.key in texts:
            found.append(_answer(told, question, texts[question.key]))
        elif question.type is QuestionType.LIST:
            rows = _rows(told, question.key)
            if rows is not None:
                found.append(_list(told, question, rows))
    return [answer for answer in found if answer is not None]


def _scalars(told: Told) -> Iterator[tuple[str, str]]:
    """Question keys and their texts, sub-fields behind slashes."""
    words = told.told["core"].split()
    yield from zip(CORE, words, strict=True) if words else ()
    if "business" in told.told:
        yield "new.business", told.told["business"]
    if "goal" in told.told:
        percent, _, goal = told.told["goal"].partition("|")
        yield "res.progress", f"{percent.strip()}/goal:{goal.strip()}" if goal else percent
    if "wish" in told.told:
        yield "imp.eleven", _wish(told.told["wish"])
    for part in told.told.get("more", "").split(";"):
        key, _, text = part.partition("=")
        if key.strip() and told.template.question(key.strip()).type is not QuestionType.LIST:  # type: ignore[union-attr]
            yield key.strip(), text.strip()
    for key, text in told.told.get("said", {}).items():
        first, _, second = text.partition("||")
        yield key, f"{first.strip()}/{_SECOND_PART[key]}:{second.strip()}" if second else first


def _wish(text: str) -> str:
    words, effort, decision, day = _cells(text, 4)
    fields = (("effort", effort), ("decision", decision), ("date", day))
    return words + "".join(f"/{name}:{cell}" for name, cell in fields if cell)


def _answer(told: Told, question: Question, text: str) -> Answer | None:
    main, *beside = text.split("/") if question.fields else (text,)
    main = main.strip()
    empty = Answer(question.key)
    if main == "-":
        return None
    if main in STATE_KEYS:
        return with_state(empty, STATE_KEYS[main])
    value = _value(question, main, told.currency)
    validate(question, value)
    known = {field.key: field for field in question.fields}
    fields = {}
    for part in beside:
        name, _, cell = part.partition(":")
        fields[name] = _value(known[name], cell.strip(), told.currency)
    answer = with_value(empty, value, main if question.type in _TYPED else "")
    return Answer(answer.question_key, state=answer.state, value=value, fields=fields, raw=answer.raw)


def _value(asked: Question | Field, text: str, currency: str) -> Scalar:
    if asked.type is QuestionType.RATING:
        return int(text)
    if asked.type in (QuestionType.NUMBER, QuestionType.PERCENT):
        return Decimal(text)
    if asked.type is QuestionType.MONEY:
        amount, _, code = text.partition(" ")
        return Money.of(Decimal(amount), code or currency)
    if asked.type is QuestionType.DATE:
        return date.fromisoformat(text)
    return tuple(text.split(",")) if asked.type is QuestionType.CHOICES else text


def _rows(told: Told, key: str) -> list[str] | None:
    """The rows of a list; None when it was not asked."""
    if key == "imp.service" and "asks" in told.told:
        return [" | ".join(cells[:2]) for cells in told.asks]
    if key == "comp.active" and "rivals" in told.told:
        return list(told.told["rivals"])
    given = told.told.get("lists", {}).get(key)
    return None if given is None else list(given)


def _list(told: Told, question: Question, rows: list[str]) -> Answer:
    value = []
    for row in rows:
        cells = zip(question.columns, _cells(row, len(question.columns)), strict=True)
        value.append({column.key: _value(column, text, told.currency) for column, text in cells if text})
    validate(question, tuple(value))
    return with_value(Answer(question.key), tuple(value))


def _cells(row: str, count: int) -> list[str]:
    cells = [cell.strip() for cell in row.split("|")]
    return cells + [""] * (count - len(cells))
