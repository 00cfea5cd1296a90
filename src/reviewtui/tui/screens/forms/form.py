"""A form: one row per field, a check beside it, saved by ctrl+s or Enter on the last field.

What is typed is kept as a draft from the first key on and comes back when the same form is opened again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.text import safe
from reviewtui.tui.commands import bindings
from reviewtui.tui.messages import Left
from reviewtui.tui.widgets.dialog import Choose, Dialog, Option
from reviewtui.tui.widgets.field import Field, FieldRow
from reviewtui.tui.widgets.note_area import NoteArea

if TYPE_CHECKING:
    from reviewtui.storage.store import Store
    from reviewtui.tui.session import Session

Check = Callable[[str], str]
Save = Callable[[Mapping[str, str]], Callable[["Store"], Any]]
"""What was changed, by key, as typed -> the writing intention."""


@dataclass(frozen=True, slots=True)
class Item:
    """One field: its key, label and first value; ``check`` says what was understood, a doubt begins with ``?``.

    ``rows`` above 1 makes it a text of several lines; ``anew`` lets typing replace what stands there, as for a
    word or a date that is only proposed.
    """

    key: str
    label: str
    value: str = ""
    check: Check | None = None
    rows: int = 1
    anew: bool = False


class Form(Dialog[bool]):
    """Returns True when it was saved. ``draft`` names where its text is kept; ``save`` writes what was changed."""

    place = "entry"
    keeps_typing = True
    whole = False
    """Whether all fields are written, also when none was changed: what is proposed may do as it is."""
    BINDINGS = bindings("entry")
    DEFAULT_CSS = """
    Form > .box { width: 78; max-height: 100%; }
    Form > .box > VerticalScroll { height: auto; max-height: 100%; }
    Form > .box > .fault { height: auto; max-height: 3; color: $text-error; text-style: bold; display: none; }
    Form > .box > .fault.-shown { display: block; }
    Form .long { height: auto; }
    """
    AUTO_FOCUS = ""

    def __init__(
        self, session: Session, title: str, items: Sequence[Item], *, save: Save, draft: str, text: str = ""
    ) -> None:
        super().__init__(title, text)
        self.session = session
        self.items = list(items)
        self.draft = f"form:{draft}"
        self._save = save
        self._widgets: dict[str, Field | NoteArea] = {}
        self._rows: dict[str, FieldRow] = {}
        self._first: dict[str, str] = {}
        self._held: dict[str, str] = {}
        self._saving = False

    def body(self) -> Iterator[Widget]:
        """The rows, and a place for what is wrong."""
        width = max(len(item.label) for item in self.items) + 2
        yield VerticalScroll(*(self._row(item, width) for item in self.items), can_focus=False)
        self.fault = Static("", classes="fault")
        yield self.fault

    def _row(self, item: Item, width: int) -> FieldRow:
        field: Field | NoteArea
        if item.rows > 1:
            field = NoteArea(item.value, min_rows=item.rows, max_rows=item.rows + 3, classes="long")
        else:
            field = Field(item.value, leaves="message")
            field.select_on_focus = item.anew
        row = FieldRow(item.label, field, self._said(item, item.value), label_width=width)
        self._widgets[item.key], self._rows[item.key] = field, row
        return row

    async def on_mount(self) -> None:
        """Bring back what was typed here before and not saved."""
        self._first = self._held = self.values()
        self._restore(await self.recall())
        self.set_focus(self._widgets[self.items[0].key])

    async def recall(self) -> str:
        """The draft of this form; empty when there is none."""
        draft = self.draft
        return await self.session.read(lambda store: _draft(store, draft))

    def _restore(self, text: str) -> None:
        kept = _read(text)
        if not kept:
            return
        for key, value in kept.items():
            if key in self._widgets:
                self._widgets[key].load(value)
        self._held = self.values()
        self._check_all()
        self._say("What you typed here last time is back; Esc offers to throw it away.", fault=False)

    def values(self) -> dict[str, str]:
        """What stands in the fields now."""
        return {
            key: widget.text if isinstance(widget, NoteArea) else widget.value
            for key, widget in self._widgets.items()
        }

    def changed(self) -> dict[str, str]:
        """The fields that differ from what they were when the form was opened."""
        return {key: value for key, value in self.values().items() if value != self._first.get(key, "")}

    def _said(self, item: Item, text: str) -> str:
        return item.check(text) if item.check else ""

    def _check_all(self) -> None:
        values = self.values()
        for item in self.items:
            self._rows[item.key].echo = self._said(item, values[item.key])

    def _say(self, sentence: str, *, fault: bool = True) -> None:
        self.fault.set_class(bool(sentence), "-shown")
        self.fault.styles.color = None if fault else self.app.theme_variables.get("text-accent")
        self.fault.update(Content(safe(sentence)))

    # Typing.

    @on(Field.Changed)
    @on(NoteArea.Changed)
    def _typed(self, message: Any) -> None:
        message.stop()
        if self.values() == self._held:
            # A field also says the value that it comes onto the screen with.
            return
        self._held = self.values()
        self._check_all()
        self._say("")
        self.keep()

    def keep(self) -> None:
        """Keep what differs from the first values, for the next time this form is opened."""
        changed = self.changed()
        self.session.keep_draft(self.draft, json.dumps(changed, ensure_ascii=False) if changed else "")

    async def write(self, changed: Mapping[str, str]) -> None:
        """Write what was changed, and forget the draft; raises the service's errors."""
        await self.session.act(self._save(changed))
        self.session.keep_draft(self.draft, "")

    @on(Left)
    def _leave_field(self, message: Left) -> None:
        message.stop()
        # The dialog's own handler would move the focus a second time.
        message.prevent_default()
        if message.direction == "out":
            self.action_cancel()
        else:
            self._step(message.widget, 1 if message.direction == "next" else -1)

    def _step(self, widget: Widget, step: int) -> None:
        order = list(self._widgets.values())
        target = order[(order.index(widget) + step) % len(order)]  # type: ignore[arg-type]
        self.set_focus(target)
        target.scroll_visible(animate=False)

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        order = list(self._widgets.values())
        if message.input is order[-1]:
            self.action_save()
        else:
            self._step(message.input, 1)

    # Saving and leaving.

    @work(exclusive=True)
    async def action_save(self) -> None:
        """Check and write; what is wrong is said and the form stays."""
        if self._saving:
            return
        doubt = next((i for i in self.items if self._rows[i.key].echo.startswith("?")), None)
        if doubt is not None:
            self._say(f"{doubt.label}: {self._rows[doubt.key].echo.lstrip('? ')}")
            self.set_focus(self._widgets[doubt.key])
            return
        changed = self.values() if self.whole else self.changed()
        if not changed:
            self.dismiss(False)
            return
        self._saving = True
        try:
            await self.write(changed)
        except ReviewTuiError as error:
            self._say(str(error))
        else:
            self.dismiss(True)
        finally:
            self._saving = False

    def action_cancel(self) -> None:
        """Close; when something is typed, ask whether to keep it for later."""
        if self.changed():
            self.app.push_screen(KeepOrNot(), self._leave)
        else:
            self.dismiss(False)

    def _leave(self, wish: str | None) -> None:
        if wish == "throw":
            self.session.keep_draft(self.draft, "")
        if wish in ("keep", "throw"):
            self.dismiss(False)


class KeepOrNot(Choose):
    """What becomes of the text of a form that is left: kept (the first answer), typed on, or thrown away."""

    def __init__(self) -> None:
        options = [
            Option("keep", "Keep it for later", "it comes back with this form"),
            Option("stay", "Go on typing"),
            Option("throw", "Throw it away"),
        ]
        super().__init__("This is not saved yet.", options)


def _draft(store: Store, key: str) -> str:
    with store.read() as r:
        return r.draft(key)


def _read(text: str) -> dict[str, str]:
    """The kept fields; a draft that is no JSON any more counts as none."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
