"""Keys that come in one burst (a fast typist, a slow link) each reach what the key before has opened.

Textual hands every key to whatever has focus when it arrives; the ``m`` of ``/m`` then goes to the list, not into
the filter that ``/`` opens. Here a key waits until the one right before it has had its effect.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual import events
from textual.app import App

BURST = 0.1
"""Seconds within which two keys count as one burst."""
PATIENCE = 0.15
"""Seconds a key waits at most for the one before."""
LONGEST_WAY = 1.0
"""Seconds keys wait at most for a place that is on its way."""


class TypeAhead(App[int]):
    """An app in which no key of a burst goes astray."""

    going = 0
    """How many places have been asked for and are not open yet."""
    _going_since = 0.0
    _last_key = 0.0

    def set_out(self) -> None:
        """A place was asked for: keys wait until it is open."""
        self.going += 1
        self._going_since = time.monotonic()

    def arrive(self) -> None:
        """It is open, or will not be."""
        self.going = max(0, self.going - 1)

    async def on_event(self, event: events.Event) -> None:
        """Let keys and pastes wait for what is before them."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
            return
        if time.monotonic() - self._last_key < BURST:
            await self._settled()
        if self.going and time.monotonic() - self._going_since < LONGEST_WAY:
            # Behind the message that opens the place; the keys behind this one go round in the same order.
            self.post_message(event)
            return
        self._last_key = time.monotonic()
        await super().on_event(event)

    async def _settled(self) -> None:
        """Wait until the focused widget and the screen have worked off what the key before has caused."""
        done = asyncio.Event()
        target = self.focused or self.screen
        step: Callable[[], Any] = done.set
        # A key becomes a message of the widget, which becomes one of the screen: twice through each queue.
        for node in (self.screen, self.screen, target, target):
            step = _through(node, step)
        step()
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), PATIENCE)


def _through(node: Any, step: Callable[[], Any]) -> Callable[[], Any]:
    """Do ``step`` when the node has handled what is in its queue now."""
    return lambda: node.call_later(step) if node.is_running else step()
