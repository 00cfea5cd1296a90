"""Files of exchange rates: each layout, what is refused as a whole, twice without harm, one undo."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from factories import AS_OF, make_account, make_order, make_store, moment
from reviewtui.domain.errors import ImportDoubt, ImportProblem, InvalidInput
from reviewtui.services.rates import add_rate, all_rates
from reviewtui.services.transfer.ratefile import RateFile, read_rates
from reviewtui.services.transfer.rates import TakenIn, look_at_rates, take_rates, wanted_rates
from reviewtui.services.undo import undo_last

WIDE = """Date,USD,JPY,CYP,GBP,
2026-11-20,1.1602,179.9,N/A,0.8612,
2026-11-19,1.1555,N/A,N/A,0.86,
1999-01-04,1.1789,133.73,0.58231,0.7111,
"""
DAILY = "Date, USD, JPY, GBP, \n20 November 2026, 1.1602, 179.90, 0.8612, \n"
PORTAL = """KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS
EXR.D.GBP.EUR.SP00.A,D,GBP,EUR,SP00,A,2026-11-19,0.86,A
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-11-19,1.1555,A
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-11-22,,H
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-11-21,NaN,H
"""
PORTAL_WIDE = """"DATE","TIME PERIOD","US dollar/Euro (EXR.D.USD.EUR.SP00.A)","Pound sterling/Euro (EXR.D.GBP.EUR.SP00.A)"
"2026-11-19","19 Nov 2026","1.1555","0.86"
"2026-11-18","18 Nov 2026","1.1550",""
"""


def read(folder: Path, text: str, **said: str) -> RateFile:
    path = folder / "rates.csv"
    path.write_text(text, "utf-8")
    return read_rates(path, **said)  # type: ignore[arg-type]


def words(file: RateFile) -> list[str]:
    return [f"{one.source} {one.target} {one.day} {one.rate}" for one in file.rates]


@pytest.fixture
def store(tmp_path):
    """An account in pounds whose first order is of 2026-11-20, in a file in euros."""
    found = make_store(tmp_path)
    make_order(found, make_account(found, "Pound", currency="GBP"), AS_OF, 100)
    return found


def test_plain_rows_are_taken_as_they_stand(tmp_path):
    found = read(tmp_path, "From,To,Date,Rate\nusd,EUR,2026-01-01,0.920\nEUR,£,2026-01-02,0.86\n")
    assert words(found) == ["USD EUR 2026-01-01 0.92", "EUR GBP 2026-01-02 0.86"]
    assert (found.base, found.gone) == ("", ())


def test_columns_may_stand_in_any_order_with_semicolons_decimal_commas_and_days_first(tmp_path):
    found = read(tmp_path, "Datum;Kurs;von;nach;note\n13.01.2026;0,92;USD;EUR;x\n01.02.2026;1,087;EUR;USD;\n")
    assert words(found) == ["USD EUR 2026-01-13 0.92", "EUR USD 2026-02-01 1.087"]


def test_a_workbook_is_read_too(tmp_path):
    with Workbook(str(tmp_path / "rates.xlsx"), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        rows = (
            ("from", "to", "date", "rate"),
            ("USD", "EUR", datetime(2026, 1, 1), 0.92),
            ("GBP", "EUR", date(2026, 1, 2), 1),
        )
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    assert words(read_rates(tmp_path / "rates.xlsx")) == ["USD EUR 2026-01-01 0.92", "GBP EUR 2026-01-02 1"]


def test_the_table_of_euro_reference_rates_is_read_without_its_gaps_and_currencies_that_are_no_more(tmp_path):
    found = read(tmp_path, WIDE)
    assert words(found)[:3] == [
        "EUR USD 2026-11-20 1.1602",
        "EUR JPY 2026-11-20 179.9",
        "EUR GBP 2026-11-20 0.8612",
    ]
    assert (len(found.rates), found.base, found.gone) == (8, "EUR", ("CYP",))
    assert words(read(tmp_path, DAILY)) == words(found)[:3]


def test_both_tables_of_the_data_portal_are_read(tmp_path):
    wanted = ["EUR GBP 2026-11-19 0.86", "EUR USD 2026-11-19 1.1555"]
    assert words(read(tmp_path, PORTAL)) == wanted
    assert sorted(words(read(tmp_path, PORTAL_WIDE))) == [
        *wanted[:1],
        "EUR USD 2026-11-18 1.155",
        *wanted[1:],
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("USD,EUR,2026-01-01,0.9\nUSD,EUR,someday,0.9", "row 3: 'someday' is not a date"),
        ("USD,EUR,2026-01-01,0", "row 2: A rate of 0"),
        ("USD,EUR,2026-01-01,-1", "row 2: A rate of -1"),
        ("USD,EUR,2026-01-01,x", "row 2: 'x' is not a number"),
        ("ABC,EUR,2026-01-01,1", "row 2: 'ABC' is no currency"),
        ("EUR,EUR,2026-01-01,1", "row 2: EUR to EUR needs no rate"),
        ("USD,EUR,,1", "row 2: it has no date"),
        ("USD,EUR,2026-01-01,1\nUSD,EUR,2026-01-01,2", "USD to EUR of 2026-01-01 is 1 above and 2 here"),
        ("a,EUR,2026-01-01,1\nb,EUR,2026-01-01,1\nc,EUR,2026-01-01,1\nd,EUR,2026-01-01,1", "; and 1 more"),
        ("", "holds no rate"),
        ("USD,EUR,2026-01-01,", "holds no rate"),
    ],
)  # fmt: skip
def test_a_file_of_which_a_row_cannot_be_taken_is_refused_as_a_whole(tmp_path, rows, said):
    with pytest.raises(ImportProblem) as fault:
        read(tmp_path, f"from,to,date,rate\n{rows}\n")
    assert said in str(fault.value)


def test_monthly_averages_and_files_of_something_else_are_refused(tmp_path):
    with pytest.raises(ImportProblem, match="FREQ D"):
        read(tmp_path, PORTAL.replace(",D,", ",M,"))
    with pytest.raises(ImportProblem, match="first row has to read from, to, date, rate"):
        read(tmp_path, "name,city\nAcme,Ulm\n")
    with pytest.raises(ImportProblem, match="empty"):
        read(tmp_path, "")


def test_what_may_mean_two_things_is_asked_and_not_guessed(tmp_path):
    with pytest.raises(ImportDoubt, match="--dates dmy"):
        read(tmp_path, "from,to,date,rate\nUSD,EUR,02/03/2026,0.9\n")
    assert words(read(tmp_path, "from,to,date,rate\nUSD,EUR,02/03/2026,0.9\n", dates="mdy")) == [
        "USD EUR 2026-02-03 0.9"
    ]
    with pytest.raises(ImportDoubt, match="--decimal comma"):
        read(tmp_path, "from;to;date;rate\nUSD;EUR;2026-01-01;1,087\n")
    assert words(read(tmp_path, "from;to;date;rate\nUSD;EUR;2026-01-01;1,087\n", decimal="comma")) == [
        "USD EUR 2026-01-01 1.087"
    ]


def test_of_the_bank_the_currencies_of_the_file_are_taken_from_the_first_order_on(tmp_path, store):
    found = wanted_rates(store, read(tmp_path, WIDE))
    assert [(one.target, one.day) for one in found.rates] == [("GBP", "2026-11-20")]
    assert (found.left_out, found.earlier) == (("JPY", "USD"), 2)
    make_order(store, 1, date(2026, 1, 1), 1)
    found = wanted_rates(store, read(tmp_path, WIDE))
    assert [one.day for one in found.rates] == ["2026-11-20", "2026-11-19", "1999-01-04"]
    found = wanted_rates(store, read(tmp_path, WIDE), ["usd"])
    assert {one.target for one in found.rates} == {"USD"}


def test_of_plain_rows_all_are_taken_unless_currencies_are_named(tmp_path, store):
    file = read(tmp_path, "from,to,date,rate\nUSD,EUR,1990-01-01,0.9\nCHF,SEK,2026-01-01,11\n")
    assert len(wanted_rates(store, file).rates) == 2
    assert [one.source for one in wanted_rates(store, file, ["SEK"]).rates] == ["CHF"]
    with pytest.raises(InvalidInput, match="no rate of PLN; it has CHF, EUR, SEK, USD"):
        wanted_rates(store, file, ["PLN"])


def test_a_file_is_one_change_and_the_same_file_again_is_none(tmp_path, store):
    rates = read(tmp_path, "from,to,date,rate\nUSD,EUR,2026-01-01,0.9\nGBP,EUR,2026-01-01,1.1\n").rates
    add_rate(store, "USD", "EUR", "0.5", moment(), date(2026, 1, 1))
    assert look_at_rates(store, rates) == TakenIn(1, 1, 0)
    assert take_rates(store, rates, "rates.csv", moment(second=1)) == TakenIn(1, 1, 0)
    assert [one.rate for one in all_rates(store)] == ["1.1", "0.9"]
    with store.read() as r:
        written = r.journal.newest(1)[0]
        assert r.figures.buyers(AS_OF)[0].common == 110 * 10_000
    assert take_rates(store, rates, "rates.csv", moment(second=2)) == TakenIn(0, 0, 2)
    with store.read() as r:
        assert r.journal.newest(1)[0] == written
    assert undo_last(store, moment(second=3)).label == "import rates rates.csv"
    assert [(one.source, one.rate) for one in all_rates(store)] == [("USD", "0.5")]
