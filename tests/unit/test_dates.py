from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.domain.dates import date_echo, read_date, short_date, understand_date

SUNDAY = date(2026, 11, 22)
THURSDAY = date(2026, 11, 19)
FRIDAY = date(2026, 11, 20)
DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-19"),
        ("tod", "2026-11-19"),
        ("tmr", "2026-11-20"),
        ("tomorrow", "2026-11-20"),
        ("yesterday", "2026-11-18"),
        ("fri", "2026-11-20"),
        ("Friday", "2026-11-20"),
        ("thu", "2026-11-26"),
        ("wed", "2026-11-25"),
        ("this fri", "2026-11-20"),
        ("this thu", "2026-11-19"),
        ("next fri", "2026-11-27"),
        ("next mon", "2026-11-23"),
        ("fri next week", "2026-11-27"),
        ("last fri", "2026-11-13"),
        ("last thu", "2026-11-12"),
        ("+7", "2026-11-26"),
        ("+ 7", "2026-11-26"),
        ("D+7", "2026-11-26"),
        ("d-3", "2026-11-16"),
        ("2d", "2026-11-21"),
        ("2w", "2026-12-03"),
        ("3m", "2027-02-19"),
        ("1y", "2027-11-19"),
        ("in 2 weeks", "2026-12-03"),
        ("in a week", "2026-11-26"),
        ("in three months", "2027-02-19"),
        ("2 weeks ago", "2026-11-05"),
        ("3 business days", "2026-11-24"),
        ("in 3 working days", "2026-11-24"),
        ("3bd", "2026-11-24"),
        ("eow", "2026-11-20"),
        ("eom", "2026-11-30"),
        ("eoq", "2026-12-31"),
        ("eoy", "2026-12-31"),
        ("end of next week", "2026-11-27"),
        ("end of month", "2026-11-30"),
        ("end of the next month", "2026-12-31"),
        ("end of next quarter", "2027-03-31"),
        ("end of jan", "2027-01-31"),
        ("next week", "2026-11-23"),
        ("next month", "2026-12-01"),
        ("next quarter", "2027-01-01"),
        ("next year", "2027-01-01"),
        ("15 jan", "2027-01-15"),
        ("jan 15", "2027-01-15"),
        ("15th of January", "2027-01-15"),
        ("Jan 15, 2028", "2028-01-15"),
        ("15 jan 2027", "2027-01-15"),
        ("15-jan-27", "2027-01-15"),
        ("15 jan '27", "2027-01-15"),
        ("19 nov", "2026-11-19"),
        ("18 nov", "2027-11-18"),
        ("29 feb", "2028-02-29"),
        ("2027-01-15", "2027-01-15"),
        ("2020-01-15", "2020-01-15"),
        ("15/1", "2027-01-15"),
        ("15.1.", "2027-01-15"),
        ("15.1.2027", "2027-01-15"),
        ("1/2/2027", "2027-02-01"),
        ("1/2/27", "2027-02-01"),
        ("Fri 27 Nov 2026", "2026-11-27"),
    ],
)
def test_date_words_on_a_thursday(text: str, day: str) -> None:
    understood = understand_date(text, THURSDAY)
    assert understood.value == date.fromisoformat(day)
    assert understood.problem is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12", "a day or a number of days"),
        ("may", "which day of May"),
        ("jan 2027", "which day of Jan"),
        ("this week", "which day of this week"),
        ("31 feb", "no 31 Feb"),
        ("31/4", "no 31 Apr"),
        ("29/2/2027", "28 days"),
        ("2027-13-01", "no month 13"),
        ("0/1", "no 0 Jan"),
        ("1/15/2027", "write 2027-01-15"),
        ("thu 27 nov", "is a Fri"),
        ("9999y", "outside the calendar"),
        ("1/1/0000", "no year 0"),
        ("second", "not understood"),
        ("3-4", "not understood"),
        ("asap", "not understood"),
        ("x" * 500, "not understood"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, reason: str) -> None:
    understood = understand_date(text, THURSDAY)
    assert understood.value is None
    assert reason in (understood.problem or "")


def test_a_weekday_is_never_today() -> None:
    assert understand_date("fri", FRIDAY).value == date(2026, 11, 27)
    assert understand_date("next fri", FRIDAY).value == date(2026, 11, 27)
    assert understand_date("this fri", FRIDAY).value == FRIDAY
    assert understand_date("fri", SUNDAY).echo == "Fri 27 Nov 2026, in 5 days"


@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_within_the_next_seven_days(as_of: date, index: int) -> None:
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[index]
    found = understand_date(name, as_of).value
    assert found is not None
    assert found.weekday() == index
    assert 1 <= (found - as_of).days <= 7


def test_the_order_of_day_and_month_is_a_setting() -> None:
    assert understand_date("1/2/2027", SUNDAY, order="mdy").value == date(2027, 1, 2)
    assert understand_date("1/15", SUNDAY, order="mdy").value == date(2027, 1, 15)
    assert "2027-01-15" in (understand_date("15/1", SUNDAY, order="mdy").problem or "")
    assert understand_date("2027-01-02", SUNDAY, order="mdy").value == date(2027, 1, 2)


def test_quarters_end_with_the_fiscal_year() -> None:
    assert understand_date("eoq", SUNDAY, first_month=2).value == date(2027, 1, 31)
    assert understand_date("eoy", SUNDAY, first_month=4).value == date(2027, 3, 31)
    assert understand_date("next quarter", SUNDAY, first_month=2).value == date(2027, 2, 1)


def test_the_end_of_the_week_on_a_weekend_is_the_coming_friday() -> None:
    assert understand_date("eow", SUNDAY).value == date(2026, 11, 27)
    assert understand_date("eow", FRIDAY).value == FRIDAY


def test_business_days_skip_the_weekend() -> None:
    assert understand_date("1 business day", FRIDAY).value == date(2026, 11, 23)
    assert understand_date("5bd", SUNDAY).value == date(2026, 11, 27)


def test_the_echo_says_how_far_away_the_day_is() -> None:
    assert date_echo(SUNDAY, SUNDAY) == "Sun 22 Nov 2026, today"
    assert date_echo(SUNDAY, SUNDAY - timedelta(days=1)) == "Sun 22 Nov 2026, tomorrow"
    assert date_echo(SUNDAY, SUNDAY + timedelta(days=1)) == "Sun 22 Nov 2026, yesterday"
    assert date_echo(SUNDAY, SUNDAY + timedelta(days=3)) == "Sun 22 Nov 2026, 3 days ago"
    assert short_date(date(2026, 11, 27)) == "Fri 27 Nov"


@given(DAYS, DAYS, st.sampled_from(["dmy", "mdy"]))
def test_an_echoed_date_is_understood_as_itself(day: date, as_of: date, order: str) -> None:
    echoed = date_echo(day, as_of).split(", ")[0]
    assert understand_date(echoed, as_of, order=order).value == day
    assert understand_date(day.isoformat(), as_of, order=order).value == day


@given(DAYS, DAYS)
def test_a_day_without_a_year_is_its_next_occurrence(day: date, as_of: date) -> None:
    found = understand_date(f"{day.day}/{day.month}", as_of).value
    assert found is not None
    assert (found.day, found.month) == (day.day, day.month)
    assert found >= as_of
    assert (found - as_of).days < (366 if (day.day, day.month) != (29, 2) else 8 * 366)


WORDS = st.lists(
    st.sampled_from(
        [
            "next",
            "this",
            "last",
            "end",
            "of",
            "in",
            "the",
            "fri",
            "jan",
            "may",
            "15",
            "31",
            "2027",
            "week",
            "month",
            "eoq",
            "+7",
            "d",
            "-",
            "/",
            ".",
            "3",
            "business",
            "days",
            "ago",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(st.one_of(st.text(max_size=60), WORDS), st.dates())
def test_no_text_breaks_the_reader_of_dates(text: str, as_of: date) -> None:
    understood = understand_date(text, as_of)
    assert understood.ok or understood.problem or understood.empty
    found = read_date(text, as_of)
    assert understood.value == (found if isinstance(found, date) else None)
