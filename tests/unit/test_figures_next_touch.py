"""The next touch and the queue worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reviewtui.domain.contact import clock
from reviewtui.domain.own_plan import AS_USUAL, FIELDS, OwnPlan, in_force
from reviewtui.domain.queue import QueueLine, Reason, Signs, Snooze, awake, in_order, reasons
from reviewtui.domain.touchpoints import (
    Anchor,
    Asked,
    Cadence,
    Shipped,
    anchors,
    expected_order,
    next_touch,
)

AS_OF = date(2026, 11, 20)


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def cadence(**more: object) -> Cadence:
    held = {name: more.pop(name) for name in FIELDS if name in more}
    plan = replace(in_force(AS_USUAL, "A"), **held)  # type: ignore[arg-type]
    return Cadence(**{"plan": plan, "last": ago(5), "last_review": ago(5), **more})  # type: ignore[arg-type]


def test_without_anything_else_the_interval_calls() -> None:
    found = next_touch(cadence(), AS_OF)
    assert (found.day, found.kind, found.channel, found.topic) == (
        ago(-25),
        "interval",
        "call",
        "How things are",
    )


def test_never_in_touch_and_never_reviewed_is_today() -> None:
    found = next_touch(cadence(last=None, last_review=None), AS_OF)
    assert (found.day, found.reason, found.missed) == (AS_OF, "never reviewed", 0)


def test_the_earliest_wins_whatever_it_is() -> None:
    assert next_touch(cadence(renewal=ago(-75)), AS_OF).kind == "renewal"
    assert next_touch(cadence(renewal=ago(-75)), AS_OF).day == ago(-15)
    assert next_touch(cadence(expected_order=ago(-3)), AS_OF).kind == "reorder"
    assert next_touch(cadence(asked=[Asked(ago(-2), "visit", "New hall")]), AS_OF).topic == "New hall"
    assert next_touch(cadence(last_review=date(2026, 8, 25)), AS_OF).day == date(2026, 11, 25)


def test_a_review_of_the_end_of_november_is_due_at_the_end_of_february() -> None:
    found = next_touch(
        cadence(last=AS_OF, contact_ideal=900, last_review=date(2026, 11, 30)), date(2026, 12, 1)
    )
    assert found.day == date(2027, 2, 28)


def test_missed_ones_become_one_today_that_says_how_many() -> None:
    found = next_touch(cadence(last=ago(50), last_review=ago(5), expected_order=ago(4)), AS_OF)
    assert (found.day, found.kind, found.missed) == (AS_OF, "reorder", 2)
    assert found.reason == f"next order expected {ago(4)}, 4 days late; 1 more is late too"


def test_a_touch_on_the_day_or_since_has_answered_it() -> None:
    assert next_touch(cadence(last=ago(4), expected_order=ago(4)), AS_OF).kind == "interval"
    assert next_touch(cadence(last=ago(5), expected_order=ago(4)), AS_OF).kind == "reorder"


def test_a_renewal_that_is_over_asks_for_nothing_and_one_of_today_still_does() -> None:
    assert next_touch(cadence(renewal=ago(1), last=ago(1)), AS_OF).kind == "interval"
    assert (
        next_touch(cadence(renewal=AS_OF, last=ago(61), contact_ideal=90, last_review=AS_OF), AS_OF).kind
        == "renewal"
    )


def test_after_a_first_order_come_a_day_a_week_and_months() -> None:
    first = [Anchor(AS_OF, "first order")]
    steps = []
    last = AS_OF
    for _ in range(5):
        found = next_touch(
            cadence(last=last, contact_ideal=900, last_review=last, review_months=90, anchors=first), last
        )
        steps.append(found.day)
        last = found.day
    assert steps == [
        date(2026, 11, 21), date(2026, 11, 27), date(2026, 12, 20), date(2027, 2, 20), date(2027, 5, 20),
    ]  # fmt: skip


@pytest.mark.parametrize(("missed", "forgotten"), [(420, False), (421, True)])
def test_a_step_in_days_alone_is_asked_for_as_long_as_the_plan_runs(missed: int, forgotten: bool) -> None:
    first = [Anchor(ago(420 + missed), "first order")]
    plan = in_force(OwnPlan(post_order="420d", contact_ideal=900), "A")
    found = next_touch(cadence(last=ago(500), last_review=AS_OF, anchors=first, plan=plan), AS_OF)
    assert (found.kind == "post_order") is not forgotten


def test_an_account_at_rest_is_left_until_its_day() -> None:
    found = next_touch(cadence(last=None, rests=ago(-40)), AS_OF)
    assert (found.day, found.reason) == (ago(-40), f"rests until {ago(-40)}; then never in touch")
    assert next_touch(cadence(rests=ago(-3)), AS_OF).day == ago(-25)


def test_an_order_over_twice_the_median_of_the_earlier_ones_anchors_and_exactly_twice_does_not() -> None:
    usual = [Shipped(ago(400), 100), Shipped(ago(300), 200)]
    assert anchors([*usual, Shipped(ago(10), 300)], AS_OF) == (Anchor(ago(400), "first order"),)
    assert anchors([*usual, Shipped(ago(10), 301)], AS_OF)[1] == Anchor(ago(10), "large order")


def test_a_delivery_anchors_when_it_is_known_by_then() -> None:
    order = Shipped(ago(10), 100, delivered=ago(2))
    assert anchors([order], AS_OF) == (Anchor(ago(2), "first order"),)
    assert anchors([order], ago(5)) == (Anchor(ago(10), "first order"),)


def test_orders_of_one_day_are_not_earlier_than_each_other_and_currencies_are_not_compared() -> None:
    assert len(anchors([Shipped(ago(9), 1), Shipped(ago(9), 900)], AS_OF)) == 1
    assert len(anchors([Shipped(ago(9), 1, "EUR"), Shipped(ago(3), 900, "JPY")], AS_OF)) == 1
    assert anchors([Shipped(ago(-1), 5)], AS_OF) == ()


def test_the_next_order_is_the_last_plus_the_rhythm_half_days_up() -> None:
    assert expected_order(ago(10), 24.5) == ago(-15)
    assert expected_order(ago(10), None) is None


GREEN = clock(AS_OF, AS_OF, 30, 60)


def signs(**more: object) -> Signs:
    return Signs(**{"contact": GREEN, "feedback": GREEN, **more})  # type: ignore[arg-type]


def texts(**more: object) -> list[str]:
    return [one.text for one in reasons(signs(**more), AS_OF)]


def test_reasons_are_printed_in_words_with_their_points() -> None:
    assert texts(drift=61 / 24, days_since_order=61, rhythm=24.0) == ["silent: 61 days, usual rhythm 24, +20"]
    assert texts(contact=clock(ago(61), AS_OF, 30, 60)) == ["contact: 61 days, at most 60, +30"]
    assert texts(feedback=clock(None, AS_OF, 92, 120)) == ["feedback: never asked, +20"]
    assert texts(overdue=2, overdue_since=ago(1)) == ["overdue 2 promises: 1 day late, +20"]
    assert texts(urgent="no heat", urgent_since=ago(3)) == ["urgent issue: no heat, open 3 days, +50"]
    assert texts(said="Bought 30 % less.") == ["said versus bought: Bought 30 % less, +15"]


@pytest.mark.parametrize(("days", "counts"), [(0, True), (90, True), (91, False)])
def test_a_rival_and_a_renewal_count_for_ninety_days(days: int, counts: bool) -> None:
    assert bool(texts(rival="Acme", rival_seen=ago(days))) is counts
    assert bool(texts(renewal=ago(-days))) is counts
    assert not texts(renewal=ago(1))


def test_a_drift_of_exactly_two_is_silent_and_less_is_not() -> None:
    assert texts(drift=2.0, days_since_order=20, rhythm=10.0)
    assert not texts(drift=1.99, days_since_order=20, rhythm=10.0)


def test_most_points_come_first_and_each_says_what_to_do() -> None:
    found = reasons(
        signs(
            urgent="x", urgent_since=AS_OF, overdue=1, overdue_since=ago(2), feedback=clock(None, AS_OF, 1, 2)
        ),
        AS_OF,
    )
    assert [(one.code, one.do) for one in found] == [
        ("urgent", "touch"),
        ("feedback", "review"),
        ("promise", "promise"),
    ]


def test_a_snoozed_reason_returns_on_its_day_and_a_rest_leaves_what_is_owed() -> None:
    found = reasons(signs(contact=clock(None, AS_OF, 1, 2), overdue=1, overdue_since=ago(2)), AS_OF)
    snooze = Snooze(1, "contact", ago(3), ago(-1), "on holiday")
    assert [one.code for one in awake(found, [snooze], AS_OF, None)[0]] == ["promise"]
    assert awake(found, [snooze], AS_OF, None)[1] == (snooze,)
    assert [one.code for one in awake(found, [snooze], ago(-1), None)[0]] == ["contact", "promise"]
    assert [one.code for one in awake(found, [snooze], ago(4), None)[0]] == ["contact", "promise"]
    assert [one.code for one in awake(found, [], AS_OF, ago(-9))[0]] == ["promise"]


def test_the_queue_stands_by_points_then_name_then_external_id_then_id() -> None:
    def line(n: int, points: float) -> QueueLine:
        return QueueLine(n, "x", "", "", "A", 3, points, (Reason("silent", "", 1, "touch"),))

    lines = [
        (line(1, 10), ("b", "", 1)),
        (line(2, 10), ("a", "2", 2)),
        (line(3, 10), ("a", "1", 3)),
        (line(4, 90), ("z", "", 4)),
        (line(5, 0), ("a", "", 5)),
    ]
    assert [one.account_id for one in in_order(lines)] == [4, 3, 2, 1]
