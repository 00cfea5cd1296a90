"""Lines of styled text that are only looked at: no cursor, no focus, drawn again only where they changed.

lines.show([(("Orders", "head"),), (("7 now, 9 before", ""),)])        # style names as in SheetView
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reviewtui.tui.widgets.cells import strip
from reviewtui.tui.widgets.drawn import Drawn

STYLES = ("dim", "bold", "good", "warn", "bad", "accent", "head", "here")
PlainLine = Sequence[tuple[str, str]]


class PlainLines(Drawn, Widget):
    """The lines; those that do not fit are counted in the last row."""

    COMPONENT_CLASSES = {f"plainlines--{name}" for name in STYLES}
    DEFAULT_CSS = """
    PlainLines { background: $background; color: $foreground; }
    PlainLines > .plainlines--dim { color: $text-muted; }
    PlainLines > .plainlines--bold { text-style: bold; }
    PlainLines > .plainlines--good { color: $text-success; }
    PlainLines > .plainlines--warn { color: $text-warning; text-style: bold; }
    PlainLines > .plainlines--bad { color: $text-error; text-style: bold; }
    PlainLines > .plainlines--accent { color: $text-accent; }
    PlainLines > .plainlines--head { color: $text-muted; text-style: bold; }
    PlainLines > .plainlines--here { text-style: bold reverse; }
    """

    class Clicked(Message):
        """A click on a line, by its number from 0."""

        def __init__(self, lines: PlainLines, line: int) -> None:
            super().__init__()
            self.lines = lines
            self.line = line

        @property
        def control(self) -> PlainLines:
            """The widget, for ``@on(PlainLines.Clicked, "#id")``."""
            return self.lines

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: list[PlainLine] = []

    def show(self, lines: Sequence[PlainLine]) -> None:
        """Show these lines."""
        new = [tuple(line) for line in lines]
        old, self._lines = self._lines, list(new)
        if len(old) != len(new):
            self.refresh()
            return
        for y, (before, now) in enumerate(zip(old, new, strict=True)):
            if before != now:
                self.refresh(Region(0, y, self.size.width, 1))

    def on_click(self, event: events.Click) -> None:
        """Say which line was clicked."""
        if event.y < len(self._lines):
            self.post_message(self.Clicked(self, event.y))

    def render_line(self, y: int) -> Strip:
        """One line, cut to the width."""
        parts: PlainLine = self._lines[y] if y < len(self._lines) else ()
        missing = len(self._lines) - self.size.height
        if missing > 0 and y == self.size.height - 1:
            parts = ((f"... {missing + 1} more lines", "dim"),)
        return strip(parts, self.size.width, self.rich_style, self._style)

    def _style(self, name: str) -> Style | None:
        return self.get_component_rich_style(f"plainlines--{name}", partial=True) if name in STYLES else None
