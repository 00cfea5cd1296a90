"""At the start: texts that an earlier run could not save are shown and put back, kept for later, or forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from textual import events, on
from textual.widget import Widget

from reviewtui.services.putback import Unsaved
from reviewtui.tui.screens.review.flow import Parts, wrap
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.line_list import LineList

Wish = Literal["back", "later", "forget"]
WIDTH = 66


class UnsavedDialog(Dialog[Wish]):
    """The texts, scrollable; returns what to do with them. Esc is later: nothing is lost by it."""

    DEFAULT_CSS = "UnsavedDialog > .box > LineList { max-height: 12; }"

    def __init__(self, texts: Sequence[Unsaved]) -> None:
        what = "A text was" if len(texts) == 1 else f"{len(texts)} texts were"
        super().__init__(
            f"{what} not saved when reviewtui ended. Put back?",
            "Enter or y puts back; a place that says something else now keeps both. "
            "Esc: asked again next time. D: forgotten for good.",
        )
        self._lines: list[Parts] = []
        for text in texts:
            self._lines.append(((text.label, "bold"),))
            self._lines += [((f"  {row}", ""),) for row in wrap(text.text or "(emptied)", WIDTH)]

    def body(self) -> Iterator[Widget]:
        """The texts."""
        lines = LineList(gutter=False)
        lines.set_source(len(self._lines), lambda at: list(self._lines[at]))
        yield lines

    def action_accept(self) -> None:
        """Enter puts back."""
        self.dismiss("back")

    def action_cancel(self) -> None:
        """Esc leaves everything for the next start."""
        self.dismiss("later")

    @on(LineList.Opened)
    def _opened(self) -> None:
        self.action_accept()

    def on_key(self, event: events.Key) -> None:
        """The letters."""
        wish: dict[str, Wish] = {"y": "back", "n": "later", "D": "forget"}
        if event.character in wish:
            event.stop()
            self.dismiss(wish[event.character])
