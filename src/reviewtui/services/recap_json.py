"""The whole review as data that JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reviewtui.domain.answer_values import encode_cells, encode_value
from reviewtui.domain.answer_words import display
from reviewtui.domain.answers import Answer, AnswerState
from reviewtui.domain.drafts import Draft, drafts
from reviewtui.domain.money import Money
from reviewtui.domain.recap import (
    Line,
    Made,
    confidential_keys,
    is_draft,
    jsonable,
    lines_of,
    public,
    without_private,
)
from reviewtui.domain.records import Opportunity
from reviewtui.domain.reviews import PastAnswer
from reviewtui.domain.sheets import Sheet, Slot
from reviewtui.domain.templates import Question, spoken

_LEFT_OUT = ("id", "account_id", "account", "review_id", "note_id", "contact_id", "version")


def review_json(sheet: Sheet, records: Sequence[Made], *, private: bool = False) -> dict[str, Any]:
    """A review with its template, every question, its answer, note and past, captures and records.

    Amounts are ``{"amount": "12.50", "currency": "EUR"}``, dates ISO, other numbers decimal strings (ratings whole
    numbers). Without ``private`` there is no private line, no private question and nothing of our own view.
    """
    hidden = frozenset() if private else confidential_keys(sheet)
    found: dict[str, Any] = {
        "account": {
            "name": sheet.account.name,
            "uid": sheet.account.uid,
            "external_id": sheet.account.external_id,
        },
        "review": _review(sheet),
        "template": {
            "key": sheet.template.key,
            "name": sheet.template.name,
            "version": sheet.template.version_hash,
        },
        "sections": _sections(sheet, hidden, private),
        "notes": _loose_notes(sheet),
        "captures": [_capture(draft) for draft in drafts(sheet) if draft.slot.question not in hidden],
        "records": _records(records, hidden),
    }
    if not private:
        for part in ("sections", "notes", "captures", "records"):
            found[part] = without_private(found[part])
    return found


def _review(sheet: Sheet) -> dict[str, Any]:
    review = sheet.review
    return {
        "uid": review.uid,
        "quarter": sheet.quarter,
        "date": review.date.isoformat(),
        "state": review.state.value,
        "draft": is_draft(sheet),
        "channel": review.channel,
        "person": review.person,
        "attendees": list(review.attendees),
        "finished_on": jsonable(review.finished_on),
        "next_date": jsonable(review.next_date),
        "elapsed_seconds": review.elapsed,
    }


def _sections(sheet: Sheet, hidden: frozenset[str], private: bool) -> list[dict[str, Any]]:
    lines = [line for line in lines_of(sheet) if line.question.key not in hidden]
    return [
        {
            "key": section.key,
            "title": section.title,
            "questions": [_question(sheet, line, private) for line in lines if line.section is section],
        }
        for section in sheet.template.sections
    ]


def _question(sheet: Sheet, line: Line, private: bool) -> dict[str, Any]:
    question = line.question
    answer = line.answer if private else public(line.answer)
    return {
        "key": question.key,
        "item": line.item.text if line.item else None,
        "item_key": line.slot.item or None,
        "prompt": spoken(question, sheet.words(question, line.slot.item)),
        "label": question.short,
        "type": question.type.value,
        "core": question.core,
        "private": question.private,
        "own": question.own,
        "shown": line.shown,
        "state": answer.state.value,
        "value": encode_value(question.type, answer.value),
        "fields": encode_cells(answer.fields),
        "text": display(question, answer),
        "raw": answer.raw,
        "unchanged": answer.unchanged,
        "note": line.note,
        "past": [_past(question, past, private) for past in sheet.past.get(line.slot, ())],
    }


def _as_answer(question: Question, past: PastAnswer) -> Answer:
    value: Any = past.value
    fields: Any = past.fields
    return Answer(question.key, state=AnswerState(past.state), value=value, fields=fields)


def public_past(question: Question, past: PastAnswer) -> str:
    """An earlier answer in words, without the private lines in it."""
    told = _as_answer(question, past)
    cleaned = public(told)
    return past.text if cleaned == told else display(question, cleaned)


def _past(question: Question, past: PastAnswer, private: bool) -> dict[str, Any]:
    told = _as_answer(question, past)
    cleaned = told if private else public(told)
    return {
        "date": past.date.isoformat(),
        "quarter": past.quarter,
        "state": past.state,
        "text": past.text if private else public_past(question, past),
        "value": encode_value(question.type, cleaned.value),
        "note": past.note,
    }


def _loose_notes(sheet: Sheet) -> list[dict[str, Any]]:
    """Notes that belong to no question of the template."""
    return [
        {"question": slot.question or None, "note": note.text}
        for slot, note in sorted(sheet.notes.items(), key=lambda pair: _place(pair[0]))
        if sheet.template.question(slot.question) is None
    ]


def _place(slot: Slot) -> tuple[str, str]:
    return (slot.question, slot.item)


def _capture(draft: Draft) -> dict[str, Any]:
    capture = draft.capture
    return {
        "question": draft.slot.question or None,
        "part": draft.part,
        "line_no": draft.line_no,
        "state": draft.state,
        **_plain(capture),
    }


def _plain(value: Any) -> Mapping[str, Any]:
    plain: Mapping[str, Any] = jsonable(value)
    return plain


def _records(records: Sequence[Made], hidden: frozenset[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for made in records:
        if made.question in hidden:
            continue
        record = {key: value for key, value in _plain(made.record).items() if key not in _LEFT_OUT}
        if isinstance(made.record, Opportunity):
            amount = made.record.amount
            money = None if amount is None else Money(amount, made.record.currency)
            record["amount"] = jsonable(money)
            del record["currency"]
        found.setdefault(made.table, []).append({"question": made.question or None, **record})
    return found
