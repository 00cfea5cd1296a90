"""What every place of the app shares: bar, banner, footer, loading its data off the event loop, telling what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on, work
from textual.app import ComposeResult

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.tui.messages import Go
from reviewtui.tui.saver import Failing, Refused, Saved, SaverEvent
from reviewtui.tui.screens.quiet_screen import QuietScreen
from reviewtui.tui.session import MARKS
from reviewtui.tui.widgets.footer import Footer
from reviewtui.tui.widgets.lines import Banner, Bar
from reviewtui.tui.widgets.too_small import LEAST, TooSmall

if TYPE_CHECKING:
    from pathlib import Path

    from reviewtui.tui.session import Session


def in_trouble(sentence: str, db: Path, *, kept: bool) -> str:
    """What the banner says while nothing can be saved: the fault and what becomes of the typing, before any advice."""
    fault, _, advice = sentence.replace(f"{db} ", "The file ").partition(". ")
    where = "into the recovery file." if kept else "but IT IS NOT KEPT ANYWHERE."
    return f"{fault.rstrip('.')}. Typing goes on, {where} {advice}".rstrip()


class Place(QuietScreen):
    """A full screen of the app, made once and shown again and again.

    A subclass names its ``PLACE`` (the one of the command table), composes its ``body()``, and overrides
    ``load()`` to read its data and show it. ``about`` holds what it was opened with (an account id, ...).
    """

    PLACE: ClassVar[str] = "app"
    TITLE_TEXT: ClassVar[str] = ""
    AUTO_FOCUS = ""
    DEFAULT_CSS = "Place { layers: default too-small; }"

    def __init__(self) -> None:
        super().__init__()
        self.about: dict[str, Any] = {}
        self._generation = -1
        self._fault = ""
        self._too_small: TooSmall | None = None
        self.bar = Bar()
        self.banner = Banner()
        self.footer = Footer(self.PLACE)

    @property
    def session(self) -> Session:
        """What this run works with."""
        return cast("Session", self.app.session)  # type: ignore[attr-defined]

    def compose(self) -> ComposeResult:
        """Bar, banner, the body, footer."""
        yield self.bar
        yield self.banner
        yield from self.body()
        yield self.footer

    def body(self) -> ComposeResult:
        """The widgets of the place."""
        yield from ()

    async def load(self) -> None:
        """Read the data of the place and show it; called when it is opened and when it has become stale."""

    def context_account(self) -> tuple[int, str] | None:
        """The account this place is about (id, name), for the capture bar; None when it is about none."""
        return None

    def capture_line(self, _text: str) -> bool:
        """Take lines from the capture bar into a text of this place; False when it has none to take them."""
        return False

    async def show(self, **about: Any) -> None:
        """Open the place about something; what it showed before is replaced."""
        self.about = about
        self._generation = -1
        if self.is_mounted:
            self._say_badge()
            await self.refresh_data()

    def _say_badge(self) -> None:
        """In the bar: which call of a session this is, and what the run is like."""
        if self.session.call_session is not None and self.PLACE != "today":
            self.session.call_session.under_way = True
        self.bar.say(badge=self.session.badge)

    async def on_mount(self) -> None:
        """Load once there is something to load into."""
        self.bar.say(as_of=self.session.as_of_text)
        self._say_badge()
        if self.TITLE_TEXT:
            self.bar.say(place=self.TITLE_TEXT)
        await self.refresh_data()

    @on(events.Resize)
    def _check_size(self, event: events.Resize) -> None:
        """Below 60 columns or 15 rows say what is needed instead of drawing what does not fit."""
        width, height = event.size
        if self._too_small is None and (width < LEAST[0] or height < LEAST[1]):
            self._too_small = TooSmall()
            self.mount(self._too_small)
        if self._too_small is not None:
            self._too_small.fit(width, height)

    async def on_screen_resume(self) -> None:
        """Back on top: load again if something was written meanwhile."""
        self._say_badge()
        self._say_faults()
        if self.is_mounted:
            await self.refresh_data()

    async def refresh_data(self, *, force: bool = False) -> None:
        """Load when stale; errors of ours become words in the banner."""
        generation = self.session.generation
        if generation == self._generation and not force:
            return
        self._generation = generation
        try:
            await self.load()
        except ReviewTuiError as error:
            self._fault = str(error)
            self._say_faults()
        else:
            if self._fault:
                self._fault = ""
                self._say_faults()

    def _say_faults(self) -> None:
        """In the banner: what cannot be saved, else what could not be read, else nothing."""
        failing = self.session.saver.failing
        self.banner.say(in_trouble(failing, self.session.launch.db, kept=True) if failing else self._fault)

    async def others_wrote(self) -> None:
        """Somebody else committed to the file: load again. Places that hold what is typed decide for themselves."""
        await self.refresh_data(force=True)

    def step_back(self) -> bool:
        """Esc closes what is open inside the place first (a filter, a note); True when there was such a thing."""
        return False

    def action_today(self) -> None:
        """Go to Today."""
        self.go("today")

    def action_accounts(self) -> None:
        """Go to the table of accounts."""
        self.go("accounts")

    def action_tiers(self) -> None:
        """Go to the tiers."""
        self.go("tiers")

    def action_figure_settings(self) -> None:
        """Go to the settings of the figures."""
        self.go("figure_settings")

    def action_actions(self) -> None:
        """Go to the agenda."""
        self.go("actions")

    def action_next_call(self) -> None:
        """In a call session: on to the next account, whatever was done with this one; after the last to Today."""
        calls = self.session.call_session
        if calls is None:
            self.tell("No call session is on; N on Today begins one.")
        elif calls.go_on():
            self.session.keep_marks(calls.waiting)
            self.go("account", account_id=calls.here[0])
        else:
            self.go("today")

    def action_bring_in(self) -> None:
        """Bring accounts, contacts or orders in from a file."""
        self.go("importer", ask=True)

    @work(exclusive=True, group="basics")
    async def action_basics(self) -> None:
        """Change the user's name, currency, and the month the year begins in."""
        from reviewtui.tui.screens.forms.basics import BasicsForm

        if self.session.read_only:
            self.tell(f"{self.session.launch.db} is open for reading only; nothing can be changed.", bad=True)
        elif await self.app.push_screen_wait(BasicsForm(self.session)):
            self.tell("saved")
            await self.refresh_data(force=True)

    @work(exclusive=True, group="rates")
    async def action_rates(self) -> None:
        """See, add, change and remove exchange rates."""
        from reviewtui.tui.screens.dialogs.rates import see_to_rates

        await see_to_rates(self)

    @work(exclusive=True, group="undo")
    async def action_take_back(self) -> None:
        """Take the last change to the file back, after saying which it is."""
        from reviewtui.services.undo import last_change, undo_last
        from reviewtui.tui.widgets.dialog import Confirm

        label = await self.session.read(last_change)
        if not label:
            self.tell("There is nothing to take back.")
            return
        question = Confirm("Take back the last change?", label, yes="Take it back", no="Leave it")
        if await self.app.push_screen_wait(question):
            moment = self.session.moment()
            self.act(lambda store: undo_last(store, moment, later=True), f"taken back: {label}")

    def go(self, place: str, **about: Any) -> None:
        """Ask the app to open another place."""
        set_out = getattr(self.app, "set_out", None)
        if set_out is not None:
            set_out()
        self.post_message(Go(place, **about))

    @contextmanager
    def on_the_way(self) -> Iterator[None]:
        """Keys wait for what is being made in here."""
        set_out, arrive = (getattr(self.app, name, None) for name in ("set_out", "arrive"))
        if set_out is not None:
            set_out()
        try:
            yield
        finally:
            if arrive is not None:
                arrive()

    def saver_told(self, event: SaverEvent) -> None:
        """Show what became of the typing: the time in the bar, or the fault in the banner."""
        if isinstance(event, Saved) and set(event.slots) == {f"draft:{MARKS}"}:
            # A mark is nothing that was typed: what the bar says stays.
            self.banner.say(self._fault)
        elif isinstance(event, Saved):
            self.bar.say(state=f"saved {datetime.now():%H:%M:%S}", kind="ok")
            self.banner.say(self._fault)
        elif isinstance(event, Failing):
            self.bar.say(state="not saved", kind="bad")
            self.banner.say(in_trouble(event.sentence, self.session.launch.db, kept=event.kept))
        elif isinstance(event, Refused):
            self.refused(event)

    def refused(self, event: Refused) -> None:
        """A text was not taken; places that edit override this."""
        self.tell(str(event.error), bad=True)

    def tell(self, sentence: str, *, bad: bool = False) -> None:
        """A sentence for the user: errors as a toast, good news in the bar."""
        if bad:
            refused = getattr(self.app, "refused", None)
            if refused is not None:
                refused()
            self.app.notify(sentence, severity="error", markup=False, timeout=8)
        else:
            self.bar.say(state=sentence, kind="ok")

    @work(exit_on_error=False)
    async def act(self, run: Any, done: str = "") -> None:
        """Run a writing intention, say what came of it, and load again."""
        try:
            await self.session.act(run)
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)
        else:
            if done:
                self.tell(done)
        await self.refresh_data(force=True)
