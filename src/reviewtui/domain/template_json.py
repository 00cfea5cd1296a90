"""Templates as canonical JSON: what a review keeps of the questions it was asked, and the hash that tells versions apart.

Attributes at their default are left out, so that a new attribute of a later release changes no old hash.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, fields, replace
from typing import Any

from reviewtui.domain.answer_values import canonical
from reviewtui.domain.errors import TemplateError
from reviewtui.domain.templates import Becomes, Field, Option, Question, QuestionType, Section, Template

_Part = Option | Field | Becomes | Question | Section | Template

_DEFAULTS: dict[type, tuple[tuple[str, Any], ...]] = {
    kind: tuple((field.name, field.default) for field in fields(kind))
    for kind in (Option, Field, Becomes, Question, Section, Template)
}


def template_to_json(template: Template) -> str:
    """Return the template as one line of canonical JSON (sorted keys, no spaces); reads back equal."""
    return canonical(_plain(template))


def template_from_json(text: str) -> Template:
    """Return the template kept by ``template_to_json``; TemplateError when the text is not one."""
    try:
        return _template(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TemplateError(
            f"The kept template cannot be read: {error!r}. Restore the file from a backup."
        ) from error


def with_hash(template: Template) -> Template:
    """Return the template with its ``version_hash``: 16 hexadecimal digits of its content."""
    content = _plain(replace(template, version_hash=""))
    return replace(template, version_hash=hashlib.sha256(canonical(content).encode()).hexdigest()[:16])


def _plain(part: _Part) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, default in _DEFAULTS[type(part)]:
        value = getattr(part, name)
        if default is not MISSING and value == default:
            continue
        plain[name] = _plain_value(value)
    return plain


def _plain_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain_value(part) for part in value]
    return _plain(value) if type(value) in _DEFAULTS else value


def _template(data: dict[str, Any]) -> Template:
    return Template(**{**data, "sections": tuple(_section(section) for section in data["sections"])})


def _section(data: dict[str, Any]) -> Section:
    return Section(
        **{**data, "questions": tuple(_question(question) for question in data.get("questions", ()))}
    )


def _question(data: dict[str, Any]) -> Question:
    known = {**data, "type": QuestionType(data["type"]), "options": _options(data)}
    for name in ("fields", "columns"):
        known[name] = tuple(_field(field) for field in data.get(name, ()))
    if "becomes" in data:
        becomes = data["becomes"]
        known["becomes"] = Becomes(
            becomes["record"], tuple((name, text) for name, text in becomes.get("values", ()))
        )
    return Question(**known)


def _field(data: dict[str, Any]) -> Field:
    return Field(**{**data, "type": QuestionType(data.get("type", "text")), "options": _options(data)})


def _options(data: dict[str, Any]) -> tuple[Option, ...]:
    return tuple(Option(**option) for option in data.get("options", ()))
