"""One row over a list that narrows it as you type: ``/``, the field, and how many are left.

bar.open(); bar.text; bar.clear(); bar.say("12 of 10,000")
messages: FilterBar.Changed(text), FilterBar.Taken on Enter, FilterBar.Left(to_list) when it is left: by Tab or
the down key to the list, by Esc, which clears it first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from reviewtui.domain.text import safe
from reviewtui.tui.messages import Left
from reviewtui.tui.widgets.field import Field


class _Completing(Suggester):
    """The first of what a function says a text may become."""

    def __init__(self, complete: Callable[[str], Sequence[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        """The text completed, where that only adds to what is typed."""
        return next((one for one in self._complete(value) if one.startswith(value)), None)


class FilterBar(Horizontal):
    """Hidden while there is nothing in it and nobody types."""

    DEFAULT_CSS = """
    FilterBar { height: 1; display: none; }
    FilterBar > .slash { width: 9; text-style: bold; padding: 0 1 0 0; }
    FilterBar:focus-within { background: $background; }
    FilterBar:focus-within > .slash { text-style: bold reverse; }
    FilterBar > Field { width: 1fr; }
    FilterBar > .left { width: auto; max-width: 40%; color: $text-muted; padding: 0 1; }
    """

    class Changed(Message):
        """Another text stands in it."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Taken(Message):
        """Enter: open what is found."""

    class Closed(Message):
        """The field is left; the text is empty after Esc."""

    def __init__(
        self, placeholder: str = "part of a name", *, complete: Callable[[str], Sequence[str]] | None = None
    ) -> None:
        super().__init__()
        self.field = Field(leaves="message", placeholder=placeholder)
        if complete is not None:
            # What may come next stands dim behind the cursor; the right key takes it.
            self.field.suggester = _Completing(complete)
        self._left = Static("", classes="left")
        self._said = 0

    def compose(self) -> ComposeResult:
        """Word, field, count."""
        yield Static(" Filter /", classes="slash")
        yield self.field
        yield self._left

    @property
    def text(self) -> str:
        """What is typed, trimmed."""
        return self.field.value.strip()

    def open(self) -> None:
        """Show it and type into it."""
        # At once, not with the next pass of styles: the next key is already on its way.
        self._show(True)
        self.screen.set_focus(self.field)

    def set_text(self, text: str) -> None:
        """Show another text, as if it had been typed, without going into the field."""
        self.field.load(text)
        self._show(bool(text))

    def clear(self) -> None:
        """Forget the text and go away; the screen shows its whole list again."""
        self.field.load("")
        self._show(False)

    def say(self, words: str) -> None:
        """Say how many are left."""
        content = Content(safe(words))
        # Laying the screen out again draws all of it; only words of another width need that.
        self._left.update(content, layout=content.cell_length != self._said)
        self._said = content.cell_length

    @on(Field.Changed)
    def _changed(self, message: Field.Changed) -> None:
        message.stop()
        self.post_message(self.Changed(self.text))

    @on(Input.Submitted)
    def _taken(self, message: Input.Submitted) -> None:
        message.stop()
        self.post_message(self.Taken())

    @on(Left)
    def _leave(self, message: Left) -> None:
        message.stop()
        if message.direction == "out" and self.text:
            self.field.load("")
            self.post_message(self.Changed(""))
        self._close()

    def on_key(self, event: events.Key) -> None:
        """The down key goes into the list."""
        if event.key == "down":
            event.stop()
            self._close()

    def _close(self) -> None:
        self._show(bool(self.text))
        self.post_message(self.Closed())

    def _show(self, shown: bool) -> None:
        self.styles.display = "block" if shown else "none"
