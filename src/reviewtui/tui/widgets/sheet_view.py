"""The sheet: lines drawn by one widget, with one field and one note that stand wherever something is being written.

view.show(lines, block=(3, 11), editor=Editor("note", 9, 8, 70, 3))
line = SheetLine([("Budget for us", "here"), ("  Cut", "")], key)     # style names as in LineList, and "here"
view.field, view.note                                                 # the two editors, hidden unless ``editor`` names one
view.say("opened: ...")                    # over the last row, until the next sentence
view.take = handler                      # async (SheetKey) -> bool: sees every key before the widget that has it does
messages: SheetView.Clicked(view, key), SheetView.Resized(view), and those of the editors

Only lines that differ from what stands there are drawn again; the block is scrolled into sight. Keys are handed to
one handler in the order in which they were typed, and a key that reaches a widget which has just given the focus away
goes on to the one that has it now: what is typed faster than the screen follows is neither lost nor misplaced.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reviewtui.tui.widgets.cells import strip
from reviewtui.tui.widgets.drawn import Drawn
from reviewtui.tui.widgets.field import Field
from reviewtui.tui.widgets.note_area import NoteArea

STYLES = ("dim", "bold", "good", "warn", "bad", "accent", "head", "here", "chosen")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line: (text, style name) pairs, and what it belongs to, for clicks."""

    parts: tuple[tuple[str, str], ...] = ()
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class Editor:
    """Where an editor stands: on which line, from which cell, how wide and how many rows."""

    kind: Literal["field", "note"]
    line: int
    x: int
    width: int
    rows: int = 1


@dataclass(frozen=True, slots=True)
class SheetKey:
    """A key, the character it types, and whether it came to the list, the field or the note."""

    key: str
    character: str | None
    where: Literal["list", "field", "note"]


async def _nobody(_key: SheetKey) -> bool:
    return False


class SheetField(Field):
    """The field of the sheet; its keys pass the sheet first."""

    view: SheetView

    async def _on_key(self, event: events.Key) -> None:
        self.view.passed = event
        if await self.view.pass_on(event, "field"):
            event.stop()
            event.prevent_default()


class SheetNote(NoteArea):
    """The note of the sheet; its keys pass the sheet first, and it says when its text is wrapped anew."""

    view: SheetView

    def on_resize(self) -> None:
        """Another width may mean other rows."""
        self.view.post_message(SheetView.Rewrapped(self.view))

    async def _on_key(self, event: events.Key) -> None:
        self.view.passed = event
        if await self.view.pass_on(event, "note"):
            event.stop()
            event.prevent_default()


class SheetView(Drawn, Widget, can_focus=True):
    """See the module. It has the focus while nothing is being written."""

    COMPONENT_CLASSES = {f"sheetview--{name}" for name in STYLES}
    DEFAULT_CSS = """
    SheetView { width: 1fr; height: 1fr; background: $background; color: $foreground; overflow: hidden hidden;
        layout: vertical; }
    SheetView > Field, SheetView > NoteArea { position: absolute; }
    SheetView > .sheetview--dim { color: $text-muted; }
    SheetView > .sheetview--bold { text-style: bold; }
    SheetView > .sheetview--good { color: $text-success; }
    SheetView > .sheetview--warn { color: $text-warning; text-style: bold; }
    SheetView > .sheetview--bad { color: $text-error; text-style: bold; }
    SheetView > .sheetview--accent { color: $text-accent; }
    SheetView > .sheetview--head { color: $text-muted; text-style: bold; }
    SheetView > .sheetview--here { text-style: bold reverse; }
    SheetView > .sheetview--chosen { text-style: bold reverse; }
    """

    class Resized(Message):
        """The room is another one now; the lines should be made anew."""

        def __init__(self, view: SheetView) -> None:
            super().__init__()
            self.view = view

    class Pasted(Message):
        """Text was pasted while the list had the focus."""

        def __init__(self, view: SheetView, text: str) -> None:
            super().__init__()
            self.view = view
            self.text = text

    class Rewrapped(Message):
        """The note has another width now and may need other rows."""

        def __init__(self, view: SheetView) -> None:
            super().__init__()
            self.view = view

    class Clicked(Message):
        """A click on a line that belongs to something."""

        def __init__(self, view: SheetView, key: Hashable) -> None:
            super().__init__()
            self.view = view
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.field = SheetField(leaves="message", id="answer")
        self.note = SheetNote(min_rows=1, max_rows=100, leaves="message", id="note")
        self.field.view = self.note.view = self
        self.field.display = self.note.display = False
        self.take: Callable[[SheetKey], Awaitable[bool]] = _nobody
        self.passed: events.Key | None = None
        self.top = 0
        self._said = ""
        self._lines: Sequence[SheetLine] = ()
        self._block = (0, 0)
        self._editor: Editor | None = None

    def compose(self) -> ComposeResult:
        """The two editors."""
        yield self.field
        yield self.note

    # --- what stands there
    def show(self, lines: Sequence[SheetLine], block: tuple[int, int], editor: Editor | None = None) -> None:
        """Show these lines; ``block`` is the first and last line that must be seen."""
        old, old_top = self._lines, self.top
        self._lines, self._block, self._editor = lines, block, editor
        self._scroll_to_block()
        if self.top != old_top or self._marks(old, old_top) != self._marks(lines, self.top):
            self.refresh()
        else:
            self._refresh_changed(old)
        self._put_editors()

    def say(self, sentence: str) -> None:
        """Show a sentence over the last row, until there is another or none."""
        if sentence != self._said:
            self._said = sentence
            self.refresh(Region(0, max(0, self.size.height - 1), self.size.width, 1))

    def _refresh_changed(self, old: Sequence[SheetLine]) -> None:
        for y in range(self.size.height):
            at = y + self.top
            before = old[at] if at < len(old) else None
            now = self._lines[at] if at < len(self._lines) else None
            if before != now:
                self.refresh(Region(0, y, self.size.width, 1))

    def _marks(self, lines: Sequence[SheetLine], top: int) -> tuple[bool, bool]:
        return top > 0, top + self.size.height < len(lines)

    def _scroll_to_block(self) -> None:
        """Scroll as little as needed; of a block higher than the widget the editor's line, else its top, is seen."""
        height = self.size.height
        if not height:
            return
        first, last = self._block
        if self._editor is not None and last - first >= height:
            first, last = self._editor.line, self._editor.line + self._editor.rows - 1
        top = min(max(self.top, last - height + 1), first)
        if last < height:
            top = 0
        self.top = max(0, min(top, max(0, len(self._lines) - height)))

    def _put_editors(self) -> None:
        editor = self._editor
        for kind, widget in (("field", self.field), ("note", self.note)):
            wanted = editor is not None and editor.kind == kind
            if wanted and editor is not None:
                widget.styles.offset = (editor.x, editor.line - self.top)
                widget.styles.width = editor.width
                widget.styles.height = editor.rows
            if widget.display != wanted:
                widget.display = wanted
        self._focus_active()

    @property
    def editor(self) -> Editor | None:
        """What is being written in, if anything."""
        return self._editor

    @property
    def active(self) -> Widget:
        """The widget that keys are for: the open editor, else the list."""
        if self._editor is None:
            return self
        return self.field if self._editor.kind == "field" else self.note

    def _focus_active(self) -> None:
        mine = (self, self.field, self.note)
        screen = self.screen
        if screen.focused is not self.active and (screen.focused in mine or screen.focused is None):
            screen.set_focus(self.active, scroll_visible=False)

    def on_resize(self) -> None:
        """Keep the block and its editor in sight."""
        self._scroll_to_block()
        self._put_editors()
        self.refresh()
        self.post_message(self.Resized(self))

    # --- keys and mouse
    def _on_paste(self, event: events.Paste) -> None:
        """A paste where nothing is being written is handed on."""
        event.stop()
        self.post_message(self.Pasted(self, event.text))

    async def pass_on(self, event: events.Key, where: Literal["list", "field", "note"]) -> bool:
        """Give a key to the handler, or to the widget it is meant for by now; False when ``where`` keeps it."""
        widget = {"list": self, "field": self.field, "note": self.note}[where]
        if widget is not self.active:
            self.active.post_message(events.Key(event.key, event.character))
            return True
        return await self.take(SheetKey(event.key, event.character, where))

    async def _on_key(self, event: events.Key) -> None:
        if event is self.passed:
            return
        if await self.pass_on(event, "list"):
            event.stop()
            event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Say which line was clicked."""
        at = event.y + self.top
        if 0 <= at < len(self._lines) and self._lines[at].key is not None:
            self.post_message(self.Clicked(self, self._lines[at].key))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look further down without moving."""
        event.stop()
        self._scroll_by(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look further up."""
        event.stop()
        self._scroll_by(-3)

    def _scroll_by(self, rows: int) -> None:
        top = max(0, min(self.top + rows, len(self._lines) - self.size.height))
        if top != self.top:
            self.top = top
            self._put_editors()
            self.refresh()

    # --- drawing
    def render_line(self, y: int) -> Strip:
        """One row of the screen as a strip of exactly the width; the last cell marks that there is more."""
        width, height, base = self.size.width, self.size.height, self.rich_style
        at = y + self.top
        parts = self._lines[at].parts if at < len(self._lines) else ()
        if self._said and y == height - 1:
            parts = (("    ", ""), (self._said, "warn"))
        line = strip(parts, max(0, width - 1), base, self._style)
        above, below = self._marks(self._lines, self.top)
        mark = "^" if y == 0 and above else "v" if y == height - 1 and below else " "
        return Strip([*line, Segment(mark, base)], width)

    def _style(self, name: str) -> Style | None:
        return self.get_component_rich_style(f"sheetview--{name}", partial=True) if name in STYLES else None
