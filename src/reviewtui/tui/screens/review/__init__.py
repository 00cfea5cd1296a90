"""The review screen."""

from reviewtui.tui.screens.review.screen import ReviewScreen

__all__ = ["ReviewScreen"]
