"""A list in a window: Enter or e changes one of it, n adds, x removes."""

from __future__ import annotations

from textual import on

from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.line_list import LineList

Wanted = tuple[str, int]


class ListedDialog(Dialog[Wanted]):
    """Returns what to do with which one, by the number that is its key: (change, key), (remove, key) or (add, 0)."""

    AUTO_FOCUS = "LineList"
    list: LineList

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        message.stop()
        self.action_change()

    def action_change(self) -> None:
        """Change the one under the cursor."""
        self._with("change")

    def action_remove(self) -> None:
        """Remove the one under the cursor; taking the last change back brings it back."""
        self._with("remove")

    def action_add(self) -> None:
        """Add one."""
        self.dismiss(("add", 0))

    def action_close(self) -> None:
        """Back to the place."""
        self.dismiss(None)

    def _with(self, what: str) -> None:
        key = self.list.current_key
        if isinstance(key, int):
            self.dismiss((what, key))
