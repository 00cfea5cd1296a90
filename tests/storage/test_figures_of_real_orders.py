"""Every figure of the product on real orders is what the written definitions give when they are computed a second time."""

from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from plain_agreement import all_agree
from store_factory import MOMENT, add_account, new_store

from reviewtui.storage.figures import rebuild_order_days
from reviewtui.storage.store import Store


def real_data() -> Path:
    folder = os.environ.get("REVIEWTUI_REAL_DATA")
    if not folder:
        pytest.skip("REVIEWTUI_REAL_DATA names no folder")
    return Path(folder)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def load(store: Store, names: dict[str, str], lines: list[tuple[str, str, str, str, Decimal]]) -> None:
    """Accounts by id and name; lines of (account, order, day, category, amount)."""
    with store.write("load", MOMENT, journal=False) as w:
        ids = {key: add_account(w, name, external_id=key) for key, name in names.items()}
        orders: dict[str, int] = {}
        for n, (account, number, on, category, amount) in enumerate(lines):
            if number not in orders:
                row = w.db.execute(
                    "INSERT INTO orders(account_id, number, day, status, currency, amount, has_lines) "
                    "VALUES (?, ?, ?, 'ordered', '', 0, 1)",
                    (ids[account], number, on),
                )
                orders[number] = int(row.lastrowid or 0)
            parts = int(amount * 10_000)
            w.db.execute(
                "INSERT INTO order_line(order_id, product, nth, category, quantity, amount) VALUES (?,?,1,?,'1',?)",
                (orders[number], f"{n}", category, parts),
            )
            w.db.execute("UPDATE orders SET amount=amount+? WHERE id=?", (parts, orders[number]))
        rebuild_order_days(w.db)


def spread(first: date, last: date, count: int) -> list[date]:
    step = (last - first).days / (count - 1)
    return [first + timedelta(days=round(n * step)) for n in range(count)]


@pytest.mark.real_data
@pytest.mark.timeout(600)
def test_every_figure_of_northwind_is_as_the_definitions_say(tmp_path: Path) -> None:
    folder = real_data() / "northwind"
    store = new_store(tmp_path / "reviewtui.db", currency="USD")
    heads = {row["order_id"]: row for row in read(folder / "orders.csv")}
    kinds = {row["product_id"]: row["category_id"] for row in read(folder / "products.csv")}
    lines = [
        (
            heads[row["order_id"]]["customer_id"], row["order_id"], heads[row["order_id"]]["order_date"],
            f"kind {kinds[row['product_id']]}",
            Decimal(row["unit_price"]) * Decimal(row["quantity"]) * (1 - Decimal(row["discount"])),
        )
        for row in read(folder / "order_details.csv")
    ]  # fmt: skip
    load(store, {row["customer_id"]: row["company_name"] for row in read(folder / "customers.csv")}, lines)
    for as_of in [
        date(1996, 7, 3),
        *spread(date(1996, 7, 4), date(1998, 5, 6), 18),
        date(1998, 3, 31),
        date(1999, 1, 1),
    ]:
        all_agree(store, as_of)
    store.close()


@pytest.mark.real_data
@pytest.mark.timeout(600)
def test_every_figure_of_adventureworks_is_as_the_definitions_say(tmp_path: Path) -> None:
    folder = real_data() / "adventureworks_reseller"
    store = new_store(tmp_path / "reviewtui.db", currency="USD", first_month="7")
    kinds = {row["ProductKey"]: row["Subcategory"] for row in read(folder / "Product.csv")}
    lines = [
        (
            row["ResellerKey"], row["SalesOrderNumber"], row["OrderDate"][:10], kinds.get(row["ProductKey"], ""),
            Decimal(row["SalesAmount"]),
        )
        for row in read(folder / "FactResellerSales.csv")
    ]  # fmt: skip
    load(store, {row["ResellerKey"]: row["ResellerName"] for row in read(folder / "Resellers.csv")}, lines)
    for as_of in [*spread(date(2017, 7, 1), date(2020, 5, 31), 19), date(2020, 2, 29), date(2020, 8, 1)]:
        all_agree(store, as_of)
    store.close()
