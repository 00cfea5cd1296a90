"""What our widgets do less often than Textual's.

``Quiet`` asks for nothing to be drawn before it stands on the screen; ``Backdrop`` makes one row for all its rows.
``Drawn`` works each of its named styles out when it first draws with it: Textual does all of them again whenever
anything about the widget changes, eight rounds through the stylesheet for each list at each change of focus, for the
two or three that are seen.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Self

from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.widget import Widget as _Mixed
else:
    # Textual takes styles from the first of the bases that is a widget: that is to be the real one.
    _Mixed = object


class Quiet(_Mixed):
    """To inherit from, before the widget: the layout that brings it to the screen draws it, and nothing before."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """As Textual's, but without laying the whole screen out anew, and drawing it, at each change."""
    show_vertical_scrollbar: Reactive[bool] = Reactive(False, layout=True, repaint=False)
    """As Textual's, but what stands beside the bar is not drawn again where it keeps its width."""

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw again, where it has been drawn."""
        seen = bool(self.outer_size)
        if not seen and not layout and not recompose:
            return self
        return super().refresh(*regions, repaint=repaint and seen, layout=layout, recompose=recompose)

    _laid_out: tuple[object, ...] | None = None

    def _scroll_update(self, virtual_size: Size) -> None:
        """Textual's at every layout, but a scroll bar that stays as it is, and all rows beside it, is not drawn again."""
        self._refresh_scrollbars()
        bars = self.show_vertical_scrollbar, self.show_horizontal_scrollbar
        laid_out = (virtual_size, self._size, self._container_size, *bars)
        if laid_out != self._laid_out:
            self._laid_out = laid_out
            super()._scroll_update(virtual_size)


class Backdrop(Quiet):
    """What only lies behind other widgets: one row of background for all of its rows, most of which nobody sees."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows of the screen."""
        row = Strip.blank(crop.width, self.rich_style)
        for one in self.get_line_filters():
            row = row.apply_filter(one, self.background_colors[1])
        return [row] * crop.height


class Drawn(Quiet):
    """To inherit from, before the widget; ``COMPONENT_CLASSES`` and their rules are written as always."""

    @classmethod
    @cache
    def _get_component_classes(cls) -> frozenset[str]:
        """None that Textual is to work out."""
        return frozenset()

    def get_component_styles(self, *names: str) -> RenderStyles:
        """The styles of some names of ``COMPONENT_CLASSES``."""
        for name in names:
            if name not in self._component_styles:
                node = DOMNode(classes=name)
                node._attach(self)
                self.app.stylesheet.apply(node)
                self._component_styles[name] = node.styles
        return super().get_component_styles(*names)

    def notify_style_update(self) -> None:
        """Forget them when the widget's own styles change."""
        self._component_styles.clear()
        super().notify_style_update()
