"""A long text to read: wrapped to the width, scrolled by key, drawn only where it is seen.

pager = Pager(); pager.show(recap, heads=True)      # lines that begin with # stand out
Keys: arrows, j k, PgUp PgDn, Space, g G, Home End.
"""

from __future__ import annotations

from rich.cells import cell_len, chop_cells
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reviewtui.domain.text import safe
from reviewtui.tui.commands import bindings
from reviewtui.tui.widgets.cells import strip
from reviewtui.tui.widgets.drawn import Drawn

STYLES = ("head", "bold")


class Pager(Drawn, ScrollView, can_focus=True):
    """The text; nothing in it is read as markup."""

    BINDINGS = bindings("list")
    ALLOW_SELECT = False
    COMPONENT_CLASSES = {f"pager--{name}" for name in STYLES}
    DEFAULT_CSS = """
    Pager { height: 1fr; background: $background; color: $foreground; scrollbar-size-vertical: 1;
        overflow-x: hidden; overflow-y: auto; padding: 0 1; }
    Pager > .pager--head { text-style: bold underline; }
    Pager > .pager--bold { text-style: bold; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text = ""
        self._heads = False
        self._rows: list[tuple[str, str]] = []
        self._width = 0

    def show(self, text: str, *, heads: bool = False) -> None:
        """Show a text from its beginning; with ``heads`` as Markdown is read: ``#`` lines are headings."""
        self.text, self._heads = text, heads
        self._lay_out()
        self.scroll_to(y=0, animate=False, force=True, immediate=True)

    def _lay_out(self) -> None:
        self._width = self.scrollable_content_region.width
        rows: list[tuple[str, str]] = []
        # Before it has a place there is no width to wrap to; the place comes with a resize.
        for line in safe(self.text).expandtabs(4).split("\n") if self._width > 0 else ():
            style = self._style_of(line)
            rows.extend((row, style) for row in wrapped(line, self._width))
        self._rows = rows
        self.virtual_size = Size(0, len(rows))
        self.refresh()

    def _style_of(self, line: str) -> str:
        if not self._heads or not line.startswith("#"):
            return ""
        return "bold" if line.startswith("##") else "head"

    def on_resize(self) -> None:
        """Wrap again for another width."""
        if self.scrollable_content_region.width != self._width:
            self._lay_out()

    def render_line(self, y: int) -> Strip:
        """One row."""
        at = y + self.scroll_offset.y
        row, style = self._rows[at] if at < len(self._rows) else ("", "")
        return strip([(row, style)], self.scrollable_content_region.width, self.rich_style, self._style)

    def _style(self, name: str) -> Style | None:
        return self.get_component_rich_style(f"pager--{name}", partial=True) if name in STYLES else None

    def _by(self, rows: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True, immediate=True)

    def action_down(self) -> None:
        """A row further."""
        self._by(1)

    def action_up(self) -> None:
        """A row back."""
        self._by(-1)

    def action_page_down(self) -> None:
        """A page further."""
        self._by(max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        """A page back."""
        self._by(-max(1, self.size.height - 1))

    def action_mark(self) -> None:
        """Space reads on, as in any pager."""
        self.action_page_down()

    def action_open(self) -> None:
        """Enter reads on."""
        self._by(1)

    def action_top(self) -> None:
        """To the beginning."""
        self._by(-len(self._rows))

    def action_bottom(self) -> None:
        """To the end."""
        self._by(len(self._rows))


def wrapped(line: str, width: int) -> list[str]:
    """One line in rows of at most ``width`` cells; list items go on under their first word."""
    start = len(line) - len(line.lstrip(" "))
    hang = " " * min(start + (2 if line[start : start + 2] in ("- ", "> ") else 0), width // 2)
    rows: list[str] = []
    row, filled = line[:start], False
    for word in line[start:].split(" "):
        longer = f"{row} {word}" if filled else row + word
        if cell_len(longer) <= width:
            row, filled = longer, True
            continue
        if filled:
            rows.append(row)
        *full, rest = chop_cells(word, width - len(hang)) or [""]
        rows.extend(hang + part for part in full)
        row, filled = hang + rest, True
    return [*rows, row]
