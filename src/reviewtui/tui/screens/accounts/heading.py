"""The heading of the table of accounts: its titles, or what the filter does not understand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.strip import Strip

from reviewtui.tui.widgets.cells import strip
from reviewtui.tui.widgets.lines import OneRow, Parts
from reviewtui.tui.widgets.pager import wrapped

if TYPE_CHECKING:
    from reviewtui.tui.screens.accounts.screen import AccountsScreen

MOST_ROWS = 4
"""Rows for what is wrong with a filter; the longest sentence of ours needs them at 80 columns."""


class Titles(OneRow):
    """The heading of the table."""

    def __init__(self, screen: AccountsScreen) -> None:
        super().__init__()
        self._table = screen
        self._rows = 1

    def parts(self, width: int) -> Parts:
        """Two cells for the list's gutter, then the titles."""
        return [("  ", ""), *((text, "dim") for text, _ in self._table.titles(width - 3))]

    def on_resize(self) -> None:
        """Another width breaks the sentence elsewhere."""
        self.fit()

    def fit(self) -> None:
        """As many rows as what the filter does not understand needs, which takes the place of the titles."""
        rows = min(MOST_ROWS, len(self._problem())) or 1
        if rows != self._rows:
            self._rows = self.styles.height = rows
        self.refresh()

    def _problem(self) -> list[str]:
        problem = self._table.in_doubt()
        return wrapped(problem, max(20, self._table.size.width - 3)) if problem else []

    def render_line(self, y: int) -> Strip:
        """A row of the problem, or the titles."""
        problem = self._problem()
        if not problem:
            return super().render_line(y)
        text = problem[y] if y < len(problem) else ""
        return strip([("  ", ""), (text, "warn")], self.size.width, self.rich_style, self._style)
