"""Amounts in thousands by their header: read times 1,000, and said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reviewtui.domain.moment import Moment
from reviewtui.services.transfer.importing import ImportSummary, run_import
from reviewtui.services.transfer.plan import ImportPlan, plan_import
from reviewtui.storage.store import Store

MOMENT = Moment(date(2026, 12, 1), datetime(2026, 12, 1, 9, 0, tzinfo=UTC))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "accounts.db", MOMENT, create=True)
    yield store
    store.close()


def take(store: Store, folder: Path, text: str, name: str = "list.csv") -> tuple[ImportPlan, ImportSummary]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    plan = plan_import(path)
    return plan, run_import(store, plan, MOMENT, make_accounts=True)


def net(summary: ImportSummary) -> str:
    return ", ".join(f"{money.to_decimal_string()} {money.currency}".strip() for money in summary.net)


@pytest.mark.parametrize(
    ("text", "worth", "sentence"),
    [
        (
            "Rechnungsnr.;Datum;Kunde;Umsatz (TEUR)\n1;13.01.2026;Alpha;1,2345\n2;14.01.2026;Beta;-0,5\n",
            "734.50 EUR",
            "an order is worth its 'Umsatz (TEUR)' x 1,000",
        ),
        (
            "Order No,Date,Customer,Product,Line Total (k€)\n1,2026-01-13,Alpha,Cup,1.5\n1,2026-01-13,Alpha,Pot,0.25\n",
            "1750.00 EUR",
            "an order is worth the sum of 'Line Total (k€)' x 1,000 over its lines",
        ),
        (
            "Order No,Date,Customer,Product,Quantity,Unit Price (in thousands)\n1,2026-01-13,Alpha,Cup,3,1.5\n",
            "4500.00",
            "a line is worth 'Unit Price (in thousands)' x 1,000 x 'Quantity'",
        ),
    ],
)
def test_amounts_of_orders_are_read_times_1000_and_said(
    store: Store, tmp_path: Path, text: str, worth: str, sentence: str
) -> None:
    plan, done = take(store, tmp_path, text)
    assert (net(done), done.rejected) == (worth, 0)
    assert sentence in done.counted
    assert any("thousands, so amounts are read times 1,000" in note for note in plan.notes)
    again = run_import(store, plan_import(plan.path), MOMENT)
    assert (again.new, again.changed, again.same) == (0, 0, done.new)


def test_a_column_that_counts_single_units_goes_before_and_is_not_multiplied(
    store: Store, tmp_path: Path
) -> None:
    plan, done = take(
        store,
        tmp_path,
        "Order No,Date,Customer,Revenue (k EUR),Revenue (EUR)\n1,2026-01-13,Alpha,1.2,1234.50\n",
    )
    assert net(done) == "1234.50 EUR"
    assert not any("thousands" in note for note in plan.notes)


def test_a_long_file_of_lines_is_read_so_to_its_end(store: Store, tmp_path: Path) -> None:
    rows = (f"{n},2026-01-13,Alpha,Cup,1.25" for n in range(4000))
    text = "\n".join(["Order No,Date,Customer,Product,Line Total (k€)", *rows])
    assert net(take(store, tmp_path, text)[1]) == "5000000.00 EUR"


def test_the_tax_beside_it_is_taken_off_by_its_own_size(store: Store, tmp_path: Path) -> None:
    text = (
        "Invoice No,Date,Customer,Gross Amount (TEUR),VAT (TEUR)\n"
        "1,2026-01-13,Alpha,1.19,0.19\n2,2026-01-14,Alpha,2.38,0.38\n3,2026-01-15,Alpha,3.57,0.57\n"
    )
    assert net(take(store, tmp_path, text)[1]) == "6000.00 EUR"


def test_revenue_of_companies_in_thousands(store: Store, tmp_path: Path) -> None:
    plan, _ = take(
        store, tmp_path, "Account Name,Industry,City,Annual Revenue (k EUR)\nAcme,Steel,Ulm,1250.5\n"
    )
    assert plan.kind == "accounts"
    with store.read() as r:
        assert r.db.execute("SELECT annual_revenue FROM account").fetchone()[0] == 1_250_500 * 10_000
