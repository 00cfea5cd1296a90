"""The driver: Textual's own for POSIX terminals, made quick and unbreakable. ``driver_class()`` picks it.

What it changes, and why: a terminal that stops reading blocked the event loop (see ``writer``); invalid UTF-8
ended the program; a closed terminal made it spin at full speed; a stray SIGCONT started a second input thread;
the input thread woke ten times a second, which made Esc slow and leaving slower; Esc followed at once by a key
was read as alt+key, as shift+tab, as ctrl+w; a paste with an escape in it was run as keys; unchanged lines were written again and again.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import threading
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from typing import IO, Any

from textual import constants, events
from textual._parser import ParseError
from textual._time import get_time
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from reviewtui.tui.slimmer import Slimmer
from reviewtui.tui.writer import Writer

READ = 64 * 1024
_ESCAPE_KEY = re.compile(r"\x1b(?:[^\x00-\x1f\x7f\[O]|[\t\x7f])")
"""Esc and a key that Textual takes for one: alt+key, and for Tab and Backspace shift+Tab and ctrl+w."""


def escape_delay() -> float:
    """Seconds to wait after Esc for the rest of a sequence: $ESCDELAY, else 25 ms, over SSH 100 ms.

    A sequence can arrive in two packets; then too short a wait turns an arrow key into three keys.
    """
    remote = "SSH_CONNECTION" in os.environ or "SSH_TTY" in os.environ
    try:
        return max(0, int(os.environ["ESCDELAY"])) / 1000
    except (KeyError, ValueError):
        return 0.1 if remote else 0.025


class KeyParser(XTermParser):
    """Reads Esc and a key as two keys, never as alt+key, and takes a whole paste in one piece."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._paste: list[str] | None = None

    def feed(self, data: str) -> Iterable[Message]:
        """Messages for a piece of input; what a paste holds is text only, whatever it looks like."""
        while data:
            if self._paste is None:
                before, mark, data = data.partition(BRACKETED_PASTE_START)
                if before:
                    yield from super().feed(before)
                if mark:
                    self._paste = []
                continue
            text = "".join((*self._paste, data))
            inside, mark, rest = text.partition(BRACKETED_PASTE_END)
            if not mark:
                self._paste = [text]
                return
            self._paste = None
            data = rest
            yield events.Paste(inside)

    def rest(self) -> Iterable[Message]:
        """What has come of a paste whose end will not come any more."""
        if self._paste:
            yield events.Paste("".join(self._paste))
            self._paste = None

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if alt or _ESCAPE_KEY.fullmatch(sequence):
            yield events.Key("escape", "\x1b")
            sequence = sequence[-1]
        yield from super()._sequence_to_key_events(sequence)


class _WakingEvent(threading.Event):
    """An event that a ``select`` can wait for."""

    def __init__(self) -> None:
        super().__init__()
        self.reader, self._writer = os.pipe()
        os.set_blocking(self.reader, False)

    def set(self) -> None:
        """Set it and wake the thread that selects on ``reader``."""
        super().set()
        os.write(self._writer, b"x")

    def clear(self) -> None:
        """Unset it and empty the pipe."""
        super().clear()
        try:
            while os.read(self.reader, 64):
                pass
        except BlockingIOError:
            pass


def _has_shell() -> bool:
    """Whether our parent can stop and continue us: not so in ``ssh -t host reviewtui`` or a window of tmux for us alone."""
    parent = os.getppid()
    try:
        return os.getsid(parent) == os.getsid(0) and os.getpgid(parent) != os.getpgrp()
    except OSError:
        return False


class QuietDriver(LinuxDriver):
    """LinuxDriver that never blocks the loop, never wakes for nothing and never dies of what it reads."""

    def __init__(self, app: Any, *, debug: bool = False, mouse: bool = True, size: Any = None) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        vars(constants)["ESCAPE_DELAY"] = escape_delay()
        self.exit_event = _WakingEvent()
        self._slimmer = Slimmer()
        self.suspended = False

    # --- output
    def write(self, data: str) -> None:
        """Queue what changes the screen; never waits for the terminal."""
        if self._writer_thread is not None:
            data = self._slimmer.reduce(data)
            if data:
                self._writer_thread.write(data)

    def forget(self) -> None:
        """Write every line again at the next paint: the terminal may show something else than we wrote."""
        self._slimmer.forget()

    def _writer(self, file: IO[str]) -> Writer:
        return Writer(file, self._caught_up)

    def _caught_up(self) -> None:
        """Paint everything, from the writer's thread, after frames had to be dropped."""
        self._loop.call_soon_threadsafe(self._repaint)

    def _repaint(self) -> None:
        self.forget()
        self._app.refresh()

    def abandon(self) -> None:
        """Give the terminal up: nothing queued is written any more."""
        if isinstance(self._writer_thread, Writer):
            self._writer_thread.abandon()

    # --- coming and going
    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self.forget()
        vars(linux_driver)["WriterThread"] = self._writer
        super().start_application_mode()  # type: ignore[no-untyped-call]
        resized = signal.getsignal(signal.SIGWINCH)

        def forget_then_resize(number: int, frame: Any) -> None:
            self.forget()
            if callable(resized):
                resized(number, frame)

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGWINCH, forget_then_resize)

    def suspend_application_mode(self) -> None:
        """Give the terminal back for a while (an editor, ctrl+z in the shell)."""
        self.suspended = True
        super().suspend_application_mode()

    def resume_application_mode(self) -> None:
        """Take it again."""
        super().resume_application_mode()
        self.suspended = False

    def _sigtstp_application(self, *_: object) -> None:
        """Stop with an editor only where a shell can bring both back: elsewhere the kernel leaves the editor running."""
        if not self.suspended:
            super()._sigtstp_application()
        elif _has_shell():
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Come back only when it was we who went: any other SIGCONT is not for us."""
        if self.suspended:
            super()._sigcont_application()

    # --- input
    def process_message(self, message: Message) -> None:
        """Pass a message on; after a resize nothing on the screen is certain."""
        if isinstance(message, events.Resize):
            self.forget()
        super().process_message(message)

    def _run_input_thread(self) -> None:
        """Read until told to stop; a fault in here goes the way of every other fault."""
        try:
            self.run_input_thread()
        except Exception as error:
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Sleep until there is input or a half-read Esc runs out of time."""
        parser = KeyParser(self._debug)
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                selector.register(self.exit_event.reader, selectors.EVENT_READ)  # type: ignore[attr-defined]
                for message in self._messages(selector, parser):
                    self.process_message(message)
        finally:
            try:
                for message in XTermParser.feed(parser, ""):
                    self.process_message(message)
            except (EOFError, ParseError):
                pass

    def _messages(self, selector: selectors.BaseSelector, parser: KeyParser) -> Iterator[Message]:
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        while not self.exit_event.is_set():
            due = parser._timeout_time
            ready = selector.select(None if due is None else max(0.0, due - get_time()))
            if any(key.fd == self.fileno for key, _ in ready):
                data = self._read()
                if not data:
                    yield from parser.rest()
                    os.kill(os.getpid(), signal.SIGHUP)
                    return
                yield from parser.feed(decode(data))
            yield from parser.tick()

    def _read(self) -> bytes:
        """What the terminal has; nothing when it is gone."""
        try:
            return os.read(self.fileno, READ)
        except OSError:
            return b""
