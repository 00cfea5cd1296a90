"""Today: reviews in progress and due with the reason, actions overdue and due; Enter opens, r starts the review."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.geometry import Size

from reviewtui.domain.actions import Action
from reviewtui.domain.today import Today
from reviewtui.services.today import due_page, today
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.account_place import AccountPlace
from reviewtui.tui.screens.today.rows import PAGE, Spot, TodayRows
from reviewtui.tui.widgets.line_list import LineList

NO_ACCOUNTS = "No accounts yet. n adds one; reviewtui import accounts FILE brings many."
NOTHING = "Nothing is due, nothing is waiting. 2 shows all accounts."


class TodayScreen(AccountPlace):
    """The home place."""

    PLACE = "today"
    TITLE_TEXT = "Today"
    BINDINGS = bindings("today")
    AUTO_FOCUS = "#today"
    DEFAULT_CSS = "TodayScreen LineList { scrollbar-gutter: stable; }"

    def __init__(self) -> None:
        super().__init__()
        self.list = LineList(empty="", id="today")
        self.today: Today | None = None
        self.rows: TodayRows | None = None
        self._all_due = False
        self._laid_out_for = Size(0, 0)

    def body(self) -> ComposeResult:
        """One list."""
        yield self.list

    async def load(self) -> None:
        """Read Today; the very first one was asked for before there was a screen."""
        session = self.session
        early, session.early = session.early, None
        if early is not None:
            self.today = early.result()
        else:
            as_of = session.as_of
            self.today = await session.read(lambda store: today(store, as_of))
        self._show()

    def on_resize(self) -> None:
        """How many reviews fit depends on the height; coming back to the place is no new size."""
        if self.today is not None and self._laid_out_for != self.app.size:
            self._show()

    def _show(self) -> None:
        found = self.today
        if found is None:
            return
        self._laid_out_for = self.app.size
        height = self.app.size.height - 2 - (1 if self.banner.text else 0)
        rows = self.rows = TodayRows(
            found, height, all_due=self._all_due, fetch=self._fetch, look=self.session.look
        )
        self.list.empty = NOTHING if found.accounts else NO_ACCOUNTS
        self.list.set_source(rows.count, self._line, rows.key, selectable=rows.selectable, find=rows.find)
        self.bar.say(place=f"Today · {_counts(found)}")

    def _line(self, index: int) -> list[tuple[str, str]]:
        assert self.rows is not None
        return self.rows.line(index, self.list.scrollable_content_region.width - 2)

    def _fetch(self, page: int) -> None:
        self.run_worker(self._fetch_page(page), group="pages")

    async def _fetch_page(self, page: int) -> None:
        rows, as_of = self.rows, self.session.as_of
        reviews = await self.session.read(lambda store: due_page(store, as_of, page * PAGE, PAGE))
        if rows is not None and rows is self.rows:
            rows.put_page(page, reviews)
            self.list.refresh_rows()

    # What the keys do.

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

    @on(LineList.Opened)
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
        if spot.section != "due":
            self.go("actions")
            return
        row = self.list.cursor
        self._all_due = True
        self._show()
        self.list.move_to(row)

    def action_done(self) -> None:
        """Mark the action under the cursor done."""
        spot = self.here()
        if spot is None or not isinstance(spot.item, Action):
            return
        from reviewtui.services.actions import done

        action, moment = spot.item, self.session.moment()
        self.act(lambda store: done(store, action.id, moment), f"done: {action.title}")

    def action_filter(self) -> None:
        """Look for an account: the table of accounts has the filter."""
        self.go("accounts", filter=True)


def _counts(found: Today) -> str:
    """The figures of the day in words, most pressing first."""
    words = [
        (len(found.in_progress), "in progress"),
        (found.due_count, "review due" if found.due_count == 1 else "reviews due"),
        (found.overdue_count, "overdue"),
        (found.due_actions_count, "due today"),
        (found.week_count, "this week"),
    ]
    said = [f"{number:,} {what}" for number, what in words if number]
    return ", ".join(said) or f"{found.accounts:,} accounts"
