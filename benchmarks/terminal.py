"""A program in a pseudo-terminal, measured from outside: when its bytes came, what they draw, what it used.

What the program writes is only noted while it runs; which byte completed the picture is found afterwards, so that
drawing it costs the measured program nothing.
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
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import pyte

KEYS = {
    "esc": "\x1b", "enter": "\r", "tab": "\t", "down": "\x1b[B", "up": "\x1b[A", "pgdn": "\x1b[6~", "end": "\x1b[F",
    "f2": "\x1bOQ", "ctrl+q": "\x11", "ctrl+n": "\x0e", "ctrl+t": "\x14", "backspace": "\x7f",
}  # fmt: skip
_ASKED = re.compile(rb"\x1b\[\?(\d+)\$p")
_NOT_DRAWN = re.compile(
    rb"\x1b\[[<>=][\d;]*[a-zA-Z]|\x1b\[\?\d+\$p|\x1b\]\d+;[^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\"
)
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Reaction:
    """What followed a key (seconds from the key): first byte, wanted text, last byte; bytes; CPU seconds."""

    first: float
    text: float
    last: float
    size: int
    cpu: float


class Terminal:
    """One run of a program; a context manager that ends what is still running."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (120, 40)
    ) -> None:
        self.size = size
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._rest = b""
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            list(command), stdin=slave, stdout=slave, stderr=slave, env=dict(env), start_new_session=True
        )
        os.close(slave)
        self._gone = os.pidfd_open(self._process.pid)
        self._usage = psutil.Process(self._process.pid)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._gone)
        os.close(self._master)

    # --- reading
    def _read(self, wait: float) -> tuple[float, bytes] | None:
        """The next bytes and when they came; None when there were none in this time, or nobody is there."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, wait))
        if not ready:
            return None
        now = time.perf_counter()
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            return None
        for mode in _ASKED.findall(data):
            os.write(self._master, b"\x1b[?%b;0$y" % mode)
        return now, data

    def _draw(self, data: bytes) -> str:
        data = self._rest + data
        cut = data.rfind(b"\x1b")
        self._rest = data[cut:] if cut >= 0 and len(data) - cut < 12 and not _whole(data[cut:]) else b""
        self._stream.feed(_NOT_DRAWN.sub(b"", data[: len(data) - len(self._rest)]))
        return self.text()

    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self._screen.display)

    # --- measuring
    def start(self, ready: str, quiet: float = 0.25) -> dict[str, float]:
        """Wait for the first screen: ms to the first byte, to ``ready``, to quiet; CPU ms, memory MiB, bytes."""
        came, drawn_at = self._collect(re.compile(ready), quiet)
        used = self._usage.cpu_times()
        return {
            "first": (came[0][0] - self.started) * 1000,
            "ready": (drawn_at - self.started) * 1000,
            "quiet": (came[-1][0] - self.started) * 1000,
            "cpu": (used.user + used.system) * 1000,
            "memory": self.memory(),
            "bytes": float(sum(len(data) for _, data in came)),
        }

    def _collect(self, wanted: re.Pattern[str], quiet: float) -> tuple[list[tuple[float, bytes]], float]:
        """All that comes until it is quiet, drawn; and when what is wanted stood there first."""
        came: list[tuple[float, bytes]] = []
        found = 0.0
        end = time.perf_counter() + PATIENCE
        pending = 0
        while time.perf_counter() < end:
            piece = self._read(quiet)
            if piece is not None:
                came.append(piece)
                continue
            for at, data in came[pending:]:
                if wanted.search(self._draw(data)) and not found:
                    found = at
            pending = len(came)
            if found:
                return came, found
            if self._process.poll() is not None:
                break
        raise TimeoutError(f"never saw {wanted.pattern!r}; the screen is\n{self.text()}")

    def key(self, name: str, wanted: str = "", quiet: float = 0.08) -> Reaction:
        """Press a key and wait until the answer is drawn and nothing more comes."""
        before = self._cpu()
        pressed = time.perf_counter()
        os.write(self._master, KEYS.get(name, name).encode())
        came, drawn_at = self._collect(re.compile(wanted), quiet) if wanted else self._answer(quiet)
        if not came:
            raise TimeoutError(f"{name} changed nothing on\n{self.text()}")
        return Reaction(
            came[0][0] - pressed,
            drawn_at - pressed,
            came[-1][0] - pressed,
            sum(len(data) for _, data in came),
            self._cpu() - before,
        )

    def _answer(self, quiet: float) -> tuple[list[tuple[float, bytes]], float]:
        came: list[tuple[float, bytes]] = []
        wait = 2.0
        while (piece := self._read(wait)) is not None:
            came.append(piece)
            wait = quiet
        for _, data in came:
            self._draw(data)
        return came, came[-1][0] if came else 0.0

    def press(self, *names: str) -> None:
        """Press keys, each when the answer to the one before has settled."""
        for name in names:
            os.write(self._master, KEYS.get(name, name).encode())
            self._answer(0.15)

    def settle(self, quiet: float = 0.5) -> None:
        """Wait until nothing is written for so long, but not for ever: a stock cursor blinks."""
        end = time.perf_counter() + 4 * quiet
        while time.perf_counter() < end and (piece := self._read(quiet)) is not None:
            self._draw(piece[1])

    def rest(self, quiet: float = 0.5) -> None:
        """Wait until it neither writes nor works, 20 s at most: what is read after a start is not what a key costs."""
        end = time.perf_counter() + 20
        working = True
        while working and time.perf_counter() < end:
            before = self._cpu()
            self.settle(quiet)
            working = self._cpu() - before > 0.005

    def idle(self, seconds: float) -> dict[str, float]:
        """Leave it alone: CPU percent, wake-ups and bytes per second."""
        cpu, woken, size = self._cpu(), self._switches(), 0
        started = time.perf_counter()
        while (left := seconds - (time.perf_counter() - started)) > 0:
            piece = self._read(left)
            size += len(piece[1]) if piece else 0
        return {
            "idle_cpu": (self._cpu() - cpu) / seconds * 100,
            "idle_wakeups": (self._switches() - woken) / seconds,
            "idle_bytes": size / seconds,
        }

    def leave(self, key: str) -> float:
        """Press the key that quits; ms until the process is gone."""
        pressed = time.perf_counter()
        os.write(self._master, KEYS.get(key, key).encode())
        while time.perf_counter() - pressed < PATIENCE:
            ready, _, _ = select.select([self._master, self._gone], [], [], 1.0)
            if self._gone in ready:
                return (time.perf_counter() - pressed) * 1000
            if self._master in ready:
                self._read(0)
        raise TimeoutError("it does not leave")

    # --- what it uses
    def _cpu(self) -> float:
        """Seconds of processor time, to the nanosecond where the system counts so finely."""
        total = 0
        for task in Path(f"/proc/{self._process.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def _switches(self) -> int:
        total = 0
        for task in Path(f"/proc/{self._process.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                found = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", (task / "status").read_text(), re.M)
                total += int(found[1]) if found else 0
        return total

    def memory(self) -> float:
        """Peak resident memory in MiB."""
        text = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+)", text)
        return int(found[1]) / 1024 if found else 0.0

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)


def _whole(tail: bytes) -> bool:
    return bool(re.match(rb"\x1b(?:\[[\d;?<>=$]*[a-zA-Z]|[^\[\]PO]|O.)", tail))
