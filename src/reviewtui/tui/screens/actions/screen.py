"""The agenda: what is overdue, due today, this week and later, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult

from reviewtui.domain.actions import Action, ActionStatus
from reviewtui.services import actions as service
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.actions.rows import (
    ACCOUNT,
    SPEC,
    UNDER_NAMES,
    Row,
    action_cells,
    agenda_rows,
    detail_text,
    in_full,
    is_late,
)
from reviewtui.tui.screens.dialogs.action_form import ActionForm
from reviewtui.tui.screens.dialogs.dates import ask_date
from reviewtui.tui.screens.dialogs.details import TextDialog
from reviewtui.tui.screens.place import Place
from reviewtui.tui.widgets.cells import columns, row
from reviewtui.tui.widgets.filter_bar import FilterBar
from reviewtui.tui.widgets.line_list import Line, LineList
from reviewtui.tui.widgets.lines import Title

if TYPE_CHECKING:
    from reviewtui.storage.store import Store


class ActionsScreen(Place):
    """Groups by due date or account; d done, r another date, e edit, x drop, o source, Space marks several.

    ``account_id`` (with ``account``, its name) shows those of one account.
    """

    PLACE = "actions"
    TITLE_TEXT = "Actions"
    BINDINGS = bindings("actions")
    AUTO_FOCUS = "#agenda"

    def __init__(self) -> None:
        super().__init__()
        self.list = LineList(empty="Nothing to do. Press a to note an action.", id="agenda")
        self.filter = FilterBar()
        self.head = Title("", "dim")
        self._groups: tuple[service.Group, ...] = ()
        self._rows: list[Row] = []
        self._marked: set[int] = set()
        self._with_closed = False
        self._by_account = False

    def body(self) -> ComposeResult:
        """The filter while it is used, the list, and the current action in full."""
        yield self.filter
        yield self.list
        yield self.head

    async def load(self) -> None:
        """Read the agenda and show it."""
        as_of, account_id, closed = self.session.as_of, self.about.get("account_id"), self._with_closed
        self._groups = await self.session.read(
            lambda store: service.agenda(store, as_of, account_id=account_id, closed=closed)
        )
        self._show()

    # --- what is shown
    def _show(self) -> None:
        query = self.filter.text
        self._rows = agenda_rows(self._groups, query, by_account=self._by_account)
        self._marked &= {action.id for action in self._actions()}
        self.list.empty = (
            f"Nothing matches {query}." if query else "Nothing to do. Press a to note an action."
        )
        self.list.set_source(len(self._rows), self._line, self._key, selectable=self._is_action)
        self.filter.say(f"{len(self._actions()):,} of {sum(len(found) for _, found in self._groups):,}")
        self._say()

    def _say(self) -> None:
        shown, as_of = self._actions(), self.session.as_of
        late = sum(1 for action in shown if is_late(action, as_of))
        parts = [f"{len(shown):,}"]
        parts += [f"{late:,} overdue"] if late else []
        parts += [f"{len(self._marked)} marked"] if self._marked else []
        parts += ["with done ones"] if self._with_closed else []
        name = f"Actions of {self.about['account']}" if self.about.get("account") else "Actions"
        self.bar.say(place=name, words=parts)
        current = self._current()
        self.head.say(f"  {in_full(current)}" if current else "")

    def _actions(self) -> list[Action]:
        return [item for item in self._rows if isinstance(item, Action)]

    def _key(self, index: int) -> Hashable:
        item = self._rows[index]
        return item if isinstance(item, str) else item.id

    def _is_action(self, index: int) -> bool:
        return not isinstance(self._rows[index], str)

    def _line(self, index: int) -> Line:
        item = self._rows[index]
        if isinstance(item, str):
            return [(item, "head")]
        cells = action_cells(item, self.session.as_of, marked=item.id in self._marked)
        if self._by_account:
            del cells[ACCOUNT]
        spec = UNDER_NAMES if self._by_account else SPEC
        return row(cells, spec, columns(spec, self.list.row_width))

    @on(LineList.Moved, "#agenda")
    def _moved(self) -> None:
        self._say()

    def context_account(self) -> tuple[int, str] | None:
        """The account of the current action, else the one this is about."""
        action = self._current()
        if action is not None:
            return action.account_id, action.account
        if self.about.get("account_id") and self.about.get("account"):
            return int(self.about["account_id"]), str(self.about["account"])
        return None

    def _current(self) -> Action | None:
        index = self.list.cursor
        item = self._rows[index] if 0 <= index < len(self._rows) else None
        return item if isinstance(item, Action) else None

    # --- what the user does
    def _chosen(self) -> list[Action]:
        current = self._current()
        return [a for a in self._actions() if a.id in self._marked] or ([current] if current else [])

    def _each(self, verb: Callable[[Store, list[int]], Any], said: str) -> None:
        chosen = self._chosen()
        if not chosen:
            return
        ids = [action.id for action in chosen]
        self._marked.clear()
        self.act(lambda store: verb(store, ids), f"{said}: {_what(chosen)}")

    def action_done(self) -> None:
        """Mark done; what is done already is opened again."""
        moment, chosen = self.session.moment(), self._chosen()
        if chosen and all(a.status is not ActionStatus.OPEN for a in chosen):
            self._each(lambda store, ids: service.reopen(store, ids, moment), "open again")
        else:
            self._each(lambda store, ids: service.done(store, ids, moment), "done")

    def action_drop(self) -> None:
        """Give up; undo brings it back."""
        moment = self.session.moment()
        self._each(lambda store, ids: service.drop(store, ids, moment), "dropped")

    @work(group="form")
    async def action_reschedule(self) -> None:
        """Ask for another due date in shorthand."""
        chosen, session = self._chosen(), self.session
        if not chosen:
            return
        dialog = ask_date("New due date", _what(chosen), session.as_of, session.config.date_order)
        typed = await self.app.push_screen_wait(dialog)
        if typed is not None:
            moment, day = session.moment(), dialog.day(typed)
            self._each(lambda store, ids: service.reschedule(store, ids, day, moment), "rescheduled")

    @work(group="form")
    async def action_edit(self) -> None:
        """Change the current action in its form."""
        action, session = self._current(), self.session
        if action is None:
            return
        form = ActionForm(action, session.as_of, session.config.date_order)
        values = await self.app.push_screen_wait(form)
        if not values:
            return
        moment = session.moment()
        self.act(
            lambda store: service.edit_action(store, action.id, values, moment, expect=action.version),
            f"changed: {action.title}",
        )

    def action_new(self) -> None:
        """Note another action in the capture bar."""
        self.app.action_capture()  # type: ignore[attr-defined]

    @work(exit_on_error=False)
    async def action_source(self) -> None:
        """Go to where the action came from: the question in its review, else its account."""
        action = self._current()
        if action is None:
            return
        slot = await self.session.read(lambda store: service.came_from(store, action.id))
        if action.review_id is None or slot is None:
            self.go("account", account_id=action.account_id)
        else:
            self.go("review", review_id=action.review_id, question=slot.question, item=slot.item)

    @on(LineList.Opened, "#agenda")
    @work
    async def _opened(self) -> None:
        action = self._current()
        if action is None:
            return
        text = detail_text(action, self.session.as_of)
        where = "its review" if action.review_id is not None else "its account"
        dialog = TextDialog(action.title, text, f"Enter goes to where it came from: {where}.")
        if await self.app.push_screen_wait(dialog):
            self.action_source()

    @on(LineList.Marked, "#agenda")
    def _mark(self, message: LineList.Marked) -> None:
        action = self._current()
        if action is not None:
            self._marked ^= {action.id}
            self.list.refresh_row(message.index)
            self.list.action_down()
            self._say()

    async def action_closed(self) -> None:
        """Show done and dropped ones too, or no longer."""
        self._with_closed = not self._with_closed
        await self.refresh_data(force=True)

    def action_by_account(self) -> None:
        """Group by account, or by due date again."""
        self._by_account = not self._by_account
        self._show()

    # --- the filter
    def action_filter(self) -> None:
        """Show only what matches what is typed."""
        self.filter.open()
        self.footer.place = "filter"

    @on(FilterBar.Changed)
    def _narrow(self) -> None:
        self._show()

    @on(FilterBar.Taken)
    @on(FilterBar.Closed)
    def _leave_filter(self) -> None:
        self.footer.place = self.PLACE
        self.list.focus()

    def step_back(self) -> bool:
        """Esc in the list clears the filter before it leaves."""
        if not self.filter.text:
            return False
        self.filter.clear()
        self._show()
        return True


def _what(chosen: list[Action]) -> str:
    return chosen[0].title if len(chosen) == 1 else f"{len(chosen)} actions"
