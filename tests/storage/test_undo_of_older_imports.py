"""An import taken back after other imports and people wrote over it: what came since never vanishes, and is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from plain_agreement import all_agree

from factories import make_review
from reviewtui.domain.errors import Conflict
from reviewtui.domain.moment import Moment
from reviewtui.services.today import keep_figures
from reviewtui.services.transfer.importing import ImportSummary, run_import
from reviewtui.services.transfer.plan import plan_import
from reviewtui.services.undo import undo_import, undo_last
from reviewtui.storage.examine import examine
from reviewtui.storage.imports import golive, takeback
from reviewtui.storage.store import Store

AS_OF = date(2026, 11, 22)
MOMENT = Moment(AS_OF, datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
_SUMMARIES = ("figure_stamp", "figure_line", "call_line", "setting")


class Desk:
    """A file with two accounts, and imports by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.store = Store.open(folder / "accounts.db", MOMENT, create=True)
        with self.store.write("currency", MOMENT) as w:
            w.set_setting("currency", "USD")
        self.take("accounts.csv", "External ID,Account Name,City\n1,Acme,Ulm\n2,Beta,Bern\n")
        keep_figures(self.store, MOMENT)

    def take(self, name: str, text: str, kind: str | None = None, **more: Any) -> int:
        done: ImportSummary = run_import(
            self.store, plan_import(self._write(name, text), kind=kind), MOMENT, **more
        )
        assert done.batch is not None, "nothing came in"
        return done.batch

    def _write(self, name: str, text: str) -> Path:
        path = self._folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def id_of(self, table: str, column: str, value: str) -> int:
        return int(self.rows(f"SELECT id FROM {table} WHERE {column}='{value}'")[0][0])

    def change(self, table: str, column: str, value: str, **values: Any) -> None:
        with self.store.write("edit", MOMENT) as w:
            w.change(table, self.id_of(table, column, value), **values)

    def add(self, table: str, **values: Any) -> None:
        with self.store.write("add", MOMENT) as w:
            w.add(table, **values)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.store.read() as r:
            return [tuple(row) for row in r.db.execute(sql)]

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of the file."""
        db = sqlite3.connect(self.store.path)
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
        found = {
            name: sorted(map(tuple, db.execute(f"SELECT * FROM {name}")), key=repr)
            for name in tables
            if name not in _SUMMARIES
        }
        db.close()
        return found

    def is_right(self) -> None:
        found = examine(self.store.path)
        assert (found.order_days_off, found.figures_off, found.schema, found.loose) == (0, 0, (), ())
        assert not self.rows("SELECT 1 FROM import_batch WHERE state='staging'")
        all_agree(self.store, AS_OF)

    def refuses(self, batch: int) -> str:
        """What is said when an import is not taken back; nothing is changed by it."""
        before = self.everything()
        with pytest.raises(Conflict) as refused:
            undo_import(self.store, batch, MOMENT)
        assert self.everything() == before
        self.is_right()
        return str(refused.value)


@pytest.fixture(params=["at once", "in slices"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Both ways in and out: those of small files and those of large ones."""
    if request.param == "in slices":
        monkeypatch.setattr(golive, "_SMALL", 0)
        monkeypatch.setattr(golive, "_FEW", 0)
        monkeypatch.setattr(takeback, "_MANY", 0)
    desk = Desk(tmp_path)
    yield desk
    desk.store.close()


HEADERS = "Order ID,Customer,Order Date,Status,Amount\n"
LINES = "Order ID,Customer,Order Date,Product,Category,Quantity,Line Amount\n"
ORDERS = (
    HEADERS
    + "O1,Acme,2026-09-01,ordered,100\nO2,Beta,2026-10-01,ordered,200\nO3,Beta,2026-10-02,ordered,50\n"
)
WITH_LINES = (
    LINES + "O1,Acme,2026-09-01,P,x,1,100\nO2,Beta,2026-10-01,P,x,1,200\nO2,Beta,2026-10-01,Q,x,1,9\n"
)
OVER_ORDERS = {
    "an amount": (ORDERS, HEADERS + "O1,Acme,2026-09-01,ordered,101\n"),
    "a status": (ORDERS, HEADERS + "O1,Acme,2026-09-01,cancelled,100\n"),
    "a date": (ORDERS, HEADERS + "O1,Acme,2026-09-02,ordered,100\n"),
    "lines of its amount": (ORDERS, LINES + "O1,Acme,2026-09-01,P,x,1,100\n"),
    "a line": (WITH_LINES, LINES + "O1,Acme,2026-09-01,P,x,1,102\n"),
    "what a line is of": (WITH_LINES, LINES + "O1,Acme,2026-09-01,P,y,1,100\n"),
    "a line more": (WITH_LINES, LINES + "O1,Acme,2026-09-01,R,x,1,5\n"),
    "a line more, worth nothing": (WITH_LINES, LINES + "O1,Acme,2026-09-01,R,x,1,0\n"),
}


@pytest.mark.parametrize("name", OVER_ORDERS)
def test_orders_that_a_later_import_wrote_over_stay_and_are_named_with_it(desk: Desk, name: str) -> None:
    first, second = OVER_ORDERS[name]
    before = desk.rows("SELECT * FROM order_day")
    older = desk.take("first.csv", first)
    newer = desk.take("second.csv", second)
    assert desk.refuses(older) == (
        "The import of first.csv cannot be taken back: 1 of its records has been changed since: order 'O1'. "
        "Imported over it: second.csv; take that back first."
    )
    undo_import(desk.store, newer, MOMENT)
    desk.is_right()
    undo_import(desk.store, older, MOMENT)
    assert desk.rows("SELECT * FROM orders") == desk.rows("SELECT * FROM order_line") == []
    assert desk.rows("SELECT * FROM order_day") == before
    desk.is_right()


def test_each_order_counts_once_and_of_many_the_first_are_named(desk: Desk) -> None:
    text = LINES + "".join(f"O{i},Acme,2026-09-01,{p},x,1,1\n" for i in range(1, 6) for p in "PQ")
    older = desk.take("first.csv", text)
    desk.take("second.csv", text.replace(",x,1,1", ",x,1,2"))
    desk.take("third.csv", LINES + "O1,Acme,2026-09-01,R,x,1,4\n")
    assert desk.refuses(older) == (
        "The import of first.csv cannot be taken back: 5 of its records have been changed since: "
        "order 'O1', order 'O2', order 'O3' and 2 more. Imported over it: third.csv, second.csv; take that back first."
    )


def test_lines_added_to_older_orders_and_changed_since_stay(desk: Desk) -> None:
    desk.take("orders.csv", WITH_LINES)
    adding = desk.take("adding.csv", LINES + "O1,Acme,2026-09-01,R,x,1,0\nO2,Beta,2026-10-01,R,x,1,0\n")
    naming = desk.take("naming.csv", LINES + "O1,Acme,2026-09-01,R,y,1,0\n")
    said = desk.refuses(adding)
    assert "1 of its records has been changed since: order 'O1'. Imported over it: naming.csv" in said
    undo_import(desk.store, naming, MOMENT)
    undo_import(desk.store, adding, MOMENT)
    assert not desk.rows("SELECT 1 FROM order_line WHERE product='R'")
    desk.is_right()


def test_what_later_imports_wrote_of_other_orders_is_in_nobodys_way(desk: Desk) -> None:
    older = desk.take("first.csv", WITH_LINES)
    desk.take("second.csv", LINES + "O7,Acme,2026-09-01,P,x,1,7\n")
    desk.take("third.csv", LINES + "O7,Acme,2026-09-01,P,y,1,8\nO7,Acme,2026-09-01,Q,y,1,8\n")
    undo_import(desk.store, older, MOMENT)
    assert desk.rows("SELECT number, amount FROM orders") == [("O7", 160000)]
    assert desk.rows("SELECT product, category, amount FROM order_line") == [
        ("P", "y", 80000),
        ("Q", "y", 80000),
    ]
    desk.is_right()


def test_an_import_that_was_taken_back_is_in_nobodys_way(desk: Desk) -> None:
    older = desk.take("first.csv", WITH_LINES)
    desk.take("second.csv", LINES + "O1,Acme,2026-09-01,P,x,1,102\nO1,Acme,2026-09-01,R,x,1,3\n")
    undo_last(desk.store, MOMENT)
    undo_import(desk.store, older, MOMENT)
    assert not desk.rows("SELECT 1 FROM orders")
    desk.is_right()


_NEW = {
    "account": ("External ID,Account Name,City\n7,Newcomer,Rome\n8,Other,Riga\n", "accounts", "name", "Newcomer"),
    "contact": ("Account Name,Contact Full Name,Contact Title\nAcme,Kim,Head\nAcme,Lo,Clerk\n", "contacts", "name", "Kim"),
    "action": ("Task,Account Name,Due Date\nMend it,Acme,2026-12-01\nSend,Acme,2026-12-02\n", "actions", "title", "Mend it"),
    "touch": ("Subject,Account Name,Date,Type\nTalk,Acme,2026-11-01,Call\nChat,Acme,2026-11-02,Call\n", "touches", "topic", "Talk"),
    "note": ("Note,Account Name,Date\nHello,Acme,2026-11-01\nBye,Acme,2026-11-02\n", "notes", "text", "Hello"),
}  # fmt: skip
_EDITS: dict[str, dict[str, Any]] = {
    "account": {"city": "Mine"},
    "contact": {"title": "Mine"},
    "action": {"owner": "Mine"},
    "touch": {"minutes": 7},
    "note": {"author": "Mine"},
}


@pytest.mark.parametrize("table", _NEW)
def test_a_record_that_was_edited_by_hand_since_stays_and_is_named(desk: Desk, table: str) -> None:
    text, kind, column, value = _NEW[table]
    batch = desk.take("first.csv", text, kind)
    desk.change(table, column, value, **_EDITS[table])
    assert desk.refuses(batch) == (
        "The import of first.csv cannot be taken back: 1 of its records has been changed since: "
        f"{table} {value!r}."
    )
    undo_last(desk.store, MOMENT)
    undo_import(desk.store, batch, MOMENT)
    assert not desk.rows(f"SELECT 1 FROM {table} WHERE {column}='{value}'")
    desk.is_right()


def test_a_cell_that_was_edited_since_stays_and_cells_of_no_concern_are_kept(desk: Desk) -> None:
    text = "External ID,Account Name,City\n1,Acme,Unna\n2,Beta,Basel\n"
    batch = desk.take("moved.csv", text)
    desk.change("account", "name", "Acme", city="Mine")
    desk.change("account", "name", "Beta", owner="Sam")
    assert "1 of its records has been changed since: account 'Acme'." in desk.refuses(batch)
    desk.change("account", "name", "Acme", city="Unna")
    undo_import(desk.store, batch, MOMENT)
    assert desk.rows("SELECT name, city, owner FROM account ORDER BY id") == [
        ("Acme", "Ulm", ""),
        ("Beta", "Bern", "Sam"),
    ]
    desk.is_right()


def test_a_record_that_a_later_import_changed_is_named_with_its_file(desk: Desk) -> None:
    text, kind, *_ = _NEW["account"]
    batch = desk.take("first.csv", text, kind)
    desk.take("second.csv", text.replace("Rome", "Turin"), kind)
    assert desk.refuses(batch).endswith(
        "1 of its records has been changed since: account 'Newcomer'. Imported over it: second.csv; take that back first."
    )


def _hang_order(desk: Desk, account: int) -> None:
    desk.take(
        "orders.csv", HEADERS + "O9,Newcomer,2026-09-01,ordered,100\nO8,Newcomer,2026-09-02,ordered,1\n"
    )


HUNG: dict[str, tuple[Callable[[Desk, int], object], str]] = {
    "an action": (lambda d, a: d.add("action", account_id=a, title="Do", created_on="2026-11-22"), "1 action hangs"),
    "a touch": (lambda d, a: d.add("touch", account_id=a, day="2026-11-22", channel="call"), "1 touch hangs"),
    "a note": (lambda d, a: d.add("note", account_id=a, text="x", written_on="2026-11-22"), "1 note hangs"),
    "a person": (lambda d, a: d.add("contact", account_id=a, name="Kim"), "1 person hangs"),
    "a review": (lambda d, a: make_review(d.store, a, AS_OF, finished=False), "1 review hangs"),
    "a plan": (lambda d, a: d.add("account_plan", account_id=a, review_months=2), "1 plan hangs"),
    "orders": (_hang_order, "2 orders hang"),
}  # fmt: skip


@pytest.mark.parametrize("name", HUNG)
def test_what_hangs_on_an_account_that_came_in_keeps_it_and_is_counted(desk: Desk, name: str) -> None:
    hang, words = HUNG[name]
    text, kind, *_ = _NEW["account"]
    batch = desk.take("first.csv", text, kind)
    hang(desk, desk.id_of("account", "name", "Newcomer"))
    assert desk.refuses(batch) == (
        f"The import of first.csv cannot be taken back: {words} on what it added: 'Newcomer'. Take that back first."
    )
    undo_last(desk.store, MOMENT)
    undo_import(desk.store, batch, MOMENT)
    assert desk.rows("SELECT name FROM account ORDER BY id") == [("Acme",), ("Beta",)]
    desk.is_right()


def test_everything_that_hangs_is_counted_by_kind(desk: Desk) -> None:
    text, kind, *_ = _NEW["account"]
    batch = desk.take("first.csv", text, kind)
    one, other = (desk.id_of("account", "name", name) for name in ("Newcomer", "Other"))
    for hang, _ in HUNG.values():
        hang(desk, one)
    HUNG["a note"][0](desk, other)
    assert (
        "1 review, 2 orders, 1 touch, 1 action, 2 notes, 1 person and 1 plan hang on what it added: 'Newcomer', 'Other'."
        in (desk.refuses(batch))
    )


def test_what_is_imported_over_it_while_it_is_taken_back_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_SMALL", "_FEW"):
        monkeypatch.setattr(golive, name, 0)
    monkeypatch.setattr(takeback, "_MANY", 0)
    desk = Desk(tmp_path)
    older = desk.take("first.csv", WITH_LINES)
    todo = iter([1])

    class Meanwhile(takeback._Back):
        def hide(self, *args: Any) -> Any:
            for _ in todo:
                desk.take("second.csv", LINES + "O1,Acme,2026-09-01,R,x,1,0\n")
            return super().hide(*args)

    monkeypatch.setattr(takeback, "_Back", Meanwhile)
    with pytest.raises(Conflict, match=r"order 'O1'\. Imported over it: second"):
        undo_import(desk.store, older, MOMENT)
    assert next(todo, None) is None, "nothing was imported meanwhile: nothing is tested"
    assert desk.rows("SELECT product FROM order_line ORDER BY product") == [("P",), ("P",), ("Q",), ("R",)]
    desk.is_right()
    desk.store.close()


def test_a_small_import_with_many_since_is_taken_back_in_slices(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takeback, "_MANY", 500)
    monkeypatch.setattr(takeback, "_MANY_SINCE", 3)
    older = desk.take("first.csv", HEADERS + "O1,Acme,2026-09-01,ordered,100\n")
    with desk.store.read() as r:
        assert not takeback.is_large(r.db, older)
    desk.take("second.csv", ORDERS.replace("O1", "O4"))
    with desk.store.read() as r:
        assert takeback.is_large(r.db, older)
    undo_import(desk.store, older, MOMENT)
    assert desk.rows("SELECT number FROM orders ORDER BY 1") == [("O2",), ("O3",), ("O4",)]
    desk.is_right()
