"""How many accounts a session of calls is to have."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from reviewtui.tui.widgets.dialog import Prompt


class HowMany(Prompt):
    """How many accounts a session is to have; the number that is proposed is replaced by typing."""

    def __init__(self, most: int, proposed: int) -> None:
        def echo(text: str) -> str:
            fits = text.strip().isdecimal() and 1 <= int(text) <= most
            return "" if fits else f"? a number from 1 to {most:,}"

        text = (
            "Brief, review, wrap-up; > goes on to the next. Space marks accounts for a session of your own."
        )
        value = str(min(proposed, most))
        super().__init__("Call how many, from the top?", text, value=value, label="Accounts", echo=echo)

    def body(self) -> Iterator[Widget]:
        """The number, selected."""
        yield from super().body()
        self.field.select_on_focus = True
