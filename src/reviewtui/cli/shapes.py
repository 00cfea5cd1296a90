"""Values as the JSON of the command line: dates ISO, amounts as decimal strings with a code, unknown as null."""

from __future__ import annotations

from datetime import date

from reviewtui.domain.accounts import Contact
from reviewtui.domain.actions import Action, promise_outcome
from reviewtui.domain.brief import Brief
from reviewtui.domain.money import money_data
from reviewtui.domain.numbers import half_even
from reviewtui.domain.records import Ask, Touch
from reviewtui.domain.reviews import ReviewLine
from reviewtui.domain.today import DueReview, due_reason
from reviewtui.services.figure_shapes import Data, iso, spend_data


def action_data(action: Action, as_of: date) -> Data:
    """An action; ``outcome`` says how a promise stands, null for others."""
    return {
        "id": action.id,
        "account": action.account,
        "title": action.title,
        "owner": action.owner or None,
        "side": action.side,
        "promise": action.promise,
        "status": str(action.status),
        "outcome": promise_outcome(action, as_of) if action.promise else None,
        "priority": action.priority,
        "due": iso(action.due),
        "first_due": iso(action.first_due),
        "done_on": iso(action.done_on),
        "created_on": iso(action.created_on),
        "detail": action.detail or None,
        "review_id": action.review_id,
    }


def review_data(review: ReviewLine) -> Data:
    """A review in a list."""
    return {
        "id": review.id,
        "address": review.address,
        "account": review.account,
        "template": review.template_key,
        "state": str(review.state),
        "date": iso(review.date),
        "quarter": review.quarter,
        "person": review.person or None,
        "answered": review.answered,
        "rating": review.rating,
    }


def due_data(due: DueReview, as_of: date) -> Data:
    """An account whose review is due, with the reason in words."""
    return {
        "account": due.account,
        "external_id": due.external_id or None,
        "owner": due.owner or None,
        "last_review": iso(due.last_review),
        "days_since_review": (as_of - due.last_review).days if due.last_review else None,
        "revenue_12m": money_data(due.revenue, due.currency),
        "rating": due.rating,
        "last_order": iso(due.last_order),
        "overdue_actions": due.overdue_actions,
        "reason": due_reason(due, as_of),
    }


def contact_data(contact: Contact) -> Data:
    """A person."""
    return {
        "name": contact.name,
        "title": contact.title or None,
        "email": contact.email or None,
        "phone": contact.phone or None,
        "channel": contact.channel or None,
        "decides": contact.decides,
        "left": contact.left,
        "custom": dict(contact.custom),
    }


def ask_data(ask: Ask) -> Data:
    """What they asked for, or wished."""
    return {
        "text": ask.text,
        "domain": ask.domain,
        "decision": ask.decision or None,
        "wish": ask.wish,
        "status": ask.status,
        "asked_on": iso(ask.asked_on),
        "due": iso(ask.due),
    }


def touch_data(account: str, external_id: str, touch: Touch) -> Data:
    """A touch with the name and id of its account; of a planned one nobody knows yet whether it reaches anybody."""
    return {
        "account": account,
        "external_id": external_id or None,
        "date": iso(touch.day),
        "channel": touch.channel,
        "topic": touch.topic or None,
        "person": touch.person or None,
        "contact": touch.contact or None,
        "minutes": touch.minutes,
        "text": touch.text or None,
        "two_way": None if touch.planned else touch.two_way,
        "reached": None if touch.planned else touch.reached,
        "planned": touch.planned,
        "value_given": touch.value_given,
    }


def orders_data(brief: Brief) -> Data:
    """The order figures of an account; every amount null where no order is known at all."""
    figures, code = brief.figures, brief.currency
    known = figures.last_order is not None or any(figures.quarters) or bool(brief.revenue)
    return {
        "revenue_12m": money_data(figures.revenue_12m, code) if known else None,
        "revenue_12m_by_currency": [money_data(money.amount, money.currency) for money in brief.revenue],
        **spend_data(figures, code, known=known),
        "drift": half_even(figures.drift, 2) if figures.drift is not None else None,
        "drift_state": figures.drift_state or None,
        "started": list(brief.started),
        "stopped": list(brief.stopped),
        "said_versus_bought": brief.said_bought or None,
    }


def brief_data(brief: Brief, last_review: ReviewLine | None, *, private: bool = False) -> Data:
    """The whole brief; confidential answers only with ``private``."""
    account = brief.account
    return {
        "name": account.name,
        "external_id": account.external_id or None,
        "as_of": iso(brief.as_of),
        "owner": account.owner or None,
        "industry": account.industry or None,
        "city": account.city or None,
        "country": account.country or None,
        "phone": account.phone or None,
        "email": account.email or None,
        "website": account.website or None,
        "currency": brief.currency or None,
        "renewal_date": iso(account.renewal_date),
        "archived": account.archived,
        "custom": dict(account.custom),
        "contacts": [contact_data(contact) for contact in brief.contacts],
        **orders_data(brief),
        "last_review": review_data(last_review) if last_review else None,
        "review_in_progress": iso(brief.in_progress.date) if brief.in_progress else None,
        "last_touch": iso(brief.last_touch),
        "rating": brief.rating,
        "ratings": [{"date": iso(day), "rating": value} for day, value in brief.ratings],
        "changed_answers": [
            {
                "key": c.question_key,
                "label": c.label,
                "before": c.before,
                "now": c.now,
                "before_on": iso(c.before_on),
            }
            for c in brief.changed
            if private or not c.confidential
        ],
        "open_actions": [action_data(action, brief.as_of) for action in brief.actions],
        "promises": [
            {**action_data(promise.action, brief.as_of), "age_days": promise.age}
            for promise in brief.promises
        ],
        "asks": [ask_data(ask) for ask in brief.asks],
        "issues": [
            {"text": i.text, "severity": i.severity, "opened_on": iso(i.opened_on), "found_by": i.found_by}
            for i in brief.issues
        ],
        "sightings": [
            {"competitor": s.competitor, "kind": s.kind, "text": s.text, "seen_on": iso(s.seen_on)}
            for s in brief.sightings
        ],
        "opportunities": [
            {"text": o.text, "kind": o.kind, "value": money_data(o.amount, o.currency), "due": iso(o.due)}
            for o in brief.opportunities
        ],
        "facts": [
            {
                "person": f.person or None,
                "label": f.label,
                "value": f.value,
                "confirmed_on": iso(f.confirmed_on),
            }
            for f in brief.facts
        ],
    }
