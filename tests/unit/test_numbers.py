from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.domain.money import Money, format_money
from reviewtui.domain.numbers import (
    half_even,
    plain,
    readings,
    understand_number,
    understand_percent,
    understand_rating,
)
from reviewtui.domain.orders import average


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1234", ["1234"]),
        ("1,234", ["1234", "1.234"]),
        ("1.234", ["1234", "1.234"]),
        ("-1,234", ["-1234", "-1.234"]),
        ("1,234,567", ["1234567"]),
        ("1.234.567", ["1234567"]),
        ("1.234,56", ["1234.56"]),
        ("1,234.56", ["1234.56"]),
        ("1'234.50", ["1234.50"]),
        ("1 234,567", ["1234.567"]),
        ("1\u202f234", ["1234"]),
        ("12,34,567.5", ["1234567.5"]),
        ("0,123", ["0.123"]),
        ("1234,567", ["1234.567"]),
        (".5", ["0.5"]),
        ("12,5", ["12.5"]),
        ("(12)", ["-12"]),
        ("12-", ["-12"]),
        ("\u221212", ["-12"]),
        ("-(12)", []),
        ("--12", []),
        ("12.", []),
        ("1,23,4", []),
        ("1.2.3", []),
        ("1.234,567,8", []),
        ("1e5", []),
        ("٣", []),
        ("NaN", []),
        ("", []),
        ("9" * 31, []),
    ],
)
def test_every_reading_of_a_number_is_found(text: str, found: list[str]) -> None:
    assert readings(text) == tuple(map(Decimal, found))


def test_a_known_decimal_mark_settles_the_doubt() -> None:
    assert readings("1,234", ".") == (Decimal(1234),)
    assert readings("1,234", ",") == (Decimal("1.234"),)
    assert readings("1.234,5", ".") == ()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_written_number_is_read_back(number: Decimal) -> None:
    assert readings(plain(number), ".") == (number,)
    assert readings(plain(number, decimal=",", group="."), ",") == (number,)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789.,+-% kmt()~'")), max_size=70))
def test_no_text_breaks_the_readers(text: str) -> None:
    for read in (understand_number, understand_percent, understand_rating):
        understood = read(text)
        assert understood.ok or understood.problem or understood.empty


@pytest.mark.parametrize(
    ("text", "value", "echo"),
    [
        ("12", "12", "12"),
        ("1.5", "1.5", "1.5"),
        ("1,5", "1.5", "1.5"),
        ("~12", "12", "about 12"),
        ("~ 12", "12", "about 12"),
        ("12k", "12000", "12,000"),
        ("-3", "-3", "-3"),
        ("1,234,567", "1234567", "1,234,567"),
    ],
)
def test_a_number_is_understood_and_echoed(text: str, value: str, echo: str) -> None:
    understood = understand_number(text)
    assert str(understood.value) == value
    assert understood.echo == echo


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3-4", "range"),
        ("3 to 4", "range"),
        ("1,234", "1,234 may be 1234 or 1.234"),
        ("many", "not understood"),
        ("~", "not understood"),
    ],
)
def test_a_doubtful_number_is_refused_with_the_reason(text: str, reason: str) -> None:
    understood = understand_number(text)
    assert understood.value is None
    assert reason in (understood.problem or "")


@pytest.mark.parametrize(
    ("text", "value", "echo"),
    [
        ("8", "8", "8 %"),
        ("+8%", "8", "+8 %"),
        ("8 %", "8", "8 %"),
        ("-12,5", "-12.5", "-12.5 %"),
        ("-100", "-100", "-100 %"),
        ("1000 %", "1000", "1,000 %"),
        ("~20%", "20", "about 20 %"),
    ],
)
def test_a_percentage_is_understood(text: str, value: str, echo: str) -> None:
    understood = understand_percent(text)
    assert understood.value == Decimal(value)
    assert understood.echo == echo


@pytest.mark.parametrize("text", ["-101", "1001", "8%%", "5-10%", "%", "1,234", "eight"])
def test_a_percentage_outside_the_range_or_in_doubt_is_refused(text: str) -> None:
    assert understand_percent(text).problem


def test_a_rating_is_a_whole_number_from_0_to_10() -> None:
    assert [understand_rating(text).value for text in ("0", "7", "10", "t", "T", "7/10", " 3 ")] == [
        0, 7, 10, 10, 10, 7, 3,
    ]  # fmt: skip
    for text in ("11", "-1", "7.5", "7-8", "ten", "²", "٣"):
        assert understand_rating(text).value is None
        assert understand_rating(text).problem


def test_an_empty_field_is_no_fault() -> None:
    for read in (understand_number, understand_percent, understand_rating):
        assert read("  ").empty
        assert not read("").ok


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (0.225, 2, 0.22),
        (0.235, 2, 0.24),
        (0.15, 1, 0.2),
        (0.25, 1, 0.2),
        (2.675, 2, 2.68),
        (-0.125, 2, -0.12),
        (9, 2, 9),
    ],
)
def test_a_half_is_shown_as_the_even_digit_whatever_the_binary_number_behind_it(
    value: float, places: int, shown: float
) -> None:
    assert half_even(value, places) == shown


def test_an_average_shown_in_cents_is_rounded_once() -> None:
    assert average(100_500, 10) == 10_050
    assert [format_money(Money(average(total, 3) or 0, "EUR")).strip() for total in (30_151, 30_149)] == [
        "EUR 1.01",
        "EUR 1.00",
    ]
    assert average(-30_151, 3) == -10_051
    assert average(5, 0) is None
