"""The terminal around the app: fit to use, kept clean, given back whatever happens.

    problem = terminal_problem()                    # a sentence, or None
    install_sanitiser()                             # once, before the first paint
    code = run_app(app, flush=saver.flush)          # signals, crash line, exit code

    class ReviewTui(CrashSafe, App[None]): crash_log = Path(...)

Text is never read from widgets on the way out: they are gone by then. ``flush`` writes what the saver holds.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.strip import Strip

from reviewtui.domain.text import safe

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from textual.app import App
    from textual.driver import Driver

CRASHED = 70
_PLAIN = re.compile(r"[\t\n\x20-\x7e]*")


def terminal_problem() -> str | None:
    """Why the app cannot run on this terminal (a sentence that says what to do), or None when it can."""
    if not _is_tty(0) or not _is_tty(2):
        return (
            "reviewtui needs a terminal: its input and its error output must not be redirected. "
            "For scripts use the commands, such as reviewtui today --json."
        )
    if os.environ.get("TERM") == "dumb":
        return (
            "This terminal (TERM=dumb) cannot show a full screen. "
            "Use another terminal, or the commands, such as reviewtui today."
        )
    return None


def own_size() -> None:
    """Leave out COLUMNS and LINES where the terminal says its size itself; call before the app is made.

    A shell or ``docker exec -e COLUMNS`` may have exported them, and they stay what they were when a window is resized.
    """
    try:
        known = all(os.get_terminal_size(2))
    except OSError:
        known = False
    if known:
        os.environ.pop("COLUMNS", None)
        os.environ.pop("LINES", None)


def _is_tty(fd: int) -> bool:
    try:
        return os.isatty(fd)
    except OSError:
        return False


def driver_class() -> type[Driver] | None:
    """Our driver on POSIX terminals; None elsewhere, which means Textual's own."""
    if os.name != "posix":
        return None
    from reviewtui.tui.driver import QuietDriver

    return QuietDriver


def install_sanitiser() -> None:
    """Let nothing that steers a terminal pass where Textual turns strips into bytes; harmless to call again."""
    if getattr(Strip.render, "sanitises", False):
        return
    plain_render = Strip.render

    def render(self: Strip, console: Console) -> str:
        if self._render_cache is None and any(not _PLAIN.fullmatch(text) for text, _, _ in self._segments):
            clean = [Segment(safe(text), style, control) for text, style, control in self._segments]
            return plain_render(Strip(clean, self._cell_length), console)
        return plain_render(self, console)

    vars(render)["sanitises"] = True
    type.__setattr__(Strip, "render", render)


class CrashSafe:
    """For the App: a fault ends it with one line and a log that holds no data, not with locals on the screen."""

    crash_log: Path | None = None

    _exception: BaseException | None
    _exception_event: Any
    _return_code: int | None
    _exit_renderables: list[RenderableType]
    _close_messages_no_wait: Callable[[], None]

    def _handle_exception(self, error: Exception) -> None:
        """Log the fault, tell waiting tests, and leave with exit code 70."""
        self._return_code = CRASHED
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            # Textual wraps what a worker raised; the place where it happened is inside.
            write_crash(self.crash_log, getattr(error, "error", None) or error)
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Say in one line that it crashed and where to read more."""
        if self._return_code != CRASHED:
            super()._print_error_renderables()  # type: ignore[misc]
            return
        self._exit_renderables.clear()
        print(crash_line(self.crash_log), file=sys.__stderr__)


def crash_line(log: Path | None) -> str:
    """The one line a user sees after a fault."""
    where = f" Details without your data: {log}" if log else ""
    return f"reviewtui stopped on an internal error; what you typed is saved.{where}"


def write_crash(log: Path | None, error: BaseException) -> None:
    """Append where it happened, but no values and no message: those can hold what was typed. Never raises."""
    if log is None:
        return
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {type(error).__module__}.{type(error).__qualname__}"]
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        fd = os.open(log, flags, 0o600)
        with os.fdopen(fd, "a", encoding="utf-8", errors="replace") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return


def run_app(app: App[Any], flush: Callable[[float], object], *, mouse: bool = True) -> int:
    """Run the app with signals and sanitiser installed; return the exit code for the process.

    0 after a normal end, 70 after a fault, 128 + n after signal n; ``flush`` is given the
    seconds it has and may be called from any thread, several times, also after the app has ended.
    """
    install_sanitiser()
    if os.name == "posix":
        from reviewtui.tui.leaving import install_signals

        install_signals(app, flush)
    log = getattr(app, "crash_log", None)
    try:
        app.run(mouse=mouse)
    except Exception as error:
        write_crash(log, error)
        print(crash_line(log), file=sys.__stderr__)
        return CRASHED
    finally:
        if os.name == "posix":
            from reviewtui.tui.leaving import give_back

            give_back(app)
    return app.return_code or 0
