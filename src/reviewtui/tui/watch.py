"""Noticing that another program has written to the file while nobody presses a key, by its size and time alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

EVERY = 2.0
"""Seconds between two looks: nothing is read, so that an idle app stays as good as asleep."""
LONGEST = 30.0
"""Seconds to which the pause grows while every look finds something new, as beside a large import."""


class FileWatch:
    """Calls ``changed`` on the event loop when the file is another than at the last look, until the loop ends."""

    def __init__(self, path: Path, changed: Callable[[], object]) -> None:
        self._path = path
        self._changed = changed
        self._pause = EVERY
        self._seen = self._state()

    def start(self) -> None:
        """Begin to look; a plain timer of the loop, since one of Textual's wakes half of the app."""
        asyncio.get_running_loop().call_later(self._pause, self._look)

    def _look(self) -> None:
        state = self._state()
        if state != self._seen:
            self._seen, self._pause = state, min(LONGEST, 2 * self._pause)
            self._changed()
        else:
            self._pause = EVERY
        self.start()

    def _state(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
