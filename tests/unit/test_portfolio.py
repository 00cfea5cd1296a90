"""The figures behind the table: the same as of all accounts, and after a change only of who was written to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import AS_OF, make_account, make_order, make_store, moment
from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.figure_settings import USUAL, read_settings
from reviewtui.services.account_plan import set_tier
from reviewtui.services.figures import all_figures
from reviewtui.services.portfolio import Portfolio
from reviewtui.services.touches import log_touch


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path)
    for number in range(6):
        account = make_account(store, f"Account {number}", currency="EUR")
        for days in (5, 45, 80, 300):
            make_order(store, account, AS_OF - timedelta(days=days), 100 * (number + 1))
    return store


def whole(store) -> Portfolio[AccountFigures]:
    portfolio: Portfolio[AccountFigures] = Portfolio(lambda one: one)
    for part in portfolio.begin(store, AS_OF):
        portfolio.read_part(store, part)
    portfolio.done()
    return portfolio


def now(store) -> dict[int, AccountFigures]:
    return {one.known.account_id: one for one in all_figures(store, AS_OF, archived=True)}


def test_it_holds_what_the_figures_of_all_accounts_are(store):
    assert whole(store).lines == now(store)


def test_a_touch_reads_one_account_again_and_no_other(store):
    portfolio = whole(store)
    before = dict(portfolio.lines)
    log_touch(store, 3, moment(), topic="prices")
    assert portfolio.again(store, AS_OF, USUAL)
    assert {one for one in before if portfolio.lines[one] is not before[one]} == {3}
    assert portfolio.lines == now(store)
    assert portfolio.again(store, AS_OF, USUAL), "nothing more was written"


def test_what_moves_the_ranking_another_day_or_another_setting_asks_for_all(store):
    portfolio = whole(store)
    set_tier(store, 2, "A", "family", moment())
    assert not portfolio.again(store, AS_OF, USUAL)
    assert not portfolio.again(store, AS_OF, USUAL), "until all were read"
    assert not whole(store).again(store, AS_OF + timedelta(days=1), USUAL)
    assert not whole(store).again(store, AS_OF, read_settings({"tier_a": 50})[0])
    fresh = whole(store)
    with store.write("year", moment(), journal=False) as w:
        w.set_setting("first_month", "7")
    assert not fresh.again(store, AS_OF, USUAL)
    fresh = whole(store)
    make_account(store, "New")
    log_touch(store, 7, moment(), topic="hello")
    assert not fresh.again(store, AS_OF, USUAL)
