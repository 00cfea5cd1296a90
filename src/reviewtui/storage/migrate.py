"""Bringing an older file to this version: a verified backup first, then every step in one transaction.

The only module that imports Alembic. The version of a file is its ``user_version``; revisions are named after it
("0001" leads to 1). Alembic's own table of versions exists only while it runs, as a temporary one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from reviewtui.domain.errors import DatabaseUnusable, ReviewTuiError
from reviewtui.domain.moment import Moment
from reviewtui.storage.backup import BEFORE_UPDATE, back_up
from reviewtui.storage.engine import SCHEMA_VERSION, connect, wrapped

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(
    path: Path, version: int, moment: Moment, *, scripts: Path = SCRIPTS, target: int = SCHEMA_VERSION
) -> Path:
    """Bring the file at ``path`` from ``version`` to ``target`` and return the backup made before.

    All steps and the checks after them are one transaction: a step that fails leaves the file as it was.
    Raises DatabaseUnusable with the reason and the name of the backup.
    """
    kept = back_up(path, moment, kind=BEFORE_UPDATE).path
    try:
        with wrapped(path, writing=True):
            _upgrade(path, scripts, target)
    except ReviewTuiError:
        raise
    except Exception as error:
        reason = str(error).strip().splitlines()[0][:160] if str(error).strip() else type(error).__name__
        raise DatabaseUnusable(
            f"{path} could not be brought from format {version} to {target} ({reason}). It is as it was; "
            f"a copy is in {kept}."
        ) from error
    return kept


def _upgrade(path: Path, scripts: Path, target: int) -> None:
    with _transaction(path) as connection:
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        # Another program may have brought it up while we waited for the lock.
        if version >= target:
            return
        _run(connection, scripts, version, target)
        connection.exec_driver_sql(f"PRAGMA user_version={target}")
        _check(connection)


@contextmanager
def _transaction(path: Path) -> Iterator[Connection]:
    db = connect(path)
    # Steps that rebuild a table drop the old one; references are checked as a whole before the commit.
    db.execute("PRAGMA foreign_keys=OFF")
    engine = create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
    finally:
        engine.dispose()
        db.close()


def _run(connection: Connection, scripts: Path, version: int, target: int) -> None:
    from alembic import command
    from alembic.config import Config

    connection.exec_driver_sql("CREATE TEMP TABLE alembic_version(version_num VARCHAR(32) PRIMARY KEY)")
    if version:
        connection.exec_driver_sql("INSERT INTO temp.alembic_version VALUES (?)", (f"{version:04d}",))
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, f"{target:04d}")
    connection.exec_driver_sql("DROP TABLE temp.alembic_version")


def _check(connection: Connection) -> None:
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if loose is not None:
        raise RuntimeError(f"a row of {loose[0]} would refer to a row of {loose[2]} that is not there")
    verdict = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if verdict != "ok":
        raise RuntimeError(str(verdict))
