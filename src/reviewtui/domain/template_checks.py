"""What must be true of a template beyond its syntax: keys, wordings, options, rules and what answers become."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from reviewtui.domain.template_rules import Condition, parse_rule
from reviewtui.domain.templates import (
    AGGREGATES,
    EVERY,
    MAX_OPTIONS,
    MAX_SHORT,
    MAX_TITLE,
    OPENABLE,
    PANELS,
    PLACEHOLDERS,
    RECORDS,
    REPEATS,
    SUGGESTIONS,
    Field,
    Question,
    QuestionType,
    Template,
    placeholders,
)

RECORD_VALUES: Mapping[str, tuple[str, ...]] = {
    "action": ("title", "owner", "side", "due", "priority", "promise", "detail"),
    "ask": ("text", "domain", "owner", "due", "decision", "effort"),
    "wish": ("text", "domain", "owner", "due", "decision", "effort"),
    "sighting": ("text", "competitor", "kind", "gap", "next_move", "counter", "source_channel", "confidence"),
    "opportunity": ("text", "kind", "amount", "chance", "due", "next_step"),
    "fact": ("person", "label", "value"),
    "objective": ("goal", "percent"),
    "touch": ("day", "topic", "channel", "contact", "lead_days"),
}
"""What a record can be given by ``becomes``, by kind."""

_QUESTION_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_SHORT_KEY = re.compile(r"[a-z][a-z0-9_]*")
_CHOICES = (QuestionType.CHOICE, QuestionType.CHOICES)
_RULED = (*_CHOICES, QuestionType.NUMBER, QuestionType.PERCENT, QuestionType.RATING, QuestionType.LIST)
_BOUNDED = (QuestionType.NUMBER, QuestionType.PERCENT)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: where (section and question counted from 0, -1 for none), whose key, which attribute, what.

    ``word`` narrows the line down within a value of several lines.
    """

    section: int
    question: int
    key: str
    name: str
    what: str
    word: str = ""


def template_findings(template: Template, unreadable: Collection[str] = ()) -> list[Finding]:
    """Return everything that is wrong with the template as a whole, in its own order.

    ``unreadable`` are keys of questions about which enough is said already; nothing is said on account of them.
    """
    found = [Finding(-1, -1, "", name, what) for name, what in _of_template(template)]
    seen: dict[str, Question] = {}
    sections: set[str] = set()
    for number, section in enumerate(template.sections):
        name_of = section.key or f"section {number + 1}"
        for name, what in _of_section(template, number):
            found.append(Finding(number, -1, name_of, name, what))
        if section.key in sections:
            found.append(Finding(number, -1, name_of, "key", f'section "{section.key}" is there twice'))
        sections.add(section.key)
        for index, question in enumerate(section.questions):
            if question.key in unreadable:
                continue
            problems = _of_question(question, seen, template, unreadable)
            found += [Finding(number, index, question.key, *problem) for problem in problems]
            seen.setdefault(question.key, question)
    return found


def _of_template(template: Template) -> Iterator[tuple[str, str]]:
    if not _SHORT_KEY.fullmatch(template.key):
        yield "key", "the template has no key of small letters, digits and _"
    if not template.name:
        yield "name", "the template has no name"
    if not template.sections:
        yield "section", "the template has no section"


def _of_section(template: Template, number: int) -> Iterator[tuple[str, str]]:
    section = template.sections[number]
    if not _SHORT_KEY.fullmatch(section.key):
        yield "key", "the section has no key of small letters, digits and _"
    if len(section.title) > MAX_TITLE:
        yield "title", f'the title "{section.title}" is longer than {MAX_TITLE} characters'
    if section.show not in PANELS:
        yield "show", f'there is no panel "{section.show}": use one of {", ".join(PANELS)}'
    if not section.questions:
        yield "", "the section has no question"


_Problem = tuple[str, str] | tuple[str, str, str]


def _of_question(
    question: Question, seen: Mapping[str, Question], template: Template, unreadable: Collection[str]
) -> Iterator[_Problem]:
    if not _QUESTION_KEY.fullmatch(question.key):
        yield "key", 'the question has no key like "area.name" in small letters'
    if question.key in seen:
        yield "key", f'the key "{question.key}" is there twice'
    yield from _wording(question)
    yield from _choices(question, template)
    yield from _parts(question)
    yield from _conditions(question, seen, unreadable)
    yield from _record(question)


def _wording(question: Question) -> Iterator[_Problem]:
    if not question.prompt.strip():
        yield "prompt", "the prompt is missing"
    if not question.short.strip():
        yield "short", "the short label is missing"
    if len(question.short) > MAX_SHORT:
        yield "short", f'the short label "{question.short}" is longer than {MAX_SHORT} characters'
    for name, text in (("prompt", question.prompt), ("hint", question.hint)):
        for word in placeholders(text):
            if word not in PLACEHOLDERS:
                yield name, f"nothing fills {{{word}}}: there is {', '.join(sorted(PLACEHOLDERS))}"
    if placeholders(question.prompt) and not question.plain:
        yield "prompt", "a prompt with {...} needs plain, the wording without data"
    if placeholders(question.plain):
        yield "plain", "plain is the wording without data: no {...} in it"
    if question.aggregate not in AGGREGATES:
        yield "aggregate", f'there is no aggregate "{question.aggregate}": use one of {", ".join(AGGREGATES)}'


def _choices(question: Question, template: Template) -> Iterator[_Problem]:
    yield from _option_list("options", question)
    for option in question.options:
        if option.opens and option.opens not in OPENABLE and template.question(option.opens) is None:
            yield (
                "opens",
                f'"{option.opens}" is neither a form ({", ".join(OPENABLE)}) nor a question',
                option.opens,
            )
    if question.none and question.type is not QuestionType.LIST:
        yield "none", "only a list can have none"
    if question.ordered and question.type is not QuestionType.CHOICE:
        yield "ordered", "only a choice can be ordered"
    bounds = question.minimum is not None or question.maximum is not None
    if bounds and question.type not in _BOUNDED:
        yield "minimum", "only a number or a percent has a minimum and a maximum"


def _option_list(name: str, asked: Question | Field) -> Iterator[_Problem]:
    keys = [option.key for option in asked.options]
    if asked.type in _CHOICES and not keys:
        yield name, f"{asked.key} is a choice without options"
    if asked.type not in _CHOICES and keys:
        yield name, f"{asked.key} has options but is of type {asked.type}"
    if len(keys) > MAX_OPTIONS:
        yield name, f"{asked.key} has {len(keys)} options; one key each allows {MAX_OPTIONS}"
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield name, f'the option "{key}" is there twice', key


def _parts(question: Question) -> Iterator[_Problem]:
    if question.type is QuestionType.LIST and not question.columns:
        yield "columns", "a list needs columns"
    if question.type is not QuestionType.LIST and question.columns:
        yield "columns", f"only a list has columns, and this is of type {question.type}; use fields"
    for name, fields in (("fields", question.fields), ("columns", question.columns)):
        keys = [field.key for field in fields]
        for field in fields:
            if not _SHORT_KEY.fullmatch(field.key) or field.key == "value":
                yield (
                    name,
                    f'"{field.key}" is no key for one of the {name} (small letters, and not "value")',
                    field.key,
                )
            if field.type is QuestionType.LIST:
                yield name, f"{field.key} cannot be a list inside a question", field.key
            if field.suggest and field.suggest not in SUGGESTIONS:
                yield name, f'there is nothing to suggest named "{field.suggest}"', field.suggest
            yield from _option_list(name, field)
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield name, f'"{key}" is there twice among the {name}', key


def _conditions(
    question: Question, seen: Mapping[str, Question], unreadable: Collection[str]
) -> Iterator[_Problem]:
    if question.repeat and question.repeat not in REPEATS:
        yield "repeat", f'nothing repeats by "{question.repeat}": use one of {", ".join(REPEATS)}'
    if question.every and question.every not in EVERY:
        yield "every", f'there is no rhythm "{question.every}": use {", ".join(EVERY)}'
    if question.core and (
        question.show_if or question.repeat or question.every or question.weak_below is not None
    ):
        yield "core", "a core question is always asked: no show_if, repeat, every or weak_below"
    if not question.show_if:
        return
    try:
        rule = parse_rule(question.show_if)
    except ValueError as error:
        yield "show_if", f"the rule is not understood: {error}"
        return
    for condition in (condition for group in rule for condition in group):
        if condition.key not in unreadable:
            yield from _condition(condition, seen)


def _condition(condition: Condition, seen: Mapping[str, Question]) -> Iterator[_Problem]:
    asked = seen.get(condition.key)
    if asked is None:
        yield (
            "show_if",
            f'the rule asks about "{condition.key}", which is no question that stands before this one',
        )
        return
    if asked.type not in _RULED or asked.repeat:
        kind = "repeated" if asked.repeat else f"of type {asked.type}"
        yield "show_if", f"a rule cannot ask about {condition.key}, which is {kind}"
        return
    if asked.type not in _CHOICES:
        for value in condition.values:
            if not re.fullmatch(r"-?\d+(\.\d+)?", value):
                yield "show_if", f'the rule compares {condition.key} with "{value}", which is no number'
        return
    if condition.op not in ("=", "!=", "in"):
        yield (
            "show_if",
            f'the rule compares options of {condition.key} with "{condition.op}": use =, != or in',
        )
    for value in condition.values:
        if asked.option(value) is None:
            known = ", ".join(option.key for option in asked.options)
            yield "show_if", f'{condition.key} has no option "{value}": it has {known}'


def _record(question: Question) -> Iterator[_Problem]:
    becomes = question.becomes
    if becomes is None:
        return
    if becomes.record not in RECORDS:
        yield "becomes", f'nothing becomes a "{becomes.record}": use one of {", ".join(RECORDS)}'
        return
    known = {"value", *(field.key for field in (*question.fields, *question.columns))}
    for name, text in becomes.values:
        if name not in RECORD_VALUES[becomes.record]:
            yield (
                "becomes",
                f'{becomes.record} has no "{name}": it has {", ".join(RECORD_VALUES[becomes.record])}',
                name,
            )
        for word in placeholders(text):
            if word not in known:
                yield "becomes", f'"{{{word}}}" is neither a column nor a sub-field here', word
