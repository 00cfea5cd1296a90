"""Small files in the layouts of common tools, made so that the right answer is known beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from xlsxwriter import Workbook

from reviewtui.domain.imported import orders_taken
from reviewtui.domain.moment import Moment
from reviewtui.services.transfer.importing import run_import
from reviewtui.services.transfer.kinds import recognise
from reviewtui.services.transfer.layouts import Remembered, all_layouts
from reviewtui.services.transfer.mapping import column_names
from reviewtui.services.transfer.plan import ImportOptions, plan_import
from reviewtui.storage.store import Store

MOMENT = Moment(date(2026, 11, 22), datetime(2026, 11, 22, 9, 0, tzinfo=UTC))


class Made(NamedTuple):
    """A file and what comes of it: ``taken`` and ``skipped`` rows, orders that count, net per currency, accounts."""

    what: str
    text: str
    kind: str
    header: int
    taken: int
    skipped: int
    orders: int = 0
    net: str = ""
    accounts: str = ""


TABLE = (
    Made(
        "a customer on a row of its own above payments, where Account is the ledger's",
        "Example Co\nTransaction List by Customer\n\nDate,Transaction Type,Num,Posting,Memo/Description,Account,Amount\n"
        "Amy's Birds\n01/13/2026,Invoice,1021,Yes,,Accounts Receivable (A/R),459.00\n"
        "01/25/2026,Payment,,Yes,,Undeposited Funds,-459.00\nCool Cars\n"
        '03/01/2026,Invoice,1040,Yes,,Accounts Receivable (A/R),"1,000.00"\n'
        '\n"Wednesday, Sep 30, 2026 06:21:00 AM GMT-7"\n',
        "orders", 4, 2, 8, 2, "1459.00", "Amy's Birds, Cool Cars",
    ),
    Made(
        "names above rows that name their customer and product themselves",
        ",Type,Date,Num,Memo,Name,Item,Qty,Sales Price,Amount,Balance\nAcme Ltd,,,,,,,,,,\n"
        ',Invoice,01/25/2026,101,Cab,Acme Ltd,Cabinet,2,500.00,"1,000.00","1,000.00"\n'
        ",Credit Memo,02/13/2026,102,Cab,Acme Ltd,Cabinet,-1,500.00,-500.00,500.00\nTotal Acme Ltd,,,,,,,1,,500.00,500.00\n",
        "orders", 1, 2, 2, 2, "500.00", "Acme Ltd",
    ),
    Made(
        "a due date that fills no field proves that days come first",
        "*ContactName,*InvoiceNumber,*InvoiceDate,*DueDate,*Description,*Quantity,*UnitAmount,Currency\n"
        "Ashby,INV-1,05/03/2026,19/03/2026,Widget,2,100.00,GBP\n",
        "orders", 1, 1, 0, 1, "200.00 GBP", "Ashby",
    ),
    Made(
        "order dates and order amounts of Salesforce",
        '"Order Number","Account Name","Order Start Date","Order Amount","Status"\n'
        '"00000100","Acme","10/16/2025","USD 1,250.00","Activated"\n"00000101","Bolt","10/17/2025","USD 250.50","Draft"\n'
        '\n"Grand Totals (2 records)"\n"Orders"\n"Copyright (c) 2000-2026 salesforce.com, inc."\n',
        "orders", 1, 1, 5, 1, "1250.00 USD", "Acme",
    ),
    Made(
        "an invoice table of Stripe's API, in cents",
        "id,number,total,subtotal,tax,amount_remaining,currency,created,customer_id,status\n"
        "in_1A,A-0001,11900,10000,1900,0,eur,2026-02-03 10:00:00,cus_1,paid\n"
        "in_1B,A-0002,2380,2000,380,2380,eur,2026-02-13 10:00:00,cus_1,void\n",
        "orders", 1, 2, 0, 1, "100.00 EUR", "cus_1",
    ),
    Made(
        "charges of Stripe's API: refunded is a yes or no, amount_refunded the amount",
        "id,amount,amount_refunded,currency,created,customer_id,status,refunded\n"
        "ch_3KLa,12050,50,usd,2026-02-03 10:00:00,cus_1,succeeded,false\n"
        "ch_3KLb,5000,0,usd,2026-02-04 10:00:00,cus_2,failed,false\n",
        "orders", 1, 2, 0, 1, "120.00 USD", "cus_1, cus_2",
    ),
    Made(
        "lines of Shopify repeat e-mail address and vendor, not the company",
        "Name,Email,Financial Status,Currency,Subtotal,Discount Amount,Created at,Lineitem quantity,Lineitem name,"
        "Lineitem price,Billing Name,Billing Company,Vendor,Refunded Amount\n"
        "#1002,b@x.com,paid,EUR,90.00,10.00,2025-10-08 09:50:26 +0200,1,Mug,50.00,Bob,Bolt GmbH,MugCo,0.00\n"
        "#1002,b@x.com,,,,,,1,Pot,50.00,,,PotCo,\n"
        "#1001,a@x.com,partially_refunded,EUR,50.00,0.00,2025-10-07 09:50:26 +0200,1,Mug,50.00,Ann,,MugCo,20.00\n",
        "orders", 1, 3, 0, 2, "120.00 EUR", "Ann, Bolt GmbH",
    ),
    Made(
        "the detailed day book of Sage",
        "Day Books: Customer Invoices (Detailed)\nDate From: 01/01/2026\n\n"
        "No,Type,A/C,Date,Ref,N/C,Details,Net Amount,Tax Amount,T/C,Gross Amount\n"
        "1,SI,ASH001,15/09/2026,1001,4000,Brackets,1633.48,326.70,T1,1960.18\n"
        "2,SI,ASH001,15/09/2026,1001,4000,Nuts,10.00,2.00,T1,12.00\n3,SC,BEX001,16/09/2026,1002,4000,Nuts,10.00,2.00,T1,12.00\n",
        "orders", 4, 3, 3, 2, "1633.48", "ASH001, BEX001",
    ),
    Made(
        "net amounts called Netto, cancelled ones",
        "Rechnungsnr.;Rechnungsdatum;Kundennummer;Kundenname;Netto;MwSt;Brutto;Status\n"
        "R1;31.01.2026;10001;Alpha GmbH;1.100,00;209,00;1.309,00;bezahlt\nR3;02.02.2026;10002;Beta KG;300,00;57,00;357,00;storniert\n",
        "orders", 1, 2, 0, 1, "1100.00", "Alpha GmbH, Beta KG",
    ),
    Made(
        "a sign of currency on some of the amounts of a column",
        "Transaction Date,Merchant Name,Amount\n03 Jan 2019,AMAZON,14.95\n04 Jan 2019,TRAINLINE,£120.00\n04 Jan 2019,TRAINLINE,-20.00\n",
        "orders", 1, 3, 0, 2, "114.95 GBP", "AMAZON, TRAINLINE",
    ),
    Made(
        "a currency behind the header, and apostrophes between thousands",
        "Kunde;Auftragsnr.;Datum;Betrag CHF\nA;1;13.01.2026;1'234.50\nB;2;14.01.2026;2’000.00\n",
        "orders", 1, 2, 0, 2, "3234.50 CHF", "A, B",
    ),
    Made(
        "a column that is called currency_id and holds numbers, and one called Refunded that says no",
        "Customer,Order No,Date,Amount,currency_id,Refunded\nA,1,2026-01-02,10.00,4600001,no\n",
        "orders", 1, 1, 0, 1, "10.00", "A",
    ),
    Made(
        "only a Name beside the numbers of orders",
        "Order ID,Name,Date,Amount\n1,Acme,2026-01-02,10\n",
        "orders", 1, 1, 0, 1, "10.00", "Acme",
    ),
    Made(
        "a supplier beside the customer is the product's",
        "Order No,Customer,Supplier,Date,Product,Amount\n1,Acme,Mill,2026-01-02,Cup,10\n2,,Mill,2026-01-02,Cup,10\n",
        "orders", 1, 1, 0, 1, "10.00", "Acme",
    ),
    Made(
        "credits that only the name of their numbers tells",
        "Credit Note Number,Customer Name,Date,Total\nCN-1,Acme,2026-01-19,55.00\n",
        "orders", 1, 1, 0, 1, "-55.00", "Acme",
    ),
    Made(
        "an empty column of types, as other programs leave it",
        "id,account_id,effective_date,order_number,status,total_amount,type,is_deleted\n"
        "801x1,001xA,2020-05-13,00000101,Activated,250.00,,FALSE\n801x2,001xA,2020-05-14,00000102,Activated,50.00,,TRUE\n",
        "orders", 1, 1, 1, 1, "250.00", "001xA",
    ),
    Made(
        "headers behind the name of a table",
        "MCH.Transaction Date,MCH.Merchant Name,FIN.Transaction Amount\n13/01/2016,AMZN,12.50\n",
        "orders", 1, 1, 0, 1, "12.50", "AMZN",
    ),
    Made(
        "sales called Umsatz netto below titles, with a total that names itself",
        "Umsatzbericht;;;;\n;;;;\nKundennr.;Kunde;Datum;Umsatz netto;Währung\n1;Müller;31.01.2026;1.000,00;EUR\n"
        "2;Groß;28.02.2026;2.000,50;EUR\nGesamtsumme;;;3.000,50;\n",
        "orders", 3, 2, 3, 2, "3000.50 EUR", "Groß, Müller",
    ),
    Made(
        "ids and post codes behind the apostrophe of a spreadsheet",
        "Customer ID,First Name,Last Name,Email,Default Address Company,Default Address Zip,Total Spent,Total Orders\n"
        "'7001,Ann,Lee,a@x.com,Acme,'10115,120.00,3\n",
        "accounts", 1, 1, 0, accounts="Acme 7001 10115",
    ),
    Made(
        "addresses of EspoCRM",
        "Name;Billing Address City;Billing Address Postal Code;ID\nAcme;Berlin;10115;5f3e1a2b3c4d5e6f7\n",
        "accounts", 1, 1, 0, accounts="Acme 5f3e1a2b3c4d5e6f7 10115",
    ),
    Made(
        "freight and tax on lines of their own, by their product or by the kind of the line",
        "Invoice No,Date,Customer,Item,Qty,Unit Price,Line Total,Line Type\n1,2026-10-02,Acme,Widget,2,50,100.00,Item\n"
        "1,2026-10-02,Acme,Bolt,1,5,5.00,Item\n1,2026-10-02,Acme,Express,1,12,12.00,Shipping\n"
        "1,2026-10-02,Acme,VAT 20%,1,22.4,22.40,\n1,2026-10-02,Acme,Versandkosten,1,1,1.00,\n",
        "orders", 1, 2, 3, 1, "105.00", "Acme",
    ),
    Made(
        "who sells freight sells it",
        "Invoice No,Date,Customer,Item,Qty,Unit Price\n1,2026-10-02,Acme,Freight,2,50\n1,2026-10-02,Acme,Pallet,1,5\n"
        "2,2026-10-02,Acme,Freight,1,10\n",
        "orders", 1, 3, 0, 2, "115.00", "Acme",
    ),
    Made(
        "columns that are empty all the way down, where another one has the number, the date and the amount",
        "PO Number,Reference,Order Date,Invoice Date,Customer,Net Amount,Total\n,R1,,2026-10-02,Acme,,5.00\n"
        ",R2,,2026-10-03,Acme,,7.00\n",
        "orders", 1, 2, 0, 2, "12.00", "Acme",
    ),
    Made(
        "cancelled in Dutch, amounts without cents in Switzerland, currencies in words",
        "Factuurnummer;Factuurdatum;Debiteur;Bedrag excl. BTW;Valuta;Status\n1;02-10-2026;Bakkerij;1'000.-;Swiss Franc;Betaald\n"
        "2;13-10-2026;Bakkerij;100,--;CHF - Franken;Geannuleerd\n3;14-10-2026;Bakkerij;CHF 50.-;CHF;Betaald\n",
        "orders", 1, 3, 0, 2, "1050.00 CHF", "Bakkerij",
    ),
    Made(
        "lines of Odoo below the first row of their order",
        "Order Reference,Order Date,Customer,Order Lines/Product,Order Lines/Quantity,Order Lines/Unit Price,"
        "Order Lines/Subtotal,Total,Currency,Status\nS1,2026-10-02 08:00:00,Acme,Widget,2,100.00,200.00,238.00,EUR,Sales Order\n"
        ",,,Bolt,10,10.00,100.00,,,\nS2,2026-10-03 08:00:00,Beta,Bolt,1,10.00,10.00,11.90,EUR,Cancelled\n",
        "orders", 1, 3, 0, 1, "300.00 EUR", "Acme, Beta",
    ),
    Made(
        "a report of eBay with days like Oct-02-26 and its count below",
        '\n"Order Number","Buyer Name","Item Title","Quantity","Shipping And Handling","Total Price","Sale Date"\n\n'
        '"1","Ann","Widget","2","€5.00","€105.00","Oct-02-26"\n"2","Bob","Bolt","1","€5.00","€15.00","Oct-13-26"\n\n'
        '2,record(s) downloaded,,,,,\n',
        "orders", 2, 2, 4, 2, "110.00 EUR", "Ann, Bob",
    ),
    Made(
        "discounts above a hundred, or with a currency, are amounts",
        "Order ID,Date,Customer,Item,Qty,Price,Discount\n1,2026-10-02,A,W,2,500,150\n1,2026-10-02,A,X,1,20,2\n",
        "orders", 1, 2, 0, 1, "868.00", "A",
    ),
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "accounts.db", MOMENT, create=True)
    yield store
    store.close()


@pytest.mark.parametrize("made", TABLE, ids=[made.what for made in TABLE])
def test_a_file_of_a_common_tool_adds_up(made: Made, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(made.text, "utf-8")
    plan = plan_import(path)
    assert (plan.kind, plan.header.row, plan.doubts) == (made.kind, made.header, ())
    done = run_import(store, plan, MOMENT, make_accounts=True)
    assert (done.new, done.skipped, done.unequal) == (made.taken, made.skipped, ())
    assert done.read == done.new + done.skipped + done.rejected
    assert [f"{money.to_decimal_string()} {money.currency}".strip() for money in done.net] == [
        made.net
    ] * bool(made.net)
    with store.read() as r:
        live = r.db.execute("SELECT COUNT(*) FROM orders WHERE status<>'cancelled'").fetchone()[0]
        names = [
            " ".join(part for part in row if part)
            for row in r.db.execute("SELECT name, external_id, postal_code FROM account ORDER BY name")
        ]
    assert live == made.orders
    wanted = made.accounts.split(", ")
    assert [name[: len(said)] for name, said in zip(names, wanted, strict=True)] == wanted


def test_people_of_twenty_are_contacts_and_not_companies(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "Id,Name / First Name,Name / Last Name,Job Title,Company / Name\n1,Jo,Lee,CEO,Acme\n", "utf-8"
    )
    plan = plan_import(path)
    assert plan.kind == "contacts"
    assert {c.field: c.header for c in plan.mapped}["account_name"] == "Company / Name"


@pytest.mark.parametrize(
    ("headers", "kind", "other"),
    [
        (
            "id,property_email,property_firstname,property_lastname,property_company,property_jobtitle",
            "contacts",
            "",
        ),
        ("Name,Company,Email,Phone,Title", "contacts", ""),
        ("id,name,order_id,price,quantity,sku,vendor", "orders", ""),
        ("id,username,first_name,last_name,name,email,profile_id", None, "users of a program"),
        ("Kunde,Q1 2026,Q2 2026", None, "sums of periods side by side"),
        ("Customer,Jan 2026,Feb 2026,Mar 2026", None, "sums of periods side by side"),
    ],
)
def test_lists_that_are_easily_taken_for_accounts(headers: str, kind: str | None, other: str) -> None:
    found = recognise(column_names(headers.split(",")), "export")
    assert (found.kind, found.other) == (kind, other)


def test_freight_and_tax_count_when_the_user_says_so(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "Order No,Date,Customer,Item,Qty,Price\n1,2026-10-02,Acme,Widget,2,50\n1,2026-10-02,Acme,Bolt,1,5\n"
        "1,2026-10-02,Acme,Postage,1,12\n",
        "utf-8",
    )
    left = run_import(store, plan_import(path), MOMENT, make_accounts=True, dry_run=True)
    assert (left.skipped, left.left_out) == (1, (("lines of freight and tax", 1),))
    counted = plan_import(path, options=ImportOptions(count=("freight",)))
    done = run_import(store, counted, MOMENT, make_accounts=True)
    assert (done.new, done.skipped, [money.to_decimal_string() for money in done.net]) == (3, 0, ["117.00"])
    assert "lines of freight count too" in done.counted
    again = plan_import(path, recall=Remembered(all_layouts(store)))
    assert again.options.count == ("freight",)


def test_an_order_is_its_total_with_the_tax_in_it_when_tax_counts(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "Order No,Date,Customer,Total,Tax,Shipping\n1,2026-10-02,Acme,125.00,20.00,5.00\n", "utf-8"
    )
    for count, net, words in (
        ((), "100.00", "an order is worth its 'Total' less 'Tax' and 'Shipping'"),
        (("tax",), "120.00", "an order is worth its 'Total' less 'Shipping'"),
        (("freight", "tax"), "125.00", "an order is worth its 'Total', 'Shipping' and 'Tax' included"),
    ):
        plan = plan_import(path, options=ImportOptions(count=count))
        done = run_import(store, plan, MOMENT, make_accounts=True, dry_run=True)
        assert ([money.to_decimal_string() for money in done.net], done.counted[0]) == ([net], words)


def test_the_summary_says_that_a_total_is_without_its_tax(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Invoice No,Date,Customer,Total,VAT\n1,2026-01-13,Acme,100.00,21.00\n", "utf-8")
    done = run_import(store, plan_import(path), MOMENT, make_accounts=True, dry_run=True)
    assert done.counted == ("an order is worth its 'Total'", "'VAT' is not part of it")


def test_the_summary_says_how_many_orders_count_nowhere(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "Order No,Date,Customer,Total,Status\n1,2026-10-02,Acme,5.00,Paid\n2,2026-10-03,Acme,7.00,Void\n",
        "utf-8",
    )
    done = run_import(store, plan_import(path), MOMENT, make_accounts=True)
    assert (done.orders, done.cancelled) == (2, 1)
    assert (
        orders_taken(2, done.cancelled, done.first_date, done.last_date)
        == "2 orders from 2026-10-02 to 2026-10-03; 1 of them cancelled"
    )


def test_rows_that_cannot_be_read_are_not_blamed_on_missing_accounts(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Order No,Date,Customer,Total\n1,soon,Acme,5.00\n2,2026-10-03,,6\n", "utf-8")
    done = run_import(store, plan_import(path), MOMENT, make_accounts=True, dry_run=True)
    assert (done.rejected, done.reasons[0]) == (2, "row 2: column 'Date': 'soon' is not a date")


def test_a_hidden_sheet_is_taken_only_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "sales.xlsx"
    with Workbook(str(path)) as book:
        for name, day in (("2026", "2026-10-02"), ("old", "2020-10-02")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Customer", "Date", "Order No", "Amount"])
            sheet.write_row(1, 0, ["Acme", day, 1, 5])
        sheet.hide()
    assert plan_import(path).table.sheet == "2026"
    assert plan_import(path, options=ImportOptions(sheet="old")).table.sheet == "old"
