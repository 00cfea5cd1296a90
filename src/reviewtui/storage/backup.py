"""Copies of the database file: verified before they count, never over another file, thinned with age.

Only SQLite's backup API reads and writes database files here: opening one by hand would drop SQLite's locks.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from reviewtui.domain.errors import DatabaseBusy, DatabaseUnusable, WriteFailed
from reviewtui.domain.moment import Moment
from reviewtui.paths import backups_dir, make_private
from reviewtui.storage.create import new_part, put_in_place, remove_part
from reviewtui.storage.engine import SERVICE_BUSY_MS, Connection, check_file, connect
from reviewtui.storage.faults import damaged, translate, wrapped

MANUAL, DAILY, BEFORE_RESTORE, BEFORE_UPDATE = "manual", "daily", "before-restore", "before-update"
KEEP_LAST, KEEP_DAYS = 10, 30
_WHOLE_BYTES = 16_000_000
_STEP_PAGES = 2_000
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file; ``stamp`` is when it was made (UTC), ``size`` in bytes."""

    path: Path
    kind: str
    stamp: datetime
    size: int


def back_up(path: Path, moment: Moment, *, to: Path | None = None, kind: str = MANUAL) -> Backup:
    """Make a verified copy of a database in its backup folder, or as the file ``to``.

    Raises DatabaseUnusable when something is there already or the place cannot be written, WriteFailed when the
    copy does not come out right; then no copy is left.
    """
    check_file(path)
    target = to if to is not None else _free_name(path, moment, kind)
    copy_verified(path, target, gentle=kind == DAILY)
    return Backup(target, kind, moment.now.astimezone(UTC), target.stat().st_size)


def copy_verified(source: Path, target: Path, *, gentle: bool = False) -> None:
    """Copy a database to a new file for the user alone: copied aside, checked, synced, then given its name.

    A ``gentle`` copy of a large file lets writers in between; if they keep changing it, it is taken in one go.
    """
    with _new_file(target) as part:
        with closing(connect(source, write=False)) as db:
            if not (gentle and _copied_in_steps(db, part, source, target)):
                # What a broken off copy left is no database: SQLite would refuse to write over it.
                os.truncate(part, 0)
                _copy_in_one_view(db, part, source, target)
        put_in_place(part, target)


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    try:
        make_private(target.parent)
        part = new_part(target)
    except OSError as error:
        raise DatabaseUnusable(
            f"{target} cannot be made: {error.strerror}. Name another place with --to FILE."
        ) from None
    try:
        yield part
    finally:
        remove_part(part)


def _copy_in_one_view(db: Connection, part: Path, source: Path, target: Path) -> None:
    with wrapped(source):
        db.execute("BEGIN")
        wanted = row_counts(db)
    try:
        pour(db, part, source, target)
    finally:
        db.execute("ROLLBACK")
    _verify_copy(part, wanted, target)


def _copied_in_steps(db: Connection, part: Path, source: Path, target: Path) -> bool:
    if source.stat().st_size <= _WHOLE_BYTES:
        return False
    seen: list[int] = []

    def watch(_status: int, remaining: int, _total: int) -> None:
        # What is left grows only when somebody wrote and SQLite started over.
        if seen and remaining > seen[-1]:
            raise _Restarted
        seen.append(remaining)

    try:
        with closing(_blank(part)) as copy:
            db.backup(copy, pages=_STEP_PAGES, progress=watch, sleep=0.01)
        with wrapped(source):
            wanted = row_counts(db)
        _verify_copy(part, wanted, target)
    except (_Restarted, WriteFailed, sqlite3.Error):
        return False
    return True


class _Restarted(Exception):
    pass


def _blank(part: Path) -> sqlite3.Connection:
    copy = sqlite3.connect(f"{part.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    # The copy has no other reader and is synced as a whole before it gets its name.
    copy.execute("PRAGMA journal_mode=OFF")
    copy.execute("PRAGMA synchronous=OFF")
    return copy


def pour(db: sqlite3.Connection, part: Path, source: Path, target: Path) -> None:
    """Copy all pages of an open database into the unfinished file ``part``; faults name ``source`` or ``target``."""
    try:
        with closing(_blank(part)) as copy:
            db.backup(copy)
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        at_fault = source if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_BUSY")) else target
        raise translate(error, at_fault, writing=True) or error from error


def pour_back(backup: Path, target: Path) -> None:
    """Replace what a database holds by a backup, in one transaction into the same file.

    Sessions that have the file open go on with the new content; a crash in between leaves the old one.
    Raises DatabaseBusy when another program does not let go in time.
    """
    deadline = monotonic() + SERVICE_BUSY_MS / 1000

    def patience(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and monotonic() > deadline:
            raise DatabaseBusy(f"{target} is held by another program. Close it, then try again.")

    with (
        wrapped(target, writing=True),
        closing(connect(backup, write=False)) as source,
        closing(connect(target)) as db,
    ):
        source.execute("BEGIN")
        wanted = row_counts(source)
        source.backup(db, progress=patience)
        source.execute("ROLLBACK")
        if row_counts(db) != wanted:
            raise WriteFailed(f"{target} does not hold what {backup} holds. Run `reviewtui doctor`.")


def verify(path: Path) -> int:
    """The schema version of a file that is ours and sound to the last page; raises as check_file does."""
    version = check_file(path)
    with wrapped(path), closing(connect(path, write=False)) as db:
        full_check(db, path)
    return version


def full_check(db: sqlite3.Connection, path: Path) -> None:
    """Raise DatabaseDamaged when any page, index or row is broken."""
    verdict = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise damaged(path, str(verdict))


def _verify_copy(part: Path, wanted: dict[str, int], target: Path) -> None:
    with wrapped(target), closing(connect(part, write=False)) as db:
        full_check(db, target)
        if row_counts(db) != wanted:
            raise WriteFailed(f"{target} did not come out as a true copy, so it was not kept. Try again.")


def row_counts(db: sqlite3.Connection) -> dict[str, int]:
    """Rows of every table."""
    names = [
        row[0]
        for row in db.execute(
            "SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
        )
    ]
    return {name: int(db.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]) for name in names}


def backups_of(path: Path) -> tuple[Backup, ...]:
    """The backups of a database in its folder, newest first; other files there are left out."""
    folder = backups_dir(path)
    pattern = re.compile(re.escape(path.stem) + r"-(\d{8}T\d{6}Z)-(\d\d-)?([a-z-]+)\.db", re.ASCII)
    found: list[tuple[datetime, int, Backup]] = []
    for entry in folder.iterdir() if folder.is_dir() else ():
        match = pattern.fullmatch(entry.name)
        if match is None or entry.is_symlink() or not entry.is_file():
            continue
        try:
            stamp = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        kept = entry.stat()
        # Two of the same second, such as a backup and the one a restore made at once, are told apart by the disk.
        found.append((stamp, kept.st_mtime_ns, Backup(entry, match[3], stamp, kept.st_size)))
    return tuple(one for _, _, one in sorted(found, key=lambda item: item[:2], reverse=True))


def _free_name(path: Path, moment: Moment, kind: str) -> Path:
    base = f"{path.stem}-{moment.now.astimezone(UTC).strftime(_STAMP)}"
    names = [f"{base}-{kind}.db", *(f"{base}-{n:02d}-{kind}.db" for n in range(2, 100))]
    return next(place for name in names if not (place := backups_dir(path) / name).exists())


def thin(path: Path, moment: Moment) -> tuple[Path, ...]:
    """Remove automatic backups that newer ones make needless; return what was removed.

    Kept are the last 10, the newest of each of the last 30 days and the newest of each month; what the user made
    by hand is never touched.
    """
    automatic = [one for one in backups_of(path) if one.kind != MANUAL]
    kept = {one.path for one in automatic[:KEEP_LAST]}
    since = moment.now.astimezone(UTC) - timedelta(days=KEEP_DAYS)
    for form, known in (("%Y-%m-%d", set[str]()), ("%Y-%m", set[str]())):
        for one in automatic:
            slot = one.stamp.strftime(form)
            if slot not in known and (form == "%Y-%m" or one.stamp >= since):
                known.add(slot)
                kept.add(one.path)
    gone = tuple(one.path for one in automatic if one.path not in kept)
    for place in gone:
        place.unlink(missing_ok=True)
    return gone
