"""Exchange rates in the app: seen, added, changed, removed, and what the screens make of them at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from driver import open_app, reopened

from factories import AS_OF, make_account, make_order, make_store, moment
from reviewtui.services.rates import add_rate, all_rates
from reviewtui.storage.figures import rebuild_order_days
from reviewtui.tui.messages import Go

SINCE = AS_OF - timedelta(days=300)


@pytest.fixture
def store(tmp_path):
    """EUR 15 here and USD 100 there."""
    store = make_store(tmp_path)
    for name, code, amount in (("Euro", "EUR", 15), ("Dollar", "USD", 100)):
        make_order(store, make_account(store, name, currency=code), AS_OF - timedelta(days=20), amount)
    return store


def kept(store) -> list[str]:
    return [f"{one.source} {one.target} {one.day} {one.rate}" for one in all_rates(reopened(store.path))]


async def test_a_rate_is_added_and_the_tiers_behind_it_follow(store):
    async with open_app(store.path, Go("accounts")) as user:
        await user.sees("Dollar")
        assert "dated rates" not in user.screen_text()
        await user.press("T")
        await user.sees("1 buyer")
        await user.press("X")
        await user.sees("No rate leads from USD to EUR.")
        await user.press("n")
        await user.write("usd")
        await user.sees("= USD")
        await user.press("tab", "tab")
        await user.write("300 days ago")
        await user.press("tab")
        await user.write("0,8")
        await user.sees("= 0.8")
        await user.press("enter")
        await user.sees(f"USD to EUR  from {SINCE}")
        assert "No rate leads" not in user.screen_text()
        await user.press("escape")
        await user.sees("EUR 95 net in 12 months")
        assert f"the newest: USD at 0.8 of {SINCE}" in user.screen_text()
    assert kept(store) == [f"USD EUR {SINCE} 0.8"]


async def test_a_rate_is_changed_and_removed_and_taking_back_brings_it_back(store):
    add_rate(store, "USD", "EUR", "0.8", moment(), SINCE)
    add_rate(store, "USD", "EUR", "0.9", moment(second=1), AS_OF)
    async with open_app(store.path, Go("accounts")) as user:
        await user.sees("Dollar")
        await user.sees("dated rates (X)")
        await user.press("X")
        await user.sees("0.9")
        await user.press("down", "enter")
        await user.sees(f"USD to EUR from {SINCE}")
        await user.write("0.85")
        await user.press("enter")
        await user.sees("0.85")
        assert f"from {SINCE}" in user.row("0.85")
        await user.press("x")
        await user.until(lambda: "0.85" not in user.screen_text(), "the row is gone")
        assert kept(store) == [f"USD EUR {AS_OF} 0.9"]
        await user.press("escape")
        await user.until(lambda: user.screen.PLACE == "accounts", "the table")
        await user.press("u", "y")
        await user.until(lambda: len(kept(store)) == 2, "the rate is back")
    assert kept(store)[1] == f"USD EUR {SINCE} 0.85"


async def test_what_is_no_rate_is_said_and_nothing_is_kept(store):
    async with open_app(store.path, Go("today")) as user:
        await user.sees("Today")
        await user.press("X")
        await user.sees("None yet; n adds one.")
        await user.press("n")
        await user.write("dollars")
        await user.sees("? 'dollars' is no currency")
        await user.press("ctrl+u")
        await user.write("EUR")
        await user.press("tab", "tab", "tab")
        await user.write("1,234")
        await user.sees("? 1,234 may be 1234 or 1.234")
        await user.press("ctrl+u")
        await user.write("0.9")
        await user.press("enter")
        await user.sees("EUR to EUR needs no rate")
        await user.press("escape")
        await user.sees("This is not saved yet.")
        await user.press("down", "down", "enter")
        await user.sees("None yet; n adds one.")
    assert kept(store) == []


async def test_an_account_names_the_rates_it_is_ranked_and_summed_by_whole_at_80_columns(store):
    clinic = make_account(store, "Clinic", currency="CHF")
    make_order(store, clinic, AS_OF - timedelta(days=10), 50)
    foreign = [make_order(store, clinic, AS_OF - timedelta(days=9), amount) for amount in (100, 30)]
    with store.write("other currencies", moment(), journal=False) as w:
        for order, code in zip(foreign, ("USD", "GBP"), strict=True):
            w.change("orders", order, currency=code)
        rebuild_order_days(w.db, [clinic])
    add_rate(store, "CHF", "USD", "1.25", moment(second=1), SINCE)
    add_rate(store, "USD", "EUR", "0.8", moment(second=2), SINCE)
    async with open_app(store.path, Go("account", account_id=clinic)) as user:
        # 50 + 100 / 1.25; the pounds are in no sum.
        await user.sees("CHF 130")
        await user.sees("ranked by EUR 130: CHF by USD at 1.25")
        screen = " ".join(user.screen_text().split())
        assert f"at 1.25 of {SINCE} x 0.8 of {SINCE}" in screen
        assert f"converted: USD at 1/1.25 of {SINCE}" in screen
        assert "without GBP 30 in 1 order: no rate to CHF" in screen
        await user.press("O")
        await user.sees("CHF 130 in 12 months, 2 orders")
        assert "without GBP 30 in 1 order: no rate to CHF" in user.screen_text()
