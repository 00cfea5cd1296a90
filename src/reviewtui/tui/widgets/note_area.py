"""The note: a TextArea that repaints only the rows an edit touched and never loses what was typed.

    note = NoteArea(min_rows=2, max_rows=5, id="note")
    note.load(text)            # without Changed, clears undo;  note.text reads it
    messages: NoteArea.Changed(note, text) on each change, NoteArea.Refused(note, text, why) when a paste would
              pass the cap, Left(note, "next" | "previous" | "out") on Tab, shift+Tab, Esc

Place a hint beside it, not in it: there is no placeholder. ctrl+z and ctrl+y undo and redo.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, Self

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.document._document import Document, EditResult, Selection
from textual.document._document_navigator import DocumentNavigator
from textual.document._edit import Edit
from textual.expand_tabs import expand_tabs_inline
from textual.geometry import Region
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.strip import Strip
from textual.widgets import TextArea

from reviewtui.domain.text import normalise, safe
from reviewtui.tui.messages import Direction, Left
from reviewtui.tui.widgets.note_wrap import NoteWrap

CAP = 256 * 1024
"""The most a note holds, in bytes of UTF-8."""
BURST = 8
"""Messages waiting for a note from which on what is typed goes in at one edit; fewer keep each key its own undo."""


class NoteArea(TextArea):
    """A growing text field of ``min_rows`` to ``max_rows`` rows with a focus mark at its left."""

    BINDINGS = [
        Binding("tab", "leave('next')", show=False),
        Binding("shift+tab", "leave('previous')", show=False),
        Binding("escape", "leave('out')", show=False),
    ]
    DEFAULT_CSS = """
    NoteArea { height: auto; padding: 0; border: none; border-left: blank; background: $background;
        scrollbar-size-vertical: 1; overflow-x: hidden; }
    NoteArea:focus { border: none; border-left: outer $accent; }
    NoteArea > .text-area--cursor { text-style: reverse; }
    NoteArea > .text-area--selection { text-style: underline reverse; }
    """

    selection: Reactive[Selection] = reactive(Selection(), init=False, always_update=True, repaint=False)
    wrapped_document: NoteWrap

    class Changed(Message):
        """The text is another one now."""

        def __init__(self, note: NoteArea) -> None:
            super().__init__()
            self.note = note
            self.text = note.text

        @property
        def control(self) -> NoteArea:
            """The note, for ``@on(NoteArea.Changed, "#id")``."""
            return self.note

    class Refused(Message):
        """A text did not fit into the note and was not inserted; ``text`` is all of it, ``why`` a sentence."""

        def __init__(self, note: NoteArea, text: str, why: str) -> None:
            super().__init__()
            self.note = note
            self.text = text
            self.why = why

        @property
        def control(self) -> NoteArea:
            """The note, for ``@on(NoteArea.Refused, "#id")``."""
            return self.note

    def __init__(
        self,
        text: str = "",
        *,
        min_rows: int = 2,
        max_rows: int = 5,
        leaves: Literal["focus", "message"] = "message",
        read_only: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        self._hold = False
        super().__init__(text, id=id, classes=classes, read_only=read_only, highlight_cursor_line=False)
        self.match_cursor_bracket = False
        self.cursor_blink = False
        self.leaves = leaves
        self.styles.min_height = min_rows
        self.styles.max_height = max_rows

    # --- text in and out
    def load(self, text: str) -> None:
        """Show another text without telling anybody: no Changed, nothing to undo, cursor at its end."""
        with self.prevent(self.Changed):
            self.load_text(text)
        self.move_cursor(self.document.end)

    def put_instead(self, text: str) -> None:
        """Show another text as one edit that can be undone; one past the cap is shown as well, without that."""
        if text == self.text:
            return
        if len(text.encode("utf-8", "replace")) > CAP:
            self.load(text)
            return
        end = self.replace(text, (0, 0), self.document.end).end_location
        self.move_cursor(end)

    def _set_document(self, text: str, _language: str | None) -> None:
        """Take a text over, plain, with our own wrapping."""
        self.document = Document(text)
        self.wrapped_document = NoteWrap(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()
        self.refresh()

    def undo(self) -> None:
        """Take the last edits back; safe after a paste that made the note longer than it is now."""
        super().undo()
        self.refresh()

    def redo(self) -> None:
        """Do them again."""
        super().redo()
        self.refresh()

    def edit(self, edit: Edit) -> EditResult:
        """Do an edit, refuse it when the note would pass the cap, and repaint the rows it touched."""
        if len(edit.text) > 1:
            edit.text = normalise(edit.text)
        if edit.text and self._too_long(edit):
            self.post_message(
                self.Refused(self, edit.text, f"A note holds {CAP // 1024} kB; this does not fit.")
            )
            return EditResult(self.selection.end, "")
        before = self._where()
        self._hold = True
        try:
            result = super().edit(edit)
        finally:
            self._hold = False
        self._repaint(before, edit, result)
        return result

    def _too_long(self, edit: Edit) -> bool:
        text = self.text
        if (len(text) + len(edit.text)) * 4 <= CAP:
            return False
        gone = len(self.get_text_range(edit.top, edit.bottom).encode("utf-8", "replace"))
        added = len(edit.text.encode("utf-8", "replace"))
        return added > gone and len(text.encode("utf-8", "replace")) - gone + added > CAP

    async def _on_paste(self, event: events.Paste) -> None:
        """Insert a paste as one edit, once; the base class would handle the same event again."""
        event.stop()
        event.prevent_default()
        if self.read_only:
            return
        result = self._replace_via_keyboard(event.text, *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)

    async def _on_key(self, event: events.Key) -> None:
        """A burst (a slow link, a busy machine) goes in as one edit: a key at a time, leaving would not wait for it."""
        if self.message_queue_size < BURST or self.read_only or not event.is_printable or not event.character:
            return
        event.stop()
        event.prevent_default()
        typed = [event.character]
        while isinstance(key := self._peek_message(), events.Key) and key.is_printable and key.character:
            typed.append(key.character)
            await self._get_message()
        self._replace_via_keyboard("".join(typed), *self.selection)

    # --- repainting
    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Repaint; while an edit is on its way a repaint of everything waits for what was touched."""
        if self._hold and not regions and repaint and not layout and not recompose:
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _where(self) -> tuple[int, object, int]:
        return len(self.wrapped_document._offset_to_line_info), self.scroll_offset, self._cursor_offset[1]

    def _repaint(self, before: tuple[int, object, int], edit: Edit, result: EditResult) -> None:
        after = self._where()
        if before[:2] != after[:2]:
            self.refresh()
            return
        row_of = self.wrapped_document.row_of
        last = result.end_location[0]
        top = min(before[2], after[2], row_of((min(edit.top[0], last), 0)))
        end = max(before[2], after[2], row_of((last, len(self.document[last]))))
        self._refresh_rows(top, end)

    def _refresh_rows(self, first: int, last: int) -> None:
        """Repaint visual rows, given in the document's count, clipped to what is seen."""
        scroll, height = self.scroll_offset.y, self.size.height
        first, last = max(first, scroll), min(last, scroll + height - 1)
        if first <= last:
            super().refresh(Region(0, first - scroll, self.size.width, last - first + 1))

    def watch_selection(self, old: Selection, new: Selection) -> None:
        """A moved cursor repaints the row it left and the one it came to; a selection all rows between."""
        if self._hold or not self.is_mounted:
            return
        self.post_message(self.SelectionChanged(new, self))
        row_of = self.wrapped_document.row_of
        rows = {row_of(place) for place in (*old, *new)}
        if old.is_empty and new.is_empty:
            for row in rows:
                self._refresh_rows(row, row)
        else:
            self._refresh_rows(min(rows), max(rows))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The visible rows; the styles come from CSS, so Textual's own theming of text areas is left out."""
        return super(TextArea, self).render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One visual row, cut from its document line without touching the rest of it."""
        wrapped = self.wrapped_document
        row = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        base = self.rich_style
        if not 0 <= row < len(wrapped._offset_to_line_info):
            return Strip.blank(width, base)
        line_index, section_index = wrapped._offset_to_line_info[row]
        start, text = wrapped.section(line_index, section_index)
        last = section_index == len(wrapped._wrap_offsets[line_index])
        segments = self._styled(text + " " if last else text, line_index, start, base)
        strip = Strip(segments)
        return strip.crop(0, width) if strip.cell_length > width else strip.extend_cell_length(width, base)

    def _styled(self, text: str, line_index: int, start: int, base: Style) -> list[Segment]:
        """The text of a row cut where the selection and the cursor begin and end."""
        cuts = {0, len(text)}
        low, high = self._selected_columns(line_index, start, len(text))
        cursor_line, cursor_column = self.selection.end
        cursor = cursor_column - start if cursor_line == line_index and self._draw_cursor else -1
        cuts.update((low, high))
        if 0 <= cursor < len(text):
            cuts.update((cursor, cursor + 1))
        places = sorted(cuts)
        segments: list[Segment] = []
        column = 0
        for begin, end in pairwise(places):
            style = base
            if begin == cursor:
                style = base + self.get_component_rich_style("text-area--cursor", partial=True)
            elif low <= begin < high:
                style = base + self.get_component_rich_style("text-area--selection", partial=True)
            piece = text[begin:end]
            if "\t" in piece:
                piece = expand_tabs_inline(" " * column + piece, self.indent_width)[column:]
            segments.append(Segment(safe(piece), style))
            column += len(piece)
        return segments

    def _selected_columns(self, line_index: int, start: int, length: int) -> tuple[int, int]:
        top, bottom = sorted(self.selection)
        if top == bottom or not top[0] <= line_index <= bottom[0]:
            return 0, 0
        low = top[1] - start if line_index == top[0] else 0
        high = bottom[1] - start if line_index == bottom[0] else length
        return max(0, min(low, length)), max(0, min(high, length))

    # --- keys
    def action_leave(self, direction: Direction) -> None:
        """Leave the note: by moving the focus, or by telling the screen."""
        if self.leaves == "message":
            self.post_message(Left(self, direction))
        elif direction == "next":
            self.screen.focus_next()
        elif direction == "previous":
            self.screen.focus_previous()
        else:
            self.post_message(Left(self, direction))
