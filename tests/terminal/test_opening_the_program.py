"""What the program does with a file it cannot use: one sentence, exit code 4, nothing touched, the terminal neither."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from pathlib import Path

import pytest
from live_review import READY, LiveReview

pytestmark = pytest.mark.terminal


def foreign(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE shopping(item TEXT)")
    db.commit()
    db.close()


def newer(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version=99")
    db.commit()
    db.close()


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 6] = b"\xff" * (4096 * 5)
    path.write_bytes(data)


FAULTS = {
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "is a folder"),
    "a foreign database": (lambda path: (path.unlink(), foreign(path)), "not one of reviewtui"),
    "a newer file": (newer, "newer reviewtui"),
    "a damaged file": (damaged, "damaged"),
    "an empty file": (lambda path: path.write_bytes(b""), "empty"),
    "a text": (lambda path: path.write_text("Dear diary,\n" * 500), "not a SQLite file|damaged"),
    "a cut file": (lambda path: path.write_bytes(path.read_bytes()[:20_000]), "damaged"),
    "a dead link": (lambda path: (path.unlink(), path.symlink_to("nowhere")), "leads nowhere"),
    "a pipe": (lambda path: (path.unlink(), os.mkfifo(path)), "not a regular file"),
    "a locked door": (lambda path: path.chmod(0), "may not be read"),
}


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""


@pytest.mark.parametrize("words", [(), ("review", "Acme")], ids=["app", "review"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_cannot_be_used_is_said_in_a_sentence_and_left_alone(tmp_path, fault, words):
    life = LiveReview(tmp_path / "home")
    spoil, said = FAULTS[fault]
    spoil(life.db)
    before, names = fingerprint(life.db), sorted(path.name for path in life.home.iterdir())
    with life.open(*(words or ("--no-mouse",)), by_permissions=True, size=(300, 24)) as term:
        assert term.exit_code(10) == 4
        term.wait(said)
        output = bytes(term.raw).decode()
        assert "Traceback" not in output
        assert "\x1b" not in output
        assert len(output.strip().splitlines()) == 1
        assert re.search(r"\.$", output.strip())
        assert term.restored()
    assert fingerprint(life.db) == before
    assert sorted(path.name for path in life.home.iterdir()) == names
    assert not life.crashed()


def test_a_missing_file_is_the_first_run_and_none_is_made_by_looking(tmp_path):
    life = LiveReview(tmp_path / "home")
    life.db.unlink()
    with life.open("--no-mouse") as term:
        term.wait("(?i)new file|first|start")
        term.settled()
        assert not life.db.exists()
        term.press("ctrl+q")
        assert term.exit_code() == 0
        assert term.restored()
    assert not life.db.exists()


def test_an_account_of_a_missing_file_or_a_missing_account_is_said_in_a_sentence(tmp_path):
    life = LiveReview(tmp_path / "home")
    with life.open("review", "Nobody at all", size=(300, 24)) as term:
        assert term.exit_code(10) == 3
        assert b"\x1b" not in term.raw
    life.db.unlink()
    with life.open(size=(300, 24)) as term:
        assert term.exit_code(10) == 4
        assert b"\x1b" not in term.raw
    assert not life.db.exists()


@pytest.mark.parametrize("how", ["by its permissions", "by option"])
def test_a_read_only_file_is_read_and_says_so(tmp_path, how):
    life = LiveReview(tmp_path / "home")
    options = ["--read-only"] if how == "by option" else []
    if not options:
        life.db.chmod(0o400)
    before = fingerprint(life.db)
    with life.open(*options, "review", "Acme", by_permissions=True, size=(100, 30)) as term:
        term.wait(READY)
        term.wait("read-only")
        term.press("2")
        term.wait("can only be read")
        term.press("n")
        term.settled()
        term.type("xyz")
        term.press("ctrl+q")
        assert term.exit_code() == 0
        assert term.restored()
    assert fingerprint(life.db) == before
    assert life.kept_aside() == {}
    assert not life.crashed()
