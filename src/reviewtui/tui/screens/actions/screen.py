"""The agenda: what is overdue, due today, this week and later, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult

from reviewtui.domain.actions import Action, ActionStatus
from reviewtui.domain.dates import short_date
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.text import fuzzy
from reviewtui.services import actions as service
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.dialogs.action_form import ActionForm
from reviewtui.tui.screens.dialogs.dates import ask_date
from reviewtui.tui.screens.place import Place
from reviewtui.tui.widgets.cells import Cell, Column, columns, row
from reviewtui.tui.widgets.field import Field
from reviewtui.tui.widgets.line_list import Line, LineList
from reviewtui.tui.widgets.lines import Title

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

SPEC = (
    Column("", 1),
    Column("Due", 10),
    Column("Age", 5, "right", drop=3),
    Column("P", 2, drop=4),
    Column("What", 16, flex=3),
    Column("Account", 12, flex=1, most=34, drop=1),
    Column("Owner", 8, drop=2),
)
NAMES = {
    "overdue": "Overdue",
    "today": "Today",
    "week": "This week",
    "later": "Later",
    "someday": "No date",
    "closed": "Done and dropped",
}
Row = str | Action


class ActionsScreen(Place):
    """Groups by due date; d done, r another date, e edit, x drop, o source, Space marks several."""

    PLACE = "actions"
    TITLE_TEXT = "Actions"
    BINDINGS = bindings("actions")
    AUTO_FOCUS = "#agenda"
    DEFAULT_CSS = """
    ActionsScreen #filter { display: none; }
    ActionsScreen #filter.-shown { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.list = LineList(empty="Nothing to do. Press a to note an action.", id="agenda")
        self.filter = Field(id="filter", leaves="message")
        self.head = Title("", "dim")
        self._groups: tuple[service.Group, ...] = ()
        self._rows: list[Row] = []
        self._marked: set[int] = set()
        self._closed = False

    def body(self) -> ComposeResult:
        """What is shown, the filter while it is used, the list."""
        yield self.head
        yield self.filter
        yield self.list

    async def load(self) -> None:
        """Read the agenda and show it."""
        as_of, account_id, closed = self.session.as_of, self.about.get("account_id"), self._closed
        self._groups = await self.session.read(
            lambda store: service.agenda(store, as_of, account_id=account_id, closed=closed)
        )
        self._show()

    def _show(self) -> None:
        query = self.filter.value.strip()
        self._rows = []
        for name, actions in self._groups:
            kept = [a for a in actions if not query or _matches(query, a)]
            if kept:
                self._rows.append(f"{NAMES[name]}  {len(kept)}")
                self._rows.extend(kept)
        known = {a.id for a in self._rows if not isinstance(a, str)}
        self._marked &= known
        self.list.set_source(len(self._rows), self._line, self._key, selectable=self._is_action)
        self._say_head(len(known))

    def _say_head(self, count: int) -> None:
        parts = [f"{count} action{'' if count == 1 else 's'}"]
        if self._marked:
            parts.append(f"{len(self._marked)} marked")
        if self._closed:
            parts.append("with done and dropped ones")
        if self.about.get("account"):
            parts.append(f"of {self.about['account']}")
        if self.filter.value.strip() and not self.filter.has_class("-shown"):
            parts.append(f"matching {self.filter.value.strip()}")
        self.head.say(" " + ", ".join(parts))

    def _key(self, index: int) -> Hashable:
        item = self._rows[index]
        return item if isinstance(item, str) else item.id

    def _is_action(self, index: int) -> bool:
        return not isinstance(self._rows[index], str)

    def _line(self, index: int) -> Line:
        item = self._rows[index]
        if isinstance(item, str):
            return [(item, "head")]
        return row(self._cells(item), SPEC, columns(SPEC, self.list.row_width))

    def _cells(self, action: Action) -> list[Cell]:
        as_of = self.session.as_of
        late = action.status is ActionStatus.OPEN and action.due is not None and action.due < as_of
        due = short_date(action.due) if action.due else "-"
        age = f"{(as_of - action.due).days}d" if late and action.due else ""
        mark = "*" if action.id in self._marked else {"done": "x", "dropped": "-"}.get(action.status, "")
        promise = "!!" if action.promise else (f"p{action.priority}" if action.priority else "")
        owner = action.owner if action.side == "ours" else f"{action.owner or 'they'} (c)"
        tone = "bad" if late else ""
        return [
            (mark, "accent"),
            (due, tone),
            (age, tone),
            (promise, "warn"),
            action.title,
            action.account,
            owner,
        ]

    # What the user does.

    def context_account(self) -> tuple[int, str] | None:
        """The account of the current action."""
        action = self._current()
        return (action.account_id, action.account) if action else None

    def _current(self) -> Action | None:
        index = self.list.cursor
        item = self._rows[index] if 0 <= index < len(self._rows) else None
        return item if isinstance(item, Action) else None

    def _chosen(self) -> list[Action]:
        marked = [a for a in self._rows if isinstance(a, Action) and a.id in self._marked]
        current = self._current()
        return marked or ([current] if current else [])

    def _each(self, verb: Callable[[Store, list[int]], Any], said: str) -> None:
        chosen = self._chosen()
        if not chosen:
            return
        ids = [action.id for action in chosen]
        what = chosen[0].title if len(chosen) == 1 else f"{len(chosen)} actions"
        self._marked.clear()
        self.act(lambda store: verb(store, ids), f"{said}: {what}")

    def action_done(self) -> None:
        """Mark done; what is done already is opened again."""
        moment = self.session.moment()
        chosen = self._chosen()
        if chosen and all(a.status is not ActionStatus.OPEN for a in chosen):
            self._each(lambda store, ids: service.reopen(store, ids, moment), "open again")
        else:
            self._each(lambda store, ids: service.done(store, ids, moment), "done")

    def action_drop(self) -> None:
        """Give up; undo brings it back."""
        moment = self.session.moment()
        self._each(lambda store, ids: service.drop(store, ids, moment), "dropped")

    @work
    async def action_reschedule(self) -> None:
        """Ask for another due date in shorthand."""
        chosen = self._chosen()
        if not chosen:
            return
        what = chosen[0].title if len(chosen) == 1 else f"{len(chosen)} actions"
        session = self.session
        order = session.config.date_order
        typed = await self.app.push_screen_wait(ask_date("New due date", what, session.as_of, order))
        if typed is not None:
            moment = session.moment()
            self._each(
                lambda store, ids: service.reschedule(store, ids, typed or None, moment), "rescheduled"
            )

    @work
    async def action_edit(self) -> None:
        """Change the current action in its form."""
        action = self._current()
        if action is None:
            return
        session = self.session
        form = ActionForm(action, session.as_of, session.config.date_order)
        values = await self.app.push_screen_wait(form)
        if not values:
            return
        moment = session.moment()
        try:
            await session.act(
                lambda store: service.edit_action(store, action.id, values, moment, expect=action.version)
            )
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)
        else:
            self.tell(f"changed: {action.title}")
        await self.refresh_data(force=True)

    def action_source(self) -> None:
        """Go to where the action came from: its review, else its account."""
        action = self._current()
        if action is None:
            return
        if action.review_id is not None:
            self.go("review", review_id=action.review_id, note_id=action.note_id, line=action.source)
        else:
            self.go("account", account_id=action.account_id)

    @on(LineList.Opened, "#agenda")
    def _opened(self) -> None:
        action = self._current()
        if action is not None:
            self.go("account", account_id=action.account_id)

    @on(LineList.Marked, "#agenda")
    def _mark(self, message: LineList.Marked) -> None:
        action = self._current()
        if action is not None:
            self._marked ^= {action.id}
            self.list.refresh_row(message.index)
            self._say_head(sum(1 for item in self._rows if isinstance(item, Action)))
            self.list.action_down()

    async def action_closed(self) -> None:
        """Show done and dropped ones too, or no longer."""
        self._closed = not self._closed
        await self.refresh_data(force=True)

    # The filter.

    def action_filter(self) -> None:
        """Show only what matches what is typed."""
        self.filter.add_class("-shown")
        self.filter.focus()
        self.footer.place = "form"

    @on(Field.Changed, "#filter")
    def _narrow(self, message: Field.Changed) -> None:
        message.stop()
        self._show()

    @on(Field.Submitted, "#filter")
    def _keep_filter(self) -> None:
        self._leave_filter()

    def on_left(self, message: Any) -> None:
        """Esc in the filter takes it away, Tab keeps it."""
        if message.direction == "out":
            self.filter.load("")
        self._leave_filter()
        self._show()

    def _leave_filter(self) -> None:
        self.filter.remove_class("-shown")
        self.footer.place = self.PLACE
        self.list.focus()
        self._say_head(sum(1 for item in self._rows if isinstance(item, Action)))


def _matches(query: str, action: Action) -> bool:
    return fuzzy(query, f"{action.account} {action.title} {action.owner}") is not None
