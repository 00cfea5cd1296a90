"""A note, a list and a heartbeat on the real driver. argv: FOLDER [quiet]; quiet leaves the heartbeat out.

Typing BOOM crashes it, FREEZE blocks its event loop, ctrl+o opens $EDITOR.

Writes into FOLDER: text (what flush was given last), beats (one byte each 50 ms), keys (one key per line).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult

from reviewtui.domain.errors import InvalidInput
from reviewtui.tui import terminal
from reviewtui.tui.widgets.editor import edit_in_editor
from reviewtui.tui.widgets.line_list import LineList
from reviewtui.tui.widgets.note_area import NoteArea

FOLDER = Path(sys.argv[1])
OPTIONS = set(sys.argv[2:])


class Notes(terminal.CrashSafe, App[None]):
    """Keeps the newest text outside the widgets, as the saver does."""

    CSS = "NoteArea { max-height: 8; } LineList { height: 1fr; }"
    BINDINGS = [("ctrl+o", "edit", "Edit")]
    crash_log = FOLDER / "crash.log"
    newest = ""

    def compose(self) -> ComposeResult:
        yield NoteArea(min_rows=4, max_rows=8)
        yield LineList()

    def on_mount(self) -> None:
        self.query_one(LineList).set_source(10_000, lambda i: f"Account {i:06d}  {i * 37 % 99991:>8,}")
        if "quiet" not in OPTIONS:
            self.set_interval(0.05, self.beat)
        self.query_one(NoteArea).focus()

    def beat(self) -> None:
        with (FOLDER / "beats").open("ab") as file:
            file.write(b".")

    def on_note_area_changed(self, event: NoteArea.Changed) -> None:
        self.newest = event.text
        if event.text.endswith("BOOM"):
            secret = "customer data"
            raise RuntimeError(f"do not print {secret}")
        if event.text.endswith("FREEZE"):
            time.sleep(30)

    def on_event_key(self, event: events.Key) -> None:
        with (FOLDER / "keys").open("a") as file:
            file.write(event.key + "\n")

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.on_event_key(event)
        await super().on_event(event)

    def action_edit(self) -> None:
        note = self.query_one(NoteArea)
        try:
            note.load(edit_in_editor(self, note.text))
        except InvalidInput as error:
            note.load(str(error))

    def on_left(self) -> None:
        self.query_one(LineList).focus()


def main() -> int:
    problem = terminal.terminal_problem()
    if problem:
        print(problem, file=sys.stderr)
        return 2
    app = Notes(driver_class=terminal.driver_class())
    return terminal.run_app(
        app, flush=lambda _seconds: (FOLDER / "text").write_text(app.newest, "utf-8") and None
    )


if __name__ == "__main__":
    sys.exit(main())
