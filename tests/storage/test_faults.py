"""What happens to a file while it is open: killed writers, crowds, full disks, moved and replaced files."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from store_factory import MOMENT, add_account, full_store, later, new_store

from reviewtui.domain.errors import DatabaseBusy, InvalidInput, WriteFailed
from reviewtui.storage.store import Store

HERE = Path(__file__).parent


def python(code: str, *args: object) -> subprocess.Popen[str]:
    """Start a real process that runs some lines, with the factory at hand."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )


def sound(path: Path) -> None:
    """The file passes SQLite's full check."""
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    db.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from store_factory import later
from reviewtui.storage.store import Store
store = Store.open(Path(sys.argv[1]), later(1))
with store.write("half a change", later(1)) as w:
    # A cache of no pages makes SQLite write pages into the file before the commit: the journal is hot.
    w.db.execute("PRAGMA cache_size=1")
    w.db.execute("PRAGMA cache_spill=1")
    for n in range(400):
        w.db.execute("UPDATE note SET text=text || ?", ("x" * 4000,))
        w.db.execute("INSERT INTO draft VALUES (?, ?, 's')", (str(n), "y" * 4000))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_writer_killed_in_mid_commit_is_rolled_back_when_the_file_is_opened(db_path: Path) -> None:
    store = full_store(db_path)
    with store.read() as r:
        before = r.db.execute("SELECT text FROM note").fetchall()[0][0]
    store.close()
    process = python(KILLED, db_path)
    assert process.wait(60) == -signal.SIGKILL, process.stderr.read() if process.stderr else ""
    assert Path(f"{db_path}-journal").stat().st_size > 512, "the kill left no hot journal: nothing is tested"
    store = Store.open(db_path, later(2))
    with store.read() as r:
        assert r.db.execute("SELECT text FROM note").fetchall()[0][0] == before
        assert list(r.drafts()) == ["bar"]
    with store.write("go on", later(3)) as w:
        add_account(w, "Next")
    store.close()
    sound(db_path)


def test_a_hot_journal_in_a_folder_one_may_not_write_is_explained(open_folder: Path, unprivileged) -> None:
    path = open_folder / "reviewtui.db"
    full_store(path).close()
    process = python(KILLED, path)
    assert process.wait(60) == -signal.SIGKILL
    path.chmod(0o444)
    Path(f"{path}-journal").chmod(0o444)
    with unprivileged(), pytest.raises(Exception, match=r"cut off") as caught:
        Store.open(path, later(2))
    assert getattr(caught.value, "exit_code", 0) == 4


COUNTING = """
import sys
from pathlib import Path
from store_factory import later
from reviewtui.storage.store import Store
store = Store.open(Path(sys.argv[1]), later(1))
for n in range(int(sys.argv[2])):
    with store.write("count", later(n)) as w:
        row = w.read.db.execute("SELECT id, elapsed FROM review").fetchone()
        w.change("review", row["id"], elapsed=row["elapsed"] + 1)
    with store.read() as r:
        r.reviews.get(1)
"""


def test_four_programs_that_count_together_lose_no_count_and_meet_no_lock(db_path: Path) -> None:
    full_store(db_path).close()
    crowd = [python(COUNTING, db_path, 50) for _ in range(4)]
    for process in crowd:
        _, complaint = process.communicate(timeout=100)
        assert process.returncode == 0, complaint
    store = Store.open(db_path, later(1))
    with store.read() as r:
        review = r.reviews.get(1)
        assert review is not None
        assert review.elapsed == 200
        assert review.version == 201
        assert r.db.execute("SELECT COUNT(*) FROM journal WHERE label='count'").fetchone()[0] == 200
    store.close()
    sound(db_path)


def test_a_file_held_by_another_is_said_to_be_busy_and_works_again_after(db_path: Path) -> None:
    new_store(db_path).close()
    store = Store.open(db_path, MOMENT, busy_ms=50)
    holder = sqlite3.connect(db_path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseBusy), store.write("add", MOMENT) as w:
        add_account(w, "x")
    with pytest.raises(DatabaseBusy), store.read() as r:
        assert r.me
    holder.execute("ROLLBACK")
    with store.write("add", MOMENT) as w:
        add_account(w, "x")
    store.close()
    holder.close()


def test_a_reader_that_holds_up_the_commit_makes_it_busy_not_half_done(db_path: Path) -> None:
    new_store(db_path).close()
    store = Store.open(db_path, MOMENT, busy_ms=50)
    reader = sqlite3.connect(db_path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM setting").fetchall()
    with pytest.raises(DatabaseBusy), store.write("add", MOMENT) as w:
        add_account(w, "x")
    reader.execute("ROLLBACK")
    with store.read() as r:
        assert r.accounts.all() == ()
    store.close()
    reader.close()


def test_writing_while_reading_in_the_same_store_fails_at_once(db_path: Path) -> None:
    store = new_store(db_path)
    with pytest.raises(RuntimeError, match="inside"), store.read(), store.write("add", MOMENT):
        pass
    store.close()


@pytest.mark.parametrize("how", ["moved", "replaced", "deleted"])
def test_a_file_moved_replaced_or_deleted_while_open_fails_the_write_and_leaves_the_new_one_alone(
    db_path: Path, tmp_path: Path, how: str
) -> None:
    store = new_store(db_path)
    other = tmp_path / "other" / "reviewtui.db"
    new_store(other, me="Other").close()
    if how == "moved":
        db_path.rename(db_path.with_name("elsewhere.db"))
    elif how == "deleted":
        db_path.unlink()
    else:
        other.replace(db_path)
    with (
        pytest.raises(WriteFailed, match="moved, deleted or replaced") as caught,
        store.write("add", MOMENT) as w,
    ):
        add_account(w, "lost?")
    assert caught.value.exit_code == 4
    store.close()
    if how == "replaced":
        fresh = Store.open(db_path, MOMENT)
        with fresh.read() as r:
            assert r.me == "Other"
            assert r.accounts.all() == ()
        fresh.close()
    else:
        assert not db_path.exists()


def test_a_file_replaced_during_a_write_is_noticed_before_the_commit(db_path: Path, tmp_path: Path) -> None:
    store = new_store(db_path)
    other = tmp_path / "other" / "reviewtui.db"
    new_store(other, me="Other").close()
    with pytest.raises(WriteFailed, match="moved or replaced"), store.write("add", MOMENT) as w:
        other.replace(db_path)
        add_account(w, "lost?")
    store.close()
    fresh = Store.open(db_path, MOMENT)
    with fresh.read() as r:
        assert r.accounts.all() == ()
    fresh.close()


def test_a_disk_that_fills_up_fails_the_write_and_keeps_what_was_acknowledged(db_path: Path) -> None:
    store = new_store(db_path)
    kept: list[str] = []
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (db_path.stat().st_size + 120_000, before[1]))
    try:
        with pytest.raises(WriteFailed, match="cannot be written"):
            for n in range(200):
                with store.write("type", later(n)) as w:
                    w.put_draft(f"key{n}", "x" * 3000)
                kept.append(f"key{n}")
        with store.read() as r:
            assert sorted(r.drafts()) == sorted(kept)
        assert 5 < len(kept) < 200
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    with store.write("type on", later(999)) as w:
        w.put_draft("after", "room again")
    store.close()
    sound(db_path)


def test_a_full_disk_is_called_a_full_disk(db_path: Path) -> None:
    store = new_store(db_path)
    with pytest.raises(WriteFailed, match="the disk is full"), store.write("type", MOMENT) as w:
        w.db.execute(f"PRAGMA max_page_count={db_path.stat().st_size // 4096}")
        w.put_draft("key", "x" * 100_000)
    with store.read() as r:
        assert r.drafts() == {}
    store.close()


def test_no_room_for_a_new_file_leaves_nothing_behind(db_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(Exception, match="cannot be written") as caught:
            Store.open(db_path, MOMENT, create=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert getattr(caught.value, "exit_code", 0) == 4
    assert list(db_path.parent.iterdir()) == []


def test_a_fault_inside_a_write_changes_nothing(db_path: Path) -> None:
    store = new_store(db_path)
    with pytest.raises(ZeroDivisionError), store.write("add", MOMENT) as w:
        add_account(w, "x")
        1 / 0  # noqa: B018
    with store.read() as r:
        assert r.accounts.all() == ()
        assert r.journal.newest() == ()
    store.close()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", ""), ("name", None), ("name", "half \ud800 a pair"), ("employees", "many"), ("employees", 2**70),
        ("renewal_date", "2026-02-31"), ("renewal_date", "soon"), ("renewal_date", "٢٠٢٦-٠١-٠١"), ("shoe_size", 43),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_by_name(db_path: Path, column: str, value: object) -> None:
    store = new_store(db_path)
    values = {"name": "x", "name_key": "x", column: value}
    with pytest.raises(InvalidInput, match=column), store.write("add", MOMENT) as w:
        w.add("account", **values)
    store.close()


def test_a_text_beyond_the_limit_is_refused_not_cut(db_path: Path) -> None:
    store = new_store(db_path)
    with pytest.raises(InvalidInput, match="longer than"), store.write("add", MOMENT) as w:
        add_account(w, "x", note="y" * 17_000_000)
    store.close()
