"""The brief: all that one should know before dialling; and the timeline of an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.actions import Wanted
from reviewtui.domain.answer_words import compare, display
from reviewtui.domain.answers import Answer, AnswerState
from reviewtui.domain.brief import Brief, ChangedAnswer, open_promise
from reviewtui.domain.errors import NotFound
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.money import Money
from reviewtui.domain.orders import (
    OrderDay,
    OrderFigures,
    categories_started_stopped,
    order_figures,
    revenue_12m,
)
from reviewtui.domain.quarter import add_months, quarter_of
from reviewtui.domain.reviews import Review
from reviewtui.domain.said import MONTHS_VALID, SAID_KEYS, said_versus_bought
from reviewtui.domain.templates import Question
from reviewtui.services.kept import kept_answer, kept_question
from reviewtui.services.timeline import timeline

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.reads.past import PastRow
    from reviewtui.storage.store import Store

__all__ = ["brief", "read_brief", "timeline"]

RATING_KEY = "sat.rating"
RATINGS = 12
_SILENT = frozenset([AnswerState.OPEN, AnswerState.NOT_ASKED, AnswerState.NOT_APPLICABLE])


def brief(store: Store, account_id: int, as_of: date, settings: FigureSettings = USUAL) -> Brief:
    """The brief of an account as of a date; raises NotFound when the account is gone."""
    with store.read() as r:
        return read_brief(r, account_id, as_of, settings)


def read_brief(r: Reader, account_id: int, as_of: date, settings: FigureSettings = USUAL) -> Brief:
    """``brief`` inside a read that is already open."""
    account = r.accounts.get(account_id)
    if account is None:
        raise NotFound("This account is not there any more.")
    currency = account.currency or r.currency
    days = r.orders.days(account_id, as_of)
    figures = order_figures(days, currency, as_of, r.first_month, settings, r.book)
    started, stopped = _mix(r, account_id, as_of)
    finished = r.reviews.finished(account_id, as_of, limit=1)
    last = finished[0] if finished else None
    past = r.reviews.past_answers(account_id, None, as_of, reviews=RATINGS)
    actions = r.agenda.page(Wanted(as_of, account_id=account_id, archived=True))
    touched = [
        t.day for t in r.work.touches(account_id, as_of) if t.two_way and t.reached and not t.planned
    ] + [review.date for review in finished]
    return Brief(
        account=account,
        contacts=r.accounts.contacts(account_id),
        as_of=as_of,
        currency=currency,
        figures=figures,
        revenue=_revenue(days, as_of),
        started=started,
        stopped=stopped,
        last_review=last,
        last_quarter=quarter_of(last.date, r.first_month).label if last else "",
        in_progress=_running(r, account_id, as_of),
        changed=_changed(r, past, last),
        ratings=_ratings(past),
        promises=tuple(open_promise(a, as_of) for a in actions if a.promise),
        actions=tuple(a for a in actions if not a.promise),
        asks=tuple(a for a in r.work.asks(account_id) if a.asked_on <= as_of and _open(a.done_on, as_of)),
        issues=tuple(
            i for i in r.work.issues(account_id) if i.opened_on <= as_of and _open(i.solved_on, as_of)
        ),
        sightings=tuple(s for s in r.work.sightings(account_id) if s.seen_on <= as_of and s.status == "open"),
        opportunities=tuple(
            o
            for o in r.work.opportunities(account_id)
            if o.status == "open" and (o.found_on is None or o.found_on <= as_of)
        ),
        facts=tuple(f for f in r.work.facts(account_id) if f.confirmed_on <= as_of),
        last_touch=max(touched, default=None),
        said_bought=_said_bought(past, figures, as_of),
    )


def _open(ended: date | None, as_of: date) -> bool:
    return ended is None or ended > as_of


def _running(r: Reader, account_id: int, as_of: date) -> Review | None:
    return next((review for review in r.reviews.in_progress(account_id) if review.date <= as_of), None)


def _mix(r: Reader, account_id: int, as_of: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What they started and stopped buying; nothing of the running quarter that lies ahead of the day."""
    running = quarter_of(as_of, r.first_month)
    quarters = (replace(running, end=as_of), *(running.previous(back) for back in range(1, 6)))
    return categories_started_stopped(r.orders.bought(account_id, quarters))


def _said_bought(past: tuple[PastRow, ...], figures: OrderFigures, as_of: date) -> str:
    """The newest word on budget, size and buying, while it is fresh, against what was bought."""
    said: dict[str, str] = {}
    for row in past:
        key, value = row.answer.question_key, row.answer.value
        if key not in SAID_KEYS or key in said or row.answer.state != AnswerState.ANSWERED:
            continue
        fresh = add_months(row.day, MONTHS_VALID) >= as_of
        said[key] = value if fresh and isinstance(value, str) else ""
    words = {key: value for key, value in said.items() if value}
    return said_versus_bought(words, figures.like_for_like, figures.settings.said_change / 100)


def _revenue(days: tuple[OrderDay, ...], as_of: date) -> tuple[Money, ...]:
    codes = sorted({d.currency for d in days})
    sums = (Money(revenue_12m(days, code, as_of), code) for code in codes)
    return tuple(money for money in sums if money.amount)


def _ratings(past: tuple[PastRow, ...]) -> tuple[tuple[date, int], ...]:
    found = [
        (row.day, row.answer.value)
        for row in past
        if row.answer.question_key == RATING_KEY
        and row.answer.state == AnswerState.ANSWERED
        and isinstance(row.answer.value, int)
    ]
    return tuple(reversed(found))


def _changed(r: Reader, past: tuple[PastRow, ...], last: Review | None) -> tuple[ChangedAnswer, ...]:
    """What the last review said otherwise than the review before that asked the same, in the template's order."""
    if last is None:
        return ()
    series: dict[tuple[str, str], list[PastRow]] = {}
    for row in past:
        series.setdefault((row.answer.question_key, row.answer.item), []).append(row)
    found: list[ChangedAnswer] = []
    for row in _in_order(past, last):
        earlier = [other for other in series[row.answer.question_key, row.answer.item] if _said(other)]
        if len(earlier) > 1 and earlier[0] is row:
            change = _change(r, row, earlier[1])
            if change is not None:
                found.append(change)
    return tuple(found)


def _in_order(past: tuple[PastRow, ...], last: Review) -> list[PastRow]:
    """The rows of the last review in the order they were answered, which follows the template."""
    return sorted((row for row in past if row.review_id == last.id), key=lambda row: row.answer.id)


def _said(row: PastRow) -> bool:
    return AnswerState(row.answer.state) not in _SILENT


def _change(r: Reader, now_row: PastRow, before_row: PastRow) -> ChangedAnswer | None:
    question = kept_question(r, now_row.template_version, now_row.answer.question_key)
    asked_before = kept_question(r, before_row.template_version, before_row.answer.question_key)
    if question is None or question.repeat:
        return None
    now, before = kept_answer(now_row.answer, question), kept_answer(before_row.answer, asked_before)
    words = display(question, now), display(asked_before or question, before)
    if words[0] == words[1]:
        return None
    return ChangedAnswer(
        question_key=question.key,
        label=question.short,
        before=words[1],
        now=words[0],
        before_on=before_row.day,
        way=_way(question, now, before),
        confidential=question.confidential,
    )


def _way(question: Question, now: Answer, before: Answer) -> str:
    way = compare(question, now, before)
    return way if way in ("up", "down") else "changed"
