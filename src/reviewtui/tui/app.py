"""The app: opens places, hands on what the saver says, leaves properly. It knows no data of its own."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, work
from textual.message import Message
from textual.screen import Screen

from reviewtui import paths
from reviewtui.tui import commands
from reviewtui.tui.aside import KeepsAside
from reviewtui.tui.background import look_after_file
from reviewtui.tui.launch import LaunchOptions
from reviewtui.tui.lean import LeanApp
from reviewtui.tui.messages import Go
from reviewtui.tui.place_table import PLACES
from reviewtui.tui.saver import SaverEvent
from reviewtui.tui.screens.place import Place
from reviewtui.tui.session import Session
from reviewtui.tui.start import Found
from reviewtui.tui.terminal import CrashSafe
from reviewtui.tui.themes import usable_theme
from reviewtui.tui.type_ahead import TypeAhead
from reviewtui.tui.watch import FileWatch

if TYPE_CHECKING:
    from reviewtui.tui.screens.dialogs.palette import Choice

LOOK_ROUND = 2.0
"""Seconds after which a key makes the app look whether another program has written to the file."""


class SaverTold(Message):
    """The saver thread has something to say; posted from that thread."""

    def __init__(self, event: SaverEvent) -> None:
        super().__init__()
        self.event = event


class ReviewApp(CrashSafe, TypeAhead, KeepsAside, LeanApp):  # type: ignore[misc]
    """One run on one file."""

    SCREENS = PLACES
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[Any]] = commands.bindings("app")
    ENABLE_COMMAND_PALETTE = False
    TITLE = "reviewtui"

    def __init__(self, session: Session, start: Go, problems: tuple[str, ...] = (), **kwargs: Any) -> None:
        theme, wrong = usable_theme(session.config.theme)
        super().__init__(theme=theme, **kwargs)
        self.session = session
        self.crash_log = paths.state_dir() / "crash.log"
        self._start = start
        self._problems = [*problems, *commands.apply_keymap(session.config.keys)] + [wrong] * bool(wrong)
        self._looked = time.monotonic()
        self._data_version = 0
        self.wants_demo = False
        self.animation_level = "none"

    async def on_mount(self) -> None:
        """Show the first place; what only writers need is loaded after it is on the screen."""
        if self.session.config.keys:
            # With a keymap Textual makes every binding anew at each key, a third of what a key costs.
            self.set_keymap(commands.keymap())
        if self.session.left_behind:
            self._settle_then_begin()
        else:
            await self._begin()

    @work
    async def _settle_then_begin(self) -> None:
        """Texts that an earlier run could not save come first: the places are to show them."""
        from reviewtui.tui.left_behind import offer

        await offer(self, self.session.left_behind)
        await self._begin()

    def first_screen(self) -> Screen[Any] | None:
        """Today, below which there is nothing, unless the run begins with something else."""
        if self.session.left_behind or self._start.place != "today":
            return None
        return self.get_screen("today")

    async def _begin(self) -> None:
        if not isinstance(self.screen, Place):
            await self.open_place(self._start.place, **self._start.about)
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        if not gc.isenabled():
            # The front door put it off; what was loaded until now stays for good and need not be walked over.
            gc.freeze()
            gc.enable()
        for problem in self._problems:
            self.notify(problem, severity="warning", markup=False, timeout=10)
        if self._start.place != "first_run":
            look_after_file(self, self.session)
            # What the file is like now: only against that can a later look tell that somebody wrote.
            self._look_round()
            FileWatch(self.session.launch.db, self._look_round).start()

    # Places.

    async def open_place(self, name: str, **about: Any) -> None:
        """Bring a place to the top, about something; one that is already under the top is come back to."""
        place = cast("Place", self.get_screen(name))
        if place not in self.screen_stack:
            await place.show(**about)
            await self.push_screen(place)
            return
        while self.screen is not place:
            self.pop_screen()
        if about:
            await place.show(**about)

    async def on_go(self, message: Go) -> None:
        """A screen asks for another place; ``back`` leaves the present one."""
        try:
            if message.place == "back":
                await self.action_back()
            else:
                await self.open_place(message.place, **message.about)
        finally:
            self.arrive()

    async def action_back(self) -> None:
        """Close what is open inside the place, else leave it; below the lowest one is Today."""
        if isinstance(self.screen, Place) and self.screen.step_back():
            return
        if sum(isinstance(one, Place) for one in self.screen_stack) > 1:
            self.pop_screen()
        elif self._start.place not in ("today", "first_run"):
            await self.open_place("today")

    def place_on_top(self) -> Place | None:
        """The place the user sees, under whatever dialog is open."""
        return next((one for one in reversed(self.screen_stack) if isinstance(one, Place)), None)

    # The saver, and others who write to the same file.

    def tell(self, event: SaverEvent) -> None:
        """Called from the saver thread."""
        self.post_message(SaverTold(event))

    def on_saver_told(self, message: SaverTold) -> None:
        """Hand what the saver said to the place that is open."""
        place = self.place_on_top()
        if place is not None:
            place.saver_told(message.event)

    async def on_event(self, event: events.Event) -> None:
        """After a key, when it has been a while: has somebody else written to the file?"""
        fresh = isinstance(event, events.Key) and not event.is_forwarded
        await super().on_event(event)
        if fresh and time.monotonic() - self._looked > LOOK_ROUND:
            self._looked = time.monotonic()
            self._look_round()

    @work(group="look", exit_on_error=False)
    async def _look_round(self) -> None:
        before, self._data_version = self._data_version, await self.session.data_version()
        place = self.place_on_top()
        if place is not None and before and before != self._data_version:
            self.session.generation += 1
            await place.others_wrote()

    # What every place can do.

    def action_save(self) -> None:
        """Write to disk now."""
        self.session.saver.flush(1.0)

    def action_redraw(self) -> None:
        """Paint everything again."""
        forget = getattr(self._driver, "forget", None)
        if forget is not None:
            forget()
        self.refresh(layout=True)

    def action_help(self) -> None:
        """The keys of the place one is in."""
        from reviewtui.tui.widgets.help import HelpScreen

        place = self.place_on_top()
        if place is self.screen and place is not None:
            self.push_screen(HelpScreen(place.footer.place))

    def action_capture(self) -> None:
        """Note an action, an ask, a sighting, a fact without leaving the place."""
        from reviewtui.tui.screens.dialogs.capture import open_capture

        open_capture(self)

    def action_palette(self) -> None:
        """Every command of this place, and every account."""
        from reviewtui.tui.screens.dialogs.palette import Palette

        place = self.place_on_top()
        if place is self.screen and place is not None and place.PLACE != "first_run":
            self.push_screen(Palette(self.session, place.footer.place), self._chosen)

    def action_search(self) -> None:
        """Where there is no list to filter, the palette finds accounts."""
        self.action_palette()

    def _chosen(self, choice: Choice | None) -> None:
        if choice is None:
            return
        if choice.action:
            self.call_after_refresh(self._run_command, choice.action)
        else:
            self.set_out()
            about = {"review": ""} if choice.review else {}
            self.post_message(Go("account", account_id=choice.account_id, **about))

    async def _run_command(self, action: str) -> None:
        """Run a command where its key would have: on the nearest node that has it."""
        name = f"action_{action.rpartition('.')[2]}"
        start = self.screen.focused or self.screen
        nodes = [] if action.startswith("app.") else start.ancestors_with_self
        await self.run_action(action, next((one for one in nodes if hasattr(one, name)), self))

    async def action_quit(self) -> None:
        """Leave; when something could not be saved, ask first."""
        session = self.session
        if session.saver.flush_to_leave() and not session.saver.failing:
            self.exit(0)
            return
        from reviewtui.tui.screens.dialogs.quit import quit_question

        self.push_screen(quit_question(session), lambda leave: self.exit(0) if leave else None)


def first_place(launch: LaunchOptions, found: Found | None) -> Go:
    """Where a run begins: the first run without a file, a review when an account is named, else Today."""
    if found is None:
        return Go("first_run")
    if found.review is not None:
        return Go("review", review_id=found.review.id)
    if found.account_id is not None:
        return Go("account", account_id=found.account_id, review=launch.template or "")
    return Go("today")


__all__ = ["ReviewApp", "first_place"]
