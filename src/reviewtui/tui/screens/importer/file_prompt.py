"""The question for the file: a typed path, with what could come next below it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

from textual import on, work
from textual.widget import Widget
from textual.widgets import Input

from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.importer.paths import Entry, Seen, common, look
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.field import Field, FieldRow
from reviewtui.tui.widgets.line_list import LineList

_TEXT = "CSV, XLSX, XLS or ODS; accounts first, then contacts and orders. Tab completes what you type."


class FilePrompt(Dialog[Path]):
    """Returns the file; Tab completes, arrows choose, Enter takes a file or goes into a folder."""

    place = "file"
    BINDINGS = bindings("file")
    DEFAULT_CSS = """
    FilePrompt > .box { width: 78; }
    FilePrompt > .box > LineList { height: 10; margin: 1 0 0 0; }
    FilePrompt.-low > .box > LineList { height: 5; }
    """

    def __init__(self, value: str = "") -> None:
        super().__init__("Which file?", _TEXT)
        self._value = value
        self.entries: tuple[Entry, ...] = ()

    def body(self) -> Iterator[Widget]:
        """The path over the ways on."""
        self.field = Field(self._value, id="path")
        self.row = FieldRow("File", self.field, label_width=5)
        yield self.row
        self.list = LineList(empty="Nothing here that could be imported.")
        self.list.can_focus = False
        self.list.lit = True
        yield self.list

    def on_mount(self) -> None:
        """Show what is in the folder."""
        self.look()

    @on(Field.Changed)
    def _typed(self, message: Field.Changed) -> None:
        message.stop()
        self.look()

    @work(exclusive=True, group="look")
    async def look(self) -> None:
        """Read the folder and say what stands at the path."""
        self._show(await asyncio.to_thread(look, self.field.value))

    def _show(self, seen: Seen) -> None:
        if seen.typed != self.field.value:
            return
        self.row.echo = seen.echo
        self.entries = entries = seen.entries
        self.list.set_source(
            len(entries),
            lambda i: [(entries[i].name, "accent" if entries[i].is_folder else ""), (f"  {entries[i].note}", "dim")],
            lambda i: entries[i].text,
        )  # fmt: skip
        self.list.move_to(0)

    @work(exclusive=True, group="complete")
    async def action_complete(self) -> None:
        """As far as all of the ways go together; from there on with the one that is chosen."""
        seen = await asyncio.to_thread(look, self.field.value)
        shared = common(seen.entries)
        key = self.list.current_key
        if len(shared) > len(seen.typed) and shared.startswith(seen.typed):
            self._fill(shared)
        elif isinstance(key, str) and seen.entries:
            self._fill(key)

    def _fill(self, text: str) -> None:
        self.field.value = text
        self.field.cursor_position = len(text)

    @on(Input.Submitted)
    def _take(self, message: Input.Submitted) -> None:
        message.stop()
        self.take()

    @work(exclusive=True, group="complete")
    async def take(self) -> None:
        """The file that is typed, else the row under the cursor."""
        seen = await asyncio.to_thread(look, self.field.value)
        if seen.path is not None:
            self.dismiss(seen.path)
            return
        key = self.list.current_key
        if not isinstance(key, str) or not seen.entries or not key.startswith(seen.typed[:1]):
            self._show(seen)
            return
        chosen = await asyncio.to_thread(look, key)
        if chosen.path is not None:
            self.dismiss(chosen.path)
        else:
            self._fill(key)

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        message.stop()
        self._fill(str(message.key))
        self.take()

    def key_down(self) -> None:
        """Move in the list while the field keeps the focus."""
        self.list.action_down()

    def key_up(self) -> None:
        """Move up."""
        self.list.action_up()

    def key_pagedown(self) -> None:
        """A page down."""
        self.list.action_page_down()

    def key_pageup(self) -> None:
        """A page up."""
        self.list.action_page_up()
