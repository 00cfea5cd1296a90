"""One-line fields: compact, with undo, and with what was understood shown beside them.

FieldRow("Budget", Field(id="money"), echo=True)         # a row: label, field, echo
row.echo = "= EUR 12,000.00"                             # or "? 1,234: thousands or decimals?"
field.load("12k")                                        # without Changed, clears undo
messages: Field.Changed (as Input.Changed), Field.Submitted (Enter), Field.PastedLines(field, text) for a
          paste of several lines, which is not inserted: put it where lines are kept;
          Left(field, direction) on Tab, shift+Tab, Esc when made with leaves="message"
"""

from __future__ import annotations

from typing import Any, Literal

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.widgets import Input, Static
from textual.widgets._input import Selection

from reviewtui.domain.text import normalise, safe
from reviewtui.tui.messages import Direction, Left

CAP = 64 * 1024
"""The most characters a field holds; a paste that would make it longer is refused whole."""


class Field(Input):
    """An Input of one row without border, blink or surprises."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """As Textual's, but a typed character does not lay the whole screen out anew: a field has one row."""
    BINDINGS = [
        Binding("ctrl+z", "undo", show=False),
        Binding("ctrl+y", "redo", show=False),
        Binding("ctrl+backspace,alt+backspace", "delete_left_word", show=False),
    ]
    _LEAVING = [
        Binding("tab", "leave('next')", show=False),
        Binding("shift+tab", "leave('previous')", show=False),
        Binding("escape", "leave('out')", show=False),
    ]
    DEFAULT_CSS = """
    Field, Field:focus { height: 1; padding: 0; border: none; border-left: blank; background: $background;
        background-tint: $background 0%; }
    Field:focus { border: none; border-left: outer $accent; }
    Field > .input--cursor { text-style: reverse; }
    Field > .input--selection { text-style: underline reverse; }
    Field > .input--placeholder, Field > .input--suggestion { color: $text-muted; }
    """

    class Changed(Input.Changed):
        """The value is another one now."""

    class PastedLines(Message):
        """A paste had several lines; nothing was inserted, ``text`` is all of it."""

        def __init__(self, field: Field, text: str) -> None:
            super().__init__()
            self.field = field
            self.text = text

        @property
        def control(self) -> Field:
            """The field, for ``@on(Field.PastedLines, "#id")``."""
            return self.field

    class Refused(Message):
        """A text did not fit into the field and was not inserted; ``text`` is all of it, ``why`` a sentence."""

        def __init__(self, field: Field, text: str, why: str) -> None:
            super().__init__()
            self.field = field
            self.text = text
            self.why = why

        @property
        def control(self) -> Field:
            """The field, for ``@on(Field.Refused, "#id")``."""
            return self.field

    class Moved(Message):
        """The cursor, or what is selected, is somewhere else now."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> Field:
            """The field, for ``@on(Field.Moved, "#id")``."""
            return self.field

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        leaves: Literal["focus", "message"] = "focus",
        password: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        self._past: list[tuple[str, int]] = []
        self._future: list[tuple[str, int]] = []
        self._replaying = False
        self._appending = False
        super().__init__(
            value,
            placeholder,
            password=password,
            select_on_focus=False,
            max_length=CAP,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False
        if leaves == "message":
            for binding in self._LEAVING:
                self._bindings.bind(binding.key, binding.action, show=False)

    def load(self, value: str) -> None:
        """Show another value without telling anybody; nothing to undo, cursor at its end."""
        self._replaying = True
        try:
            with self.prevent(self.Changed):
                self.value = value
        finally:
            self._replaying = False
        self._past.clear()
        self._future.clear()
        self._appending = False
        self.cursor_position = len(self.value)

    @property
    def typed_in(self) -> bool:
        """Whether something was typed or pasted since the value was loaded."""
        return bool(self._past)

    def validate_value(self, value: str) -> str:
        """Keep the value harmless and on one line, however it comes in."""
        return safe(normalise(value)).replace("\n", " ") if value else value

    def watch_value(self, old: str, new: str) -> None:
        """Remember the value before each change; runs of typed characters are one step."""
        if self._replaying or old == new:
            return
        appended = len(new) == len(old) + 1 and new.startswith(old)
        if not (appended and self._appending and not old.endswith(" ")):
            self._past.append((old, min(self.cursor_position, len(old))))
            del self._past[:-200]
        self._appending = appended
        self._future.clear()

    def watch_virtual_size(self, size: Size) -> None:
        """Stay inside what is left of the text."""
        self._scroll_update(size)

    def watch_selection(self) -> None:
        """Tell where the cursor is."""
        self.post_message(self.Moved(self))

    def action_undo(self) -> None:
        """Take the last change back."""
        self._replay(self._past, self._future)

    def action_redo(self) -> None:
        """Make it again."""
        self._replay(self._future, self._past)

    def _replay(self, source: list[tuple[str, int]], target: list[tuple[str, int]]) -> None:
        if not source:
            return
        value, cursor = source.pop()
        target.append((self.value, self.cursor_position))
        self._appending = False
        self._replaying = True
        try:
            self.value = value
        finally:
            self._replaying = False
        self.selection = Selection.cursor(min(cursor, len(value)))

    def _on_paste(self, event: events.Paste) -> None:
        """Insert a paste of one line; hand over anything that does not fit into a field."""
        event.stop()
        event.prevent_default()
        text = normalise(event.text)
        line = text.strip("\n")
        if "\n" in line:
            self.post_message(self.PastedLines(self, text))
        elif line:
            self.put_in(line)

    def put_in(self, line: str) -> None:
        """Insert a line where the cursor is; one that does not fit is refused whole."""
        if len(self.value) + len(line) > CAP:
            self.post_message(self.Refused(self, line, f"A field holds {CAP // 1024} kB; this does not fit."))
        else:
            self.replace(line, *self.selection)

    def restricted(self) -> None:
        """A change that does not fit is left out without a bell."""

    def action_leave(self, direction: Direction) -> None:
        """Tell the screen that the field is left by key."""
        self.post_message(Left(self, direction))


class FieldRow(Horizontal):
    """A label, its field and what was understood, in one row; a mark and reverse video show the focus."""

    DEFAULT_CSS = """
    FieldRow { height: auto; min-height: 1; }
    FieldRow > .label { width: 16; padding: 0 1 0 0; color: $text-muted; }
    /* Textual restyles on a move of the focus only below what has such a rule of its own. */
    FieldRow:focus-within { background: $background; }
    FieldRow:focus-within > .label { text-style: bold reverse; color: $foreground; }
    FieldRow > .field { width: 1fr; min-width: 12; }
    FieldRow > .echo { width: auto; max-width: 50%; padding: 0 0 0 1; color: $text-muted; }
    FieldRow > .echo.-doubt { color: $text-warning; text-style: bold; }
    """

    echo: reactive[str] = reactive("", init=False)

    def __init__(
        self, label: str, field: Any, echo: str = "", *, label_width: int = 16, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.label = label
        self.field = field
        self._label_width = label_width
        field.add_class("field")
        self.set_reactive(FieldRow.echo, echo)

    def compose(self) -> ComposeResult:
        """Label, field, echo."""
        label = Static(Content(safe(self.label)), classes="label")
        label.styles.width = self._label_width
        yield label
        yield self.field
        yield Static(Text(safe(self.echo), no_wrap=True, overflow="ellipsis"), classes="echo")

    def watch_echo(self, echo: str) -> None:
        """Draw the echo; a doubt (``? ...``) stands out by its mark and its weight."""
        shown = self.query_one(".echo", Static)
        shown.set_class(echo.startswith("?"), "-doubt")
        shown.update(Text(safe(echo), no_wrap=True, overflow="ellipsis"))
