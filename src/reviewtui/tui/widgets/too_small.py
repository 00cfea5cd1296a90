"""What a place shows over itself on a terminal that is too small; what lies under it keeps its text and focus."""

from __future__ import annotations

from textual.widgets import Static

LEAST = (60, 15)
"""Columns and rows that every place needs."""


class TooSmall(Static):
    """Covers the whole screen and says what it needs."""

    DEFAULT_CSS = """
    TooSmall { layer: too-small; width: 100%; height: 100%; background: $background; display: none; }
    TooSmall.-shown { display: block; }
    """

    def fit(self, width: int, height: int) -> None:
        """Come or go as the size demands."""
        small = width < LEAST[0] or height < LEAST[1]
        self.set_class(small, "-shown")
        if small:
            self.update(
                f"reviewtui needs {LEAST[0]} columns and {LEAST[1]} rows; this terminal has {width} and {height}. "
                "Make it larger: everything is as it was."
            )
