"""Rates in a file: every figure follows them, whoever writes them, and the file is as before without them."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta

import pytest

from factories import AS_OF, make_account, make_order, make_store, moment, same_file
from reviewtui.domain.errors import InvalidInput, NotFound
from reviewtui.domain.money import Money, format_money
from reviewtui.domain.rate_words import rates_line
from reviewtui.services.account_history import purchases
from reviewtui.services.brief import brief
from reviewtui.services.calls import CallList
from reviewtui.services.figures import account_figures, all_figures, tiers
from reviewtui.services.rates import add_rate, all_rates, remove_rates, without_rate
from reviewtui.services.today import today
from reviewtui.services.undo import undo_last
from reviewtui.storage.examine import examine
from reviewtui.storage.figures import rebuild_order_days, store_figures

SINCE = AS_OF - timedelta(days=300)
LONG_AGO = AS_OF - timedelta(days=900)


def order(store, account: int, day: date, amount: int, currency: str) -> None:
    """An order over so many cents in a currency."""
    number = make_order(store, account, day, 1)
    with store.write("currency", moment(), journal=False) as w:
        w.change("orders", number, currency=currency, amount=amount * 100)
        rebuild_order_days(w.db, [account])


@pytest.fixture
def store(tmp_path):
    """Buy brings USD 100, which are EUR 80 at 1/1.25; Cut EUR 15, End EUR 5."""
    found = make_store(tmp_path)
    for name, own, amount in (("Buy", "USD", 100_00), ("Cut", "EUR", 15_00), ("End", "EUR", 5_00)):
        account = make_account(found, name, currency=own)
        order(found, account, LONG_AGO, 1_00, own)
        order(found, account, AS_OF - timedelta(days=30), amount, own)
    with found.write("figures", moment(), journal=False) as w:
        store_figures(w.db, AS_OF)
    return found


def letters(store) -> str:
    """The tiers of all accounts by their ids, the same from every computation there is."""
    found = "".join(one.standing.tier for one in all_figures(store, AS_OF))
    assert found == "".join(account_figures(store, n, AS_OF).standing.tier for n in range(1, len(found) + 1))
    calls = CallList()
    while calls.step(store, AS_OF):
        pass
    assert calls.calls is not None
    assert found == "".join(calls.calls.accounts[n].line.tier for n in range(1, len(found) + 1))
    view = {one.account_id: one.standing.tier for one in tiers(store, AS_OF).ranked}
    assert found == "".join(view[n] for n in range(1, len(found) + 1))
    sound = examine(store.path)
    assert (sound.figures_off, sound.order_days_off, sound.rates_off) == (0, 0, ())
    return found


def money(amount: int | None, code: str = "EUR") -> str:
    return format_money(Money(amount or 0, code))


def test_without_rates_each_currency_is_ranked_for_itself(store):
    assert letters(store) == "AAA"
    assert [one.currency for one in tiers(store, AS_OF).concentration] == ["EUR", "USD"]
    assert without_rate(store, AS_OF) == ("USD",)


def test_with_a_rate_all_stand_in_one_ranking_and_exactly_80_percent_ends_a(store):
    add_rate(store, "EUR", "USD", "1.25", moment(), SINCE)
    assert letters(store) == "ABC"
    view = tiers(store, AS_OF)
    assert [(one.name, money(one.revenue, one.currency)) for one in view.ranked] == [
        ("Buy", "EUR 80.00"), ("Cut", "EUR 15.00"), ("End", "EUR 5.00"),
    ]  # fmt: skip
    (all_of_it,) = view.concentration
    assert (all_of_it.currency, all_of_it.total, all_of_it.top_share) == ("EUR", 100 * 10_000, 0.8)
    assert (view.without_rate, without_rate(store, AS_OF)) == ((), ())
    found = account_figures(store, 1, AS_OF)
    assert (money(found.revenue, "USD"), found.standing.edge) == ("USD 100.00", True)


def test_a_rate_that_begins_after_an_order_leaves_its_whole_currency_a_ranking_of_its_own(store):
    order(store, make_account(store, "Far", currency="USD"), AS_OF - timedelta(days=2), 9_00, "USD")
    add_rate(store, "EUR", "USD", "1.25", moment(), AS_OF - timedelta(days=10))
    assert letters(store) == "AAAN"
    view = tiers(store, AS_OF)
    assert [one.currency for one in view.concentration] == ["EUR", "USD"]
    assert view.without_rate == ("USD",)
    assert rates_line(view.rates, view.without_rate).endswith(" No rate for older orders in USD.")
    assert without_rate(store, AS_OF) == ("older orders in USD",)


def test_a_rate_changed_or_removed_moves_everything_and_undo_brings_it_back(store):
    assert add_rate(store, "EUR", "USD", "1.25", moment(), SINCE).before == ""
    assert add_rate(store, "eur", "usd", "125", moment(second=1), SINCE).before == "1.25"
    assert letters(store) == "CAA"
    undo_last(store, moment(second=2))
    assert letters(store) == "ABC"
    assert [one.rate for one in remove_rates(store, "EUR", "USD", moment(second=3))] == ["1.25"]
    assert letters(store) == "AAA"
    undo_last(store, moment(second=4))
    assert letters(store) == "ABC"


def test_another_session_that_had_read_the_rates_sees_new_ones(store):
    add_rate(store, "EUR", "USD", "1.25", moment(), SINCE)
    other = same_file(store)
    assert letters(other) == "ABC"
    add_rate(store, "EUR", "USD", "125", moment(second=1), SINCE)
    assert letters(other) == "CAA"


def test_at_an_earlier_date_later_rates_are_not_there(store):
    add_rate(store, "EUR", "USD", "1.25", moment(), AS_OF - timedelta(days=20))
    add_rate(store, "USD", "EUR", "9", moment(), AS_OF + timedelta(days=20))
    day = LONG_AGO + timedelta(days=1)
    assert [one.currency for one in tiers(store, day).concentration] == ["EUR", "USD"]
    assert tiers(store, day).without_rate == ("USD",)


def test_orders_of_an_account_in_another_currency_are_in_its_own_sums_on_every_screen(store):
    order(store, 2, AS_OF - timedelta(days=5), 10_00, "USD")
    order(store, 2, AS_OF - timedelta(days=4), 7_00, "GBP")
    add_rate(store, "EUR", "USD", "1.25", moment(), SINCE)
    found = account_figures(store, 2, AS_OF)
    # 15 + 10 / 1.25, without the pounds
    assert (money(found.revenue), found.known.orders.orders_12m) == ("EUR 23.00", 2)
    assert [(one.currency, one.net, one.orders) for one in found.known.orders.left_out] == [
        ("GBP", 70_000, 1)
    ]
    own = brief(store, 2, AS_OF).figures
    assert (own.revenue_12m, own.orders_12m, own.converted) == (230_000, 2, found.known.orders.converted)
    assert sum(purchases(store, 2, AS_OF).nets) == 230_000
    with store.read() as r:
        (line,) = r.accounts.lines(AS_OF, [2])
    assert (line.revenue_12m, line.orders_12m) == (230_000, 2)


def test_reviews_due_and_the_order_by_revenue_hold_converted_amounts_against_each_other(store):
    def due() -> list[str]:
        return [one.account for one in today(store, AS_OF, first=-1).due]

    assert due() == ["Cut", "End", "Buy"]
    add_rate(store, "USD", "EUR", "0.1", moment(), SINCE)
    assert due() == ["Cut", "Buy", "End"]
    with store.read() as r:
        assert r.accounts.order(AS_OF, "revenue", descending=True) == (2, 1, 3)


def test_rates_are_listed_by_currencies_and_the_newest_first(store):
    for day, rate in ((SINCE, "0.9"), (AS_OF, "0.95")):
        add_rate(store, "USD", "EUR", rate, moment(), day)
    add_rate(store, "GBP", "EUR", "1.1", moment())
    assert [(one.source, one.day, one.rate) for one in all_rates(store)] == [
        ("GBP", AS_OF.isoformat(), "1.1"), ("USD", AS_OF.isoformat(), "0.95"), ("USD", SINCE.isoformat(), "0.9"),
    ]  # fmt: skip
    assert len(all_rates(store, "usd")) == 2
    assert all_rates(store, "EUR", "USD") == ()
    assert len(remove_rates(store, "USD", "EUR", moment(), SINCE)) == 1
    with pytest.raises(NotFound):
        remove_rates(store, "USD", "EUR", moment(), SINCE)
    with pytest.raises(InvalidInput):
        all_rates(store, "dollars")


def test_a_rate_of_the_same_day_typed_twice_is_one(store):
    add_rate(store, "USD", "EUR", "0.9", moment())
    add_rate(store, "USD", "EUR", "0.90", moment(second=60))
    assert len(all_rates(store)) == 1
    with store.read() as r:
        assert [one.label for one in r.journal.newest(2)] == [f"rate USD to EUR of {AS_OF}"]


def test_the_last_rate_gone_leaves_the_file_as_it_was(store):
    before = everything(store)
    add_rate(store, "USD", "EUR", "0.9", moment(), SINCE)
    assert everything(store) != before
    remove_rates(store, "USD", "EUR", moment(second=1))
    assert everything(store) == before


def everything(store) -> str:
    """Settings and stored figures, as one text."""
    db = sqlite3.connect(store.path)
    rows = [
        db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in ("setting", "account_figures")
    ]
    db.close()
    return json.dumps(rows)


def test_a_row_that_is_no_rate_converts_nothing_and_doctor_names_it(store):
    add_rate(store, "EUR", "USD", "1.25", moment(), SINCE)
    db = sqlite3.connect(store.path)
    db.execute("UPDATE rate SET rate='about 1'")
    db.commit()
    db.close()
    assert examine(store.path).rates_off == (f"EUR to USD of {SINCE} is 'about 1', no rate",)
    assert (
        "".join(one.standing.tier for one in all_figures(same_file(store), AS_OF - timedelta(days=1)))
        == "AAA"
    )


def test_whether_an_order_in_another_currency_is_a_large_one_is_said_in_that_of_the_account(store):
    order(store, 2, AS_OF - timedelta(days=200), 10_00, "EUR")
    order(store, 2, AS_OF - timedelta(days=8), 25_00, "USD")

    def large() -> list[str]:
        anchors = account_figures(store, 2, AS_OF).known.walked.anchors
        return [str(one.day) for one in anchors if one.day == AS_OF - timedelta(days=8)]

    assert large() == []
    add_rate(store, "USD", "EUR", "0.7", moment(), SINCE)
    assert large() == []
    add_rate(store, "USD", "EUR", "2", moment(second=1), SINCE)
    assert large() == [str(AS_OF - timedelta(days=8))]


@pytest.mark.parametrize("rates", [(), ("1.25",)], ids=["without rates", "with a rate"])
def test_who_buys_is_the_same_from_stored_figures_and_from_the_orders(store, rates):
    for own, currency in (("EUR", "EUR"), ("USD", "USD"), ("USD", "GBP")):
        order(
            store, make_account(store, f"Long ago {own} {currency}", currency=own), LONG_AGO, 4_00, currency
        )
    make_account(store, "Never ordered", currency="USD")
    for rate in rates:
        add_rate(store, "EUR", "USD", rate, moment(), SINCE)
    with store.read() as r:
        summed = r.figures.buyers(AS_OF, kept=False)
        assert r.figures.buyers(AS_OF) == summed
    assert [one.revenue for one in summed[3:]] == [0, 0, 0, None]
