"""Headers to fields, kinds of files, and what a plan says about them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.domain.errors import ImportDoubt, ImportProblem, UsageError
from reviewtui.services.transfer.kinds import guess_kind
from reviewtui.services.transfer.mapping import column_names, map_columns
from reviewtui.services.transfer.plan import ImportOptions, plan_import
from reviewtui.services.transfer.synonyms import KINDS, every_header, known_headers, normalise

NORTHWIND_CUSTOMERS = (
    "customer_id,company_name,contact_name,contact_title,address,city,region,postal_code,country,phone,fax"
)
NORTHWIND_ORDERS = (
    "order_id,customer_id,employee_id,order_date,required_date,shipped_date,ship_via,freight,ship_name"
)
NORTHWIND_LINES = "order_id,product_id,unit_price,quantity,discount"
RESELLERS = "Account Number,Account Name,Business Type,Phone,Annual Sales,Annual Revenue,Employees,City,Country,External ID"
RESELLER_SALES = "SalesOrderNumber,OrderDate,ProductKey,ResellerKey,EmployeeKey,OrderQuantity,UnitPrice,TotalProductCost,SalesAmount"


def fields(header: str, kind: str, *maps: str) -> dict[str, str]:
    return {c.field: c.header for c in map_columns(column_names(header.split(",")), kind, maps) if c.field}


def plan_of(tmp_path: Path, text: str, name: str = "file.csv", **options: object) -> object:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return plan_import(path, **options)  # type: ignore[arg-type]


def test_headers_are_compared_without_case_spaces_underscores_and_stars() -> None:
    assert normalise("*Customer_ID ") == normalise("customer id") == "customerid"


@given(st.text(max_size=12) | st.text(st.characters(max_codepoint=127), max_size=12))
def test_a_header_compares_as_its_letters_digits_and_signs(header: str) -> None:
    text = unicodedata.normalize("NFKC", header).casefold()
    assert normalise(header) == "".join(one for one in text if one.isalnum() or one in "#%")


def test_every_header_is_one_that_some_kind_knows() -> None:
    assert every_header() == {header for kind in KINDS for header in known_headers(kind)}


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (NORTHWIND_CUSTOMERS, "accounts"),
        (RESELLERS, "accounts"),
        (NORTHWIND_ORDERS, "orders"),
        (NORTHWIND_LINES, "orders"),
        (RESELLER_SALES, "orders"),
        ("First Name,Last Name,Email,Account Name,Title", "contacts"),
        ("Name,Website,Industry", "accounts"),
        ("product_id,product_name,unit_price", None),
    ],
)
def test_the_kind_of_a_file_shows_in_its_headers(header: str, kind: str | None) -> None:
    assert guess_kind(header.split(","), "file") == kind


def test_an_account_file_brings_its_contact() -> None:
    found = fields(NORTHWIND_CUSTOMERS, "accounts")
    assert found["external_id"] == "customer_id"
    assert found["name"] == "company_name"
    assert found["contact_full"] == "contact_name"
    assert found["contact_title"] == "contact_title"


def test_a_fields_own_name_wins_and_a_second_id_is_kept_as_alternative() -> None:
    found = fields(RESELLERS, "accounts")
    assert found["external_id"] == "External ID"
    assert found["alt_id"] == "Account Number"
    assert found["annual_revenue"] == "Annual Revenue"


def test_the_kind_restricts_the_fields() -> None:
    assert "date" not in fields("Name,Date", "accounts")
    assert fields("Name,Email,Company", "contacts") == {
        "full": "Name",
        "email": "Email",
        "account_name": "Company",
    }


def test_an_amount_beside_products_is_the_lines_and_alone_the_orders() -> None:
    assert fields(RESELLER_SALES, "orders")["line_amount"] == "SalesAmount"
    assert fields("Order ID,Customer,Date,Amount", "orders")["amount"] == "Amount"
    assert fields("Order ID,Customer,Date,Product,Order Total", "orders")["amount"] == "Order Total"


def test_what_the_user_says_goes_before_what_is_known() -> None:
    found = fields("Customer,Kundencode,Name", "accounts", "Kundencode=external id", "Name=")
    assert found == {"external_id": "Kundencode", "name": "Customer"}


def test_a_column_or_field_that_does_not_exist_is_named_with_what_there_is() -> None:
    with pytest.raises(UsageError, match="no column 'Nmae'; it has 'Name'"):
        fields("Name,City", "accounts", "Nmae=name")
    with pytest.raises(UsageError, match="no field 'colour' for accounts; the fields are external_id, name"):
        fields("Name,City", "accounts", "City=colour")
    with pytest.raises(UsageError, match="column=field"):
        fields("Name,City", "accounts", "City")


def test_empty_and_repeated_headers_get_names_of_their_own() -> None:
    assert column_names(["", "Name", "Name"]) == ("column 1", "Name", "Name (2)")


@pytest.mark.parametrize("kind", KINDS)
def test_every_known_header_means_something(kind: str) -> None:
    assert all(header and pairs for header, pairs in known_headers(kind).items())


def test_title_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "\ufeffNorthwind Traders\n\nAll customers\n\nCustomer ID,Company Name,City\nALFKI,Alfreds,Berlin\n",
    )
    assert plan.header.row == 5  # type: ignore[attr-defined]
    assert plan.kind == "accounts"  # type: ignore[attr-defined]
    assert plan.rows == 1  # type: ignore[attr-defined]


def test_the_plan_shows_samples_and_how_the_file_is_read(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "Name;City\nAlfreds;Berlin\nZaanse;Zaandam\n")
    assert plan.table.style == "CSV, UTF-8, semicolon"  # type: ignore[attr-defined]
    assert plan.mapped[1].samples == ("Berlin", "Zaandam")  # type: ignore[attr-defined]


def test_ambiguous_dates_are_a_doubt_that_an_option_answers(tmp_path: Path) -> None:
    text = "Order ID,Customer,Order Date,Amount\n1,A,04/07/2026,5\n"
    plan = plan_of(tmp_path, text)
    assert [doubt.key for doubt in plan.doubts] == ["dates"]  # type: ignore[attr-defined]
    with pytest.raises(
        ImportDoubt, match=r"04/07/2026 day-month or month-day\? Say --dates dmy or --dates mdy"
    ):
        plan.require_no_doubt()  # type: ignore[attr-defined]
    assert not plan_of(tmp_path, text, options=ImportOptions(dates="dmy")).doubts  # type: ignore[attr-defined]


def test_another_date_column_may_prove_the_order(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path, "Order ID,Customer,Order Date,Required Date,Amount\n1,A,04/07/2026,31/07/2026,5\n"
    )
    assert not plan.doubts  # type: ignore[attr-defined]


def test_a_column_with_both_orders_is_a_doubt(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "Order ID,Customer,Order Date,Amount\n1,A,31/07/2026,5\n2,A,07/31/2026,5\n")
    assert "both day-month and month-day" in plan.doubts[0].question  # type: ignore[attr-defined]


def test_an_ambiguous_thousand_is_a_doubt_and_a_clear_amount_settles_it(tmp_path: Path) -> None:
    head = "Order ID,Customer,Order Date,Amount\n"
    assert [d.key for d in plan_of(tmp_path, head + '1,A,2026-07-04,"1,234"\n').doubts] == ["decimal"]  # type: ignore[attr-defined]
    assert not plan_of(tmp_path, head + '1,A,2026-07-04,"1,234"\n2,A,2026-07-04,12.5\n').doubts  # type: ignore[attr-defined]


def test_a_discount_of_one_may_be_a_percent_or_everything(tmp_path: Path) -> None:
    head = "order_id,product,unit_price,quantity,discount\n"
    assert [d.key for d in plan_of(tmp_path, head + "1,P,5,1,1\n").doubts] == ["discount"]  # type: ignore[attr-defined]
    assert plan_of(tmp_path, head + "1,P,5,1,1\n1,P,5,1,0.5\n").styles.discount == "fraction"  # type: ignore[attr-defined]
    assert plan_of(tmp_path, head + "1,P,5,1,1\n1,P,5,1,15\n").styles.discount == "percent"  # type: ignore[attr-defined]


def test_a_file_of_something_else_is_said_with_its_columns(tmp_path: Path) -> None:
    with pytest.raises(
        ImportProblem, match="'colour', 'weight' are not known as accounts, contacts or orders"
    ):
        plan_of(tmp_path, "colour,weight\nred,5\n")
    with pytest.raises(ImportProblem, match=r"no column is known as the order's date \(date\)"):
        plan_of(tmp_path, "Order ID,Customer,Amount\n1,A,5\n", kind="orders")
    with pytest.raises(UsageError, match="kinds are accounts, contacts, orders"):
        plan_of(tmp_path, "Name\nA\n", kind="people")


def test_of_several_sheets_the_one_that_fits_the_kind_is_taken(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Orders").write_column(0, 0, ["Order ID"])
    orders = book.get_worksheet_by_name("Orders")
    orders.write_row(0, 0, ["Order No", "Customer", "Date", "Amount"])
    customers = book.add_worksheet("Customers")
    customers.write_row(0, 0, ["Customer ID", "Company Name", "City"])
    book.close()
    assert plan_import(path, kind="accounts").table.sheet == "Customers"
    assert plan_import(path, kind="orders").table.sheet == "Orders"
    with pytest.raises(ImportDoubt, match="--sheet"):
        plan_import(path)
    assert plan_import(path, options=ImportOptions(sheet="customers")).kind == "accounts"
