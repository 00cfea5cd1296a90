"""Today: who is due and why, what is overdue, and the order of it all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import factories as f
from reviewtui.domain.figure_settings import USUAL
from reviewtui.domain.today import Today
from reviewtui.services.account_plan import set_tier
from reviewtui.services.accounts import account_names, account_order, archive_account
from reviewtui.services.reviews import discard, reopen
from reviewtui.services.today import due_page, keep_figures, today
from reviewtui.storage.store import Store

AS_OF = f.AS_OF


@pytest.fixture(params=["stored figures", "figures of another date"])
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Store:
    made = f.make_store(tmp_path)
    keep_figures(made, f.moment(AS_OF if request.param == "stored figures" else AS_OF - timedelta(days=40)))
    return made


def due(found: Today) -> list[str]:
    return [one.account for one in found.due]


def test_accounts_stand_in_the_order_of_their_net_revenue_with_unknown_ones_last(store: Store) -> None:
    small, big = f.make_account(store, "Small"), f.make_account(store, "Big")
    f.make_account(store, "b without orders")
    f.make_account(store, "A without orders")
    f.make_order(store, small, AS_OF - timedelta(days=5), 100)
    f.make_order(store, big, AS_OF - timedelta(days=9), 900)
    assert due(today(store, AS_OF)) == ["Big", "Small", "A without orders", "b without orders"]


def test_no_amount_is_held_against_one_in_another_currency(store: Store) -> None:
    wanted = [
        ("own big", "", 200),
        ("own small", "EUR", 100),
        ("franc big", "CHF", 900),
        ("franc small", "CHF", 50),
    ]
    wanted += [("yen", "JPY", 90_000)]
    for name, currency, amount in reversed(wanted):
        account = f.make_account(store, name, currency=currency)
        f.make_order(store, account, AS_OF - timedelta(days=5), amount)
    f.make_account(store, "without orders", currency="CHF")
    names = [*(name for name, *_ in wanted), "without orders"]
    assert due(today(store, AS_OF)) == names
    pages = [due_page(store, AS_OF, at, 2) for at in range(7)]
    assert [[one.account for one in page] for page in pages] == [names[at : at + 2] for at in range(7)]
    listed = dict(account_names(store))
    by_revenue = [listed[one] for one in account_order(store, AS_OF, "revenue", descending=True)]
    assert by_revenue == names
    upwards = [listed[one] for one in account_order(store, AS_OF, "revenue")]
    assert upwards == ["own small", "own big", "franc small", "franc big", "yen", "without orders"]


@pytest.mark.parametrize(("held", "is_due"), [(date(2026, 8, 20), True), (date(2026, 8, 21), False)])
def test_a_review_is_due_when_the_last_one_is_three_months_old(
    store: Store, held: date, is_due: bool
) -> None:
    acme = f.make_account(store)
    f.make_review(store, acme, held)
    found = today(store, AS_OF)
    assert (due(found) == ["Acme"]) is is_due
    assert found.due_count == int(is_due)
    if is_due:
        assert found.due[0].last_review == held


def shared_out(store: Store) -> None:
    """Accounts of every tier as of AS_OF, each with a review on the same day."""
    held = AS_OF - timedelta(days=130)
    for name, amount in (("A", 800), ("B", 150), ("C", 50), ("-", None)):
        account = f.make_account(store, name)
        if amount is not None:
            for days in (300, 60):
                f.make_order(store, account, AS_OF - timedelta(days=days), amount)
        f.make_review(store, account, held)


@pytest.mark.parametrize(
    ("days", "names"),
    [(-60, []), (0, ["A", "-"]), (60, ["A", "B", "-"]), (234, ["A", "B", "-"]), (235, ["A", "B", "C", "-"])],
)
def test_a_review_is_due_by_the_rhythm_of_the_tier(store: Store, days: int, names: list[str]) -> None:
    shared_out(store)
    found = today(store, AS_OF + timedelta(days=days))
    assert due(found) == names
    assert found.due_count == len(names)


def test_a_tier_by_hand_and_settings_move_the_day_of_the_next_review(store: Store) -> None:
    shared_out(store)
    with store.read() as r:
        small = r.accounts.by_name("C")[0].id
    set_tier(store, small, "A", "they will grow", f.moment())
    assert due(today(store, AS_OF)) == ["A", "C", "-"]
    yearly = replace(USUAL, review_months={"A": 12, "B": 3, "C": 3, "N": 12})
    assert due(today(store, AS_OF, yearly)) == ["B"]
    assert due(today(store, AS_OF)) == ["A", "C", "-"]
    keep_figures(store, f.moment(), yearly)
    assert due(today(store, AS_OF)) == due(today(store, AS_OF, yearly)) == ["B"]
    assert due(today(store, AS_OF, USUAL)) == ["A", "C", "-"]


def test_orders_of_one_account_move_the_review_of_another_that_loses_its_tier(store: Store) -> None:
    shared_out(store)
    f.make_order(store, f.make_account(store, "New and large"), AS_OF, 100_000)
    assert due(today(store, AS_OF)) == ["New and large", "-"]


def test_a_review_of_another_template_does_not_count_as_the_quarterly_one(store: Store) -> None:
    from reviewtui.services.templates import packaged_template

    f.make_review(store, f.make_account(store), AS_OF, template=packaged_template("pulse"))
    assert due(today(store, AS_OF)) == ["Acme"]


def test_an_account_whose_review_is_running_stands_there_and_not_among_the_due(store: Store) -> None:
    review_id = f.make_review(store, f.make_account(store), AS_OF, finished=False)
    found = today(store, AS_OF)
    assert [line.id for line in found.in_progress] == [review_id]
    assert found.in_progress[0].account == "Acme"
    assert found.due == ()
    discard(store, review_id, f.moment())
    assert due(today(store, AS_OF)) == ["Acme"]


def test_a_reopened_review_is_in_progress_again(store: Store) -> None:
    review_id = f.make_review(store, f.make_account(store), AS_OF)
    assert today(store, AS_OF).in_progress == ()
    reopen(store, review_id, f.moment())
    assert len(today(store, AS_OF).in_progress) == 1


def test_archived_accounts_wait_for_nothing(store: Store) -> None:
    acme = f.make_account(store)
    f.make_action(store, acme, "Send quote", AS_OF, due=AS_OF - timedelta(days=1))
    archive_account(store, acme, f.moment())
    found = today(store, AS_OF)
    assert (found.due, found.due_count, found.overdue_count, found.accounts) == ((), 0, 0, 0)
    archive_account(store, acme, f.moment(), archived=False)
    assert today(store, AS_OF).due_count == 1


def test_actions_fall_into_overdue_today_and_the_rest_of_the_week(store: Store) -> None:
    acme = f.make_account(store)
    for days, title in ((-1, "late"), (0, "now"), (2, "sunday"), (3, "monday")):
        f.make_action(store, acme, title, AS_OF, due=AS_OF + timedelta(days=days))
    f.make_action(store, acme, "whenever", AS_OF)
    found = today(store, AS_OF)
    lists = (found.overdue_actions, found.due_actions, found.week_actions)
    assert [[a.title for a in actions] for actions in lists] == [["late"], ["now"], ["sunday"]]
    assert (found.overdue_count, found.due_actions_count, found.week_count) == (1, 1, 1)


def test_an_earlier_day_shows_what_was_open_then(store: Store) -> None:
    acme = f.make_account(store)
    done = {"status": "done", "done_on": AS_OF}
    f.make_action(
        store, acme, "done since", AS_OF - timedelta(days=20), due=AS_OF - timedelta(days=10), **done
    )
    f.make_action(store, acme, "made since", AS_OF, due=AS_OF - timedelta(days=10))
    week_before = today(store, AS_OF - timedelta(days=7))
    assert [a.title for a in week_before.overdue_actions] == ["done since"]
    assert [a.title for a in today(store, AS_OF).overdue_actions] == ["made since"]


def test_long_lists_come_in_pages_that_join_without_a_gap(store: Store) -> None:
    for number in range(12):
        f.make_account(store, f"Account {number:02}")
    first = today(store, AS_OF, first=5)
    rest = due_page(store, AS_OF, 5, 5) + due_page(store, AS_OF, 10, 5)
    assert first.due_count == 12
    assert [d.account for d in (*first.due, *rest)] == [f"Account {n:02}" for n in range(12)]


def test_two_dates_asked_of_one_open_file_do_not_mix(store: Store) -> None:
    f.make_review(store, f.make_account(store), date(2026, 8, 25))
    assert today(store, AS_OF).due_count == 0
    assert today(store, date(2026, 11, 30)).due_count == 1
    assert today(store, AS_OF).due_count == 0
