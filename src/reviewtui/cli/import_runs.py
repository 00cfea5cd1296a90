"""Looking, asking and importing, file by file, as ``reviewtui import`` does it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewtui.cli.faults import say
from reviewtui.cli.import_rows import shown_rows, write_rows
from reviewtui.cli.import_words import show_plan, show_summary, summary_as_json, summary_lines, telling
from reviewtui.cli.session import Session
from reviewtui.domain.errors import ImportProblem, UsageError
from reviewtui.domain.frozen import frozen
from reviewtui.domain.text import safe

if TYPE_CHECKING:
    from reviewtui.services.transfer.importing import ImportSummary
    from reviewtui.services.transfer.plan import ImportPlan
    from reviewtui.storage.imports.seen import SeenRows
    from reviewtui.storage.store import Store


def interactive() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


@frozen
class How:
    """What the user says about the whole call."""

    rejects: Path | None
    dry_run: bool
    yes: bool
    make_accounts: bool
    ignore_totals: bool
    show: str | None = None
    limit: int = 20


def one_plan(
    session: Session, plan: ImportPlan, how: How, *, trial: bool, quiet: bool, as_json: bool
) -> dict[str, Any]:
    """Import the file of one plan, or show what would happen, and say so; returns the summary for JSON."""
    if not quiet:
        show_plan(plan)
    seen = _rows_to_show(how)
    if how.dry_run and not trial:
        summary = _preview(session, plan, how, seen)
    elif trial:
        aside = session.db.with_name("rejects.csv")
        done = _run(session, plan, replace(how, rejects=aside), seen)
        summary = replace(done, rejects_file=None, batch=None)
    elif how.yes:
        summary = _run(session, plan, how)
    else:
        summary = _after_asking(session, plan, how)
    rows = shown_rows(plan, seen, how.limit) if seen is not None else []
    if not as_json:
        show_summary(summary, dry_run=how.dry_run)
        if summary.net and summary.batch is not None:
            _say_without_currency(session)
        write_rows(rows, len(seen.numbers(how.show)) if seen is not None else 0)
    _fail_if_nothing(summary, plan, how)
    found = {"file": str(plan.path), **summary_as_json(summary, plan, dry_run=how.dry_run)}
    return found if seen is None else {**found, "rows": rows}


def _say_without_currency(session: Session) -> None:
    """A file that was made in a shell has no currency: nobody asked for one as the app does at its first run."""
    with session.reading().read() as r:
        if r.currency:
            return
    say("The file has no currency yet; revenue needs one: `reviewtui config file --currency EUR`, or yours.")


def _rows_to_show(how: How) -> SeenRows | None:
    """Where rows are noted that the user wants to look at, if any."""
    if how.show is None:
        return None
    from reviewtui.storage.imports.seen import SeenRows

    return SeenRows(how.show)


def _after_asking(session: Session, plan: ImportPlan, how: How) -> ImportSummary:
    """Show the counts, ask, and import; without a terminal to ask at, say that --yes is needed."""
    how = _accounts_asked(session, plan, how)
    preview = _preview(session, plan, replace(how, rejects=None))
    if not preview.new and not preview.changed:
        return preview if not preview.rejected and not preview.conflict else _run(session, plan, how)
    for line in summary_lines(preview):
        say(line)
    if preview.unequal and not how.ignore_totals:
        return preview
    if not interactive():
        raise UsageError(
            "Nothing was imported: there is nobody to ask here. Say --yes to import, or --dry-run to look."
        )
    if not click.confirm(f"Import {safe(plan.path.name)} into {safe(str(session.db))}?", err=True):
        say("Nothing was imported.")
        raise click.exceptions.Exit(1)
    return _run(session, plan, how)


def _accounts_asked(session: Session, plan: ImportPlan, how: How) -> How:
    """Ask once whether accounts that only these rows name are to be made, when there is somebody to ask."""
    none = plan.kind == "accounts" or plan.shape == "lines"
    if none or how.make_accounts or not interactive():
        return how
    made = _preview(session, plan, replace(how, rejects=None, make_accounts=True)).accounts_made
    if not made:
        return how
    return replace(
        how, make_accounts=click.confirm(f"{made:,} accounts in it are not here yet; make them?", err=True)
    )


@contextmanager
def looking_into(session: Session) -> Iterator[Store]:
    """The store to look into: the file itself, or an empty one that is thrown away when there is none yet."""
    if session.db.exists():
        yield session.reading()
        return
    import tempfile

    from reviewtui.storage.store import Store

    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "empty.db", session.moment, create=True)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def stand_in(session: Session, *, several: bool) -> Iterator[tuple[Session, bool]]:
    """A private copy of the file to try several files on, one after the other; else the session as it is."""
    if not several:
        yield session, False
        return
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "trial.db"
        if session.db.exists():
            from reviewtui.storage.backup import copy_verified

            copy_verified(session.db, copy)
        trial = Session(session.clock, session.open_app, named_db=str(copy), as_of=session.as_of)
        try:
            yield trial, True
        finally:
            trial.close()


def _preview(session: Session, plan: ImportPlan, how: How, seen: SeenRows | None = None) -> ImportSummary:
    from reviewtui.services.transfer.importing import run_import

    with looking_into(session) as store, telling("looking") as tell:
        return run_import(
            store, plan, session.moment, dry_run=True, rejects=how.rejects, progress=tell,
            make_accounts=how.make_accounts, seen=seen,
        )  # fmt: skip


def _run(session: Session, plan: ImportPlan, how: How, seen: SeenRows | None = None) -> ImportSummary:
    """Import; a database is made only when the file can be imported at all."""
    from reviewtui.services.transfer.importing import run_import

    if not session.db.exists():
        _preview(session, plan, replace(how, rejects=None))
    store = session.writing(create=True)
    with telling("importing") as tell:
        return run_import(
            store, plan, session.moment, rejects=how.rejects, progress=tell,
            ignore_totals=how.ignore_totals, make_accounts=how.make_accounts, seen=seen,
        )  # fmt: skip


def _fail_if_nothing(summary: ImportSummary, plan: ImportPlan, how: How) -> None:
    """Failure when the totals of the file differ from its rows, or when not a single row could be taken."""
    if summary.unequal and not how.ignore_totals:
        raise ImportProblem(
            f"{plan.path.name}: the totals of the file and its rows differ: {'; '.join(summary.unequal)}. Nothing was "
            "imported; look into the file, or say --ignore-totals to import it all the same."
        )
    refused = summary.rejected + summary.conflict
    if refused and not summary.new + summary.changed + summary.same:
        raise ImportProblem(
            f"{plan.path.name}: none of its {refused:,} rows could be taken; nothing was imported. The first: "
            f"{summary.reasons[0]}."
        )
