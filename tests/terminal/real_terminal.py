"""A real pseudo-terminal with a screen, for tests of the real program.

with RealTerminal([sys.executable, "app.py"], size=(80, 24)) as term:
    term.wait("Today")                 # a regular expression on the screen, with a time limit
    term.type("hello"); term.press("esc", "down")
    term.stall(); ...; term.go_on()    # stop and start reading what the program writes
    term.signal(signal.SIGTERM); assert term.exit_code(3) == 143; assert term.restored()
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from pathlib import Path
from types import TracebackType

import pyte

KEYS = {
    "esc": "\x1b",
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pgup": "\x1b[5~",
    "pgdn": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
}
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][\d;]*[a-zA-Z]|\x1b\[\?\d+\$p|\x1b\]\d+;[^\x07\x1b]*(?:\x07|\x1b\\)"
)
_OPEN_END = re.compile(rb"\x1b(?:\[[\d;?<>=$]*|\][^\x07]*)?\Z")


class RealTerminal:
    """Starts a program in a pseudo-terminal and plays the terminal."""

    def __init__(
        self,
        argv: list[str],
        size: tuple[int, int] = (80, 24),
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.raw = bytearray()
        """Everything the program wrote."""
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._held = b""
        self._news = threading.Condition()
        self._reading = threading.Event()
        self._reading.set()
        self._closed = False
        self._master, slave = pty.openpty()
        self._set_size(size)
        self.modes_before = termios.tcgetattr(slave)
        base = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("SSH_", "TMUX", "COLORTERM", "NO_COLOR", "COLUMNS", "LINES"))
        }
        self.process = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env={**base, "TERM": "xterm-256color", **(env or {})},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> RealTerminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(5)
        self.hang_up()

    # --- what comes out
    def _read(self) -> None:
        while not self._closed:
            self._reading.wait()
            try:
                if not select.select([self._master], [], [], 0.1)[0] or not self._reading.is_set():
                    continue
                data = os.read(self._master, 65536)
            except (OSError, ValueError):
                return
            with self._news:
                self.raw += data
                self._feed(data)
                self._news.notify_all()

    def _feed(self, data: bytes) -> None:
        data = self._held + data
        open_end = _OPEN_END.search(data)
        cut = open_end.start() if open_end else len(data)
        self._held = data[cut:]
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data[:cut]))

    def lines(self) -> list[str]:
        """The rows of the screen."""
        with self._news:
            return list(self._screen.display)

    def cells(self) -> list[list[pyte.screens.Char]]:
        """The rows of the screen with colours; the cell behind a wide character is empty."""
        with self._news:
            screen = self._screen
            return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines())

    def wait(self, pattern: str, timeout: float = 15) -> str:
        """Wait until the screen matches; returns the screen, fails with it when it never does."""
        return self._until(lambda screen: re.search(pattern, screen, re.M) is not None, pattern, timeout)

    def gone(self, pattern: str, timeout: float = 15) -> str:
        """Wait until the screen no longer matches."""
        return self._until(lambda screen: re.search(pattern, screen, re.M) is None, f"no {pattern}", timeout)

    def until_raw(self, wanted: bytes, timeout: float = 15) -> None:
        """Wait until the program has written these bytes."""
        with self._news:
            assert self._news.wait_for(lambda: wanted in self.raw, timeout), bytes(self.raw[-500:])

    def until_longer(self, size: int, timeout: float = 5) -> None:
        """Wait until the program has written more than so many bytes in all."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.raw) > size, timeout), "nothing was written"

    def _until(self, holds, what: str, timeout: float) -> str:
        end = time.monotonic() + timeout
        with self._news:
            while True:
                screen = "\n".join(self._screen.display)
                if holds(screen):
                    return screen
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{what!r} never came; the screen is\n{screen}")
                self._news.wait(min(left, 0.2))

    def settled(self, quiet: float = 0.3, timeout: float = 10) -> int:
        """Wait until nothing has come for ``quiet`` seconds; returns the number of bytes so far."""
        end = time.monotonic() + timeout
        with self._news:
            while time.monotonic() < end:
                before = len(self.raw)
                self._news.wait_for(lambda before=before: len(self.raw) > before, quiet)
                if len(self.raw) == before:
                    return before
        raise AssertionError("the program never stopped writing")

    def stall(self) -> None:
        """Stop reading, as a frozen connection does."""
        self._reading.clear()

    def go_on(self) -> None:
        """Read again."""
        self._reading.set()

    # --- what goes in
    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        os.write(self._master, data)

    def type(self, text: str) -> None:
        """Send characters."""
        self.send(text.encode())

    def press(self, *names: str) -> None:
        """Send named keys: esc, enter, down, f4, ctrl+q, or a character."""
        for name in names:
            if name.startswith("ctrl+"):
                self.send(bytes([ord(name[5]) & 0x1F]))
            else:
                self.type(KEYS.get(name, name))

    def paste(self, text: str) -> None:
        """A bracketed paste."""
        self.type(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as a window does."""
        with self._news:
            self._screen.resize(rows, columns)
        self._set_size((columns, rows))

    def _set_size(self, size: tuple[int, int]) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal: the window is closed, the connection drops."""
        if not self._closed:
            self._closed = True
            self._reading.set()
            self._reader.join(2)
            with contextlib.suppress(OSError):
                os.close(self._master)

    # --- the end
    def exit_code(self, timeout: float = 5) -> int:
        """Wait for the program to end; -n when signal n killed it."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {timeout} s; the screen is\n{self.text()}") from None

    def everything(self) -> bytes:
        """All that the program wrote, once it has ended: the last of it may still be on its way when it does."""
        self._reader.join(15)
        assert not self._reader.is_alive(), "the program has left something behind that still writes"
        return bytes(self.raw)

    def restored(self) -> bool:
        """Whether the terminal was given back: modes as before, main screen, cursor shown, mouse off."""
        with contextlib.suppress(AssertionError):
            self.settled(0.2, 2)
        raw = bytes(self.raw)

        def last(on: bytes, off: bytes) -> bool:
            return raw.rfind(off) >= raw.rfind(on)

        modes = termios.tcgetattr(self._master)[:4] == self.modes_before[:4]
        screen = last(b"\x1b[?1049h", b"\x1b[?1049l") and last(b"\x1b[?25l", b"\x1b[?25h")
        mouse = last(b"\x1b[?1000h", b"\x1b[?1000l") and last(b"\x1b[?1003h", b"\x1b[?1003l")
        return modes and screen and mouse and last(b"\x1b[?2004h", b"\x1b[?2004l")


SIGNALS = {"TERM": signal.SIGTERM, "HUP": signal.SIGHUP, "INT": signal.SIGINT}
