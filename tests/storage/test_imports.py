"""Imports from file to store: every layout, twice without harm, all or nothing, undone as a whole."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewtui.domain.errors import Conflict, ImportDoubt, ImportProblem, ReadOnly, WriteFailed
from reviewtui.domain.moment import Moment
from reviewtui.domain.text import name_key, normalise
from reviewtui.services.account_plan import set_own_plan
from reviewtui.services.transfer.export import export
from reviewtui.services.transfer.importing import ImportSummary, run_import
from reviewtui.services.transfer.ordercolumns import OrderColumns
from reviewtui.services.transfer.plan import ImportOptions, plan_import
from reviewtui.services.undo import undo_import, undo_last
from reviewtui.storage.examine import examine
from reviewtui.storage.figures import store_figures
from reviewtui.storage.imports import ahead, batches, golive, heads, session, takeback
from reviewtui.storage.store import Store

MOMENT = Moment(date(2026, 11, 22), datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
REAL = os.environ.get("REVIEWTUI_REAL_DATA", "")
needs_real_data = pytest.mark.skipif(
    not REAL, reason="REVIEWTUI_REAL_DATA names no folder with the real files"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "accounts.db", MOMENT, create=True)
    with store.write("currency", MOMENT) as w:
        w.set_setting("currency", "USD")
    yield store
    store.close()


class Files:
    """Writes small files and imports them."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store
        self.count = 0

    def write(self, text: str, encoding: str = "utf-8") -> Path:
        self.count += 1
        path = self.folder / f"file{self.count}.csv"
        path.write_bytes(text.encode(encoding))
        return path

    def take(
        self,
        text: str | Path,
        *,
        kind: str | None = None,
        maps: Sequence[str] = (),
        options: ImportOptions | None = None,
        **more: Any,
    ) -> ImportSummary:
        path = text if isinstance(text, Path) else self.write(text)
        return run_import(
            self.store, plan_import(path, kind=kind, maps=maps, options=options), MOMENT, **more
        )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.store.read() as r:
            return [tuple(row) for row in r.db.execute(sql)]


@pytest.fixture
def files(tmp_path: Path, store: Store) -> Files:
    return Files(tmp_path, store)


ACCOUNTS = "External ID,Account Name,City,Account Number\n1,Alfreds,Berlin,AW1\n2,Zaanse,Zaandam,AW2\n"
HEADERS = "Order ID,Customer ID,Order Date,Shipped Date\n10,1,2026-01-05,\n11,2,2026-02-05,2026-02-09\n"
LINES = "order_id,product_id,unit_price,quantity,discount\n10,P,14.00,12,0.15\n10,P,9.80,10,0\n11,Q,1.5,1,0\n"


def counts(summary: ImportSummary) -> tuple[int, ...]:
    """new, changed, same, conflict, rejected, skipped"""
    assert summary.read == sum(
        getattr(summary, name) for name in ("new", "changed", "same", "conflict", "rejected", "skipped")
    )
    return (summary.new, summary.changed, summary.same, summary.conflict, summary.rejected, summary.skipped)


def dump(store: Store) -> list[str]:
    """Everything the file holds but the journal, ids and stamps left out."""
    db = sqlite3.connect(store.path)
    try:
        return [
            line
            for table in ("account", "contact", "orders", "order_line", "order_day")
            for line in sorted(repr(sorted(row.items())) for row in _plain_rows(db, table))
        ]
    finally:
        db.close()


def _plain_rows(db: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    hidden = {"uid", "version", "created_at", "changed_at", "batch_id"}
    db.row_factory = sqlite3.Row
    return [
        {k: v for k, v in dict(row).items() if k not in hidden}
        for row in db.execute(f"SELECT * FROM {table}")
    ]


def test_accounts_then_headers_then_lines(files: Files) -> None:
    assert counts(files.take(ACCOUNTS)) == (2, 0, 0, 0, 0, 0)
    assert counts(files.take(HEADERS)) == (2, 0, 0, 0, 0, 0)
    assert files.rows("SELECT number, amount, has_lines FROM orders ORDER BY number") == [
        ("10", None, 0),
        ("11", None, 0),
    ]
    assert files.rows("SELECT * FROM order_day") == []
    summary = files.take(LINES)
    assert counts(summary) == (3, 0, 0, 0, 0, 0)
    assert summary.orders == 2
    assert [(m.amount, m.currency) for m in summary.net] == [(1428000 + 980000 + 15000, "USD")]
    assert (summary.first_date, summary.last_date) == (date(2026, 1, 5), date(2026, 2, 5))
    assert files.rows("SELECT product, nth, quantity, amount FROM order_line ORDER BY id") == [
        ("P", 1, "12", 1428000),
        ("P", 2, "10", 980000),
        ("Q", 1, "1", 15000),
    ]
    assert files.rows("SELECT net, positive FROM order_day ORDER BY day") == [(2408000, 1), (15000, 1)]


def test_the_figures_of_the_lists_follow_an_import(files: Files) -> None:
    for text in (ACCOUNTS, HEADERS, LINES):
        files.take(text)
    with files.store.read() as r:
        (line,) = r.accounts.lines(MOMENT.as_of, r.accounts.order(MOMENT.as_of)[:1])
    assert (line.name, line.revenue_12m, line.orders_12m) == ("Alfreds", 2408000, 1)


def test_importing_again_changes_nothing_at_all(files: Files) -> None:
    for text in (ACCOUNTS, HEADERS, LINES):
        files.take(text)
    before, journal = dump(files.store), files.rows("SELECT COUNT(*) FROM journal")
    for text, same in ((ACCOUNTS, 2), (HEADERS, 2), (LINES, 3)):
        summary = files.take(text)
        assert counts(summary) == (0, 0, same, 0, 0, 0)
        assert summary.batch is None
    assert dump(files.store) == before
    assert files.rows("SELECT COUNT(*) FROM journal") == journal


def test_a_flat_file_brings_orders_and_lines_and_finds_accounts_by_either_id(files: Files) -> None:
    files.take(ACCOUNTS)
    summary = files.take(
        "SalesOrderNumber,OrderDate,ProductKey,ResellerKey,OrderQuantity,UnitPrice,SalesAmount\nS1,2026-03-01,P,AW1,2,5.00,9.99\nS1,2026-03-01,Q,AW1,1,1,1\nS2,2026-03-02,P,2,1,1,-3.5\n"
    )
    assert counts(summary) == (3, 0, 0, 0, 0, 0)
    assert files.rows(
        "SELECT o.number, a.name, o.amount FROM orders o JOIN account a ON a.id=o.account_id ORDER BY 1"
    ) == [("S1", "Alfreds", 109900), ("S2", "Zaanse", -35000)]
    assert files.rows("SELECT net, credits, positive FROM order_day ORDER BY day") == [
        (109900, 0, 1),
        (-35000, -35000, 0),
    ]


def test_order_totals_without_lines_and_cancelled_orders_that_count_nowhere(files: Files) -> None:
    files.take(ACCOUNTS)
    summary = files.take(
        "Order No,Customer,Date,Status,Amount,Currency\nA,Alfreds,2026-03-01,Shipped,100,EUR\nB,zaanse ,2026-03-02,CANCELLED,50,EUR\nC,Zaanse,2026-03-03,,7,\n"
    )
    assert counts(summary) == (3, 0, 0, 0, 0, 0)
    assert [(m.to_decimal_string(), m.currency) for m in summary.net] == [("100.00", "EUR"), ("7.00", "USD")]
    assert files.rows("SELECT number, status FROM orders ORDER BY number") == [
        ("A", "ordered"),
        ("B", "cancelled"),
        ("C", "ordered"),
    ]
    assert files.rows("SELECT currency, net FROM order_day ORDER BY day") == [
        ("EUR", 1000000),
        ("USD", 70000),
    ]


def test_an_amount_split_over_rows_of_one_order_is_its_lines(files: Files) -> None:
    files.take(ACCOUNTS)
    files.take("Order No,Customer,Date,Amount\nA,Alfreds,2026-03-01,100\nA,Alfreds,2026-03-01,20\n")
    assert files.rows("SELECT amount, has_lines FROM orders") == [(1200000, 1)]


def test_only_mapped_cells_that_are_not_empty_update(files: Files) -> None:
    files.take("External ID,Name,City,Phone,Owner\n1,Alfreds,Berlin,030,sam\n")
    summary = files.take("External ID,Name,City,Phone\n1,Alfreds GmbH,,NULL\n")
    assert counts(summary) == (0, 1, 0, 0, 0, 0)
    assert files.rows("SELECT name, name_key, city, phone, owner, version FROM account") == [
        ("Alfreds GmbH", "alfreds gmbh", "Berlin", "030", "sam", 2)
    ]


def test_an_account_without_an_id_is_matched_by_name_and_takes_the_id_of_a_later_file(files: Files) -> None:
    files.take("Name,City\nAlfreds,Berlin\n")
    assert counts(files.take("Name,Customer ID\nALFREDS ,7\n")) == (0, 1, 0, 0, 0, 0)
    assert files.rows("SELECT name, external_id FROM account") == [("ALFREDS", "7")]


def test_same_names_with_different_ids_are_different_accounts(files: Files) -> None:
    files.take("Customer ID,Name\n1,Alfreds\n2,Alfreds\n")
    assert files.rows("SELECT COUNT(*) FROM account") == [(2,)]
    summary = files.take("Name,City\nAlfreds,Berlin\n")
    assert counts(summary) == (0, 0, 0, 1, 0, 0)
    assert "2 accounts are called 'Alfreds'" in summary.reasons[0]


def test_a_file_that_knows_the_account_by_its_other_id_only_adds_what_is_new(files: Files) -> None:
    files.take("Account Number,Name\nAW1,Alfreds\n")
    files.take("External ID,Account Number,Name\n1,AW1,Alfreds\n")
    assert files.rows("SELECT external_id, alt_id FROM account") == [("AW1", "1")]
    assert counts(files.take("Order ID,Account ID,Date,Amount\nS,1,2026-01-01,5\n")) == (1, 0, 0, 0, 0, 0)


def test_two_rows_of_one_file_that_disagree_are_a_conflict_and_equal_ones_the_same(files: Files) -> None:
    summary = files.take("Customer ID,Name,City\n1,Alfreds,Berlin\n1,Alfreds,Berlin\n1,Alfreds,Bonn\n")
    assert counts(summary) == (1, 0, 1, 1, 0, 0)
    assert files.rows("SELECT city FROM account") == [("Berlin",)]


def test_a_contact_comes_with_its_account_and_from_a_file_of_its_own(files: Files) -> None:
    files.take("Customer ID,Company Name,Contact Name,Contact Title\n1,Alfreds,Maria Anders,Owner\n")
    summary = files.take(
        "Account,First Name,Last Name,Email,Job Title,Decision Maker\nAlfreds,Maria,Anders,m@a.example,,yes\n1,Jon,Doe,j@a.example,Buyer,no\nNobody,A,B,,,\n"
    )
    assert counts(summary) == (1, 1, 0, 0, 1, 0)
    assert files.rows("SELECT name, title, email, decides FROM contact ORDER BY id") == [
        ("Maria Anders", "Owner", "m@a.example", 1),
        ("Jon Doe", "Buyer", "j@a.example", 0),
    ]
    assert "no account has the id or name 'Nobody'" in summary.reasons[0]


def test_lines_before_their_headers_get_one_clear_sentence_and_nothing_is_written(files: Files) -> None:
    files.take(ACCOUNTS)
    before = dump(files.store)
    with pytest.raises(ImportProblem, match=r"import the file with the order headers .* first"):
        files.take(LINES)
    assert dump(files.store) == before


def test_orders_before_any_account_get_one_clear_sentence(files: Files) -> None:
    with pytest.raises(ImportProblem, match="import the accounts first"):
        files.take(HEADERS)


def test_an_order_of_another_account_is_a_conflict(files: Files) -> None:
    files.take(ACCOUNTS)
    files.take(HEADERS)
    summary = files.take("Order ID,Customer ID,Order Date\n10,2,2026-01-05\n")
    assert counts(summary) == (0, 0, 0, 1, 0, 0)


def test_rejected_rows_go_to_a_file_that_can_be_mended_and_imported(files: Files) -> None:
    files.take(ACCOUNTS)
    path = files.write(
        "Order ID,Customer,Date,Amount\nA,Alfreds,2026-03-01,12\nB,=HYPERLINK(1),2026-03-01,-5\n\nC,Zaanse,someday,3\nD,Zaanse,2026-03-04,a lot\n,Zaanse,2026-03-04,1\nE,Zaanse,2026-03-04,1,extra\n"
    )
    summary = files.take(path)
    assert counts(summary) == (1, 0, 0, 0, 5, 1)
    assert summary.rejects_file is not None
    assert summary.rejects_file.stat().st_mode & 0o777 == 0o600
    with summary.rejects_file.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Order ID", "Customer", "Date", "Amount", "row", "reason"]
    assert [(row[0], row[4]) for row in rows[1:]] == [
        ("B", "3"),
        ("C", "5"),
        ("D", "6"),
        ("", "7"),
        ("E", "8"),
    ]
    assert rows[1][1] == "'=HYPERLINK(1)"
    assert rows[1][3] == "-5"
    assert rows[2][5] == "column 'Date': 'someday' is not a date"
    assert rows[3][5] == "column 'Amount': 'a lot' is not a number"
    files.take("Name\n=HYPERLINK(1)\n")
    mended = (
        summary.rejects_file.read_text("utf-8-sig").replace("someday", "2026-03-03").replace("a lot", "4")
    )
    again = files.take(files.write(mended))
    assert counts(again) == (4, 0, 0, 0, 1, 0)


def test_a_dry_run_says_the_same_and_writes_nothing(files: Files) -> None:
    path = files.write(ACCOUNTS)
    size = files.store.path.read_bytes()
    planned = files.take(path, dry_run=True)
    assert files.store.path.read_bytes() == size
    done = files.take(path)
    assert counts(planned) == counts(done)
    assert planned.batch is None
    assert done.batch is not None


def test_a_doubt_stops_the_import(files: Files) -> None:
    files.take(ACCOUNTS)
    with pytest.raises(ImportDoubt):
        files.take("Order ID,Customer,Date,Amount\nA,Alfreds,04/07/2026,5\n")
    files.take("Order ID,Customer,Date,Amount\nA,Alfreds,04/07/2026,5\n", options=ImportOptions(dates="dmy"))
    assert files.rows("SELECT day FROM orders") == [("2026-07-04",)]


def test_lines_that_change_are_updated_and_the_order_adds_up(files: Files) -> None:
    for text in (ACCOUNTS, HEADERS, LINES):
        files.take(text)
    summary = files.take("order_id,product_id,unit_price,quantity,discount\n11,Q,2,1,0\n11,R,1,1,0\n")
    assert counts(summary) == (1, 1, 0, 0, 0, 0)
    assert files.rows("SELECT amount FROM orders WHERE number='11'") == [(30000,)]
    assert files.rows("SELECT net FROM order_day ORDER BY day") == [(2408000,), (30000,)]


@pytest.mark.parametrize("many", [500, 0], ids=["at once", "in slices"])
def test_each_import_is_undone_as_a_whole_the_newest_first(
    files: Files, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(takeback, "_MANY", many)
    states = [dump(files.store)]
    texts = (
        ACCOUNTS,
        HEADERS,
        LINES,
        ACCOUNTS.replace("Berlin", "Bonn").replace("Zaanse", "Zaanse Snoep") + "3,New,Rome,AW3\n",
        "order_id,product_id,unit_price,quantity,discount\n11,Q,2,1,0\n10,R,1,1,0\n",
    )
    for text in texts:
        files.take(text)
        states.append(dump(files.store))
    for wanted in reversed(states[:-1]):
        undo_last(files.store, MOMENT)
        assert dump(files.store) == wanted
    assert files.rows("SELECT COUNT(*) FROM import_batch WHERE state='undone'") == [(5,)]


def test_an_import_that_was_edited_since_is_not_undone_and_says_so(files: Files) -> None:
    files.take(ACCOUNTS)
    (entry,) = [e for e in _entries(files) if e.label.startswith("Import")]
    with files.store.write("edit", MOMENT) as w:
        w.change("account", 1, city="Bonn")
    with (
        pytest.raises(Conflict, match="1 of its records has been changed since"),
        files.store.write("undo", MOMENT) as w,
    ):
        w.take_back(entry)
    assert files.rows("SELECT COUNT(*) FROM account WHERE deleted_at IS NULL") == [(2,)]


def _entries(files: Files) -> Sequence[Any]:
    with files.store.read() as r:
        return r.journal.newest()


def many_orders(n: int) -> str:
    head = "Order ID,Customer ID,Date,Product,Quantity,Unit Price\n"
    return head + "".join(
        f"O{i},{1 + i % 2},2026-0{1 + i % 9}-0{1 + i % 7},P{j},{j},1.25\n"
        for i in range(n)
        for j in range(1, 5)
    )


def as_readers_see(store: Store) -> list[object]:
    """What queries show of orders: of each account, its days and figures, and the tables for others."""
    with store.read() as r:
        named = [account.id for account in r.accounts.all()]
        return [
            *(r.orders.orders(one, MOMENT.as_of) for one in named),
            *(r.orders.days(one, MOMENT.as_of) for one in named),
            *(r.orders.late_share(one, date(2026, 1, 1), MOMENT.as_of) for one in named),
            r.figures.buyers(MOMENT.as_of, kept=False),
            *(list(r.shared.rows(name, 1, 10**6)) for name in ("orders", "lines")),
            [tuple(row) for row in r.db.execute("SELECT * FROM account_figures")],
        ]


def exported(store: Store) -> str:
    """The whole export of the file as it is now."""
    out = io.StringIO()
    export(store.path, out)
    return out.getvalue()


def test_what_is_staged_is_seen_by_no_query_and_removed_when_the_import_fails(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.take(ACCOUNTS)
    files.take("Order ID,Customer ID,Date,Amount\nA,1,2026-02-03,10\nB,2,2026-02-04,20\n")
    before, shown, whole = dump(files.store), as_readers_see(files.store), exported(files.store)
    staged: list[int] = []

    def look(*_: Any, **__: Any) -> None:
        staged.append(files.rows("SELECT COUNT(*) FROM orders")[0][0])
        assert as_readers_see(files.store) == shown
        assert exported(files.store) == whole

    def fail(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(ahead.Ahead, "refresh", fail)
    with pytest.raises(Exception, match="disk full"):
        files.take(many_orders(1500) + "N1,Newcomer,2026-03-01,P,1,1\n", progress=look, make_accounts=True)
    assert max(staged) == 1502 + 1
    assert dump(files.store) == before
    assert as_readers_see(files.store) == shown
    assert files.rows("SELECT COUNT(*) FROM import_batch WHERE state='staging'") == [(0,)]
    assert not files.rows("SELECT name FROM sqlite_schema WHERE name GLOB 'order_day_*'")


@pytest.mark.parametrize(
    ("column", "taken"), [("city", True), ("phone", True), ("name_key", False), ("currency", False)]
)
def test_an_import_goes_on_beside_somebody_who_keeps_editing_accounts_unless_it_is_about_who_they_are(
    files: Files, column: str, taken: bool
) -> None:
    files.take(ACCOUNTS)
    other = Store.open(files.store.path, MOMENT)
    count = 0

    def edit(*_: Any) -> None:
        nonlocal count
        count += 1
        with other.write("edit", MOMENT) as w:
            # Never the same again: how often this is called between two looks hangs on the time that slices take.
            w.change("account", 1, **{column: f"X{count}"})

    try:
        if taken:
            assert files.take(many_orders(1500), progress=edit).new
        else:
            with pytest.raises(Conflict, match="kept changing"):
                files.take(many_orders(1500), progress=edit)
    finally:
        other.close()
    assert count >= 3
    assert files.rows("SELECT COUNT(*) FROM orders")[0][0] == (1500 if taken else 0)


def test_summaries_are_right_at_once_after_a_large_import_whatever_others_did_meanwhile(files: Files) -> None:
    files.take(ACCOUNTS)
    files.take("Order ID,Customer ID,Date,Amount\nO3,1,2026-02-03,10\nB,2,2026-02-04,20\n", kind="orders")
    set_own_plan(files.store, 1, {"review_months": "18"}, MOMENT)
    other = Store.open(files.store.path, MOMENT)
    due = iter(["2026-11-01"])

    def promise(_done: int, _total: int | None) -> None:
        if files.rows("SELECT COUNT(*) FROM orders")[0][0] < 1500:
            return
        for day in due:
            with other.write("an action", MOMENT) as w:
                w.add("action", account_id=2, title="Call", due=day, created_on="2026-10-01", owner="me")

    text = many_orders(1500).replace("\nO3,2,2026-04-04", "\nO3,1,2026-02-03")
    done = files.take(text + "N1,Newcomer,2026-03-01,P,1,1\n", progress=promise, make_accounts=True)
    other.close()
    assert (done.new, done.accounts_made) == (6001, 1)
    found = examine(files.store.path)
    assert (found.order_days_off, found.figures_off, found.schema, found.loose) == (0, 0, (), ())
    rows = files.rows(
        "SELECT a.name, f.open_actions, f.review_months FROM account_figures f JOIN account a ON a.id=f.account_id"
    )
    assert sorted(rows) == [("Alfreds", 0, 18), ("Newcomer", 0, 12), ("Zaanse", 1, 3)]
    assert not files.rows("SELECT name FROM sqlite_schema WHERE name GLOB 'order_day_*'")
    undo_last(files.store, MOMENT)
    undo_last(files.store, MOMENT)
    assert files.rows("SELECT COUNT(*) FROM orders") == [(2,)]
    assert examine(files.store.path).order_days_off == 0


def test_a_rate_written_while_an_import_is_made_ready_is_in_its_figures(files: Files) -> None:
    files.take(ACCOUNTS)
    with files.store.write("euros", MOMENT) as w:
        w.change("account", 1, currency="EUR")
        w.add("rate", source="GBP", target="USD", day="2020-01-01", rate="1.1")
        store_figures(w.db, MOMENT.as_of)
    other = Store.open(files.store.path, MOMENT)
    wanted = iter(["0.9"])

    def rate(_done: int, _total: int | None) -> None:
        if files.rows("SELECT COUNT(*) FROM orders")[0][0] < 1500:
            return
        for number in wanted:
            with other.write("a rate", MOMENT) as w:
                w.add("rate", source="EUR", target="USD", day="2020-01-01", rate=number)

    files.take(many_orders(1500), progress=rate)
    other.close()
    assert next(wanted, None) is None
    assert examine(files.store.path).figures_off == 0
    (row,) = files.rows("SELECT revenue_12m, common_12m FROM account_figures WHERE account_id=1")
    assert row[1] == row[0] * 9 // 10 > 0


def test_a_full_disk_in_the_middle_leaves_the_file_as_it_was(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.take(ACCOUNTS)
    before = dump(files.store)
    pages = files.rows("PRAGMA page_count")[0][0]
    real = session.connect

    def small(path: Path, **more: Any) -> Any:
        db = real(path, **more)
        db.execute(f"PRAGMA max_page_count={pages + 40}")
        return db

    monkeypatch.setattr(session, "connect", small)
    with pytest.raises(WriteFailed, match="disk is full"):
        files.take(many_orders(3000))
    monkeypatch.undo()
    Store.open(files.store.path, MOMENT).close()
    assert dump(files.store) == before


def large(files: Files) -> tuple[list[str], list[object]]:
    """A large import into a file with orders of another; returns what there was before, as kept and as seen."""
    files.take(ACCOUNTS)
    files.take("Order ID,Customer ID,Date,Amount\nA,1,2026-02-03,10\nB,2,2026-02-04,20\n")
    before = dump(files.store), as_readers_see(files.store)
    files.take(many_orders(800) + "N1,Newcomer,2026-03-01,P,1,1\n", make_accounts=True)
    return before


def test_a_large_import_that_is_taken_back_is_hidden_at_once_and_removed_by_and_by(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, shown = large(files)
    with_it = as_readers_see(files.store)
    drop, other = takeback.drop_batch, Store.open(files.store.path, MOMENT, busy_ms=0)
    looks: list[list[object]] = []

    def rest(self: takeback._Back) -> None:
        looks.append(as_readers_see(other))
        with other.write("draft", MOMENT, journal=False) as w:
            w.put_draft("capture", "saved meanwhile")

    def look(db: sqlite3.Connection, batch: int) -> None:
        assert as_readers_see(other) == shown
        assert files.rows("SELECT COUNT(*) FROM orders WHERE batch_id IS NOT NULL") > [(700,)]
        drop(db, batch)

    monkeypatch.setattr(takeback._Back, "_rest", rest)
    monkeypatch.setattr(takeback, "drop_batch", look)
    undo_last(files.store, MOMENT)
    other.close()
    assert looks
    assert all(one == with_it for one in looks)
    assert dump(files.store) == kept
    assert as_readers_see(files.store) == shown
    assert files.rows("SELECT state FROM import_batch ORDER BY id") == [("live",), ("live",), ("undone",)]
    assert not files.rows("SELECT name FROM sqlite_schema WHERE name GLOB 'order_day_*'")


@pytest.mark.parametrize("hidden", [False, True], ids=["before it is hidden", "afterwards"])
def test_a_program_that_dies_while_it_takes_an_import_back_leaves_all_of_it_or_nothing(
    files: Files, monkeypatch: pytest.MonkeyPatch, hidden: bool
) -> None:
    kept, shown = large(files)
    if not hidden:
        kept, shown = dump(files.store), as_readers_see(files.store)

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(takeback, "drop_batch", die)
    if hidden:
        undo_last(files.store, MOMENT, later=True)
    else:
        monkeypatch.setattr(takeback._Back, "abandon", lambda *_: None)
        monkeypatch.setattr(takeback._Back, "hide", die)
        with pytest.raises(KeyboardInterrupt):
            undo_last(files.store, MOMENT)
    assert as_readers_see(files.store) == shown
    monkeypatch.setattr(batches, "_runs", lambda pid: False)
    Store.open(files.store.path, MOMENT).close()
    assert as_readers_see(files.store) == shown
    assert dump(files.store) == kept
    assert not files.rows("SELECT 1 FROM import_batch WHERE state='staging'")
    assert not files.rows("SELECT name FROM sqlite_schema WHERE name GLOB 'order_day_*'")


def test_a_large_import_is_not_taken_back_when_something_hangs_on_it(files: Files) -> None:
    large(files)
    ((newcomer,),) = files.rows("SELECT id FROM account WHERE name='Newcomer'")
    with files.store.write("note", MOMENT) as w:
        w.add("note", account_id=newcomer, text="hello", author="me", written_on=MOMENT.as_of.isoformat())
    shown = as_readers_see(files.store)
    entry = next(e for e in _entries(files) if e.label.startswith("Import orders"))
    batch = entry.changes[0].row_id
    with pytest.raises(Conflict, match="1 note hangs on what it added: 'Newcomer'"):
        undo_import(files.store, batch, MOMENT)
    assert as_readers_see(files.store) == shown
    assert not files.rows("SELECT 1 FROM import_batch WHERE state='staging'")
    assert not files.rows("SELECT name FROM sqlite_schema WHERE name GLOB 'order_day_*'")


def test_what_somebody_hangs_on_an_account_that_is_being_removed_keeps_it_in_the_bin(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    large(files)
    ((newcomer,),) = files.rows("SELECT id FROM account WHERE name='Newcomer'")
    drop = takeback.drop_batch

    def first_a_note(db: sqlite3.Connection, batch: int) -> None:
        with Store.open(files.store.path, MOMENT).write("note", MOMENT) as w:
            w.add("note", account_id=newcomer, text="late", written_on="2026-11-22")
        drop(db, batch)

    monkeypatch.setattr(takeback, "drop_batch", first_a_note)
    undo_last(files.store, MOMENT)
    ((name, deleted_at),) = files.rows("SELECT name, deleted_at FROM account WHERE deleted_at IS NOT NULL")
    assert (name, deleted_at[:10]) == ("Newcomer", "2026-11-22")
    assert not files.rows("SELECT 1 FROM import_batch WHERE state='staging'")


def test_a_batch_whose_program_died_is_removed_and_one_that_runs_is_left(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.take(ACCOUNTS)
    before = dump(files.store)
    monkeypatch.setattr(golive.GoingLive, "_publish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    monkeypatch.setattr(golive.GoingLive, "_abandon", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        files.take(many_orders(1500))
    assert files.rows("SELECT COUNT(*) FROM orders") == [(1500,)]
    with files.store.read() as r:
        assert r.accounts.count() == 2
        assert [a.name for a in r.accounts.all()] == ["Alfreds", "Zaanse"]
    Store.open(files.store.path, MOMENT).close()
    assert files.rows("SELECT COUNT(*) FROM orders") == [(1500,)]
    monkeypatch.setattr(batches, "_runs", lambda pid: False)
    Store.open(files.store.path, MOMENT).close()
    assert files.rows("SELECT COUNT(*) FROM orders") == [(0,)]
    assert files.rows("SELECT COUNT(*) FROM import_batch WHERE state='staging'") == [(0,)]
    assert dump(files.store) == before


def test_a_change_by_another_session_while_the_file_is_read_is_taken_into_account(
    files: Files, tmp_path: Path
) -> None:
    files.take(ACCOUNTS)
    other = Store.open(files.store.path, MOMENT)
    edits = iter(["Bonn"])

    def edit(_done: int, _total: int | None) -> None:
        for city in edits:
            with other.write("edit", MOMENT) as w:
                w.change("account", 1, city=city)

    summary = files.take("External ID,Account Name,City\n1,Alfreds,Bonn\n2,Zaanse,Delft\n", progress=edit)
    other.close()
    assert counts(summary) == (0, 1, 1, 0, 0, 0)


def test_the_other_session_can_save_while_a_large_file_is_staged(files: Files) -> None:
    files.take(ACCOUNTS)
    other = Store.open(files.store.path, MOMENT, busy_ms=0)
    saves = 0

    def save(_done: int, _total: int | None) -> None:
        nonlocal saves
        with other.write("draft", MOMENT, journal=False) as w:
            w.put_draft("capture", f"text {saves}")
        saves += 1

    files.take(many_orders(3000), progress=save)
    other.close()
    assert saves > 12
    assert files.rows("SELECT COUNT(*) FROM order_line") == [(12000,)]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_rows_taken_many_at_a_time_become_what_they_become_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    odd = data.draw(st.booleans())

    def of(tidy: str, strange: str) -> st.SearchStrategy[str]:
        return st.sampled_from([*tidy.split("|"), *(strange.split("|") if odd else ())])

    columns = {
        "Order No": of("1001|1002|1003|1004", ""),
        "Customer": of("Acme|Bolt", "Nobody|"),
        "Date": of("2026-01-05|05.01.2026", "2026-01-06|never|"),
        "Status": of("open|cancelled|", "refunded|draft"),
        "Product": of("P-1|P-2|", "\t"),
        "Quantity": of("1|2.5", "x|"),
        "Unit Price": of("10.00|3|1,250.50|-0.0001", "EUR 5|99999999999|n/a"),
        "Discount": of("10%|0.5|", "200%"),
    }
    if data.draw(st.booleans()):
        columns["Line Amount"] = of("12|7.25", "$3|")
    rows = data.draw(st.lists(st.tuples(*columns.values()), min_size=1, max_size=14))
    found = []
    for together in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(heads, "_AT_HAND", 2 if together else 10_000)
            if not together:
                patch.setattr(OrderColumns, "possible", False)
            folder = tmp_path_factory.mktemp("rows")
            store = Store.open(folder / "a.db", MOMENT, create=True)
            files = Files(folder, store)
            files.take("name\nAcme\nBolt\n", kind="accounts")
            path = folder / "orders.csv"
            with path.open("w", newline="") as file:
                csv.writer(file).writerows([columns, *rows])
            options = ImportOptions(dates="dmy", decimal="point", discount="fraction")
            try:
                plan = plan_import(path, kind="orders", options=options)
                summary = run_import(store, plan, MOMENT)
                found.append((replace(summary, rejects_file=None), kept_orders(store)))
            except (ImportProblem, ImportDoubt) as fault:
                found.append((str(fault), kept_orders(store)))
            store.close()
    assert found[0] == found[1]


def kept_orders(store: Store) -> list[tuple[object, ...]]:
    """Every order and every line as they are kept."""
    db = sqlite3.connect(store.path)
    orders = "SELECT id, account_id, number, day, status, currency, amount, has_lines FROM orders ORDER BY id"
    lines = "SELECT order_id, product, nth, category, quantity, amount FROM order_line ORDER BY id"
    kept = [*db.execute(orders), *db.execute(lines)]
    db.close()
    return kept


def test_a_read_only_file_takes_a_dry_run_and_no_import(files: Files, tmp_path: Path) -> None:
    files.take(ACCOUNTS)
    closed = Store.open(files.store.path, MOMENT, read_only=True)
    plan = plan_import(files.write(ACCOUNTS.replace("Berlin", "Bonn")))
    assert counts(run_import(closed, plan, MOMENT, dry_run=True)) == (0, 1, 1, 0, 0, 0)
    with pytest.raises(ReadOnly):
        run_import(closed, plan, MOMENT)
    closed.close()


amounts = st.decimals(-10_000, 10_000, places=2)
table = st.lists(st.tuples(st.integers(1, 4), st.sampled_from("PQR"), amounts), min_size=1, max_size=25)
layout = st.tuples(
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["point", "comma"]),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table, layout)
def test_a_random_table_in_a_random_layout_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[tuple[int, str, Decimal]],
    layout: tuple[str, str, str, bool, str],
) -> None:
    delimiter, mark, day, quoted, encoding = layout
    folder = tmp_path_factory.mktemp("layout")
    store = Store.open(folder / "a.db", MOMENT, create=True)
    files = Files(folder, store)
    files.take("Name\nMüller\n")
    path = folder / "orders.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
        writer.writerow(["Order No", "Customer", "Order Date", "Product", "Line Total"])
        for order, product, amount in table:
            written = f"{amount:,.2f}" if mark == "point" else f"{amount:,.2f}".translate({44: ".", 46: ","})
            writer.writerow(
                [f"A{order}", "Müller", date(2026, 3, 12 + order).strftime(day), product, written]
            )
    summary = files.take(path)
    assert counts(summary) == (len(table), 0, 0, 0, 0, 0)
    assert sum(m.amount for m in summary.net) == int(sum(amount for _, _, amount in table) * 10_000)
    kept = files.rows(
        "SELECT o.number, o.day, SUM(l.amount), o.amount FROM order_line l JOIN orders o ON o.id=l.order_id GROUP BY o.id"
    )
    for number, at, total, amount in kept:
        order = int(number[1:])
        assert at == date(2026, 3, 12 + order).isoformat()
        assert total == amount == int(sum(a for o, _, a in table if o == order) * 10_000)
    store.close()


# --- real files ---------------------------------------------------------------------------------------------------


def real(*parts: str) -> Path:
    return Path(REAL).joinpath(*parts)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


@needs_real_data
@pytest.mark.real_data
def test_northwind_adds_up_to_the_cent_and_twice_changes_nothing(files: Files) -> None:
    names = ("customers.csv", "orders.csv", "order_details.csv")
    with real("northwind", names[2]).open(newline="") as file:
        plain = sum(
            Decimal(r["unit_price"]) * int(r["quantity"]) * (1 - Decimal(r["discount"]))
            for r in csv.DictReader(file)
        )
    assert cents(Decimal(plain)) == Decimal("1265793.04")
    for name, read in zip(names, (91, 830, 2155), strict=True):
        summary = files.take(real("northwind", name))
        assert counts(summary) == (read, 0, 0, 0, 0, 0)
    assert summary.orders == 830
    assert [money.to_decimal_string() for money in summary.net] == ["1265793.04"]
    assert files.rows("SELECT SUM(net) FROM order_day") == [(int(plain * 10_000),)]
    before = dump(files.store)
    for name, read in zip(names, (91, 830, 2155), strict=True):
        assert counts(files.take(real("northwind", name))) == (0, 0, read, 0, 0, 0)
    assert dump(files.store) == before


@needs_real_data
@pytest.mark.real_data
def test_northwind_as_a_workbook_and_in_german_gives_the_same(files: Files) -> None:
    book = real("northwind", "northwind_orders_and_customers.xlsx")
    files.take(book, kind="accounts")
    summary = files.take(book, kind="orders")
    assert (summary.orders, summary.new) == (830, 2155)
    german = files.take(real("crm_exports", "relayout", "auftraege_de_northwind.csv"), dry_run=True)
    assert [money.to_decimal_string() for money in german.net] == ["1265793.04"]


@needs_real_data
@pytest.mark.real_data
def test_adventureworks_adds_up_to_the_cent_and_twice_changes_nothing(files: Files) -> None:
    with real("adventureworks_reseller", "FactResellerSales.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    plain = sum(Decimal(row["SalesAmount"]) for row in rows)
    assert cents(Decimal(plain)) == Decimal("77548570.20")
    assert counts(files.take(real("adventureworks_reseller", "accounts_joined.csv"))) == (701, 0, 0, 0, 0, 0)
    summary = files.take(real("adventureworks_reseller", "FactResellerSales.csv"))
    assert counts(summary) == (57_851, 0, 0, 0, 0, 0)
    assert summary.orders == len({row["SalesOrderNumber"] for row in rows}) == 3616
    assert [money.to_decimal_string() for money in summary.net] == ["77548570.20"]
    assert files.rows("SELECT COUNT(*) FROM order_line") == [(57_851,)]
    assert files.rows("SELECT COUNT(DISTINCT account_id) FROM orders") == [(632,)]
    again = files.take(real("adventureworks_reseller", "FactResellerSales.csv"))
    assert counts(again) == (0, 0, 57_851, 0, 0, 0)
    assert again.batch is None


@needs_real_data
@pytest.mark.real_data
def test_naughty_strings_come_through_as_names(files: Files, tmp_path: Path) -> None:
    naughty = json.loads(real("blns", "blns.json").read_text("utf-8"))
    path = tmp_path / "naughty.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Customer ID", "Name", "Industry"])
        writer.writerows((f"n{i}", name, name) for i, name in enumerate(naughty))
    summary = files.take(path)
    kept = dict(files.rows("SELECT external_id, name FROM account"))
    for i, name in enumerate(naughty):
        wanted = " ".join(normalise(name.strip()).split("\n")).strip()
        if wanted:
            assert kept[f"n{i}"].replace("\t", " ") == wanted.replace("\t", " ") or name_key(
                kept[f"n{i}"]
            ) == name_key(wanted)
        else:
            assert f"n{i}" not in kept
    assert summary.new == len(kept)
    assert counts(files.take(path))[1] == 0
