"""The form of one action: title, owner, due, priority, promise, detail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from reviewtui.domain.actions import Action
from reviewtui.domain.dates import understand_date
from reviewtui.tui.screens.dialogs.dates import date_echo
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.field import Field, FieldRow

LABEL = 10


class ActionForm(Dialog[dict[str, Any]]):
    """Edits an action; returns the changed fields, for ``services.actions.edit_action``, or None."""

    place = "form"

    def __init__(self, action: Action, as_of: date, order: str) -> None:
        super().__init__("Edit action", action.account)
        self.subject = action
        self._as_of, self._order = as_of, order
        self._echo = date_echo(as_of, order)

    def body(self) -> Iterator[Widget]:
        """One row per field; the due date says what it understood."""
        action = self.subject
        self._before = {
            "title": action.title,
            "owner": action.owner,
            "due": action.due.isoformat() if action.due else "",
            "priority": str(action.priority or ""),
            "promise": "yes" if action.promise else "no",
            "detail": action.detail,
        }
        labels = {"priority": "Priority", "promise": "Promise"}
        self.rows: dict[str, FieldRow] = {}
        for name, value in self._before.items():
            field = Field(value, id=name)
            field.select_on_focus = name not in ("title", "detail")
            row = FieldRow(
                labels.get(name, name.capitalize()), field, self._said(name, value), label_width=LABEL
            )
            self.rows[name] = row
            yield row

    def _said(self, name: str, text: str) -> str:
        clean = text.strip().lower()
        if name == "due":
            return self._echo(text)
        if name == "priority" and clean not in ("", "1", "2", "3"):
            return "? 1, 2, 3 or nothing"
        if name == "promise" and clean not in ("yes", "no", "y", "n"):
            return "? yes or no"
        if name == "title" and not clean:
            return "? an action needs words"
        return ""

    @on(Field.Changed)
    def _changed(self, message: Field.Changed) -> None:
        message.stop()
        name = str(message.input.id)
        self.rows[name].echo = self._said(name, message.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_accept()

    def action_accept(self) -> None:
        """Return what was changed, unless something is not understood."""
        now = {name: row.field.value for name, row in self.rows.items()}
        doubtful = next((name for name, text in now.items() if self._said(name, text).startswith("?")), None)
        if doubtful is not None:
            self.rows[doubtful].field.focus()
            return
        changed: dict[str, Any] = {n: v.strip() for n, v in now.items() if v != self._before[n]}
        if "promise" in changed:
            changed["promise"] = changed["promise"].lower().startswith("y")
        if "priority" in changed:
            changed["priority"] = int(changed["priority"]) if changed["priority"] else None
        if "due" in changed:
            changed["due"] = understand_date(changed["due"], self._as_of, order=self._order).value
        self.dismiss(changed)
