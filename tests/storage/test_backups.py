"""Backups that hold what the file held, and a way back that can itself be taken back."""

from __future__ import annotations

import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from store_factory import MOMENT, add_account, fingerprint, full_store, later, new_store

from reviewtui.domain.errors import DatabaseBusy, DatabaseUnusable, NotFound
from reviewtui.domain.moment import Moment
from reviewtui.services.backups import back_up_now, daily_backup, find_backup, list_backups, restore
from reviewtui.storage import backup as copying
from reviewtui.storage.backup import row_counts
from reviewtui.storage.store import Store


def content(path: Path) -> list[str]:
    """Everything in a file as SQL."""
    db = sqlite3.connect(path)
    try:
        return list(db.iterdump())
    finally:
        db.close()


def names(path: Path) -> list[str]:
    """The account names in a file."""
    store = Store.open(path, MOMENT)
    with store.read() as r:
        found = [account.name for account in r.accounts.all()]
    store.close()
    return found


def add(path: Path, name: str) -> None:
    """Add an account to a file."""
    store = Store.open(path, MOMENT)
    with store.write("add", MOMENT) as w:
        add_account(w, name)
    store.close()


def test_a_backup_holds_everything_for_the_user_alone(db_path: Path) -> None:
    full_store(db_path).close()
    made = back_up_now(db_path, MOMENT)
    assert made.path.name == "reviewtui-20261120T093000Z-manual.db"
    assert made.path.parent == db_path.parent / "backups"
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.path.parent.stat().st_mode & 0o777 == 0o700
    assert content(made.path) == content(db_path)
    assert [p.name for p in made.path.parent.iterdir()] == [made.path.name]


def test_a_backup_while_others_write_is_one_moment_of_the_file(db_path: Path) -> None:
    store = full_store(db_path)
    with store.write("add", later(1)) as w:
        add_account(w, "not yet committed")
        made = back_up_now(db_path, MOMENT)
    assert "not yet committed" not in names(made.path)
    store.close()


def test_a_backup_never_goes_over_a_file_or_through_a_link(db_path: Path, tmp_path: Path) -> None:
    full_store(db_path).close()
    there = tmp_path / "there.db"
    there.write_text("mine")
    (tmp_path / "link.db").symlink_to(tmp_path / "target.db")
    for target in (there, tmp_path / "link.db"):
        with pytest.raises(DatabaseUnusable, match="exists already"):
            back_up_now(db_path, MOMENT, target)
    assert there.read_text() == "mine"
    assert not (tmp_path / "target.db").exists()
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".part")]


def test_two_backups_in_one_second_are_two(db_path: Path) -> None:
    full_store(db_path).close()
    first, second = back_up_now(db_path, MOMENT), back_up_now(db_path, MOMENT)
    assert first.path != second.path
    assert [one.path for one in list_backups(db_path)] == [second.path, first.path]


def test_a_backup_of_a_damaged_file_is_refused_and_leaves_nothing(db_path: Path) -> None:
    full_store(db_path).close()
    with db_path.open("r+b") as raw:
        raw.seek(7 * 4096)
        raw.write(b"\xa5" * 4096)
    with pytest.raises(DatabaseUnusable, match="damaged"):
        back_up_now(db_path, MOMENT)
    assert not list(db_path.parent.glob("backups/*"))


def test_a_copy_that_comes_out_wrong_is_not_kept(db_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full_store(db_path).close()
    monkeypatch.setattr(copying, "row_counts", lambda db: {**row_counts(db), "x": id(db)})
    with pytest.raises(Exception, match="true copy"):
        back_up_now(db_path, MOMENT)
    assert not list(db_path.parent.glob("backups/*"))


def test_a_large_file_is_copied_in_steps_and_still_whole(
    db_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_store(db_path).close()
    monkeypatch.setattr(copying, "_WHOLE_BYTES", 0)
    monkeypatch.setattr(copying, "_STEP_PAGES", 3)
    made = daily_backup(db_path, MOMENT)
    assert made is not None
    assert content(made.path) == content(db_path)


def test_one_automatic_backup_a_day(db_path: Path) -> None:
    full_store(db_path).close()
    assert daily_backup(db_path, MOMENT) is not None
    assert daily_backup(db_path, later(3600)) is None
    assert daily_backup(db_path, later(days=1)) is not None
    assert [one.kind for one in list_backups(db_path)] == ["daily", "daily"]


def test_old_automatic_backups_are_thinned_and_those_made_by_hand_are_kept(db_path: Path) -> None:
    new_store(db_path).close()
    by_hand = back_up_now(db_path, later(days=-700)).path
    model = back_up_now(db_path, later(days=-699)).path
    for back in range(400, 0, -1):
        stamp = (MOMENT.now - timedelta(days=back)).strftime("%Y%m%dT%H%M%SZ")
        (model.parent / f"reviewtui-{stamp}-daily.db").hardlink_to(model)
    stranger = model.parent / "notes.db"
    stranger.write_text("not ours")
    daily_backup(db_path, MOMENT)
    kept = [one for one in list_backups(db_path) if one.kind == "daily"]
    ages = [(MOMENT.now - one.stamp).days for one in kept]
    assert ages[:31] == list(range(31))
    assert 10 <= len(ages[31:]) <= 14
    assert by_hand.exists()
    assert stranger.exists()


def test_going_back_and_back_again(db_path: Path) -> None:
    full_store(db_path).close()
    made = back_up_now(db_path, MOMENT)
    add(db_path, "Added later")
    done = restore(db_path, made.path, later(60))
    assert "Added later" not in names(db_path)
    assert done.before is not None
    again = restore(db_path, find_backup(db_path, None), later(120))
    assert again.backup == done.before
    assert "Added later" in names(db_path)
    assert db_path.stat().st_mode & 0o777 == 0o600


def test_sessions_that_have_the_file_open_go_on_with_what_was_restored(db_path: Path) -> None:
    full_store(db_path).close()
    made = back_up_now(db_path, MOMENT)
    store = Store.open(db_path, MOMENT)
    with store.write("add", MOMENT) as w:
        add_account(w, "Added later")
    with store.read() as r:
        assert r.accounts.count() == 2
    restore(db_path, made.path, later(60))
    with store.read() as r:
        assert r.accounts.count() == 1
    with store.write("add", later(90)) as w:
        add_account(w, "After the restore")
    store.close()
    assert "After the restore" in names(db_path)


def test_a_restore_while_another_holds_the_file_gives_up_and_changes_nothing(
    db_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_store(db_path).close()
    made = back_up_now(db_path, MOMENT)
    add(db_path, "Added later")
    monkeypatch.setattr(copying, "SERVICE_BUSY_MS", 50)
    real = copying.connect
    monkeypatch.setattr(copying, "connect", lambda path, **more: real(path, **{"busy_ms": 20, **more}))
    holder = sqlite3.connect(db_path, isolation_level=None)
    holder.execute("BEGIN")
    holder.execute("SELECT * FROM account").fetchall()
    with pytest.raises(DatabaseBusy, match="held by another"):
        restore(db_path, made.path, later(60))
    holder.close()
    assert "Added later" in names(db_path)


@pytest.mark.parametrize("damage", ["page", "empty", "text", "cut"])
def test_a_damaged_file_is_moved_aside_never_deleted(db_path: Path, damage: str) -> None:
    full_store(db_path).close()
    made = back_up_now(db_path, MOMENT)
    raw = bytearray(db_path.read_bytes())
    raw[7 * 4096 : 8 * 4096] = b"\xa5" * 4096
    broken = {"page": bytes(raw), "empty": b"", "text": b"hello\n" * 999, "cut": bytes(raw[:50])}[damage]
    db_path.write_bytes(broken)
    done = restore(db_path, made.path, later(60))
    assert done.aside is not None
    assert done.aside.read_bytes() == broken
    assert content(db_path) == content(made.path)
    assert db_path.stat().st_mode & 0o777 == 0o600


def test_a_missing_file_is_made_from_the_backup(db_path: Path) -> None:
    full_store(db_path).close()
    made = back_up_now(db_path, MOMENT)
    db_path.unlink()
    restore(db_path, made.path, later(60))
    assert content(db_path) == content(made.path)


def test_what_is_no_backup_of_ours_is_refused_before_anything_is_touched(
    db_path: Path, tmp_path: Path
) -> None:
    full_store(db_path).close()
    before = fingerprint(db_path)
    other = tmp_path / "other.db"
    sqlite3.connect(other, isolation_level=None).execute("CREATE TABLE t(x)").connection.close()
    text = tmp_path / "text.db"
    text.write_text("x" * 9999)
    cut = back_up_now(db_path, MOMENT, tmp_path / "cut.db").path
    os.truncate(cut, 9 * 4096)
    for wrong in (other, text, cut, db_path):
        with pytest.raises(DatabaseUnusable):
            restore(db_path, wrong, later(60))
    assert fingerprint(db_path) == before


def test_a_foreign_or_newer_file_is_not_replaced(db_path: Path, tmp_path: Path) -> None:
    full_store(db_path).close()
    made = back_up_now(db_path, MOMENT)
    sqlite3.connect(db_path, isolation_level=None).execute("PRAGMA user_version=9").connection.close()
    before = fingerprint(db_path)
    with pytest.raises(DatabaseUnusable, match="newer"):
        restore(db_path, made.path, later(60))
    assert fingerprint(db_path) == before


def test_a_backup_is_found_by_name_by_path_or_as_the_newest(db_path: Path) -> None:
    with pytest.raises(NotFound):
        find_backup(db_path, None)
    new_store(db_path).close()
    first = back_up_now(db_path, MOMENT).path
    second = back_up_now(db_path, Moment(MOMENT.as_of, MOMENT.now + timedelta(hours=1))).path
    assert find_backup(db_path, None) == second
    assert find_backup(db_path, first.name) == first
    assert find_backup(db_path, str(first)) == first
    with pytest.raises(NotFound) as caught:
        find_backup(db_path, "nothing.db")
    assert first.name in caught.value.candidates


def test_a_copy_in_steps_that_was_broken_off_is_taken_in_one_go(
    db_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_store(db_path).close()

    def broken_off(_db: object, part: Path, _source: Path, _target: Path) -> bool:
        part.write_bytes(bytes(4096) + db_path.read_bytes()[4096:])
        return False

    monkeypatch.setattr(copying, "_copied_in_steps", broken_off)
    made = daily_backup(db_path, MOMENT)
    assert made is not None
    assert content(made.path) == content(db_path)
