"""A look at everything that can go wrong around the file: what is sound, what is odd, and what to do."""

from __future__ import annotations

import os
import platform
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from pathlib import Path

from reviewtui.domain.errors import DatabaseBusy, DatabaseUnusable, InvalidInput
from reviewtui.domain.moment import Moment

OK, ODD, WRONG, UNUSABLE = "ok", "odd", "wrong", "unusable"
_NETWORK = frozenset(
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph", "fuse.rclone"]
)
_OLD_BACKUP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ``state`` is ok, odd (works, but look), wrong (``--fix`` or a backup helps) or unusable."""

    name: str
    state: str
    text: str


def examine(
    path: Path, moment: Moment, environ: Mapping[str, str], *, fix: bool = False
) -> tuple[Finding, ...]:
    """Look at the file and its surroundings; with ``fix`` make the summaries anew first, and nothing else."""
    file = tuple(_file(path, fix))
    return (*file, *_place(path), *_backups(path, moment), *_surroundings(environ))


def exit_code(findings: tuple[Finding, ...]) -> int:
    """0 when nothing is wrong, 1 when something is, 4 when the file cannot be used."""
    states = {finding.state for finding in findings}
    return 4 if UNUSABLE in states else 1 if WRONG in states else 0


def _file(path: Path, fix: bool) -> Iterator[Finding]:
    from reviewtui.storage.engine import SCHEMA_VERSION, check_file, is_writable

    try:
        version = check_file(path)
        if fix and version == SCHEMA_VERSION and is_writable(path):
            yield _fixed(path)
        older = version < SCHEMA_VERSION
        yield Finding(
            "file",
            ODD if older else OK,
            f"{path}, format {version}" + (", older; opening it updates it" if older else ""),
        )
        if not older:
            yield from _content(path)
    except DatabaseBusy as error:
        yield Finding("file", ODD, str(error))
    except DatabaseUnusable as error:
        yield Finding("file", UNUSABLE, str(error))


def _fixed(path: Path) -> Finding:
    from reviewtui.storage.examine import rebuild_summaries

    rebuild_summaries(path)
    return Finding("fix", OK, "summaries were made anew")


def _content(path: Path) -> Iterator[Finding]:
    from reviewtui.storage.examine import examine as examine_file

    found = examine_file(path)
    back = "`reviewtui restore --list` shows the backups to go back to"
    yield _finding("integrity", found.damage, "every page is sound", back, UNUSABLE)
    yield _finding("references", found.loose, "every row finds what it refers to", back, WRONG)
    yield _finding(
        "schema", found.schema, "tables are as this version makes them", "something else changed them", ODD
    )
    yield _finding("dates", found.no_dates, "every date is one", f"{back}, or correct them", WRONG)
    for name, off in (("order days", found.order_days_off), ("figures", found.figures_off)):
        if off:
            yield Finding(name, WRONG, f"{off} rows are not as computed; run `reviewtui doctor --fix`")
        else:
            yield Finding(name, OK, "as computed anew")
    yield _finding("rates", found.rates_off, "understood", "see `reviewtui rates list`", WRONG)
    yield _settings(found.settings)


def _finding(name: str, faults: tuple[str, ...], sound: str, advice: str, state: str) -> Finding:
    if not faults:
        return Finding(name, OK, sound)
    return Finding(name, state, f"{'; '.join(faults[:5])}; {advice}")


def _settings(settings: Mapping[str, str]) -> Finding:
    from reviewtui.domain.currencies import CODES

    odd: list[str] = []
    month = settings.get("first_month", "1")
    if month not in {str(n) for n in range(1, 13)}:
        odd.append(f"first_month is {month!r}, not 1 to 12")
    if settings.get("currency", "") and settings["currency"] not in CODES:
        odd.append(f"currency {settings['currency']!r} is not known")
    try:
        date.fromisoformat(settings.get("figures_as_of", "2000-01-01"))
    except ValueError:
        odd.append("figures_as_of is no date; run `reviewtui doctor --fix`")
    return _finding("settings", tuple(odd), "understood", "see the settings in the app", WRONG)


def _place(path: Path) -> Iterator[Finding]:
    try:
        file, folder = path.stat(), path.resolve().parent.stat()
    except OSError:
        return
    mode, above = stat.S_IMODE(file.st_mode), stat.S_IMODE(folder.st_mode)
    odd: list[str] = []
    if mode & 0o077:
        odd.append(f"the file can be read or changed by others ({mode:04o}); run `chmod 600 {path}`")
    if above & 0o022 and not above & stat.S_ISVTX:
        odd.append(f"its folder can be changed by others ({above:04o})")
    if hasattr(os, "getuid") and file.st_uid != os.getuid():
        odd.append("the file belongs to another user")
    if file.st_nlink > 1:
        odd.append(
            "the file has a second name (hard link); a journal kept under one is not seen under the other"
        )
    yield Finding("permissions", ODD if odd else OK, "; ".join(odd) or f"for you alone ({mode:04o})")
    kind = _file_system(path.resolve())
    if kind in _NETWORK:
        yield Finding(
            "disk", ODD, f"on a network file system ({kind}), whose locks and flushes cannot be relied on"
        )
    else:
        yield Finding("disk", OK, f"local{f' ({kind})' if kind else ''}")


def _file_system(path: Path) -> str:
    """The type of the file system that holds a path, where the platform tells; empty elsewhere."""
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        point = before.split(" ")[4].replace("\\040", " ")
        if path.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), after.split(" ")[0]
    return kind


def _backups(path: Path, moment: Moment) -> Iterator[Finding]:
    from reviewtui.services.backups import list_backups

    newest = next(iter(list_backups(path)), None)
    if newest is None:
        yield Finding("backups", ODD, "there is none yet; run `reviewtui backup`")
        return
    age = moment.now.astimezone(UTC) - newest.stamp
    text = f"the newest is of {newest.stamp:%Y-%m-%d}"
    yield Finding("backups", ODD if age > _OLD_BACKUP else OK, text)


def _surroundings(environ: Mapping[str, str]) -> Iterator[Finding]:
    from reviewtui.storage.engine import sqlite_version

    yield Finding("versions", OK, f"SQLite {sqlite_version()}, Python {platform.python_version()}")
    term = environ.get("TERM", "")
    odd: list[str] = []
    if term in ("", "dumb", "unknown"):
        odd.append(f"TERM is {term or 'not set'}: the app needs a real terminal, the commands work")
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    if "utf" not in locale.lower():
        odd.append(f"the locale is {locale or 'not set'}, not UTF-8: lines and letters may look wrong")
    if "SSH_CONNECTION" in environ and not (environ.get("TMUX") or environ.get("STY")):
        odd.append("over SSH without tmux or screen, a lost link closes the app (what was typed is kept)")
    yield Finding("terminal", ODD if odd else OK, "; ".join(odd) or term)


def check_fix_allowed(path: Path) -> None:
    """Refuse ``--fix`` on a file that may not be written; raises InvalidInput."""
    from reviewtui.storage.engine import is_writable

    if path.exists() and not is_writable(path):
        raise InvalidInput(f"{path} may not be written by you, so nothing can be put right.")
