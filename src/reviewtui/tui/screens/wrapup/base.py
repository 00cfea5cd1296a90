"""What the wrap-up is made of: the review as read, the list that shows it, and the ways through the list."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from contextlib import suppress
from datetime import date
from typing import Any

from textual import events
from textual.app import ComposeResult

from reviewtui.domain.drafts import Draft, drafts
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.reviews import ReviewState
from reviewtui.domain.sheets import Sheet
from reviewtui.services import reviews
from reviewtui.services.wrapup import ReadBack, read_back
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.place import Place
from reviewtui.tui.screens.review.keeping import Keeper
from reviewtui.tui.screens.wrapup.rows import DraftKey, Drawing, Parts, Row, draft_key, wrapup_rows
from reviewtui.tui.widgets.line_list import LineList

NO_DATE = "none"


class WrapupBase(Place):
    """The list, what it shows, and the ways through it; what is done to its rows stands in the class above."""

    PLACE = "wrapup"
    BINDINGS = bindings("wrapup")
    AUTO_FOCUS = "#wrapup"

    def __init__(self) -> None:
        super().__init__()
        self.list = LineList(empty="", id="wrapup")
        self.sheet: Sheet | None = None
        self.back: ReadBack | None = None
        self.drafts: tuple[Draft, ...] = ()
        self.next_date: date | None = None
        self._keeper: Keeper | None = None
        self._rows: list[Row] = []
        self._left: set[DraftKey] = set()
        self._unfolded = False

    def body(self) -> ComposeResult:
        """One list holds all of it."""
        yield self.list

    async def show(self, **about: Any) -> None:
        """For another review everything begins anew."""
        if about.get("review_id") != self.about.get("review_id"):
            self._left, self._unfolded, self.sheet = set(), False, None
        await super().show(**about)

    async def load(self) -> None:
        """Read the review after all that was typed into it is in the file."""
        if "review_id" not in self.about:
            return
        session, review_id = self.session, int(self.about["review_id"])
        as_of, order = session.as_of, session.config.date_order
        if not session.read_only:
            with suppress(ReviewTuiError):
                await asyncio.wrap_future(session.saver.call(lambda _store: None))
        sheet = await session.read(lambda store: reviews.sheet(store, review_id, as_of, order=order))
        first = self.sheet is None
        self._keeper = Keeper(session, review_id)
        kept = await session.draft(self._next_key)
        self._take(sheet)
        self.next_date = self._kept_date(kept)
        self._show()
        if first:
            self.list.move_to(0)

    @property
    def _next_key(self) -> str:
        return f"next:{self.about.get('review_id')}"

    def _kept_date(self, kept: str) -> date | None:
        if kept == NO_DATE:
            return None
        with suppress(ValueError):
            return date.fromisoformat(kept)
        return self.back.proposed if self.back else None

    def _take(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.drafts = drafts(sheet)
        self.back = read_back(sheet, self.drafts)

    @property
    def taken(self) -> list[Draft]:
        """The captures that finishing confirms: all that are open and not left."""
        return [draft for draft in self.drafts if draft.open and draft_key(draft) not in self._left]

    # --- drawing
    def _show(self) -> None:
        sheet, back = self.sheet, self.back
        if sheet is None or back is None:
            return
        core = sum(1 for question in sheet.template.questions() if question.core)
        self.bar.say(
            place=f"Wrap-up  {sheet.account.name}  {sheet.quarter}  core {core - len(back.missing)}/{core}"
        )
        room = self.list.size.height or self.size.height - 2
        self._rows = wrapup_rows(sheet, back, self.drafts, self.next_date, room, unfolded=self._unfolded)
        self.list.set_source(
            len(self._rows), self._line, self._key, selectable=lambda index: self._rows[index].selectable
        )

    def _line(self, index: int) -> Parts:
        assert self.sheet is not None
        taken = {draft_key(draft) for draft in self.taken}
        drawing = Drawing(self.sheet, taken, self.session.as_of, self.list.row_width)
        return drawing.line(self._rows[index])

    def _key(self, index: int) -> Hashable:
        return self._rows[index].key

    def on_resize(self, _event: events.Resize) -> None:
        """How much folds depends on the height."""
        self.call_after_refresh(self._show)

    def context_account(self) -> tuple[int, str] | None:
        """The account of the review."""
        return (self.sheet.account.id, self.sheet.account.name) if self.sheet else None

    def _open(self) -> bool:
        if self.sheet is None:
            return False
        if self.session.read_only:
            self.tell("This file can only be read.", bad=True)
            return False
        if self.sheet.review.state is not ReviewState.IN_PROGRESS:
            self.tell("This review is finished.")
            return False
        return True

    # --- moving
    def _current(self) -> Row | None:
        at = self.list.cursor
        return self._rows[at] if 0 <= at < len(self._rows) and self._rows[at].selectable else None

    def _current_draft(self) -> Draft | None:
        row = self._current()
        return row.what if row is not None and row.kind == "capture" else None

    def action_next_part(self) -> None:
        """To the first row of the next part that has one."""
        self._go_part(1)

    def action_previous_part(self) -> None:
        """To the first row of the part before."""
        self._go_part(-1)

    def _go_part(self, step: int) -> None:
        starts = [
            at for at, row in enumerate(self._rows) if row.selectable and self._rows[at - 1].kind == "head"
        ]
        here = self.list.cursor
        mine = max((at for at in starts if at <= here), default=0)
        wanted = [at for at in starts if at > here] if step > 0 else [at for at in starts if at < mine][::-1]
        if wanted:
            self.list.move_to(wanted[0])
