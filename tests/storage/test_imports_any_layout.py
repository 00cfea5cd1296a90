"""Random tables in random layouts read back the same, and whatever stands in a file, every row is accounted for.

``REVIEWTUI_FUZZ`` sets how many files are tried, 25 by default.
"""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.moment import Moment
from reviewtui.services.transfer.importing import ImportSummary, run_import
from reviewtui.services.transfer.plan import ImportOptions, plan_import
from reviewtui.storage.store import Store

MOMENT = Moment(date(2026, 11, 22), datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
FUZZ = int(os.environ.get("REVIEWTUI_FUZZ", "25"))
tries = settings(
    max_examples=FUZZ, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Line(NamedTuple):
    """One line of an order: customer, order, day, product, amount."""

    customer: str
    order: str
    day: date
    product: str
    amount: Decimal


class Style(NamedTuple):
    """How a table is written."""

    delimiter: str
    end: str
    encoding: str
    quoting: int
    mark: str
    day: str
    negative: str
    currency: str
    titles: int
    footer: bool
    totals: bool
    shape: str


CUSTOMERS = ("Müller & Söhne", "Total Wine", "Summe AG", "Acme, Inc.", 'Ann "A" Lee')
WORDS: dict[str, Callable[[str], str]] = {
    "minus": lambda text: f"-{text}",
    "behind": lambda text: f"{text}-",
    "brackets": lambda text: f"({text})",
}
lines = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 3),
        st.sampled_from(["P", "Q", "Cup 12", "2026"]),
        st.decimals(-99_999, 99_999, places=2).filter(lambda d: d != 0),
    ),
    min_size=1,
    max_size=30,
)
styles = st.builds(
    Style,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["point", "comma"]),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %b %Y", "%Y-%m-%d 10:11:12 +0200"]),
    st.sampled_from(sorted(WORDS)),
    st.sampled_from(["", "EUR before", "EUR after"]),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["flat", "groups", "first row"]),
)


def as_lines(rows: list[tuple[int, int, str, Decimal]]) -> list[Line]:
    """The lines of orders, each order of one customer and day, sorted as reports sort them."""
    found = [
        Line(CUSTOMERS[c], f"R{c}-{o}", date(2026, 1, 13) + timedelta(days=o + 4 * c), product, amount)
        for c, o, product, amount in rows
    ]
    return sorted(found, key=lambda line: (CUSTOMERS.index(line.customer), line.order))


def amount_text(amount: Decimal, style: Style) -> str:
    text = f"{abs(amount):,.2f}"
    if style.mark == "comma":
        text = text.translate({44: ".", 46: ","})
    if style.currency == "EUR before":
        text = f"€{text}"
    text = WORDS[style.negative](text) if amount < 0 else text
    return f"{text} EUR" if style.currency == "EUR after" else text


def table_of(found: list[Line], style: Style) -> list[list[str]]:
    rows: list[list[str]] = [["Acme Reports"], ["Sales of the year"], []][: style.titles]
    rows.append(["", "Order No", "Order Date", "Product", "Line Amount"])
    if style.shape != "groups":
        rows[-1][0] = "Customer"
    before: Line | None = None
    for line in found:
        row = [
            line.customer,
            line.order,
            line.day.strftime(style.day),
            line.product,
            amount_text(line.amount, style),
        ]
        if style.shape == "groups":
            if before is None or before.customer != line.customer:
                rows += _total(before, found, style)
                rows.append([line.customer, "", "", "", ""])
            row[0] = ""
        elif style.shape == "first row" and before is not None and before.order == line.order:
            row[0] = row[2] = ""
        rows.append(row)
        before = line
    if style.shape == "groups":
        rows += _total(before, found, style)
    if style.totals:
        rows.append(
            ["Grand Total", "", "", "", amount_text(sum((x.amount for x in found), Decimal(0)), style)]
        )
    if style.footer:
        rows += [[], ["Monday, November 23, 2026 01:49 PM GMT-05:00"]]
    return rows


def _total(before: Line | None, found: list[Line], style: Style) -> list[list[str]]:
    if before is None or not style.totals:
        return []
    own = sum((line.amount for line in found if line.customer == before.customer), Decimal(0))
    return [[f"Total for {before.customer}", "", "", "", amount_text(own, style)]]


def write(path: Path, rows: list[list[str]], style: Style) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=style.delimiter, lineterminator=style.end, quoting=style.quoting)  # type: ignore[arg-type]
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(style.encoding, errors="replace"))


def taken(store: Store, path: Path, dates: Literal["dmy", "mdy"] | None = None) -> ImportSummary:
    """Import, with the doubt about day and month answered that a few early days leave."""
    plan = plan_import(path)
    if dates and {doubt.key for doubt in plan.doubts} == {"dates"}:
        plan = plan_import(path, options=ImportOptions(dates=dates))
    done = run_import(store, plan, MOMENT, make_accounts=True)
    assert done.read == sum((done.new, done.changed, done.same, done.conflict, done.rejected, done.skipped))
    return done


@tries
@given(lines, styles)
def test_a_random_table_in_a_random_layout_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, str, Decimal]], style: Style
) -> None:
    found = as_lines(rows)
    folder = tmp_path_factory.mktemp("layout")
    write(folder / "orders.csv", table_of(found, style), style)
    store = Store.open(folder / "a.db", MOMENT, create=True)
    open_days = all(line.day.day <= 12 for line in found) and style.day in ("%d/%m/%Y", "%m/%d/%Y")
    order: Literal["dmy", "mdy"] = "mdy" if style.day == "%m/%d/%Y" else "dmy"
    done = taken(store, folder / "orders.csv", order if open_days else None)
    with store.read() as r:
        kept = r.db.execute(
            "SELECT a.name, o.number, o.day, l.product, l.amount FROM order_line l JOIN orders o ON o.id=l.order_id "
            "JOIN account a ON a.id=o.account_id"
        ).fetchall()
    store.close()
    wanted = [(x.customer, x.order, x.day.isoformat(), x.product, int(x.amount * 10_000)) for x in found]
    assert sorted(map(tuple, kept)) == sorted(wanted)
    assert (done.new, done.rejected, done.unequal) == (len(found), 0, ())
    if style.totals:
        assert done.totals == 1 + (len({x.customer for x in found}) if style.shape == "groups" else 0)


cells = st.one_of(
    st.sampled_from(
        [
            "",
            "Total",
            "1",
            "2026-01-13",
            "13/01/2026",
            "(5.00)",
            "$1,234.50",
            "Acme",
            "'=1",
            "NULL",
            "x" * 200,
        ]
    ),
    st.text(max_size=12),
)
headers = st.lists(
    st.sampled_from(
        [
            "Order No",
            "Customer",
            "Date",
            "Amount",
            "Product",
            "Qty",
            "Price",
            "Status",
            "Name",
            "City",
            "",
            "Email",
        ]
    ),
    min_size=1,
    max_size=8,
)


@tries
@given(headers, st.lists(st.lists(cells, max_size=9), max_size=12))
def test_whatever_a_file_holds_it_is_said_or_every_row_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, header: list[str], rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    (folder / "f.csv").write_text(out.getvalue(), encoding="utf-8", errors="replace", newline="")
    store = Store.open(folder / "a.db", MOMENT, create=True)
    before = store.path.read_bytes()
    try:
        taken(store, folder / "f.csv")
    except ReviewTuiError as fault:
        assert "\n" not in str(fault)
        assert store.path.read_bytes() == before
    finally:
        store.close()


def test_a_workbook_with_merged_titles_wrong_dimensions_and_bare_serials(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    book = xlsxwriter.Workbook(str(tmp_path / "right.xlsx"))
    sheet = book.add_worksheet("Report")
    sheet.merge_range(0, 0, 0, 4, "Orders of the year")
    sheet.write_row(2, 0, ["Order No", "Customer", "Order Date", "Product", "Line Total"])
    sheet.write_row(3, 0, [10248.0, "Acme", 45631, "Cup", 12.5])
    sheet.write_row(4, 0, [10249, "Acme", "2024-12-06", "Cup", 7])
    sheet.write_row(5, 0, ["Total", "", "", "", 19.5])
    book.close()
    with zipfile.ZipFile(tmp_path / "right.xlsx") as right, zipfile.ZipFile(path, "w") as wrong:
        for name in right.namelist():
            data = right.read(name)
            if name.endswith("sheet1.xml"):
                data = re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', data)
            wrong.writestr(name, data)
    store = Store.open(tmp_path / "a.db", MOMENT, create=True)
    done = taken(store, path)
    assert (done.new, done.totals, done.first_date) == (2, 1, date(2024, 12, 5))
    with store.read() as r:
        assert [row[0] for row in r.db.execute("SELECT number FROM orders ORDER BY id")] == ["10248", "10249"]
    store.close()
