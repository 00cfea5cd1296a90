"""Finishing a review: it is closed, logged as a touch, and what was said becomes records, all in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reviewtui.domain.actions import promise_outcome
from reviewtui.domain.answer_drafts import answer_drafts
from reviewtui.domain.answers import Answer, AnswerState, Cells
from reviewtui.domain.drafts import Draft, unmarked
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.moment import Moment
from reviewtui.domain.reviews import Review, ReviewState
from reviewtui.domain.sheets import Item, Sheet, Slot
from reviewtui.domain.template_rules import shown_questions
from reviewtui.domain.templates import Question
from reviewtui.domain.text import name_key, one_line
from reviewtui.services.actions import settled
from reviewtui.services.captures import confirm_in
from reviewtui.services.effects import (
    Effect,
    change_record,
    make_records,
    source_of,
    take_back_changes,
)
from reviewtui.services.kept import existing_review, open_review
from reviewtui.services.making import NEXT_REVIEW, Origin, answer_columns_of, planned_touch
from reviewtui.services.sheet import read_sheet

if TYPE_CHECKING:
    from reviewtui.storage.store import Store
    from reviewtui.storage.writer import Writer

TRY_AGAIN = "Try again"
"""The topic of a planned call after nobody was reached; a review that took place settles it."""

NEXT_DATE = "next review"
"""The source of the planned touch for the next review, whoever named the date."""


def finish(
    store: Store,
    review_id: int,
    *,
    moment: Moment,
    next_date: date | None = None,
    confirmed: Sequence[Draft] = (),
) -> None:
    """Close a review: log it as a touch, plan the next one, and turn answers and captures into records.

    ``confirmed`` are the captures taken at the wrap-up; ``next_date`` wins over the date the customer named. One
    journal entry, so that one undo takes all of it back.
    Finished twice, things are brought up to date and not doubled; what is finished already stays as it is.
    Raises InvalidInput for a discarded review or a next date that is not after the call.
    """
    with store.read() as r:
        review = existing_review(r, review_id)
        account = r.accounts.get(review.account_id)
    with store.write(f"finish the review of {account.name if account else 'an account'}", moment) as w:
        if existing_review(w.read, review_id).state is ReviewState.FINISHED:
            return
        review = open_review(w.read, review_id)
        confirm_in(w, review, confirmed)
        _finish(w, review, next_date)


def _finish(w: Writer, review: Review, next_date: date | None) -> None:
    take_back_changes(w, review)
    sheet = read_sheet(w.read, review, w.moment.as_of)
    following = next_date or _named_date(sheet) or review.next_date
    if following is not None and following <= review.date:
        raise InvalidInput(
            f"The next review on {following.isoformat()} is not after this one: name a later day."
        )
    w.change(
        "review", review.id, state=ReviewState.FINISHED.value, finished_on=w.moment.as_of.isoformat(),
        next_date=following.isoformat() if following else None,
    )  # fmt: skip
    _settle_plans(w, review)
    said = list(_said(sheet))
    _outcomes(w, sheet)
    _objective(w, sheet, said)
    effects = [_touch(w, sheet), *_effects(w, sheet, said)]
    if following is not None:
        effects.append(Effect(NEXT_DATE, 1, "touch", planned_touch(w.read, following, NEXT_REVIEW)))
    make_records(w, review, effects, {"account_id": review.account_id, "review_id": review.id})


def _named_date(sheet: Sheet) -> date | None:
    """The date the customer named for the next one, where it lies ahead of the call."""
    answer = sheet.answers.get(Slot("close.next"))
    named = answer.value if answer is not None else None
    return named if isinstance(named, date) and named > sheet.review.date else None


def _said(sheet: Sheet) -> Iterator[tuple[Question, Answer]]:
    """The answered questions that stand on the screen; the kept answer of a branch that went makes nothing."""
    for question in shown_questions(sheet.template, sheet.rule_answers, sheet.context):
        items = [item.key for item in sheet.items.get(question.repeat, ())] if question.repeat else [""]
        for item in items:
            answer = sheet.answers.get(Slot(question.key, item))
            if answer is not None and answer.state is AnswerState.ANSWERED:
                yield question, answer


def _settle_plans(w: Writer, review: Review) -> None:
    """Calls planned for this review are over: tries to reach them, and the date set by the one before."""
    for touch in w.read.work.touches(review.account_id):
        if not touch.planned or touch.review_id == review.id:
            continue
        made_by = w.read.reviews.get(touch.review_id) if touch.review_id else None
        due = touch.topic == NEXT_REVIEW and made_by and made_by.template_key == review.template_key
        if due or touch.topic == TRY_AGAIN:
            w.trash("touch", touch.id)


def _outcomes(w: Writer, sheet: Sheet) -> None:
    """How each promise went, and whether each fix still holds, into the records themselves."""
    for question in sheet.template.questions():
        for item in sheet.items.get(question.repeat, ()):
            answer = sheet.answers.get(Slot(question.key, item.key))
            if answer is None or not isinstance(answer.value, str):
                continue
            columns = _outcome(w, sheet.review, item, answer)
            change_record(
                w, sheet.review, source_of(question.key, item.key), item.table, item.row_id, columns
            )


def _outcome(w: Writer, review: Review, item: Item, answer: Answer) -> dict[str, Any]:
    said = str(answer.value)
    if item.table != "action":
        return {"holds": said.replace("_", " ")}
    action = w.read.work.action(item.row_id)
    if action is None or promise_outcome(action, review.date) == said:
        return {}
    due = answer.fields.get("due")
    due = due if isinstance(due, date) else None
    if said == "partly" and due is None:
        # A finish must not fail for a date that nobody named: the promise stays open and counts as late.
        return {"status": "open", "done_on": None, "slipped": True, "broken": False}
    return settled(action, said, Moment(review.date, w.moment.now), due)


def _objective(w: Writer, sheet: Sheet, said: list[tuple[Question, Answer]]) -> None:
    """A goal that is known already gets its new percentage; a new one is made with the other records."""
    for question, answer in said:
        for draft in answer_drafts(question, answer):
            known = _known_goal(sheet, draft.values) if draft.record == "objective" else None
            if known is not None:
                columns = _goal(draft.values, sheet.review.date)
                columns.pop("goal")
                change_record(w, sheet.review, source_of(question.key), "objective", known, columns)


def _known_goal(sheet: Sheet, values: Cells) -> int | None:
    """The goal of that wording, or the newest one where only a percentage was said; not one of this review."""
    goals = [goal for goal in sheet.panels.objectives if goal.review_id != sheet.review.id]
    wanted = name_key(str(values.get("goal") or ""))
    near = [goal.id for goal in goals if not wanted or name_key(goal.goal) == wanted]
    return near[0] if near else None


def _goal(values: Cells, day: date) -> dict[str, Any]:
    percent = values.get("percent")
    return {
        "goal": one_line(unmarked(str(values.get("goal") or "")), " "),
        "percent": f"{percent:f}" if isinstance(percent, Decimal) else None,
        "stated_on": day.isoformat(),
    }


def _touch(w: Writer, sheet: Sheet) -> Effect:
    """The review itself as a real touch."""
    review = sheet.review
    columns = {
        "day": review.date.isoformat(), "channel": review.channel, "topic": sheet.template.name,
        "person": review.person or w.read.me, "contact": ", ".join(review.attendees),
        "minutes": min(1440, round(review.elapsed / 60)) or None, "two_way": True, "reached": True,
    }  # fmt: skip
    return Effect("review", 1, "touch", columns)


def _effects(w: Writer, sheet: Sheet, said: list[tuple[Question, Answer]]) -> Iterator[Effect]:
    for question, answer in said:
        source = source_of(question.key, answer.item)
        origin = Origin(sheet.review.account_id, sheet.review.date, sheet.review.id, source=question.short)
        for draft in answer_drafts(question, answer):
            if draft.record == "objective":
                if _known_goal(sheet, draft.values) is None:
                    yield Effect(source, draft.row, "objective", _goal(draft.values, sheet.review.date))
                continue
            values = _with_rival(sheet, draft.values) if draft.record == "sighting" else draft.values
            made = answer_columns_of(w, draft.record, values, origin)
            if made is not None and made[1].get("topic") != NEXT_REVIEW:
                yield Effect(source, draft.row, made[0], {"source": question.short, **made[1]})


def _with_rival(sheet: Sheet, values: Cells) -> Cells:
    """Where only one rival was named in the review, the questions about it need not name it again."""
    named = sheet.answers.get(Slot("comp.active"))
    rows = named.value if named is not None and isinstance(named.value, tuple) else ()
    cells = [row.get("competitor") for row in rows if not isinstance(row, str)]
    rivals = {name_key(name): name for name in cells if isinstance(name, str) and name.strip()}
    if values.get("competitor") or len(rivals) != 1:
        return values
    (rival,) = rivals.values()
    return {**values, "competitor": rival}
