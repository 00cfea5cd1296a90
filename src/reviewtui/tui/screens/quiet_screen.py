"""A screen that is styled once and drawn once when it comes up; Textual does both three times."""

from __future__ import annotations

from textual import events
from textual.screen import Screen
from textual.widget import Widget

from reviewtui.tui.widgets.drawn import Backdrop

BREAKPOINTS = [(0, "-tiny"), (76, "-narrow"), (100, "-normal"), (120, "-roomy"), (150, "-wide")]
HEIGHTS = [(0, "-short"), (30, "-tall")]


class QuietScreen(Backdrop, Screen[None]):
    """What ``Place`` is made of."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self) -> None:
        super().__init__()
        # Before there are widgets: a class that comes with the first layout styles all of them again.
        width, height = self.app.size
        classes = self._get_breakpoint_classes(width, BREAKPOINTS)
        self.add_class(*classes, *self._get_breakpoint_classes(height, HEIGHTS), update=False)

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """No widget here has a tooltip, and toasts find their room when there are some (``LeanApp``)."""

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """The first time the layout draws everything, with the styles it was just made with; later Textual's way."""
        event.prevent_default()
        first = not self.stack_updates
        event.refresh_styles = event.refresh_styles and not first
        super()._on_screen_resume(event)
        if first:
            self._repaint_required = False
