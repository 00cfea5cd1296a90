"""A text in a window of its own, scrolled by key; Enter goes on, Esc closes."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.pager import Pager


class TextDialog(Dialog[bool]):
    """Shows a text; True when Enter was pressed, which ``explanation`` says the meaning of."""

    DEFAULT_CSS = """
    TextDialog > .box { width: 90; }
    TextDialog > .box > Pager { height: 12; padding: 0; }
    TextDialog.-low > .box > Pager { height: 7; }
    TextDialog.-tall > .box > Pager { height: 20; }
    """
    AUTO_FOCUS = ""
    takes_focus = False

    def __init__(self, title: str, text: str, explanation: str = "") -> None:
        super().__init__(title, explanation)
        self._text = text

    def body(self) -> Iterator[Widget]:
        """The text; the dialog keeps the keys."""
        self.pager = Pager()
        self.pager.can_focus = False
        yield self.pager

    def on_mount(self) -> None:
        """Lay the text out when its width is known; a short one takes no more rows than it has."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        self.pager.show(self._text)
        rows = self.pager.virtual_size.height
        if rows < self.pager.size.height:
            self.pager.styles.height = max(1, rows)

    def action_accept(self) -> None:
        """Enter goes on."""
        self.dismiss(True)

    def key_down(self) -> None:
        """A row further."""
        self.pager.action_down()

    def key_up(self) -> None:
        """A row back."""
        self.pager.action_up()

    def key_pagedown(self) -> None:
        """A page further."""
        self.pager.action_page_down()

    def key_pageup(self) -> None:
        """A page back."""
        self.pager.action_page_up()
