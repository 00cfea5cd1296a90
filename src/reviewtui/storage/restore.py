"""Going back to a backup, in a way that can itself be taken back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from reviewtui.domain.errors import DatabaseDamaged, DatabaseMissing, DatabaseUnusable
from reviewtui.domain.moment import Moment
from reviewtui.storage.backup import BEFORE_RESTORE, back_up, copy_verified, pour_back, verify
from reviewtui.storage.engine import connect, is_writable, wrapped
from reviewtui.storage.figure_lines import all_moved

_SIDE_FILES = ("", "-journal", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of the file that was there: a backup of it, or (when it was damaged) where it was moved."""

    backup: Path
    before: Path | None
    aside: Path | None


def restore(path: Path, backup: Path, moment: Moment) -> Restored:
    """Put the content of a backup in place of the database at ``path``.

    The backup is checked first. A sound file is backed up and its content replaced under the sessions that have
    it open; a damaged one is moved aside, never deleted; a foreign or newer one is refused.
    """
    verify(backup)
    if path.exists() and backup.samefile(path):
        raise DatabaseUnusable(f"{backup} is the database itself. Name one of `reviewtui restore --list`.")
    try:
        verify(path)
    except DatabaseMissing:
        copy_verified(backup, path)
        return Restored(backup, None, None)
    except DatabaseDamaged:
        aside = _move_aside(path, moment)
        copy_verified(backup, path)
        return Restored(backup, None, aside)
    if not is_writable(path):
        raise DatabaseUnusable(f"{path} or its folder may not be written by you. Nothing was restored.")
    before = back_up(path, moment, kind=BEFORE_RESTORE).path
    pour_back(backup, path)
    _end_frame(path)
    return Restored(backup, before, None)


def _end_frame(path: Path) -> None:
    """No line of figures holds: sessions that go on must not take what they knew before for what is there now."""
    with wrapped(path, writing=True), closing(connect(path)) as db:
        all_moved(db, restored=True)


def _move_aside(path: Path, moment: Moment) -> Path:
    stamp = moment.now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (f"{path.name}.damaged-{stamp}{more}" for more in ("", *(f"-{n}" for n in range(2, 100))))
    aside = next(place for name in names if not (place := path.with_name(name)).exists())
    # The journal goes along under the matching name: left behind, SQLite would play it into the new file.
    for side in reversed(_SIDE_FILES):
        beside = path.with_name(path.name + side)
        try:
            if beside.exists() or beside.is_symlink():
                beside.rename(aside.with_name(aside.name + side))
        except OSError as error:
            raise DatabaseUnusable(
                f"{path} is damaged and cannot be moved aside: {error.strerror}. Nothing was restored."
            ) from error
    return aside
