"""Asking for a date in shorthand, with what was understood shown at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

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


def ask_date(title: str, text: str, as_of: date, order: str, value: str = "") -> Prompt:
    """A dialog for one date; it returns the text as typed (empty: no date) or None."""
    return Prompt(title, text, value=value, label="Date", echo=date_echo(as_of, order))
