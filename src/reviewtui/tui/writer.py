"""What goes to the terminal: written by a thread, so that a terminal nobody reads never stops the program.

Nothing here knows Textual's app. When the terminal stops reading, only what it cannot do without is kept.
"""

from __future__ import annotations

import os
import select
import threading
from collections import deque
from collections.abc import Callable
from typing import IO

from reviewtui.tui.slimmer import MOVE

BACKLOG = 256 * 1024
"""Characters waiting for the terminal before frames are dropped; a full repaint follows when it reads again."""
_CHUNK = 32 * 1024
_SLICE = 4096
_SYNC_START = "\x1b[?2026h"
_SYNC_END = "\x1b[?2026l"


def _is_frame(text: str) -> bool:
    return MOVE.match(text) is not None


class Writer(threading.Thread):
    """Writes to the terminal in a thread of its own; ``write`` never waits.

    ``caught_up`` is called from the thread when frames had to be dropped and the terminal reads again: the
    caller then paints everything. A terminal that is gone makes the thread end in silence.
    """

    def __init__(self, file: IO[str], caught_up: Callable[[], None]) -> None:
        super().__init__(daemon=True, name="reviewtui-output")
        self._fd = file.fileno()
        self._caught_up = caught_up
        self._pieces: deque[str] = deque()
        self._waiting = 0
        self._changed = threading.Condition()
        self._lagging = False
        self._stopped = False
        self.dead = False

    def write(self, text: str) -> None:
        """Queue text; frames are dropped while the terminal lags too far behind."""
        with self._changed:
            if self.dead or (self._lagging and (_is_frame(text) or text in (_SYNC_START, _SYNC_END))):
                return
            self._pieces.append(text)
            self._waiting += len(text)
            if self._waiting > BACKLOG and not self._lagging:
                self._drop_frames()
            self._changed.notify()

    def _drop_frames(self) -> None:
        self._lagging = True
        kept = [p for p in self._pieces if not _is_frame(p) and p not in (_SYNC_START, _SYNC_END)]
        self._pieces = deque([*kept, _SYNC_END])
        self._waiting = sum(map(len, self._pieces))

    def run(self) -> None:
        """Write what is queued, some pieces at a time, until stopped or the terminal is gone."""
        try:
            while text := self._next():
                self._put(text)
                if self._lagging and not self._stopped:
                    with self._changed:
                        self._lagging = False
                    self._caught_up()
        except OSError:
            self.dead = True

    def _next(self) -> str:
        """The next pieces together, waiting for one; empty when there will be none."""
        with self._changed:
            while not self._pieces and not self._stopped:
                self._changed.wait()
            taken: list[str] = []
            size = 0
            while self._pieces and size < _CHUNK:
                taken.append(self._pieces.popleft())
                size += len(taken[-1])
            self._waiting -= size
            return "".join(taken)

    def _put(self, text: str) -> None:
        view = memoryview(text.encode("utf-8", "replace"))
        while view and not self.dead:
            try:
                view = view[os.write(self._fd, view[:_SLICE]) :]
            except BlockingIOError:
                select.select([], [self._fd], [], 1.0)

    def flush(self) -> None:
        """Part of what Textual asks of a writer; the thread flushes by itself."""

    def fileno(self) -> int:
        """The terminal."""
        return self._fd

    def isatty(self) -> bool:
        """It is one."""
        return True

    def abandon(self) -> None:
        """Write nothing more, not even what is queued; for leaving a terminal that does not read."""
        with self._changed:
            self.dead = True
            self._stopped = True
            self._pieces.clear()
            self._changed.notify()

    def stop(self) -> None:
        """Write the rest and end; gives a terminal that does not read half a second."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self.join(0.5)
