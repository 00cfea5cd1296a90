"""All people of an account in a list: Enter or e changes one, n adds, x removes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import on
from textual.widget import Widget

from reviewtui.domain.accounts import Contact
from reviewtui.tui.commands import bindings
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.line_list import LineList

Wanted = tuple[str, int]


class PeopleDialog(Dialog[Wanted]):
    """Returns what to do with whom: (edit, id), (remove, id) or (add, 0)."""

    BINDINGS = bindings("people")
    AUTO_FOCUS = "LineList"
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

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        message.stop()
        self.action_change()

    def action_change(self) -> None:
        """Change the person under the cursor."""
        self._with("edit")

    def action_remove(self) -> None:
        """Take the person off the account; undo brings them back."""
        self._with("remove")

    def action_add(self) -> None:
        """Add a person."""
        self.dismiss(("add", 0))

    def action_close(self) -> None:
        """Back to the account."""
        self.dismiss(None)

    def _with(self, what: str) -> None:
        key = self.list.current_key
        if isinstance(key, int):
            self.dismiss((what, key))
