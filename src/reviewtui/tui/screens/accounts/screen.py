"""The table of accounts: only the rows in sight are read, the filter finds as you type, every column sorts."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult

from reviewtui.domain.accounts import AccountLine
from reviewtui.domain.figured import Figured
from reviewtui.domain.figured_order import SORT_KEYS, in_order
from reviewtui.domain.filters import parse_filter
from reviewtui.domain.text import Ranking
from reviewtui.services.accounts import account_names, account_order, account_page, compared_in, custom_words
from reviewtui.services.rates import has_rates
from reviewtui.services.views import shown_columns
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.accounts.columns import (
    SORTABLE,
    Row,
    Shown,
    account_line,
    titles,
    visible_sorts,
)
from reviewtui.tui.screens.accounts.heading import Titles
from reviewtui.tui.screens.accounts.matches import marked
from reviewtui.tui.screens.accounts.viewing import ViewingPlace
from reviewtui.tui.widgets.filter_bar import FilterBar
from reviewtui.tui.widgets.line_list import LineList
from reviewtui.tui.widgets.lines import Parts, draw_together

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

MadeOf = tuple[AccountLine, Figured | None, Sequence[Shown], int]
"""What a row without a filter is drawn from: it is drawn anew where one of them is another."""
PAGE = 60
NONE = "No accounts yet. n adds one, i brings many from a file."
NOT_FOUND = "No account answers to this. Esc shows all again."
WAITS = "The figures are still being computed."
HINT = "name, or tier:A drift>1.5 silent:90d -tag:paused"


class AccountsScreen(ViewingPlace):
    """All accounts."""

    PLACE = "accounts"
    TITLE_TEXT = "Accounts"
    BINDINGS = bindings("accounts")
    AUTO_FOCUS = "#accounts"
    DEFAULT_CSS = """
    AccountsScreen LineList { scrollbar-gutter: stable; }
    Titles > .onerow--dim { text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__(HINT)
        self.heading = Titles(self)
        self.list = LineList(empty=NONE, id="accounts")
        self.archived = False
        self.ids: tuple[int, ...] = ()
        self._all: tuple[int, ...] = ()
        self._rated = False
        self._names: tuple[list[int], Ranking] | None = None
        self._lines: dict[int, AccountLine] = {}
        self._drawn: dict[int, tuple[MadeOf, Parts]] = {}
        self._asked: set[int] = set()
        self._blank: set[int] = set()

    def body(self) -> ComposeResult:
        """Filter, heading, list."""
        yield self.filter
        yield self.heading
        yield self.list

    async def load(self) -> None:
        """Read the order and the page in sight; the names, which only the filter needs, come after the first paint."""
        as_of, sort, descending, archived = self.session.as_of, self.sort, self.descending, self.archived
        top = self.list.scroll_offset.y if self.list.is_mounted else 0

        figured = self.figured if sort in SORT_KEYS else None
        plain = "name" if figured is not None else sort
        down = descending and figured is None

        def read(store: Store) -> tuple[tuple[int, ...], tuple[AccountLine, ...], tuple[str, ...], bool]:
            ids = account_order(store, as_of, plain, descending=down, archived=archived)
            if figured is not None:
                ids = in_order(ids, figured, sort, descending=descending)
            return (
                ids,
                account_page(store, as_of, ids[top : top + PAGE]),
                shown_columns(store),
                has_rates(store),
            )

        self._all, lines, columns, self._rated = await self.session.read(read)
        self.columns_are(columns)
        self._lines = {line.id: line for line in lines}
        self._drawn.clear()
        self._asked.clear()
        self._blank.clear()
        self._names = self.custom = None
        await self._find()
        self._show()
        if self.about.pop("filter", False):
            self.action_filter()
        self.call_after_refresh(self._read_names)
        if self.is_current:
            self.call_after_refresh(self.count_figures)

    def _read_names(self) -> None:
        self.run_worker(self._need_names(), group="names", exit_on_error=False)
        self.run_worker(self._need_custom(), group="names", exit_on_error=False)

    async def _need_custom(self) -> Mapping[int, Mapping[str, str]]:
        """The custom fields of the accounts, read once for each state of the file."""
        if self.custom is None:
            self.custom = await self.session.read(custom_words)
        return self.custom

    async def _need_names(self) -> tuple[list[int], Ranking]:
        """Ids and names for the filter, read once for each state of the file."""
        if self._names is None:
            archived = self.archived
            found = await self.session.read(lambda store: account_names(store, archived=archived))
            self._names = [number for number, _ in found], Ranking(name for _, name in found)
        return self._names

    async def _find(self) -> None:
        """The accounts that pass the filter, best match first, with the lines of the first page."""
        wanted = parse_filter(self.filter.text)
        if wanted.asks_custom:
            wanted = wanted.knowing(await self._need_custom())
        if wanted.asks_money:
            as_of = self.session.as_of
            wanted = wanted.knowing_money(*await self.session.read(lambda store: compared_in(store, as_of)))
        self.wanted = wanted
        found = self._all
        if wanted.conditions:
            found = self.passing(found)
        if wanted.text:
            ids, names = await self._need_names()
            passing = set(found)
            ranked = (ids[position] for position in names.rank(wanted.text))
            found = tuple(number for number in ranked if number in passing)
        self.ids = found
        missing = tuple(number for number in self.ids[:PAGE] if number not in self._lines)
        if missing:
            as_of = self.session.as_of
            lines = await self.session.read(lambda store: account_page(store, as_of, missing))
            self._lines.update((line.id, line) for line in lines)

    def in_sight(self) -> tuple[int, ...]:
        """The accounts on the screen."""
        top = self.list.scroll_offset.y
        return self.ids[top : top + self.list.size.height]

    def figures_came(self) -> None:
        """Draw what came; what is filtered or sorted by figures is found anew."""
        if self.sort in SORT_KEYS:
            self._all = in_order(self._all, self.figured, self.sort, descending=self.descending)
        if self.wanted.conditions or self.sort in SORT_KEYS:
            self._find_again()
        else:
            self.list.refresh_rows()

    @work(group="again", exclusive=True, exit_on_error=False)
    async def _find_again(self) -> None:
        await self._find()
        self._show()

    def columns_changed(self) -> None:
        """Draw the table with other columns."""
        self.list.refresh_rows()
        self.heading.refresh()
        self._say()

    def _show(self) -> None:
        shown, query = self.ids, self.filter.text
        self.heading.fit()
        waits = bool(self.wanted.conditions) and not self.all_figured
        self.list.empty = WAITS if waits else NOT_FOUND if query else NONE
        self.list.set_source(len(shown), self._line, lambda i: shown[i], find=self._row_of)
        counting = ", counting" if waits else ""
        everyone = f"{len(self._all):,}"
        self.filter.say(f"{len(shown):>{len(everyone)},} of {everyone}{counting}")
        self._say()

    def _say(self) -> None:
        words = [
            f"{len(self._all):,}",
            *(["archived ones too"] if self.archived else []),
            *self.unseen_order(),
            *(["dated rates (X)"] if self._rated else []),
        ]
        self.bar.say(place="Accounts", words=words, tail=self.session.other_settings)

    def _row_of(self, key: Hashable) -> int | None:
        return self.ids.index(key) if key in self.ids else None

    def titles(self, width: int) -> Parts:
        """The heading for so many cells."""
        sort = "" if self.wanted.text else self.sort
        return titles(self.shown, width, sort, self.descending, self.session.look)

    def _line(self, index: int) -> Parts:
        account_id = self.ids[index]
        line = self._lines.get(account_id)
        if line is None:
            self._blank.add(account_id)
            self._want(index)
            return [("…", "dim")]
        width, query = self.list.row_width, self.wanted.text
        made_of = line, self.figured.get(account_id), self.shown, width
        known = self._drawn.get(account_id)
        if known is None or known[0] != made_of:
            known = made_of, account_line(Row(*made_of[:2]), self.shown, width, self.session.look)
            self._drawn[account_id] = known
        (name, style), *rest = known[1]
        return [*marked(name, query, style), *rest] if query else known[1]

    def _want(self, index: int) -> None:
        """Read the page of a row that is not there yet, once."""
        page = self.ids[index - index % PAGE : index - index % PAGE + PAGE]
        missing = tuple(i for i in page if i not in self._lines and i not in self._asked)
        if missing:
            self._asked.update(missing)
            self._fetch(missing)

    @work(group="pages")
    async def _fetch(self, ids: tuple[int, ...]) -> None:
        as_of = self.session.as_of
        lines = await self.session.read(lambda store: account_page(store, as_of, ids))
        self._lines.update((line.id, line) for line in lines)
        self._asked.difference_update(ids)
        if not self._blank.isdisjoint(ids):
            self._blank.clear()
            self.list.refresh_rows()

    @on(LineList.Moved)
    def _read_ahead(self, message: LineList.Moved) -> None:
        """Read the pages round the cursor before they are drawn, so that a page down paints once."""
        message.stop()
        for index in (message.index - PAGE, message.index, message.index + PAGE):
            if 0 <= index < len(self.ids):
                self._want(index)

    # The filter.

    def action_filter(self) -> None:
        """Type to narrow the table."""
        self.filter.open()
        self.footer.place = "filter"

    @on(FilterBar.Changed)
    async def _filtered(self, message: FilterBar.Changed | None = None) -> None:
        if not self.wanted.conditions:
            # Conditions wait for the figures; names do not.
            self.typing()
        if message is not None and message.text != self.filter.text:
            # More has been typed since; the message about that is on its way.
            return
        # One frame, and at once: a letter drawn while its rows are read would have them wait for Textual's clock.
        with self.app.batch_update():
            await self._find()
            self._show()
            self.list.move_to(0)
            draw_together(self.heading, self.list, self.list.vertical_scrollbar, *self.filter.children)
        self.call_later(self._on_timer_update)

    @on(FilterBar.Taken)
    def _take(self) -> None:
        if self.context_account() is not None:
            self._leave_filter()
            self.list.action_open()

    @on(FilterBar.Closed)
    def _leave_filter(self) -> None:
        self.footer.place = self.PLACE
        self.list.focus()
        self.heading.fit()

    def step_back(self) -> bool:
        """Esc in the list clears the filter before it leaves."""
        if not self.filter.text:
            return False
        self.filter.clear()
        self.call_later(self._filtered)
        return True

    # Sorting.

    async def action_sort(self) -> None:
        """Sort by the next column in sight."""
        sorts = [
            shown.sort for shown in visible_sorts(self.shown, self.list.scrollable_content_region.width - 2)
        ]
        at = sorts.index(self.sort) if self.sort in sorts else -1
        await self.sort_by(sorts[(at + 1) % len(sorts)])

    async def action_reverse(self) -> None:
        """Turn the order round."""
        self.descending = not self.descending
        await self.show_sorted()

    @work(group="form")
    async def action_sort_by(self) -> None:
        """Choose the column to sort by, also one that has no room."""
        from reviewtui.tui.widgets.dialog import Choose, Option

        options = [Option(shown.sort, shown.title) for shown in SORTABLE]
        chosen = await self.app.push_screen_wait(Choose("Sort by", options, current=self.sort))
        if chosen:
            await self.sort_by(chosen)

    async def sort_by(self, sort: str) -> None:
        """Sort by a column: names from A, figures and dates from the greatest."""
        self.sort = sort
        self.descending = next(shown.descending for shown in SORTABLE if shown.sort == sort)
        await self.show_sorted()

    async def show_sorted(self) -> None:
        """Read in the order that counts now, from the top."""
        self.list.move_to(0)
        await self.refresh_data(force=True)
        self.list.move_to(0)
        self.heading.refresh()

    # The account under the cursor.

    def context_account(self) -> tuple[int, str] | None:
        """The account of the cursor row."""
        key = self.list.current_key
        line = self._lines.get(key) if isinstance(key, int) else None
        return (line.id, line.name) if line is not None else None

    @on(LineList.Opened)
    def _open(self, message: LineList.Opened) -> None:
        self.go("account", account_id=message.key)

    async def action_archived(self) -> None:
        """Show the archived accounts too, or no longer."""
        self.archived = not self.archived
        await self.refresh_data(force=True)
