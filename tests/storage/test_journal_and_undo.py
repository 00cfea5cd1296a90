"""What a transaction recorded can be taken back, in any order of adding, changing and removing, or says why not."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_factory import DAY, MOMENT, add_account, full_store, keep_summaries, later, new_store

from reviewtui.domain.changes import Change
from reviewtui.domain.errors import Conflict
from reviewtui.domain.moment import Moment
from reviewtui.storage.journal import merge_changes
from reviewtui.storage.store import Store

STAMPED = ("version", "changed_at")


def state(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Rows that undo must bring back, without the columns that only ever grow."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with store.read() as r:
        for table in ("account", "contact", "action", "account_figures"):
            rows = r.db.execute(f'SELECT * FROM "{table}" ORDER BY 1').fetchall()
            found[table] = [tuple(row[key] for key in row.keys() if key not in STAMPED) for row in rows]  # noqa: SIM118
    return found


def undo(store: Store, at: Moment) -> None:
    """Take the last change back."""
    with store.write("undo", at) as w:
        entry = w.read.journal.last_undoable()
        assert entry is not None
        w.take_back(entry)


def do_something(store: Store, rng: random.Random, at: Moment, key: str) -> None:
    """One transaction of one to four writes on accounts, contacts and actions, the same rows more than once."""
    with store.write("something", at, merge_key=key) as w:
        for _ in range(rng.randint(1, 4)):
            accounts = [row[0] for row in w.db.execute("SELECT id FROM account ORDER BY id")]
            contacts = [row[0] for row in w.db.execute("SELECT id FROM contact ORDER BY id")]
            kind = rng.randrange(6)
            if kind == 0 or not accounts:
                add_account(w, f"New {rng.random()}", currency=rng.choice(["EUR", ""]))
            elif kind == 1:
                w.add("contact", account_id=rng.choice(accounts), name=f"C {rng.random()}")
            elif kind == 2 and contacts:
                w.change("contact", rng.choice(contacts), name=f"D {rng.random()}", left=rng.random() < 0.5)
            elif kind == 3 and contacts:
                w.remove("contact", rng.choice(contacts))
            elif kind == 4:
                w.trash("account", rng.choice(accounts))
            else:
                w.add("action", account_id=rng.choice(accounts), title="t", created_on="2026-11-01")


@settings(
    max_examples=int(os.environ.get("REVIEWTUI_EXAMPLES", "30")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6), merged=st.booleans())
def test_undoing_everything_step_by_step_comes_back_to_the_beginning(
    tmp_path_factory: pytest.TempPathFactory, seed: int, merged: bool
) -> None:
    rng = random.Random(seed)
    store = new_store(tmp_path_factory.mktemp("undo") / "reviewtui.db")
    with store.write("figures", MOMENT, journal=False) as w:
        keep_summaries(w)
    states = [state(store)]
    for n in range(5):
        # Two writes under one key within 30 seconds are one entry, so they go back in one step.
        for half in range(2 if merged else 1):
            do_something(store, rng, later(n * 60 + half), f"k{n}" if merged else "")
        states.append(state(store))
    with store.read() as r:
        entries = len(r.journal.newest())
    for n in range(entries):
        if entries == 5:
            assert state(store) == states[entries - n]
        undo(store, later(1000 + n))
    assert state(store) == states[0]
    with store.read() as r:
        assert r.journal.last_undoable() is None
    store.close()


def test_undo_after_undo_goes_further_back_not_forth(db_path: Path) -> None:
    store = new_store(db_path)
    for n, name in enumerate(("one", "two", "three")):
        with store.write(name, later(n)) as w:
            add_account(w, name)
    undo(store, later(10))
    undo(store, later(11))
    with store.read() as r:
        assert [one.name for one in r.accounts.all()] == ["one"]
        assert [entry.undone for entry in r.journal.newest()] == [False, False, True, True, False]
    store.close()


def test_an_account_with_figures_can_be_un_added(db_path: Path) -> None:
    store = new_store(db_path)
    with store.write("figures", MOMENT, journal=False) as w:
        keep_summaries(w)
    with store.write("add", later(1)) as w:
        add_account(w, "Mistyped")
    undo(store, later(2))
    with store.read() as r:
        assert r.accounts.all() == ()
        assert r.db.execute("SELECT COUNT(*) FROM account_figures").fetchone()[0] == 0
    store.close()


def test_a_row_that_has_moved_on_is_not_undone_and_both_values_are_told(db_path: Path) -> None:
    store = new_store(db_path)
    with store.write("add", MOMENT) as w:
        account = add_account(w, "A", city="Rome")
    with store.write("move", later(1)) as w:
        w.change("account", account, city="Paris")
    with store.read() as r:
        entry = r.journal.last_undoable()
    with store.write("move on", later(2)) as w:
        w.change("account", account, city="Oslo")
    with pytest.raises(Conflict) as caught, store.write("undo", later(3)) as w:
        w.take_back(entry)
    assert (caught.value.theirs, caught.value.ours) == ("Oslo", "Paris")
    with store.read() as r:
        assert r.accounts.all()[0].city == "Oslo"
    store.close()


def test_what_something_else_hangs_on_is_not_undone(db_path: Path) -> None:
    store = new_store(db_path)
    with store.write("add", MOMENT) as w:
        account = add_account(w, "A")
    with store.read() as r:
        entry = r.journal.last_undoable()
    with store.write("contact", later(1)) as w:
        w.add("contact", account_id=account, name="Ann")
    with pytest.raises(Conflict, match="hangs on it"), store.write("undo", later(2)) as w:
        w.take_back(entry)
    store.close()


def test_a_row_whose_place_was_taken_is_not_put_over_the_other(db_path: Path) -> None:
    store = full_store(db_path)
    with store.write("remove", later(1)) as w:
        contact = w.add("contact", account_id=1, name="Last")
    with store.write("remove", later(2)) as w:
        w.remove("contact", contact)
    with store.read() as r:
        entry = r.journal.last_undoable()
    with store.write("another", later(3)) as w:
        assert w.add("contact", account_id=1, name="Took the number") == contact
    with pytest.raises(Conflict), store.write("undo", later(4)) as w:
        w.take_back(entry)
    store.close()


def typed(store: Store, at: Moment, text: str, key: str = "note:1") -> None:
    """One autosave of a note."""
    with store.write("edit the note", at, merge_key=key) as w:
        w.change("note", 1, text=text)


def test_typing_is_one_change_for_thirty_seconds_and_then_the_next(db_path: Path) -> None:
    store = full_store(db_path)
    with store.read() as r:
        before = r.db.execute("SELECT text FROM note").fetchone()[0]
    for second in range(0, 75, 3):
        typed(store, later(second), f"text {second}")
    with store.read() as r:
        entries = r.journal.newest()[:-1]
    assert [entry.stamp[14:19] for entry in entries] == ["31:06", "30:33", "30:00"]
    assert [dict(entry.changes[0].before or {})["text"] for entry in entries] == [
        "text 63",
        "text 30",
        before,
    ]
    assert all(len(entry.changes) == 1 for entry in entries)
    for expected in ("text 63", "text 30", before):
        undo(store, later(100))
        with store.read() as r:
            assert r.db.execute("SELECT text FROM note").fetchone()[0] == expected
    store.close()


def test_what_must_not_join_does_not(db_path: Path) -> None:
    store = full_store(db_path)
    typed(store, later(1), "a")
    other = Store.open(db_path, MOMENT)
    typed(other, later(2), "b")
    typed(store, later(3), "c")
    typed(store, later(4), "d", key="note:2")
    typed(store, Moment(DAY.replace(day=21), later(5).now), "e", key="note:2")
    typed(store, Moment(DAY.replace(day=21), later(-500).now), "f", key="note:2")
    with store.read() as r:
        assert len(r.journal.newest()) == 7
    undo(store, later(6))
    typed(store, later(7), "g", key="note:2")
    with store.read() as r:
        assert len(r.journal.newest()) == 9
    other.close()
    store.close()


def test_a_write_says_which_entry_it_made_or_joined(db_path: Path) -> None:
    store = full_store(db_path)
    typed(store, later(1), "a")
    first = store.last_entry
    typed(store, later(2), "b")
    assert first is not None
    assert store.last_entry is not None
    assert store.last_entry.id == first.id > 0
    assert store.last_entry.tables == {"note"}
    store.close()


def test_added_and_removed_again_leaves_nothing_to_undo() -> None:
    added = Change("contact", 1, None, {"id": 1, "name": "A"}, 7)
    changed = Change("contact", 1, {"name": "A"}, {"name": "B"}, 7)
    removed = Change("contact", 1, {"id": 1, "name": "B"}, None, 7)
    assert merge_changes((added, changed, removed)) == ()
    assert merge_changes((changed, removed)) == (Change("contact", 1, {"id": 1, "name": "A"}, None, 7),)
    assert merge_changes((added, changed)) == (Change("contact", 1, None, {"id": 1, "name": "B"}, 7),)


def test_what_was_typed_and_taken_back_within_one_entry_is_no_entry(db_path: Path) -> None:
    store = full_store(db_path)
    with store.write("add", later(1), merge_key="k") as w:
        contact = w.add("contact", account_id=1, name="Ghost")
    with store.write("remove", later(2), merge_key="k") as w:
        w.remove("contact", contact)
    with store.read() as r:
        assert [entry.label for entry in r.journal.newest()] == ["fill"]
    store.close()


def test_a_version_that_has_moved_is_a_conflict_and_the_same_value_writes_nothing(db_path: Path) -> None:
    store = new_store(db_path)
    with store.write("add", MOMENT) as w:
        account = add_account(w, "A")
    with store.write("change", later(1)) as w:
        assert w.change("account", account, expect=1, city="Rome") == 2
        assert w.change("account", account, expect=2, city="Rome") == 2
    with pytest.raises(Conflict) as caught, store.write("change", later(2)) as w:
        w.change("account", account, expect=1, city="Paris")
    assert caught.value.version == 2
    store.close()


def test_a_new_default_currency_regroups_orders_that_name_none(db_path: Path) -> None:
    store = new_store(db_path)
    with store.write("fill", MOMENT) as w:
        account = add_account(w, "A")
        w.add("orders", account_id=account, number="1", day="2026-11-01", amount=10)
        keep_summaries(w)
    with store.write("settings", later(1)) as w:
        w.set_setting("currency", "USD")
    with store.read() as r:
        assert [day.currency for day in r.orders.days(account, DAY)] == ["USD"]
        assert r.accounts.lines(DAY, [account])[0].currency == "USD"
        assert r.accounts.lines(DAY, [account])[0].revenue_12m == 10
    store.close()


def test_an_account_is_not_found_by_an_id_that_is_not_there(db_path: Path) -> None:
    store = full_store(db_path)
    with store.read() as r:
        assert r.accounts.by_external_id("") == ()
    store.close()


def test_a_bug_in_sql_is_a_bug_not_a_fault_of_the_file(db_path: Path) -> None:
    store = new_store(db_path)
    with pytest.raises(sqlite3.OperationalError), store.read() as r:
        r.db.execute("SELECT * FROM nowhere")
    store.close()
