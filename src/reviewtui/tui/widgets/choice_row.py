"""One choice in one row: ``1 call  2 visit  3 video``; a digit takes an option, the arrows move.

row = ChoiceRow([("call", "call"), ("visit", "visit")], "call")      # (key, label); FieldRow("Channel", row)
row.value; message ChoiceRow.Changed(row, value)
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.message import Message

from reviewtui.tui.widgets.lines import OneRow, Parts

DIGITS = "1234567890"


class ChoiceRow(OneRow, can_focus=True):
    """The options with their digits; the one taken stands in brackets and reversed."""

    DEFAULT_CSS = """
    ChoiceRow { border-left: blank; }
    ChoiceRow:focus { border-left: outer $accent; }
    """

    class Changed(Message):
        """Another option was taken."""

        def __init__(self, row: ChoiceRow, value: str) -> None:
            super().__init__()
            self.row = row
            self.value = value

        @property
        def control(self) -> ChoiceRow:
            """The row, for ``@on(ChoiceRow.Changed, "#id")``."""
            return self.row

    def __init__(self, options: Sequence[tuple[str, str]], value: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = list(options)
        self.value = value

    def take(self, value: str) -> None:
        """Take an option and tell so."""
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self, value))

    def parts(self, width: int) -> Parts:
        """All options, without their names where they do not fit, but always the name of the one taken."""
        for behind in (" ", ""):
            full = self._parts(named=True, behind=behind)
            if sum(cell_len(text) for text, _ in full) <= width:
                return full
        return self._parts(named=False, behind=" ")

    def _parts(self, named: bool, behind: str) -> Parts:
        parts: Parts = []
        for digit, (key, label) in zip(DIGITS, self.options, strict=False):
            here = key == self.value
            text = f"{digit} {label}" if named or here else digit
            parts.append((f"[{text}]" if here else f" {text}{behind}", "here" if here else ""))
        return parts

    def on_key(self, event: events.Key) -> None:
        """Digits take, arrows move."""
        keys = [key for key, _ in self.options]
        at = DIGITS.find(event.character or "") if event.character else -1
        if event.key in ("left", "right") and keys:
            here = keys.index(self.value) if self.value in keys else -1
            at = max(0, min(len(keys) - 1, here + (1 if event.key == "right" else -1)))
        if 0 <= at < len(keys):
            event.stop()
            self.take(keys[at])
