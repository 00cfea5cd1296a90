"""The import: a file is named, looked at, mapped, taken in, and taken back as a whole if need be."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.imported import these
from reviewtui.services.transfer.firstpart import FIRST_ROWS, first_rows
from reviewtui.storage.imports.seen import SeenRows
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.importer import lines
from reviewtui.tui.screens.importer.asking import ask_field, ask_kind, ask_sheet, in_the_app, settle
from reviewtui.tui.screens.importer.deciding import Deciding
from reviewtui.tui.screens.importer.file_prompt import FilePrompt
from reviewtui.tui.screens.importer.rows import RowsDialog
from reviewtui.tui.screens.importer.running import (
    NOTED_ROWS,
    Stopped,
    Wanted,
    Watch,
    bring_in,
    preview,
    preview_part,
    remembering,
    warm,
)
from reviewtui.tui.screens.importer.showing import BUSY
from reviewtui.tui.widgets.dialog import Confirm
from reviewtui.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from reviewtui.services.transfer.importing import ImportSummary
    from reviewtui.services.transfer.mapping import Column
    from reviewtui.services.transfer.plan import ImportPlan


class ImportScreen(Deciding):
    """One file after the other; what is on the screen is the last one, before and after it was taken in."""

    PLACE = "importer"
    TITLE_TEXT = "Import"
    BINDINGS = bindings("importer")
    AUTO_FOCUS = "LineList"
    DEFAULT_CSS = "ImportScreen LineList { scrollbar-gutter: stable; }"

    async def on_screen_resume(self) -> None:
        """Ask for the file at once when that is what was wanted."""
        await super().on_screen_resume()
        if self.about.pop("ask", False):
            self.action_file()

    # Naming and looking.

    def action_file(self) -> None:
        """Ask for the file and look at it."""
        if self.idle():
            self._ask_file()

    @work(exclusive=True, group="file")
    async def _ask_file(self) -> None:
        before = f"{self.wanted.path.parent}/" if self.wanted is not None else ""
        self.run_worker(asyncio.to_thread(warm), group="warm", exit_on_error=False)
        path = await self.app.push_screen_wait(FilePrompt(before))
        if path is not None:
            self._look_at(Wanted(Path(path)))

    @work(exclusive=True, group="import")
    async def _look_at(self, wanted: Wanted) -> None:
        await self._look(wanted)

    async def _look(self, wanted: Wanted) -> None:
        """Plan, ask what is in doubt, count; must run in a worker."""
        if self.under_way is not None:
            self.under_way.stopped = True
        self._drop_part()
        # What was said of another file, or before this one was read, holds no more.
        self.tell("")
        self.under_way = watch = Watch(f"looking into {wanted.path.name}")
        self._draw()
        try:
            wanted = await asyncio.to_thread(remembering, self.session, wanted)
            await self._look_at_part(wanted, watch)
            settled = await settle(self.app, wanted)
            if settled is not None:
                rows = SeenRows() if settled[1].rows <= NOTED_ROWS else None
                await self._count_first_rows(*settled, watch)
                summary = await asyncio.to_thread(preview, self.session, *settled, watch, rows)
                if self.provisional:
                    self.tell("")
                self._seen(*settled, summary)
                self.rows = rows
        except ReviewTuiError as error:
            self._drop_part()
            await self._unfit(wanted, in_the_app(str(error), wanted.path))
        except Stopped:
            self.tell("stopped; nothing was changed")
        finally:
            self._end(watch)

    def _end(self, watch: Watch) -> None:
        """Nothing is under way any more, unless something else took its place."""
        if self.under_way is watch:
            self.under_way = None
            self._drop_part()
            self._draw()

    def _drop_part(self) -> None:
        """What only the first part of a file said does not count when the whole was not read."""
        if not self.provisional:
            return
        self.provisional, self.summary = False, None
        if self.plan is not None and self.wanted is not None and self.plan.path != self.wanted.path:
            self.plan = None

    async def _count_first_rows(self, wanted: Wanted, plan: ImportPlan, watch: Watch) -> None:
        """Show what would become of the first rows of many, while the others are still to be counted."""
        if plan.rows > FIRST_ROWS:
            first = await asyncio.to_thread(preview, self.session, wanted, first_rows(plan), watch)
            self._seen(wanted, plan, first)
            self.provisional = True
            watch.again()
            self._draw()

    async def _look_at_part(self, wanted: Wanted, watch: Watch) -> None:
        """Show what the first megabyte of a long file says, while the rest is still to be read."""
        looked = await asyncio.to_thread(preview_part, self.session, wanted, watch)
        if looked is not None:
            self._seen(wanted, *looked)
            self.provisional = True
            watch.again()
            self._draw()

    def _seen(self, wanted: Wanted, plan: ImportPlan | None, summary: ImportSummary | None) -> None:
        self.wanted, self.plan, self.summary = wanted, plan, summary
        self.done = self.taken_back = self.provisional = False
        self.fault, self.loose, self.rows = "", (), None

    async def _unfit(self, wanted: Wanted, fault: str) -> None:
        """Say why a file cannot be taken; what is seen of it stays, and its columns can be given fields."""
        if self.plan is not None and self.wanted is not None and self.wanted.path == wanted.path:
            self.tell(fault, bad=True)
            return
        self._seen(wanted, None, None)
        self.fault = fault
        self.loose = await asyncio.to_thread(wanted.columns)

    def action_kind(self) -> None:
        """Say what the file holds."""
        if self.idle():
            self._ask_kind()

    @work(exclusive=True, group="import")
    async def _ask_kind(self) -> None:
        if self.wanted is not None:
            now = replace(self.wanted, kind=self.wanted.kind or (self.plan.kind if self.plan else None))
            await self.again(await ask_kind(self.app, now))

    def action_sheet(self) -> None:
        """Choose another sheet of the workbook."""
        if self.idle():
            self._ask_sheet()

    @work(exclusive=True, group="import")
    async def _ask_sheet(self) -> None:
        if self.wanted is None:
            return
        try:
            await self.again(await ask_sheet(self.app, self.wanted))
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)

    def action_column(self) -> None:
        """Give the column under the cursor another field."""
        self.list.action_open()

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        message.stop()
        columns = self.columns()
        if isinstance(message.key, int) and message.key < len(columns) and self.free():
            self._map(columns[message.key])

    @work(exclusive=True, group="import")
    async def _map(self, column: Column) -> None:
        kind = self.plan.kind if self.plan is not None else self.wanted and self.wanted.kind
        if self.wanted is not None and kind:
            await self.again(await ask_field(self.app, self.wanted, kind, column))
            self.list.move_to_key(column.index)

    async def again(self, wanted: Wanted | None) -> None:
        """Look again, as is wanted now; must run in a worker."""
        if wanted is not None:
            await self._look(wanted)

    @work(exclusive=True, group="rows")
    async def action_rows(self) -> None:
        """Look at the rows one by one; those of a long file are gone through first."""
        if self.plan is None or self.wanted is None or self.summary is None or self.under_way is not None:
            self.tell(BUSY if self.under_way is not None else "i names a file first")
            return
        if self.rows is None:
            self.rows = await self._note_rows(self.wanted, self.plan)
        if self.rows is not None:
            await self.app.push_screen_wait(RowsDialog(self.plan, self.rows))

    async def _note_rows(self, wanted: Wanted, plan: ImportPlan) -> SeenRows | None:
        rows = SeenRows()
        self.under_way = watch = Watch(f"going through the rows of {plan.path.name}")
        try:
            await asyncio.to_thread(preview, self.session, wanted, plan, watch, rows)
        except (ReviewTuiError, Stopped):
            return None
        finally:
            self._end(watch)
        return rows

    # Taking in, and back.

    def action_run(self) -> None:
        """Import what is shown."""
        if self.idle() and self._may_run():
            self._agree_and_run()

    @work(exclusive=True, group="import")
    async def _agree_and_run(self) -> None:
        if self.summary is None:
            await self.again(self.wanted)
        elif await self._agreed():
            await self._run()

    def _may_run(self) -> bool:
        if self.session.read_only:
            self.tell(
                f"{self.session.launch.db} is open for reading only; nothing can be imported.", bad=True
            )
        elif self.provisional:
            self.tell("The whole file is still being read; y imports it then.")
        elif self.wanted is None or self.plan is None:
            self.tell("i names a file first")
        elif self.done and not self.taken_back:
            self.tell("imported already; i names another file")
        else:
            return True
        return False

    async def _agreed(self) -> bool:
        """Ask about what is not usual: accounts that only orders name, totals that differ."""
        assert self.summary is not None and self.wanted is not None
        if self.summary.accounts_made and self.wanted.make_accounts is None:
            title = f"{lines.accounts(self.summary.accounts_made)} not here yet: make them?"
            named = these(self.plan.kind if self.plan is not None else "orders")
            text = f"Only {named} name them. Without them such rows are not taken."
            question = Confirm(title, text, yes="Make them", no="Do not")
            make = await self.app.push_screen_wait(question)
            self.wanted = replace(self.wanted, make_accounts=make)
            if not make:
                await self._look(self.wanted)
                return False
        return not self.summary.unequal or await self._totals_do_not_matter(self.wanted)

    async def _totals_do_not_matter(self, wanted: Wanted) -> bool:
        assert self.summary is not None
        title, text = "The file's totals and its rows differ.", "; ".join(self.summary.unequal)
        question = Confirm(title, text, yes="Import it all the same", no="Leave it")
        agreed = wanted.ignore_totals or await self.app.push_screen_wait(question)
        self.wanted = replace(wanted, ignore_totals=agreed)
        return agreed

    async def _run(self) -> None:
        assert self.plan is not None and self.wanted is not None
        self.under_way = Watch(f"importing {self.plan.path.name}")
        self._draw()
        try:
            work_on = (self.session, self.wanted, self.plan, self.under_way)
            self.summary = await asyncio.to_thread(bring_in, *work_on)
            self.done, self.taken_back = True, False
            self.session.generation += 1
            self.tell("imported" if self.summary.batch is not None else "nothing to change")
        except ReviewTuiError as error:
            self.tell(in_the_app(str(error), self.wanted.path), bad=True)
        except Stopped:
            self.tell("stopped; nothing was changed")
        finally:
            self.under_way = None
            self._draw()

    @work(exclusive=True, group="undo")
    async def action_take_back(self) -> None:
        """Take this import back as a whole, after asking."""
        from reviewtui.services.undo import undo_import

        batch = self.summary.batch if self.summary is not None and self.done and not self.taken_back else None
        if batch is None or self.plan is None:
            self.tell("There is no import here to take back.")
            return
        text = "What it added goes, what it changed is as before."
        title = f"Take back the import of {self.plan.path.name}?"
        if not await self.app.push_screen_wait(Confirm(title, text, yes="Take it back", no="Leave it")):
            return
        moment = self.session.moment()
        try:
            await self.session.act(lambda store: undo_import(store, batch, moment, later=True))
            self.taken_back = True
            self.tell("taken back")
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)
        self._draw()

    def step_back(self) -> bool:
        """Esc stops what is running before it leaves."""
        if self.under_way is None:
            return False
        self.under_way.stopped = True
        return True
