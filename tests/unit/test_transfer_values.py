"""Values of a column: dates, numbers, money and discounts, decided for the column and never guessed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.services.transfer.dates import DateEvidence, read_date
from reviewtui.services.transfer.numbers import NumberEvidence, read_discount, read_number, to_units
from reviewtui.services.transfer.text import identifier, is_blank, is_empty, many_lines, one_line


@pytest.mark.parametrize(
    "text",
    [
        "1996-07-04",
        "1996/7/4",
        "1996-07-04 00:00:00",
        "1996-07-04T09:30:00Z",
        "1996-07-04 09:50:26 +0200",
        "04/07/1996",
        "4.7.1996",
        "Do, 04.07.1996",
        "04.07.1996 14:00 Uhr",
        "04-07-96",
        "4 Jul 1996",
        "4-July-96",
        "Jul 4, 1996",
        "Thursday, July 4, 1996 01:49 PM GMT-05:00",
        "19960704",
        "1996-W27-4",
        "35250",
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    assert read_date(text, "dmy") == date(1996, 7, 4)


@pytest.mark.parametrize(
    "cell", ["1783123200000", "1783209599999", "1783123200", 1783123200000, 1783123200000.0]
)
def test_a_moment_counted_since_1970_is_its_day_in_utc(cell: str | float) -> None:
    assert read_date(cell, None) == date(2026, 7, 4)


def test_cells_that_are_dates_stay_dates() -> None:
    assert read_date(date(1996, 7, 4), None) == date(1996, 7, 4)
    assert read_date(datetime(1996, 7, 4, 23, 59), None) == date(1996, 7, 4)


def test_the_order_of_the_column_decides_what_04_07_is() -> None:
    assert read_date("04/07/1996", "mdy") == date(1996, 4, 7)


@pytest.mark.parametrize("text", ["31/02/2020", "0000-00-00", "soon", "13/13/2020", "1066-10-14", "12"])
def test_what_is_no_date_is_refused_with_the_value(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        read_date(text, "dmy")


def evidence(*values: str) -> DateEvidence:
    found = DateEvidence()
    for value in values:
        found.see(value)
    return found


def test_one_day_above_twelve_proves_the_whole_column() -> None:
    assert evidence("04/07/1996", "16/07/1996").proved == "dmy"
    assert evidence("07/04/1996", "07/16/1996").proved == "mdy"


def test_without_proof_the_ambiguous_values_are_kept_as_samples() -> None:
    found = evidence("04/07/1996", "05/05/1996")
    assert found.proved is None
    assert found.open == ["04/07/1996"]


def test_dates_with_dots_need_no_proof() -> None:
    assert evidence("04.07.1996").open == []


@given(
    st.dates(date(1970, 1, 1), date(2068, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%d-%m-%Y 10:00"]),
)
def test_a_day_written_day_first_comes_back(day: date, style: str) -> None:
    assert read_date(day.strftime(style), "dmy") == day


@pytest.mark.parametrize(
    ("text", "mark", "number", "currency"),
    [
        ("1,234.50", "point", "1234.50", ""),
        ("1.234,50", "comma", "1234.50", ""),
        ("$1,748.00", "point", "1748.00", "USD"),
        ("USD 485,000.00", "point", "485000.00", "USD"),
        ("485,00 €", "comma", "485.00", "EUR"),
        ("(1,200.00)", "point", "-1200.00", ""),
        ("12.34-", "point", "-12.34", ""),
        ("−5", "point", "-5", ""),
        ("1'234.50", "point", "1234.50", ""),
        ("1 234,5", "comma", "1234.5", ""),
        ("1.5E+05", "point", "150000", ""),
        ("300000.0000", "point", "300000.0000", ""),
    ],
)
def test_amounts_as_people_and_programs_write_them(text: str, mark: str, number: str, currency: str) -> None:
    assert read_number(text, mark) == (Decimal(number), currency)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "mark"), [("12.5", "comma"), ("abc", "point"), ("1,23", "point"), ("(5", "point")]
)
def test_what_does_not_fit_the_column_is_refused(text: str, mark: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        read_number(text, mark)  # type: ignore[arg-type]


def test_a_workbooks_number_is_taken_as_it_shows() -> None:
    assert read_number(9.8, "comma") == (Decimal("9.8"), "")


def numbers(*values: str | float) -> NumberEvidence:
    found = NumberEvidence()
    for value in values:
        found.see(value)
    return found


def test_one_clear_number_settles_the_decimal_sign_of_a_column() -> None:
    assert numbers("1,234", "12.5").proved == "point"
    assert numbers("1.234", "12,5").proved == "comma"
    assert numbers("1,234,567").proved == "point"


def test_a_lone_sign_before_three_digits_proves_nothing() -> None:
    assert numbers("1,234").proved is None
    assert numbers("1,234").open == ["1,234"]


def test_amounts_are_kept_in_ten_thousandths_rounded_to_even_once() -> None:
    assert to_units(Decimal("14.00") * 12 * (1 - Decimal("0.15"))) == 1428000
    assert to_units(Decimal("0.00005")) == 0
    assert to_units(Decimal("0.00015")) == 2
    with pytest.raises(ValueError, match="too large"):
        to_units(Decimal(10) ** 14)


def test_a_discount_is_a_fraction_or_a_percentage_of_the_whole_column() -> None:
    assert read_discount("0.15", "point", "fraction") == Decimal("0.15")
    assert read_discount("15", "point", "percent") == Decimal("0.15")
    assert read_discount("15 %", "point", "fraction") == Decimal("0.15")
    with pytest.raises(ValueError, match="more than the whole price"):
        read_discount("15", "point", "fraction")


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from([("point", ",", "."), ("comma", ".", ",")]))
def test_a_grouped_amount_reads_back(number: Decimal, style: tuple[str, str, str]) -> None:
    mark, group, sign = style
    text = f"{number:,.4f}".translate({ord(","): group, ord("."): sign})
    assert read_number(text, mark)[0] == number  # type: ignore[arg-type]


def test_words_for_nothing_are_nothing_but_a_company_may_be_called_none() -> None:
    assert all(is_empty(word) for word in (None, "", "  ", "NULL", "n/a", "#N/A", "-", "None"))
    assert not is_blank("None")
    assert is_blank("\\N")
    assert not is_empty("0")


def test_text_is_trimmed_to_one_line_and_our_own_guard_comes_off() -> None:
    assert one_line("  two\r\nlines ") == "two lines"
    assert many_lines("two\r\nlines") == "two\nlines"
    assert one_line("'=SUM(A1)") == "=SUM(A1)"
    assert one_line("'s-Hertogenbosch") == "'s-Hertogenbosch"


def test_ids_lose_the_point_nought_a_spreadsheet_gave_them() -> None:
    assert identifier("10248.0") == "10248"
    assert identifier(10248.0) == "10248"
    assert identifier("007") == "007"


@given(st.lists(st.from_regex(r"-?[0-9]{1,4}(\.[0-9]{1,5})?", fullmatch=True), min_size=1, max_size=8))
def test_clear_numbers_prove_the_same_together_as_one_by_one(texts: list[str]) -> None:
    together, alone = NumberEvidence(), NumberEvidence()
    for text in texts:
        alone.see(text)
    if together.see_clear(texts):
        assert together == alone
    else:
        assert together == NumberEvidence()
        assert any(len(text.partition(".")[2]) == 3 for text in texts)
