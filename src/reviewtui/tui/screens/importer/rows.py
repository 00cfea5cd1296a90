"""The rows of a file before it is imported: filtered by what would become of them, one opened to see its cells."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on, work
from textual.widget import Widget

from reviewtui.domain.custom import bare
from reviewtui.storage.imports.seen import VERDICTS
from reviewtui.tui.commands import bindings
from reviewtui.tui.widgets.cells import fit
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.line_list import LineList
from reviewtui.tui.widgets.lines import OneRow, Parts
from reviewtui.tui.widgets.pager import Pager

if TYPE_CHECKING:
    from reviewtui.services.transfer.plan import ImportPlan
    from reviewtui.storage.imports.seen import FieldChange, SeenRow, SeenRows

_STYLES = {
    "new": "good",
    "changed": "accent",
    "same": "dim",
    "conflict": "warn",
    "rejected": "bad",
    "skipped": "dim",
}
ALL = "all"
_LARGE = """
    {0} > .box {{ width: 120; max-width: 98%; height: 96%; }}
    {0} > .box > {1} {{ height: 1fr; max-height: 100%; margin: 1 0 0 0; }}
"""


class _Sorts(OneRow):
    """How many rows there are of each sort, the chosen one marked."""

    def __init__(self, counts: dict[str, int]) -> None:
        super().__init__()
        self.counts = counts
        self.chosen = ALL

    def parts(self, width: int) -> Parts:
        """Each sort with its number; the chosen one in brackets, and alone where the others have no room."""
        shown = (
            self.counts
            if sum(len(f"{s} {n:,}") + 2 for s, n in self.counts.items()) <= width
            else {self.chosen}
        )
        parts: Parts = []
        for sort, count in self.counts.items():
            text = f"{sort} {count:,}" if sort in shown else sort
            here = sort == self.chosen
            parts.append((f"[{text}]" if here else f" {text} ", "bold" if here else "dim"))
        return parts


class RowsDialog(Dialog[None]):
    """Every row with what would become of it; ``]`` and ``[`` choose the sort, Enter opens a row."""

    place = "import_rows"
    BINDINGS = bindings("import_rows")
    DEFAULT_CSS = _LARGE.format("RowsDialog", "LineList")

    def __init__(self, plan: ImportPlan, rows: SeenRows) -> None:
        super().__init__(f"Rows of {plan.path.name}")
        self._plan, self._rows = plan, rows
        found = {sort: len(rows.numbers(sort)) for sort in VERDICTS}
        self._sorts = [ALL, *(sort for sort, count in found.items() if count)]
        self.sorts = _Sorts({sort: found.get(sort, sum(found.values())) for sort in self._sorts})

    def body(self) -> Iterator[Widget]:
        """The sorts over the rows."""
        yield self.sorts
        self.list = LineList(empty="No row.")
        yield self.list

    def on_mount(self) -> None:
        """Show what changes first, since that is what one wants to be sure of."""
        self._choose("changed" if "changed" in self._sorts else ALL)

    def _choose(self, sort: str) -> None:
        self.sorts.chosen = sort
        self.sorts.refresh()
        numbers = self._rows.numbers(None if sort == ALL else sort)
        self.list.set_source(
            len(numbers),
            lambda i: row_line(self._rows.row(numbers[i]), self.list.row_width),
            lambda i: numbers[i],
        )
        self.list.move_to(0)

    def action_next_sort(self) -> None:
        """The rows of the next sort."""
        self._step(1)

    def action_previous_sort(self) -> None:
        """The rows of the sort before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        at = self._sorts.index(self.sorts.chosen) + by
        self._choose(self._sorts[at % len(self._sorts)])

    def action_close(self) -> None:
        """Back to the import."""
        self.dismiss(None)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        self.list.action_open()

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        message.stop()
        if isinstance(message.key, int):
            self._show(message.key)

    @work(exclusive=True, group="row")
    async def _show(self, number: int) -> None:
        from reviewtui.services.transfer.rows import cells_of

        cells = await asyncio.to_thread(cells_of, self._plan, {number})
        self.app.push_screen(RowDialog(self._plan, self._rows.row(number), cells.get(number, [])))


def row_line(one: SeenRow, width: int) -> Parts:
    """A row: its number, its verdict, whom it is about, and what changes or why it is not taken; a row about nobody that is
    known has the room for its reason."""
    about = max(14, min(36, width // 3))
    told = [change for change in one.changes if change.new != one.about]
    said = one.reason or "; ".join(_moved(change, one.verdict) for change in told)
    head: Parts = [(f"{one.row:>7}  ", "dim"), (f"{one.verdict:<8}  ", _STYLES[one.verdict])]
    room = max(0, width - sum(len(text) for text, _ in head))
    if not one.about:
        return [*head, (fit(said or "-", room), "dim")]
    return [
        *head,
        (fit(one.about, about), ""),
        (f"  {fit(said, max(0, room - about - 2))}", "" if one.verdict == "changed" else "dim"),
    ]


def _moved(change: FieldChange, verdict: str) -> str:
    name, new = bare(change.field).replace("_", " "), change.new or "unknown"
    if verdict == "new" or change.old is None:
        return f"{name} {new}"
    return f"{name} {change.old} -> {new}"


class RowDialog(Dialog[None]):
    """One row of the file: what becomes of it, each field old and new, and its cells."""

    DEFAULT_CSS = _LARGE.format("RowDialog", "Pager")
    AUTO_FOCUS = "Pager"

    def __init__(self, plan: ImportPlan, one: SeenRow, cells: list[str]) -> None:
        super().__init__(f"Row {one.row} of {plan.path.name}: {one.verdict}", one.reason)
        self._text = "\n".join(row_text(plan, one, cells))

    def body(self) -> Iterator[Widget]:
        """The text, to be scrolled."""
        self.pager = Pager()
        yield self.pager

    def on_mount(self) -> None:
        """Show it from its beginning."""
        self.pager.show(self._text, heads=True)

    def action_accept(self) -> None:
        """Enter closes as Esc does."""
        self.dismiss(None)


def row_text(plan: ImportPlan, one: SeenRow, cells: list[str]) -> Iterator[str]:
    """A row in full: fields that change, then its cells with the fields they fill."""
    if one.about:
        yield f"# {' '.join(one.about.split())}"
    if one.changes:
        yield "# What it says" if one.verdict == "new" else "# What changes"
    for change in one.changes:
        name = f"{change.record} {change.field.replace('_', ' ')}"
        old = "unknown" if change.old is None else change.old
        yield (
            f"{name}: {change.new or 'unknown'}"
            if one.verdict == "new"
            else f"{name}: {old} -> {change.new or 'unknown'}"
        )
    yield ""
    yield "# Its cells"
    for column, text in zip(plan.columns, cells, strict=False):
        if text or column.field:
            yield f"{column.header} ({column.field.replace('_', ' ') if column.field else 'left out'}): {text or '(empty)'}"
