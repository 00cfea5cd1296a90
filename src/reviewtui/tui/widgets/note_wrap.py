"""Soft wrapping for notes in which one line may be very long.

Textual cuts the whole document line with rich.Text for each question about one place in it; a pasted line
of 60 kB then costs a fifth of a second per key. Here only the section asked for is cut.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from textual._cells import cell_len
from textual.document._document import Location
from textual.document._wrapped_document import WrappedDocument
from textual.expand_tabs import expand_tabs_inline
from textual.geometry import Offset, clamp


class NoteWrap(WrappedDocument):
    """A wrapped document that answers from any location, also one that an undo has just taken away."""

    def section(self, line_index: int, section_index: int) -> tuple[int, str]:
        """First column and text of one visual row of a document line."""
        offsets = self._wrap_offsets[line_index]
        start = offsets[section_index - 1] if section_index else 0
        end = offsets[section_index] if section_index < len(offsets) else None
        return start, self.document[line_index][start:end]

    def get_sections(self, line_index: int) -> list[str]:
        """The visual rows of a document line."""
        line = self.document[line_index]
        cuts = [0, *self._wrap_offsets[line_index], len(line)]
        return [line[start:end] for start, end in pairwise(cuts)]

    def location_to_offset(self, location: Location) -> Offset:
        """The visual place of a location, clamped to the document as it is now."""
        last = min(len(self._line_index_to_offsets), len(self._wrap_offsets), self.document.line_count) - 1
        line_index = clamp(location[0], 0, last)
        column = clamp(location[1], 0, len(self.document[line_index]))
        section_index = bisect_right(self._wrap_offsets[line_index], column)
        start, text = self.section(line_index, section_index)
        before = expand_tabs_inline(text[: column - start], self._tab_width)
        return Offset(cell_len(before), self._line_index_to_offsets[line_index][section_index])

    def row_of(self, location: Location) -> int:
        """The visual row of a location."""
        return self.location_to_offset(location)[1]
