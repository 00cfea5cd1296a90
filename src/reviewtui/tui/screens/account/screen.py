"""The account: all that one should know before dialling, then what happened when."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.services.brief import brief, timeline
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.account.blocks import Parts, Target, blocks
from reviewtui.tui.screens.account.doings import Shown
from reviewtui.tui.screens.account.history import lines_of
from reviewtui.tui.screens.account.layout import LABEL, Row, lay_out
from reviewtui.tui.screens.account.section import BRIEF
from reviewtui.tui.screens.account.sections import LEDGER_PLACE, AccountSections
from reviewtui.tui.screens.account.standing import standing_blocks
from reviewtui.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

BESIDE = 116
"""Columns from which the timeline stands beside the brief."""
FIRST = 200
ALL = -1


class AccountScreen(AccountSections):
    """One account."""

    PLACE = "account"
    BINDINGS = [*bindings("account"), *bindings(LEDGER_PLACE)]
    AUTO_FOCUS = "#brief"
    DEFAULT_CSS = """
    AccountScreen > Horizontal { height: 1fr; }
    AccountScreen LineList { width: 1fr; scrollbar-gutter: stable; }
    AccountScreen #brief { width: 3fr; }
    AccountScreen #timeline { width: 2fr; border-left: solid $panel; display: none; }
    AccountScreen.-beside #timeline { display: block; }
    AccountScreen #section { display: none; }
    AccountScreen.-section > Horizontal { display: none; }
    AccountScreen.-section #section { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.brief_list = LineList(id="brief")
        self.timeline_list = LineList(empty="Nothing has happened yet.", id="timeline")
        self.rows: list[Row] = []
        self._opened: set[str] = set()
        self._all_events = False
        self._laid_out_for = Size(0, 0)

    def body(self) -> ComposeResult:
        """Brief and timeline side by side; on a narrow screen the timeline continues the brief."""
        yield self.section_bar
        yield Horizontal(self.brief_list, self.timeline_list)
        yield self.section_list

    def context_account(self) -> tuple[int, str] | None:
        """The account on the screen."""
        if self.shown is None:
            return None
        return self.shown.brief.account.id, self.shown.brief.account.name

    async def load(self) -> None:
        """Read the account and show it; nothing of the one before stays when this one is gone."""
        try:
            await self._read_and_show()
        except ReviewTuiError:
            for one in (self.brief_list, self.timeline_list):
                one.set_source(0, lambda _: "")
            self.shown = None
            self.forget_figures()
            self.show_section()
            self.bar.say(place="")
            raise
        wanted = self.about.pop("review", None)
        if wanted is not None:
            await self.begin_review(self.account_id, wanted)

    async def _read_and_show(self) -> None:
        account_id, as_of = self.account_id, self.session.as_of
        same = self.shown is not None and self.shown.brief.account.id == account_id
        if not same:
            self._opened, self._all_events = set(), False
            self.forget_figures()
            self.footer.place = self.PLACE
        limit = ALL if self._all_events else FIRST
        settings = self.session.config.figures
        if not self.beside:
            # The timeline is below the screen; the brief, for which one has come, does not wait for it.
            first = await self.session.read(lambda store: brief(store, account_id, as_of, settings))
            self.shown = Shown(first, self.shown.events if same and self.shown else (), True)
            self._show()

        def read(store: Store) -> Shown:
            found = brief(store, account_id, as_of, settings)
            events = timeline(store, account_id, as_of, limit)
            return Shown(found, events, limit == ALL or len(events) < FIRST)

        self.shown = await self.session.read(read)
        self._show()
        await self.read_figures()
        self._show()

    def on_resize(self) -> None:
        """Beside or below, and how much of the brief fits; coming back to the place is no new size."""
        if self.shown is not None and self._laid_out_for != self.app.size:
            self._show()

    @property
    def beside(self) -> bool:
        """Whether there is room for the timeline beside the brief."""
        return self.app.size.width >= BESIDE

    def _show(self) -> None:
        shown = self.shown
        if shown is None:
            return
        account = shown.brief.account
        number = f" · {account.external_id}" if account.external_id else ""
        self.bar.say(place=f"{account.name}{number}", tail=self.session.other_settings)
        self.set_class(self.beside, "-beside")
        size = self._laid_out_for = self.app.size
        height = size.height - 3 - (1 if self.banner.text else 0)
        width = size.width * 3 // 5 if self.beside else size.width
        figures = self.counted.figures if self.counted else None
        width -= LABEL + 4
        found = [
            *standing_blocks(figures, account.id, self.session.look, width),
            *blocks(shown.brief, self.session.look, width),
        ]
        self.rows = lay_out(found, height, width, self._opened)
        if self.beside:
            self._fill(self.brief_list, len(self.rows))
            self.timeline_list.set_source(
                len(shown.events), self._event_line, self._event_key, more=0 if shown.whole else 1
            )
        else:
            self._fill(self.brief_list, len(self.rows) + 1 + len(shown.events))
        self.show_section()

    def show_brief(self) -> None:
        """Back to the brief, where the cursor was."""
        self._show()
        self.set_focus(self.brief_list)

    def _fill(self, target: LineList, count: int) -> None:
        target.set_source(count, self._line, self._key, selectable=lambda i: i != len(self.rows))

    def _line(self, index: int) -> Parts:
        if index < len(self.rows):
            return self.rows[index].parts()
        if index == len(self.rows):
            more = "" if self.shown is None or self.shown.whole else "; T shows all"
            return [(f"Timeline{more}", "head")]
        return self._event_line(index - len(self.rows) - 1)

    def _event_line(self, index: int) -> Parts:
        assert self.shown is not None
        target = self.timeline_list if self.beside else self.brief_list
        return lines_of(self.shown.events, index, target.scrollable_content_region.width - 2)

    def _key(self, index: int) -> Hashable:
        if index < len(self.rows):
            return ("row", index)
        return ("head",) if index == len(self.rows) else self._event_key(index - len(self.rows) - 1)

    def _event_key(self, index: int) -> Hashable:
        assert self.shown is not None
        event = self.shown.events[index]
        return ("event", event.kind, event.ref_id, event.day, event.detail)

    # Opening what stands under the cursor.

    @on(LineList.Opened, "#brief, #timeline")
    def _open(self, message: LineList.Opened) -> None:
        message.stop()
        index = message.index
        if message.line_list is self.timeline_list:
            self._open_event(index)
        elif index > len(self.rows):
            self._open_event(index - len(self.rows) - 1)
        elif index < len(self.rows):
            self._open_row(self.rows[index])

    @on(LineList.Marked)
    def _mark(self, message: LineList.Marked) -> None:
        """Space shows the whole of a block, or its first lines again."""
        message.stop()
        if message.line_list is self.brief_list and message.index < len(self.rows):
            self._unfold(self.rows[message.index].block)

    def _unfold(self, block: str) -> None:
        row = self.brief_list.cursor
        self._opened ^= {block}
        self._show()
        self.brief_list.move_to(row)

    def _open_row(self, row: Row) -> None:
        if row.more:
            self._unfold(row.block)
        elif row.target is not None:
            self.open_target(row.target)

    def open_target(self, target: Target) -> None:
        """Open what a row stands for."""
        kind, number = target
        if kind == "review":
            self.go("review", review_id=number)
        elif kind == "action":
            self.go("actions", account_id=self.account_id, action_id=number)
        elif kind == "contact":
            self.edit_person(number)
        elif kind == "account":
            self.action_edit()
        else:
            super().open_target(target)

    def open_source(self, kind: str, number: int) -> None:
        """The event that an entry of the ledger comes from, to read."""
        events = self.shown.events if self.shown else ()
        at = next((i for i, one in enumerate(events) if (one.kind, one.ref_id) == (kind, number)), None)
        if at is not None:
            self._open_event(at)
        elif kind == "touch":
            self.open_touch(number)
        else:
            self.tell("It is older than the events that are read; T reads all of them.", bad=True)

    def _open_event(self, index: int) -> None:
        assert self.shown is not None
        event = self.shown.events[index]
        if event.kind in ("review", "action"):
            self.open_target((event.kind, event.ref_id))
            return
        from reviewtui.tui.screens.account.reading import ReadingDialog

        self.app.push_screen(ReadingDialog(event))

    async def action_timeline(self) -> None:
        """Go to the timeline, and back to the brief."""
        if self.section != BRIEF:
            await self.open_section(BRIEF)
        if self.beside:
            other = self.brief_list if self.timeline_list.has_focus else self.timeline_list
            self.set_focus(other)
        elif self.brief_list.cursor > len(self.rows):
            self.brief_list.move_to(0)
        else:
            self.brief_list.move_to(len(self.rows) + 1)
            self.brief_list.scroll_to(y=len(self.rows), animate=False, force=True, immediate=True)

    async def action_whole_timeline(self) -> None:
        """Show all that ever happened, not only the last 200 events."""
        self._all_events = True
        await self.refresh_data(force=True)
        if self.shown is not None:
            self.tell(f"all events are read: {len(self.shown.events):,}")
