"""Putting something aside until a day: one reason of the queue, or the whole account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from reviewtui.domain.dates import understand_date
from reviewtui.domain.frozen import frozen
from reviewtui.domain.queue import QueueLine
from reviewtui.tui.widgets.choice_row import ChoiceRow
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.field import Field, FieldRow

LABEL = 8
UNTIL = "in 2 weeks"


@frozen
class Aside:
    """What the dialog returns; ``reason`` is empty for the whole account."""

    until: date
    note: str
    reason: str = ""


class AsideDialog(Dialog[Aside]):
    """Which reason (a digit, where there are several), until when in shorthand, and a note."""

    place = "form"

    def __init__(
        self, title: str, text: str, as_of: date, order: str, reasons: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(title, text)
        self._as_of, self._order = as_of, order
        self._reasons = reasons

    def body(self) -> Iterator[Widget]:
        """The rows; the date has the focus and is replaced by typing."""
        self.until = FieldRow("Until", Field(UNTIL, id="until"), label_width=LABEL)
        self.until.field.select_on_focus = True
        self.until.set_reactive(FieldRow.echo, self._echo(UNTIL))
        yield self.until
        self.note = Field(id="why", placeholder="what you wait for")
        yield FieldRow("Note", self.note, label_width=LABEL)
        self.reason = ChoiceRow(self._reasons, self._reasons[0][0] if self._reasons else "", id="reason")
        if len(self._reasons) > 1:
            yield FieldRow("Reason", self.reason, label_width=LABEL)

    def _echo(self, text: str) -> str:
        read = understand_date(text, self._as_of, order=self._order)
        if read.value is None:
            return f"? {read.problem or 'until when?'}"
        return f"= {read.echo}" if read.value > self._as_of else "? name a day that is ahead"

    @on(Field.Changed, "#until")
    def _changed(self, message: Field.Changed) -> None:
        self.until.echo = self._echo(message.value)

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.action_accept()

    def action_accept(self) -> None:
        """Return all of it, unless the date is not understood."""
        read = understand_date(self.until.field.value, self._as_of, order=self._order)
        if read.value is None or read.value <= self._as_of:
            self.until.field.focus()
            return
        self.dismiss(Aside(read.value, self.note.value.strip(), self.reason.value))


def ask_snooze(line: QueueLine, as_of: date, order: str) -> AsideDialog:
    """Put a reason of an account aside; the first one is proposed."""
    reasons = tuple((one.code, one.code) for one in line.reasons)
    text = f"{line.reasons[0].text}. It counts again from the day on."
    if len(reasons) > 1:
        text = "The reason counts again from the day on."
    return AsideDialog(f"Put aside: {line.name}", text, as_of, order, reasons)


def ask_pause(name: str, as_of: date, order: str) -> AsideDialog:
    """Leave an account in peace until a day."""
    text = "Out of the queue until the day, but for what they are owed: urgent issues and overdue promises."
    return AsideDialog(f"Leave in peace: {name}", text, as_of, order)
