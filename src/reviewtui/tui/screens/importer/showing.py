"""What the import shows: one list of sentences about the file, and of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from reviewtui.tui.screens.importer import lines
from reviewtui.tui.screens.place import Place
from reviewtui.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from reviewtui.services.transfer.importing import ImportSummary
    from reviewtui.services.transfer.mapping import Column
    from reviewtui.services.transfer.plan import ImportPlan
    from reviewtui.storage.imports.seen import SeenRows
    from reviewtui.tui.screens.importer.running import Wanted, Watch

LOOK = 0.2
"""Seconds between two looks at how far it is."""
BUSY = "Esc stops it; nothing is changed then."


PROVISIONAL = "y imports it when the whole file is read; columns can be given fields now."


class ImportShown(Place):
    """The state of one import, and how it is drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.list = LineList()
        self.wanted: Wanted | None = None
        self.plan: ImportPlan | None = None
        self.summary: ImportSummary | None = None
        self.rows: SeenRows | None = None
        self.provisional = False
        """What is shown comes from the first part of a long file, which is still being read."""
        self.done = False
        self.taken_back = False
        self.fault = ""
        self.under_way: Watch | None = None
        self.loose: tuple[Column, ...] = ()
        """The columns of a file that does not fit yet, to give them fields."""

    def body(self) -> ComposeResult:
        """One list: sentences, then the columns, which can be chosen."""
        yield self.list

    async def on_mount(self) -> None:
        """Look at the progress now and then."""
        await super().on_mount()
        self.set_interval(LOOK, self._progress)

    async def load(self) -> None:
        """What stands here does not come from the database."""
        self._draw()

    def on_resize(self) -> None:
        """Sentences are wrapped to the width."""
        self.call_after_refresh(self._draw)

    def on_unmount(self) -> None:
        """Leaving the program stops what is running."""
        if self.under_way is not None:
            self.under_way.stopped = True

    def _draw(self) -> None:
        width = self.list.row_width or 76
        head = lines.flow(self._sentences(), width)
        columns = self.columns()
        titles = [[("", "")], lines.column_titles(width)] if columns else []
        rows = [*head, *titles]
        first = len(rows)
        self.list.set_source(
            first + len(columns),
            lambda i: rows[i] if i < first else lines.column_line(columns[i - first], self.list.row_width),
            lambda i: i - first,
            selectable=lambda i: i >= first,
        )

    def columns(self) -> tuple[Column, ...]:
        """The columns that are shown, and can be given fields."""
        if self.under_way is not None and not self.provisional:
            return ()
        return self.loose if self.plan is None else self.plan.columns

    def _sentences(self) -> list[tuple[str, str]]:
        if self.under_way is not None and not self.provisional:
            return [(self.under_way.words(), "accent"), (BUSY, "dim")]
        if self.fault and self.wanted is not None:
            step = "Enter gives a column its field; w" if self.loose else "w"
            step += " says what the file holds, i names another one."
            return [(self.wanted.path.name, "bold"), (self.fault, "bad"), (step, "accent")]
        if self.plan is None:
            return [(text, "") for text in lines.WELCOME]
        said = [*lines.about(self.plan)]
        if self.provisional and self.under_way is not None:
            said[:0] = [
                (
                    f"Provisional, by the first part of the file. {self.under_way.words()}",
                    "warn",
                )
            ]
        if self.summary is not None:
            said += lines.outcome(self.summary, done=self.done and not self.taken_back)
            step = lines.next_step(self.summary, done=self.done, taken_back=self.taken_back)
            said.append((step if not self.provisional else PROVISIONAL, "accent"))
        else:
            said.append(("Not counted: y looks again.", "accent"))
        return said

    def _progress(self) -> None:
        if self.under_way is not None:
            self._draw()
