"""One setting of the figures, typed anew and checked at every key."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from reviewtui.domain.text import safe
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.field import Field, FieldRow


class SettingPrompt(Dialog[str]):
    """Returns what was typed over the value in force; what is wrong with it keeps the window open, in a sentence."""

    place = "form"
    DEFAULT_CSS = """
    SettingPrompt > .box > .said { height: 2; color: $text-muted; }
    SettingPrompt > .box > .said.-wrong { color: $text-warning; text-style: bold; }
    """

    def __init__(self, title: str, text: str, value: str, wrong: Callable[[str], str]) -> None:
        super().__init__(title, text)
        self._value, self._wrong = value, wrong
        self.said = Static(classes="said")

    def body(self) -> Iterator[Widget]:
        """The value, selected, so that typing replaces it; what is wrong with it below."""
        field = Field(self._value, id="value")
        field.select_on_focus = True
        yield FieldRow("Value", field, label_width=6)
        yield self.said

    @on(Field.Changed)
    def _changed(self, message: Field.Changed) -> None:
        message.stop()
        self._say(self._wrong(message.value))

    def _say(self, wrong: str) -> None:
        self.said.set_class(bool(wrong), "-wrong")
        self.said.update(Content(safe(f"? {wrong}" if wrong else "")))

    @on(Input.Submitted)
    def _take(self, message: Input.Submitted) -> None:
        wrong = self._wrong(message.value)
        self._say(wrong)
        if not wrong:
            self.dismiss(message.value)
