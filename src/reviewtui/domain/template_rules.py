"""Which questions stand on the screen: branches, repeats, yearly and weak ones; and how far a review is.

A rule is ``key op value``: ``=  !=  <=  >=  <  >`` against one value, ``in`` against several with commas between;
conditions are joined by ``and`` and ``or`` (``and`` binds tighter). Choices compare with option keys, numbers,
percents and ratings with a number, a list with the count of its rows. Whatever has no answer makes a
condition false, ``!=`` included: nothing opens on silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from reviewtui.domain.answers import Answer, AnswerState
from reviewtui.domain.templates import ITEM_WORD, Question, Section, Template

Answers = Mapping[tuple[str, str], Answer]
"""The answers of one review by (question key, item); the item is empty for questions that are asked once."""

WEAK_SIGNS = ("sat.rating", "val.balance")
"""Ratings that, when they are low in this review, open the questions marked ``weak_below``."""

YEARLY_MONTHS = 11
"""A year less a month, so that a call some days earlier than last year's is still this year's."""

_CONDITION = re.compile(r"^\s*([\w.]+)\s*(!=|<=|>=|<|>|=|\sin\s)\s*(.+?)\s*$")


@dataclass(frozen=True, slots=True)
class Condition:
    """One ``key op value``; ``values`` holds one text, or several after ``in``."""

    key: str
    op: str
    values: tuple[str, ...]


Rule = tuple[tuple[Condition, ...], ...]
"""Any of the groups, all of the conditions in a group."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a repeated question is asked about: its permanent key, and its words for the prompt."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewContext:
    """What rules look at besides this review's answers.

    ``items`` by kind of repeat (promises, fixes); ``yearly_due`` the keys whose year is over (see
    ``yearly_questions_due``); ``last`` the latest answer of earlier reviews by question key.
    """

    items: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    yearly_due: frozenset[str] = frozenset()
    last: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the screen: a question, and for repeated ones the item it is about."""

    question: Question
    item: Item | None = None

    @property
    def address(self) -> tuple[str, str]:
        """The key of its answer in ``Answers``."""
        return (self.question.key, self.item.key if self.item else "")

    @property
    def words(self) -> Mapping[str, str]:
        """What the item contributes to the prompt, as ``{promise}`` or ``{fix}``."""
        return {ITEM_WORD[self.question.repeat]: self.item.text} if self.item else {}


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows are answered, dealt with (answered or marked not asked, declined ...), and shown."""

    answered: int = 0
    dealt_with: int = 0
    shown: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is: per section key, and for the core questions (``shown`` is their total)."""

    sections: Mapping[str, Count]
    core: Count


@lru_cache(maxsize=512)
def parse_rule(text: str) -> Rule:
    """Return the rule written in ``text``; ValueError with a clause ("... is not ...") when it is not one."""
    return tuple(
        tuple(_condition(part) for part in re.split(r"\s+and\s+", group))
        for group in re.split(r"\s+or\s+", text)
    )


def _condition(text: str) -> Condition:
    match = _CONDITION.match(text)
    if match is None:
        raise ValueError(f'"{text.strip()}" is not of the form: key op value (=, !=, <=, >=, <, >, in)')
    key, op, right = match.group(1), match.group(2).strip(), match.group(3)
    values = tuple(value.strip() for value in right.split(",")) if op == "in" else (right,)
    if not all(re.fullmatch(r"-?[\w.]+", value) for value in values):
        raise ValueError(f'"{right}" after "{op}" is not an option key or a number')
    return Condition(key, op, values)


def rule_holds(rule: Rule, answers: Answers) -> bool:
    """Whether the answers meet the rule; a question without an answered value meets nothing."""
    return any(all(_holds(condition, answers) for condition in group) for group in rule)


def _holds(condition: Condition, answers: Answers) -> bool:
    answer = answers.get((condition.key, ""))
    if answer is None or answer.state is not AnswerState.ANSWERED or answer.value is None:
        return False
    value = answer.value
    if isinstance(value, str) or (isinstance(value, tuple) and value and isinstance(value[0], str)):
        said = {value} if isinstance(value, str) else set(value)
        return said.isdisjoint(condition.values) == (condition.op == "!=")
    number = _number(len(value) if isinstance(value, tuple) else value)
    wanted = [found for found in map(_number, condition.values) if found is not None]
    return number is not None and bool(wanted) and _compares(number, condition.op, wanted)


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _compares(number: Decimal, op: str, wanted: list[Decimal]) -> bool:
    first = wanted[0]
    return {
        "=": number == first,
        "!=": number != first,
        "<": number < first,
        "<=": number <= first,
        ">": number > first,
        ">=": number >= first,
        "in": number in wanted,
    }[op]


def is_shown(question: Question, answers: Answers, context: ReviewContext) -> bool:
    """Whether the question stands on the screen, given the answers that count.

    Its rule must hold; one asked yearly or when weak needs its year to be over or a weak sign; a repeated one
    needs something to be asked about.
    """
    if question.show_if and not rule_holds(parse_rule(question.show_if), answers):
        return False
    if question.repeat and not context.items.get(question.repeat):
        return False
    if not question.every and question.weak_below is None:
        return True
    return question.key in context.yearly_due or is_weak(question, answers, context)


def is_weak(question: Question, answers: Answers, context: ReviewContext) -> bool:
    """Whether a weak sign opens the question: this review's satisfaction or balance, or its own last answer, is low."""
    if question.weak_below is None:
        return False
    own = context.last.get(question.key)
    signs = [*(answers.get((key, "")) for key in WEAK_SIGNS), own]
    return any(_below(answer, question.weak_below) for answer in signs)


def _below(answer: Answer | None, limit: int) -> bool:
    if answer is None or answer.state is not AnswerState.ANSWERED or isinstance(answer.value, tuple):
        return False
    number = _number(answer.value)
    return number is not None and number < limit


def shown_questions(template: Template, answers: Answers, context: ReviewContext) -> tuple[Question, ...]:
    """Return every question on screen, in order; the kept answer of a branch that went opens nothing further."""
    shown: list[Question] = []
    counting = dict(answers)
    for question in template.questions():
        if is_shown(question, counting, context):
            shown.append(question)
        else:
            counting.pop((question.key, ""), None)
    return tuple(shown)


def visible_questions(
    template: Template, section: Section, answers: Answers, context: ReviewContext
) -> tuple[Question, ...]:
    """Return the questions of one section that stand on the screen now, in order."""
    inside = {question.key for question in section.questions}
    return tuple(
        question for question in shown_questions(template, answers, context) if question.key in inside
    )


def visible_rows(
    template: Template, section: Section, answers: Answers, context: ReviewContext
) -> tuple[Row, ...]:
    """Return the lines of one section: a repeated question once per item, every other once."""
    questions = visible_questions(template, section, answers, context)
    return tuple(row for question in questions for row in _rows(question, context))


def _rows(question: Question, context: ReviewContext) -> list[Row]:
    if not question.repeat:
        return [Row(question)]
    return [Row(question, item) for item in context.items.get(question.repeat, ())]


def progress(template: Template, answers: Answers, context: ReviewContext) -> Progress:
    """Count what is answered, dealt with and shown, per section and for the core questions."""
    rows = [
        row for question in shown_questions(template, answers, context) for row in _rows(question, context)
    ]
    home = {question.key: section.key for section in template.sections for question in section.questions}
    sections = {
        section.key: _count([row for row in rows if home[row.question.key] == section.key], answers)
        for section in template.sections
    }
    return Progress(sections, _count([row for row in rows if row.question.core], answers))


def _count(rows: list[Row], answers: Answers) -> Count:
    states = [answers[row.address].state for row in rows if row.address in answers]
    answered = sum(state is AnswerState.ANSWERED for state in states)
    return Count(answered, sum(state is not AnswerState.OPEN for state in states), len(rows))


def yearly_questions_due(template: Template, last_dealt: Mapping[str, date], as_of: date) -> frozenset[str]:
    """Return the keys of the yearly questions whose year is over: never dealt with, or 11 months ago or longer."""
    return frozenset(
        question.key
        for question in template.questions()
        if question.every == "yearly" and _year_is_over(last_dealt.get(question.key), as_of)
    )


def _year_is_over(last: date | None, as_of: date) -> bool:
    if last is None:
        return True
    months = (as_of.year - last.year) * 12 + as_of.month - last.month
    return months > YEARLY_MONTHS or (months == YEARLY_MONTHS and as_of.day >= last.day)
