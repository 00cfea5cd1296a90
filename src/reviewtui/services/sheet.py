"""The sheet of a review: all that its screen shows, read in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reviewtui.domain.answer_words import display
from reviewtui.domain.answers import Answer, AnswerState
from reviewtui.domain.drafts import ANSWER, CONFIRMED, DROPPED, NOTE
from reviewtui.domain.errors import NotFound
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.orders import categories_started_stopped, order_figures
from reviewtui.domain.quarter import add_months, months_before, quarter_of
from reviewtui.domain.records import Note
from reviewtui.domain.reviews import PastAnswer, Review
from reviewtui.domain.said import MONTHS_VALID, SAID_KEYS, said_versus_bought
from reviewtui.domain.sheets import Item, Link, Panels, Sheet, Slot
from reviewtui.domain.template_rules import yearly_questions_due
from reviewtui.domain.templates import Question, Template
from reviewtui.services.clashes import clashes_of
from reviewtui.services.kept import existing_review, kept_answer, kept_questions, kept_template
from reviewtui.services.sheet_items import fix_items, promise_items
from reviewtui.services.sheet_words import Known, fills, proposed_date

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store


@dataclass(frozen=True, slots=True)
class _Past:
    """Earlier answers per slot, newest first: as words, and the newest one that has a value."""

    shown: Mapping[Slot, tuple[PastAnswer, ...]]
    last: Mapping[Slot, Answer]
    days: Mapping[Slot, date]


def sheet(
    store: Store,
    review_id: int,
    as_of: date,
    settings: FigureSettings = USUAL,
    *,
    order: str = "dmy",
    decimal: str | None = None,
) -> Sheet:
    """All that the screen shows of a review in any state, with the figures as of a date.

    ``order`` and ``decimal`` are the styles of the settings, by which the marked lines of notes are read.
    Raises NotFound when the review or its account is gone.
    """
    with store.read() as r:
        found = read_sheet(r, existing_review(r, review_id), as_of, settings)
    return replace(found, order=order, decimal=decimal)


def read_sheet(r: Reader, review: Review, as_of: date, settings: FigureSettings = USUAL) -> Sheet:
    """``sheet`` inside a read that is already open."""
    account = r.accounts.get(review.account_id)
    if account is None:
        raise NotFound("The account of this review is in the bin. Undo its deletion first.")
    template = kept_template(r, review.template_version)
    currency, first_month = account.currency or r.currency, r.first_month
    notes = {Slot(note.question_key, note.item): note for note in r.reviews.notes(review.id)}
    answers = _answers(r, review, template, notes)
    past = _past(r, review, as_of, first_month)
    last = r.reviews.last_finished(review.account_id, review.template_key, review)
    panels = _panels(r, review, currency, as_of, settings)
    panels = replace(panels, said_bought=_said_bought(panels, answers, past, as_of))
    contacts = r.accounts.contacts(account.id)
    months = r.today.rhythm(account.id)
    known = Known(
        account, contacts, review, last, panels, answers, notes.values(), currency, as_of,
        proposed_date(review, answers, months), first_month,
        frozenset(question.key for question in template.questions() if question.confidential),
    )  # fmt: skip
    return Sheet(
        account=account,
        contacts=contacts,
        review=review,
        template=template,
        quarter=quarter_of(review.date, first_month).label,
        currency=currency,
        me=r.me,
        answers=answers,
        notes=notes,
        past=past.shown,
        items=_items(r, review, last, answers),
        panels=panels,
        fills=fills(known),
        yearly_due=_yearly_due(r, review, template),
        last=past.last,
        last_review=last,
        conflicts=clashes_of(r, review),
        links=_links(r, review, notes),
        proposed_date=known.proposed,
        review_months=months,
        first_month=first_month,
        as_of=as_of,
    )


def _answers(r: Reader, review: Review, template: Template, notes: Mapping[Slot, Note]) -> dict[Slot, Answer]:
    questions = {question.key: question for question in template.questions()}
    found: dict[Slot, Answer] = {}
    for stored in r.reviews.answers(review.id):
        slot = Slot(stored.question_key, stored.item)
        note = notes.get(slot)
        found[slot] = kept_answer(stored, questions.get(slot.question), note.text if note else "")
    return found


def _past(r: Reader, review: Review, as_of: date, first_month: int) -> _Past:
    shown: dict[Slot, list[PastAnswer]] = {}
    last: dict[Slot, Answer] = {}
    days: dict[Slot, date] = {}
    versions: dict[int, Mapping[str, Question]] = {}
    labels: dict[date, str] = {}
    for row in r.reviews.past_answers(review.account_id, review, as_of):
        if row.template_version not in versions:
            versions[row.template_version] = kept_questions(r, row.template_version)
        if row.day not in labels:
            labels[row.day] = quarter_of(row.day, first_month).label
        question = versions[row.template_version].get(row.answer.question_key)
        answer = kept_answer(row.answer, question, row.note)
        slot = Slot(answer.question_key, answer.item)
        text = display(question, answer) if question else answer.raw or str(answer.value or "")
        shown.setdefault(slot, []).append(
            PastAnswer(
                row.review_id, row.day, labels[row.day], text, row.note, answer.state.value, answer.value,
                answer.fields,
            )
        )  # fmt: skip
        if slot not in last and answer.state is AnswerState.ANSWERED:
            last[slot], days[slot] = answer, row.day
    return _Past({slot: tuple(rows) for slot, rows in shown.items()}, last, days)


def _items(
    r: Reader, review: Review, last: Review | None, answers: Mapping[Slot, Answer]
) -> dict[str, tuple[Item, ...]]:
    answered = {slot.item for slot, answer in answers.items() if slot.item and not answer.empty}
    return {
        "promises": promise_items(r, review, last, answered),
        "fixes": fix_items(r, review, last, answered),
    }


def _links(r: Reader, review: Review, notes: Mapping[Slot, Note]) -> tuple[Link, ...]:
    slots = {note.id: slot for slot, note in notes.items()}
    found: list[Link] = []
    for link in r.captures.of_review(review.id):
        if link.state not in (CONFIRMED, DROPPED):
            continue
        said = Slot(link.made.get("question", ""), link.made.get("item", ""))
        slot, part = (said, ANSWER) if link.note_id is None else (slots.get(link.note_id, said), NOTE)
        row = (link.line, link.nth, link.state, link.target_table, link.target_id)
        found.append(Link(link.id, slot, part, *row))
    return tuple(found)


def _yearly_due(r: Reader, review: Review, template: Template) -> frozenset[str]:
    keys = tuple(question.key for question in template.questions() if question.every)
    if not keys:
        return frozenset()
    return yearly_questions_due(template, r.reviews.last_dealt(review.account_id, review, keys), review.date)


def _panels(r: Reader, review: Review, currency: str, as_of: date, settings: FigureSettings) -> Panels:
    account_id, first_month = review.account_id, r.first_month
    started, stopped = _mix(r, account_id, as_of, first_month)
    return Panels(
        orders=order_figures(
            r.orders.days(account_id, as_of), currency, as_of, first_month, settings, r.book
        ),
        started=started,
        stopped=stopped,
        late=r.orders.late_share(account_id, months_before(as_of) + timedelta(days=1), as_of),
        promises=tuple(
            action
            for action in r.work.actions(account_id=account_id, promises=True)
            if action.created_on <= as_of
        ),
        asks=tuple(ask for ask in r.work.asks(account_id) if ask.status == "open" and ask.asked_on <= as_of),
        sightings=tuple(
            seen for seen in r.work.sightings(account_id) if seen.status == "open" and seen.seen_on <= as_of
        ),
        objectives=tuple(goal for goal in r.work.objectives(account_id) if goal.stated_on <= as_of),
    )


def _mix(
    r: Reader, account_id: int, as_of: date, first_month: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    running = quarter_of(as_of, first_month)
    quarters = (replace(running, end=as_of), *(running.previous(back) for back in range(1, 6)))
    return categories_started_stopped(r.orders.bought(account_id, quarters))


def _said_bought(panels: Panels, answers: Mapping[Slot, Answer], past: _Past, as_of: date) -> str:
    """What was said in this review, or else in one at most a quarter old, against what was bought."""
    if panels.orders is None:
        return ""
    said: dict[str, str] = {}
    for key in SAID_KEYS:
        slot = Slot(key)
        answer = answers.get(slot)
        if answer is None or answer.state is not AnswerState.ANSWERED:
            fresh = slot in past.days and add_months(past.days[slot], MONTHS_VALID) >= as_of
            answer = past.last[slot] if fresh else None
        if answer is not None and isinstance(answer.value, str):
            said[key] = answer.value
    return said_versus_bought(said, panels.orders.like_for_like, panels.orders.settings.said_change / 100)
