"""The call itself: when, how and with whom it was; nobody reached; something on fire.

Each function asks, keeps what was said, and comes back to where one was; run them in a worker (``@work``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from reviewtui.domain.dates import date_echo as in_full
from reviewtui.domain.dates import understand_date
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.reviews import CHANNELS, Review
from reviewtui.domain.text import name_key
from reviewtui.services import reviews
from reviewtui.tui.widgets.choice_row import ChoiceRow
from reviewtui.tui.widgets.dialog import Dialog, Prompt
from reviewtui.tui.widgets.field import Field, FieldRow
from reviewtui.tui.widgets.line_list import Line, LineList
from reviewtui.tui.widgets.lines import Title

if TYPE_CHECKING:
    from reviewtui.domain.accounts import Contact
    from reviewtui.domain.sheets import Sheet
    from reviewtui.storage.store import Store
    from reviewtui.tui.screens.place import Place

LABEL = 11


@dataclass(frozen=True, slots=True)
class Call:
    """What the form returns."""

    day: date
    channel: str
    attendees: tuple[str, ...]
    person: str


class CallForm(Dialog[Call]):
    """Date, channel, attendees (contacts by Space, other names typed), our person; Enter takes all of it."""

    place = "form"

    def __init__(
        self, name: str, review: Review, contacts: Sequence[Contact], as_of: date, order: str
    ) -> None:
        super().__init__("Call details", name)
        self.review = review
        self.as_of, self.order = as_of, order
        known = {name_key(contact.name) for contact in contacts}
        self.contacts = [contact for contact in contacts if not contact.left or _in(contact.name, review)]
        self.there = {contact.name for contact in self.contacts if _in(contact.name, review)}
        self.others = ", ".join(name for name in review.attendees if name_key(name) not in known)

    def body(self) -> Iterator[Widget]:
        """Five rows and the list of people."""
        review = self.review
        self.day = FieldRow("Date", Field(review.date.isoformat(), id="day"), label_width=LABEL)
        self.day.field.select_on_focus = True
        self.day.set_reactive(FieldRow.echo, self._echo(review.date.isoformat()))
        yield self.day
        self.channel = ChoiceRow([(name, name) for name in CHANNELS], review.channel, id="channel")
        yield FieldRow("Channel", self.channel, label_width=LABEL)
        if self.contacts:
            yield Title("Who was there (Space)", "dim")
            self.people = LineList(id="people")
            self.people.set_source(len(self.contacts), self._line, lambda i: self.contacts[i].id)
            yield self.people
        self.named = Field(self.others, placeholder="other names, with commas", id="others")
        yield FieldRow("Others" if self.contacts else "Attendees", self.named, label_width=LABEL)
        self.person = Field(review.person, id="person")
        yield FieldRow("Our person", self.person, label_width=LABEL)

    def _line(self, index: int) -> Line:
        contact = self.contacts[index]
        note = ", ".join(part for part in (contact.title, "decides" if contact.decides else "") if part)
        mark = "x" if contact.name in self.there else " "
        return [(f"[{mark}] {contact.name}", ""), (f"  {note}" if note else "", "dim")]

    def _echo(self, text: str) -> str:
        read = understand_date(text, self.as_of, order=self.order)
        if read.value is None:
            return f"? {read.problem or 'when was it?'}"
        return f"= {read.echo}" if read.value <= self.as_of else "? the call cannot be after today"

    @on(LineList.Marked)
    def _toggle(self, message: LineList.Marked) -> None:
        self.there ^= {self.contacts[message.index].name}
        self.people.refresh_row(message.index)

    @on(Field.Changed, "#day")
    def _changed(self, message: Field.Changed) -> None:
        self.day.echo = self._echo(message.value)

    @on(Input.Submitted)
    @on(LineList.Opened)
    def _entered(self) -> None:
        self.action_accept()

    def action_accept(self) -> None:
        """Return all of it, unless the date is not understood."""
        read = understand_date(self.day.field.value, self.as_of, order=self.order)
        if read.value is None or read.value > self.as_of:
            self.day.field.focus()
            return
        there = [contact.name for contact in self.contacts if contact.name in self.there]
        others = [" ".join(name.split()) for name in self.named.value.split(",")]
        names = tuple(dict.fromkeys(name for name in (*there, *others) if name))
        self.dismiss(Call(read.value, self.channel.value, names, self.person.value.strip()))


def _in(name: str, review: Review) -> bool:
    return name_key(name) in {name_key(other) for other in review.attendees}


async def call_details(place: Place, sheet: Sheet) -> bool:
    """Ask when, how and with whom the call is, and keep it; False when nothing was changed."""
    session, review_id = place.session, sheet.review.id
    form = CallForm(
        sheet.account.name, sheet.review, sheet.contacts, session.as_of, session.config.date_order
    )
    call = await place.app.push_screen_wait(form)
    if call is None:
        return False
    moment = session.moment()
    return await _kept(
        place,
        lambda store: reviews.set_call(
            store, review_id, day=call.day, channel=call.channel, attendees=call.attendees,
            person=call.person, moment=moment,
        ),
        f"call: {call.day.isoformat()}, {call.channel}, {len(call.attendees)} there",
    )  # fmt: skip


def next_working_day(day: date) -> date:
    """The first day after it from Monday to Friday."""
    following = day + timedelta(days=1)
    return following + timedelta(days=max(0, 7 - following.weekday()) if following.weekday() > 4 else 0)


class NotReached(Prompt):
    """When to try again; an empty answer is the next working day."""

    def __init__(self, name: str, as_of: date, order: str) -> None:
        self.as_of, self.order = as_of, order
        text = "The attempt is logged; what was typed into the review stays."
        super().__init__(f"Not reached: {name}", text, label="Try on", echo=self.said)

    def said(self, text: str) -> str:
        """What a date typed here means."""
        if not text.strip():
            return f"= {in_full(next_working_day(self.as_of), self.as_of)}"
        read = understand_date(text, self.as_of, order=self.order)
        if read.value is None:
            return f"? {read.problem}"
        return f"= {read.echo}" if read.value >= self.as_of else "? that is past: name a day from today on"

    def day(self, text: str) -> date:
        """The day for a text that was taken."""
        read = understand_date(text, self.as_of, order=self.order)
        return read.value or next_working_day(self.as_of)


async def not_reached(
    place: Place, account: tuple[int, str], *, review_id: int | None = None, channel: str = "call"
) -> bool:
    """Ask when to try again, log the attempt and plan the next; False when the user changed their mind.

    A review that holds nothing yet is discarded by it; the place that called should then be left.
    """
    session, (account_id, name) = place.session, account
    dialog = NotReached(name, session.as_of, session.config.date_order)
    typed = await place.app.push_screen_wait(dialog)
    if typed is None:
        return False
    day, moment = dialog.day(typed), session.moment()
    return await _kept(
        place,
        lambda store: reviews.not_reached(store, account_id, day, moment, review_id, channel),
        f"not reached: try on {in_full(day, session.as_of)}",
    )


async def _kept(place: Place, run: Callable[[Store], Any], done: str) -> bool:
    """Run an intention and say what came of it."""
    try:
        await place.session.act(run)
    except ReviewTuiError as error:
        place.tell(str(error), bad=True)
        return False
    place.tell(done)
    await place.refresh_data(force=True)
    return True
