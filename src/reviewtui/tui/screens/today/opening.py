"""A list whose row under the cursor is open: what belongs to it stands below it, until the cursor moves on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.geometry import Size

from reviewtui.tui.widgets.line_list import LineList

SPARE = 8
"""Rows below the open one that change nothing about the length of the list."""


class OpeningList(LineList):
    """``reopen(row)`` opens a row of the source and returns the new count, where the row stands, the rows below it."""

    def __init__(self, reopen: Callable[[int], tuple[int, int, int]], *, id: str | None = None) -> None:
        super().__init__(empty="", id=id)
        self._reopen = reopen
        self._below = 0

    def set_source(self, *args: Any, **kwargs: Any) -> None:
        """Show other rows, and open the one of the cursor."""
        self._below = 0
        super().set_source(*args, **kwargs)
        self.open_here()

    def move_to(self, index: int) -> None:
        """Move, and open the row one has come to in the same breath: nothing is drawn in between."""
        before = self._cursor
        super().move_to(index)
        if self._cursor != before:
            self.open_here()

    def open_here(self) -> None:
        """Open the row of the cursor."""
        if not self._count:
            self._below = 0
            return
        count, cursor, below = self._reopen(self._cursor)
        if (count, cursor, below) == (self._count, self._cursor, self._below) and not below:
            return
        self._count, self._cursor, self._below = count, cursor, below
        # Another size would lay out the whole screen again at every move, so there is room to spare.
        plain = count - below
        self.virtual_size = Size(0, max(count, min(plain + SPARE, max(plain, self.size.height))))
        self.refresh_rows()
        self._show_cursor()

    def _show_cursor(self) -> bool:
        """Scroll so that what belongs to the row is seen too, as far as there is room."""
        scrolled = super()._show_cursor()
        if not self._below or not self.is_mounted or not self.size.height:
            return scrolled
        last = min(self._cursor + self._below, self._cursor + self.size.height - 1)
        target = last - self.size.height + 1
        if self.scroll_offset.y >= target:
            return scrolled
        self.scroll_to(y=target, animate=False, force=True, immediate=True)
        return True
