"""The real app on a file, driven by keys: tests of screens read as what a user does and sees.

async with open_app(store.path, Go("review", account_id=7)) as user:
    await user.press("2", "j"); await user.write("a note")
    assert "Budget" in user.screen_text()
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from factories import AS_OF
from reviewtui.config import Config
from reviewtui.storage.store import Store
from reviewtui.tui.app import ReviewApp
from reviewtui.tui.launch import LaunchOptions
from reviewtui.tui.messages import Go
from reviewtui.tui.saver import SaverEvent
from reviewtui.tui.start import Start

PATIENCE = 10.0


def screen_text(app: Any) -> str:
    """What stands on the screen, row by row."""
    return "\n".join(line.text.rstrip() for line in app.screen._compositor.render_strips())


@dataclass
class User:
    """Somebody at the keyboard of an open app; ``keys`` counts what was pressed besides text written with ``write``."""

    app: ReviewApp
    pilot: Pilot[int]
    keys: int = 0

    @property
    def screen(self) -> Any:
        """The screen on top."""
        return self.app.screen

    def screen_text(self) -> str:
        """What is seen."""
        return screen_text(self.app)

    def row(self, words: str) -> str:
        """The first row of the screen with these words; empty when there is none."""
        return next((line for line in self.screen_text().split("\n") if words in line), "")

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each handled before the next."""
        for key in keys:
            self.keys += 1
            await self.pilot.press(key)
            await self.pilot.pause()

    async def write(self, text: str) -> None:
        """Type text in one burst; its characters do not count as keys."""
        for character in text:
            key = {"\n": "enter", " ": "space"}.get(character) or _character_to_key(character)
            self.app.post_message(events.Key(key, "\r" if character == "\n" else character))
        taken = asyncio.Event()
        self.app.call_later(taken.set)
        await taken.wait()
        await self.pilot.pause()

    async def until(self, holds: Callable[[], object], what: str = "") -> None:
        """Wait until something holds; fails with the screen when it never does."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while not holds():
            assert loop.time() < end, f"never came true: {what}\n{self.screen_text()}"
            await self.pilot.pause(0.01)

    async def sees(self, words: str) -> None:
        """Wait until these words stand on the screen."""
        await self.until(lambda: words in self.screen_text(), f"{words!r} on the screen")

    async def saved(self) -> None:
        """Wait until all that was typed is on disk."""
        await self.pilot.pause()
        assert self.app.session.saver.flush(PATIENCE)
        await self.pilot.pause()


@asynccontextmanager
async def open_app(
    db: Path,
    place: Go,
    *,
    size: tuple[int, int] = (80, 24),
    as_of: date = AS_OF,
    config: Config | None = None,
    read_only: bool = False,
) -> AsyncIterator[User]:
    """The app on a file at a place, as a user has it before them; all that runs is stopped afterwards."""
    holder: list[ReviewApp] = []

    def tell(event: SaverEvent) -> None:
        if holder and holder[0].is_running:
            holder[0].tell(event)

    start = Start(LaunchOptions(db=db, as_of=as_of, read_only=read_only), config or Config())
    session, _found = start.session(tell)
    app = ReviewApp(session, place)
    holder.append(app)
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield User(app, pilot)
            session.saver.flush(PATIENCE)
    finally:
        session.saver.stop()
        session.reads.stop()


def reopened(db: Path, as_of: date = AS_OF) -> Store:
    """The file as another program sees it now."""
    from factories import moment

    return Store.open(db, moment(as_of))
