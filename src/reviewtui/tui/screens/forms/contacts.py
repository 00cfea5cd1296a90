"""The form of a person at an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from reviewtui.domain.accounts import Contact
from reviewtui.domain.reviews import CHANNELS
from reviewtui.services.accounts import add_contact, edit_contact
from reviewtui.tui.screens.forms.checks import completed, is_yes, needed, one_of, yes_no
from reviewtui.tui.screens.forms.form import Form, Item

if TYPE_CHECKING:
    from reviewtui.storage.store import Store
    from reviewtui.tui.session import Session

_CHANNELS = ("", *CHANNELS)


def _items(contact: Contact | None) -> list[Item]:
    def of(key: str) -> str:
        return str(getattr(contact, key)) if contact else ""

    def ticked(key: str) -> str:
        return "yes" if contact and getattr(contact, key) else "no"

    return [
        Item("name", "Name", of("name"), needed),
        Item("title", "Title", of("title")),
        Item("decides", "Decides", ticked("decides"), yes_no, anew=True),
        Item("channel", "Reach by", of("channel"), one_of(_CHANNELS), anew=True),
        Item("phone", "Phone", of("phone")),
        Item("email", "E-mail", of("email")),
        Item("left", "Has left", ticked("left"), yes_no, anew=True),
        Item("note", "Note", of("note"), rows=2),
    ]


def _columns(changed: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = dict(changed)
    for key in ("decides", "left"):
        if key in values:
            values[key] = is_yes(changed[key])
    if "channel" in values:
        values["channel"] = completed(changed["channel"], _CHANNELS) or ""
    return values


def add_contact_form(session: Session, account_id: int) -> Form:
    """A new person."""
    moment = session.moment()

    def save(changed: Mapping[str, str]) -> Callable[[Store], Any]:
        return lambda store: add_contact(store, account_id, _columns(changed), moment)

    return Form(session, "Add a person", _items(None), save=save, draft=f"contact:new:{account_id}")


def edit_contact_form(session: Session, contact: Contact) -> Form:
    """A person who is there."""
    moment = session.moment()

    def save(changed: Mapping[str, str]) -> Callable[[Store], Any]:
        values = _columns(changed)
        return lambda store: edit_contact(store, contact.id, values, moment, expect=contact.version)

    return Form(session, "Edit person", _items(contact), save=save, draft=f"contact:{contact.id}")
