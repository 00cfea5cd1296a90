"""The recovery file: where typed text goes while the database cannot be written.

Records are ``length crc32 json`` lines, appended and flushed to disk one by one; a torn tail is ignored on reading.
The file lies outside the database, for the user alone (0600), one per running program, which holds a lock on it: so the
next start tells what an earlier run left behind from what another program is busy with.
"""

from __future__ import annotations

import json
import os
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from reviewtui.domain.frozen import frozen


@frozen
class Kept:
    """A text found in a recovery file: the slot it belongs to and what was to be saved there."""

    slot: str
    payload: dict[str, Any]


class Recovery:
    """The recovery file of one program run; made at the first ``keep`` and gone after ``clear``."""

    def __init__(self, folder: Path, file_uid: str, session: str) -> None:
        self.path = folder / f"{file_uid}-{session}.rec"
        self._fd: int | None = None

    def keep(self, slot: str, payload: dict[str, Any]) -> None:
        """Append one record and flush it to disk. Raises OSError when even this fails."""
        if self._fd is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
            self._fd = os.open(self.path, flags, 0o600)
            _lock(self._fd)
        body = json.dumps([slot, payload], ensure_ascii=False).encode("utf-8", "surrogatepass")
        record = b"%d %d " % (len(body), zlib.crc32(body)) + body + b"\n"
        while record:
            record = record[os.write(self._fd, record) :]
        os.fsync(self._fd)

    def clear(self) -> None:
        """Forget everything: all of it is in the database now."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
            self.path.unlink(missing_ok=True)


def _lock(fd: int) -> bool:
    """Whether the lock is ours now; it ends with the process. Where there are no such locks, it always is."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def found(folder: Path, file_uid: str) -> tuple[Path, ...]:
    """Recovery files of this database, oldest first, whoever made them."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(folder.glob(f"{file_uid}-*.rec"), key=lambda path: path.stat().st_mtime))


def left_behind(folder: Path, file_uid: str) -> tuple[Path, ...]:
    """Those of runs that have ended, oldest first."""
    return tuple(path for path in found(folder, file_uid) if _is_free(path))


def _is_free(path: Path) -> bool:
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    try:
        return _lock(fd)
    finally:
        os.close(fd)


def forget(paths: tuple[Path, ...]) -> None:
    """Remove recovery files whose texts are safe, or not wanted any more."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def read(path: Path) -> tuple[Kept, ...]:
    """The newest record of each slot, in the order the slots first appear; damaged records are passed over."""
    newest: dict[str, Kept] = {}
    data = path.read_bytes()
    at = 0
    while at < len(data):
        kept, at = _record(data, at)
        if kept is not None:
            newest[kept.slot] = kept
    return tuple(newest.values())


def _record(data: bytes, at: int) -> tuple[Kept | None, int]:
    """The record at an offset (None when damaged) and the offset of the next."""
    head = data[at : at + 40].split(b" ", 2)
    try:
        size, crc = int(head[0]), int(head[1])
    except (ValueError, IndexError):
        end = data.find(b"\n", at)
        return None, len(data) if end < 0 else end + 1
    start = at + len(head[0]) + len(head[1]) + 2
    body = data[start : start + size]
    if len(body) != size or zlib.crc32(body) != crc:
        end = data.find(b"\n", start)
        return None, len(data) if end < 0 else end + 1
    slot, payload = json.loads(body.decode("utf-8", "surrogatepass"))
    return Kept(slot, payload), start + size + 1
