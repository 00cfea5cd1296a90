"""Asking for a date in shorthand, with what was understood shown at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from textual.widget import Widget

from reviewtui.domain.dates import understand_date
from reviewtui.tui.widgets.dialog import Prompt


def date_echo(as_of: date, order: str) -> Callable[[str], str]:
    """What to show beside a date field while it is typed: ``= Fri 27 Nov 2026, in 5 days`` or ``? why not``."""

    def echo(text: str) -> str:
        if not text.strip():
            return "no date"
        read = understand_date(text, as_of, order=order)
        return f"= {read.echo}" if read.ok else f"? {read.problem}"

    return echo


class DatePrompt(Prompt):
    """Asks for one date in shorthand; returns the text as typed, which ``day`` reads."""

    def __init__(self, title: str, text: str, as_of: date, order: str, value: str = "") -> None:
        super().__init__(title, text, value=value, label="Date", echo=date_echo(as_of, order))
        self._as_of, self._order = as_of, order

    def body(self) -> Iterator[Widget]:
        """A date that is only proposed is replaced by typing."""
        yield from super().body()
        self.field.select_on_focus = True

    def day(self, typed: str) -> date | None:
        """The day that was meant; None for an empty text."""
        return understand_date(typed, self._as_of, order=self._order).value


def ask_date(title: str, text: str, as_of: date, order: str, value: str = "") -> DatePrompt:
    """A dialog for one date; it returns the text as typed (empty: no date) or None."""
    return DatePrompt(title, text, as_of, order, value)
