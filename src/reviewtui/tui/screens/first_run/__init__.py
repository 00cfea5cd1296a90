"""The first run: no file yet. A new one, accounts from a file of the user's, or a look at the demo."""

from reviewtui.tui.screens.first_run.screen import FirstRunScreen

__all__ = ["FirstRunScreen"]
