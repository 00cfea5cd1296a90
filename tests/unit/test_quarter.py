from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.domain.errors import InvalidInput, UsageError
from reviewtui.domain.quarter import (
    add_months,
    day_of_quarter,
    last_quarters,
    like_for_like_windows,
    months_before,
    parse_quarter,
    quarter_of,
)

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
FIRST_MONTHS = st.integers(1, 12)


@pytest.mark.parametrize(
    ("day", "first_month", "label", "start", "end"),
    [
        (date(2026, 11, 22), 1, "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 1, 1), 1, "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), 4, "FY2026/27-Q1", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2027, 3, 31), 4, "FY2026/27-Q4", date(2027, 1, 1), date(2027, 3, 31)),
        (date(2027, 1, 15), 2, "FY2026/27-Q4", date(2026, 11, 1), date(2027, 1, 31)),
        (date(1999, 12, 1), 10, "FY1999/00-Q1", date(1999, 10, 1), date(1999, 12, 31)),
    ],
)
def test_a_day_belongs_to_its_quarter(
    day: date, first_month: int, label: str, start: date, end: date
) -> None:
    quarter = quarter_of(day, first_month)
    assert (quarter.label, quarter.start, quarter.end) == (label, start, end)


@given(DAYS, FIRST_MONTHS)
def test_quarters_follow_each_other_without_gap(day: date, first_month: int) -> None:
    quarter = quarter_of(day, first_month)
    assert quarter.contains(day)
    assert 89 <= quarter.days <= 92
    assert quarter.previous().end == quarter.start - timedelta(days=1)
    assert quarter.previous(3).next(3) == quarter
    assert quarter.first_month == first_month
    assert quarter.same_last_year().start == add_months(quarter.start, -12)


@given(DAYS, FIRST_MONTHS)
def test_a_label_names_its_quarter(day: date, first_month: int) -> None:
    quarter = quarter_of(day, first_month)
    assert parse_quarter(quarter.label, first_month) == quarter


def test_labels_are_read_as_people_write_them() -> None:
    wanted = quarter_of(date(2026, 11, 1))
    for label in ("2026-Q4", "2026q4", "2026 Q4", "Q4 2026", " 2026-q4 ", "q4/2026"):
        assert parse_quarter(label) == wanted
    fiscal = quarter_of(date(2026, 4, 1), 4)
    for label in ("FY2026/27-Q1", "fy2026-q1", "FY 2026/2027 Q1"):
        assert parse_quarter(label, 4) == fiscal
    assert parse_quarter("2026-Q4", 4) == wanted


@pytest.mark.parametrize(
    "label", ["", "2026", "2026-Q5", "0000-Q1", "FY2026/28-Q1", "FY9999/00-Q4", "Q4", "²026-Q1"]
)
def test_what_is_no_quarter_is_refused(label: str) -> None:
    with pytest.raises(UsageError):
        parse_quarter(label, 11)


def test_a_fiscal_label_needs_a_fiscal_year() -> None:
    with pytest.raises(UsageError, match="fiscal"):
        parse_quarter("FY2026/27-Q1", 1)


@pytest.mark.parametrize(
    ("day", "n", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_are_added_up_to_the_months_end(day: date, n: int, result: date) -> None:
    assert add_months(day, n) == result


@given(DAYS, st.integers(-600, 600))
def test_added_months_land_in_the_right_month(day: date, n: int) -> None:
    result = add_months(day, n)
    assert (result.year * 12 + result.month) - (day.year * 12 + day.month) == n
    assert result.day <= day.day
    assert result.day == day.day or (result + timedelta(days=1)).day == 1
    assert abs((add_months(result, -n) - day).days) <= 3


def test_outside_the_calendar_is_said() -> None:
    with pytest.raises(InvalidInput, match="outside the calendar"):
        add_months(date(9999, 12, 1), 1)
    with pytest.raises(InvalidInput, match="1 to 12"):
        quarter_of(date(2026, 1, 1), 13)


def test_twelve_months_before_a_leap_day_is_the_28th() -> None:
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert months_before(date(2026, 11, 22)) == date(2025, 11, 22)


def test_the_last_quarters_end_with_the_running_one() -> None:
    labels = [quarter.label for quarter in last_quarters(date(2026, 11, 22))]
    assert labels == [
        "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4",
    ]  # fmt: skip


def test_like_for_like_compares_the_same_number_of_days() -> None:
    current, previous, last_year = like_for_like_windows(date(2026, 11, 22))
    assert day_of_quarter(date(2026, 11, 22)) == 53
    assert current == (date(2026, 10, 1), date(2026, 11, 22))
    assert previous == (date(2026, 7, 1), date(2026, 8, 22))
    assert last_year == (date(2025, 10, 1), date(2025, 11, 22))


def test_like_for_like_stops_at_the_end_of_a_shorter_quarter() -> None:
    current, previous, last_year = like_for_like_windows(date(2026, 6, 30))
    assert current == (date(2026, 4, 1), date(2026, 6, 30))
    assert previous == (date(2026, 1, 1), date(2026, 3, 31))
    assert last_year == (date(2025, 4, 1), date(2025, 6, 30))
    assert day_of_quarter(date(2026, 6, 30)) == 91


@given(DAYS, FIRST_MONTHS)
def test_each_window_has_the_days_it_should(day: date, first_month: int) -> None:
    n = day_of_quarter(day, first_month)
    quarter = quarter_of(day, first_month)
    wanted = [quarter, quarter.previous(), quarter.same_last_year()]
    for (first, last), each in zip(like_for_like_windows(day, first_month), wanted, strict=True):
        assert first == each.start
        assert (last - first).days + 1 == min(n, each.days)
