"""An account: the brief on one screen, its timeline below or beside, its people."""

from reviewtui.tui.screens.account.screen import AccountScreen

__all__ = ["AccountScreen"]
