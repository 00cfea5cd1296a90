"""Large imports that change what is there: made ready and listed ahead, shown at once, taken back, and never half."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from plain_agreement import all_agree

from reviewtui.domain.errors import Conflict
from reviewtui.domain.moment import Moment
from reviewtui.services.today import keep_figures
from reviewtui.services.transfer.importing import ImportSummary, run_import
from reviewtui.services.transfer.plan import plan_import
from reviewtui.services.undo import undo_import, undo_last
from reviewtui.storage.examine import examine
from reviewtui.storage.imports import batches, golive, orderchanges, recordahead, takeback
from reviewtui.storage.store import Store

AS_OF = date(2026, 11, 22)
MOMENT = Moment(AS_OF, datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
_ACCOUNTS = 5
_KEPT = (
    "account", "contact", "action", "touch", "orders", "order_line", "order_day", "account_figures",
)  # fmt: skip
_STAMPS = frozenset({"uid", "version", "created_at", "changed_at"})


class Desk:
    """A file with orders of a few accounts, and another file that changes, prolongs and adds some."""

    def __init__(self, folder: Path, *, ahead: bool = True, seed: int = 1) -> None:
        self._rng = random.Random(seed)
        self._folder, self.ahead = folder, ahead
        folder.mkdir()
        self.store = Store.open(folder / "accounts.db", MOMENT, create=True)
        with self.store.write("currency", MOMENT) as w:
            w.set_setting("currency", "USD")
        names = "".join(f"{i},Company {i}\n" for i in range(_ACCOUNTS))
        self.take("External ID,Account Name\n" + names)
        self._orders = [self._order(number) for number in range(60)]
        self.take(self._file(self._orders))
        keep_figures(self.store, MOMENT)
        changed = [self._again(order) for order in self._orders[:50]]
        new = [{**self._order(number), "account": "Company 0"} for number in range(60, 70)]
        self.changes = self._file([*changed, *new])

    def _order(self, number: int) -> dict[str, Any]:
        rng = self._rng
        lines = [(f"P{rng.randrange(9)}{n}", rng.randrange(1, 9), rng.randrange(-20, 400)) for n in range(3)]
        day = AS_OF - timedelta(days=rng.randrange(1, 700))
        owner, status = f"Company {rng.randrange(_ACCOUNTS)}", rng.choice(["ordered", "delivered"])
        return {"number": f"O{number}", "account": owner, "day": day, "status": status, "lines": lines}

    def _again(self, order: dict[str, Any]) -> dict[str, Any]:
        """The order as it is told later: another amount, another state or day, a line more, or all as it was."""
        rng, lines = self._rng, list(order["lines"])
        if rng.random() < 0.5:
            product, quantity, amount = lines[1]
            lines[1] = (product, quantity + rng.randrange(2), amount + rng.randrange(1, 99))
        if rng.random() < 0.4:
            lines.append(("MORE", 1, rng.randrange(1, 99)))
        status = "cancelled" if rng.random() < 0.2 else order["status"]
        day = order["day"] - timedelta(days=rng.choice([0, 0, 1, 90]))
        return {**order, "lines": lines, "status": status, "day": day}

    @staticmethod
    def _file(orders: list[dict[str, Any]]) -> str:
        head = "Order ID,Customer,Order Date,Status,Product,Quantity,Line Amount\n"
        return head + "".join(
            f"{o['number']},{o['account']},{o['day']},{o['status']},{product},{quantity},{amount}\n"
            for o in orders
            for product, quantity, amount in o["lines"]
        )

    def take(self, text: str, kind: str | None = None, **more: Any) -> ImportSummary:
        path = self._folder / "file.csv"
        path.write_text(text, encoding="utf-8")
        return run_import(self.store, plan_import(path, kind=kind), MOMENT, **more)

    def kept(self) -> dict[str, list[dict[str, Any]]]:
        """All that imports of orders write, with ids and without stamps."""
        db = sqlite3.connect(self.store.path)
        db.row_factory = sqlite3.Row
        found = {
            table: [
                {key: value for key, value in dict(row).items() if key not in _STAMPS}
                for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3")
            ]
            for table in _KEPT
        }
        db.close()
        return found

    def seen(self) -> list[object]:
        """What others read of orders and figures."""
        with self.store.read() as r:
            accounts = [account.id for account in r.accounts.all()]
            return [
                *(r.orders.orders(one, AS_OF) for one in accounts),
                *(r.orders.days(one, AS_OF) for one in accounts),
                *(list(r.shared.rows(name, 1, 10**6)) for name in ("orders", "lines")),
                [tuple(row) for row in r.db.execute("SELECT * FROM account_figures")],
            ]

    def is_right(self) -> None:
        """No summary is stale, nothing is left over, and a second computation comes to the same figures."""
        found = examine(self.store.path)
        assert (found.order_days_off, found.figures_off, found.schema, found.loose) == (0, 0, (), ())
        assert not self.rows("SELECT 1 FROM import_batch WHERE state='staging'")
        assert not self.rows("SELECT name FROM sqlite_schema WHERE name GLOB 'order_day_*'")
        all_agree(self.store, AS_OF)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.store.read() as r:
            return [tuple(row) for row in r.db.execute(sql)]


@pytest.fixture(autouse=True)
def in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is imported or taken back counts as large."""
    monkeypatch.setattr(golive, "_SMALL", 0)
    monkeypatch.setattr(golive, "_FEW", 0)
    monkeypatch.setattr(takeback, "_MANY", 0)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "desk")
    yield desk
    desk.store.close()


@pytest.mark.parametrize("seed", range(4))
def test_changes_made_ready_become_what_they_become_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    one, other = Desk(tmp_path / "one", seed=seed), Desk(tmp_path / "other", seed=seed)
    before = one.kept()
    done = one.take(one.changes)
    with monkeypatch.context() as at_once:
        at_once.setattr(golive, "_FEW", 10**9)
        assert other.take(other.changes) == done
    assert done.new > 30 and done.changed > 20 and done.same > 20
    assert one.kept() == other.kept() != before
    one.is_right()
    again = one.take(one.changes)
    assert (again.new, again.changed) == (0, 0)
    assert one.kept() == other.kept()
    for desk in (one, other):
        desk.store.close()


def test_nobody_sees_a_change_before_all_of_it_is_there_and_undo_brings_every_cell_back(desk: Desk) -> None:
    before, shown = desk.kept(), desk.seen()
    listed: list[int] = []

    def look(*_: Any) -> None:
        listed.append(desk.rows("SELECT COUNT(*) FROM import_change WHERE before IS NOT NULL")[0][0])
        assert desk.seen() == shown

    done = desk.take(desk.changes, progress=look)
    assert max(listed) > 50, "nothing was listed ahead: nothing is tested"
    after = desk.seen()
    assert after != shown
    looks: list[object] = []

    class Looking(takeback._Back):
        def _rest(self) -> None:
            looks.append(desk.seen())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(takeback, "_Back", Looking)
        assert done.batch is not None
        undo_import(desk.store, done.batch, MOMENT)
    assert looks and all(one == after for one in looks)
    assert desk.kept() == before
    assert desk.seen() == shown
    desk.is_right()
    desk.take(desk.changes)
    assert desk.seen() == after


def test_orders_that_a_later_import_changed_again_keep_the_first_from_being_taken_back(desk: Desk) -> None:
    first = desk.take(desk.changes)
    number, account = desk.rows(
        "SELECT o.number, a.name FROM import_change c JOIN orders o ON o.id=c.row_id JOIN account a ON a.id=o.account_id "
        f"WHERE c.batch_id={first.batch} AND c.tbl='orders' AND c.before IS NOT NULL"
    )[0]
    desk.take(f"Order ID,Customer,Order Date,Status\n{number},{account},2020-01-02,ordered\n")
    kept = desk.kept()
    assert first.batch is not None
    with pytest.raises(Conflict, match=f"1 of its records has been changed since: order {number!r}"):
        undo_import(desk.store, first.batch, MOMENT)
    assert desk.kept() == kept
    desk.is_right()
    undo_last(desk.store, MOMENT)
    undo_import(desk.store, first.batch, MOMENT)
    desk.is_right()


def _die(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("moment", ["while changes are listed", "before they are live"])
def test_a_program_that_dies_before_changes_are_live_has_changed_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    before, shown = desk.kept(), desk.seen()
    changes = desk.rows("SELECT COUNT(*) FROM import_change")
    with monkeypatch.context() as killed:
        killed.setattr(golive.GoingLive, "_abandon", lambda *_: None)
        if moment == "before they are live":
            killed.setattr(golive.GoingLive, "_publish", _die)
        else:
            killed.setattr(orderchanges, "write_slices", lambda db, last, put, _: (put(1, last // 2), _die()))
        with pytest.raises(KeyboardInterrupt):
            desk.take(desk.changes)
    assert desk.seen() == shown
    assert desk.rows("SELECT COUNT(*) FROM import_change") > changes
    monkeypatch.setattr(batches, "_runs", lambda pid: False)
    Store.open(desk.store.path, MOMENT).close()
    assert desk.kept() == before
    assert desk.seen() == shown
    assert desk.rows("SELECT COUNT(*) FROM import_change") == changes
    desk.is_right()


@pytest.mark.parametrize("hidden", [False, True], ids=["before", "after"])
def test_a_program_that_dies_while_it_takes_changes_back_leaves_all_of_them_or_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, hidden: bool
) -> None:
    before, shown = desk.kept(), desk.seen()
    desk.take(desk.changes)
    if not hidden:
        before, shown = desk.kept(), desk.seen()
    with monkeypatch.context() as killed:
        killed.setattr(takeback, "drop_batch", _die)
        if not hidden:
            killed.setattr(takeback._Back, "hide", _die)
            killed.setattr(takeback._Back, "abandon", lambda *_: None)
            with pytest.raises(KeyboardInterrupt):
                undo_last(desk.store, MOMENT)
        else:
            undo_last(desk.store, MOMENT)
    assert desk.seen() == shown
    monkeypatch.setattr(batches, "_runs", lambda pid: False)
    Store.open(desk.store.path, MOMENT).close()
    assert desk.seen() == shown
    assert desk.kept() == before
    desk.is_right()


@pytest.mark.parametrize("what", ["an import", "the currency of an account"])
def test_what_others_write_while_an_import_is_taken_back_is_in_the_order_days(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    desk.take(desk.changes)
    other = Store.open(desk.store.path, MOMENT)
    todo = iter([1])

    class Meanwhile(takeback._Back):
        def _put_days(self) -> None:
            super()._put_days()
            for _ in todo:
                if what == "an import":
                    path = desk.store.path.parent / "other.csv"
                    path.write_text("Order ID,Customer,Order Date,Amount\nZ1,Company 1,2026-11-03,77\n")
                    run_import(other, plan_import(path), MOMENT)
                else:
                    with other.write("currency", MOMENT) as w:
                        w.change("account", 2, currency="SEK")

    monkeypatch.setattr(takeback, "_Back", Meanwhile)
    undo_import(desk.store, 3, MOMENT)
    other.close()
    assert next(todo, None) is None, "nothing was written meanwhile: nothing is tested"
    assert desk.rows("SELECT state FROM import_batch WHERE id=3") == [("undone",)]
    desk.is_right()


_PEOPLE = "External ID,Account Name,City,Currency,Contact Full Name,Contact Title\n"
_TASKS = "Task,Account Name,Due Date,Status,Task ID\n"
_CALLS = "Subject,Account Name,Date,Type,Status,Activity ID\n"


def _with_records(desk: Desk) -> list[tuple[str, str]]:
    """Accounts with people, actions and touches; returns files that change most of them and bring some, with their kinds."""
    accounts, marks = range(_ACCOUNTS), ["", "!", "!!"]
    people = "".join(f"{i},Company {i},Delft,,Person {i},Buyer\n" for i in accounts)
    tasks = "".join(f"Do {i},Company {i % 5},2026-10-{i + 1:02},Not Started,T{i}\n" for i in range(25))
    calls = "".join(f"Talk {i},Company {i % 5},2026-09-{i + 1:02},Call,Completed,C{i}\n" for i in range(25))
    desk.take(_PEOPLE + people, "accounts")
    desk.take(_TASKS + tasks, "actions")
    desk.take(_CALLS + calls, "touches")
    coins, states = ["EUR", "", "SEK", "", ""], ["Completed", "Not Started"]
    people = "".join(f"{i},Company {i},Leiden,{coins[i]},Person {i},Head\n" for i in accounts)
    tasks = "".join(
        f"Do {i}{marks[i % 3]},Company {i % 5},2026-12-{i + 1:02},{states[i % 2]},T{i}\n" for i in range(30)
    )
    calls = (
        calls.replace(",2026-09-1", ",2026-08-1").replace("Talk 2", "Talked 2")
        + "Talk,Company 1,2026-11-02,Call,Completed,C99\n"
    )
    return [
        (_PEOPLE + people.replace("Company 3", "Zeta") + "9,Newcomer,Rome,,Nina,Buyer\n", "accounts"),
        (_TASKS + tasks.replace("Company 3", "Zeta"), "actions"),
        (_CALLS + calls.replace("Company 3", "Zeta"), "touches"),
    ]


def test_records_made_ready_become_what_they_become_at_once_and_every_cell_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = Desk(tmp_path / "one"), Desk(tmp_path / "other")
    _with_records(other)
    states = []
    for text, kind in _with_records(one):
        before = one.kept(), one.seen()
        done = one.take(text, kind)
        with monkeypatch.context() as at_once:
            at_once.setattr(golive, "_FEW", 10**9)
            assert other.take(text, kind) == done
        states.append((done.batch or 0, *before))
        assert done.changed >= 5 and done.new >= 1
        assert one.kept() == other.kept() != before[0]
        for desk in (one, other):
            desk.is_right()
        again = one.take(text, kind)
        assert (again.new, again.changed) == (0, 0)
    for batch, kept, seen in reversed(states):
        undo_import(one.store, batch, MOMENT)
        assert (one.kept(), one.seen()) == (kept, seen)
        one.is_right()
    for desk in (one, other):
        desk.store.close()


@pytest.mark.parametrize("number", range(3), ids=["accounts", "actions", "touches"])
def test_nobody_sees_a_changed_record_before_all_are_there_and_one_that_dies_leaves_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    texts = _with_records(desk)
    for text in texts[:number]:
        desk.take(*text)
    kept, shown = _shown_rows(desk), desk.seen()
    looks: list[int] = []

    def look(*_: Any) -> None:
        looks.append(desk.rows("SELECT COUNT(*) FROM import_change WHERE before IS NOT NULL")[0][0])
        assert (_shown_rows(desk), desk.seen()) == (kept, shown)

    with monkeypatch.context() as killed:
        killed.setattr(golive.GoingLive, "_abandon", lambda *_: None)
        killed.setattr(golive.GoingLive, "_publish", _die)
        with pytest.raises(KeyboardInterrupt):
            desk.take(*texts[number], progress=look)
    assert max(looks) > looks[0], "nothing was listed ahead: nothing is tested"
    with monkeypatch.context() as dead:
        dead.setattr(batches, "_runs", lambda pid: False)
        Store.open(desk.store.path, MOMENT).close()
    assert (_shown_rows(desk), desk.seen()) == (kept, shown)
    desk.is_right()
    done = desk.take(*texts[number])
    desk.is_right()
    with monkeypatch.context() as killed:
        killed.setattr(takeback, "drop_batch", _die)
        assert done.batch is not None
        undo_import(desk.store, done.batch, MOMENT)
    assert (_shown_rows(desk), desk.seen()) == (kept, shown)
    with monkeypatch.context() as dead:
        dead.setattr(batches, "_runs", lambda pid: False)
        Store.open(desk.store.path, MOMENT).close()
    assert (_shown_rows(desk), desk.seen()) == (kept, shown)
    desk.is_right()


def _shown_rows(desk: Desk) -> list[list[tuple[Any, ...]]]:
    """The records that are in no bin, without stamps."""
    columns = {
        "account": "id, name, name_key, city, currency, external_id",
        "contact": "id, account_id, name, title",
        "action": "id, account_id, title, status, due, done_on, external_id",
        "touch": "id, account_id, topic, day, external_id",
    }
    return [
        desk.rows(f"SELECT {names} FROM {table} WHERE deleted_at IS NULL ORDER BY id")
        for table, names in columns.items()
    ]


@pytest.mark.parametrize("column", ["title", "owner"])
def test_what_somebody_edits_while_an_import_is_taken_back_is_never_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    _, (tasks, kind), _ = _with_records(desk)
    done = desk.take(tasks.replace("Zeta", "Company 3"), kind)
    ((action,),) = desk.rows("SELECT id FROM action WHERE external_id='T1'")
    todo = iter([1])

    class Meanwhile(takeback._Back):
        def hide(self, *args: Any) -> Any:
            for _ in todo:
                with Store.open(desk.store.path, MOMENT).write("edit", MOMENT) as w:
                    w.change("action", action, **{column: "mine"})
            return super().hide(*args)

    monkeypatch.setattr(takeback, "_Back", Meanwhile)
    assert done.batch is not None
    if column == "title":
        with pytest.raises(Conflict, match="1 of its records has been changed since: action 'mine'"):
            undo_import(desk.store, done.batch, MOMENT)
    else:
        undo_import(desk.store, done.batch, MOMENT)
        assert desk.rows(f"SELECT title FROM action WHERE id={action}") == [("Do 1",)]
    assert desk.rows(f"SELECT {column} FROM action WHERE id={action}") == [("mine",)]
    desk.is_right()


def test_an_account_archived_while_figures_are_made_ready_is_due_for_no_review(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, (tasks, kind), _ = _with_records(desk)
    todo = iter([1])

    class Meanwhile(recordahead.RecordsAhead):
        def _shadow(self) -> None:
            super()._shadow()
            for _ in todo:
                with Store.open(desk.store.path, MOMENT).write("archive", MOMENT) as w:
                    w.change("account", 1, archived_at="2026-11-01")

    monkeypatch.setattr(recordahead, "RecordsAhead", Meanwhile)
    desk.take(tasks.replace("Zeta", "Company 3"), kind)
    assert next(todo, None) is None, "nothing was written meanwhile: nothing is tested"
    desk.is_right()
