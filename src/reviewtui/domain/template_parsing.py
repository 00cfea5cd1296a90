"""Reading a template from TOML; every problem names file, line, key and what is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from reviewtui.domain.errors import TemplateError
from reviewtui.domain.template_checks import Finding, template_findings
from reviewtui.domain.template_json import with_hash
from reviewtui.domain.template_lines import TemplateLines
from reviewtui.domain.templates import (
    DEFAULT_AGGREGATE,
    Becomes,
    Field,
    Option,
    Question,
    QuestionType,
    Section,
    Template,
)

_TYPE_NAMES = {
    str: "text in quotes",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "a table",
}
_TEMPLATE: Mapping[str, type] = {"key": str, "name": str, "title": str, "rhythm": str, "section": list}
_SECTION: Mapping[str, type] = {"key": str, "title": str, "intro": str, "show": str, "question": list}
_QUESTION: Mapping[str, type] = {
    **dict.fromkeys(("key", "prompt", "short", "plain", "hint", "label", "none", "unit", "aggregate"), str),
    **dict.fromkeys(("show_if", "repeat", "every"), str),
    "type": object,
    **dict.fromkeys(("core", "private", "own", "ordered"), bool),
    **dict.fromkeys(("weak_below", "minimum", "maximum"), int),
    **dict.fromkeys(("options", "fields", "columns"), list),
    **dict.fromkeys(("opens", "becomes"), dict),
}
_FIELD: Mapping[str, type] = {
    **dict.fromkeys(("key", "label", "suggest", "default"), str),
    "type": object,
    "options": list,
}
_OPTION = re.compile(r"^\s*([a-z0-9_]+)\s*(?::\s*(.*\S))?\s*$")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where we are reading: section and question counted from 0, and the key that a sentence names."""

    section: int = -1
    question: int = -1
    key: str = ""


@dataclass(slots=True)
class _Reading:
    findings: list[Finding] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)

    def report(self, place: _Place, name: str, what: str, word: str = "") -> None:
        self.findings.append(Finding(place.section, place.question, place.key, name, what, word))

    def known(
        self, place: _Place, table: object, schema: Mapping[str, type], within: str = ""
    ) -> dict[str, Any]:
        """Return what of the table has a known name and the right type; report the rest."""
        if not isinstance(table, dict):
            self.report(place, within, f"{within or 'this'} is not a table")
            return {}
        good: dict[str, Any] = {}
        for name, value in table.items():
            if name not in schema:
                self.report(place, within or name, f'there is no "{name}" here{_meant(name, schema)}', name)
            elif schema[name] is not object and type(value) is not schema[name]:
                self.report(place, within or name, f"{name} is not {_TYPE_NAMES[schema[name]]}", name)
            else:
                good[name] = value
        return good


def parse_template(text: str, source: str) -> Template:
    """Return the template written in ``text``; ``source`` is the file name that errors mention.

    Raises TemplateError with the first problem in one sentence, and how many more there are.
    """
    template, problems = read_template(text, source)
    if template is None:
        more = f" There are {len(problems) - 1} more problems in this file." if len(problems) > 1 else ""
        raise TemplateError(problems[0] + more)
    return template


def check_template(text: str, source: str) -> tuple[str, ...]:
    """Return every problem of the template in ``text``, one sentence each, in the order of the lines."""
    return read_template(text, source)[1]


def read_template(text: str, source: str) -> tuple[Template | None, tuple[str, ...]]:
    """Return the template in ``text`` when it has no problem, and every problem, in the order of the lines."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, (_syntax_sentence(error, source),)
    reading = _Reading()
    template = _template(reading, data)
    findings = [*reading.findings, *template_findings(template, reading.unreadable)]
    if not findings:
        return with_hash(template), ()
    lines = TemplateLines(text)
    located = [
        (lines.line_of(found.section, found.question, found.name, found.word), found) for found in findings
    ]
    located.sort(key=lambda pair: pair[0])
    return None, tuple(_sentence(source, line, found) for line, found in located)


def _sentence(source: str, line: int, found: Finding) -> str:
    key = f", {found.key}" if found.key else ""
    return f"{source}, line {line}{key}: {found.what}."


def _syntax_sentence(error: tomllib.TOMLDecodeError, source: str) -> str:
    words = str(error)
    line = re.search(r"at line (\d+)", words)
    where = f", line {line.group(1)}" if line else ", last line"
    what = re.sub(r"\s*\(at .*\)$", "", words)
    return f"{source}{where}: this is not TOML ({what[:1].lower()}{what[1:]})."


def _template(reading: _Reading, data: dict[str, Any]) -> Template:
    place = _Place()
    table = reading.known(place, data, _TEMPLATE)
    sections = tuple(_section(reading, number, part) for number, part in enumerate(table.get("section", [])))
    name = table.get("name", "")
    return Template(
        table.get("key", ""), name, table.get("title", name), "", table.get("rhythm", ""), sections
    )


def _section(reading: _Reading, number: int, data: object) -> Section:
    key = str(data.get("key", "")) if isinstance(data, dict) else ""
    table = reading.known(_Place(number, -1, key or f"section {number + 1}"), data, _SECTION)
    asked = table.get("question", [])
    questions = tuple(_question(reading, _Place(number, index), part) for index, part in enumerate(asked))
    return Section(key, table.get("title", key), table.get("intro", ""), table.get("show", "none"), questions)


def _question(reading: _Reading, place: _Place, data: object) -> Question:
    """The question written; one whose type is not known stands in as text, so that the others keep their places."""
    key = str(data.get("key", "")) if isinstance(data, dict) else ""
    place = _Place(place.section, place.question, key or f"question {place.question + 1}")
    table = reading.known(place, data, _QUESTION)
    kind = _type(reading, place, "type", table.get("type")) if table else None
    if kind is None:
        reading.unreadable.add(place.key)
        return Question(place.key, QuestionType.TEXT, "", "")
    opens = table.pop("opens", {})
    table["type"] = kind
    table["key"] = key
    table.setdefault("prompt", "")
    table.setdefault("short", "")
    table.setdefault("aggregate", "none" if table.get("private") else DEFAULT_AGGREGATE[kind])
    table["options"] = _options(reading, place, "options", table.get("options", []), opens)
    for name in ("fields", "columns"):
        table[name] = _fields(reading, place, name, table.get(name, []))
    if "becomes" in table:
        table["becomes"] = _becomes(reading, place, table["becomes"])
    return Question(**table)


def _type(reading: _Reading, place: _Place, name: str, value: object) -> QuestionType | None:
    """The type named, or None (reported)."""
    kinds = [kind.value for kind in QuestionType]
    if value in kinds:
        return QuestionType(str(value))
    if value is None:
        reading.report(place, name, f"the type is missing: one of {', '.join(kinds)}")
    else:
        meant = _meant(str(value), kinds)
        reading.report(
            place,
            name,
            f'there is no type "{value}"{meant or ": use one of " + ", ".join(kinds)}',
            str(value),
        )
    return None


def _options(
    reading: _Reading, place: _Place, name: str, texts: list[Any], opens: Mapping[str, Any] | None = None
) -> tuple[Option, ...]:
    targets = dict(opens or {})
    options: list[Option] = []
    for text in texts:
        match = _OPTION.match(text) if isinstance(text, str) else None
        if match is None:
            what = f'option "{text}" is not written as "key: What to say", the key in small letters, digits and _'
            reading.report(place, name, what, str(text))
            continue
        key, label = match.group(1), match.group(2) or match.group(1).replace("_", " ")
        options.append(Option(key, label, str(targets.pop(key, ""))))
    for left in targets:
        reading.report(place, "opens", f'opens names "{left}", which is no option', left)
    return tuple(options)


def _fields(reading: _Reading, place: _Place, name: str, tables: list[Any]) -> tuple[Field, ...]:
    fields: list[Field] = []
    for data in tables:
        table = reading.known(place, data, _FIELD, name)
        key = table.get("key", "")
        kind = _type(reading, place, name, table.get("type", "text"))
        if kind is None:
            continue
        options = _options(reading, place, name, table.get("options", []))
        label = table.get("label", key.replace("_", " "))
        fields.append(Field(key, label, kind, options, table.get("suggest", ""), table.get("default", "")))
    return tuple(fields)


def _becomes(reading: _Reading, place: _Place, table: Mapping[str, Any]) -> Becomes | None:
    values: list[tuple[str, str]] = []
    for name, value in table.items():
        if not isinstance(value, (str, int)):
            reading.report(place, "becomes", f"becomes.{name} is not text in quotes", name)
        elif name != "record":
            values.append((name, str(value)))
    record = table.get("record")
    if not isinstance(record, str):
        reading.report(place, "becomes", 'becomes names no record, such as record = "ask"')
        return None
    return Becomes(record, tuple(values))


def _meant(word: str, known: Collection[str]) -> str:
    # Imported here: only a template with a mistake needs it, and every start would pay for it.
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""
