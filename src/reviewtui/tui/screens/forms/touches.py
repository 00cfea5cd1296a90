"""The form that logs a call, visit or message: a letter for the channel, then Enter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.widgets import Input

from reviewtui.domain.accounts import Contact
from reviewtui.domain.dates import understand_date
from reviewtui.domain.reviews import CHANNELS
from reviewtui.services.touches import TALKED, log_touch
from reviewtui.tui.screens.forms.checks import completed, date_check, is_yes, one_of, yes_no
from reviewtui.tui.screens.forms.form import Form, Item
from reviewtui.tui.widgets.field import Field, FieldRow

if TYPE_CHECKING:
    from reviewtui.domain.touchpoints import NextTouch
    from reviewtui.storage.store import Store
    from reviewtui.tui.session import Session

LETTERS = {"c": "call", "v": "visit", "d": "video", "e": "e-mail", "m": "message", "t": "event"}
TOPIC = "How things are"
LONGEST = 1440


class ChannelField(Field):
    """The channel: its letter takes it at once, and so does the beginning of its name."""

    def __init__(self, value: str, **kwargs: Any) -> None:
        super().__init__(value, **kwargs)
        self._typed = ""

    async def _on_key(self, event: events.Key) -> None:
        if not event.is_printable or event.character is None:
            self._typed = ""
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        self.value = self._meant(event.character.casefold())
        self.cursor_position = len(self.value)

    def _meant(self, letter: str) -> str:
        """The channel after one more letter; a letter that begins none changes nothing."""
        begun = self._typed + letter
        named = [name for name in CHANNELS if len(begun) > 1 and name.startswith(begun)]
        if named:
            self._typed = begun
            return self.value if self.value in named else named[0]
        self._typed = letter
        return LETTERS.get(letter, self.value)


class PersonField(Field):
    """Who it was with: the arrows go through the people of the account, any other name is typed."""

    def __init__(self, value: str, people: Sequence[str], **kwargs: Any) -> None:
        super().__init__(value, **kwargs)
        self._people = list(people)

    async def _on_key(self, event: events.Key) -> None:
        if event.key not in ("up", "down") or not self._people:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        here = self._people.index(self.value) if self.value in self._people else -1
        step = 1 if event.key == "down" else -1
        self.value = self._people[(here + step) % len(self._people)] if here >= 0 else self._people[0]
        self.cursor_position = len(self.value)


class TouchForm(Form):
    """The form; Enter saves from every field, since every field has a value that will do."""

    whole = True

    def __init__(
        self, session: Session, items: Sequence[Item], people: Sequence[str], name: str, **kwargs: Any
    ) -> None:
        letters = ", ".join(f"{letter} {name}" for letter, name in LETTERS.items())
        text = f"Channel: {letters}. Enter saves from any field."
        title = f"Log a touch: {name}" if name else "Log a touch"
        super().__init__(session, title, items, text=text, **kwargs)
        self._people = people

    def _row(self, item: Item, width: int) -> FieldRow:
        if item.key not in ("channel", "contact"):
            return super()._row(item, width)
        field: Field
        if item.key == "channel":
            field = ChannelField(item.value, leaves="message")
        else:
            field = PersonField(item.value, self._people, leaves="message")
        field.select_on_focus = item.anew
        row = FieldRow(item.label, field, self._said(item, item.value), label_width=width)
        self._widgets[item.key], self._rows[item.key] = field, row
        return row

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        message.prevent_default()
        self.action_save()


def touch_form(
    session: Session,
    account_id: int,
    people: Sequence[Contact] = (),
    planned: NextTouch | None = None,
    name: str = "",
) -> Form:
    """A touch of today with who usually decides, on the channel and the topic that were next, unless typed otherwise."""
    moment = session.moment()
    order = session.config.date_order
    names = [one.name for one in people if not one.left]
    usual = {
        "channel": planned.channel if planned and planned.channel in CHANNELS else "call",
        "contact": names[0] if names else "",
        "topic": planned.topic if planned else TOPIC,
        "day": moment.as_of.isoformat(), "reached": "yes", "given": "no",
    }  # fmt: skip
    items = [
        Item("channel", "Channel", usual["channel"], one_of(CHANNELS), anew=True),
        Item("contact", "With", usual["contact"], _person(names), anew=True),
        Item("topic", "Topic", usual["topic"], anew=True),
        Item("minutes", "Minutes", "", _minutes),
        Item("text", "Note", ""),
        Item("day", "Day", usual["day"], date_check(moment.as_of, order), anew=True),
        Item("reached", "Reached", usual["reached"], yes_no, anew=True),
        Item("given", "Gave value", usual["given"], yes_no, anew=True),
    ]

    def save(values: Mapping[str, str]) -> Callable[[Store], Any]:
        channel = completed(values["channel"], CHANNELS) or "call"
        reached = is_yes(values["reached"])
        minutes = values["minutes"].strip()
        return lambda store: log_touch(
            store,
            account_id,
            moment,
            channel=channel,
            topic=values["topic"],
            text=values["text"],
            contact=values["contact"],
            day=understand_date(values["day"], moment.as_of, order=order).value,
            minutes=int(minutes) if minutes else None,
            reached=reached,
            # An e-mail that was answered reached somebody.
            answered=None if channel in TALKED else reached,
            value_given=is_yes(values["given"]),
        )

    return TouchForm(session, items, names, name, save=save, draft=f"touch:{account_id}")


def _person(names: Sequence[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text in names:
            return f"Down: {len(names)} people" if len(names) > 1 else ""
        return "new name" if text.strip() else "nobody named"

    return check


def _minutes(text: str) -> str:
    if not text.strip():
        return "not noted"
    if text.strip().isdecimal() and int(text) <= LONGEST:
        return ""
    return f"? a whole number up to {LONGEST}"
