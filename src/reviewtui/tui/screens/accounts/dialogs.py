"""Choosing what the table shows: its columns, and the views somebody saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.widget import Widget

from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.views import KEYS, View, checked
from reviewtui.services.views import save_view
from reviewtui.tui.screens.accounts.columns import NAME, SHOWN
from reviewtui.tui.screens.forms.checks import needed
from reviewtui.tui.screens.forms.form import Form, Item
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from reviewtui.storage.store import Store
    from reviewtui.tui.session import Session


class ColumnsDialog(Dialog[tuple[str, ...]]):
    """Space takes a column in or out, Enter is done; returns the titles, none of them for the usual columns."""

    AUTO_FOCUS = "LineList"
    DEFAULT_CSS = "ColumnsDialog > .box > LineList { max-height: 20; }"

    def __init__(self, titles: Sequence[str]) -> None:
        text = (
            "Space takes one in or out, Enter is done; none at all brings the usual ones back. "
            "What has no room is left out."
        )
        super().__init__("Columns", text)
        self.options = [shown.title for shown in SHOWN if shown is not NAME]
        self.taken = set(titles)

    def body(self) -> Iterator[Widget]:
        """The columns."""
        self.list = LineList()
        self.list.set_source(len(self.options), self._line, lambda i: self.options[i])
        yield self.list

    def _line(self, index: int) -> str:
        title = self.options[index]
        return f"[{'x' if title in self.taken else ' '}] {title}"

    @on(LineList.Marked)
    def _mark(self, message: LineList.Marked) -> None:
        message.stop()
        self.taken ^= {self.options[message.index]}
        self.list.refresh_row(message.index)

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        message.stop()
        self.dismiss(tuple(title for title in self.options if title in self.taken))


Wanted = tuple[str, str]


class ViewsDialog(Dialog[Wanted]):
    """The saved views; the key of one brings it up. Returns (open, name), (save, "") or (remove, name)."""

    AUTO_FOCUS = ""
    takes_focus = False
    DEFAULT_CSS = "ViewsDialog > .box { width: 116; } ViewsDialog > .box > LineList { max-height: 18; }"

    def __init__(self, views: Sequence[View]) -> None:
        text = "The key of a view brings it up; Enter opens the row, Delete forgets the view."
        super().__init__("Views", text)
        self.views = list(views)

    def body(self) -> Iterator[Widget]:
        """The views, then saving what is shown."""
        self.list = LineList()
        self.list.can_focus = False
        self.list.lit = True
        self.list.set_source(len(self.views) + 1, self._line)
        yield self.list

    def _line(self, index: int) -> list[tuple[str, str]]:
        if index == len(self.views):
            return [("+  save what is shown as a view", "accent")]
        view = self.views[index]
        down = ", descending" if view.descending else ""
        return [
            (f"{view.key}  ", "accent"),
            (view.name, "bold"),
            (f"  {view.filter} by {view.sort}{down}", "dim"),
        ]

    def on_key(self, event: events.Key) -> None:
        """Arrows move, the key of a view takes it."""
        if event.key in ("up", "down"):
            self.list.move_to(self.list.cursor + (1 if event.key == "down" else -1))
        elif event.key in ("delete", "backspace") and self.list.cursor < len(self.views):
            self.dismiss(("remove", self.views[self.list.cursor].name))
        elif event.key == "plus":
            self.dismiss(("save", ""))
        else:
            found = next((one for one in self.views if one.key == event.character), None)
            if found is None:
                return
            self.dismiss(("open", found.name))
        event.stop()

    def action_accept(self) -> None:
        """Enter takes the row."""
        at = self.list.cursor
        self.dismiss(("save", "") if at == len(self.views) else ("open", self.views[at].name))

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        message.stop()
        self.action_accept()


def view_form(session: Session, shown: View, others: Sequence[View]) -> Form:
    """Name and key for what the table shows; the name of another view replaces that one."""
    moment = session.moment()
    free = next((key for key in KEYS if all(one.key != key for one in others)), "")
    items = [
        Item("name", "Name", shown.name, needed),
        Item("key", "Key", shown.key or free, lambda text: _problem(text, others), anew=True),
    ]

    def save(changed: Mapping[str, str]) -> Callable[[Store], Any]:
        values = {"name": shown.name, "key": shown.key or free, **changed}
        view = View(values["name"], values["key"], shown.filter, shown.sort, shown.descending, shown.columns)
        return lambda store: save_view(store, view, moment)

    text = f"Filter: {shown.filter or 'none'}; sorted by {shown.sort}."
    return Form(session, "Save this view", items, save=save, draft="view", text=text)


def _problem(text: str, others: Sequence[View]) -> str:
    try:
        checked(View("\0", text), [one for one in others if one.key != text.strip().casefold()])
    except InvalidInput as error:
        return f"? {error}"
    taken = next((one.name for one in others if one.key == text.strip().casefold()), "")
    return f'? of "{taken}" already, unless it takes its place' if taken else ""
