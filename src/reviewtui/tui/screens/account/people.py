"""All people of an account in a list: Enter or e changes one, n adds, x removes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.widget import Widget

from reviewtui.domain.accounts import Contact
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.dialogs.listed import ListedDialog
from reviewtui.tui.widgets.line_list import LineList


class PeopleDialog(ListedDialog):
    """The people; their keys are their ids."""

    BINDINGS = bindings("people")
    place = "people"

    def __init__(self, contacts: Sequence[Contact]) -> None:
        super().__init__("People")
        self.contacts = list(contacts)

    def body(self) -> Iterator[Widget]:
        """The list."""
        self.list = LineList(empty="Nobody known yet; n adds a person.")
        self.list.set_source(len(self.contacts), self._line, lambda i: self.contacts[i].id)
        yield self.list

    def _line(self, index: int) -> list[tuple[str, str]]:
        contact = self.contacts[index]
        marks = [word for word, on in (("decides", contact.decides), ("left", contact.left)) if on]
        ways = " ".join(way for way in (contact.channel, contact.phone, contact.email) if way)
        parts = [(contact.name, "dim" if contact.left else "bold")]
        if contact.title:
            parts.append((f", {contact.title}", ""))
        if marks:
            parts.append((f"  [{', '.join(marks)}]", "accent"))
        return [*parts, (f"  {ways}" if ways else "", "dim")]
