"""Exchange rates worked by hand: which row applies, turned over, by a third currency, and sums that are rounded once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.foreign import foreign_words
from reviewtui.domain.money import Money, format_money
from reviewtui.domain.orders import OrderDay, OrderFigures, order_figures
from reviewtui.domain.rate_words import checked, in_words, rate_text
from reviewtui.domain.rates import SCALE, Rate, RateBook, newest, settled

AS_OF = date(2026, 11, 20)
ONE = 10_000


def book(*rows: str) -> RateBook:
    """Rates written ``USD EUR 2026-01-01 0.92``."""
    return RateBook.of(Rate(*row.split()) for row in rows)


def at(found: RateBook, source: str, target: str, day: str) -> Fraction | None:
    conversion = found.at(source, target, day)
    return Fraction(conversion.factor, SCALE) if conversion else None


def figures(rates: RateBook, *days: tuple[str, str, int], currency: str = "EUR") -> OrderFigures:
    """Of orders written (day, currency, amount in 1/100)."""
    found = [
        OrderDay(
            date.fromisoformat(day), code, amount * 100, min(amount, 0) * 100, int(amount > 0), 1
        ) for day, code, amount in days
    ]  # fmt: skip
    return order_figures(sorted(found, key=lambda one: one.day), currency, AS_OF, rates=rates)


def shown(amount: int, code: str) -> str:
    return format_money(Money(amount, code))


def test_of_two_currencies_the_newest_rate_that_is_not_after_the_day_applies():
    rates = book("USD EUR 2026-03-01 0.92", "USD EUR 2026-03-10 0.93", "USD EUR 2027-01-01 9")
    days = ("2026-02-28", "2026-03-01", "2026-03-09", "2026-03-10", "2026-12-31")
    assert [at(rates, "USD", "EUR", day) for day in days] == [
        None, Fraction("0.92"), Fraction("0.92"), Fraction("0.93"), Fraction("0.93"),
    ]  # fmt: skip


def test_a_rate_the_other_way_round_is_turned_over_to_18_decimals():
    assert at(book("EUR USD 2026-01-01 1.25"), "USD", "EUR", "2026-01-01") == Fraction("0.8")
    assert at(book("EUR USD 2026-01-01 3"), "USD", "EUR", "2026-01-01") == Fraction("0.333333333333333333")
    assert at(book("EUR USD 2026-01-01 1.5"), "USD", "EUR", "2026-01-01") == Fraction("0.666666666666666667")


def test_a_rate_as_typed_comes_before_one_that_is_turned_over_though_that_is_newer():
    rates = book("USD EUR 2026-01-01 0.9", "EUR USD 2026-06-01 1.25")
    assert at(rates, "USD", "EUR", "2026-07-01") == Fraction("0.9")
    assert at(rates, "EUR", "USD", "2026-07-01") == Fraction("1.25")
    assert at(rates, "EUR", "USD", "2026-05-01") == Fraction("1.111111111111111111")
    assert at(
        book("USD EUR 2026-06-01 0.9", "EUR USD 2026-01-01 1.25"), "USD", "EUR", "2026-05-01"
    ) == Fraction("0.8")


def test_two_rates_lead_by_a_third_currency_and_three_lead_nowhere():
    rates = book("EUR USD 2026-01-01 1.25", "EUR GBP 2026-02-01 0.8", "GBP SEK 2026-01-01 13")
    assert at(rates, "USD", "GBP", "2026-01-31") is None
    assert at(rates, "USD", "GBP", "2026-02-01") == Fraction("0.64")
    assert at(rates, "USD", "SEK", "2026-03-01") is None


def test_of_several_ways_the_one_whose_older_rate_is_the_newest_is_taken_equals_by_code():
    rates = book(
        "USD CHF 2026-03-01 1", "CHF EUR 2026-01-01 2", "USD GBP 2026-02-01 3", "GBP EUR 2026-02-01 1", "USD DKK 2026-02-01 5",
        "DKK EUR 2026-02-01 1",
    )  # fmt: skip
    assert at(rates, "USD", "EUR", "2026-04-01") == 5
    assert at(rates, "USD", "EUR", "2026-01-31") is None


def test_nothing_leads_from_or_to_no_currency():
    assert book("USD EUR 2026-01-01 1").at("", "EUR", "2026-02-01") is None
    assert not RateBook()


def test_orders_and_credits_in_another_currency_count_at_the_rate_of_their_day():
    rates = book("USD EUR 2026-01-01 0.92", "USD EUR 2026-11-05 0.93")
    found = figures(
        rates, ("2026-11-02", "USD", 100_00), ("2026-11-03", "EUR", 50_00), ("2026-11-10", "USD", -20_00)
    )
    # 100 x 0.92 + 50 - 20 x 0.93
    assert shown(found.revenue_12m, "EUR") == "EUR 123.40"
    assert (found.orders_12m, shown(found.average_order or 0, "EUR")) == (2, "EUR 71.00")
    assert shown(found.quarters[-1], "EUR") == "EUR 123.40"
    assert [in_words(one) for one in found.converted] == ["USD at 0.93 of 2026-11-05, the last of 2"]
    assert found.left_out == ()


def test_what_no_rate_leads_from_is_in_no_sum_and_in_no_count_and_is_named():
    rates = book("USD EUR 2026-11-01 0.9")
    found = figures(
        rates, ("2026-10-31", "USD", 70_00), ("2026-11-01", "USD", 10_00), ("2026-11-02", "GBP", 30_00),
        ("2026-11-03", "GBP", -5_00), ("2025-06-01", "SEK", 90_00), ("2026-11-03", "EUR", 1_00),
    )  # fmt: skip
    assert (shown(found.revenue_12m, "EUR"), found.orders_12m) == ("EUR 10.00", 2)
    assert [one.text for one in foreign_words(found, shown)] == [
        "converted: USD at 0.9 of 2026-11-01",
        "without GBP 25.00 in 1 order: no rate to EUR",
        "without older orders in SEK: no rate to EUR",
        "without USD 70.00 in 1 order: no rate to EUR",
    ]


def test_order_days_rhythm_and_orders_of_the_quarter_are_those_of_every_currency():
    found = figures(book(), *((f"2026-11-{day:02}", "GBP", 5_00) for day in (2, 4, 6, 8)))
    assert (found.order_days, found.rhythm, found.orders_now, found.orders_12m) == (4, 2, 4, 0)


def test_a_sum_is_rounded_once_when_it_is_shown_and_no_order_by_itself():
    rates = book("USD EUR 2026-01-01 0.5049")
    ten = [(f"2026-11-{day:02}", "USD", 1) for day in range(1, 11)]
    assert shown(figures(rates, *ten).revenue_12m, "EUR") == "EUR 0.05"


@pytest.mark.parametrize(
    ("exact", "kept", "cents"),
    [
        ("250", 250, "0.02"), ("250.0001", 251, "0.03"), ("249.9999", 249, "0.02"), ("350", 350, "0.04"),
        ("-250", -250, "-0.02"), ("-250.0001", -251, "-0.03"), ("-249.9999", -249, "-0.02"), ("0.4", 1, "0.00"),
    ],
)  # fmt: skip
def test_a_sum_that_does_not_go_in_whole_is_never_taken_for_a_half(exact: str, kept: int, cents: str):
    value = Fraction(exact) * SCALE
    assert value.denominator == 1
    assert settled(int(value), SCALE) == kept
    assert shown(kept, "EUR") == f"EUR {cents}".replace("EUR -", "EUR -")


def test_the_words_name_both_rates_of_a_way_by_a_third_currency():
    rates = book("EUR USD 2026-01-02 1.087", "EUR GBP 2026-01-01 0.86")
    conversion = rates.at("USD", "GBP", "2026-02-01")
    assert conversion is not None
    (said,) = newest({"USD": [conversion]}, "GBP")
    assert in_words(said) == "USD by EUR at 1/1.087 of 2026-01-02 x 0.86 of 2026-01-01"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0.92", "0.92"),
        ("0,92", "0.92"),
        ("1.087", "1.087"),
        ("00.9200", "0.92"),
        (" 130 ", "130"),
        ("1'234.5", "1234.5"),
    ],
)
def test_a_typed_rate_is_kept_exactly_and_without_idle_zeros(typed: str, kept: str):
    assert rate_text(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "0", "-1", "x", "1,234", "1e5", "nan", "0.1234567890123456789", "1" * 14]
)
def test_what_is_no_rate_or_may_be_two_is_refused(typed: str):
    with pytest.raises(InvalidInput):
        rate_text(typed)


def test_currencies_are_known_codes_and_two():
    assert checked("usd", " EUR ") == ("USD", "EUR")
    for pair in (("USD", "USD"), ("XYZ", "EUR"), ("", "EUR"), ("EUR", "dollars")):
        with pytest.raises(InvalidInput):
            checked(*pair)
