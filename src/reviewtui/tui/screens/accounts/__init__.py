"""Accounts: all of them as a table, narrowed and sorted by keys."""

from reviewtui.tui.screens.accounts.screen import AccountsScreen

__all__ = ["AccountsScreen"]
