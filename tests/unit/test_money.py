from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.domain.currencies import decimal_places, is_currency
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.money import MAX_PARTS, UNIT, Money, format_money, parse_amount, understand_money

AMOUNTS = st.integers(-(10**16), 10**16)


def eur(units: str) -> Money:
    return Money.of(Decimal(units), "EUR")


@pytest.mark.parametrize(
    ("amount", "places", "shown"),
    [
        (1_265_793_0395, 2, "1265793.04"),
        (50, 2, "0.00"),
        (150, 2, "0.02"),
        (250, 2, "0.02"),
        (-50, 2, "0.00"),
        (-150, 2, "-0.02"),
        (15_000, 0, "2"),
        (25_000, 0, "2"),
        (12_345, 4, "1.2345"),
        (-12_345, 3, "-1.234"),
        (12_355, 3, "1.236"),
        (-9_999_999, 2, "-1000.00"),
    ],
)
def test_an_amount_is_rounded_once_half_even(amount: int, places: int, shown: str) -> None:
    assert Money(amount, "EUR").to_decimal_string(places) == shown


@given(AMOUNTS, st.integers(0, 4))
def test_rounding_agrees_with_exact_arithmetic(amount: int, places: int) -> None:
    exact = (Decimal(amount) / UNIT).quantize(Decimal(1).scaleb(-places))
    assert Decimal(Money(amount, "EUR").to_decimal_string(places)) == exact


@given(AMOUNTS, st.sampled_from([(".", ","), (",", "."), (".", " "), (",", "'")]))
def test_a_shown_amount_is_read_back(amount: int, style: tuple[str, str]) -> None:
    money = Money(amount, "EUR")
    decimal, group = style
    shown = format_money(money, decimal=decimal, group=group, places=4, code=False)
    assert Money.of(parse_amount(shown, decimal=decimal), "EUR") == money
    full = format_money(money, decimal=decimal, group=group, places=4)
    assert understand_money(full, currency="USD", decimal=decimal).value == money


@given(AMOUNTS)
def test_an_echo_can_be_typed_again(amount: int) -> None:
    understood = understand_money(Money(amount, "EUR").to_decimal_string(4), currency="EUR", decimal=".")
    assert understood.value == Money(amount, "EUR")
    assert understand_money(understood.echo, currency="EUR", decimal=".").value == understood.value


def test_an_amount_on_a_screen_names_its_currency() -> None:
    assert format_money(eur("12000")) == "EUR 12,000.00"
    assert format_money(eur("-1234567.895"), decimal=",", group=".") == "EUR -1.234.567,90"
    assert format_money(Money.of(Decimal(1200), "JPY")) == "JPY 1,200"
    assert format_money(Money.of(Decimal("1.2345"), "KWD")) == "KWD 1.234"
    assert format_money(eur("12000"), places=0, code=False) == "12,000"


@pytest.mark.parametrize(
    ("units", "shown"),
    [
        ("0", "0"), ("-0.3", "0"), ("999.4", "999"), ("999.6", "1k"), ("12345", "12.3k"), ("12000", "12k"),
        ("99960", "100k"), ("950000", "950k"), ("999600", "1m"), ("1500000", "1.5m"), ("-12345", "-12.3k"),
        ("2000000000", "2bn"), ("123456789", "123m"),
    ],
)  # fmt: skip
def test_a_narrow_cell_gets_a_compact_amount(units: str, shown: str) -> None:
    assert format_money(eur(units), compact=True) == shown
    assert format_money(eur(units), compact=True, code=True) == f"EUR {shown}"


def test_only_one_currency_is_added_up() -> None:
    assert eur("1.5") + eur("2") == eur("3.5")
    assert eur("1.5") - eur("2") == -eur("0.5")
    with pytest.raises(InvalidInput, match="EUR and USD"):
        eur("1") + Money(1, "USD")
    with pytest.raises(InvalidInput):
        eur("1") - Money(1, "USD")


def test_what_a_64_bit_column_cannot_keep_is_refused() -> None:
    assert Money.of(Decimal(MAX_PARTS) / UNIT, "EUR").amount == MAX_PARTS
    with pytest.raises(InvalidInput):
        Money.of(Decimal(10) ** 15, "EUR")
    assert "more than can be kept" in (understand_money("999999bn", currency="EUR").problem or "")
    assert understand_money("9" * 29 + "bn", currency="EUR").problem


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("1 234,5", "1234.5"), ("(12)", "-12"),
        ("12-", "-12"), ("-12", "-12"), ("0", "0"), (" 7 ", "7"),
    ],
)  # fmt: skip
def test_an_amount_in_a_file_is_read(text: str, units: str) -> None:
    assert parse_amount(text) == Decimal(units)


@pytest.mark.parametrize("text", ["", "abc", "12k", "12 EUR", "1,2,3", "1e3", "--1", "0x1", "nan", "inf"])
def test_what_is_no_amount_in_a_file_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="not an amount"):
        parse_amount(text)


def test_an_ambiguous_amount_in_a_file_names_both_readings() -> None:
    with pytest.raises(InvalidInput, match=r"1234 or 1\.234"):
        parse_amount("1,234")
    assert parse_amount("1,234", decimal=".") == 1234
    assert parse_amount("1,234", decimal=",") == Decimal("1.234")


@pytest.mark.parametrize(
    ("text", "units", "currency"),
    [
        ("12k", "12000", "EUR"),
        ("12K", "12000", "EUR"),
        ("1.5m", "1500000", "EUR"),
        ("1,5 mio", "1500000", "EUR"),
        ("2bn", "2000000000", "EUR"),
        ("3*450", "1350", "EUR"),
        ("3 x 450", "1350", "EUR"),
        ("3×1.5k", "4500", "EUR"),
        ("1.234,56 EUR", "1234.56", "EUR"),
        ("€12k", "12000", "EUR"),
        ("12k€", "12000", "EUR"),
        ("$ 1,200", "1200", "USD"),
        ("us$ 5", "5", "USD"),
        ("1,200 GBP", "1200", "GBP"),
        ("chf 12.50", "12.5", "CHF"),
        ("(1,200)", "-1200", "EUR"),
        ("($12k)", "-12000", "USD"),
        ("12.50-", "-12.5", "EUR"),
        ("-5k", "-5000", "EUR"),
        ("+500", "500", "EUR"),
        ("-€5k", "-5000", "EUR"),
        ("1.234.567", "1234567", "EUR"),
        ("0.125", "0.125", "EUR"),
        ("0", "0", "EUR"),
    ],
)
def test_money_in_shorthand_is_understood(text: str, units: str, currency: str) -> None:
    understood = understand_money(text, currency="EUR")
    assert understood.value == Money.of(Decimal(units), currency)
    assert understood.ok
    assert understood.echo.startswith(currency)


def test_a_dollar_sign_means_the_accounts_own_dollar() -> None:
    own = understand_money("$5", currency="CAD").value
    assert own is not None
    assert own.currency == "CAD"


def test_a_change_in_percent_is_of_the_earlier_amount() -> None:
    base = eur("12000")
    assert understand_money("+8%", currency="EUR", base=base).value == eur("12960")
    assert understand_money("-8 %", currency="EUR", base=base).value == eur("11040")
    assert understand_money("+8%", currency="EUR", base=base).echo == "EUR 12,960.00 (+8 % of EUR 12,000.00)"
    assert understand_money("+8%", currency="EUR", base=Money(1_000, "USD")).value == Money(1_080, "USD")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("+8%", "no earlier amount"),
        ("8%", "+8% or -8%"),
        ("1,234", "1,234 may be 1234 or 1.234"),
        ("1.234", "1.234 may be 1234 or 1.234"),
        ("1.234k", "may be 1234000 or 1234"),
        ("1,234 KWD", "may be"),
        ("3*1,234", "may be"),
        ("EUR 5 * 3 USD", "two currencies"),
        ("12 foo", "not understood"),
        ("twelve", "not understood"),
        ("12 EUR USD", "not understood"),
        ("12**3", "not understood"),
        ("€", "not understood"),
        ("1" * 61, "too long"),
    ],
)
def test_doubtful_money_is_refused_with_the_reason(text: str, reason: str) -> None:
    understood = understand_money(text, currency="EUR")
    assert understood.value is None
    assert reason in (understood.problem or "")


def test_the_setting_for_the_decimal_mark_ends_the_doubt() -> None:
    assert understand_money("1,234", currency="EUR", decimal=".").value == eur("1234")
    assert understand_money("1,234", currency="EUR", decimal=",").value == eur("1.234")
    assert understand_money("€1.234", currency="EUR", decimal=".").value == eur("1.234")


@given(
    st.one_of(st.text(max_size=80), st.text(alphabet="0123456789.,+-*x%()kmbn €$EURusd'\u2212", max_size=30)),
    st.one_of(st.none(), st.builds(Money, AMOUNTS, st.just("USD"))),
)
def test_no_text_breaks_the_reader_of_money(text: str, base: Money | None) -> None:
    understood = understand_money(text, currency="EUR", base=base)
    assert understood.ok or understood.problem or understood.empty
    assert understood.value is None or abs(understood.value.amount) <= MAX_PARTS


def test_codes_of_currencies_are_known() -> None:
    assert is_currency("EUR")
    assert not is_currency("eur")
    assert not is_currency("FOO")
    assert [decimal_places(code) for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]
