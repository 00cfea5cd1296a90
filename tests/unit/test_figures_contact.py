"""Clocks, habits, promises, ledger, health and NPS worked by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reviewtui.domain.contact import Clock, Contacted, clock, contact_clock, email_only, status_quo
from reviewtui.domain.health import Inputs, health
from reviewtui.domain.ledger import (
    Ledger,
    ManualEntry,
    Rated,
    SolvedIssue,
    Told,
    decayed,
    floor_crossing,
    ledger,
)
from reviewtui.domain.nps import nps, nps_class
from reviewtui.domain.own_plan import AS_USUAL, OwnPlan, in_force
from reviewtui.domain.promises import KeepRate, Promise, ended, is_overdue, keep_rate

AS_OF = date(2026, 11, 20)


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def talk(days: int, channel: str = "call", *, two_way: bool = True, value: bool = False) -> Contacted:
    return Contacted(ago(days), channel, two_way, value, ("touch", days))


@pytest.mark.parametrize(
    ("days", "state"), [(0, "green"), (30, "green"), (31, "amber"), (60, "amber"), (61, "red")]
)
def test_green_up_to_the_ideal_amber_up_to_the_maximum_red_beyond(days: int, state: str) -> None:
    assert clock(ago(days), AS_OF, 30, 60).state == state


def test_never_is_red_and_says_so() -> None:
    found = clock(None, AS_OF, 30, 60)
    assert (found.state, found.letter, found.never, found.days) == ("red", "R", True, None)


@pytest.mark.parametrize(
    ("tier", "ideal", "most"), [("A", 30, 60), ("B", 60, 120), ("C", 120, 240), ("N", 14, 30), ("-", 14, 30)]
)
def test_each_tier_has_its_intervals_and_an_account_can_differ(tier: str, ideal: int, most: int) -> None:
    found = contact_clock([talk(5)], in_force(AS_USUAL, tier), AS_OF)
    assert (found.ideal, found.maximum, found.own) == (ideal, most, False)
    found = contact_clock([talk(5)], in_force(OwnPlan(contact_ideal=3, contact_maximum=4), tier), AS_OF)
    assert (found.state, found.ideal, found.maximum, found.own) == ("red", 3, 4, True)


def test_what_went_one_way_or_lies_ahead_is_no_contact() -> None:
    assert (
        contact_clock([talk(3, two_way=False), talk(-2), talk(40)], in_force(AS_USUAL, "A"), AS_OF).days == 40
    )


def test_only_writing_for_three_times_and_nobody_spoken_to_is_a_habit() -> None:
    mails = [talk(5, "e-mail"), talk(9, "message"), talk(20, "e-mail", two_way=False)]
    assert email_only(mails, AS_OF, 60)
    assert not email_only(mails[:2], AS_OF, 60)
    assert not email_only([*mails, talk(60)], AS_OF, 60)
    assert email_only([*mails, talk(61)], AS_OF, 60)
    assert not email_only([*mails, talk(1)], AS_OF, 60)


def test_status_quo_is_ordering_in_rhythm_while_nobody_talks_or_asks() -> None:
    contact, feedback = clock(ago(121), AS_OF, 30, 60), clock(ago(241), AS_OF, 92, 120)
    assert status_quo("ok", contact, feedback)
    assert not status_quo("late", contact, feedback)
    assert not status_quo("ok", clock(ago(120), AS_OF, 30, 60), feedback)
    assert not status_quo("ok", contact, clock(ago(240), AS_OF, 92, 120))


def promise(
    n: int = 1, *, due: int | None = 10, done: int | None = None, first: int | None = None, **more: bool
) -> Promise:
    return Promise(
        n, "send it", ago(500), None if due is None else ago(due), None if first is None else ago(first),
        None if done is None else ago(done), **more,
    )  # fmt: skip


def test_how_a_promise_ends() -> None:
    assert ended(promise(due=10, done=10), AS_OF) == ("kept", ago(10))
    assert ended(promise(due=10, done=9), AS_OF) == ("late", ago(9))
    assert ended(promise(due=0), AS_OF) == ("open", None)
    assert ended(promise(due=1), AS_OF) == ("overdue", None)
    assert ended(promise(due=-5, first=10, slipped=True), AS_OF) == ("late", ago(10))
    assert ended(promise(due=-5, first=10), AS_OF) == ("open", None)
    assert ended(promise(due=10, broken=True), AS_OF) == ("broken", ago(10))
    assert ended(promise(due=10, dropped=True), AS_OF) == ("dropped", None)
    assert ended(promise(due=10, broken=True, dropped=True), AS_OF) == ("broken", ago(10))
    assert ended(promise(due=None, done=3), AS_OF) == ("kept", ago(3))


def test_what_was_done_later_was_open_then() -> None:
    assert ended(promise(due=10, done=5), ago(7)) == ("overdue", None)
    assert is_overdue(promise(due=10, done=5), ago(7)) and not is_overdue(promise(due=10, done=5), AS_OF)


def test_the_keep_rate_counts_the_overdue_and_neither_the_open_nor_the_dropped() -> None:
    found = keep_rate(
        [promise(1, done=10), promise(2, done=1), promise(3), promise(4, due=0), promise(5, dropped=True),
         promise(6, broken=True), promise(7, broken=True, dropped=True)],
        AS_OF,
    )  # fmt: skip
    assert found == KeepRate(1, 5)
    assert keep_rate([], AS_OF).share is None


def test_a_promise_of_exactly_twelve_months_ago_is_outside_the_year() -> None:
    inside = Promise(1, "x", date(2025, 1, 1), date(2025, 11, 21), None, date(2025, 11, 21))
    outside = Promise(2, "x", date(2025, 1, 1), date(2025, 11, 20), None, date(2025, 11, 20))
    assert keep_rate([inside, outside], AS_OF) == KeepRate(1, 1)
    leap = date(2024, 2, 29)
    assert keep_rate([Promise(3, "x", date(2023, 1, 1), date(2023, 2, 28), None, None)], leap).due == 0


def test_a_weight_halves_in_180_days() -> None:
    assert decayed(4, ago(180), AS_OF) == 2
    assert decayed(-5, AS_OF, AS_OF) == -5


def test_every_kind_of_entry_has_its_weight_and_opens_its_source() -> None:
    told = Told(
        promises=[promise(1, done=10), promise(2, done=1), promise(3, broken=True)],
        issues=[
            SolvedIssue(4, ago(9), "us", ago(8), True, True),
            SolvedIssue(5, ago(9), "them", ago(8), False, True),
        ],
        touches=[talk(3, value=True)],
        ratings=[Rated(ago(50), 6, 70), Rated(ago(20), 9, 71), Rated(ago(10), 9, 72)],
        manual=[ManualEntry(6, ago(2), 1.5, "sent a cake")],
    )
    weights = {(entry.source, entry.weight) for entry in ledger(told, AS_OF).entries}
    assert weights == {
        (("action", 1), 2), (("action", 2), -2), (("action", 3), -5), (("issue", 4), 1), (("issue", 5), -4),
        (("touch", 3), 1), (("review", 71), 3), (("ledger_entry", 6), 1.5),
    }  # fmt: skip
    assert [entry.source for entry in ledger(told, AS_OF).entries].count(("issue", 4)) == 2


def test_nothing_after_the_date_is_in_the_ledger() -> None:
    told = Told(
        manual=[ManualEntry(1, ago(-1), 5, "tomorrow")],
        issues=[SolvedIssue(1, ago(5), "them", ago(-1), True, True)],
    )
    assert ledger(told, AS_OF).balance is None


@pytest.mark.parametrize(("silent", "count"), [(89, 0), (90, 1), (119, 1), (120, 2)])
def test_each_thirty_days_of_silence_past_the_maximum_costs_one(silent: int, count: int) -> None:
    found = ledger(Told(touches=[talk(silent)], maximum=60), AS_OF)
    assert [entry.weight for entry in found.entries] == [-1] * count


def test_silence_ends_with_the_next_touch_and_nobody_is_silent_before_the_first() -> None:
    found = ledger(Told(touches=[talk(300), talk(200)], maximum=60), AS_OF)
    assert [entry.day for entry in found.entries] == [ago(200 - n) for n in (180, 150, 120, 90)] + [ago(210)]
    assert ledger(Told(maximum=60), AS_OF).balance is None


def test_the_floor_is_crossed_by_the_silences_to_come() -> None:
    told = Told(touches=[talk(0)], manual=[ManualEntry(1, AS_OF, 1, "thanks")], maximum=60)
    found = floor_crossing(told, AS_OF)
    assert found == AS_OF + timedelta(days=90)
    assert floor_crossing(Told(manual=[ManualEntry(1, AS_OF, 1, "thanks")]), AS_OF) is None
    assert floor_crossing(Told(), AS_OF) is None


def inputs(**more: object) -> Inputs:
    usual: dict[str, object] = {
        "ledger": Ledger((), None, 0, 10), "rating": None, "rating_age": None, "drift": None, "days_since_order": None,
        "contact": Clock("green", AS_OF, 0, 30, 60), "keep_rate": KeepRate(0, 0), "basics": None, "basics_age": None,
    }  # fmt: skip
    return Inputs(**{**usual, **more})  # type: ignore[arg-type]


def test_health_of_all_six_parts_is_their_weighted_sum() -> None:
    found = health(
        inputs(ledger=Ledger((), 5, 0, 10), rating=8, drift=1.5, keep_rate=KeepRate(3, 4), basics=9,
               contact=Clock("amber", AS_OF, 40, 30, 60)),
        AS_OF,
    )  # fmt: skip
    # 12.5 + 16 + 10 + 7.5 + 7.5 + 9 = 62.5, and half goes to the even number.
    assert found is not None and found.value == 62
    assert sum(part.points for part in found.parts) == 62
    assert [part.weight for part in found.parts] == [25, 20, 20, 15, 10, 10]


def test_a_missing_input_drops_out_is_named_and_the_rest_rescale() -> None:
    found = health(inputs(rating=10), AS_OF)
    assert found is not None and found.value == 100
    assert found.missing == ("ledger", "drift", "promises", "basics")
    assert sum(part.weight for part in found.parts) == pytest.approx(100)
    assert {part.name: part.points for part in found.parts if part.points} == {"rating": 57, "contact": 43}


@pytest.mark.parametrize(("drift", "points"), [(0.2, 57), (1.0, 57), (1.5, 29), (2.0, 0), (7.0, 0)])
def test_drift_is_full_up_to_one_and_nothing_from_two_on(drift: float, points: int) -> None:
    found = health(inputs(drift=drift, contact=Clock("red", None, None, 30, 60)), AS_OF)
    assert found is not None and found.value == points


def test_a_balance_below_the_floor_counts_nothing_and_above_the_comfort_line_no_more_than_all() -> None:
    for balance, share in ((-3.0, 0), (0.0, 0), (10.0, 1), (25.0, 1), (4.0, 0.4)):
        found = health(inputs(ledger=Ledger((), balance, 0, 10)), AS_OF)
        assert found is not None and found.parts[0].share == share


def test_a_balance_that_has_all_but_decayed_is_no_minus_nothing() -> None:
    found = health(inputs(ledger=Ledger((), -0.02, 0, 10)), AS_OF)
    assert found is not None and found.parts[0].input == "0.0"


def test_nps_counts_those_who_answered_and_weighs_them_by_revenue_in_each_currency() -> None:
    found = nps(
        [
            (10, 300, "EUR"),
            (9, None, "EUR"),
            (7, 500, "EUR"),
            (6, 200, "EUR"),
            (0, 5, "USD"),
            (None, 999, "EUR"),
        ]
    )
    assert (found.n, found.promoters, found.detractors, found.value) == (5, 2, 2, 0)
    assert found.weighted == {"EUR": 10.0, "USD": -100.0}
    assert nps([]).value is None
    assert [nps_class(score) for score in (None, 0, 6, 7, 8, 9, 10)] == [
        "", "detractor", "detractor", "passive", "passive", "promoter", "promoter",
    ]  # fmt: skip
