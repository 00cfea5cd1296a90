"""Whether every figure of the product is what the plain computation says: of each account, alone and among all."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import pytest

from plain_figures import Plain
from reviewtui.domain.account_figures import AccountFigures
from reviewtui.services.calls import CallList
from reviewtui.services.figures import account_figures, all_figures
from reviewtui.services.queue import queue
from reviewtui.services.today import today
from reviewtui.storage.store import Store


def agrees(found: AccountFigures, plain: Plain) -> None:
    """One account's figures of the product are those of the plain computation."""
    account = found.known.account_id
    money, other, orders = plain.money[account], plain.figures(account), found.known.orders
    assert found.known.currency == money["own"]
    assert found.revenue == (money["revenue"] if money["known"] else None)
    assert orders.orders_12m == money["orders"]
    assert [(one.currency, one.net) for one in orders.left_out] == money["left"]
    average = orders.average_order
    assert (None if average is None else round(Fraction(average, 100))) == money["average"], "in cents"
    assert list(orders.quarters) == money["quarters"]
    like = orders.like_for_like
    assert (like.days, like.current, like.previous, like.last_year) == money["like"]
    assert orders.last_order == (money["days"][-1] if money["days"] else None)
    assert orders.days_since == money["since"]
    assert orders.rhythm == money["rhythm"]
    assert orders.drift == money["drift"]
    assert [list(found.known.walked.started), list(found.known.walked.stopped)] == list(other["mix"])
    standing = found.standing
    assert (standing.tier, standing.computed, standing.edge) == (
        other["tier"],
        other["computed"],
        other["edge"],
    )
    assert standing.cumulative == pytest.approx(other["cumulative"])
    assert standing.share == pytest.approx(other["share"])
    assert (found.contact.state, found.contact.last) == (other["contact"], other["last"])
    assert found.feedback.state == other["feedback"]
    assert (found.email_only, found.status_quo) == (other["email_only"], other["status_quo"])
    assert found.rating == other["rating"]
    assert found.basics == pytest.approx(other["basics"])
    assert (found.nps_class or None) == other["class"]
    assert (found.keep_rate.kept, found.keep_rate.due) == other["keep"]
    assert found.ledger.balance == pytest.approx(other["balance"])
    assert found.health is not None
    assert found.health.value == round(round(other["health"], 9)), "a half to the even point"
    assert sum(part.points for part in found.health.parts) == found.health.value
    assert found.next_touch.day == other["next"]
    own, plan = other["own"], found.plan
    assert (plan.contact_ideal, plan.contact_maximum) == (own["ideal"], own["most"])
    assert (plan.feedback_ideal, plan.feedback_maximum) == (own["ask_ideal"], own["ask_most"])
    assert (plan.review_months, plan.renewal_lead) == (own["review"], own["lead"])
    assert [list(plan.post_order_days), list(plan.post_order_months)] == own["steps"]
    assert found.next_touch.channel and found.next_touch.topic and found.next_touch.reason
    assert {one.code for one in found.queue.reasons} == other["reasons"]
    assert found.queue.points == other["points"]


def all_agree(store: Store, as_of: date) -> None:
    """Every figure of every account, those of one account alone, and the order of the queue."""
    plain = Plain(store.path, as_of)
    found = all_figures(store, as_of, archived=True)
    assert {one.known.account_id for one in found} == set(plain.accounts)
    for one in found:
        agrees(one, plain)
    some = random.Random(as_of.toordinal()).sample(found, min(3, len(found)))
    for one in some:
        assert account_figures(store, one.known.account_id, as_of) == one
    assert [line.account_id for line in queue(store, as_of).lines] == plain.queue()
    assert [line.account_id for line in today(store, as_of, first=-1).due] == plain.reviews_due()
    calls = CallList()
    while calls.step(store, as_of):
        pass
    assert calls.calls is not None
    assert [one.line.account_id for one in calls.calls.queue] == plain.queue(), "as the app computes it"
    worth = plain.worth()
    with store.read() as r:
        by_revenue = [
            worth[one] for one in r.accounts.order(as_of, "revenue", descending=True, archived=True)
        ]
    usual = plain.settings.get("currency", "")
    known = [worth[one] for one, money in plain.money.items() if money["known"]]
    assert by_revenue[: len(known)] == sorted(known, key=lambda one: (one[0] != usual, one[0], -one[1]))
