"""The real program on a file with a review in progress, and what can be seen of it from outside.

life = LiveReview(tmp_path)
with life.open() as term:             # straight into the review of Acme
    life.write_note(term)             # the note of the first question is open
    term.type("hello")
    life.until(lambda: life.note() == "hello")
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

from real_terminal import RealTerminal

from factories import make_account, make_review, make_store
from program import environment
from reviewtui.tui import recovery

AS_OF = "2026-11-20"
QUESTION = "open.urgent"
READY = r"core \d"
"""What stands on the screen once the review is there."""
IN_TEXT = "Esc Questions"
"""What the footer says while a text is being written."""
_NO_OVERRIDE = (
    "import ctypes,os,sys; [ctypes.CDLL(None).prctl(24, one, 0, 0, 0) for one in (1, 2)]; "
    "os.execv(sys.argv[1], sys.argv[1:])"
)
"""Gives up what lets root write where permissions forbid it (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH), and goes on."""


class LiveReview:
    """A file ``test.db`` in its own home, with a review of Acme that was just started."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(exist_ok=True)
        self.db = home / "test.db"
        store = make_store(home)
        make_review(store, make_account(store, "Acme"), finished=False)
        make_account(store, "Brick")
        store.close()

    # --- running
    def open(
        self, *arguments: str, size: tuple[int, int] = (80, 24), by_permissions: bool = False, **env: str
    ) -> RealTerminal:
        """The program in a terminal; without arguments in the review of Acme.

        With ``by_permissions`` file permissions stop it also when root runs the tests.
        """
        words = arguments or ("review", "Acme")
        argv = [sys.executable, "-m", "reviewtui", "--db", str(self.db), "--as-of", AS_OF, *words]
        if by_permissions:
            argv = [sys.executable, "-c", _NO_OVERRIDE, *argv]
        # What a run of the tests measures is not what a user runs.
        return RealTerminal(argv, size=size, env={**environment(self.home, None), **env})

    def write_note(self, term: RealTerminal) -> None:
        """Go into the note of the current question, once the review is there and can be written."""
        term.wait(READY)
        term.press("n")
        term.wait(IN_TEXT)

    # --- looking
    def rows(self, sql: str, *values: object) -> list[tuple]:
        """Rows of the file, read as another program would, waiting for its locks; never made where there is none.

        A change that a kill cut off is rolled back by this, as by any reader that may write.
        """
        db = sqlite3.connect(f"{self.db.as_uri()}?mode=rw", uri=True, timeout=10)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def note(self, question: str = QUESTION) -> str:
        """The note that is in the file; nothing while there is none."""
        rows = self.rows("SELECT text FROM note WHERE question_key=? AND deleted_at IS NULL", question)
        return rows[0][0] if rows else ""

    def place(self) -> dict:
        """Where the file says that the cursor was."""
        return json.loads(self.rows("SELECT place FROM review")[0][0])

    def sound(self) -> bool:
        """Whether the file passes SQLite's full check."""
        return self.rows("PRAGMA integrity_check") == [("ok",)]

    def kept_aside(self) -> dict[str, dict]:
        """What recovery files hold: the newest of each slot."""
        folder = self.home / "state" / "recovery"
        files = [(at, path) for path in folder.glob("*.rec") if (at := changed(path))]
        return {kept.slot: kept.payload for _, path in sorted(files) for kept in recovery.read(path)}

    def note_kept_aside(self, question: str = QUESTION) -> str:
        """The note that is in a recovery file; nothing when there is none."""
        found = [p for p in self.kept_aside().values() if p["kind"] == "note" and p["question"] == question]
        return found[-1]["text"] if found else ""

    def crashed(self) -> str:
        """What the program noted about an internal error; empty when there was none."""
        log = self.home / "state" / "crash.log"
        return log.read_text() if log.exists() else ""

    def until(self, holds: Callable[[], bool], seconds: float = 10.0) -> None:
        """Look until something outside the terminal holds."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"it never came true; the note is {self.note()!r}"
            os.sched_yield()

    def fresh(self) -> None:
        """Take a new file; what the program keeps beside it goes too."""
        shutil.rmtree(self.home)
        self.__init__(self.home)  # type: ignore[misc]


def changed(path: Path) -> int:
    """When a file was last written; 0 when the program has removed it just now."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


OFFER = r"Put\s+back"
"""How the program offers texts that an earlier run could not save."""


def put_back(term: RealTerminal) -> bool:
    """Say yes if the program offers what an earlier run could not save; returns whether it did."""
    offered = not re.search(READY, term.wait(rf"{READY}|{OFFER}"))
    if offered:
        term.press("y")
        term.wait(READY)
    return offered
