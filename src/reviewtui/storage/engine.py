"""Opening a SQLite file the way that keeps what was written: checks before, pragmas on every open, faults in words.

Never ``open()`` the database file by hand: closing such a handle drops SQLite's own locks.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from reviewtui.domain.errors import (
    DatabaseBusy,
    DatabaseMissing,
    DatabaseUnusable,
    ReviewTuiError,
    WriteFailed,
)

APPLICATION_ID = 0x52565457
SCHEMA_VERSION = 1
SERVICE_BUSY_MS = 5000
SAVER_BUSY_MS = 100
MAX_VALUE_BYTES = 16_000_000
QUICK_CHECK_BYTES = 4_000_000

_PRAGMAS = (
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "temp_store=MEMORY",
)
_DURABLE = ("journal_mode=TRUNCATE", "synchronous=EXTRA", "fullfsync=ON", "secure_delete=FAST")


class Connection(sqlite3.Connection):
    """A connection that remembers which date and file version its temporary figures were computed for."""

    figures_for: tuple[date, int] | None = None


def connect(path: Path, *, busy_ms: int = SERVICE_BUSY_MS, write: bool = True) -> Connection:
    """A connection with every pragma set; explicit transactions only.

    With ``write`` false nothing can be changed through it (``query_only``). The file must exist.
    """
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    mode = "rw" if writable else "ro"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    db = sqlite3.connect(
        uri,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=busy_ms / 1000,
        factory=Connection,
    )
    db.row_factory = sqlite3.Row
    db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
    for pragma in _PRAGMAS:
        db.execute(f"PRAGMA {pragma}")
    if write:
        for pragma in _DURABLE:
            db.execute(f"PRAGMA {pragma}")
    else:
        db.execute("PRAGMA query_only=ON")
    return db


def is_writable(path: Path) -> bool:
    """Whether the file and its folder may be written; a rollback journal needs both."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


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
    if found.st_size == 0:
        raise DatabaseUnusable(
            f"{path} is empty, not a reviewtui file. Remove it or name another with --db FILE."
        )


def check_file(path: Path) -> int:
    """The schema version of a sound file of ours.

    Raises DatabaseMissing, or DatabaseUnusable for a foreign, newer or damaged file, DatabaseBusy for a locked one.
    """
    check_place(path)
    with wrapped(path):
        db = connect(path, write=False)
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
            if path.stat().st_size <= QUICK_CHECK_BYTES:
                quick_check(db, path)
        finally:
            db.close()
    return version


def quick_check(db: sqlite3.Connection, path: Path) -> None:
    """Raise DatabaseUnusable when SQLite finds a damaged page (0.6 ms for each 1.3 MB)."""
    verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise damaged(path, str(verdict))


def damaged(path: Path, detail: str) -> DatabaseUnusable:
    """The sentence for a damaged file."""
    line = detail.strip().splitlines()[-1][:120] if detail.strip() else "unreadable"
    return DatabaseUnusable(
        f"{path} is damaged ({line}). It was not touched; `reviewtui restore` lists the backups to go back to."
    )


@contextmanager
def wrapped(path: Path) -> Iterator[None]:
    """Turn SQLite's faults, also those SQLAlchemy wraps, into our errors; bugs pass through."""
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error, path) from error
    except ReviewTuiError:
        raise
    except Exception as error:
        original = getattr(error, "orig", None)
        if isinstance(original, sqlite3.Error):
            raise translate(original, path) from error
        raise


def translate(error: sqlite3.Error, path: Path) -> ReviewTuiError:
    """One of our errors for a fault of SQLite; programming errors come back as they are, wrapped in RuntimeError."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DatabaseBusy(f"{path} is held by another program. Try again in a moment.")
    if name == "SQLITE_READONLY_DBMOVED":
        return WriteFailed(
            f"{path} was moved or replaced while open. Put it back or restart on the new file."
        )
    if name.startswith("SQLITE_READONLY"):
        return WriteFailed(f"{path} became read-only. Make it writable again; nothing was changed.")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        why = "the disk is full" if name == "SQLITE_FULL" else "the disk reports an error"
        return WriteFailed(f"{path} cannot be written: {why}. Nothing was changed.")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return damaged(path, str(error))
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return DatabaseUnusable(
            f"{path} cannot be opened ({error}). Check that the folder exists and is yours."
        )
    raise error
