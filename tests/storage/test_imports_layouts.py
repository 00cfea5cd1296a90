"""The layouts of common tools, small: what is a record, what is not, what an order is worth, and the file's totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from reviewtui.domain.errors import ImportDoubt, ImportProblem
from reviewtui.domain.moment import Moment
from reviewtui.services.transfer import csvrows
from reviewtui.services.transfer.importing import ImportSummary, run_import
from reviewtui.services.transfer.plan import ImportOptions, ImportPlan, plan_import
from reviewtui.services.undo import undo_last
from reviewtui.storage.imports import heads
from reviewtui.storage.store import Store

MOMENT = Moment(date(2026, 11, 22), datetime(2026, 11, 22, 9, 0, tzinfo=UTC))


class Desk:
    """Writes small files, plans and imports them."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store

    def file(self, text: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    def plan(self, text: str, name: str = "file.csv", kind: str | None = None, **options: Any) -> ImportPlan:
        return plan_import(self.file(text, name), kind=kind, options=ImportOptions(**options))

    def take(
        self,
        text: str,
        name: str = "file.csv",
        *,
        kind: str | None = None,
        said: dict[str, Any] | None = None,
        **more: Any,
    ) -> ImportSummary:
        more.setdefault("make_accounts", True)
        return run_import(self.store, self.plan(text, name, kind, **(said or {})), MOMENT, **more)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.store.read() as r:
            return [tuple(row) for row in r.db.execute(sql)]

    def orders(self) -> list[tuple[Any, ...]]:
        """Account, number, day, status, amount in whole units."""
        return self.rows(
            "SELECT a.name, o.number, o.day, o.status, o.amount/10000.0 FROM orders o JOIN account a ON "
            "a.id=o.account_id ORDER BY o.id"
        )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store.open(tmp_path / "accounts.db", MOMENT, create=True)
    yield Desk(tmp_path, store)
    store.close()


def net(summary: ImportSummary) -> list[str]:
    return [f"{money.to_decimal_string()} {money.currency}".strip() for money in summary.net]


def counts(summary: ImportSummary) -> Sequence[int]:
    """read, taken, conflict, rejected, skipped; they add up"""
    taken = summary.new + summary.changed + summary.same
    assert summary.read == taken + summary.conflict + summary.rejected + summary.skipped
    assert sum(count for _, count in summary.left_out) == summary.skipped
    return summary.read, taken, summary.conflict, summary.rejected, summary.skipped


QUICKBOOKS = """Craig's Design,,,,,,,,,
Sales by Customer Detail,,,,,,,,,
"January - June, 2026",,,,,,,,,

,Transaction date,Transaction type,Num,Product/Service full name,Description,Quantity,Sales price,Amount,Balance
Amy's Bird Sanctuary,,,,,,,,,
,01/15/2026,Invoice,1021,Pest Control,Gold plan,2,"1,000.00","2,000.00","2,000.00"
,02/03/2026,Credit Memo,1026,Pest Control,,-1,100.00,-100.00,"1,900.00"
,02/04/2026,Payment,77,,,,,500.00,"2,400.00"
Total for Amy's Bird Sanctuary,,,,,,1.00,,"$2,400.00",
Sumace & Total Sons,,,,,,,,,
,03/01/2026,Sales Receipt,1030,Design,,1,50.00,50.00,50.00
   Garden,,,,,,,,,
,03/02/2026,Invoice,1031,Design,,1,25.00,25.00,25.00
Total for Garden,,,,,,1.00,,25.00,
Total for Sumace & Total Sons with sub-customers,,,,,,2.00,,$75.00,
TOTAL,,,,,,3.00,,"$2,475.00",


" Wednesday, September 30, 2026 01:49 PM GMT-05:00",,,,,,,,,
"""


def test_the_sales_report_of_quickbooks_carries_its_customers_down(desk: Desk) -> None:
    summary = desk.take(QUICKBOOKS)
    assert counts(summary) == (19, 4, 0, 0, 15)
    assert desk.orders() == [
        ("Amy's Bird Sanctuary", "1021", "2026-01-15", "ordered", 2000.0),
        ("Amy's Bird Sanctuary", "1026", "2026-02-03", "ordered", -100.0),
        ("Sumace & Total Sons", "1030", "2026-03-01", "ordered", 50.0),
        ("Garden", "1031", "2026-03-02", "ordered", 25.0),
    ]
    assert (net(summary), summary.totals) == (["1975.00"], 4)
    assert dict(summary.left_out) == {
        "rows above the header": 3,
        "blank rows": 3,
        "names above their rows": 3,
        "totals": 4,
        "payments, estimates and other papers that are no sale": 1,
        "rows below the table": 1,
    }


def test_a_total_that_differs_stops_the_import_with_both_numbers(desk: Desk) -> None:
    wrong = QUICKBOOKS.replace('"$2,475.00"', '"$2,575.00"')
    with pytest.raises(
        ImportProblem, match=r"row 17: 'TOTAL' is 2,575 in the file, its rows add up to 2,475"
    ):
        desk.take(wrong)
    assert desk.orders() == []
    assert desk.take(wrong, dry_run=True).unequal
    assert len(desk.orders()) == 0
    assert desk.take(wrong, ignore_totals=True).new == 4


def test_a_row_that_cannot_be_read_makes_the_totals_differ_only_when_its_amount_is_the_reason(
    desk: Desk,
) -> None:
    with pytest.raises(ImportProblem, match="2,400 in the file, its rows add up to 400"):
        desk.take(QUICKBOOKS.replace('"2,000.00","2,000.00"', '"two thousand","2,000.00"'))


def test_the_older_report_has_its_customers_in_the_column_of_dates(desk: Desk) -> None:
    summary = desk.take(
        "Date,Transaction Type,Num,Product/Service,Memo/Description,Qty,Sales Price,Amount,Balance\n"
        "Amy's,,,,,,,,\n01/15/2026,Invoice,1,Pest,,1,10,10.00,10.00\nTotal for Amy's,,,,,1,,$10.00,\nTOTAL,,,,,1,,$10.00,\n"
    )
    assert (counts(summary), summary.totals) == ((4, 1, 0, 0, 3), 2)
    assert desk.orders() == [("Amy's", "1", "2026-01-15", "ordered", 10.0)]


def test_a_column_of_customers_that_is_filled_on_rows_of_its_own(desk: Desk) -> None:
    summary = desk.take(
        "Customer,Date,Order No,Amount\nAcme,,,\n,2026-01-13,1,5\n,2026-01-14,2,6\nSubtotal,,,11\nBeta,,,\n"
        ",2026-01-15,3,7\nSubtotal,,,7\nGrand Total,,,18\n"
    )
    assert (counts(summary), summary.totals) == ((8, 3, 0, 0, 5), 3)
    assert [order[:2] for order in desk.orders()] == [("Acme", "1"), ("Acme", "2"), ("Beta", "3")]


def test_a_company_called_total_stays_an_account_and_its_orders_stay_orders(desk: Desk) -> None:
    accounts = desk.take("Name,City,Annual Revenue\nTotal,,5000\nTotal Wine,Bonn,\nSumme AG,,\nAcme,Ulm,1\n")
    assert counts(accounts) == (4, 4, 0, 0, 0)
    orders = desk.take(
        "Order No,Customer,Date,Amount\n1,Total,2026-01-01,5\n2,Total Wine,2026-01-02,6\n,Sumace,,\nTotal,,,11\n"
    )
    assert (counts(orders), orders.totals) == ((4, 2, 0, 1, 1), 1)


SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem discount,Billing Name,Billing Company,"
    "Cancelled at,Refunded Amount,Billing Zip\n"
    "#1003,c@c.example,paid,,EUR,90.00,5.00,17.10,112.10,TEN,10.00,2025-10-09 09:50:26 +0200,2,Cup,50.00,0.00,Cy,C GmbH,,0.00,'01067\n"
    "#1002,b@b.example,refunded,,EUR,20.00,0.00,0.00,20.00,,0.00,2025-10-08 09:50:26 +0200,1,Pot,20.00,0.00,Bo,,,20.00,\n"
    "#1001,a@a.example,voided,,EUR,30.00,0.00,0.00,30.00,,0.00,2025-10-07 09:50:26 +0200,1,Cup,10.00,0.00,Al,,2025-10-08 10:00:00 +0200,0.00,\n"
    "#1001,a@a.example,,,,,,,,,,2025-10-07 09:50:26 +0200,4,Lid,5.00,0.00,,,,,\n"
)


def test_an_order_of_shopify_is_its_lines_less_discount_and_what_was_paid_back(desk: Desk) -> None:
    plan = desk.plan(SHOPIFY)
    assert (plan.kind, plan.shape) == ("orders", "flat")
    assert "Shopify orders" in plan.why
    summary = desk.take(SHOPIFY.replace("a@a.example,,,,,,,,,,2025-10-07 09:50:26 +0200", ",,,,,,,,,,"))
    assert counts(summary) == (4, 4, 0, 0, 0)
    assert desk.orders() == [
        ("C GmbH", "#1003", "2025-10-09", "ordered", 90.0),
        ("Bo", "#1002", "2025-10-08", "ordered", 0.0),
        ("Al", "#1001", "2025-10-07", "cancelled", 30.0),
    ]
    assert net(summary) == ["90.00 EUR"]
    assert "'Discount Amount' of the order is taken off" in summary.counted
    assert (
        desk.take(SHOPIFY.replace("a@a.example,,,,,,,,,,2025-10-07 09:50:26 +0200", ",,,,,,,,,,")).same == 4
    )


def test_accounts_made_of_orders_are_undone_with_them(desk: Desk) -> None:
    desk.take("Name\nC GmbH\n")
    desk.take(SHOPIFY)
    assert desk.rows("SELECT COUNT(*) FROM account") == [(3,)]
    undo_last(desk.store, MOMENT)
    assert desk.rows("SELECT name FROM account") == [("C GmbH",)]
    assert desk.orders() == []


def test_orders_of_accounts_that_are_not_here_are_refused_unless_they_are_to_be_made(desk: Desk) -> None:
    with pytest.raises(ImportProblem, match="--make-accounts"):
        desk.take(SHOPIFY, make_accounts=False)
    desk.take("Name\nC GmbH\n")
    assert counts(desk.take(SHOPIFY, make_accounts=False)) == (4, 1, 0, 3, 0)


XERO = (
    "*ContactName,EmailAddress,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,*Description,*Quantity,*UnitAmount,"
    "Discount,LineAmount,TaxAmount,Currency,Type,Status\n"
    "City Agency,,ORC-1,,28/07/2026,10/08/2026,541.25,Guide,1,500.00,,500.00,41.25,GBP,Sales invoice,Paid\n"
    "City Agency,,ORC-2,,29/07/2026,10/08/2026,54.13,Mug,2,20.00,,40.00,3.30,GBP,Sales invoice,Paid\n"
    "City Agency,,ORC-2,,29/07/2026,10/08/2026,54.13,Lid,1,10.00,,10.00,0.83,GBP,Sales invoice,Paid\n"
    "City Agency,,ORC-3,,30/07/2026,10/08/2026,9.00,Lid,1,9.00,,9.00,0,GBP,Sales invoice,Voided\n"
    "City Agency,,CN-1,,30/07/2026,10/08/2026,5.00,Lid,1,5.00,,5.00,0,GBP,Sales credit note,Paid\n"
    "City Agency,,ORC-4,,30/07/2026,10/08/2026,5.00,Lid,1,5.00,,5.00,0,GBP,Sales invoice,Draft\n"
)


def test_a_total_repeated_on_each_line_of_xero_is_never_summed(desk: Desk) -> None:
    summary = desk.take(XERO)
    assert counts(summary) == (6, 5, 0, 0, 1)
    assert net(summary) == ["545.00 GBP"]
    assert [order[1:] for order in desk.orders()] == [
        ("ORC-1", "2026-07-28", "ordered", 500.0),
        ("ORC-2", "2026-07-29", "ordered", 50.0),
        ("ORC-3", "2026-07-30", "cancelled", 9.0),
        ("CN-1", "2026-07-30", "ordered", -5.0),
    ]


def test_a_total_repeated_beside_products_without_prices_is_the_orders(desk: Desk) -> None:
    text = "Invoice #,Client,Date,Item,Total\n1,Acme,2026-01-01,Cup,100\n1,Acme,2026-01-01,Pot,100\n2,Acme,2026-01-02,Cup,7\n"
    assert net(desk.take(text)) == ["107.00"]


def test_an_amount_repeated_beside_prices_and_quantities_is_the_orders(desk: Desk) -> None:
    text = (
        "Invoice Number,Client,Date,Amount,Item Product,Item Cost,Item Quantity\n"
        "1,Acme,2026-01-01,119,Cup,40,2\n1,Acme,2026-01-01,119,Pot,20,1\n2,Acme,2026-01-02,5,Cup,5,1\n"
    )
    assert net(desk.take(text)) == ["105.00"]


def test_an_amount_that_may_be_the_orders_or_the_lines_is_asked(desk: Desk) -> None:
    text = "Order No,Client,Date,Item,Amount\n1,Acme,2026-01-01,Cup,100\n1,Acme,2026-01-01,Pot,100\n2,Acme,2026-01-02,Cup,7\n"
    with pytest.raises(ImportDoubt, match=r"--amounts order or --amounts line"):
        desk.take(text)
    assert net(desk.take(text, said={"amounts": "order"}, dry_run=True)) == ["107.00"]
    assert net(desk.take(text, said={"amounts": "line"}, dry_run=True)) == ["207.00"]


SALESFORCE = (
    "Account Name,Account ID,Account Owner,Billing City,Account ID\n"
    "Acme Corp,0015000000AbCdE,Robin,Ulm,0015000000AbCdEAAZ\nBeta,0015000000AbCdF,Robin,,0015000000AbCdFAAZ\n\n"
    "Grand Totals (2 records),,,,\n\nAll accounts,,,,\nCopyright (c) 2000-2026 salesforce.com inc. All rights reserved.,,,,\n"
    "Confidential Information - Do Not Distribute,,,,\n"
)


def test_a_report_of_salesforce_ends_where_its_records_end(desk: Desk) -> None:
    summary = desk.take(SALESFORCE)
    assert counts(summary) == (8, 2, 0, 0, 6)
    assert desk.rows("SELECT name, external_id, alt_id FROM account ORDER BY id") == [
        ("Acme Corp", "0015000000AbCdE", "0015000000AbCdEAAZ"),
        ("Beta", "0015000000AbCdF", "0015000000AbCdFAAZ"),
    ]
    with pytest.raises(ImportProblem, match="speaks of 3 records, the file has 2"):
        desk.take(SALESFORCE.replace("(2 records)", "(3 records)"))


def test_opportunities_are_no_accounts_and_their_won_ones_can_be_orders(desk: Desk) -> None:
    text = (
        "Opportunity ID,Account Name,Opportunity Name,Stage,Amount,Close Date\n1,Acme,Deal,Closed Won,100,2026-01-31\n"
        "2,Acme,Deal,Prospecting,50,2026-02-01\n"
    )
    plan = desk.plan(text)
    assert (plan.kind, plan.notes[-1]) == (
        "opportunities",
        "to take those that were won as orders, name the kind: import orders",
    )
    summary = desk.take(text, kind="orders")
    assert (counts(summary), net(summary)) == ((2, 1, 0, 0, 1), ["100.00"])


def test_orders_find_their_account_by_the_short_and_the_long_id_of_salesforce(desk: Desk) -> None:
    desk.take("Id,Name\n0015000000AbCdE,Acme\n0015000000AbCdFAAV,Beta\n")
    summary = desk.take(
        "Order Number,Account ID,Order Date,Amount\n1,0015000000AbCdEAAV,2026-01-01,5\n2,0015000000AbCdF,2026-01-01,6\n",
        make_accounts=False,
    )
    assert (summary.new, summary.rejected) == (2, 0)
    assert [order[0] for order in desk.orders()] == ["Acme", "Beta"]


def test_the_day_book_of_sage_has_its_net_amounts_its_credits_and_no_purchases(desk: Desk) -> None:
    text = (
        "Type,Account,Date,Ref,Details,Net,Tax,Gross\nSI,ASH001,21/09/2026,1,Cup,100.00,20.00,120.00\n"
        "SC,ASH001,22/09/2026,2,Cup,20.00,4.00,24.00\nPI,BEX001,23/09/2026,3,Resin,50.00,10.00,60.00\n"
    )
    summary = desk.take(text)
    assert (counts(summary), net(summary)) == ((3, 2, 0, 0, 1), ["80.00"])
    with pytest.raises(ImportDoubt, match=r"holds purchases \(PI\)"):
        desk.plan(text.replace("SI", "PI").replace("SC", "PI"))


def test_a_spreadsheet_without_order_numbers_makes_one_order_of_a_day(desk: Desk) -> None:
    text = (
        "Date,Customer,Amount\n2026-01-01,Acme,5\n2026-01-01,Acme,6\n2026-01-01,Beta,7\n2026-01-02,Acme,-1\n"
    )
    summary = desk.take(text)
    assert (counts(summary), summary.orders, net(summary)) == ((4, 4, 0, 0, 0), 3, ["17.00"])
    assert desk.take(text).same == 4


def test_tax_and_freight_are_no_revenue_where_the_file_tells_them_apart(desk: Desk) -> None:
    summary = desk.take(
        "Order #,Customer,Date,Total,Tax,Shipping\n1,Acme,2026-01-01,119,19,0\n2,Acme,2026-01-02,110,0,10\n"
    )
    assert net(summary) == ["200.00"]
    assert "an order is worth its 'Total' less 'Tax' and 'Shipping'" in summary.counted


def test_cents_and_currencies_that_only_the_headers_tell(desk: Desk) -> None:
    stripe = "id,amount,currency,created,customer_email\nch_1AbC,1999,usd,2026-02-03 01:47,a@a.example\n"
    assert net(desk.take(stripe, kind="orders", dry_run=True)) == ["19.99 USD"]
    cents = "Order ID,Customer,Date,amount_cents\n1,Acme,2026-01-01,1999\n"
    assert net(desk.take(cents, dry_run=True)) == ["19.99"]
    assert net(desk.take("Order ID,Customer,Date,Amount (CHF)\n1,Acme,2026-01-01,19.99\n", dry_run=True)) == [
        "19.99 CHF"
    ]


def test_order_lines_below_the_only_row_that_names_their_order(desk: Desk) -> None:
    text = (
        "Invoice No,Customer,Invoice Date,Item,Qty,Rate\n7,Acme,2026-01-01,Cup,2,5\n,,,Pot,1,3\n8,Beta,2026-01-02,Cup,1,5\n"
        ",,,Lid,1,1\n"
    )
    summary = desk.take(text)
    assert counts(summary) == (4, 4, 0, 0, 0)
    assert [(o[0], o[1], o[4]) for o in desk.orders()] == [("Acme", "7", 13.0), ("Beta", "8", 6.0)]


def test_pages_that_repeat_the_header_and_dates_that_change_style_half_way(desk: Desk) -> None:
    text = "Order No,Customer,Date,Amount\n1,Acme,13/01/2026,5\nOrder No,Customer,Date,Amount\n2,Acme,46036,6\n3,Acme,2026-01-15,7\n"
    summary = desk.take(text)
    assert (counts(summary), summary.first_date, summary.last_date) == (
        (4, 3, 0, 0, 1),
        date(2026, 1, 13),
        date(2026, 1, 15),
    )


def test_hundreds_of_columns_mostly_empty(desk: Desk) -> None:
    more = [f"Custom property {i}" for i in range(600)]
    head = [
        "Record ID",
        "Company name",
        "Company owner",
        "Lifecycle Stage",
        "Close Date",
        "Deal Stage",
        *more,
    ]
    row = ["5000000001.0", "Acme", "Robin", "customer", "", "", *[""] * 600]
    summary = desk.take(",".join(head) + "\n" + ",".join(row) + "\n")
    assert counts(summary) == (1, 1, 0, 0, 0)
    assert desk.rows("SELECT name, external_id, owner FROM account") == [("Acme", "5000000001", "Robin")]


def test_headers_of_pipedrive_and_twenty(desk: Desk) -> None:
    desk.take(
        "Organization - Name*,Organization - ID,Organization - Owner,Organization - Address\nAcme,7,Robin,Ulm\n"
    )
    desk.take(
        "Name,Domain Name / Link URL,Annual Revenue / Amount,Annual Revenue / Currency,Address / City\nBeta,b.example,5,EUR,Bonn\n"
    )
    assert desk.rows("SELECT name, external_id, website, city, annual_revenue FROM account ORDER BY id") == [
        ("Acme", "7", "", "", None),
        ("Beta", "", "b.example", "Bonn", 50_000),
    ]


def test_a_customer_list_of_quickbooks_keeps_the_phone_and_its_footer_out(desk: Desk) -> None:
    summary = desk.take(
        "Northwind,,,\nCustomer Contact List,,,\n\nCustomer full name,Phone numbers,Full name,Bill address\n"
        'Acme,Phone:030-007 Fax:030-008,Maria,"Obere Str. 57\nBerlin"\nBeta,,,\nGamma,Fax:1,,\n\n'
        '" Wednesday, May 06, 1998 01:46 PM GMT-05:00",,,\n'
    )
    assert counts(summary) == (8, 3, 0, 0, 5)
    assert desk.rows("SELECT name, phone, address FROM account ORDER BY id") == [
        ("Acme", "030-007", "Obere Str. 57\nBerlin"),
        ("Beta", "", ""),
        ("Gamma", "", ""),
    ]


def test_rows_refused_from_a_report_can_be_mended_and_imported_alone(desk: Desk) -> None:
    broken = QUICKBOOKS.replace("02/03/2026", "someday")
    summary = desk.take(broken)
    assert (summary.new, summary.rejected, summary.totals) == (3, 1, 4)
    assert summary.rejects_file is not None
    text = summary.rejects_file.read_text("utf-8-sig")
    assert "Amy's Bird Sanctuary" in text
    again = desk.take(text.replace("someday", "02/13/2026"))
    assert (again.new, again.rejected) == (1, 0)
    assert desk.orders()[-1] == ("Amy's Bird Sanctuary", "1026", "2026-02-13", "ordered", -100.0)


def test_a_line_refused_below_its_order_takes_the_order_with_it(desk: Desk) -> None:
    text = (
        "Invoice No,Customer,Invoice Date,Item,Qty,Rate\n7,Acme,2026-01-01,Cup,2,5\n,,,Pot,one,3\n8,Beta,someday,Cup,1,5\n"
        ",,,Lid,1,1\n9,Beta,2026-01-03,Cup,1,2\n,,,Lid,1,1\n"
    )
    summary = desk.take(text)
    assert (summary.new, summary.rejected) == (3, 3)
    assert [(o[0], o[1], o[4]) for o in desk.orders()] == [("Acme", "7", 10.0), ("Beta", "9", 3.0)]
    assert summary.rejects_file is not None
    mended = (
        summary.rejects_file.read_text("utf-8-sig").replace("one,", "1,").replace("someday", "2026-01-02")
    )
    assert desk.take(mended).rejected == 0
    assert [(o[0], o[1], o[4]) for o in desk.orders()] == [
        ("Acme", "7", 13.0),
        ("Beta", "9", 3.0),
        ("Beta", "8", 6.0),
    ]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("accounts", "Name,City\nKern,Ulm\nKern,Bonn\nAbel,Hof\n"),
        ("contacts", "Full Name,Company,Phone\nAnn Lee,Acme,+1\nAnn Lee,Acme,+2\nAnn Lee,Acme,+1\n"),
    ],
)
def test_rows_that_contradict_each_other_do_so_the_second_time_too(desk: Desk, kind: str, text: str) -> None:
    desk.take("Customer ID,Company name\nA1,Acme\n")
    first = desk.take(text, kind=kind)
    again = desk.take(text, kind=kind)
    assert (first.new, first.conflict, first.changed) == (first.read - 1 - first.same, 1, 0)
    assert (again.new, again.changed, again.same, again.conflict) == (0, 0, again.read - 1, 1)


ONCE = (
    "Kundennr.;Kunde;Beleg;Datum;Artikel;Menge;Preis\n7;Kern;1;02.10.2026;Rad;1;10,00\n;;2;03.10.2026;Rad;2;10,00\n"
    ";;3;bald;Rad;1;10,00\n8;Abel;4;04.10.2026;Rad;1;7,00\n;;5;05.10.2026;Rad;1;7,00\n"
)


def test_whose_rows_without_a_customer_are_is_asked_and_never_guessed(desk: Desk) -> None:
    (doubt,) = desk.plan(ONCE).doubts
    assert doubt.question == (
        "Column 'Kunde' is empty in 3 rows below others: are they of the customer above, or of nobody?"
    )
    above = desk.take(ONCE, said={"names": "above"})
    assert (above.new, above.rejected, net(above)) == (4, 1, ["44.00"])
    assert [order[:2] for order in desk.orders()] == [
        ("Kern", "1"),
        ("Kern", "2"),
        ("Abel", "4"),
        ("Abel", "5"),
    ]
    assert above.rejects_file is not None and "7,Kern,3,bald" in above.rejects_file.read_text("utf-8-sig")
    nobody = desk.take(ONCE, said={"names": "nobody"})
    assert (nobody.same, nobody.rejected) == (2, 3)


def test_a_customer_missing_here_and_there_is_refused_without_a_question(desk: Desk) -> None:
    text = "Kunde;Beleg;Datum;Betrag\nKern;1;02.10.2026;1\nKern;2;03.10.2026;1\n;3;03.10.2026;1\n;4;03.10.2026;1\n;5;03.10.2026;1\n"
    assert desk.plan(text).doubts == ()
    assert (desk.take(text).new, desk.take(text).rejected) == (2, 3)


OPEN_ORDERS = """Order No,Customer,Date,Status,Promised Date,Product,Line Amount,Colour,Shade
SO-1,Acme,2026-01-05,,,P-1,10.00,red,
SO-2,Bolt,2026-01-06,ordered,,P-1,5.00,,
SO-3,Acme,2026-01-07,ordered,,P-1,5.00,,
SO-4,Acme,2026-01-08,ordered,,P-1,5.00,,
SO-1,Acme,2026-01-05,cancelled,2026-02-01,P-2,20.00,blue,dark
SO-2,Bolt,2026-01-06,cancelled,,P-2,20.00,,
SO-3,Bolt,2026-01-07,ordered,,P-2,20.00,,
"""


@pytest.mark.parametrize("chars", [40, 1 << 16])
def test_a_later_row_fills_what_the_first_one_of_its_order_leaves_open(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, chars: int
) -> None:
    monkeypatch.setattr(heads, "_AT_HAND", 2)
    monkeypatch.setattr(csvrows, "_FIRST_CHARS", chars)
    monkeypatch.setattr(csvrows, "_CHARS", chars)
    done = desk.take(OPEN_ORDERS, said={"keep_rest": True})
    assert (done.new, done.conflict) == (5, 2)
    assert "gives order 'SO-2' another status (ordered, here cancelled)" in done.reasons[0]
    assert "gives order 'SO-3' to another account" in done.reasons[1]
    found = desk.rows("SELECT number, status, promised_on, amount/10000, custom FROM orders ORDER BY number")
    assert found[0] == ("SO-1", "cancelled", "2026-02-01", 30, '{"Colour":"red","Shade":"dark"}')
    assert found[1:] == [(f"SO-{n}", "ordered", None, 5, "{}") for n in (2, 3, 4)]


def test_lines_of_one_product_are_numbered_in_each_order(desk: Desk) -> None:
    rows = [
        "SO-1,P-1,1",
        "SO-2,P-2,2",
        "SO-2,P-1,3",
        "SO-2,P-2,4",
        "SO-3,P-1,5",
        "SO-2,P-2,6",
        "SO-4,,7",
        "SO-4,,8",
    ]
    said = (f"{number},Acme,2026-01-05,{rest}" for number, rest in (row.split(",", 1) for row in rows))
    desk.take("\n".join(["Order No,Customer,Date,Product,Line Amount", *said]))
    found = desk.rows(
        "SELECT o.number, l.product, l.nth, l.amount/10000 FROM order_line l JOIN orders o ON o.id=l.order_id "
        "ORDER BY o.number, l.product, l.nth"
    )
    assert found == [
        ("SO-1", "P-1", 1, 1), ("SO-2", "P-1", 1, 3), ("SO-2", "P-2", 1, 2), ("SO-2", "P-2", 2, 4), ("SO-2", "P-2", 3, 6),
        ("SO-3", "P-1", 1, 5), ("SO-4", "", 1, 7), ("SO-4", "", 2, 8),
    ]  # fmt: skip
