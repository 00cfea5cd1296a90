"""Faults of SQLite and of the file system in words: one sentence each that says what, where and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from reviewtui.domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseUnusable,
    InvalidInput,
    ReviewTuiError,
    WriteFailed,
)

MAX_VALUE_BYTES = 16_000_000


def damaged(path: Path, detail: str) -> DatabaseDamaged:
    """The sentence for a damaged file."""
    line = detail.strip().splitlines()[-1][:120] if detail.strip() else "unreadable"
    return DatabaseDamaged(
        f"{path} is damaged ({line}). It was not touched; `reviewtui restore --list` shows the backups to go back to."
    )


@contextmanager
def wrapped(path: Path, *, writing: bool = False) -> Iterator[None]:
    """Turn SQLite's faults, also those SQLAlchemy wraps, into our errors; bugs pass through.

    With ``writing`` a place that has become unreachable is a failed write, not an unusable file.
    """
    try:
        yield
    except sqlite3.Error as error:
        _raise(error, error, path, writing)
    except ReviewTuiError:
        raise
    except Exception as error:
        original = getattr(error, "orig", None)
        if isinstance(original, sqlite3.Error):
            _raise(original, error, path, writing)
        raise


def _raise(fault: sqlite3.Error, seen: Exception, path: Path, writing: bool) -> NoReturn:
    ours = translate(fault, path, writing=writing)
    if ours is None:
        raise seen
    raise ours from seen


def translate(error: sqlite3.Error, path: Path, *, writing: bool = False) -> ReviewTuiError | None:
    """One of our errors for a fault of the environment or the file; None for what can only be a bug of ours."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
        return DatabaseBusy(f"{path} is held by another program. Try again in a moment.")
    if name.startswith("SQLITE_READONLY"):
        return _read_only(name, path)
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        why = "the disk is full" if name == "SQLITE_FULL" else f"the disk reports an error ({name})"
        what = "written" if writing else "read"
        return WriteFailed(f"{path} cannot be {what}: {why}. Nothing was changed.")
    if name.startswith("SQLITE_NOTADB"):
        return DatabaseDamaged(
            f"{path} is not a SQLite file, or its beginning is damaged. It was not touched; name another with "
            "--db FILE, or see `reviewtui restore --list`."
        )
    if name.startswith("SQLITE_CORRUPT"):
        return damaged(path, str(error))
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return _unreachable(error, path, writing)
    if name == "SQLITE_TOOBIG":
        return InvalidInput(f"A text is longer than {MAX_VALUE_BYTES:,} bytes. Nothing was changed.")
    return None


def _read_only(name: str, path: Path) -> ReviewTuiError:
    if name == "SQLITE_READONLY_DBMOVED":
        return WriteFailed(
            f"{path} was moved or replaced while open. Put it back or restart on the new file."
        )
    if name in ("SQLITE_READONLY_ROLLBACK", "SQLITE_READONLY_RECOVERY", "SQLITE_READONLY_CANTINIT"):
        return DatabaseUnusable(
            f"{path} holds a change that was cut off and may not be written by you, so it cannot be read. "
            "Make the file and its folder writable."
        )
    return WriteFailed(f"{path} became read-only. Make it writable again; nothing was changed.")


def _unreachable(error: sqlite3.Error, path: Path, writing: bool) -> ReviewTuiError:
    if writing:
        return WriteFailed(
            f"{path} cannot be written: its folder is gone or not yours any more ({error}). Nothing was changed."
        )
    return DatabaseUnusable(f"{path} cannot be opened ({error}). Check that the folder exists and is yours.")
