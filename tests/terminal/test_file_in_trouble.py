"""The file cannot be written while one types: typing goes on, it is said, and the next start has every character.

REVIEWTUI_LOCKED sets the seconds for which another program holds the file (2).
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from live_review import IN_TEXT, OFFER, QUESTION, READY, LiveReview, put_back
from real_terminal import RealTerminal

pytestmark = pytest.mark.terminal
LOCKED = float(os.environ.get("REVIEWTUI_LOCKED", "2"))
TEXT = "käse 東京 🧀 [/b] they said: “never again”"


@pytest.fixture
def life(tmp_path: Path) -> LiveReview:
    return LiveReview(tmp_path)


@contextmanager
def held(life: LiveReview) -> Iterator[None]:
    """Another program holds the file for itself."""
    other = sqlite3.connect(life.db, isolation_level=None, timeout=5)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def disk_full(term: RealTerminal) -> Iterator[None]:
    """The program may write no file beyond its first four pages: what SQLite must add does not fit."""
    pid = term.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        if term.process.poll() is None:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def moved(life: LiveReview) -> Iterator[None]:
    """The file is somewhere else."""
    away = life.db.with_name("elsewhere.db")
    life.db.rename(away)
    try:
        yield
    finally:
        away.rename(life.db)


def typing_goes_on(life: LiveReview, term: RealTerminal, fault: str) -> None:
    """Type while the file is in trouble; the screen shows it, the banner says it, the recovery file has it."""
    term.paste(TEXT)
    term.wait(fault)
    term.wait("recovery file")
    life.until(lambda: life.note_kept_aside().endswith(TEXT), 2)
    typed = time.monotonic()
    term.type(" and more")
    term.wait("and more")
    life.until(lambda: life.note_kept_aside().endswith(" and more"), 2)
    assert time.monotonic() - typed < 1.0


def begin(life: LiveReview, term: RealTerminal) -> None:
    """Something is typed and on disk."""
    life.write_note(term)
    term.type("before. ")
    life.until(lambda: life.note() == "before. ")


ALL = f"before. {TEXT} and more"


def test_a_file_held_by_another_program_gets_everything_when_it_is_free(life):
    with life.open() as term:
        begin(life, term)
        with held(life):
            began = time.monotonic()
            typing_goes_on(life, term, "held by another")
            while time.monotonic() - began < LOCKED:
                before = len(life.note_kept_aside())
                term.type(".")
                life.until(lambda least=before: len(life.note_kept_aside()) > least, 2)
        life.until(lambda: life.note().rstrip(".") == ALL, 3)
        term.gone("recovery file")
        life.until(lambda: life.kept_aside() == {}, 2)
        term.press("ctrl+q")
        assert term.exit_code() == 0


TROUBLES = {
    "held by another": lambda life, term: held(life),
    "cannot be written": lambda life, term: disk_full(term),
    "was moved": lambda life, term: moved(life),
}


@pytest.mark.parametrize("fault", TROUBLES)
def test_leaving_while_the_file_is_in_trouble_asks_and_the_next_start_puts_all_of_it_back(life, fault):
    with life.open() as term:
        begin(life, term)
        with TROUBLES[fault](life, term):
            typing_goes_on(life, term, fault)
            term.press("ctrl+q")
            term.wait("not everything is saved")
            term.wait(r"offered\b")
            term.press("n")
            term.gone("not everything is saved")
            term.press("ctrl+q")
            term.wait("not everything is saved")
            term.press("y")
            assert term.exit_code() == 0
            assert term.restored()
    assert life.note() == "before. "
    with life.open() as term:
        assert put_back(term)
        # At the end of its text, in the note, as if nothing had happened.
        term.wait(IN_TEXT)
        term.type("!")
        life.until(lambda: life.note() == ALL + "!")
        term.press("ctrl+q")
        assert term.exit_code() == 0
    assert life.kept_aside() == {}
    assert life.sound()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_killed_while_the_file_is_held_the_next_start_has_every_character(life, end):
    with life.open() as term:
        begin(life, term)
        with held(life):
            typing_goes_on(life, term, "held by another")
            term.signal(end)
            assert term.exit_code(3) in (-signal.SIGKILL, 128 + signal.SIGTERM)
    with life.open() as term:
        assert put_back(term)
        life.until(lambda: life.note() == ALL)


def test_what_is_offered_can_wait_for_another_start(life):
    with life.open() as term:
        begin(life, term)
        with held(life):
            typing_goes_on(life, term, "held by another")
            term.signal(signal.SIGKILL)
            term.exit_code()
    with life.open() as term:
        term.wait(OFFER)
        term.wait("and more")
        term.press("esc")
        term.wait(READY)
        term.press("ctrl+q")
        assert term.exit_code() == 0
    assert life.note() == "before. "
    with life.open() as term:
        assert put_back(term)
        life.until(lambda: life.note() == ALL)


def test_a_text_that_meets_another_one_at_its_return_is_kept_beside_it(life):
    with life.open() as term:
        begin(life, term)
        with held(life):
            typing_goes_on(life, term, "held by another")
            term.signal(signal.SIGKILL)
            term.exit_code()
    with life.open("review", "Acme") as term:
        term.wait(OFFER)
        term.press("n")
        term.wait(IN_TEXT)
        term.type("something else")
        life.until(lambda: life.note() == "before. something else")
        term.press("ctrl+q")
        assert term.exit_code() == 0
    with life.open() as term:
        assert put_back(term)
        assert life.rows("SELECT text FROM conflict_copy WHERE settled=0") == [(ALL,)]
        assert life.note() == "before. something else"
    assert life.kept_aside() == {}


def test_a_second_program_leaves_the_texts_of_a_running_one_alone(life):
    with life.open() as term:
        begin(life, term)
        with moved(life):
            typing_goes_on(life, term, "was moved")
            # The same file under its old name again, while the first program still has to try.
            shutil.copy2(life.db.with_name("elsewhere.db"), life.db)
            with life.open() as other:
                assert OFFER not in other.wait(READY)
                other.press("ctrl+q")
                assert other.exit_code() == 0
            assert life.note_kept_aside() == ALL
            life.db.unlink()
        life.until(lambda: life.note() == ALL, 3)


def test_a_file_made_read_only_while_open_loses_nothing(life):
    with life.open(by_permissions=True) as term:
        begin(life, term)
        life.db.chmod(0o400)
        typing_goes_on(life, term, "read-only")
        life.db.chmod(0o600)
        life.until(lambda: life.note() == ALL, 3)
        term.gone("recovery file")
        term.press("ctrl+q")
        assert term.exit_code() == 0


def test_a_recovery_file_that_fails_too_is_said(life):
    with life.open() as term:
        begin(life, term)
        (life.home / "state").mkdir(exist_ok=True)
        shutil.rmtree(life.home / "state" / "recovery", ignore_errors=True)
        (life.home / "state" / "recovery").write_text("no folder")
        with held(life):
            term.type("more")
            term.wait("NOT KEPT|recovery file fails")
            term.press("ctrl+q")
            term.wait("NOT kept")
            term.press("n")
        life.until(lambda: life.note(QUESTION) == "before. more", 3)
