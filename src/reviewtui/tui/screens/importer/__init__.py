"""Bringing accounts, orders and what hangs on them in from a file: seen first, then taken, then taken back if need be."""

from reviewtui.tui.screens.importer.screen import ImportScreen

__all__ = ["ImportScreen"]
