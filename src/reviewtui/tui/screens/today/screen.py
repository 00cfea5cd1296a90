"""Today: whom to call and why, reviews due, actions overdue and due; from each row one goes on at once."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual import on, work

from reviewtui.domain.actions import Action
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.tui.screens.today.base import TodayBase
from reviewtui.tui.screens.today.wanted import ALL, REASON_WORDS, Wanted
from reviewtui.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewtui.services.calls import Call
    from reviewtui.tui.screens.today.rows import Spot
    from reviewtui.tui.widgets.filter_bar import FilterBar

FIRST = 10
"""Accounts of a call session when none are marked and nothing else is typed."""


class TodayScreen(TodayBase):
    """The home place."""

    async def on_screen_resume(self) -> None:
        """Back at home a call session is over; who was not called stays marked."""
        over = self.session.call_session
        if over is None or not over.under_way:
            await super().on_screen_resume()
            return
        import asyncio

        from reviewtui.services.calls import written_since

        self.session.call_session = None
        if not self.session.read_only:
            # What was typed last is to count too.
            with suppress(ReviewTuiError):
                await asyncio.wrap_future(self.session.saver.call(lambda _store: None))
        written = await self.session.read(lambda store: written_since(store, over.since))
        self._mark_only(over.left(written))
        self.tell(over.summary(written))
        await super().on_screen_resume()
        self.show_all()

    # --- opening
    @on(LineList.Opened, "#today")
    def _open(self, message: LineList.Opened) -> None:
        spot = self.here()
        if spot is None:
            return
        if isinstance(message.key, tuple) and message.key[0] == "more":
            self._open_more(spot)
        elif spot.item is None:
            return
        elif spot.section == "running" and not isinstance(spot.item, Action):
            self.go("review", review_id=getattr(spot.item, "id", 0))
        else:
            self.go("account", account_id=spot.account_id)

    def _open_more(self, spot: Spot) -> None:
        if spot.section not in ("queue", "due", "touches"):
            self.go("actions")
            return
        row = self.list.cursor
        self.unfolded.add(spot.section)
        self.show_all()
        self.list.move_to(row)

    def action_done(self) -> None:
        """Mark the action under the cursor done."""
        spot = self.here()
        if spot is None or not isinstance(spot.item, Action):
            self.tell("No action here to mark done.")
            return
        from reviewtui.services.actions import done

        action, moment = spot.item, self.session.moment()
        self.act(lambda store: done(store, action.id, moment), f"done: {action.title}")

    # --- reasons put aside
    def _call(self) -> Call | None:
        spot = self.here()
        return None if spot is None or self.rows is None else self.rows.call_of(spot)

    @work(exclusive=True, group="form")
    async def action_snooze(self) -> None:
        """Put a reason of the account aside until a day, with a note."""
        from reviewtui.services.queue import snooze
        from reviewtui.tui.screens.dialogs.aside import ask_snooze

        call, session = self._call(), self.session
        if call is None or not self.may_write():
            return
        if not call.line.reasons:
            self.tell(f"{call.line.name} is not in the queue: there is no reason to put aside.", bad=True)
            return
        dialog = ask_snooze(call.line, session.as_of, session.config.date_order)
        found = await self.app.push_screen_wait(dialog)
        if found is not None:
            one, moment = call.line.account_id, session.moment()
            self.act(
                lambda store: snooze(store, one, found.reason, found.until, moment, found.note),
                f"aside until {found.until}: {REASON_WORDS[found.reason]}",
            )

    @work(exclusive=True, group="form")
    async def action_pause(self) -> None:
        """Leave the account in peace until a day."""
        from reviewtui.services.account_plan import pause
        from reviewtui.tui.screens.dialogs.aside import ask_pause

        account, session = self.context_account(), self.session
        if account is None or not self.may_write():
            return
        found = await self.app.push_screen_wait(
            ask_pause(account[1], session.as_of, session.config.date_order)
        )
        if found is not None:
            moment = session.moment()
            self.act(
                lambda store: pause(store, account[0], found.until, moment, found.note),
                f"rests until {found.until}: {account[1]}",
            )

    @work(exclusive=True, group="form")
    async def action_aside(self) -> None:
        """What is put aside, and taking it back."""
        from reviewtui.services.account_plan import pause
        from reviewtui.services.queue import unsnooze
        from reviewtui.tui.screens.today.reasons import aside
        from reviewtui.tui.widgets.dialog import Choose, Option

        calls = await self.whole_calls()
        if calls is None:
            return
        held = calls.resting
        choices = [
            Option(f"{at}:{nth}", call.line.name, text)
            for at, call in enumerate(held)
            for nth, text in enumerate(aside(call))
        ]
        if not choices:
            self.tell("Nothing is put aside.")
            return
        title, text = "Put aside", "Enter lets it count again at once."
        key = await self.app.push_screen_wait(Choose(title, choices, text))
        if key is None or not self.may_write():
            return
        at, _, nth = key.partition(":")
        call, moment = held[int(at)], self.session.moment()
        one, snoozed = call.line.account_id, call.line.snoozed
        if int(nth) < len(snoozed):
            reason = snoozed[int(nth)].reason
            self.act(lambda store: unsnooze(store, one, reason, moment), f"counts again: {call.line.name}")
        else:
            self.act(lambda store: pause(store, one, None, moment), f"rests no longer: {call.line.name}")

    # --- which part of the queue
    def action_owner(self) -> None:
        """Only the accounts of one owner."""
        self._narrow("owner", "Whose accounts?")

    def action_tier(self) -> None:
        """Only one tier."""
        self._narrow("tier", "Which tier?")

    def action_reason(self) -> None:
        """Only accounts with one reason."""
        self._narrow("reason", "Which reason?")

    @work(exclusive=True, group="form")
    async def _narrow(self, field: str, title: str) -> None:
        from reviewtui.tui.screens.today.wanted import options
        from reviewtui.tui.widgets.dialog import Choose

        calls = await self.whole_calls()
        if calls is None:
            return
        # What the other filters leave, so that the counts are those of the list one will see.
        others = self.wanted.chosen(field, ALL)
        found = options(field, (one for one in calls.queue if others.lets(one)))
        now = getattr(self.wanted, field)
        key = await self.app.push_screen_wait(Choose(title, found, current=ALL if now in (None, "") else now))
        if key is not None:
            self._want(self.wanted.chosen(field, key))

    def _want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.show_all()

    async def action_filter(self) -> None:
        """Type what the queue is to be narrowed to."""
        (await self.filter_bar()).open()
        self.footer.place = "filter"

    async def on_filter_bar_changed(self, message: FilterBar.Changed) -> None:
        """Another text stands in the filter."""
        self._want(Wanted(message.text, self.wanted.owner, self.wanted.tier, self.wanted.reason))
        self.list.move_to(0)
        queue = self.rows.shown.queue if self.rows else None
        (await self.filter_bar()).say(f"{len(queue.calls):,} of {queue.total:,}" if queue else "")

    def on_filter_bar_taken(self) -> None:
        """Enter opens what the cursor is on."""
        self.on_filter_bar_closed()
        account = self.context_account()
        if account is not None:
            self.go("account", account_id=account[0])

    def on_filter_bar_closed(self) -> None:
        """Back in the list."""
        self.footer.place = self.PLACE
        self.list.focus()

    def step_back(self) -> bool:
        """Esc shows the whole of Today again, then forgets the marks."""
        if not self.wanted and not self.marked:
            return False
        if self.wanted:
            if self.filter is not None:
                self.filter.clear()
            self.wanted = Wanted()
        else:
            self._mark_only(())
        self.show_all()
        return True

    # --- a session of calls
    def _mark_only(self, accounts: Iterable[int]) -> None:
        self.marked = set(accounts)
        self.session.keep_marks(sorted(self.marked))

    @on(LineList.Marked, "#today")
    def _mark(self) -> None:
        account = self.context_account()
        if account is None:
            return
        self._mark_only(self.marked ^ {account[0]})
        self.list.refresh_rows()
        self.list.action_down()
        self.say()

    @work(exclusive=True, group="form")
    async def action_call_session(self) -> None:
        """Call the marked accounts, or the first so many, one after the other."""
        from reviewtui.services.calls import newest_entry
        from reviewtui.tui.call_session import CallSession

        calls = await self.whole_calls()
        if calls is None or self.rows is None or self.rows.shown.queue is None:
            return
        listed = [one.line for one in (*self.rows.shown.queue.calls, *calls.due)]
        if self.marked:
            first = [line for line in listed if line.account_id in self.marked]
            seen = {line.account_id for line in first}
            rest = [calls.accounts[one].line for one in sorted(self.marked - seen)]
            chosen = [*first, *rest]
        else:
            count = await self._how_many(len(self.rows.shown.queue.calls))
            chosen = listed[:count]
        if chosen:
            accounts = [(line.account_id, line.name) for line in chosen]
            since = await self.session.read(newest_entry)
            self.session.call_session = CallSession(accounts, since)
            self.session.keep_marks(self.session.call_session.waiting)
            self.go("account", account_id=chosen[0].account_id)

    async def _how_many(self, most: int) -> int:
        """Ask for how many; 0 when the user changes their mind."""
        if not most:
            self.tell("Nobody is in the queue.")
            return 0
        from reviewtui.tui.screens.dialogs.how_many import HowMany

        typed = await self.app.push_screen_wait(HowMany(most, FIRST))
        return int(typed) if typed else 0
