"""Making a new file, and bringing an older one to this version."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from reviewtui.domain.errors import DatabaseUnusable, WriteFailed
from reviewtui.domain.moment import Moment
from reviewtui.paths import make_private
from reviewtui.storage.engine import APPLICATION_ID, SCHEMA_VERSION, connect, wrapped


def schema_sql(name: str = "schema.sql") -> str:
    """The schema as SQL: what a new file starts from; ``schema_0001.sql`` is the first one, for the first migration."""
    from importlib import resources

    return resources.files("reviewtui.storage.migrations").joinpath(name).read_text("utf-8")


def create_file(path: Path, moment: Moment, *, file_uid: str | None = None) -> None:
    """Make a new database for the user alone (0600, folder 0700); never over an existing file.

    It is made under another name and moved into place when it is whole, so that a crash leaves nothing half-made.
    Raises DatabaseUnusable when the place cannot be written or something is already there.
    """
    try:
        make_private(path.parent)
        if os.path.lexists(path):
            raise FileExistsError
        part = new_part(path)
    except FileExistsError:
        raise DatabaseUnusable(f"{path} exists already; it was left as it is.") from None
    except OSError as error:
        raise DatabaseUnusable(
            f"{path} cannot be made: {error.strerror}. Name another place with --db FILE."
        ) from None
    try:
        with wrapped(path, writing=True):
            _fill(part, moment, file_uid or os.urandom(8).hex())
        put_in_place(part, path)
    except WriteFailed as error:
        raise DatabaseUnusable(f"{error} No new file was made.") from error
    finally:
        remove_part(part)


def new_part(path: Path) -> Path:
    """An empty file for the user alone beside ``path``, to be filled and then put in place."""
    part = path.with_name(f".{path.name[:80]}.{os.urandom(6).hex()}.part")
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(part, flags, 0o600))
    return part


def put_in_place(part: Path, path: Path) -> None:
    """Give a finished file its name, durably and never over another file; raises DatabaseUnusable if one is there.

    No SQLite connection may be open on ``part``.
    """
    try:
        _sync(part)
        _set_journal_aside(path)
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:
            # A file system without hard links: what is left is a check just before the move.
            if os.path.lexists(path):
                raise FileExistsError from None
            part.rename(path)
        part.unlink(missing_ok=True)
        _sync(path.parent)
    except FileExistsError:
        raise DatabaseUnusable(f"{path} exists already; it was left as it is.") from None
    except OSError as error:
        raise DatabaseUnusable(f"{path} cannot be made: {error.strerror}. Name another place.") from None


def _set_journal_aside(path: Path) -> None:
    # The journal of a file that was deleted after a crash: SQLite would play it into the new one.
    journal = path.with_name(f"{path.name}-journal")
    if not os.path.lexists(path) and os.path.lexists(journal):
        journal.rename(journal.with_name(f"{journal.name}.old-{os.urandom(4).hex()}"))


def remove_part(part: Path) -> None:
    """Take away what is left of an unfinished file; nothing when it was put in place."""
    for name in (part.name, f"{part.name}-journal"):
        with suppress(OSError):
            part.with_name(name).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fill(path: Path, moment: Moment, file_uid: str) -> None:
    db = connect(path)
    try:
        db.execute("BEGIN IMMEDIATE")
        for statement in statements(schema_sql()):
            db.execute(statement)
        db.execute(
            "INSERT INTO setting(key, value) VALUES ('file_uid', ?), ('created_at', ?)",
            (file_uid, moment.stamp),
        )
        stamp_version(db)
        db.execute("COMMIT")
    finally:
        db.close()


def stamp_version(db: sqlite3.Connection) -> None:
    """Mark the file as ours and of this schema version."""
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def statements(script: str) -> list[str]:
    """The statements of a schema script; they are separated by a semicolon at the end of a line."""
    return [part.strip() for part in script.split(";\n") if part.strip()]
