"""The brief and the timeline: what one must know before dialling."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import factories as f
from reviewtui.domain.errors import NotFound
from reviewtui.domain.money import Money
from reviewtui.services.brief import brief, timeline
from reviewtui.services.touches import log_touch
from reviewtui.storage.store import Store

AS_OF = f.AS_OF


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return f.make_store(tmp_path)


@pytest.fixture
def acme(store: Store) -> int:
    return f.make_account(store)


def test_a_new_account_has_an_empty_brief_and_unknown_is_not_zero(store: Store, acme: int) -> None:
    found = brief(store, acme, AS_OF)
    assert (found.last_review, found.rating, found.changed, found.promises) == (None, None, (), ())
    assert found.figures.rhythm is None
    assert found.revenue == ()


def test_an_account_that_is_gone_is_said_to_be(store: Store) -> None:
    with pytest.raises(NotFound):
        brief(store, 99, AS_OF)


def test_only_answers_that_changed_since_the_review_before_are_listed(store: Store, acme: int) -> None:
    f.make_review(store, acme, date(2026, 5, 4), f.answered("sat.rating", 8), f.answered("base.comm", 7))
    f.make_review(store, acme, date(2026, 8, 4), f.answered("sat.rating", 6), f.answered("base.comm", 7))
    changed = brief(store, acme, AS_OF).changed
    assert [(c.question_key, c.before, c.now, c.way) for c in changed] == [("sat.rating", "8", "6", "down")]
    assert changed[0].before_on == date(2026, 5, 4)


def test_an_answer_is_compared_with_the_last_time_it_was_really_given(store: Store, acme: int) -> None:
    f.make_review(store, acme, date(2026, 2, 4), f.answered("sat.rating", 9))
    f.make_review(store, acme, date(2026, 5, 4), f.answered("base.comm", 7))
    f.make_review(store, acme, date(2026, 8, 4), f.answered("sat.rating", 10))
    (change,) = brief(store, acme, AS_OF).changed
    assert (change.before, change.now, change.before_on) == ("9", "10", date(2026, 2, 4))


def test_nothing_dated_after_the_day_is_in_the_brief(store: Store, acme: int) -> None:
    f.make_review(store, acme, date(2026, 5, 4), f.answered("sat.rating", 8))
    f.make_review(store, acme, date(2026, 8, 4), f.answered("sat.rating", 6))
    f.make_order(store, acme, date(2026, 9, 1), 500)
    f.make_ask(store, acme, "Smaller boxes", date(2026, 8, 4))
    f.make_action(store, acme, "Send samples", date(2026, 8, 4), promise=True)
    found = brief(store, acme, date(2026, 6, 1))
    assert (found.rating, found.changed, found.asks, found.promises, found.revenue) == (8, (), (), (), ())
    assert found.last_review is not None
    assert found.last_review.date == date(2026, 5, 4)


def test_ratings_run_from_the_oldest_to_the_newest(store: Store, acme: int) -> None:
    for month, rating in ((2, 9), (5, 8), (8, 6)):
        f.make_review(store, acme, date(2026, month, 4), f.answered("sat.rating", rating))
    found = brief(store, acme, AS_OF)
    assert found.ratings == ((date(2026, 2, 4), 9), (date(2026, 5, 4), 8), (date(2026, 8, 4), 6))
    assert found.rating == 6


def test_open_promises_carry_their_age_and_how_they_stand(store: Store, acme: int) -> None:
    f.make_action(
        store, acme, "Send samples", AS_OF - timedelta(days=30), promise=True, due=AS_OF - timedelta(days=2)
    )
    f.make_action(store, acme, "Look it up", AS_OF)
    found = brief(store, acme, AS_OF)
    assert [(p.action.title, p.age, p.outcome) for p in found.promises] == [("Send samples", 30, "overdue")]
    assert [a.title for a in found.actions] == ["Look it up"]


def test_currencies_stand_side_by_side_and_are_never_added(store: Store, acme: int) -> None:
    from reviewtui.storage.figures import rebuild_order_days

    f.make_order(store, acme, date(2026, 9, 1), 500)
    with store.write("order", f.moment(), journal=False) as w:
        w.add("orders", account_id=acme, number="d", day="2026-09-02", amount=70_000, currency="USD")
        rebuild_order_days(w.db, [acme])
    found = brief(store, acme, AS_OF)
    assert found.revenue == (Money(5_000_000, "EUR"), Money(70_000, "USD"))
    assert found.figures.revenue_12m == 5_000_000


def test_private_and_own_answers_are_marked_as_confidential(store: Store, acme: int) -> None:
    question = next(q for q in f.quarterly().questions() if q.confidential and str(q.type) == "rating")
    f.make_review(store, acme, date(2026, 5, 4), f.answered(question.key, 8))
    f.make_review(store, acme, date(2026, 8, 4), f.answered(question.key, 5))
    (change,) = brief(store, acme, AS_OF).changed
    assert change.confidential


def test_a_money_answer_is_said_in_words_before_and_now(store: Store, acme: int) -> None:
    question = next(q for q in f.quarterly().questions() if str(q.type) == "percent" and not q.confidential)
    f.make_review(store, acme, date(2026, 5, 4), f.answered(question.key, Decimal(10)))
    f.make_review(store, acme, date(2026, 8, 4), f.answered(question.key, Decimal(25)))
    (change,) = brief(store, acme, AS_OF).changed
    assert (change.label, change.before, change.now, change.way) == (question.short, "10 %", "25 %", "up")


def test_the_timeline_puts_everything_in_one_line_of_time_newest_first(store: Store, acme: int) -> None:
    f.make_order(store, acme, date(2026, 9, 1), 500)
    f.make_review(store, acme, date(2026, 8, 4), f.answered("sat.rating", 6))
    f.make_action(store, acme, "Send samples", date(2026, 8, 4), status="done", done_on=date(2026, 8, 20))
    log_touch(store, acme, f.moment(date(2026, 10, 1)), topic="Boxes")
    events = timeline(store, acme, AS_OF)
    assert [(e.day.month, e.day.day, e.kind) for e in events] == [
        (10, 1, "touch"), (9, 1, "orders"), (8, 20, "action"), (8, 4, "review"), (8, 4, "action"),
    ]  # fmt: skip
    assert events[1].detail == "EUR 500.00"
    assert events[2].detail == "done"
    assert events[3].detail == "rating 6"
    assert len(timeline(store, acme, AS_OF, limit=2)) == 2


def test_the_timeline_ends_at_the_day(store: Store, acme: int) -> None:
    f.make_order(store, acme, date(2026, 9, 1), 500)
    f.make_action(store, acme, "Send", date(2026, 8, 4), status="done", done_on=date(2026, 8, 20))
    events = timeline(store, acme, date(2026, 8, 10))
    assert [(e.kind, e.detail) for e in events] == [("action", "to do")]


def test_word_and_deed_that_differ_are_said_while_the_word_is_fresh(store: Store, acme: int) -> None:
    f.make_review(store, acme, date(2026, 10, 5), f.answered("buy.change", "no_change"))
    f.make_order(store, acme, date(2025, 10, 10), 1000)
    f.make_order(store, acme, date(2026, 10, 10), 500)
    assert "Bought 50 % less" in brief(store, acme, AS_OF).said_bought
    assert brief(store, acme, date(2027, 1, 20)).said_bought == ""


def test_what_they_started_buying_ends_at_the_day(store: Store, acme: int) -> None:
    f.make_order(store, acme, date(2026, 10, 10), 100, category="Bags")
    f.make_order(store, acme, date(2026, 11, 19), 100, category="Tape")
    assert brief(store, acme, date(2026, 11, 1)).started == ("Bags",)
    assert brief(store, acme, AS_OF).started == ("Bags", "Tape")
