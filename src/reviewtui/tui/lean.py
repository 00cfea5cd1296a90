"""Textual's App without what its start pays for and this app does not need.

A stock app parses its styles with the theme it was made with and again with the one it is given, puts the first
screen on an empty one, and gives each screen a tooltip and a place for toasts before there are any.
"""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.screen import Screen
from textual.widgets._toast import ToastRack


class LeanApp(App[int]):
    """An app that begins with its theme and its first place; a screen has room for toasts when there are some."""

    def __init__(self, *args: Any, theme: str, **kwargs: Any) -> None:
        # Set before Textual makes variables of it: a change afterwards parses all styles again.
        self.set_reactive(App.theme, theme)
        super().__init__(*args, **kwargs)

    def first_screen(self) -> Screen[Any] | None:
        """The screen to begin with, at the bottom of all others; None for an empty one."""
        return None

    def get_default_screen(self) -> Screen[Any]:
        """The first place itself, not a blank screen below it."""
        return self.first_screen() or super().get_default_screen()

    def _refresh_notifications(self) -> None:
        """Show toasts where the screen has room for them, and make room for the first ones."""
        shows = self._screen_stack and self._notifications and not self._disable_notifications
        if shows and not self.screen.query_children(ToastRack):
            self.screen.mount(ToastRack(id="textual-toastrack"))
        super()._refresh_notifications()
