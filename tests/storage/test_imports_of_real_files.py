"""What every file of the real-data folder is, and what comes of it; the reasons stand beside the figures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from reviewtui.domain.errors import ImportDoubt, ImportProblem
from reviewtui.domain.moment import Moment
from reviewtui.services.transfer.importing import run_import
from reviewtui.services.transfer.plan import ImportOptions, plan_import
from reviewtui.storage.store import Store

MOMENT = Moment(date(2026, 11, 22), datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
REAL = os.environ.get("REVIEWTUI_REAL_DATA", "")

pytestmark = [
    pytest.mark.skipif(not REAL, reason="REVIEWTUI_REAL_DATA names no folder with the real files"),
    pytest.mark.real_data,
]


class Expected(NamedTuple):
    """``header`` is its row, ``left`` are conflicts and rejected rows, ``net`` one amount per currency."""

    file: str
    kind: str
    header: int
    read: int
    taken: int
    left: int
    orders: int = 0
    net: str = ""
    sheet: str | None = None


BOOKS = "crm_exports/accounting/"
PACK = "crm_exports/accounting_pack/"
SPEND = "crm_exports/messy/uk_public_spend/"
RELAYOUT = "crm_exports/relayout/"

TABLE = (
    Expected("northwind/customers.csv", "accounts", 1, 91, 91, 0),
    Expected("northwind/suppliers.csv", "accounts", 1, 29, 29, 0),
    Expected("northwind/shippers.csv", "accounts", 1, 6, 6, 0),
    # Orders whose lines come in a file of their own have no amount yet; freight is none.
    Expected("northwind/orders.csv", "orders", 1, 830, 830, 0, 830),
    # The sheet has a column of line totals, each rounded to cents: 25 cents more than the exact sum.
    Expected(
        "northwind/northwind_orders_and_customers.xlsx", "orders", 1, 2155, 2155, 0, 830, "1265793.29", "Orders"
    ),
    Expected("northwind/northwind_orders_and_customers.xlsx", "accounts", 1, 91, 91, 0, sheet="Customers"),
    Expected("adventureworks_reseller/Resellers.csv", "accounts", 1, 701, 701, 0),
    Expected("adventureworks_reseller/accounts_joined.csv", "accounts", 1, 701, 701, 0),
    Expected(
        "adventureworks_reseller/FactResellerSales.csv", "orders", 1, 57_851, 57_851, 0, 3616, "77548570.20"
    ),
    # The report rounds each line to cents: 25 cents more than the exact 1,265,793.04. 90 totals of its own agree;
    # 3 titles, 3 blank rows, 89 names, 90 totals and a footer are no lines.
    Expected(
        RELAYOUT + "qbo_sales_by_customer_detail_northwind.csv", "orders", 5, 2341, 2155, 0, 830, "1265793.29"
    ),
    # Price x quantity less discount is exact; the rounded column "Betrag (EUR)" only names the currency.
    Expected(RELAYOUT + "auftraege_de_northwind.csv", "orders", 1, 2155, 2155, 0, 830, "1265793.04 EUR"),
    # 2 titles, a blank row, 91 customers, 2 blank rows and the line with the hour of printing.
    Expected(RELAYOUT + "qbo_customer_contact_list_northwind.csv", "accounts", 4, 97, 91, 0),
    # Facts of an order on its first row; 10.00 was paid back; #1004 names no customer and is rejected with its 25.00.
    Expected("crm_exports/shopify/shopify_orders.csv", "orders", 1, 9, 8, 1, 7, "960.00 USD"),
    Expected("crm_exports/shopify_api/shopify_customer_data.csv", "accounts", 1, 3, 3, 0),
    # A title, a blank row, "CLIENTS" above the header.
    Expected(BOOKS + "clients.csv", "accounts", 4, 23, 20, 0),
    Expected(BOOKS + "freshbooks_clients.csv", "accounts", 1, 2, 2, 0),
    Expected(BOOKS + "i2g_clients.csv", "accounts", 1, 2, 2, 0),
    Expected(BOOKS + "invoicely_clients.csv", "accounts", 1, 2, 2, 0),
    Expected(BOOKS + "wave_clients.csv", "accounts", 1, 4, 4, 0),
    # Called contacts, but customers with a person each: they have customer ids and terms of payment.
    Expected(BOOKS + "zoho_contacts.csv", "accounts", 1, 5, 5, 0),
    # Xero's ContactName is the company.
    Expected(PACK + "Contacts.csv", "accounts", 1, 2, 2, 0),
    Expected("crm_exports/xero_api/xero_contact_data.csv", "accounts", 1, 152, 152, 0),
    Expected("crm_exports/hubspot_api/company_data.csv", "accounts", 1, 24, 24, 0),
    Expected("crm_exports/salesforce/accountData.csv", "accounts", 1, 423, 423, 0),
    Expected("crm_exports/salesforce/dateWithTimeZone.csv", "accounts", 1, 2, 2, 0),
    # 9 of 10, 1 of 5, 11 of 12 and 1 of 12 rows are marked as deleted.
    Expected("crm_exports/salesforce_api/sf_account_data.csv", "accounts", 1, 10, 1, 0),
    Expected("crm_exports/quickbooks_api/customer_data.csv", "accounts", 1, 5, 4, 0),
    # Its currency_id holds the code.
    Expected("crm_exports/quickbooks_api/invoice_data.csv", "orders", 1, 12, 1, 0, 1, "565214.00 USD"),
    Expected("crm_exports/stripe_api/customer_data.csv", "accounts", 1, 12, 11, 0),
    Expected("crm_exports/relaticle/companies.csv", "accounts", 1, 5, 5, 0),
    Expected("crm_exports/relaticle/companies.xlsx", "accounts", 1, 5, 5, 0),
    Expected("crm_exports/salesforce/success0413060133.csv", "opportunities", 1, 9, 9, 0),
    # Every one of them is marked as deleted.
    Expected("crm_exports/salesforce_api/sf_opportunity_data.csv", "opportunities", 1, 10, 0, 0),
    # One task belongs to no account.
    Expected("crm_exports/salesforce_api/sf_task_data.csv", "actions", 1, 10, 9, 1),
    # No order numbers: what one supplier got on one day is one order. 2 blank rows and a sentence below the table.
    Expected(SPEND + "Feb-2016.csv", "orders", 1, 25, 22, 0, 17, "24544.36"),
    Expected(SPEND + "clean/Feb-2016.csv", "orders", 1, 23, 22, 0, 17, "24544.36"),
    Expected(SPEND + "GPC_DCLG_December_2015_for_Publication.csv", "orders", 1, 8, 8, 0, 8, "737.10"),
    Expected(SPEND + "clean/GPC_DCLG_December_2015_for_Publication.csv", "orders", 1, 8, 8, 0, 8, "737.10"),
    Expected(
        SPEND + "HMRC_spending_over_25000_for_September_2018.csv", "orders", 1, 406, 406, 0, 248, "118461709.02"
    ),
    Expected(
        SPEND + "clean/HMRC_spending_over_25000_for_September_2018.csv", "orders", 1, 406, 406, 0, 248, "118461709.02"
    ),
    # Transaction 1068 stands under two suppliers: the second, over 1,000,000.00, is a conflict.
    Expected(SPEND + "moj-aramis-data-march-11.csv", "orders", 1, 871, 870, 1, 629, "427603933.54 GBP"),
    Expected(SPEND + "clean/moj-aramis-data-march-11.csv", "orders", 1, 871, 870, 1, 629, "427603933.54 GBP"),
    # 4 rows above the header, 93 blank ones below.
    Expected(SPEND + "epcs-dwp-cmg-spend-july-2017.csv", "orders", 6, 102, 5, 0, 3, "2590.20 GBP"),
    Expected(SPEND + "clean/epcs-dwp-cmg-spend-july-2017.csv", "orders", 1, 5, 5, 0, 3, "2590.20 GBP"),
)  # fmt: skip

REFUSED = (
    (BOOKS + "tasks.csv", ImportProblem, "holds hours worked"),
    (BOOKS + "products.csv", ImportProblem, "are not known as accounts, contacts or orders"),
    (PACK + "qbo_bill_payment_list.csv", ImportProblem, "holds payments"),
    (PACK + "zahlungen_payments.csv", ImportProblem, "holds payments"),
    (PACK + "Purchase Day Book.csv", ImportDoubt, r"holds purchases \(PI\), not orders of customers"),
    # The tables of the interface keep what a deal or a note belongs to in tables of their own.
    ("crm_exports/hubspot_api/deal_data.csv", ImportProblem, "holds opportunities .* no column is known as the account"),
    ("crm_exports/hubspot_api/engagement_note_data.csv", ImportProblem, "holds notes .* no column is known as the account"),
    ("crm_exports/encodings/csvtext.csv", ImportProblem, "'column1', 'column2', 'column3' are not known"),
    ("crm_exports/encodings/csvtext_BOM_UTF8.csv", ImportProblem, "'column1', 'column2', 'column3' are not known"),
    ("crm_exports/encodings/csvtext_BOM_UTF16LE.csv", ImportProblem, "'column1', 'column2', 'column3' are not known"),
    ("crm_exports/messy/okfn_horror/excel_pasting.csv", ImportProblem, "are not known"),
    ("crm_exports/messy/okfn_horror/null.csv", ImportProblem, "are not known"),
    ("crm_exports/messy/okfn_horror/simple.xls", ImportProblem, "'date', 'temperature', 'place' are not known"),
    ("crm_exports/messy/okfn_horror/simple.xlsx", ImportProblem, "'date', 'temperature', 'place' are not known"),
    ("crm_exports/messy/okfn_horror/utf8bom.csv", ImportProblem, "'kitten', 'win' are not known"),
    ("crm_exports/messy/okfn_horror/weird_head_padding.csv", ImportProblem, "are not known"),
    (SPEND + "business_expenses_apr_jun_14_peter_lewis.csv", ImportProblem, "are not known"),
    (SPEND + "clean/business_expenses_apr_jun_14_peter_lewis.csv", ImportProblem, "are not known"),
    ("northwind/categories.csv", ImportProblem, "are not known"),
    ("northwind/products.csv", ImportProblem, "are not known"),
    ("northwind/employees.csv", ImportProblem, "are not known"),
    ("adventureworks_reseller/Product.csv", ImportProblem, "are not known"),
    ("adventureworks_reseller/ResellerSalesTargets.csv", ImportProblem, "are not known"),
    # Without a header nothing can be told.
    ("adventureworks_reseller/DimReseller.pipe.noheader.csv", ImportProblem, "are not known"),
)  # fmt: skip

# Lines of orders need the file with the orders first; the test of Northwind as a whole takes them.
ELSEWHERE = {"northwind/order_details.csv", "header_synonyms.csv"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "accounts.db", MOMENT, create=True)
    yield store
    store.close()


@pytest.mark.parametrize("wanted", TABLE, ids=lambda e: f"{e.file}{':' + e.sheet if e.sheet else ''}")
def test_a_real_file_is_recognised_and_adds_up(wanted: Expected, store: Store, tmp_path: Path) -> None:
    plan = plan_import(Path(REAL) / wanted.file, options=ImportOptions(sheet=wanted.sheet))
    assert (plan.kind, plan.header.row) == (wanted.kind, wanted.header)
    assert not plan.doubts
    done = run_import(store, plan, MOMENT, make_accounts=True, rejects=tmp_path / "rejects.csv")
    taken, left = done.new + done.changed + done.same, done.conflict + done.rejected
    assert done.read == taken + left + done.skipped == wanted.read
    assert (taken, left, done.orders) == (wanted.taken, wanted.left, wanted.orders)
    net = [f"{money.to_decimal_string()} {money.currency}".strip() for money in done.net]
    assert net == ([wanted.net] if wanted.net else [])
    assert done.unequal == ()


@pytest.mark.parametrize(("name", "fault", "said"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_a_real_file_of_something_else_is_said(name: str, fault: type[Exception], said: str) -> None:
    with pytest.raises(fault, match=said):
        plan_import(Path(REAL) / name)


def test_every_real_table_stands_in_one_of_the_lists() -> None:
    root = Path(REAL)
    found = {
        str(path.relative_to(root)) for path in root.rglob("*") if path.suffix in {".csv", ".xls", ".xlsx"}
    }
    listed = {e.file for e in TABLE} | {name for name, _, _ in REFUSED} | ELSEWHERE
    assert found == listed


def test_the_totals_of_the_report_are_compared(store: Store) -> None:
    report = Path(REAL) / RELAYOUT
    run_import(store, plan_import(report / "qbo_customer_contact_list_northwind.csv"), MOMENT)
    done = run_import(store, plan_import(report / "qbo_sales_by_customer_detail_northwind.csv"), MOMENT)
    assert (done.totals, done.accounts_made, done.rejected) == (90, 0, 0)
    again = run_import(store, plan_import(report / "qbo_sales_by_customer_detail_northwind.csv"), MOMENT)
    assert (again.new, again.changed, again.same) == (0, 0, 2155)
