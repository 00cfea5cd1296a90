"""What a pilot's screen shows, as text."""

from __future__ import annotations

from textual.app import App


def lines(app: App) -> list[str]:
    """The rows of the screen on top, dialogs over what is below them."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def text(app: App) -> str:
    """The screen as one text."""
    return "\n".join(lines(app))
