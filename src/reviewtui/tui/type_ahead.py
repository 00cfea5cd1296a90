"""Keys that come in one burst (a fast typist, a slow link) each reach what the key before has opened.

Textual hands every key to whatever has focus when it arrives, and a binding runs only after the key has gone
through all queues up to the app; the ``m`` of ``/m`` then goes to the list, not into the filter that ``/`` opens.
Here a key that follows at once waits until the one before has had its effect.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import App

BURST = 0.02
"""Seconds within which a key belongs to the burst of the one before; nobody types as fast by hand."""
PATIENCE = 0.2
"""Seconds after which a key does not wait any longer."""
LONGEST_WAY = 1.0
"""Seconds keys wait at most for a place or a window that is on its way."""
LONGEST_WORK = 5.0
"""The same where what is to be opened is still being read, or written while another program holds the file."""
DEAF = 0.5
"""Seconds after a refusal in which keys that were meant for what was refused go nowhere."""
WINDOWS = frozenset({"form", "basics", "undo", "call", "whole", "review", "file"})
"""Groups of workers that open a window or a review; what they do before it is open, keys wait for."""
TEXT_FIELDS = frozenset({"Input", "TextArea"})
ROUNDS = 3
"""A key becomes a message of a widget, which may become one of its parent, and then one of the screen."""


class TypeAhead(App[int]):
    """An app in which no key of a burst goes astray."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: deque[events.Event] = deque()
        self._plan = 0
        self._planned = False
        self._going = 0
        self._going_since = 0.0
        self._last_key = 0.0
        self._last_was_text = False
        self._opening_since = 0.0
        self._deaf_until = 0.0

    def set_out(self) -> None:
        """A place was asked for: keys wait until it is open."""
        self._going += 1
        self._going_since = time.monotonic()

    def arrive(self) -> None:
        """It is open, or will not be."""
        self._going = max(0, self._going - 1)
        if self._held:
            self._plan_release()

    def refused(self) -> None:
        """What was asked for will not open: what was typed for it must not act on the place below."""
        if self._opening_since and self._opening:
            self._held.clear()
            self._deaf_until = time.monotonic() + DEAF

    async def on_event(self, event: events.Event) -> None:
        """Let keys and pastes wait for what is before them."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif time.monotonic() < self._deaf_until:
            return
        elif self._held or self._busy:
            self._held.append(event)
            self._plan_release()
        else:
            await self._pass_on(event)

    @property
    def _busy(self) -> bool:
        now = time.monotonic()
        if self._going and now - self._going_since < LONGEST_WAY:
            return True
        if self._opening:
            return True
        return not self._last_was_text and now - self._last_key < BURST

    @property
    def _opening(self) -> bool:
        """Whether a window was asked for that cannot take keys yet: what it shows is being read, or it has no focus.

        So the ``c`` of ``lc`` is the channel of the touch, never a command of the place below.
        """
        screen, longest = self.screen, LONGEST_WORK
        if screen.is_modal:
            ready = screen.is_mounted and not getattr(screen, "takes_focus", True)
            opening, longest = self.focused is None and not ready, LONGEST_WAY
        else:
            opening = any(
                one.node is screen and one.group in WINDOWS and not one.is_finished for one in self.workers
            )
        now = time.monotonic()
        if not opening:
            self._opening_since = 0.0
        elif not self._opening_since:
            self._opening_since = now
        return opening and now - self._opening_since < longest

    async def _pass_on(self, event: events.Event) -> None:
        typed = isinstance(event, events.Key) and event.is_printable
        self._last_key = time.monotonic()
        self._last_was_text = typed and _takes_text(self.focused)
        await super().on_event(event)

    def _plan_release(self) -> None:
        """Release the next key when everything before it has gone through the queues, or after a while."""
        if self._planned:
            return
        self._planned = True
        self._plan += 1
        plan = self._plan
        step: Callable[[], Any] = lambda: self.call_later(self._release, plan)  # noqa: E731
        path = list(reversed([*(self.focused or self.screen).ancestors_with_self]))
        for _ in range(ROUNDS):
            for node in path:
                step = _through(node, step)
        step()
        self.set_timer(PATIENCE, lambda: self._release(plan))

    async def _release(self, plan: int) -> None:
        if plan != self._plan or not self._planned:
            return
        self._planned = False
        while self._held:
            if self._going and time.monotonic() - self._going_since < LONGEST_WAY:
                self.set_timer(LONGEST_WAY, self.arrive)
                return
            if self._opening:
                self.set_timer(BURST, self._plan_release)
                return
            await self._pass_on(self._held.popleft())
            if self._held and not self._last_was_text:
                self._plan_release()
                return


def _takes_text(widget: Any) -> bool:
    # By name, since loading these two classes would take a twentieth of a start that often needs neither.
    return any(kind.__name__ in TEXT_FIELDS for kind in type(widget).__mro__)


def _through(node: Any, step: Callable[[], Any]) -> Callable[[], Any]:
    """Do ``step`` when the node has handled what is in its queue now."""
    return lambda: node.call_later(step) if node.is_running else step()
