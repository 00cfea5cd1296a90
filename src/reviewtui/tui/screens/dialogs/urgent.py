"""Something on fire, logged without leaving the question one is at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual import on, work
from textual.widget import Widget
from textual.widgets import Input

from reviewtui.domain.dates import understand_date
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.services.captures import SEVERITIES, urgent_issue
from reviewtui.tui.screens.dialogs.dates import date_echo
from reviewtui.tui.widgets.choice_row import ChoiceRow
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.field import Field, FieldRow

if TYPE_CHECKING:
    from reviewtui.tui.screens.place import Place
    from reviewtui.tui.session import Session

LABEL = 10


@dataclass(frozen=True, slots=True)
class Fire:
    """What the form returns; ``due`` is the day by which somebody acts, None when nobody said."""

    text: str
    severity: str
    owner: str
    due: date | None


class UrgentForm(Dialog[Fire]):
    """What it is, how bad, who sees to it and by when. What is typed stays when it is closed."""

    place = "form"
    keeps_typing = True

    def __init__(self, session: Session, account: tuple[int, str]) -> None:
        super().__init__("Urgent issue", account[1])
        self._session, self._key = session, f"urgent:{account[0]}"
        self._echo = date_echo(session.as_of, session.config.date_order)

    def body(self) -> Iterator[Widget]:
        """Four rows."""
        self.what = Field(id="what")
        yield FieldRow("What", self.what, label_width=LABEL)
        self.severity = ChoiceRow([(name, name) for name in reversed(SEVERITIES)], "urgent", id="severity")
        yield FieldRow("How bad", self.severity, label_width=LABEL)
        self.owner = Field("me", id="owner")
        yield FieldRow("Owner", self.owner, label_width=LABEL)
        self.due = FieldRow("Act by", Field(id="due"), label_width=LABEL)
        self.due.set_reactive(FieldRow.echo, self._said(""))
        yield self.due

    def _said(self, text: str) -> str:
        return self._echo(text) if text.strip() else "no action"

    def on_mount(self) -> None:
        """Bring back what was typed here and not logged."""
        self._fetch()

    @work
    async def _fetch(self) -> None:
        kept = await self._session.draft(self._key)
        if kept and not self.what.value:
            self.what.load(kept)

    @on(Field.Changed)
    def _changed(self, message: Field.Changed) -> None:
        message.stop()
        if message.input is self.what:
            self._session.keep_draft(self._key, message.value)
        elif message.input.id == "due":
            self.due.echo = self._said(message.value)

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.action_accept()

    def action_accept(self) -> None:
        """Return it, unless there is nothing to return or the date is not understood."""
        if not self.what.value.strip():
            self.what.focus()
            return
        text = self.due.field.value
        read = understand_date(text, self._session.as_of, order=self._session.config.date_order)
        if read.problem:
            self.due.field.focus()
            return
        owner = self.owner.value.strip() or "me"
        self.dismiss(Fire(self.what.value.strip(), self.severity.value, owner, read.value))


async def log_urgent(place: Place, account: tuple[int, str], *, review_id: int | None = None) -> bool:
    """Ask for an urgent issue and log it; with a day, an action for its owner is made too. Run it in a worker."""
    session, (account_id, _) = place.session, account
    fire = await place.app.push_screen_wait(UrgentForm(session, account))
    if fire is None:
        return False
    moment = session.moment()
    try:
        await session.act(
            lambda store: urgent_issue(
                store, account_id, fire.text, moment, severity=fire.severity, review_id=review_id,
                owner=fire.owner, due=fire.due,
            )
        )  # fmt: skip
    except ReviewTuiError as error:
        place.tell(str(error), bad=True)
        return False
    session.keep_draft(f"urgent:{account_id}", "")
    place.tell(f"{fire.severity} issue logged")
    return True
