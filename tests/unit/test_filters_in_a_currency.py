"""Amounts with a currency in the filter: what they are held against, and what is said where they cannot be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import AS_OF, make_account, make_order, make_store, moment
from reviewtui.domain.filter_subjects import subject_of
from reviewtui.domain.filters import Condition, Subject, parse_filter
from reviewtui.services.accounts import knowing
from reviewtui.services.figures import all_figures
from reviewtui.services.rates import add_rate

SINCE = AS_OF - timedelta(days=300)
DOLLAR = Subject(
    1, "Dollar", {"currency": ("USD",), "ranked": ("EUR",)}, {"revenue": 12_000.0, "ranked": 9_600.0}, frozenset()
)  # fmt: skip
APART = Subject(
    2, "Apart", {"currency": ("USD",), "ranked": ("USD",)}, {"revenue": 12_000.0, "ranked": 12_000.0}, frozenset()
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number", "currency", "words"),
    [
        ("revenue>10k EUR", 10_000, "EUR", ""),
        ("revenue > 10k EUR", 10_000, "EUR", ""),
        ("revenue>=1.5m USD tools", 1_500_000, "USD", "tools"),
        ("revenue>10keur", 10_000, "EUR", ""),
        ("revenue:<5 CHF", 5, "CHF", ""),
        ("revenue<1,5EUR", 1.5, "EUR", ""),
        ("revenue>10k", 10_000, "", ""),
        ("revenue>10k eur", 10_000, "", "eur"),
        ("revenue>10k ABC", 10_000, "", "ABC"),
        ('revenue>10k "EUR"', 10_000, "", "EUR"),
        ("orders>10 EUR", 10, "", "EUR"),
    ],
)
def test_a_currency_behind_an_amount_of_revenue_is_that_of_the_amount(text, number, currency, words):
    found = parse_filter(text)
    assert found.problem == ""
    (one,) = found.conditions
    assert isinstance(one, Condition)
    assert (one.number, one.currency, found.text) == (number, currency, words)
    assert found.asks_money is bool(currency)


def test_an_account_is_held_against_it_in_its_own_currency_or_the_one_it_is_ranked_in():
    passing = [
        (text, parse_filter(text).holds(DOLLAR), parse_filter(text).holds(APART))
        for text in (
            "revenue>9k EUR",
            "revenue>10k EUR",
            "revenue>11k USD",
            "revenue>1 GBP",
            "-revenue>1 GBP",
            "revenue>10k",
        )
    ]
    assert passing == [
        ("revenue>9k EUR", True, False), ("revenue>10k EUR", False, False), ("revenue>11k USD", True, True),
        ("revenue>1 GBP", False, False), ("-revenue>1 GBP", True, True), ("revenue>10k", True, True),
    ]  # fmt: skip


def test_what_is_no_amount_is_still_said():
    assert "is no number" in parse_filter("revenue>EUR").problem
    assert "is no number" in parse_filter("revenue>10kXYZ").problem
    assert "is no number" in parse_filter("orders>10EUR").problem


@pytest.fixture
def store(tmp_path):
    found = make_store(tmp_path)
    for name, code, amount in (("Euro", "EUR", 15), ("Dollar", "USD", 100), ("Idle", "GBP", 0)):
        account = make_account(found, name, currency=code)
        if amount:
            make_order(found, account, AS_OF - timedelta(days=20), amount)
    return found


def passing(store, text: str) -> list[str]:
    wanted = knowing(store, parse_filter(text), AS_OF)
    assert wanted.problem == ""
    found = [subject_of(one) for one in all_figures(store, AS_OF)]
    return [one.name for one in found if wanted.holds(one)]


def test_with_rates_all_accounts_are_held_against_an_amount_in_the_currency_of_the_file(store):
    add_rate(store, "USD", "EUR", "0.8", moment(), SINCE)
    assert passing(store, "revenue>15 EUR") == ["Dollar"]
    assert passing(store, "revenue>=15 EUR revenue<80 EUR") == ["Euro"]
    assert passing(store, "revenue=80 EUR") == ["Dollar"]
    assert passing(store, "revenue=100") == ["Dollar"]


def test_without_a_rate_and_in_a_currency_that_is_not_that_of_the_file_it_says_so(store):
    said = knowing(store, parse_filter("revenue>15 EUR tools"), AS_OF)
    assert said.problem == "A rate from USD to EUR is missing, so accounts in it do not pass (X adds one)."
    assert len(said.conditions) == 1
    said = knowing(store, parse_filter("revenue>15 USD tier:A"), AS_OF)
    assert said.problem == "Amounts of all accounts are not compared in USD: write revenue>5 EUR."
    assert [one.key for one in said.conditions] == ["tier"]
    assert knowing(store, parse_filter("revenue>15"), AS_OF).problem == ""
