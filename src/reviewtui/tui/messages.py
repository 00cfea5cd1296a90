"""Messages that several widgets send, so that a screen handles them in one place."""

from __future__ import annotations

from typing import Any, Literal

from textual.message import Message
from textual.widget import Widget

Direction = Literal["next", "previous", "out"]


class Left(Message):
    """The user leaves a text widget by key: Tab (next), shift+Tab (previous) or Esc (out).

    Sent only by widgets made with ``leaves="message"``; the screen decides where focus goes.
    """

    def __init__(self, widget: Widget, direction: Direction) -> None:
        super().__init__()
        self.widget = widget
        self.direction: Direction = direction

    @property
    def control(self) -> Widget:
        """The widget that is left, for ``@on(Left, "#id")``."""
        return self.widget


class Go(Message):
    """Go to a place: ``place`` names the screen, ``about`` is what it shows (an account id, a review id, ...)."""

    def __init__(self, place: str, **about: Any) -> None:
        super().__init__()
        self.place = place
        self.about = about
