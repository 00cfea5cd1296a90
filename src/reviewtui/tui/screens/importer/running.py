"""Looking into a file and importing it, beside the event loop: with its progress, and to be stopped at any time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reviewtui.storage.store import Store

if TYPE_CHECKING:
    from reviewtui.services.transfer.importing import ImportSummary
    from reviewtui.services.transfer.mapping import Column
    from reviewtui.services.transfer.plan import ImportOptions, ImportPlan
    from reviewtui.services.transfer.recalled import Recall
    from reviewtui.storage.imports.seen import SeenRows
    from reviewtui.tui.session import Session

NOTED_ROWS = 2_000
"""Up to so many rows are noted one by one when a file is counted; of longer ones when somebody asks for them."""
_TOO_EARLY = 1.0
"""Seconds before a rate says anything."""


Looked = tuple["ImportPlan", "ImportSummary"]


class Stopped(Exception):
    """The user stopped it; nothing is changed."""


class Watch:
    """How far it is; written by the thread that works, read by the screen."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.stopped = False
        self._began = time.monotonic()
        self._done, self._total = 0, 0

    def __call__(self, done: int, total: int | None) -> None:
        """Rows done and rows in all; raises Stopped when the user wants no more of it."""
        if self.stopped:
            raise Stopped
        self._done, self._total = done, total or 0

    def again(self) -> None:
        """What was done so far was a look ahead; count from the beginning."""
        self._began, self._done, self._total = time.monotonic(), 0, 0

    def words(self) -> str:
        """For example ``importing sales.csv: 12,000 of 57,851 rows (20 %), 9,000 a second, 5 s left``."""
        if not self._done:
            return f"{self.word} ..."
        spent = time.monotonic() - self._began
        share = (
            f" of {self._total:,} rows ({min(100, 100 * self._done // self._total)} %)"
            if self._total
            else " rows"
        )
        said = f"{self.word}: {self._done:,}{share}"
        if spent < _TOO_EARLY:
            return said
        rate = self._done / spent
        left = max(0.0, (self._total - self._done) / rate) if self._total else 0
        return f"{said}, {rate:,.0f} a second" + (f", {left:,.0f} s left" if left >= 1 else "")


def _options() -> ImportOptions:
    from reviewtui.services.transfer.plan import ImportOptions

    return ImportOptions()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user says about the file; ``make_accounts`` is None as long as nobody asked.

    ``recall`` is what is known of header rows; ``anew`` says that nothing of it counts.
    """

    path: Path
    kind: str | None = None
    maps: tuple[str, ...] = ()
    options: ImportOptions = field(default_factory=_options)
    make_accounts: bool | None = None
    ignore_totals: bool = False
    recall: Recall | None = None
    anew: bool = False

    def plan(self) -> ImportPlan:
        """Look at the file; raises ImportProblem, ImportDoubt, UsageError."""
        from reviewtui.services.transfer.plan import plan_import

        return plan_import(
            self.path, kind=self.kind, maps=self.maps, options=self.options, recall=self.recall
        )

    def columns(self) -> tuple[Column, ...]:
        """The columns of a file that does not fit yet, when its kind is said; else none."""
        from reviewtui.domain.errors import ReviewTuiError
        from reviewtui.services.transfer.headers import find_header
        from reviewtui.services.transfer.mapping import column_names, map_columns
        from reviewtui.services.transfer.reading import open_tables

        if self.kind is None:
            return ()
        try:
            tables = open_tables(self.path, sheet=self.options.sheet, encoding=self.options.encoding)
            return map_columns(column_names(find_header(tables[0], self.maps)[0].cells), self.kind, self.maps)
        except ReviewTuiError:
            return ()

    def mapped(self, header: str, name: str) -> Wanted:
        """The same with another field for a column; an empty one leaves the column out."""
        others = tuple(text for text in self.maps if text.rpartition("=")[0] != header)
        return replace(self, maps=(*others, f"{header}={name}"))


def makes_accounts(plan: ImportPlan) -> bool:
    """Whether accounts can be made of the names in the file: not of lines whose orders are here."""
    return plan.kind != "accounts" and plan.shape != "lines"


def warm() -> None:
    """Load what reading a file needs, while the user still types its name."""
    import reviewtui.services.transfer.importing
    import reviewtui.services.transfer.layouts
    import reviewtui.storage.imports.session  # noqa: F401


def remembering(session: Session, wanted: Wanted) -> Wanted:
    """The same with what is remembered of files that were imported before."""
    from reviewtui.services.transfer.layouts import Remembered, all_layouts

    if wanted.anew or wanted.recall is not None:
        return wanted
    store = Store.open(session.launch.db, session.moment(), read_only=True)
    try:
        return replace(wanted, recall=Remembered(all_layouts(store)))
    finally:
        store.close()


def preview(
    session: Session, wanted: Wanted, plan: ImportPlan, watch: Watch, rows: SeenRows | None = None
) -> ImportSummary:
    """What would happen; nothing is written. With ``make_accounts`` unsaid it is taken for granted, to count them.

    ``rows`` takes what would become of each row.
    """
    return _run(session, plan, watch, dry_run=True, make=wanted.make_accounts is not False, rows=rows)


def preview_part(session: Session, wanted: Wanted, watch: Watch) -> Looked | None:
    """What the first part of a long file shows at once; None for a short one, and where that part alone leaves a doubt."""
    from reviewtui.domain.errors import ReviewTuiError
    from reviewtui.services.transfer.firstpart import first_part, first_rows

    with first_part(wanted.path) as part:
        if part is None:
            return None
        try:
            plan = replace(wanted, path=part).plan()
            return plan, preview(session, wanted, first_rows(plan), watch)
        except ReviewTuiError:
            return None


def bring_in(session: Session, wanted: Wanted, plan: ImportPlan, watch: Watch) -> ImportSummary:
    """Import; all of it or nothing."""
    make = bool(wanted.make_accounts)
    return _run(session, plan, watch, dry_run=False, make=make, ignore_totals=wanted.ignore_totals)


def _run(
    session: Session,
    plan: ImportPlan,
    watch: Watch,
    *,
    dry_run: bool,
    make: bool,
    ignore_totals: bool = False,
    rows: SeenRows | None = None,
) -> ImportSummary:
    from reviewtui.services.transfer.importing import run_import

    moment = session.moment()
    store = Store.open(session.launch.db, moment, read_only=dry_run)
    try:
        return run_import(
            store, plan, moment, dry_run=dry_run, progress=watch, make_accounts=make and makes_accounts(plan),
            ignore_totals=ignore_totals, seen=rows,
        )  # fmt: skip
    finally:
        store.close()
