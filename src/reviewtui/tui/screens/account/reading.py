"""One event of the timeline, or another text, in full, to read."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from reviewtui.domain.records import TimelineEvent
from reviewtui.domain.text import safe
from reviewtui.tui.screens.account.history import event_name
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.line_list import LineList
from reviewtui.tui.widgets.pager import wrapped as rows_of


class TextDialog(Dialog[None]):
    """A title above, a whole text below, scrolling."""

    AUTO_FOCUS = "LineList"
    DEFAULT_CSS = "TextDialog > .box { width: 90; }"

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title)
        self.text = text

    def body(self) -> Iterator[Widget]:
        """The text."""
        self.list = LineList(gutter=False)
        yield self.list

    def on_resize(self) -> None:
        """Wrap for the width."""
        self.call_after_refresh(self._wrap)

    def _wrap(self) -> None:
        lines = wrapped(self.text, max(10, self.list.scrollable_content_region.width - 1))
        self.list.set_source(len(lines), lambda i: lines[i])

    def action_accept(self) -> None:
        """Enter closes too."""
        self.dismiss(None)


class ReadingDialog(TextDialog):
    """Kind, date and detail above, the whole text of an event below."""

    def __init__(self, event: TimelineEvent) -> None:
        detail = f", {event.detail}" if event.detail else ""
        super().__init__(f"{event_name(event).capitalize()} of {event.day.isoformat()}{detail}", event.text)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most so many cells, broken between words where that is possible."""
    return [row for line in safe(text).expandtabs(4).split("\n") for row in rows_of(line, max(1, width))]
