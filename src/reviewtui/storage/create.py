"""Making a new file, and bringing an older one to this version."""

from __future__ import annotations

import os
import secrets
import sqlite3
from importlib import resources
from pathlib import Path

from reviewtui.domain.errors import DatabaseUnusable
from reviewtui.domain.moment import Moment
from reviewtui.storage.engine import APPLICATION_ID, SCHEMA_VERSION, connect, wrapped


def schema_sql() -> str:
    """The first schema as SQL: what the first migration runs and what a new file starts from."""
    return resources.files("reviewtui.storage.migrations").joinpath("schema_0001.sql").read_text("utf-8")


def create_file(path: Path, moment: Moment, *, file_uid: str | None = None) -> None:
    """Make a new database for the user alone (0600, folder 0700); never over an existing file.

    Raises DatabaseUnusable when the place cannot be written or something is already there.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise DatabaseUnusable(f"{path} exists already; it was left as it is.") from None
    except OSError as error:
        raise DatabaseUnusable(
            f"{path} cannot be made: {error.strerror}. Name another place with --db FILE."
        ) from None
    try:
        with wrapped(path):
            _fill(path, moment, file_uid or secrets.token_hex(8))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


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
