"""A list of any length that draws only the rows you see, and repaints only the two rows a move touches.

    lst = LineList(empty="Nothing due.")
    lst.set_source(count, get_line, key)       # get_line(i) -> str | Text | [(text, style name), ...]
    lst.cursor, lst.current_key, lst.move_to(i), lst.move_to_key(k), lst.refresh_row(i)
    messages: LineList.Moved(list, index, key), LineList.Opened(list, index, key) on Enter or a second click,
              LineList.Marked(list, index, key) on Space

Style names: "" dim bold good warn bad accent head rule. Text comes through the sanitiser like everything else and
is never read as markup. Keys: arrows, j k, g G, Home End, PgUp PgDn, Enter, Space. No type-ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from rich.style import Style
from rich.text import Text
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reviewtui.tui.commands import bindings
from reviewtui.tui.widgets.cells import strip
from reviewtui.tui.widgets.drawn import Drawn

Line = str | Text | Sequence[tuple[str, str]]
GUTTER = "> "
STYLES = ("dim", "bold", "good", "warn", "bad", "accent", "head", "rule")


def _nothing(_index: int) -> Line:
    return ""


def _same(index: int) -> Hashable:
    return index


def _always(_index: int) -> bool:
    return True


class LineList(Drawn, ScrollView, can_focus=True):
    """The list; ``empty`` is shown when there is no row, ``gutter`` cells at the left mark the cursor row.

    With ``lit`` the cursor row stands out without focus too, for a list that a field beside it steers.
    """

    BINDINGS = bindings("list")
    ALLOW_SELECT = False
    COMPONENT_CLASSES = {f"linelist--{name}" for name in (*STYLES, "cursor")}
    DEFAULT_CSS = """
    LineList { height: 1fr; background: $background; color: $foreground; scrollbar-size-vertical: 1;
        overflow-x: hidden; overflow-y: auto; }
    LineList > .linelist--dim { color: $text-muted; }
    LineList > .linelist--bold { text-style: bold; }
    LineList > .linelist--good { color: $text-success; }
    LineList > .linelist--warn { color: $text-warning; }
    LineList > .linelist--bad { color: $text-error; text-style: bold; }
    LineList > .linelist--accent { color: $text-accent; }
    LineList > .linelist--head { color: $text-muted; text-style: bold; }
    LineList > .linelist--rule { color: $panel; }
    LineList > .linelist--cursor { text-style: reverse; }
    """

    class Moved(Message):
        """The cursor came to another row; ``key`` is what the source calls it."""

        def __init__(self, line_list: LineList, index: int, key: Hashable) -> None:
            super().__init__()
            self.line_list = line_list
            self.index = index
            self.key = key

        @property
        def control(self) -> LineList:
            """The list, for ``@on(LineList.Moved, "#id")``."""
            return self.line_list

    class Opened(Moved):
        """Enter, or a click on the cursor row."""

    class Marked(Moved):
        """Space on the cursor row."""

    def __init__(self, *, empty: str = "Nothing here.", gutter: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.empty = empty
        self.lit = False
        self._gutter_width = len(GUTTER) if gutter else 0
        self._count = 0
        self._more = 0
        self._cursor = 0
        self._line: Callable[[int], Line] = _nothing
        self._key: Callable[[int], Hashable] = _same
        self._selectable: Callable[[int], bool] = _always
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._width, self._full, self._base = 0, 0, Style()
        self._named: dict[str, Style] = {}

    # --- the source
    def set_source(
        self,
        count: int,
        get_line: Callable[[int], Line],
        key: Callable[[int], Hashable] | None = None,
        *,
        selectable: Callable[[int], bool] | None = None,
        more: int = 0,
        find: Callable[[Hashable], int | None] | None = None,
    ) -> None:
        """Show ``count`` rows; the cursor stays on the row with the same key, else near where it was.

        ``selectable(i)`` is false for headings; ``more`` rows that were not fetched are named in a last row
        ``... 350 more``; ``find(key)`` gives the row of a key when walking over all of them is too slow.
        """
        try:
            old_key = self.current_key
        except IndexError:
            # What the old source looked at is shorter already.
            old_key = None
        self._count, self._line, self._more = count, get_line, more
        self._key = key or _same
        self._selectable = selectable or _always
        self._resize_to_rows()
        self.refresh_rows()
        found = self._find(old_key, find) if old_key is not None else None
        self._cursor = self._near(min(self._cursor if found is None else found, max(0, count - 1)))
        self._show_cursor()

    def _resize_to_rows(self) -> None:
        """Tell Textual how long the list is; the screen is laid out anew only where that changes its shape."""
        before, after = self.virtual_size.height, self._rows
        if before == after:
            return
        self.virtual_size = Size(0, after)
        height = self.size.height
        if self.styles.auto_dimensions or (before > height) != (after > height):
            self.refresh(layout=True)
        else:
            self._scroll_update(self.virtual_size)

    def _find(self, key: Hashable, find: Callable[[Hashable], int | None] | None) -> int | None:
        if find is not None:
            return find(key)
        if self._cursor < self._count and self._key(self._cursor) == key:
            return self._cursor
        return next((i for i in range(self._count) if self._key(i) == key), None)

    @property
    def _rows(self) -> int:
        return self._count + (1 if self._more else 0)

    @property
    def count(self) -> int:
        """Number of rows of the source, headings included."""
        return self._count

    @property
    def row_width(self) -> int:
        """Cells a row has, beside the gutter and the scroll bar."""
        return max(0, self.scrollable_content_region.width - self._gutter_width)

    @property
    def cursor(self) -> int:
        """Row of the cursor, 0-based."""
        return self._cursor

    @property
    def current_key(self) -> Hashable | None:
        """Key of the cursor row; None when there is no row that can be chosen."""
        if not 0 <= self._cursor < self._count or not self._selectable(self._cursor):
            return None
        return self._key(self._cursor)

    def refresh_rows(self) -> None:
        """Draw all visible rows again, for a source whose content changed."""
        self._strips.clear()
        self.refresh()

    def refresh_row(self, index: int) -> None:
        """Draw one row again."""
        self._strips.pop((index, True), None)
        self._strips.pop((index, False), None)
        self.refresh_lines(index)

    # --- moving
    def move_to(self, index: int) -> None:
        """Put the cursor on a row (clamped; a heading gives way to the next row that can be chosen)."""
        if not self._count:
            return
        index = max(0, min(self._count - 1, index))
        index = self._near(index, -1 if index < self._cursor else 1)
        old, self._cursor = self._cursor, index
        if old == index:
            self._show_cursor()
            return
        if not self._show_cursor():
            self.refresh_lines(old)
            self.refresh_lines(index)
        self.post_message(self.Moved(self, index, self._key(index)))

    def move_to_key(self, key: Hashable) -> bool:
        """Put the cursor on the row with this key; False when there is none."""
        found = self._find(key, None)
        if found is not None:
            self.move_to(found)
        return found is not None

    def _near(self, index: int, step: int = 1) -> int:
        for direction in (step, -step):
            here = index
            while 0 <= here < self._count:
                if self._selectable(here):
                    return here
                here += direction
        return index

    def _show_cursor(self) -> bool:
        """Scroll so that the cursor row and headings right above it are seen; True if it scrolled."""
        if not self.is_mounted or not self.size.height:
            return False
        top, height = self.scroll_offset.y, self.size.height
        first = self._cursor
        while first and not self._selectable(first - 1) and self._cursor - first < height - 1:
            first -= 1
        if first < top:
            target = first
        elif self._cursor >= top + height:
            target = self._cursor - height + 1
        else:
            return False
        self.scroll_to(y=target, animate=False, force=True, immediate=True)
        return True

    def action_down(self) -> None:
        """One row down."""
        self.move_to(self._cursor + 1)

    def action_up(self) -> None:
        """One row up; above the first row that can be chosen, show the headings there."""
        self.move_to(self._cursor - 1)

    def action_page_down(self) -> None:
        """A page down."""
        self.move_to(self._cursor + max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        """A page up."""
        self.move_to(self._cursor - max(1, self.size.height - 1))

    def action_top(self) -> None:
        """The first row."""
        self.move_to(0)

    def action_bottom(self) -> None:
        """The last row."""
        self.move_to(self._count - 1)

    def action_open(self) -> None:
        """Tell the screen that the row is opened."""
        self._tell(self.Opened)

    def action_mark(self) -> None:
        """Tell the screen that the row is marked."""
        self._tell(self.Marked)

    def _tell(self, message: type[LineList.Moved]) -> None:
        key = self.current_key
        if key is not None:
            self.post_message(message(self, self._cursor, key))

    def on_click(self, event: events.Click) -> None:
        """A click chooses the row; a click on the chosen one opens it."""
        index = event.y + self.scroll_offset.y
        if not 0 <= index < self._count or not self._selectable(index):
            return
        if index == self._cursor:
            self.action_open()
        else:
            self.move_to(index)

    # --- drawing
    def on_resize(self) -> None:
        """Rows are cut to the width, so draw them again; keep the cursor in sight."""
        self._strips.clear()
        self._show_cursor()

    def notify_style_update(self) -> None:
        """Forget drawn rows when a theme or the focus changes the styles."""
        self._strips.clear()
        super().notify_style_update()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Only the cursor row looks different with focus."""
        self.refresh_row(self._cursor)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows of the screen; what is the same for all of them is worked out once.

        A list without border and padding goes round Textual's cache of lines, which costs as much as drawing them.
        """
        self._width, self._base = self.scrollable_content_region.width, self.rich_style
        self._full = self.content_region.width
        self._named.clear()
        if self._full != self.region.width or self.opacity != 1.0:
            return super().render_lines(crop)
        strips = [self.render_line(y) for y in crop.line_range]
        background = self.background_colors[1]
        for one in self.get_line_filters():
            strips = [strip.apply_filter(one, background) for strip in strips]
        return strips if crop.width == self._full else [one.crop(crop.x, crop.right) for one in strips]

    def render_line(self, y: int) -> Strip:
        """One row of the screen as a strip of exactly the width of the list."""
        index = y + self.scroll_offset.y
        width, base = self._width, self._base
        if index >= self._rows:
            text = self.empty if not self._rows and y == 0 else ""
            return self._strip([(text, "dim")], width, base)
        if index >= self._count:
            return self._strip([(f"... {self._more:,} more", "dim")], width, base)
        hot = index == self._cursor and self._selectable(index)
        cached = self._strips.get((index, hot))
        if cached is None or cached.cell_length != self._full:
            if len(self._strips) > 512:
                self._strips.clear()
            cached = self._strip(self._parts(index), width, base, hot)
            self._strips[(index, hot)] = cached
        return cached

    def _parts(self, index: int) -> Sequence[tuple[str, str | Style]]:
        line = self._line(index)
        if isinstance(line, str):
            return [(line, "")]
        if isinstance(line, Text):
            console = self.app.console
            return [(s.text, s.style or "") for s in line.render(console, end="") if s.text]
        return [(text, style) for text, style in line]

    def _style(self, name: str) -> Style | None:
        if name not in STYLES:
            return None
        if name not in self._named:
            self._named[name] = self.get_component_rich_style(f"linelist--{name}", partial=True)
        return self._named[name]

    def _weight(self, name: str) -> Style | None:
        return Style(bold=True) if name in ("bold", "bad", "head") else None

    def _strip(
        self, parts: Sequence[tuple[str, str | Style]], width: int, base: Style, hot: bool = False
    ) -> Strip:
        over = None
        style_of = self._style
        if hot and (self.has_focus or self.lit):
            # One even bar: reversed colours side by side would look like so many buttons.
            style_of = self._weight
            over = self.get_component_rich_style("linelist--cursor", partial=True)
        gutter = self._gutter_width
        lead = (GUTTER if hot else " " * gutter)[:gutter]
        drawn = strip(parts, width, base, style_of, lead=lead, over=over)
        # Room that is kept for a scroll bar.
        return drawn.adjust_cell_length(self._full, base)
