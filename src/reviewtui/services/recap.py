"""After the call: the recap for the customer, the note for ourselves, and the whole review as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from reviewtui.domain.actions import Action, promise_outcome
from reviewtui.domain.answers import STATE_WORDS, AnswerState
from reviewtui.domain.captures import private_stripped
from reviewtui.domain.dates import short_date
from reviewtui.domain.drafts import drafts, unmarked
from reviewtui.domain.foreign import foreign_words
from reviewtui.domain.markdown import block, inline
from reviewtui.domain.money import Money, format_money
from reviewtui.domain.recap import (
    Line,
    Made,
    confidential_keys,
    customer_words,
    for_customer,
    is_draft,
    lines_of,
    public,
)
from reviewtui.domain.records import Ask, Fact, Issue, Objective, Opportunity, Quote, Sighting, Touch
from reviewtui.domain.sheets import Sheet
from reviewtui.services.recap_json import public_past, review_json
from reviewtui.services.sheet import sheet as sheet_of
from reviewtui.services.wrapup import Promised, read_back

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

__all__ = ["customer_recap", "internal_note", "recap", "records_of", "review_json"]

_TITLES = {
    "action": "Actions",
    "ask": "Asks",
    "issue": "Issues",
    "sighting": "Competitors seen",
    "opportunity": "Opportunities",
    "fact": "Facts",
    "quote": "In their words",
    "objective": "Goals",
    "touch": "Touches",
}


def recap(store: Store, review_id: int, as_of: date, *, internal: bool = False, private: bool = True) -> str:
    """The recap of a review for the customer, or the internal note; Markdown. Raises NotFound.

    ``private`` concerns the internal note alone: the recap never holds anything private.
    """
    found, records = sheet_of(store, review_id, as_of), records_of(store, review_id)
    return internal_note(found, records, private=private) if internal else customer_recap(found, records)


def records_of(store: Store, review_id: int) -> tuple[Made, ...]:
    """Every record that came out of a review, from its notes, its answers or its forms."""
    with store.read() as r:
        review = r.reviews.get(review_id)
        if review is None:
            return ()
        keys = {note.id: note.question_key for note in r.reviews.notes(review_id)}
        came = {
            (link.target_table, link.target_id): keys.get(link.note_id, "")
            if link.note_id is not None
            else link.made.get("question") or link.line.split(" ")[0]
            for link in r.captures.of_review(review_id)
        }
        work, account = r.work, review.account_id
        found: dict[str, Sequence[Any]] = {
            "action": work.actions(account_id=account, review_id=review_id, status=None),
            "ask": work.asks(account),
            "issue": work.issues(account),
            "sighting": work.sightings(account),
            "opportunity": work.opportunities(account),
            "fact": work.facts(account),
            "quote": work.quotes(account),
            "objective": work.objectives(account),
            "touch": work.touches(account),
        }
    return tuple(
        Made(table, record, came.get((table, record.id), ""))
        for table, records in found.items()
        for record in records
        if record.review_id == review_id
    )


def customer_recap(sheet: Sheet, records: Sequence[Made]) -> str:
    """The recap for the customer in Markdown: what we promised, what we heard, when we talk again.

    Left out are private lines, private and own-view questions, rivals, chances to sell, and every figure of ours.
    """
    parts = [*_head(sheet, "Our conversation")]
    ours, theirs = _promises(sheet, records)
    parts += _section("What we will do", ours)
    parts += _section("What you wanted to do", theirs)
    parts += _section("What we heard", _heard(sheet))
    following = sheet.review.next_date
    if following is not None:
        parts += ["## When we talk again", "", f"- {_long(following)}", ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _head(sheet: Sheet, title: str) -> list[str]:
    review = sheet.review
    people = [name for name in (*review.attendees, review.person or sheet.me) if name.strip()]
    lines = [f"# {title}: {inline(sheet.account.name)}, {_long(review.date)}", ""]
    if is_draft(sheet):
        lines += ["**Draft: the review is still in progress.**", ""]
    if people:
        lines += [f"With {inline(', '.join(people))} ({review.channel}).", ""]
    return lines


def _long(day: date) -> str:
    return f"{short_date(day)} {day.year:04d}"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [f"## {title}", "", *lines, ""] if lines else []


def _promises(sheet: Sheet, records: Sequence[Made]) -> tuple[list[str], list[str]]:
    """What each side will do. Until the review is finished the drafts count as well as what is confirmed."""
    hidden = confidential_keys(sheet)
    found: list[Promised] = []
    for made in records:
        action = made.record
        if isinstance(action, Action) and made.question not in hidden:
            theirs = action.side != "ours"
            if action.promise or theirs:
                found.append(Promised(action.title, action.due, action.owner, theirs))
    open_drafts = [d for d in drafts(sheet) if d.open and d.slot.question not in hidden]
    found += read_back(sheet, open_drafts if is_draft(sheet) else ()).promised
    ours = [_promise(promised) for promised in found if not promised.theirs]
    return ours, [_promise(promised) for promised in found if promised.theirs]


def _promise(promised: Promised) -> str:
    due = f", by {_long(promised.due)}" if promised.due else ""
    who = f" ({inline(promised.who)})" if promised.who else ""
    return f"- {inline(private_stripped(promised.text))}{due}{who}"


def _heard(sheet: Sheet) -> list[str]:
    lines: list[str] = []
    for line in lines_of(sheet):
        if not for_customer(line):
            continue
        words = customer_words(line)
        note = unmarked(line.note)
        if words.strip() or note.strip():
            lines += [f"- **{inline(_label(line))}**: {inline(words)}".rstrip(" "), *block(note)]
    return lines


def _label(line: Line) -> str:
    return line.item.text if line.item else line.question.short


def internal_note(sheet: Sheet, records: Sequence[Made], *, private: bool = True) -> str:
    """Everything of a review in Markdown, for ourselves: own view, private lines, records, figures.

    Without ``private`` it is for colleagues: own view, private questions and private lines are left out.
    """
    mark = (
        "Private: not for the customer." if private else "Not for the customer. Private lines are left out."
    )
    parts = [*_head(sheet, "Internal note"), mark, ""]
    parts += _section("Figures", list(_figures(sheet)))
    lines = list(lines_of(sheet)) if private else list(_for_colleagues(sheet))
    for section in sheet.template.sections:
        mine = [line for line in lines if line.section is section]
        parts += _section(section.title, [text for line in mine for text in _own_line(sheet, line, private)])
    loose = [
        note.text for slot, note in sheet.notes.items() if sheet.template.question(slot.question) is None
    ]
    loose = loose if private else [private_stripped(note) for note in loose]
    parts += _section("Other notes", [text for note in loose for text in block(note, "")])
    hidden = frozenset() if private else confidential_keys(sheet)
    records = [made for made in records if made.question not in hidden]
    for table, title in _TITLES.items():
        parts += _section(title, [_record(sheet, made) for made in records if made.table == table])
    waiting = [draft for draft in drafts(sheet) if draft.open and draft.slot.question not in hidden]
    open_drafts = [f"- {inline(draft.capture.line)}" for draft in waiting]
    parts += _section("Drafts not confirmed", open_drafts)
    if sheet.review.next_date:
        parts += _section("Next review", [f"- {_long(sheet.review.next_date)}"])
    return "\n".join(parts).rstrip("\n") + "\n"


def _for_colleagues(sheet: Sheet) -> Iterator[Line]:
    """The questions that are not confidential, without the private lines in their answers and notes."""
    for line in lines_of(sheet):
        if not line.question.confidential:
            yield replace(line, answer=public(line.answer), note=private_stripped(line.note))


def _own_line(sheet: Sheet, line: Line, private: bool) -> Iterator[str]:
    """A question with its answer, last time's beside it, and its note; nothing where nothing was said."""
    if line.answer.empty and not line.note.strip():
        return
    words = line.words
    before = sheet.past.get(line.slot, ())
    said = (before[0].text if private else public_past(line.question, before[0])) if before else ""
    was = f" (last time {inline(said)})" if said else ""
    marks = " (own view)" if line.question.own else " (private)" if line.question.private else ""
    yield f"- **{inline(_label(line))}**{marks}: {inline(words)}{was}".replace(":  ", ": ").rstrip(" ")
    yield from block(line.note)


def _figures(sheet: Sheet) -> Iterator[str]:
    figures = sheet.panels.orders
    if figures is not None and figures.order_days:
        net = format_money(Money(figures.revenue_12m, figures.currency))
        yield f"- Net revenue of 12 months: {net}, orders: {figures.orders_12m}"
        for said in foreign_words(figures, lambda amount, code: format_money(Money(amount, code))):
            yield f"- In these sums {inline(said.text)}"
        if figures.days_since is not None:
            usual = f", usually every {figures.rhythm:g}" if figures.rhythm else ""
            yield f"- Days since the last order: {figures.days_since}{usual}"
    if sheet.panels.said_bought:
        yield f"- {inline(sheet.panels.said_bought)}"


def _record(sheet: Sheet, made: Made) -> str:
    record = made.record
    if isinstance(record, Action):
        state = promise_outcome(record, sheet.as_of) if record.promise else record.status.value
        due = f", by {_long(record.due)}" if record.due else ""
        kind = "promise, " if record.promise else ""
        return f"- {inline(record.title)}{due} ({kind}{inline(record.owner or record.side)}, {state})"
    return f"- {inline(_record_words(record))}"


def _record_words(record: Ask | Fact | Issue | Objective | Opportunity | Quote | Sighting | Touch) -> str:
    if isinstance(record, Ask):
        return f"{record.text} ({'wish, ' if record.wish else ''}{record.domain}, {record.decision or record.status})"
    if isinstance(record, Issue):
        return f"{record.text} ({record.severity}{', solved' if record.solved_on else ''})"
    if isinstance(record, Sighting):
        gap = f", {record.gap:+g} % against us" if record.gap is not None else ""
        return f"{record.competitor}: {record.text} ({record.kind}{gap})"
    if isinstance(record, Opportunity):
        money = (
            f", {format_money(Money(record.amount, record.currency))}" if record.amount is not None else ""
        )
        chance = f", {record.chance} %" if record.chance is not None else ""
        return f"{record.text} ({record.kind}{money}{chance})"
    if isinstance(record, Fact):
        return f"{record.person} {record.label}: {record.value}".strip()
    if isinstance(record, Quote):
        return f"“{record.text}”{f' - {record.speaker}' if record.speaker else ''}"
    if isinstance(record, Objective):
        return f"{record.goal or 'Goal'}: {STATE_WORDS[AnswerState.UNKNOWN] if record.percent is None else f'{record.percent:g} %'}"
    planned = "planned" if record.planned else record.channel
    return f"{_long(record.day)}: {record.topic} ({planned})"
