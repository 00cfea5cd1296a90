"""Today, the home: whom to call next, and why."""

from reviewtui.tui.screens.today.screen import TodayScreen

__all__ = ["TodayScreen"]
