"""Files in the layouts that tools export, each read, read again and taken back; the right answer was known beforehand."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from xlsxwriter import Workbook

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.moment import Moment
from reviewtui.services import undo
from reviewtui.services.transfer.importing import run_import
from reviewtui.services.transfer.kinds import recognise
from reviewtui.services.transfer.mapping import column_names
from reviewtui.services.transfer.plan import plan_import
from reviewtui.storage.store import Store

MOMENT = Moment(date(2026, 11, 22), datetime(2026, 11, 22, 9, 0, tzinfo=UTC))


class Export(NamedTuple):
    """A file and what comes of it: rows taken, skipped and rejected, orders that count, net per currency, accounts,
    first and last day, and who is a contact where."""

    what: str
    text: str
    kind: str
    taken: int
    skipped: int = 0
    rejected: int = 0
    orders: int = 0
    net: str = ""
    accounts: str = ""
    days: str = ""
    people: str = ""
    owners: str = ""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "accounts.db", MOMENT, create=True)
    yield store
    store.close()


def _rows(store: Store, sql: str) -> list[str]:
    with store.read() as r:
        return [" ".join(str(part) for part in row if part) for row in r.db.execute(sql)]


ACCOUNTS = "SELECT name FROM account WHERE deleted_at IS NULL ORDER BY name"
PEOPLE = (
    "SELECT c.name, c.title, '@', a.name FROM contact c JOIN account a ON a.id=c.account_id"
    " WHERE c.deleted_at IS NULL ORDER BY c.name"
)
OWNERS = "SELECT name, '=', owner FROM account WHERE owner<>'' ORDER BY name"
LIVE = "SELECT COUNT(*) FROM orders WHERE status<>'cancelled'"


def check(export: Export, store: Store, path: Path) -> None:
    """Import a file, look at all that came of it, import it again, and take it back."""
    plan = plan_import(path)
    assert (plan.kind, plan.doubts) == (export.kind, ())
    done = run_import(store, plan, MOMENT, make_accounts=True)
    assert (done.new, done.skipped, done.rejected, done.reasons) == (
        export.taken, export.skipped, export.rejected, done.reasons[: export.rejected],
    )  # fmt: skip
    assert done.read == done.new + done.changed + done.same + done.conflict + done.rejected + done.skipped
    net = ", ".join(f"{money.to_decimal_string()} {money.currency}".strip() for money in done.net)
    assert net == export.net
    assert _rows(store, LIVE) == [str(export.orders)] if export.orders else not done.orders
    days = " ".join(day.isoformat() for day in (done.first_date, done.last_date) if day)
    assert days.startswith(export.days)
    assert ", ".join(_rows(store, ACCOUNTS)) == export.accounts
    assert ", ".join(_rows(store, PEOPLE)) == export.people
    if export.owners:
        assert ", ".join(_rows(store, OWNERS)) == export.owners
    again = run_import(store, plan_import(path), MOMENT, make_accounts=True)
    assert (again.new, again.changed, again.same) == (0, 0, done.new + done.changed + done.same)
    undo.undo_last(store, MOMENT)
    assert not _rows(store, ACCOUNTS)


ORDERS = (
    Export(
        "PayPal: payments are sales, refunds credits, money moved is neither",
        '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","Transaction ID"\n'
        '"10/02/2026","08:00:00","PDT","Ann Lee","Express Checkout Payment","Completed","USD","1,100.00","-3.20","1,096.80","a@x.com","1A"\n'
        '"10/13/2026","08:00:00","PDT","Ann Lee","Payment Refund","Completed","USD","-100.00","3.20","-96.80","a@x.com","1B"\n'
        '"10/14/2026","08:00:00","PDT","","General Withdrawal","Completed","USD","-500.00","0.00","-500.00","","1C"\n',
        "orders", 2, 1, orders=2, net="1000.00 USD", accounts="Ann Lee", days="2026-10-02 2026-10-13",
    ),
    Export(
        "Shopify names the company on the first line of an order, and the number and the day on each",
        "Name,Email,Financial Status,Currency,Subtotal,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,"
        "Billing Company\n"
        "#1002,b@x.com,paid,EUR,100.00,2025-10-08 09:50:26 +0200,1,Mug,50.00,Bob,Bolt GmbH\n"
        "#1002,b@x.com,,,,2025-10-08 09:50:26 +0200,1,Pot,50.00,Bob,\n",
        "orders", 2, orders=1, net="100.00 EUR", accounts="Bolt GmbH", days="2025-10-08 2025-10-08",
    ),
    Export(
        "a report of Sage with ruled lines above its totals",
        "Sales by customer\n\nCustomer,Date,Invoice No,Net\nAcme,02/10/2026,1,100.00\n----,----------,---,------\nBolt,13/10/2026,2,50.00\n"
        "========,==========,====,======\nTotal,,,150.00\n",
        "orders", 2, 5, orders=2, net="150.00", accounts="Acme, Bolt", days="2026-10-02 2026-10-13",
    ),
    Export(
        "a Swedish list of invoices with its sum",
        "Fakturanr;Kundnr;Kundnamn;Fakturadatum;Belopp exkl. moms;Moms;Totalt;Valuta;Makulerad\n"
        "1001;10;Ek AB;2026-10-13;1 000,50;250,13;1 250,63;SEK;Nej\n1002;11;Sten AB;2026-10-14;200,00;50,00;250,00;SEK;Ja\n"
        "Summa;;;;1 200,50;300,13;1 500,63;;\n",
        "orders", 2, 1, orders=1, net="1000.50 SEK", accounts="Ek AB, Sten AB", days="2026-10-13 2026-10-14",
    ),
    Export(
        "a Polish list of invoices with a correction and its sum",
        "Numer faktury;Data wystawienia;Nabywca;Typ dokumentu;Wartość netto;Kwota VAT;Wartość brutto;Waluta\n"
        "FV/1/2026;13.10.2026;Kowal sp. z o.o.;Faktura;1 000,00;230,00;1 230,00;PLN\n"
        "KOR/1/2026;14.10.2026;Kowal sp. z o.o.;Faktura korygująca;-100,00;-23,00;-123,00;PLN\nRazem;;;;900,00;207,00;1 107,00;\n",
        "orders", 2, 1, orders=2, net="900.00 PLN", accounts="Kowal sp. z o.o.", days="2026-10-13 2026-10-14",
    ),
    Export(
        "names above their rows in a column that the rows fill too, closed by totals of their name",
        "Type,Date,Num,Name,Memo,Amount\nAcme Ltd,,,,,\nInvoice,10/01/2026,1,Acme Ltd,a,100.00\nInvoice,10/13/2026,2,Acme Ltd,b,50.00\n"
        "Total Acme Ltd,,,,,150.00\nBolt Ltd,,,,,\nInvoice,10/14/2026,3,Bolt Ltd,c,10.00\nTotal Bolt Ltd,,,,,10.00\n",
        "orders", 3, 4, orders=3, net="160.00", accounts="Acme Ltd, Bolt Ltd", days="2026-10-01 2026-10-14",
    ),
    Export(
        "orders of Etsy, where Full Name is who bought",
        "Sale Date,Order ID,Buyer User ID,Full Name,Number of Items,Date Shipped,Currency,Order Value,Discount Amount,Shipping,Sales Tax,"
        "Order Total,Buyer\n10/13/26,2001,annlee,Ann Lee,1,10/15/26,USD,40.00,4.00,5.00,2.00,43.00,Ann Lee (annlee)\n",
        "orders", 1, orders=1, net="36.00 USD", accounts="Ann Lee", days="2026-10-13 2026-10-13",
    ),
    Export(
        "the grid of Magento's orders",
        "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status\n"
        '000000001,"Main Website","2026-10-13 10:00:00","Ann Lee","Ann Lee",119.00,119.00,complete\n'
        '000000002,"Main Website","2026-10-14 10:00:00","Bob Ray","Bob Ray",50.00,50.00,canceled\n',
        "orders", 2, orders=1, net="119.00", accounts="Ann Lee, Bob Ray", days="2026-10-13 2026-10-14",
    ),
    Export(
        "a sales register of Tally",
        "Date,Particulars,Voucher Type,Voucher No.,Debit,Credit\n13-10-2026,Rao Traders,Sales,1,1180.00,\n14-10-2026,Rao Traders,Receipt,2,,1180.00\n",
        "orders", 1, 1, orders=1, net="1180.00", accounts="Rao Traders", days="2026-10-13 2026-10-13",
    ),
    Export(
        "the currency of a price beside it",
        "Order No,Date,Customer,Product,Qty,Unit Price,Unit Price Currency\n1,2026-10-13,Acme,Cup,2,10.00,CHF\n",
        "orders", 1, orders=1, net="20.00 CHF", accounts="Acme", days="2026-10-13 2026-10-13",
    ),
)  # fmt: skip
PEOPLE_OF_ODOO = (
    "External ID,Name,Is a Company,Related Company,Job Position,Email,Phone,City\n"
    'p1,Acme GmbH,TRUE,,,info@acme.de,030 1,Berlin\np2,"Acme GmbH, Ann Lee",FALSE,Acme GmbH,Buyer,ann@acme.de,030 2,Berlin\n'
    "p3,Bob Ray,FALSE,,,bob@x.com,,Ulm\n"
)
ACCOUNT_LISTS = (
    Export(
        "partners of Odoo: companies, people there, and people who buy for themselves", PEOPLE_OF_ODOO,
        "accounts", 3, accounts="Acme GmbH, Bob Ray", people="Ann Lee Buyer @ Acme GmbH",
    ),
    Export(
        "partners of Odoo in German", PEOPLE_OF_ODOO.replace("Is a Company,Related", "Ist ein Unternehmen,Zugehöriges Unternehmen")
        .replace("Unternehmen Company", "Unternehmen"),
        "accounts", 3, accounts="Acme GmbH, Bob Ray", people="Ann Lee Buyer @ Acme GmbH",
    ),
    Export(
        "a company has a parent too, where nothing tells people from companies",
        "Account Name,Parent Account,Industry,Website\nAcme,Holding,Steel,acme.de\n",
        "accounts", 1, accounts="Acme",
    ),
    Export(
        "customers in Swedish",
        "Kundnr;Företag;Gatuadress;Postnr;Postort;E-post;Telefonnr;Säljare\n10;Ek AB;Gatan 1;111 22;Malmö;a@ek.se;040-1;Eva\n",
        "accounts", 1, accounts="Ek AB",
    ),
)  # fmt: skip


@pytest.mark.parametrize("export", ORDERS, ids=[export.what for export in ORDERS])
def test_orders_of_a_tool_add_up(export: Export, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(export.text, "utf-8")
    check(export, store, path)


@pytest.mark.parametrize("export", ACCOUNT_LISTS, ids=[export.what for export in ACCOUNT_LISTS])
def test_lists_of_customers_are_taken_whole(export: Export, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(export.text, "utf-8")
    check(export, store, path)


FORMATS = (
    (('#,##0.00 "€"', "0.00"), "1020.50 EUR"),
    (("[$£-809]#,##0.00", "0.00"), "1020.50 GBP"),
    (('_-[$CHF] * #,##0.00_-;-[$CHF] * #,##0.00_-;_-[$CHF] * "-"??_-;_-@_-', "0.00"), "1020.50 CHF"),
    (('"$"#,##0.00', '"$"#,##0.00'), "1020.50 USD"),
    (("0.00", "#,##0"), "1020.50"),
)


@pytest.mark.parametrize(("formats", "net"), FORMATS)
def test_the_format_of_cells_names_their_currency(
    formats: tuple[str, str], net: str, store: Store, tmp_path: Path
) -> None:
    done = run_import(store, plan_import(_formatted(tmp_path, formats)), MOMENT, make_accounts=True)
    assert [f"{money.to_decimal_string()} {money.currency}".strip() for money in done.net] == [net]


def test_currencies_that_only_looks_tell_apart_are_not_added_up(tmp_path: Path) -> None:
    with pytest.raises(ReviewTuiError, match=r"shows amounts in [$] and € by the format"):
        plan_import(_formatted(tmp_path, ('#,##0.00 "€"', '"$"#,##0.00')))


def _formatted(folder: Path, formats: tuple[str, str]) -> Path:
    path = folder / "sales.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("Sales")
        sheet.write_row(0, 0, ["Customer", "Order No", "Date", "Amount"])
        for row, (format_, amount) in enumerate(zip(formats, (1000.5, 20), strict=True), start=1):
            sheet.write_row(row, 0, ["Acme", str(row), "2026-10-13"])
            sheet.write_number(row, 3, amount, book.add_format({"num_format": format_}))
    return path


@pytest.mark.parametrize(
    ("amounts", "net"),
    [
        (("1180.00 Dr", "180.00 Cr"), "1000.00"),
        (("1180.00", "180.00CR"), "1000.00"),
        (("1,180.00 Cr.", "20.00 cr"), "1200.00"),
        (("1180.00DR", "20.00 dr."), "1200.00"),
    ],
)
def test_the_other_side_of_an_account_is_negative(
    amounts: tuple[str, str], net: str, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    rows = (f'{n},2026-10-13,Rao,"{amount}"' for n, amount in enumerate(amounts))
    path.write_text("\n".join(("Invoice No,Date,Customer,Amount", *rows)), "utf-8")
    done = run_import(store, plan_import(path), MOMENT, make_accounts=True)
    assert [money.to_decimal_string() for money in done.net] == [net]


RECORDS = (
    Export(
        "opportunities of Close, whose value is in words too, without ids",
        "lead_id,lead_name,status_type,status_label,value,value_currency,value_formatted,confidence,note,date_won\n"
        "lead_1,Acme,active,Proposal,125000,USD,\"$1,250.00 one-time\",50,New line,\n",
        "opportunities", 1, accounts="Acme",
    ),
    Export(
        "opportunities of Dynamics",
        "(Do Not Modify) Opportunity,Topic,Potential Customer,Est. close date,Est. revenue,Probability,Status Reason,Owner\n"
        "5f1,New line,Acme,13/10/2026,1250.00,50,In Progress,Eva\n",
        "opportunities", 1, accounts="Acme",
    ),
    Export(
        "notes of two accounts that only the file names",
        "Customer,Date,Note\nAcme,2026-10-13,Called back\nBolt,2026-10-13,Called back\nAcme,2026-10-13,Called back\n",
        "notes", 3, accounts="Acme, Bolt",
    ),
)  # fmt: skip


@pytest.mark.parametrize("export", RECORDS, ids=[export.what for export in RECORDS])
def test_records_without_ids_are_found_again_at_accounts_that_the_file_made(
    export: Export, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(export.text, "utf-8")
    check(export, store, path)


@pytest.mark.parametrize(
    ("headers", "other"),
    [
        ("Umsatz (ohne Soll/Haben-Kz),Soll/Haben-Kennzeichen,Konto,Gegenkonto (ohne BU-Schlüssel),BU-Schlüssel,Belegdatum,Buchungstext",
         "entries of a ledger"),
        ("JournalCode,JournalLib,EcritureNum,EcritureDate,CompteNum,CompteLib,Debit,Credit", "entries of a ledger"),
        ("Zeilenbeschriftungen,Summe von Betrag", "the sums of a pivot table"),
        ("Row Labels,Acme,Bolt,Grand Total", "the sums of a pivot table"),
        ("Kunde,Januar,Februar,März,April", "sums of periods side by side"),
        ("Client,janv.,févr.,mars,avr.", "sums of periods side by side"),
        ("Customer,01/2026,02/2026", "sums of periods side by side"),
        ("Customer,31/01/2026,28/02/2026", "sums of periods side by side"),
        ("Customer,Q1,Q2,Q3,Q4,Total", "sums of periods side by side"),
    ],
)  # fmt: skip
def test_what_is_none_of_the_kinds_is_called_by_its_name(headers: str, other: str) -> None:
    found = recognise(column_names(headers.split(",")), "export")
    assert (found.kind, found.other) == (None, other)


EXPORTS = Path(__file__).parent.parent / "exports"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((EXPORTS / "expected.toml").read_text("utf-8"))


def test_every_export_of_the_folder_has_its_answer() -> None:
    assert {path.name for path in EXPORTS.iterdir()} == {*EXPECTED, "expected.toml"}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_export_is_read_as_it_is_meant(name: str, store: Store, tmp_path: Path) -> None:
    """Each file of the folder: imported, imported again, taken back; or refused, or asked about."""
    wanted = EXPECTED[name]
    path = tmp_path / name
    shutil.copyfile(EXPORTS / name, path)
    if refused := wanted.get("refused"):
        with pytest.raises(ReviewTuiError, match=re.escape(refused)):
            run_import(store, plan_import(path), MOMENT)
        return
    if doubt := wanted.get("doubt"):
        assert [one.key for one in plan_import(path).doubts] == doubt.split(",")
        return
    check(
        Export(
            name,
            "",
            wanted["kind"],
            wanted["taken"],
            *(wanted.get(key, 0) for key in ("skipped", "rejected", "orders")),
            wanted.get("net", ""),
            ", ".join(wanted["accounts"]),
            wanted.get("days", ""),
            ", ".join(wanted.get("people", ())),
            ", ".join(wanted.get("owners", ())),
        ),
        store,
        path,
    )
