"""The bottom row: at most seven keys of the place one is in, never wider than the screen.

footer.place = "review"        # or "review.note" while a text field has focus; a click runs the command
"""

from __future__ import annotations

from textual import events
from textual.reactive import reactive

from reviewtui.tui.commands import FooterItem, footer_items
from reviewtui.tui.widgets.lines import OneRow, Parts


class Footer(OneRow):
    """Keys and words for ``place``; repaints only when the place changes."""

    DEFAULT_CSS = "Footer { background: $panel; }"
    place: reactive[str] = reactive("app")

    def __init__(self, place: str = "app", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(Footer.place, place)

    @property
    def items(self) -> list[FooterItem]:
        """The items shown at the present width."""
        return footer_items(self.place, self.size.width)

    def parts(self, width: int) -> Parts:
        """Each item as key and word with two cells between."""
        parts: Parts = []
        for item in footer_items(self.place, width):
            parts.extend([("  " if parts else " ", ""), (item.key, "accent"), (f" {item.label}", "")])
        return parts

    async def on_click(self, event: events.Click) -> None:
        """Run the command under the mouse."""
        x = 1
        for item in self.items:
            if x <= event.x < x + item.width:
                await self._run(item.action)
                return
            x += item.width + 2

    async def _run(self, action: str) -> None:
        """Run the action on the nearest node that has it, as its key would."""
        start = self.screen.focused or self.screen
        name = f"action_{action.rpartition('.')[2]}"
        nodes = [] if action.startswith("app.") else start.ancestors_with_self
        node = next((one for one in nodes if hasattr(one, name)), self.app)
        await self.app.run_action(action, node)
