"""Backups as the user means them: make one, list them, go back to one, and one a day without being asked."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from reviewtui.domain.errors import DatabaseUnusable, NotFound
from reviewtui.domain.moment import Moment
from reviewtui.paths import backups_dir
from reviewtui.storage.backup import DAILY, Backup, back_up, backups_of, thin
from reviewtui.storage.restore import Restored
from reviewtui.storage.restore import restore as restore_file

__all__ = [
    "Backup",
    "Restored",
    "back_up_now",
    "daily_backup",
    "find_backup",
    "list_backups",
    "load_into",
    "restore",
]


def back_up_now(path: Path, moment: Moment, to: Path | None = None) -> Backup:
    """Make a verified backup, in the backup folder or at ``to`` (a file that is not there yet, or a folder).

    Raises DatabaseUnusable or WriteFailed; then no copy is left.
    """
    if to is not None and to.is_dir():
        to = to / f"{path.stem}-{moment.now.astimezone(UTC).strftime('%Y%m%dT%H%M%SZ')}.db"
    return back_up(path, moment, to=to)


def daily_backup(path: Path, moment: Moment) -> Backup | None:
    """Make the backup of this day (UTC) if there is none yet, and thin out old automatic ones; None when there is.

    Meant for a background thread after the first paint: it opens connections of its own.
    """
    newest = next(iter(backups_of(path)), None)
    if newest is not None and newest.stamp.date() == moment.now.astimezone(UTC).date():
        return None
    made = back_up(path, moment, kind=DAILY)
    thin(path, moment)
    return made


def list_backups(path: Path) -> tuple[Backup, ...]:
    """The backups of a database in its backup folder, newest first."""
    return backups_of(path)


def find_backup(path: Path, name: str | None) -> Path:
    """The backup a user named: a file, or the name of one in the backup folder; without a name the newest.

    Raises NotFound with the names there are.
    """
    known = backups_of(path)
    if name is None:
        if not known:
            raise NotFound(f"There are no backups in {backups_dir(path)}. Name a file to restore from.")
        return known[0].path
    for place in (Path(name).expanduser(), backups_dir(path) / name):
        if place.is_file():
            return place
    raise NotFound(f"There is no backup {name}.", tuple(one.path.name for one in known))


def restore(path: Path, backup: Path, moment: Moment) -> Restored:
    """Go back to a backup; what is there now is backed up (or, when damaged, moved aside) first."""
    if backup.suffix.lower() == ".json":
        return load_into(path, backup, moment)[0]
    return restore_file(path, backup, moment)


def load_into(path: Path, source: Path, moment: Moment) -> tuple[Restored, int]:
    """Make the file at ``path`` what an export holds, and say how many rows; only where nothing is there yet.

    Raises DatabaseUnusable when the file holds records already, ImportProblem for a file that is no whole export.
    """
    from reviewtui.services.transfer.export import load_export
    from reviewtui.storage.dump import is_empty

    if not path.exists():
        return Restored(source, None, None), load_export(source, path)
    if not is_empty(path):
        raise DatabaseUnusable(
            f"{path} holds records already, and an export is loaded into a new or empty file only. Name one with "
            "--db FILE."
        )
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name[:80]}.") as folder:
        made = Path(folder) / "loaded.db"
        count = load_export(source, made)
        done = restore_file(path, made, moment)
    return replace(done, backup=source), count
