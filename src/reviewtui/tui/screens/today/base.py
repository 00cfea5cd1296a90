"""What Today is made of: the list, the panel beside it, the filter; reading and showing."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.worker import WorkerCancelled

from reviewtui.domain.today import Today
from reviewtui.services.calls import Calls
from reviewtui.services.today import due_page, today
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.account_place import AccountPlace
from reviewtui.tui.screens.today.opening import OpeningList
from reviewtui.tui.screens.today.reasons import panel
from reviewtui.tui.screens.today.rows import PAGE, Shown, Spot, TodayRows
from reviewtui.tui.screens.today.sections import Queue
from reviewtui.tui.screens.today.wanted import Wanted
from reviewtui.tui.widgets.drawn import Backdrop
from reviewtui.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from reviewtui.tui.widgets.filter_bar import FilterBar

NO_ACCOUNTS = "No accounts yet. n adds one, i brings many from a file."
NOTHING = "Nothing is due, nothing is waiting. 2 shows all accounts."
BESIDE = 120
"""Columns from which the reasons stand beside the list; below, the row under the cursor opens."""
PANEL = 38
PATIENCE = 0.3
"""Seconds of looking through the accounts after which the bar says that the queue is not up to date yet."""

LOOKING = "Still counting; press it again soon."
REST_AFTER = 0.4
"""Seconds after the first paint before the queue is read beyond its beginning."""
KEPT_AFTER = 1.0
"""Seconds after the first paint of a small file before its lines are kept, so that it is in nobody's way."""


class Beside(Backdrop, Horizontal):
    """The list and, where there is room, the panel."""


class TodayBase(AccountPlace):
    """The home place as it is read and shown; what the keys do stands in the class above."""

    PLACE = "today"
    TITLE_TEXT = "Today"
    BINDINGS = bindings("today")
    AUTO_FOCUS = "#today"
    DEFAULT_CSS = f"""
    TodayBase > Beside {{ height: 1fr; }}
    TodayBase #today {{ width: 1fr; scrollbar-gutter: stable; }}
    TodayBase #why {{ width: {PANEL}; display: none; }}
    TodayBase.-roomy #why, TodayBase.-wide #why {{ display: block; }}
    """

    def __init__(self) -> None:
        super().__init__()
        self.list = OpeningList(self._reopen, id="today")
        self.why = LineList(empty="", gutter=False, id="why")
        self.why.can_focus = False
        self.filter: FilterBar | None = None
        self.today: Today | None = None
        self.rows: TodayRows | None = None
        self.wanted = Wanted()
        self.marked: set[int] = set()
        self.unfolded: set[str] = set()
        self._untouched = True
        self._counting = False
        self._marks_asked = False
        self._laid_out_for = Size()
        self._height = 0

    def body(self) -> ComposeResult:
        """The list, the panel where there is room."""
        yield Beside(self.list, self.why)

    async def filter_bar(self) -> FilterBar:
        """The filter above the list, which is made when it is first used."""
        if self.filter is None:
            from reviewtui.tui.widgets.filter_bar import FilterBar

            self.filter = FilterBar()
            with self.on_the_way():
                await self.mount(self.filter, after=self.banner)
        return self.filter

    # --- reading
    async def load(self) -> None:
        """Read Today; the very first one was asked for before there was a screen."""
        session, as_of = self.session, self.session.as_of
        early, session.early = session.early, None
        early_calls, session.early_calls = session.early_calls, None
        if early is not None:
            self.today = early.result()
            if early_calls is not None:
                early_calls.result()
            if self.calls is None:
                # Looking through thousands of accounts would only slow the first paint.
                self.app.call_after_refresh(self._look_through)
            elif not self.calls.whole:
                # What is seen is there; the first keys go before the rest of the list.
                self.set_timer(REST_AFTER, self._look_through)
            elif not session.call_list.from_kept:
                self.set_timer(KEPT_AFTER, self._keep)
        else:
            settings = session.config.figures
            self.today = await session.read(lambda store: today(store, as_of, settings))
            behind = await session.read(lambda store: session.call_list.step(store, as_of))
            if behind or self.calls is None or not self.calls.whole:
                self._look_through()
        self.show_all()
        if not self._marks_asked:
            self._marks_asked = True
            self.app.call_after_refresh(self._ask_marks)

    def _ask_marks(self) -> None:
        self._marks_back()

    @work(group="marks", exit_on_error=False)
    async def _marks_back(self) -> None:
        """Whoever was still to be called when the program was left is marked again."""
        kept = await self.session.kept_marks()
        if kept and not self.marked:
            self.marked = set(kept)
            self.tell("still marked from before; N calls them")
            self.show_all()

    @property
    def calls(self) -> Calls | None:
        """Every account as it was last looked through; None while that is still going on for this date."""
        calls = self.session.call_list.calls
        return calls if calls is not None and calls.as_of == self.session.as_of else None

    async def whole_calls(self) -> Calls | None:
        """Every account, where only the beginning of the queue was read until now.

        None, which is said, while many are looked through for the first time.
        """
        while self.calls is not None and not self.calls.whole:
            # The timer of the start may begin another look in place of this one.
            with suppress(WorkerCancelled):
                await self._look().wait()
        if self.calls is None:
            self.tell(LOOKING)
        return self.calls

    def _look_through(self) -> None:
        self._look()

    # A worker that never began would leave a coroutine behind that nobody awaits; the decorator makes it only then.
    @work(exclusive=True, group="calls")
    async def _look(self) -> None:
        """Piece by piece, so that whatever else is to be read has its turn between."""
        session, as_of = self.session, self.session.as_of
        begun = time.monotonic()
        while await session.read(lambda store: session.call_list.step(store, as_of)):
            if not self._counting and time.monotonic() - begun > PATIENCE:
                self._counting = True
                self.say()
        self._counting = False
        first = self._untouched
        self.show_all()
        if first:
            self.list.move_to(0)
            self._untouched = True
        await session.keep_lines()

    @work(exclusive=True, group="calls")
    async def _keep(self) -> None:
        """What was computed for this start is kept for the next one of the day."""
        await self.session.keep_lines()

    # --- showing
    def on_resize(self) -> None:
        """How much fits depends on the size."""
        if self.size != self._laid_out_for:
            self.show_all()

    @property
    def beside(self) -> bool:
        """Whether there is room for the panel."""
        return self.app.size.width >= BESIDE

    def show_all(self) -> None:
        """Lay out everything again; the cursor stays on its row."""
        found = self.today
        if found is None:
            return
        self._laid_out_for = self.size
        height = self._height = (
            self.size.height
            - 2
            - (1 if self.banner.text else 0)
            - (1 if self.filter is not None and self.filter.display else 0)
        )
        shown = Shown(found, self._queue(), self.calls, self.marked, self.unfolded)
        rows = self.rows = TodayRows(shown, height, fetch=self._fetch, look=self.session.look)
        if not self.list.size:
            # Said before the first layout, or there would be a second one for the bar, and a second drawing.
            self.list.show_vertical_scrollbar = rows.count > height
        self.list.empty = NOTHING if found.accounts else NO_ACCOUNTS
        self.list.set_source(rows.count, self._line, rows.key, selectable=rows.selectable, find=rows.find)
        self.say()
        self._show_why()

    def _queue(self) -> Queue | None:
        calls = self.calls
        if calls is None:
            return None
        if calls.whole:
            self.marked &= calls.accounts.keys()
        kept = tuple(one for one in calls.queue if self.wanted.lets(one)) if self.wanted else calls.queue
        return Queue(kept, calls.due, len(calls.queue), self.wanted.words())

    def say(self) -> None:
        """In the bar: the filter, what is marked, the figures of the day."""
        assert self.today is not None
        queue = self._waiting()
        words = [f"{len(self.marked)} marked"] if self.marked else []
        words += [self.wanted.words()] if self.wanted else counts(self.today, queue)
        counting = ", counting" if self._counting else ""
        self.bar.say(place="Today", words=words, tail=f"{counting}{self.session.other_settings}")

    def _waiting(self) -> int:
        return 0 if self.calls is None else len(self.calls.queue)

    def _width(self) -> int:
        return max(20, self.size.width - 3 - (PANEL if self.beside else 0))

    def _line(self, index: int) -> list[tuple[str, str]]:
        assert self.rows is not None
        return self.rows.line(index, self._width())

    def _reopen(self, index: int) -> tuple[int, int, int]:
        assert self.rows is not None
        at = self.rows.open(index, 0 if self.beside else self._width())
        return self.rows.count, at, self.rows.below

    def _show_why(self) -> None:
        """The panel: all about the account under the cursor."""
        if not self.beside or self.rows is None:
            return
        spot = self.here()
        call = None if spot is None else self.rows.call_of(spot)
        lines = [] if call is None else panel(call, self.session.as_of, PANEL - 4)
        # Always as many rows: another number of them would lay out the whole screen again.
        lines += [[("", "")]] * (self._height - len(lines))
        # The line at its left is drawn with the rows: a list without border and padding is drawn in half the time.
        self.why.set_source(len(lines), lambda at: [("│ ", "rule"), *lines[at]], selectable=lambda _: False)

    @on(LineList.Moved, "#today")
    def _moved(self) -> None:
        self._untouched = False
        self._show_why()

    def _fetch(self, page: int) -> None:
        self._fetch_page(page)

    @work(group="pages")
    async def _fetch_page(self, page: int) -> None:
        rows, as_of = self.rows, self.session.as_of
        settings = self.session.config.figures
        reviews = await self.session.read(lambda store: due_page(store, as_of, page * PAGE, PAGE, settings))
        if rows is not None and rows is self.rows:
            rows.put_page(page, reviews)
            self.list.refresh_rows()

    def here(self) -> Spot | None:
        """What stands under the cursor."""
        if self.rows is None or self.list.current_key is None:
            return None
        return self.rows.spot(self.list.cursor)

    def context_account(self) -> tuple[int, str] | None:
        """The account of the row under the cursor."""
        spot = self.here()
        if spot is None or spot.account_id is None:
            return None
        return spot.account_id, spot.account


def counts(found: Today, queue: int) -> list[str]:
    """The figures of the day in words, most pressing first."""
    words = [
        (len(found.in_progress), "in progress"),
        (queue, "to call"),
        (found.due_count, "review due" if found.due_count == 1 else "reviews due"),
        (found.overdue_count, "overdue"),
        (found.due_actions_count, "due today"),
        (found.week_count, "this week"),
    ]
    said = [f"{number:,} {what}" for number, what in words if number]
    return said or [f"{found.accounts:,} accounts"]
