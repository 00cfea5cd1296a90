"""Whatever lies at the place of the file: one sentence, exit 4, and not a byte of it changed."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from store_factory import MOMENT, NOBODY, add_account, fingerprint, full_store, later, new_store

from reviewtui.domain.errors import (
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseUnusable,
    ReadOnly,
    WriteFailed,
)
from reviewtui.storage.create import create_file
from reviewtui.storage.engine import APPLICATION_ID, TABLES, connect
from reviewtui.storage.store import Store


def refused(path: Path, kind: type[DatabaseUnusable] = DatabaseUnusable, words: str = "") -> None:
    """Opening (also with create) is refused in one sentence, with exit 4."""
    for create in (False, True):
        with pytest.raises(kind) as caught:
            Store.open(path, MOMENT, create=create)
        assert caught.value.exit_code == 4
        assert words in str(caught.value)
        assert len(str(caught.value).splitlines()) == 1


def sqlite_file(path: Path, *statements: str) -> Path:
    """A SQLite file made of statements."""
    db = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        db.execute(statement)
    db.close()
    return path


def test_a_missing_file_is_named_and_not_made_by_reading(db_path: Path) -> None:
    with pytest.raises(DatabaseMissing) as caught:
        Store.open(db_path, MOMENT)
    assert caught.value.exit_code == 4
    assert not db_path.parent.exists()


def test_a_new_file_and_its_folder_are_for_the_user_alone_whatever_the_umask(db_path: Path) -> None:
    before = os.umask(0)
    try:
        new_store(db_path).close()
    finally:
        os.umask(before)
    assert db_path.stat().st_mode & 0o777 == 0o600
    assert db_path.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(p.name for p in db_path.parent.iterdir()) in (
        ["reviewtui.db"],
        ["reviewtui.db", "reviewtui.db-journal"],
    )


def test_a_folder_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, words="is a folder")


def test_a_pipe_is_refused_without_waiting_for_its_other_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.db")
    refused(tmp_path / "pipe.db", words="not a regular file")


def test_a_device_is_refused() -> None:
    refused(Path("/dev/null"), words="not a regular file")


def test_an_empty_file_is_not_taken_for_an_empty_database(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    refused(path, DatabaseDamaged, "is empty")
    assert path.stat().st_size == 0


def test_a_text_file_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear customer,\n" * 500)
    before = fingerprint(path)
    refused(path, words="not a SQLite file")
    assert fingerprint(path) == before


def test_a_file_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    path = sqlite_file(tmp_path / "other.db", "CREATE TABLE account(id)", "INSERT INTO account VALUES (1)")
    before = fingerprint(path)
    refused(path, words="not one of reviewtui")
    assert fingerprint(path) == before


def test_what_another_program_left_in_its_wal_is_not_moved_into_its_file(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "live.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE t(x)")
    # As a crash leaves them: whoever opens these for writing and closes them again changes the file.
    path = tmp_path / "other.db"
    path.write_bytes((tmp_path / "live.db").read_bytes())
    Path(f"{path}-wal").write_bytes((tmp_path / "live.db-wal").read_bytes())
    db.close()
    before = fingerprint(path), fingerprint(Path(f"{path}-wal"))
    refused(path, words="not one of reviewtui")
    assert (fingerprint(path), fingerprint(Path(f"{path}-wal"))) == before


def test_a_newer_file_is_refused_untouched(db_path: Path) -> None:
    new_store(db_path).close()
    sqlite_file(db_path, "PRAGMA user_version=99")
    before = fingerprint(db_path)
    refused(db_path, words="newer reviewtui")
    assert fingerprint(db_path) == before


def test_a_link_to_nowhere_and_a_link_in_a_circle_are_refused_and_not_followed_for_making(
    tmp_path: Path,
) -> None:
    (tmp_path / "dangling.db").symlink_to(tmp_path / "gone.db")
    (tmp_path / "circle.db").symlink_to(tmp_path / "circle.db")
    refused(tmp_path / "dangling.db", words="leads nowhere")
    refused(tmp_path / "circle.db", words="leads nowhere")
    assert not (tmp_path / "gone.db").exists()


def test_a_link_to_a_file_of_ours_works(db_path: Path, tmp_path: Path) -> None:
    new_store(db_path).close()
    (tmp_path / "link.db").symlink_to(db_path)
    store = Store.open(tmp_path / "link.db", MOMENT)
    with store.write("add", MOMENT) as w:
        add_account(w, "Through the link")
    store.close()
    assert (tmp_path / "link.db").is_symlink()


@pytest.mark.parametrize("keep", [50, 100, 5_000, -4096])
def test_a_truncated_file_is_noticed_and_left_alone(db_path: Path, keep: int) -> None:
    full_store(db_path).close()
    size = db_path.stat().st_size
    os.truncate(db_path, keep if keep > 0 else size + keep)
    before = fingerprint(db_path)
    refused(db_path, DatabaseDamaged)
    assert fingerprint(db_path) == before


@pytest.mark.parametrize("page", [1, 3, 7, 20])
def test_a_page_overwritten_with_garbage_is_noticed_and_left_alone(db_path: Path, page: int) -> None:
    full_store(db_path).close()
    with db_path.open("r+b") as raw:
        raw.seek(page * 4096)
        raw.write(b"\xa5" * 4096)
    before = fingerprint(db_path)
    refused(db_path, DatabaseDamaged, "damaged")
    assert fingerprint(db_path) == before


def test_a_file_that_lacks_a_table_is_damaged(db_path: Path) -> None:
    new_store(db_path).close()
    sqlite_file(db_path, "DROP TABLE quote")
    refused(db_path, DatabaseDamaged, "table quote is missing")


def test_the_tables_expected_are_the_tables_made() -> None:
    from reviewtui.storage.tables import MODELS

    assert set(MODELS) == TABLES


def test_a_trigger_from_elsewhere_never_runs(db_path: Path) -> None:
    new_store(db_path).close()
    sqlite_file(db_path, "CREATE TRIGGER spy AFTER INSERT ON account BEGIN DELETE FROM setting; END")
    refused(db_path, words="trigger")


def test_a_view_in_place_of_a_table_is_refused(db_path: Path) -> None:
    new_store(db_path).close()
    sqlite_file(db_path, "DROP TABLE quote", "CREATE VIEW quote AS SELECT * FROM ask")
    refused(db_path, words="view")


def test_extensions_and_other_files_stay_out_of_reach_of_sql(db_path: Path, tmp_path: Path) -> None:
    new_store(db_path).close()
    db = connect(db_path)
    with pytest.raises(sqlite3.Error):
        db.execute("SELECT load_extension('x')")
    with pytest.raises(sqlite3.OperationalError, match="attached"):
        db.execute("ATTACH ? AS other", (str(tmp_path / "x.db"),))
    assert db.execute("PRAGMA trusted_schema").fetchone()[0] == 0
    db.close()


def test_a_file_another_tool_switched_to_wal_is_switched_back(db_path: Path) -> None:
    new_store(db_path).close()
    sqlite_file(db_path, "PRAGMA journal_mode=WAL", "INSERT INTO setting VALUES ('kept', 'yes')")
    store = Store.open(db_path, MOMENT)
    with store.read() as r:
        assert r.setting("kept") == "yes"
        assert r.db.execute("PRAGMA journal_mode").fetchone()[0] != "wal"
    with store.write("add", MOMENT) as w:
        add_account(w, "After")
    store.close()
    assert not Path(f"{db_path}-wal").exists()


def test_every_open_sets_what_keeps_commits_through_a_power_cut(db_path: Path) -> None:
    new_store(db_path).close()
    db = connect(db_path)
    found = {
        name: db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "fullfsync", "foreign_keys", "mmap_size")
    }
    db.close()
    assert found == {
        "journal_mode": "truncate",
        "synchronous": 3,
        "fullfsync": 1,
        "foreign_keys": 1,
        "mmap_size": 0,
    }


def test_a_file_one_may_not_read_is_refused(open_folder: Path, unprivileged) -> None:
    path = open_folder / "reviewtui.db"
    new_store(path).close()
    with unprivileged():
        refused(path, words="may not be read")


def test_a_folder_one_may_not_enter_is_refused(open_folder: Path, unprivileged) -> None:
    path = open_folder / "inner" / "reviewtui.db"
    new_store(path).close()
    with unprivileged():
        refused(path, words="cannot be reached")


def test_no_file_is_made_where_one_may_not_write(open_folder: Path, unprivileged) -> None:
    with unprivileged(), pytest.raises(DatabaseUnusable, match="cannot be made"):
        Store.open(open_folder / "reviewtui.db", MOMENT, create=True)
    assert list(open_folder.iterdir()) == []


def test_a_read_only_file_opens_for_reading_and_says_so_when_written(open_folder: Path, unprivileged) -> None:
    path = open_folder / "reviewtui.db"
    new_store(path).close()
    path.chmod(0o444)
    before = fingerprint(path)
    with unprivileged():
        store = Store.open(path, MOMENT)
        assert store.read_only
        with store.read() as r:
            assert r.me == "Sam"
        with pytest.raises(ReadOnly), store.write("add", MOMENT):
            pass
        store.close()
    assert fingerprint(path) == before
    assert {p.name for p in open_folder.iterdir()} <= {"reviewtui.db", "reviewtui.db-journal"}


def test_a_file_that_becomes_read_only_while_open_is_left_alone(open_folder: Path, unprivileged) -> None:
    path = open_folder / "reviewtui.db"
    new_store(path).close()
    hand_over(open_folder)
    with unprivileged():
        store = Store.open(path, MOMENT)
        with store.write("add", MOMENT) as w:
            add_account(w, "Before")
        path.chmod(0o444)
        with pytest.raises(WriteFailed, match="read-only"), store.write("add", later(1)) as w:
            add_account(w, "After")
        with store.read() as r:
            assert [a.name for a in r.accounts.all()] == ["Before"]
        path.chmod(0o600)
        with store.write("add", later(2)) as w:
            add_account(w, "Again")
        store.close()


def hand_over(folder: Path) -> None:
    """Make a folder and what is in it belong to the user that tests step down to."""
    if os.getuid() == 0:
        for place in (folder, *folder.iterdir()):
            os.chown(place, NOBODY, NOBODY)


def test_a_folder_that_becomes_read_only_while_open_stops_writing_not_reading(
    open_folder: Path, unprivileged
) -> None:
    path = open_folder / "reviewtui.db"
    new_store(path).close()
    hand_over(open_folder)
    with unprivileged():
        store = Store.open(path, MOMENT)
        open_folder.chmod(0o555)
        with pytest.raises(WriteFailed), store.write("add", MOMENT) as w:
            add_account(w, "x")
        with store.read() as r:
            assert r.me == "Sam"
        open_folder.chmod(0o755)
        store.close()


def test_two_programs_that_start_at_once_make_one_file(db_path: Path) -> None:
    create_file(db_path, MOMENT, file_uid="first")
    with pytest.raises(DatabaseUnusable, match="exists already"):
        create_file(db_path, MOMENT, file_uid="second")
    store = Store.open(db_path, MOMENT, create=True)
    with store.read() as r:
        assert r.setting("file_uid") == "first"
    store.close()


def test_the_journal_of_a_deleted_file_is_not_played_into_a_new_one(db_path: Path) -> None:
    db_path.parent.mkdir()
    journal = Path(f"{db_path}-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\x00" * 1000)
    new_store(db_path).close()
    kept = [p for p in db_path.parent.iterdir() if ".old-" in p.name]
    assert len(kept) == 1
    assert kept[0].stat().st_size == 1008
    Store.open(db_path, MOMENT).close()


def test_our_mark_is_what_tells_a_file_of_ours(db_path: Path) -> None:
    new_store(db_path).close()
    db = sqlite3.connect(db_path)
    assert db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    db.close()
