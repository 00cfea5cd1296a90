"""What goes to the terminal: written by a thread, so that a terminal nobody reads never stops the program.

Nothing here knows Textual's app. ``Slimmer`` leaves out screen lines that are on the screen already;
``Writer`` writes, and when the terminal stops reading keeps only what the terminal cannot do without.
"""

from __future__ import annotations

import os
import re
import select
import threading
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from typing import IO

BACKLOG = 256 * 1024
"""Characters waiting for the terminal before frames are dropped; a full repaint follows when it reads again."""
_CHUNK = 32 * 1024
_SLICE = 4096
_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_PIECES = re.compile(r"(?<=\n)")
_SYNC_START = "\x1b[?2026h"
_SYNC_END = "\x1b[?2026l"


class Slimmer:
    """Remembers what each screen line was last given and drops what would repeat it.

    Textual writes lines as ``ESC[y;xH`` and styled text, every segment closed with a reset, so a line can be
    compared and left out by itself. Whatever else touches a line, clears the screen or resizes it makes the
    next write go through.
    """

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def forget(self) -> None:
        """Take nothing for granted any more: the screen may show anything."""
        self._seen = {}

    def reduce(self, data: str) -> str:
        """The part of a write that changes the screen."""
        if "\x1b[2J" in data or "\x1b[?1049" in data:
            self.forget()
        if len(data) < 200 or _MOVE.match(data) is None:
            for move in _MOVE.finditer(data):
                self._seen.pop(move[1], None)
            return data
        return "".join(self._line(piece) for piece in _PIECES.split(data) if piece)

    def _line(self, piece: str) -> str:
        first = _MOVE.match(piece)
        if first is None:
            return piece
        body, tail = _without_last_move(piece)
        rows = {move[1] for move in _MOVE.finditer(body)}
        if len(rows) > 1:
            for row in rows:
                self._seen.pop(row, None)
            return piece
        if self._seen.get(first[1]) == body:
            return tail
        self._seen[first[1]] = body
        return _thin(piece)


_STYLE = re.compile(r"(\x1b\[0m)?\x1b\[([\d;]*)m")
_COLOUR = re.compile(r"(?:^|;)([34]8;(?:5;\d+|2;\d+;\d+;\d+)|(?:[34]|9|10)[0-79])(?=;|$)")


def _thin(line: str) -> str:
    """The line with every change of style said by what changes, where Textual resets and says all of it again."""
    before = ""

    def shorter(found: re.Match[str]) -> str:
        nonlocal before
        last, before = before, found[2]
        return _change(last, before) if found[1] and last else found[0]

    return _STYLE.sub(shorter, line)


@lru_cache(maxsize=4096)
def _change(before: str, after: str) -> str:
    """From one style to the next; with a reset where something has to go that only a reset takes away."""
    old_look, old_colours = _parts(before)
    look, colours = _parts(after)
    if not old_look <= look or not old_colours.keys() <= colours.keys():
        return f"\x1b[0m\x1b[{after}m"
    news = sorted(look - old_look)
    news += [value for side, value in colours.items() if old_colours.get(side) != value]
    return f"\x1b[{';'.join(news)}m" if news else ""


def _parts(style: str) -> tuple[frozenset[str], dict[str, str]]:
    """Bold and the like, and the colours by side: of the letters, of the ground."""
    colours: dict[str, str] = {}
    for found in _COLOUR.finditer(style):
        colours["ground" if found[1].startswith(("4", "10")) else "letters"] = found[1]
    rest = _COLOUR.sub("", style)
    return frozenset(one for one in rest.split(";") if one), colours


def _without_last_move(piece: str) -> tuple[str, str]:
    """The line, and the cursor move that closes a frame when this is its last line."""
    if piece.endswith("\n"):
        return piece[:-1], ""
    start = piece.rfind("\x1b[")
    move = _MOVE.match(piece, start) if start > 0 else None
    return (piece[:start], piece[start:]) if move and move.end() == len(piece) else (piece, "")


def _is_frame(text: str) -> bool:
    return _MOVE.match(text) is not None


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
