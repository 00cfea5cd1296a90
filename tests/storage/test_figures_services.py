"""The services of the figures as their user meets them, on hand-made orders with known answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import factories as f
from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.answers import Answer, AnswerState
from reviewtui.domain.errors import Conflict, InvalidInput, NotFound
from reviewtui.domain.figure_settings import FigureSettings
from reviewtui.domain.own_plan import OwnPlan
from reviewtui.domain.today import review_reason
from reviewtui.services.account_plan import (
    add_ledger_entry,
    pause,
    remove_ledger_entry,
    set_own_plan,
    set_tier,
)
from reviewtui.services.brief import brief
from reviewtui.services.figure_shapes import figures_data
from reviewtui.services.figures import account_detail, account_figures, all_figures, nps_of, tiers
from reviewtui.services.queue import queue, snooze, unsnooze
from reviewtui.services.reviews import sheet
from reviewtui.services.today import today
from reviewtui.services.touches import log_touch
from reviewtui.services.undo import undo_last
from reviewtui.storage.store import Store

NOW = f.moment()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = f.make_store(tmp_path)
    yield found
    found.close()


def figures(store: Store, account: int, day: date = f.AS_OF) -> AccountFigures:
    return account_figures(store, account, day)


def codes(store: Store, account: int, day: date = f.AS_OF) -> list[str]:
    lines = [line for line in queue(store, day).lines if line.account_id == account]
    return [one.code for one in lines[0].reasons] if lines else []


def ago(days: int) -> date:
    return f.AS_OF - timedelta(days=days)


def test_an_account_without_anything_has_unknowns_and_no_zeros(store: Store) -> None:
    found = figures(store, f.make_account(store))
    assert (found.standing.tier, found.revenue, found.rating, found.ledger.balance) == ("-", None, None, None)
    assert (found.drift_state, found.expected_order, found.nps_class) == ("", None, "")
    assert (found.contact.state, found.next_touch.day) == ("red", f.AS_OF)
    assert found.health is not None and found.health.value == 0


def test_one_order_has_an_average_and_no_rhythm(store: Store) -> None:
    account = f.make_account(store)
    f.make_order(store, account, ago(10), 500)
    found = figures(store, account)
    assert (found.revenue, found.known.orders.average_order) == (5_000_000, 5_000_000)
    assert (found.known.orders.rhythm, found.known.orders.drift) == (None, None)


def test_four_orders_on_one_day_are_one_order_day(store: Store) -> None:
    account = f.make_account(store)
    for n in range(4):
        f.make_order(store, account, ago(10), 500 + n)
    assert figures(store, account).known.orders.rhythm is None
    assert figures(store, account).known.orders.orders_12m == 4


def test_before_the_first_order_nothing_is_known_and_after_the_date_nothing_counts(store: Store) -> None:
    account = f.make_account(store)
    f.make_order(store, account, ago(10), 500)
    f.make_order(store, account, ago(-10), 700)
    assert figures(store, account, ago(11)).revenue is None
    assert figures(store, account).revenue == 5_000_000
    assert figures(store, account, ago(-10)).revenue == 12_000_000


def test_a_credit_larger_than_the_orders_is_a_negative_revenue_and_no_order_day(store: Store) -> None:
    account = f.make_account(store)
    f.make_order(store, account, ago(200), 500)
    f.make_order(store, account, ago(10), -800)
    found = figures(store, account)
    assert (found.revenue, found.standing.tier, found.standing.share) == (-3_000_000, "C", None)
    assert found.known.orders.last_order == ago(200)


def test_twelve_months_from_a_leap_day_begin_after_the_twenty_eighth(store: Store) -> None:
    account = f.make_account(store)
    f.make_order(store, account, date(2023, 2, 28), 1)
    f.make_order(store, account, date(2023, 3, 1), 10)
    assert figures(store, account, date(2024, 2, 29)).revenue == 100_000


def test_the_first_and_the_last_day_of_a_quarter_are_compared_like_for_like(store: Store) -> None:
    account = f.make_account(store)
    for day, amount in (
        (date(2026, 10, 1), 1),
        (date(2026, 7, 1), 2),
        (date(2026, 7, 2), 4),
        (date(2025, 10, 1), 8),
        (date(2026, 9, 30), 16),
    ):
        f.make_order(store, account, day, amount)
    first = figures(store, account, date(2026, 10, 1)).known.orders.like_for_like
    assert (first.days, first.current, first.previous, first.last_year) == (1, 10_000, 20_000, 80_000)
    last = figures(store, account, date(2026, 12, 31)).known.orders.like_for_like
    assert (last.days, last.current, last.previous, last.last_year) == (92, 10_000, 220_000, 80_000)


def test_no_figure_adds_two_currencies(store: Store) -> None:
    euro, dollar = (
        f.make_account(store, "Euro", currency="EUR"),
        f.make_account(store, "Dollar", currency="USD"),
    )
    f.make_order(store, euro, ago(5), 100)
    f.make_order(store, dollar, ago(5), 1)
    with store.write("order in another currency", NOW) as w:
        w.add(
            "orders", account_id=euro, number="x", day=ago(5).isoformat(), currency="USD", amount=990_000_000
        )
        from reviewtui.storage.figures import rebuild_order_days

        rebuild_order_days(w.db)
    assert figures(store, euro).revenue == 1_000_000
    assert [figures(store, one).standing.share for one in (euro, dollar)] == [1.0, 1.0]


def test_an_order_is_no_touch_and_a_touch_is_one_at_once(store: Store) -> None:
    account = f.make_account(store)
    f.make_order(store, account, ago(1), 100)
    assert figures(store, account).contact.never
    log_touch(store, account, NOW, channel="e-mail")
    assert figures(store, account).contact.never
    log_touch(store, account, NOW, channel="call", value_given=True)
    found = figures(store, account)
    assert (found.contact.state, found.contact.last, found.ledger.balance) == ("green", f.AS_OF, 1.0)
    assert "contact" not in codes(store, account)


def test_a_finished_review_is_a_touch_feedback_and_a_rating(store: Store) -> None:
    account = f.make_account(store)
    f.make_review(store, account, ago(40), f.answered("sat.rating", 8), f.answered("sat.recommend", 9))
    found = figures(store, account)
    assert (found.contact.days, found.feedback.days, found.rating, found.rating_day) == (40, 40, 8, ago(40))
    assert (found.nps_class, figures(store, account, ago(41)).rating) == ("promoter", None)
    assert nps_of(all_figures(store, f.AS_OF))[""].value == 100


def test_a_tier_by_hand_wins_needs_a_reason_and_can_be_undone(store: Store) -> None:
    account = f.make_account(store)
    with pytest.raises(InvalidInput):
        set_tier(store, account, "A", "", NOW)
    with pytest.raises(InvalidInput):
        set_tier(store, account, "D", "why not", NOW)
    set_tier(store, account, "a", "will grow", NOW)
    found = figures(store, account).standing
    assert (found.tier, found.computed, found.override_reason) == ("A", "-", "will grow")
    assert figures(store, account, ago(1)).standing.tier == "-"
    undo_last(store, NOW)
    assert figures(store, account).standing.tier == "-"
    set_tier(store, account, "B", "again", NOW)
    set_tier(store, account, "", "", NOW)
    assert figures(store, account).standing.override == ""


def test_a_reason_put_aside_returns_on_its_day(store: Store) -> None:
    account = f.make_account(store)
    assert codes(store, account) == ["contact", "feedback"]
    snooze(store, account, "contact", ago(-7), NOW, "back from leave then")
    assert codes(store, account) == ["feedback"]
    assert figures(store, account).queue.snoozed[0].note == "back from leave then"
    assert codes(store, account, ago(-6)) == ["feedback"]
    assert codes(store, account, ago(-7)) == ["contact", "feedback"]
    unsnooze(store, account, "contact", NOW)
    assert codes(store, account) == ["contact", "feedback"]
    with pytest.raises(NotFound):
        unsnooze(store, account, "contact", NOW)
    with pytest.raises(InvalidInput):
        snooze(store, account, "boredom", ago(-7), NOW)
    with pytest.raises(InvalidInput):
        snooze(store, account, "contact", f.AS_OF, NOW)


def test_a_paused_account_keeps_only_what_it_is_owed(store: Store) -> None:
    account = f.make_account(store)
    f.make_action(store, account, "Send it", ago(20), promise=True, due=ago(5))
    pause(store, account, ago(-30), NOW, "plant closed")
    assert codes(store, account) == ["promise"]
    assert figures(store, account).next_touch.day == ago(-30)
    assert codes(store, account, ago(-30)) == ["contact", "feedback", "promise"]
    pause(store, account, None, NOW)
    assert "contact" in codes(store, account)


def own(store: Store, account: int, day: date = f.AS_OF, **fields: str) -> None:
    set_own_plan(store, account, fields, f.moment(day))


def test_an_account_can_have_intervals_of_its_own(store: Store) -> None:
    account = f.make_account(store)
    log_touch(store, account, NOW, day=ago(20))
    assert figures(store, account).contact.state == "amber"
    own(store, account, contact_ideal="25", contact_maximum="50")
    assert figures(store, account).contact.state == "green"
    for wrong in (
        {"contact_maximum": "5"},
        {"contact_ideal": "51"},
        {"feedback_ideal": "9", "feedback_maximum": "8"},
    ):
        with pytest.raises(InvalidInput, match="longer than the most"):
            own(store, account, **wrong)
    own(store, account, contact_maximum="", contact_ideal="")
    assert figures(store, account).contact.state == "amber"


def test_its_own_intervals_are_in_the_reasons_the_health_and_the_ledger(store: Store) -> None:
    account = f.make_account(store)
    log_touch(store, account, NOW, day=ago(20), value_given=True)
    before = figures(store, account)
    assert "contact" not in codes(store, account)
    own(store, account, contact_ideal="5", contact_maximum="10", feedback_maximum="100")
    found = figures(store, account)
    texts = {one.code: one.text for one in found.queue.reasons}
    assert texts["contact"] == "contact: 20 days, own: at most 10, +30"
    assert texts["feedback"] == "feedback: never asked, +20"
    assert before.health is not None and found.health is not None
    points = [{part.name: part.points for part in one.health.parts} for one in (before, found) if one.health]
    assert points[0]["contact"] > 0 == points[1]["contact"]
    late = figures(store, account, ago(-25))
    assert [(one.reason, one.day) for one in late.ledger.entries if one.weight < 0] == [
        ("40 days without contact, own: at most 10", ago(-20))
    ]
    assert late.next_touch.reason == f"last touch {ago(20)}, own: every 5 days, 40 days late"


def test_its_own_rhythm_decides_when_its_review_is_due(store: Store) -> None:
    account = f.make_account(store)
    f.make_review(store, account, ago(40), f.answered("sat.rating", 8))

    def due(day: date = f.AS_OF) -> list[str]:
        return [
            review_reason(one.last_review, day, one.own_months) for one in today(store, day, first=-1).due
        ]

    assert due() == []
    own(store, account, review_months="1")
    assert due() == [f"last review {ago(40)}, 40 days ago, own: every 1 month"]
    assert "review due, the last on" in figures(store, account).next_touch.reason
    assert due(ago(3)) == [], "before it was decided it was as its tier has it"
    own(store, account, review_months="")
    assert due() == []
    own(store, account, review_months="24", contact_ideal="3650", contact_maximum="3650")
    assert figures(store, account).next_touch.day == date(2028, 10, 11)
    undo_last(store, NOW)
    assert figures(store, account).next_touch.day < date(2027, 2, 1)


def test_a_rhythm_decided_tomorrow_holds_once_it_is_tomorrow(store: Store) -> None:
    account = f.make_account(store)
    f.make_review(store, account, ago(40), f.answered("sat.rating", 8))
    assert not today(store, f.AS_OF).due
    own(store, account, ago(-1), review_months="1")
    assert not today(store, f.AS_OF).due
    reopened = Store.open(store.path, f.moment(ago(-1)))
    assert [one.account_id for one in today(reopened, ago(-1)).due] == [account]
    reopened.close()


def test_its_own_plan_after_an_order_and_its_own_lead_call_or_nothing_does(store: Store) -> None:
    account = f.make_account(store, renewal_date=ago(-100).isoformat())
    f.make_order(store, account, ago(600), 500)
    f.make_review(store, account, ago(0), f.answered("sat.rating", 8))
    own(store, account, contact_ideal="900", contact_maximum="900", review_months="60")
    assert figures(store, account).next_touch.day == ago(-40)
    own(store, account, renewal_lead="10", post_order="620d")
    found = figures(store, account).next_touch
    assert (found.day, found.reason) == (ago(-20), f"620 days after the first order of {ago(600)}, own plan")
    own(store, account, post_order="none")
    found = figures(store, account).next_touch
    assert (found.day, found.reason) == (ago(-90), f"renewal on {ago(-100)}, own: 10 days before")


def test_a_plan_of_its_own_counts_from_the_day_each_part_was_decided(store: Store) -> None:
    account = f.make_account(store)
    own(store, account, ago(30), contact_ideal="5", contact_maximum="9")
    own(store, account, ago(10), contact_maximum="8", renewal_lead="3")
    seen = [figures(store, account, ago(days)).plan for days in (31, 30, 11, 10)]
    assert [(one.contact_ideal, one.contact_maximum, one.renewal_lead) for one in seen] == [
        (14, 30, 60), (5, 30, 60), (5, 30, 60), (5, 8, 3),
    ]  # fmt: skip
    undo_last(store, NOW)
    assert figures(store, account, ago(30)).plan.contact_maximum == 9
    own(store, account, ago(40), renewal_lead="7")
    seen = [figures(store, account, ago(days)).plan for days in (40, 31, 30)]
    assert [(one.contact_ideal, one.renewal_lead) for one in seen] == [(14, 7), (14, 7), (5, 7)], (
        "in a replay as well"
    )


def test_what_another_window_decided_meanwhile_is_not_overwritten(store: Store) -> None:
    account = f.make_account(store)
    seen = figures(store, account).known.plan.own
    own(store, account, contact_ideal="7")
    with pytest.raises(
        Conflict, match="the ideal interval between touches of this account was changed meanwhile: it is 7"
    ):
        set_own_plan(store, account, {"contact_ideal": "8"}, NOW, seen)
    set_own_plan(store, account, {"renewal_lead": "8"}, NOW, seen)
    assert figures(store, account).known.plan.own == OwnPlan(contact_ideal=7, renewal_lead=8)


def test_the_data_say_what_holds_and_what_of_it_is_its_own(store: Store) -> None:
    account = f.make_account(store)
    own(store, account, feedback_ideal="200", post_order="none", review_months="2")
    data = figures_data(figures(store, account))
    assert data["own_plan"] == ["feedback_ideal", "feedback_maximum", "review_months", "post_order"]
    assert (data["feedback_ideal_days"], data["feedback_maximum_days"], data["review_months"]) == (
        200,
        200,
        2,
    )
    assert (data["after_order"], data["renewal_lead_days"]) == ({"days": [], "months": []}, 60)


def test_an_entry_by_hand_counts_and_goes(store: Store) -> None:
    account = f.make_account(store)
    entry = add_ledger_entry(store, account, Decimal("1.5"), "sent a cake", NOW)
    assert figures(store, account).ledger.balance == 1.5
    for weight, reason, day in ((0, "x", None), (200, "x", None), (1, " ", None), (1, "x", ago(-1))):
        with pytest.raises(InvalidInput):
            add_ledger_entry(store, account, weight, reason, NOW, day)
    remove_ledger_entry(store, entry.id, NOW)
    assert figures(store, account).ledger.balance is None


def test_the_queue_is_filtered_cut_and_leaves_out_the_archived(store: Store) -> None:
    for name, owner in (("b", "Robin"), ("a", "Sam"), ("c", "robin")):
        f.make_account(store, name, owner=owner)
    f.make_account(store, "gone", archived_at="2026-01-01")
    assert [line.name for line in queue(store, f.AS_OF).lines] == ["a", "b", "c"]
    assert [line.name for line in queue(store, f.AS_OF, owner="me").lines] == ["b", "c"]
    found = queue(store, f.AS_OF, first=2)
    assert ([line.name for line in found.lines], found.total) == (["a", "b"], 3)
    assert queue(store, f.AS_OF, tiers=("A",)).lines == queue(store, f.AS_OF, reason="urgent").lines == ()
    with pytest.raises(InvalidInput):
        queue(store, f.AS_OF, reason="boredom")


def test_changed_settings_change_the_figures_that_use_them(store: Store) -> None:
    account = f.make_account(store)
    found = queue(
        store,
        f.AS_OF,
        FigureSettings(queue_points={**FigureSettings().queue_points, "contact": 7, "feedback": 0}),
    )
    assert [one.text for one in found.lines[0].reasons] == ["contact: never in touch, +7"]
    assert account_figures(store, account, f.AS_OF, FigureSettings()).queue.points == 50


def test_tiers_show_the_curve_the_edges_and_who_moved(store: Store) -> None:
    big, small = f.make_account(store, "Big"), f.make_account(store, "Small")
    f.make_order(store, big, date(2026, 1, 5), 810)
    f.make_order(store, small, date(2026, 1, 5), 190)
    f.make_order(store, small, date(2026, 11, 1), 9000)
    f.make_review(store, big, date(2026, 11, 2), f.answered("sat.rating", 8))
    found = tiers(store, f.AS_OF)
    assert [(one.name, one.standing.tier, one.was) for one in found.ranked] == [
        ("Small", "A", "B"),
        ("Big", "B", "A"),
    ]
    assert [one.name for one in found.moves] == ["Small", "Big"]
    assert found.concentration[0].top_share == 0.919
    assert found.coverage == {"EUR": 0.081}
    assert [one.name for one in tiers(store, date(2026, 9, 30)).edges] == ["Big"]


def test_the_tiers_begin_with_the_own_currency(store: Store) -> None:
    for currency, amount in (("CHF", 900), ("", 100), ("EUR", 50)):
        f.make_order(
            store, f.make_account(store, currency or "own", currency=currency), date(2026, 1, 5), amount
        )
    found = tiers(store, f.AS_OF)
    assert [one.name for one in found.ranked] == ["own", "EUR", "CHF"]
    assert [one.currency for one in found.concentration] == ["EUR", "CHF"]


def test_the_page_of_an_account_knows_late_deliveries_and_when_the_floor_is_crossed(store: Store) -> None:
    account = f.make_account(store)
    f.make_order(store, account, ago(40), 5, promised=ago(30), delivered=ago(29))
    f.make_order(store, account, ago(20), 5, promised=ago(10), delivered=ago(10))
    log_touch(store, account, NOW, value_given=True)
    found = account_detail(store, figures(store, account))
    assert (found.late, found.late_known) == (1, 2)
    assert found.crosses_floor == f.AS_OF + timedelta(days=90)


def test_what_is_gone_says_so(store: Store) -> None:
    with pytest.raises(NotFound):
        account_figures(store, 99, f.AS_OF)
    with pytest.raises(NotFound):
        set_tier(store, 99, "A", "x", NOW)


def test_a_word_stands_for_its_quarter_though_it_was_not_asked_again_and_settings_say_what_differs(
    store: Store,
) -> None:
    account = f.make_account(store)
    f.make_order(store, account, date(2025, 10, 15), 1000)
    f.make_order(store, account, date(2026, 10, 15), 800)
    f.make_review(store, account, ago(60), f.answered("bud.dir", "same"))
    review = f.make_review(
        store, account, ago(1), Answer("bud.dir", state=AnswerState.NOT_ASKED), finished=False
    )
    for change, differs in ((20, True), (21, False)):
        settings = FigureSettings(said_change=change)
        told = (
            account_figures(store, account, f.AS_OF, settings).said,
            brief(store, account, f.AS_OF, settings).said_bought,
            sheet(store, review, f.AS_OF, settings).panels.said_bought,
        )
        assert len(set(told)) == 1
        assert ("Bought 20 % less" in told[0]) is differs


def test_the_brief_and_the_table_agree_on_silence_by_the_settings_and_on_the_last_touch(store: Store) -> None:
    account = f.make_account(store)
    for days in (70, 60, 50, 40):
        f.make_order(store, account, ago(days), 100)
    f.make_review(store, account, ago(30))
    for alert, state in ((4, "silent"), (5, "late")):
        settings = FigureSettings(drift_alert=alert)
        found = account_figures(store, account, f.AS_OF, settings)
        shown = brief(store, account, f.AS_OF, settings)
        assert found.drift_state == shown.figures.drift_state == state
        assert found.contact.last == shown.last_touch == ago(30)


def test_credits_alone_are_a_revenue_of_none_and_no_order_day(store: Store) -> None:
    account = f.make_account(store)
    f.make_order(store, account, ago(1200), -100)
    found = figures(store, account)
    assert (found.revenue, found.known.orders.last_order, found.standing.tier) == (0, None, "-")
    f.make_order(store, account, ago(10), -50)
    assert figures(store, account).revenue == -500_000
    assert all_figures(store, f.AS_OF)[0].revenue == -500_000
