"""The agenda."""

from reviewtui.tui.screens.actions.screen import ActionsScreen

__all__ = ["ActionsScreen"]
