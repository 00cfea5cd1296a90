"""A finish makes each record exactly once, and one undo takes all of it back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from factories import (
    AS_OF,
    answered,
    give,
    make_account,
    make_action,
    make_ask,
    make_contact,
    make_review,
    make_store,
    moment,
    quarterly,
)
from reviewtui.domain.actions import promise_outcome
from reviewtui.domain.answers import Answer
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.money import Money
from reviewtui.domain.reviews import ReviewState
from reviewtui.domain.sheets import Slot
from reviewtui.services import reviews
from reviewtui.services.captures import drafts
from reviewtui.services.undo import undo_last

BEFORE = date(2026, 8, 3)
DUE = date(2026, 9, 1)


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path)


@pytest.fixture
def account(store):
    return make_account(store)


@pytest.fixture
def review(store, account):
    return reviews.start_review(store, account, quarterly(), moment())


def finish(store, review, **options):
    reviews.finish(store, review, moment=moment(), **options)


def again(store, review):
    reviews.reopen(store, review, moment())
    finish(store, review)


def work(store, account):
    """Everything of the account that a finish may have made, as plain words."""
    with store.read() as r:
        w = r.work
        return {
            "asks": [(a.text, a.domain, a.wish, a.decision, a.effort, a.due) for a in w.asks(account)],
            "sightings": [(s.competitor, s.kind, s.text, s.gap) for s in w.sightings(account)],
            "opportunities": [(o.text, o.kind, o.amount, o.currency, o.chance, o.due) for o in w.opportunities(account)],
            "facts": [(f.person, f.contact_id, f.label, f.value) for f in w.facts(account)],
            "objectives": [(o.goal, o.percent) for o in w.objectives(account)],
            "actions": [(a.title, a.owner, a.promise, a.due) for a in w.actions(account_id=account)],
            "touches": sorted((t.day, t.topic, t.planned, t.two_way) for t in w.touches(account)),
        }  # fmt: skip


def fill(store, review):
    """One answer of every kind that becomes a record."""
    for answer in (
        answered("imp.service", ({"ask": "call before delivery", "due": DUE.replace(year=2027)},)),
        answered("imp.product", ({"ask": "smaller packs"},)),
        answered("imp.eleven", "deliver at night", effort="m", decision="study"),
        answered("comp.active", ({"competitor": "Acorn", "heard": "two visits"}, {"competitor": " acorn "})),
        answered("comp.price", Decimal(-12), kind="discount"),
        answered("opp.found", ({"what": "second site", "kind": "more_volume", "money": Money(50_000_000, "EUR"), "chance": Decimal(60)},)),
        answered("need.new", ({"need": "labels"}, {"by_when": DUE})),
        answered("new.people", ({"person": "kim olsen", "move": "now head of buying"}, {"person": "Lee"})),
        answered("res.progress", Decimal(40), goal="Halve the returns"),
        answered("comp.counter", ({"action": "offer a trial"},)),
        answered("bud.when", date(2027, 1, 29)),
        answered("close.next", date(2027, 2, 19)),
    ):  # fmt: skip
        give(store, review, answer)


def test_every_kind_of_answer_becomes_its_record(store, account, review):
    kim = make_contact(store, account, "Kim Olsen")
    fill(store, review)
    finish(store, review)
    made = work(store, account)
    assert sorted(made["asks"]) == [
        ("call before delivery", "service", False, "", "", date(2027, 9, 1)),
        ("deliver at night", "service", True, "study", "m", None),
        ("smaller packs", "product", False, "", "", None),
    ]
    assert sorted(made["sightings"], key=str) == [
        ("Acorn", "approach", "", None),
        ("Acorn", "approach", "two visits", None),
        ("Acorn", "pricing", "Price: Discount", -12.0),
    ]
    assert sorted(made["opportunities"], key=str) == [
        ("labels", "other product", None, "", None, None),
        ("second site", "more volume", 50_000_000, "EUR", 60, None),
    ]
    assert made["facts"] == [("Kim Olsen", kim, "move", "now head of buying")]
    assert made["objectives"] == [("Halve the returns", 40.0)]
    assert made["actions"] == [("offer a trial", "Robin", False, None)]
    assert made["touches"] == [
        (AS_OF, "Quarterly review", False, True),
        (date(2027, 1, 15), "Numbers for the next budget", True, False),
        (date(2027, 2, 19), "Next review", True, False),
    ]
    shown = reviews.sheet(store, review, AS_OF).review
    assert (shown.state, shown.finished_on, shown.next_date) == (
        ReviewState.FINISHED,
        AS_OF,
        date(2027, 2, 19),
    )


def test_finished_twice_nothing_is_doubled(store, account, review):
    fill(store, review)
    finish(store, review)
    once = work(store, account)
    finish(store, review)
    again(store, review)
    again(store, review)
    assert work(store, account) == once


def test_a_second_finish_brings_records_up_to_date_and_withdraws_what_is_gone(store, account, review):
    fill(store, review)
    finish(store, review)
    reviews.reopen(store, review, moment())
    give(store, review, answered("imp.service", ({"ask": "call a day before"}, {"ask": "one invoice"})))
    give(store, review, Answer("imp.eleven"))
    give(store, review, answered("res.progress", Decimal(55), goal="Halve the returns"))
    give(store, review, answered("close.next", date(2027, 3, 1)))
    finish(store, review)
    made = work(store, account)
    assert sorted(a[0] for a in made["asks"]) == ["call a day before", "one invoice", "smaller packs"]
    assert made["objectives"] == [("Halve the returns", 55.0)]
    assert [t[0] for t in made["touches"] if t[1] == "Next review"] == [date(2027, 3, 1)]


def test_a_second_finish_leaves_alone_what_somebody_changed_since(store, account, review):
    give(store, review, answered("imp.service", ({"ask": "call before delivery"}, {"ask": "one invoice"})))
    finish(store, review)
    with store.read() as r:
        ids = {ask.text: ask.id for ask in r.work.asks(account)}
    with store.write("decide", moment()) as w:
        w.change("ask", ids["call before delivery"], decision="do")
        w.trash("ask", ids["one invoice"])
    reviews.reopen(store, review, moment())
    give(store, review, answered("imp.service", ({"ask": "call the day before"}, {"ask": "one invoice"})))
    finish(store, review)
    assert [(a[0], a[3]) for a in work(store, account)["asks"]] == [("call the day before", "do")]


def test_one_undo_takes_the_whole_finish_back(store, account):
    earlier = make_review(store, account, BEFORE)
    make_action(store, account, "send the list", BEFORE, promise=True, due=DUE, review_id=earlier)
    review = reviews.start_review(store, account, quarterly(), moment())
    uid = reviews.sheet(store, review, AS_OF).items["promises"][0].key
    before = work(store, account)
    fill(store, review)
    give(store, review, answered("recap.promises", "kept", item=uid))
    finish(store, review)
    assert work(store, account) != before
    undo_last(store, moment())
    assert work(store, account) == before
    assert reviews.sheet(store, review, AS_OF).review.state is ReviewState.IN_PROGRESS


def test_one_undo_takes_the_captures_of_the_wrap_up_back_too(store, account, review):
    reviews.put_note(
        store, review, Slot("imp.service"), "! send the list fri\n^Acme pricing: 12% below", 0, moment()
    )
    before = work(store, account)
    finish(store, review, confirmed=drafts(reviews.sheet(store, review, AS_OF)))
    made = work(store, account)
    assert "send the list" in str(made) and "Acme" in str(made)
    undo_last(store, moment())
    assert work(store, account) == before


def outcome_of(store, account, said, *, due=DUE, new_due=None, done_on=None):
    """Make a promise, finish a review in which the customer says this of it, and return the action."""
    earlier = make_review(store, account, BEFORE)
    status = "done" if done_on else "open"
    action_id = make_action(
        store, account, "send the list", BEFORE, promise=True, due=due, review_id=earlier, status=status, done_on=done_on
    )  # fmt: skip
    review = reviews.start_review(store, account, quarterly(), moment())
    (item,) = reviews.sheet(store, review, AS_OF).items["promises"]
    fields = {"due": new_due} if new_due else {}
    give(store, review, answered("recap.promises", said, item=item.key, **fields))
    finish(store, review)
    with store.read() as r:
        return review, item.key, r.work.action(action_id)


@pytest.mark.parametrize(
    ("said", "due", "status", "outcome"),
    [
        ("kept", DUE, "done", "kept"),
        ("late", DUE, "done", "late"),
        ("not_done", DUE, "open", "broken"),
        ("not_done", date(2026, 12, 24), "open", "open"),
        ("partly", date(2026, 12, 24), "open", "late"),
    ],
)
def test_a_promise_ends_as_the_customer_says(store, account, said, due, status, outcome):
    _, _, action = outcome_of(store, account, said, due=due)
    assert (action.status, promise_outcome(action, AS_OF)) == (status, outcome)


def test_partly_done_stays_open_with_its_new_date_and_counts_as_late(store, account):
    _, _, action = outcome_of(store, account, "partly", new_due=date(2026, 12, 4))
    assert (action.status, action.due, action.first_due) == ("open", date(2026, 12, 4), DUE)
    assert promise_outcome(action, AS_OF) == "late"


def test_a_promise_known_as_kept_keeps_the_day_it_was_done(store, account):
    _, _, action = outcome_of(store, account, "kept", done_on=date(2026, 8, 20))
    assert action.done_on == date(2026, 8, 20)


def test_another_answer_after_reopening_replaces_the_outcome_of_the_first(store, account):
    review, uid, _ = outcome_of(store, account, "partly", new_due=date(2026, 12, 4))
    reviews.reopen(store, review, moment())
    give(store, review, answered("recap.promises", "kept", item=uid))
    finish(store, review)
    with store.read() as r:
        (action,) = r.work.actions(account_id=account, status=None, promises=True)
    assert (promise_outcome(action, AS_OF), action.due, action.slipped) == ("kept", DUE, False)
    assert reviews.sheet(store, review, AS_OF).items["promises"][0].key == uid


def test_a_fix_that_wore_off_is_asked_about_again_and_one_that_holds_is_not(store, account):
    make_review(store, account, BEFORE)
    texts = ("weekly call", "new label")
    for text in texts:
        make_ask(store, account, text, BEFORE.replace(day=1), decision="do", status="done", done_on=DUE)
    review = reviews.start_review(store, account, quarterly(), moment())
    items = {item.text: item.key for item in reviews.sheet(store, review, AS_OF).items["fixes"]}
    assert set(items) == set(texts)
    give(store, review, answered("recap.fix_holds", "better", item=items["weekly call"]))
    give(store, review, answered("recap.fix_holds", "worn_off", item=items["new label"]))
    finish(store, review)
    with store.read() as r:
        assert {ask.text: ask.holds for ask in r.work.asks(account)} == {
            "weekly call": "better",
            "new label": "worn off",
        }
    later = reviews.start_review(store, account, quarterly(), moment(date(2027, 2, 1)))
    assert [item.text for item in reviews.sheet(store, later, date(2027, 2, 1)).items["fixes"]] == [
        "new label"
    ]


def test_a_goal_that_is_known_gets_its_new_percentage(store, account):
    make_review(store, account, BEFORE, answered("res.progress", Decimal(20), goal="Halve the returns"))
    make_review(store, account, AS_OF, answered("res.progress", Decimal(45)))
    assert work(store, account)["objectives"] == [("Halve the returns", 45.0)]


def test_the_kept_answer_of_a_branch_that_went_makes_nothing(store, account, review):
    give(store, review, answered("comp.active", ({"competitor": "Acorn"},)))
    give(store, review, answered("comp.product", "a new range"))
    give(store, review, answered("comp.active", ()))
    finish(store, review)
    assert work(store, account)["sightings"] == []


def test_a_finish_settles_the_plan_of_the_one_before_and_tries_to_reach_them(store, account):
    earlier = make_review(store, account, BEFORE, finished=False)
    reviews.finish(store, earlier, moment=moment(BEFORE), next_date=date(2026, 11, 9))
    reviews.not_reached(store, account, date(2026, 11, 25), moment())
    review = reviews.start_review(store, account, quarterly(), moment())
    finish(store, review, next_date=date(2027, 2, 22))
    planned = [(t[0], t[1]) for t in work(store, account)["touches"] if t[2]]
    assert planned == [(date(2027, 2, 22), "Next review")]


def test_a_next_date_before_the_call_is_refused_and_nothing_is_written(store, account, review):
    with pytest.raises(InvalidInput, match="not after"):
        finish(store, review, next_date=AS_OF)
    assert work(store, account)["touches"] == []
    assert reviews.sheet(store, review, AS_OF).review.state is ReviewState.IN_PROGRESS


def test_a_discarded_review_comes_back_only_where_no_other_is_in_progress(store, account, review):
    reviews.discard(store, review, moment())
    other = reviews.start_review(store, account, quarterly(), moment())
    assert other != review
    with pytest.raises(InvalidInput, match="in progress"):
        reviews.reopen(store, review, moment())
    reviews.discard(store, other, moment())
    reviews.reopen(store, review, moment())
    assert reviews.sheet(store, review, AS_OF).review.state is ReviewState.IN_PROGRESS


def test_what_is_no_longer_said_goes_unless_somebody_worked_on_it(store, account, review):
    give(store, review, answered("imp.service", ({"ask": "call before delivery"}, {"ask": "one invoice"})))
    finish(store, review)
    with store.read() as r:
        ids = {ask.text: ask.id for ask in r.work.asks(account)}
    with store.write("decide", moment()) as w:
        w.change("ask", ids["one invoice"], decision="do")
    reviews.reopen(store, review, moment())
    give(store, review, answered("imp.service", ()))
    finish(store, review)
    assert [a[0] for a in work(store, account)["asks"]] == ["one invoice"]


def test_taking_an_outcome_back_leaves_a_date_that_was_moved_since(store, account):
    review, uid, action = outcome_of(store, account, "partly", new_due=date(2026, 12, 4))
    with store.write("reschedule", moment()) as w:
        w.change("action", action.id, due="2026-12-20")
    reviews.reopen(store, review, moment())
    give(store, review, Answer("recap.promises", uid))
    finish(store, review)
    with store.read() as r:
        now = r.work.action(action.id)
    assert (now.due, now.slipped, now.status) == (date(2026, 12, 20), False, "open")
