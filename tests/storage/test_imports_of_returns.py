"""A column that says yes or no of what came back, with no amount beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reviewtui.domain.moment import Moment
from reviewtui.services.transfer.importing import ImportSummary, run_import
from reviewtui.services.transfer.plan import plan_import
from reviewtui.services.undo import undo_last
from reviewtui.storage.store import Store

MOMENT = Moment(date(2026, 12, 1), datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
KEPT = "SELECT o.number, o.status FROM orders o ORDER BY o.number"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "accounts.db", MOMENT, create=True)
    yield store
    store.close()


def take(store: Store, folder: Path, text: str) -> ImportSummary:
    path = folder / "orders.csv"
    path.write_text(text, encoding="utf-8")
    return run_import(store, plan_import(path), MOMENT, make_accounts=True)


def net(summary: ImportSummary) -> str:
    return ", ".join(money.to_decimal_string() for money in summary.net)


def days(store: Store) -> int:
    with store.read() as r:
        return int(r.db.execute("SELECT COALESCE(SUM(net), 0) FROM order_day").fetchone()[0])


def test_an_order_that_came_back_is_kept_and_counts_nowhere(store: Store, tmp_path: Path) -> None:
    text = "Order No,Date,Customer,Amount,Returned\n1,2026-01-13,Alpha,100.00,Yes\n2,2026-01-14,Alpha,50.00,\n3,2026-01-14,Beta,5.00,No\n"
    done = take(store, tmp_path, text)
    assert (done.new, net(done), done.cancelled) == (3, "55.00", 1)
    assert "orders that came back (by 'Returned') count nowhere" in done.counted
    with store.read() as r:
        assert [tuple(row) for row in r.db.execute(KEPT)] == [
            ("1", "cancelled"),
            ("2", "ordered"),
            ("3", "ordered"),
        ]
    assert days(store) == 550_000
    assert take(store, tmp_path, text).same == 3
    later = take(store, tmp_path, text.replace("50.00,", "50.00,yes"))
    assert (later.changed, days(store)) == (1, 50_000)
    undo_last(store, MOMENT)
    assert days(store) == 550_000


def test_a_line_that_came_back_is_taken_off_its_order(store: Store, tmp_path: Path) -> None:
    text = (
        "Order No,Date,Customer,Product,Line Amount,Returned\n"
        "1,2026-01-13,Alpha,Cup,100.00,Yes\n1,2026-01-13,Alpha,Pot,30.00,No\n2,2026-01-14,Beta,Cup,5.00,Yes\n"
    )
    done = take(store, tmp_path, text)
    assert (done.new, done.conflict, net(done)) == (3, 0, "30.00")
    assert "lines that came back (by 'Returned') count nowhere" in done.counted
    assert days(store) == 300_000
    assert take(store, tmp_path, text).same == 3


@pytest.mark.parametrize(
    "header_and_cells",
    [
        ("Returned", "0", "2"),
        ("Returned", "0", "1"),
        ("Returned", "No", "No"),
        ("Returned", "", "10.00"),
        ("Returned", "Yes", "2"),
    ],
)
def test_numbers_and_a_column_that_never_says_yes_are_left_out(
    store: Store, tmp_path: Path, header_and_cells: tuple[str, str, str]
) -> None:
    header, one, two = header_and_cells
    text = f"Order No,Date,Customer,Amount,{header}\n1,2026-01-13,Alpha,100.00,{one}\n2,2026-01-14,Alpha,50.00,{two}\n"
    done = take(store, tmp_path, text)
    assert (done.new, net(done)) == (2, "150.00")
    assert not any("came back" in sentence for sentence in done.counted)


def test_an_amount_paid_back_beside_it_counts_and_the_word_does_not(store: Store, tmp_path: Path) -> None:
    text = "Order No,Date,Customer,Amount,Refunded Amount,Returned\n1,2026-01-13,Alpha,100.00,20.00,Yes\n"
    assert net(take(store, tmp_path, text)) == "80.00"
