"""Opening a SQLite file the way that keeps what was written: checks before, pragmas on every open, faults in words.

Never ``open()`` the database file by hand: closing such a handle drops SQLite's own locks.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reviewtui.domain.errors import DatabaseBusy, DatabaseDamaged, DatabaseMissing, DatabaseUnusable
from reviewtui.storage.faults import MAX_VALUE_BYTES, damaged, translate, wrapped

if TYPE_CHECKING:
    from reviewtui.domain.rates import RateBook

__all__ = [
    "APPLICATION_ID",
    "SAVER_BUSY_MS",
    "SCHEMA_VERSION",
    "SERVICE_BUSY_MS",
    "Connection",
    "check_file",
    "check_place",
    "connect",
    "damaged",
    "identity",
    "is_writable",
    "quick_check",
    "sqlite_version",
    "translate",
    "wrapped",
]

APPLICATION_ID = 0x52565457
SCHEMA_VERSION = 3
SERVICE_BUSY_MS = 5000
SAVER_BUSY_MS = 100
QUICK_CHECK_BYTES = 4_000_000
SMALLEST_BYTES = 512
MIN_SQLITE = (3, 35, 0)
TABLES = frozenset(
    [
        "account",
        "account_figures",
        "account_plan",
        "action",
        "answer",
        "ask",
        "call_line",
        "capture",
        "competitor",
        "conflict_copy",
        "contact",
        "draft",
        "fact",
        "figure_line",
        "figure_stamp",
        "import_batch",
        "import_change",
        "import_layout",
        "issue",
        "journal",
        "ledger_entry",
        "note",
        "objective",
        "opportunity",
        "order_day",
        "order_line",
        "orders",
        "quote",
        "rate",
        "review",
        "setting",
        "sighting",
        "snooze",
        "template_version",
        "touch",
    ]
)
"""Every table a file of SCHEMA_VERSION has; a file that lacks one is not sound."""

_PRAGMAS = (
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "temp_store=MEMORY",
)
_DURABLE = ("journal_mode=TRUNCATE", "synchronous=EXTRA", "fullfsync=ON", "secure_delete=FAST")


class Connection(sqlite3.Connection):
    """A connection that remembers which date and file version its temporary figures were computed for, and the rates.

    ``writing`` tells the connection of a write transaction from one that only reads.
    """

    figures_for: tuple[date, int, str] | None = None
    rates: tuple[str, RateBook] | None = None
    writing: bool = False


def connect(path: Path, *, busy_ms: int = SERVICE_BUSY_MS, write: bool = True) -> Connection:
    """A connection with every pragma set; explicit transactions only.

    With ``write`` false nothing can be changed through it (``query_only``). The file must exist.
    """
    db = _plain(path, "rw" if is_writable(path) else "ro", busy_ms)
    try:
        if write:
            _leave_wal(db, path)
            for pragma in _DURABLE:
                db.execute(f"PRAGMA {pragma}")
            db.writing = True
        else:
            db.execute("PRAGMA query_only=ON")
    except BaseException:
        db.close()
        raise
    return db


def _plain(path: Path, mode: str, busy_ms: int) -> Connection:
    if sqlite3.sqlite_version_info < MIN_SQLITE:
        raise DatabaseUnusable(
            f"This Python carries SQLite {sqlite3.sqlite_version}, and reviewtui needs 3.35 or newer. "
            "Run it with a newer Python."
        )
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=busy_ms / 1000,
        factory=Connection,
    )
    try:
        db.row_factory = sqlite3.Row
        db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
        for pragma in _PRAGMAS:
            db.execute(f"PRAGMA {pragma}")
    except BaseException:
        db.close()
        raise
    return db


def _leave_wal(db: Connection, path: Path) -> None:
    # Some other tool may have switched the file to WAL, where writes go nowhere once the file is replaced.
    try:
        mode = db.execute("PRAGMA journal_mode=TRUNCATE").fetchone()[0]
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_BUSY":
            raise
        mode = "busy"
    if mode != "truncate":
        raise DatabaseBusy(
            f"{path} is held by another program, which may have switched it to WAL. "
            "Close that program, then try again."
        )


def sqlite_version() -> str:
    """The SQLite that this Python carries."""
    return sqlite3.sqlite_version


def is_writable(path: Path) -> bool:
    """Whether the file and its folder may be written; a rollback journal needs both."""
    real = path.resolve()
    return os.access(real, os.W_OK) and os.access(real.parent, os.W_OK)


def identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of the file now at ``path``; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def check_place(path: Path) -> None:
    """Refuse what cannot be a database before SQLite touches it.

    Raises DatabaseMissing or DatabaseUnusable with a sentence that says what to do.
    """
    try:
        found = path.lstat()
    except FileNotFoundError:
        raise DatabaseMissing(
            f"There is no file {path} yet. Open reviewtui to make one, or name another with --db FILE."
        ) from None
    except OSError as error:
        raise DatabaseUnusable(f"{path} cannot be reached: {error.strerror}. Check the path.") from None
    if stat.S_ISLNK(found.st_mode):
        try:
            found = path.stat()
        except OSError:
            raise DatabaseUnusable(f"{path} is a link that leads nowhere. Name the file itself.") from None
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
        raise DatabaseUnusable(f"{path} is {kind}. Name a reviewtui file with --db FILE.")
    if not os.access(path, os.R_OK):
        raise DatabaseUnusable(
            f"{path} may not be read by you. Ask its owner, or name another file with --db."
        )
    if found.st_size < SMALLEST_BYTES:
        what = "empty" if found.st_size == 0 else "cut off"
        raise DatabaseDamaged(
            f"{path} is {what}, no reviewtui file. Remove it, name another with --db FILE, or see "
            "`reviewtui restore --list`."
        )


def check_file(path: Path) -> int:
    """The schema version of a sound file of ours.

    Opened for reading only, so that a file which turns out foreign or newer keeps every byte; only a transaction
    that another process left half-done is rolled back first, as any reader of SQLite does.
    Raises DatabaseMissing, or DatabaseUnusable for a foreign, newer or damaged file, DatabaseBusy for a locked one.
    """
    check_place(path)
    with wrapped(path):
        try:
            return _checked(path, "ro")
        except sqlite3.OperationalError as error:
            if not _needs_writing(error) or not is_writable(path):
                raise
        return _checked(path, "rw")


def _needs_writing(error: sqlite3.Error) -> bool:
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith("SQLITE_READONLY") or name == "SQLITE_CANTOPEN"


def _checked(path: Path, mode: str) -> int:
    db = _plain(path, mode, SERVICE_BUSY_MS)
    try:
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        if application != APPLICATION_ID:
            raise DatabaseUnusable(
                f"{path} is a SQLite file, but not one of reviewtui. Name another with --db FILE."
            )
        if version > SCHEMA_VERSION:
            raise DatabaseUnusable(
                f"{path} was written by a newer reviewtui (format {version}, this one reads up to "
                f"{SCHEMA_VERSION}). Update reviewtui; the file was not touched."
            )
        _check_schema(db, path, version)
        if path.stat().st_size <= QUICK_CHECK_BYTES:
            quick_check(db, path)
        wal = db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    finally:
        db.close()
    if wal and is_writable(path):
        # Now, while this process holds no other connection; whoever else holds it is met again when writing.
        with suppress(DatabaseBusy):
            connect(path, busy_ms=SAVER_BUSY_MS).close()
    return version


def _check_schema(db: sqlite3.Connection, path: Path, version: int) -> None:
    found = db.execute("SELECT type, name FROM sqlite_schema").fetchall()
    alien = sorted(name for kind, name in found if kind in ("trigger", "view"))
    if alien:
        # A trigger in a file from elsewhere would run with our writes; this version makes none itself.
        raise DatabaseUnusable(
            f"{path} holds a trigger or view that reviewtui did not make ({alien[0][:40]!r}). "
            "Remove it with the tool that made it, or `reviewtui restore` a backup."
        )
    missing = sorted(TABLES - {name for kind, name in found if kind == "table"})
    if version == SCHEMA_VERSION and missing:
        raise damaged(path, f"table {missing[0]} is missing")


def quick_check(db: sqlite3.Connection, path: Path) -> None:
    """Raise DatabaseUnusable when SQLite finds a damaged page (0.6 ms for each 1.3 MB)."""
    verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise damaged(path, str(verdict))
