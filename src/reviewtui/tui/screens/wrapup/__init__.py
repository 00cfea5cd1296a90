"""The wrap-up of a review."""

from reviewtui.tui.screens.wrapup.screen import WrapupScreen

__all__ = ["WrapupScreen"]
