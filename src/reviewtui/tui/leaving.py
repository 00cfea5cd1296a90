"""Leaving on a signal: save, read what was still typed, save again, give the terminal back, exit.

All of it happens in a thread that waits on a pipe, which the C part of a signal handler writes to: it works
while the event loop is blocked, in a lock, or dead. Exit code 128 + signal number, within three seconds.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

LEAVING = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
LIMIT = 2.7
"""Seconds after which the process ends come what may."""
_STILL = 1.2
_DRAIN = 1.6
_GRACE = 0.6
_SPILL = 0.3
"""Seconds for what is there already to be safe; a file that cannot be written yet must not keep us from the keys."""
_RESTORE = (
    "\x1b[?2026l\x1b[?2048l\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    "\x1b[0m\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)


def install_signals(app: App[Any], flush: Callable[[float], object]) -> None:
    """Take over SIGHUP, SIGTERM and SIGINT for the life of the process; call from the main thread.

    ``flush`` makes everything the saver holds safe within the seconds it is given, in the file or beside it; it is
    called from another thread, twice. Then the app is asked to exit; if it does not, the terminal is restored and
    the process ended from here.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)

    def on_signal(number: int, _frame: object) -> None:
        # By hand only where somebody else had taken the wake-up descriptor over: this runs when the main thread is
        # free again, and a ctrl+c meant for an editor would be seen a second time after the editor has ended.
        with contextlib.suppress(OSError):
            if signal.set_wakeup_fd(writer, warn_on_full_buffer=False) != writer:
                os.write(writer, bytes([number]))

    for number in LEAVING:
        signal.signal(number, on_signal)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    threading.Thread(
        target=_wait_and_leave, args=(reader, app, flush), name="reviewtui-leaving", daemon=True
    ).start()


def _wait_and_leave(reader: int, app: App[Any], flush: Callable[[float], object]) -> None:
    while True:
        numbers = [number for number in os.read(reader, 64) if number in LEAVING]
        if numbers and not (numbers == [signal.SIGINT] and _is_suspended(app)):
            break
    code = 128 + numbers[0]
    started = time.monotonic()
    threading.Thread(target=_watchdog, args=(app, code), name="reviewtui-watchdog", daemon=True).start()
    _quietly(flush, _SPILL)
    _drain(app)
    _quietly(flush, max(_SPILL, LIMIT - _GRACE / 2 - (time.monotonic() - started)))
    _ask_to_exit(app, code)
    time.sleep(max(0.0, min(_GRACE, LIMIT - (time.monotonic() - started))))
    _end(app, code)


def _is_suspended(app: App[Any]) -> bool:
    """Whether another program, an editor, has the terminal: its ctrl+c is not for us."""
    return bool(getattr(app._driver, "suspended", False))


def _watchdog(app: App[Any], code: int) -> None:
    time.sleep(LIMIT)
    _end(app, code)


def _quietly(flush: Callable[[float], object], seconds: float) -> None:
    with contextlib.suppress(Exception):
        flush(seconds)


def _ask_to_exit(app: App[Any], code: int) -> None:
    """The orderly way out, on the loop's own thread."""
    driver = app._driver
    if driver is not None:
        with contextlib.suppress(RuntimeError):
            driver._loop.call_soon_threadsafe(lambda: app.exit(return_code=code))


def _drain(app: App[Any]) -> None:
    """Wait until what the terminal held has gone through the app, or nothing moves for longer than a busy machine explains."""
    driver = app._driver
    if driver is None:
        return
    end = time.monotonic() + _DRAIN
    stuck = time.monotonic() + _STILL
    calm, before = 0, None
    while calm < 3 and time.monotonic() < min(end, stuck):
        turned = threading.Event()
        try:
            driver._loop.call_soon_threadsafe(turned.set)
        except RuntimeError:
            return
        turned.wait(0.05)
        now = (_unread(), _waiting(app), turned.is_set())
        calm = calm + 1 if now == (0, 0, True) else 0
        if now != before:
            before, stuck = now, time.monotonic() + _STILL
        time.sleep(0.005)


def _unread() -> int:
    """Bytes the terminal holds that nobody has read; 0 when it is gone."""
    try:
        return int(struct.unpack("i", fcntl.ioctl(0, termios.FIONREAD, b"\0\0\0\0"))[0])
    except OSError:
        return 0


def _waiting(app: App[Any]) -> int:
    """Messages on their way between the app, its screens and widgets."""
    try:
        held = len(getattr(app, "_held", ()))
        return held + app.message_queue_size + sum(node.message_queue_size for node in list(app._registry))
    except RuntimeError:
        return 1


def _end(app: App[Any], code: int) -> None:
    with contextlib.suppress(Exception):
        restore_terminal(app)
    os._exit(code)


def give_back(app: App[Any]) -> None:
    """After an orderly end: a terminal that nobody reads did not take its way out yet; write it over what is stuck."""
    writer = getattr(app._driver, "_writer_thread", None)
    if isinstance(writer, threading.Thread) and writer.is_alive():
        with contextlib.suppress(Exception):
            restore_terminal(app)


def restore_terminal(app: App[Any]) -> None:
    """Leave the alternate screen, mouse and raw mode behind, without the loop, also when nobody reads."""
    driver = app._driver
    if driver is None:
        return
    abandon = getattr(driver, "abandon", None)
    if abandon is not None:
        abandon()
    attributes = getattr(driver, "attrs_before", None)
    if attributes is not None:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(0, termios.TCSANOW, attributes)
    fd = sys.__stderr__.fileno() if sys.__stderr__ else 2
    if not os.isatty(fd):
        return
    if not select.select([], [fd], [], 0.05)[1]:
        # Nobody reads: throw away the half-drawn frame so that the way out is the next thing read.
        termios.tcflush(fd, termios.TCOFLUSH)
    if select.select([], [fd], [], 0.2)[1]:
        os.write(fd, _RESTORE.encode())
