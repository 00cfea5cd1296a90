"""Files in which each line stands in quotes as one cell are read as if it did not."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reviewtui.domain.moment import Moment
from reviewtui.services.transfer.importing import run_import
from reviewtui.services.transfer.plan import plan_import
from reviewtui.services.transfer.reading import open_tables
from reviewtui.storage.store import Store

MOMENT = Moment(date(2026, 12, 1), datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
LINES = (
    "Order No,Date,Customer,Amount",
    '1,2026-01-13,"Alpha, Inc",100.00',
    "2,2026-01-14,Bolt,50.00",
    '3,2026-01-15,"The ""Old"" Mill",5.50',
    "4,2026-01-15,Bolt,nonsense",
)
NOTE = "each line stands in quotes as one cell, and is read by what is within"


def wrapped(line: str) -> str:
    doubled = line.replace('"', '""')
    return f'"{doubled}"'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "accounts.db", MOMENT, create=True)
    yield store
    store.close()


def put(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "orders.csv"
    path.write_text(text, encoding=encoding, newline="")
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_line_in_quotes_is_read_by_what_is_within_and_said(
    tmp_path: Path, store: Store, end: str, encoding: str
) -> None:
    plan = plan_import(put(tmp_path, end.join([*map(wrapped, LINES), ""]), encoding))
    assert plan.notes == (NOTE,)
    done = run_import(store, plan, MOMENT, make_accounts=True)
    assert (done.new, done.rejected, done.orders, done.read) == (3, 1, 3, 4)
    assert [str(money.amount) for money in done.net] == ["1555000"]
    with store.read() as r:
        names = [row[0] for row in r.db.execute("SELECT name FROM account ORDER BY id")]
    assert names == ["Alpha, Inc", "Bolt", 'The "Old" Mill']
    assert done.rejects_file is not None
    with done.rejects_file.open(encoding="utf-8-sig") as file:
        assert list(csv.reader(file))[1][:4] == ["4", "2026-01-15", "Bolt", "nonsense"]


def test_other_delimiters_within_and_cells_of_several_lines(tmp_path: Path) -> None:
    text = '"Nr;Kunde;Betrag"\n\n"1;""Alpha; Beta"";1,50"\n"2;""Two\nlines"";2,50"\n'
    (table,) = open_tables(put(tmp_path, text))
    assert list(table.rows()) == [
        (1, ["Nr", "Kunde", "Betrag"]), (2, []), (3, ["1", "Alpha; Beta", "1,50"]), (4, ["2", "Two\nlines", "2,50"]),
    ]  # fmt: skip


def test_a_long_file_is_read_so_to_its_end(tmp_path: Path) -> None:
    lines = [wrapped(f'{n},2026-01-13,"C, {n}",1') for n in range(20_000)]
    (table,) = open_tables(put(tmp_path, "\n".join([wrapped(LINES[0]), *lines])))
    rows = list(table.rows())
    assert len(rows) == 20_001
    assert rows[-1] == (20_001, ["19999", "2026-01-13", "C, 19999", "1"])


@pytest.mark.parametrize(
    "text",
    [
        'Name\n"Acme, Inc"\n"Bolt, Ltd"\n"Kern, GmbH"\n"Mill, Co"\n',
        '"Name"\n"Acme, Inc"\n"Bolt, Ltd"\n"Kern, GmbH"\n"Mill, Co"\n',
        '"Name"\n"Acme"\n"Bolt"\n',
        '"Order","Date"\n"1, 2","2026-01-13"\n',
        '"Order","Date"\n"1","2026-01-13"\n',
        '"Order, Date"\n1,2\n',
    ],
)
def test_what_is_no_table_within_quotes_stays_as_it_is(tmp_path: Path, text: str) -> None:
    (table,) = open_tables(put(tmp_path, text))
    assert table.note == ""
    assert [cells for _, cells in table.rows()] == list(csv.reader(text.splitlines()))


def test_a_file_that_holds_credits_by_its_name_says_so(tmp_path: Path) -> None:
    path = tmp_path / "credit notes.csv"
    path.write_text("\n".join(LINES), encoding="utf-8")
    assert plan_import(path).notes == ("it holds credits, so its amounts are negative",)
