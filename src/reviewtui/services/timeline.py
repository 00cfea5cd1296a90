"""The timeline: all that happened with an account in one line of time, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.actions import Action, ActionStatus
from reviewtui.domain.money import Money, format_money
from reviewtui.domain.orders import Order
from reviewtui.domain.quarter import quarter_of
from reviewtui.domain.records import Issue, TimelineEvent
from reviewtui.domain.text import one_line
from reviewtui.services.today import rating_in

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store

LIMIT = 200


def timeline(store: Store, account_id: int, as_of: date, limit: int = LIMIT) -> tuple[TimelineEvent, ...]:
    """Reviews, notes, actions, orders, touches, issues, sightings and asks up to a date; ``limit`` -1 gives all.

    ``kind`` is the table that ``ref_id`` belongs to. Of one day: reviews first, then by kind, then the newest.
    """
    with store.read() as r:
        events = [
            *_reviews(r, account_id, as_of),
            *_notes(r, account_id, as_of),
            *_actions(r, account_id, as_of),
            *_orders(r, account_id, as_of, limit),
            *_records(r, account_id, as_of),
        ]
    known = [event for event in events if event.day <= as_of]
    known.sort(key=lambda e: (-e.day.toordinal(), e.kind != "review", e.kind, -e.ref_id))
    return tuple(known if limit < 0 else known[:limit])


def _reviews(r: Reader, account_id: int, as_of: date) -> Iterator[TimelineEvent]:
    for review in r.reviews.finished(account_id, as_of):
        rating = rating_in(r, review.id)
        quarter = quarter_of(review.date, r.first_month).label
        detail = f"rating {rating}" if rating is not None else ""
        yield TimelineEvent(
            review.date, "review", f"{review.template_key} review {quarter}", review.id, detail
        )
    for review in r.reviews.in_progress(account_id):
        yield TimelineEvent(review.date, "review", f"{review.template_key} review", review.id, "in progress")


def _notes(r: Reader, account_id: int, as_of: date) -> Iterator[TimelineEvent]:
    for note in r.reviews.account_notes(account_id, as_of):
        if note.text:
            yield TimelineEvent(note.written_on, "note", note.text, note.id, note.author)


def _actions(r: Reader, account_id: int, as_of: date) -> Iterator[TimelineEvent]:
    for action in r.work.actions(account_id=account_id, status=None):
        yield TimelineEvent(
            action.created_on, "action", action.title, action.id, _by(_made(action), action.owner, r)
        )
        if action.done_on is not None and action.done_on <= as_of and action.status is ActionStatus.DONE:
            yield TimelineEvent(
                action.done_on, "action", action.title, action.id, _by("done", action.owner, r)
            )


def _by(what: str, person: str, r: Reader) -> str:
    """What it is, and whose it is where it is not the user's own."""
    return what if person in ("", r.me) else f"{what}, {person}"


def _made(action: Action) -> str:
    what = "promised" if action.promise else "to do"
    return f"{what}, due {action.due.isoformat()}" if action.due else what


def _orders(r: Reader, account_id: int, as_of: date, limit: int) -> Iterator[TimelineEvent]:
    account = r.accounts.get(account_id)
    usual = (account.currency if account else "") or r.currency
    for order in r.orders.orders(account_id, as_of, limit):
        yield TimelineEvent(order.day, "orders", f"order {order.number}", order.id, _amount(order, usual))


def _amount(order: Order, usual: str) -> str:
    if order.status == "cancelled":
        return "cancelled"
    if order.amount is None:
        return "amount unknown"
    return format_money(Money(order.amount, order.currency or usual)).strip()


def _records(r: Reader, account_id: int, as_of: date) -> Iterator[TimelineEvent]:
    for touch in r.work.touches(account_id, as_of):
        if touch.review_id is not None and touch.two_way:
            continue  # The call of a review: the review stands there itself.
        words = one_line(touch.topic or touch.text) or touch.channel
        state = (
            "planned"
            if touch.planned
            else touch.channel
            if touch.reached
            else f"{touch.channel}, not reached"
        )
        yield TimelineEvent(touch.day, "touch", words, touch.id, _by(state, touch.person, r))
    for issue in r.work.issues(account_id):
        yield TimelineEvent(issue.opened_on, "issue", issue.text, issue.id, issue.severity)
        if issue.solved_on is not None:
            yield TimelineEvent(issue.solved_on, "issue", issue.text, issue.id, _solved(issue))
    for sighting in r.work.sightings(account_id):
        words = f"{sighting.competitor}: {sighting.text}" if sighting.text else sighting.competitor
        yield TimelineEvent(sighting.seen_on, "sighting", words, sighting.id, sighting.kind)
    for ask in r.work.asks(account_id):
        yield TimelineEvent(ask.asked_on, "ask", ask.text, ask.id, "wish" if ask.wish else ask.domain)


def _solved(issue: Issue) -> str:
    if issue.solved_well is None:
        return "solved"
    return "solved well" if issue.solved_well else "solved badly"
