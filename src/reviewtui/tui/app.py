"""The app: opens places, hands on what the saver says, leaves properly. It knows no data of its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.screen import Screen

from reviewtui import paths
from reviewtui.config import Config, load_config
from reviewtui.domain.errors import DatabaseMissing, ReviewTuiError
from reviewtui.storage.store import Store
from reviewtui.tui import commands
from reviewtui.tui.launch import LaunchOptions
from reviewtui.tui.messages import Go, SaverTold
from reviewtui.tui.reads import Reads
from reviewtui.tui.recovery import Recovery
from reviewtui.tui.saver import Saver, SaverEvent
from reviewtui.tui.screens.place import Place
from reviewtui.tui.session import Basics, Session


def _today() -> Screen[Any]:
    from reviewtui.tui.screens.today import TodayScreen

    return TodayScreen()


def _accounts() -> Screen[Any]:
    from reviewtui.tui.screens.accounts import AccountsScreen

    return AccountsScreen()


def _account() -> Screen[Any]:
    from reviewtui.tui.screens.account import AccountScreen

    return AccountScreen()


def _review() -> Screen[Any]:
    from reviewtui.tui.screens.review import ReviewScreen

    return ReviewScreen()


def _wrapup() -> Screen[Any]:
    from reviewtui.tui.screens.wrapup import WrapupScreen

    return WrapupScreen()


def _actions() -> Screen[Any]:
    from reviewtui.tui.screens.actions import ActionsScreen

    return ActionsScreen()


def _first_run() -> Screen[Any]:
    from reviewtui.tui.screens.first_run import FirstRunScreen

    return FirstRunScreen()


class ReviewApp(App[int]):
    """One run on one file."""

    SCREENS = {
        "today": _today,
        "accounts": _accounts,
        "account": _account,
        "review": _review,
        "wrapup": _wrapup,
        "actions": _actions,
        "first_run": _first_run,
    }
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[Any]] = commands.bindings("app")
    ENABLE_COMMAND_PALETTE = True
    TITLE = "reviewtui"

    def __init__(self, session: Session, start: Go, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session
        self._start = start
        self.animation_level = "none"

    async def on_mount(self) -> None:
        """Show the first place; what only writers need is loaded after it is on the screen."""
        problems = commands.apply_keymap(self.session.config.keys)
        self.set_keymap(commands.keymap())
        await self.open_place(self._start.place, **self._start.about)
        self.call_after_refresh(self._after_first_paint, problems)

    def _after_first_paint(self, problems: tuple[str, ...]) -> None:
        if not self.session.read_only:
            self.session.saver.warm()
        for problem in problems:
            self.notify(problem, severity="warning", markup=False, timeout=10)

    # Places.

    async def open_place(self, name: str, **about: Any) -> None:
        """Bring a place to the top, about something; one that is already under the top is come back to."""
        screen = self.get_screen(name)
        assert isinstance(screen, Place)
        if screen in self.screen_stack:
            while self.screen is not screen:
                self.pop_screen()
            await screen.show(**about)
            return
        await screen.show(**about)
        await self.push_screen(screen)

    async def on_go(self, message: Go) -> None:
        """A screen asks for another place; ``back`` leaves the present one."""
        if message.place == "back":
            self.action_back()
        else:
            await self.open_place(message.place, **message.about)

    async def action_today(self) -> None:
        """Go to Today."""
        await self.open_place("today")

    async def action_accounts(self) -> None:
        """Go to the table of accounts."""
        await self.open_place("accounts")

    async def action_actions(self) -> None:
        """Go to the agenda."""
        await self.open_place("actions")

    def action_back(self) -> None:  # type: ignore[override]
        """Leave this place; the lowest one stays."""
        if len(self.screen_stack) > 2:
            self.pop_screen()

    # The saver.

    def tell(self, event: SaverEvent) -> None:
        """Called from the saver thread."""
        self.post_message(SaverTold(event))

    def on_saver_told(self, message: SaverTold) -> None:
        """Hand what the saver said to the place that is open."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Place):
                screen.saver_told(message.event)
                return

    def action_save(self) -> None:
        """Write to disk now."""
        self.session.saver.flush(1.0)

    def action_redraw(self) -> None:
        """Paint everything again."""
        driver = self._driver
        forget = getattr(driver, "forget", None)
        if forget is not None:
            forget()
        self.refresh(layout=True)

    async def action_quit(self) -> None:
        """Leave; when something could not be saved, ask first."""
        self.session.saver.flush(1.5)
        self.exit(0)

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[SystemCommand]:
        """The palette's own list is made by our provider."""
        yield from ()


def open_session(
    launch: LaunchOptions, config: Config, tell: Callable[[SaverEvent], None]
) -> tuple[Session, bool]:
    """The session of a run, and whether there is a file yet; raises DatabaseUnusable for one we cannot use.

    The file is checked here; the query thread starts at once, the saver's writing half after the first paint.
    """
    from datetime import UTC, datetime

    from reviewtui.domain.moment import Moment

    now = datetime.now(UTC)
    moment = Moment(launch.as_of or now.astimezone().date(), now)
    uid, basics, exists, read_only = "new", Basics(), True, launch.read_only
    try:
        store = Store.open(launch.db, moment, read_only=launch.read_only)
        with store.read() as r:
            uid = r.setting("file_uid", "file")
            basics = Basics(r.me, r.currency, r.first_month)
        read_only = store.read_only
        store.close()
    except DatabaseMissing:
        exists = False
    reads = Reads(lambda: Store(launch.db, read_only=True))
    recovery = Recovery(paths.recovery_dir(), uid, secrets.token_hex(4))
    saver = Saver(lambda: Store(launch.db, busy_ms=100), recovery, tell)
    session = Session(launch, config, reads, saver)
    session.basics, session.read_only = basics, read_only
    saver.start()
    return session, exists


def run(launch: LaunchOptions) -> int:
    """Open the app and return the exit status."""
    from reviewtui.tui.driver import driver_class

    config, problems = load_config(paths.config_file())
    holder: list[ReviewApp] = []
    session, exists = open_session(launch, config, lambda event: holder[0].tell(event) if holder else None)
    start = Go("today") if exists else Go("first_run")
    app = ReviewApp(session, start, driver_class=driver_class())
    holder.append(app)
    app.startup_problems = problems
    code = app.run(mouse=launch.mouse and config.mouse)
    session.saver.stop()
    session.reads.stop()
    return code if isinstance(code, int) else (app.return_code or 0)


__all__ = ["ReviewApp", "ReviewTuiError", "open_session", "run"]
