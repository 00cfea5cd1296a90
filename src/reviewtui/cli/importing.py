"""``reviewtui import``: show what a file is and what it would change, ask, and take it in."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewtui.cli.faults import say
from reviewtui.cli.import_layouts import (
    check_fits,
    list_layouts,
    one_file_only,
    recall_for,
)
from reviewtui.cli.import_layouts import (
    forget_layout as forget_one,
)
from reviewtui.cli.import_words import (
    show_plan,
    show_summary,
    summary_as_json,
    summary_lines,
    telling,
)
from reviewtui.cli.options import pass_session
from reviewtui.cli.output import write_json
from reviewtui.cli.session import Session
from reviewtui.domain.custom import PREFIX
from reviewtui.domain.errors import ImportProblem, UsageError
from reviewtui.domain.text import safe

if TYPE_CHECKING:
    from reviewtui.services.transfer.importing import ImportSummary
    from reviewtui.services.transfer.plan import Doubt, ImportOptions, ImportPlan
    from reviewtui.services.transfer.recalled import Recall
    from reviewtui.storage.store import Store

KINDS = ("accounts", "contacts", "orders", "opportunities", "actions", "touches", "notes")
_BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})


@click.command("import")
@click.argument("words", nargs=-1, metavar="[KIND] FILE...")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar='"COLUMN=FIELD"',
    help="Name the field of a column; may be repeated.",
)
@click.option(
    "--keep", multiple=True, metavar="COLUMN", help="Keep a column as a custom field; may be repeated."
)
@click.option("--keep-rest", is_flag=True, help="Keep every column that fits no field as a custom field.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="Order of day and month in the file.")
@click.option("--decimal", type=click.Choice(["comma", "point"]), help="Decimal sign in the file.")
@click.option("--discount", type=click.Choice(["fraction", "percent"]), help="How discounts are written.")
@click.option(
    "--amounts", type=click.Choice(["order", "line"]), help="What an amount on each row is the amount of."
)
@click.option("--encoding", metavar="NAME", help="Encoding of a CSV file, such as utf-8 or cp1252.")
@click.option(
    "--make-accounts", is_flag=True, help="Make the accounts that the rows name and that are not here yet."
)
@click.option(
    "--ignore-totals", is_flag=True, help="Import although the file's own totals differ from its rows."
)
@click.option(
    "--use-map",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="Read columns and answers from a mapping file.",
)
@click.option(
    "--save-map",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="Write how the file is read as a mapping file.",
)
@click.option("--no-layout", is_flag=True, help="Read the file anew, not as files like it were read before.")
@click.option("--layouts", is_flag=True, help="List the layouts that are remembered; no FILE.")
@click.option("--forget-layout", type=int, metavar="NUMBER", help="Forget a layout of that list; no FILE.")
@click.option("--rejects", type=click.Path(path_type=Path), help="File for rows that cannot be taken.")
@click.option("--dry-run", is_flag=True, help="Show what would happen and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask; stop with exit 5 where the file leaves a doubt.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@pass_session
def import_file(
    session: Session,
    /,
    words: tuple[str, ...],
    maps: tuple[str, ...],
    keep: tuple[str, ...],
    use_map: Path | None,
    save_map: Path | None,
    no_layout: bool,
    layouts: bool,
    forget_layout: int | None,
    rejects: Path | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    make_accounts: bool,
    ignore_totals: bool,
    **said: Any,
) -> None:
    """Import CSV, XLSX, XLS or ODS files; accounts first, whatever the order.

    KIND is accounts, contacts, orders, opportunities, actions, touches or notes; without it the file says what it is.
    """
    from reviewtui.services.transfer.export import is_export
    from reviewtui.services.transfer.plan import ImportOptions

    if forget_layout is not None:
        forget_one(session, forget_layout)
    if layouts:
        list_layouts(session, as_json=as_json)
    if layouts or forget_layout is not None:
        return
    kind, paths = _kind_and_files(words)
    if any(is_export(path) for path in paths):
        _whole_file(session, paths, dry_run=dry_run, as_json=as_json)
        return
    options = ImportOptions(**said)
    ask = not yes and _interactive()
    looker = _Looker(kind, (*maps, *(f"{column}={PREFIX}" for column in keep)), options, ask=ask,
                     recall=recall_for(session, use_map, no_layout=no_layout))  # fmt: skip
    plans = _in_order([plan for path in paths for plan in looker.plans(path)])
    one_file_only(plans, rejects=rejects, use_map=use_map, save_map=save_map)
    if save_map is not None:
        _write_map(plans[0], save_map)
    how = _How(rejects, dry_run=dry_run, yes=yes, make_accounts=make_accounts, ignore_totals=ignore_totals)
    with _stand_in(session, several=dry_run and len(plans) > 1) as (place, trial):
        shown = [
            _one_plan(place, plan, how, trial=trial, quiet=as_json and yes, as_json=as_json) for plan in plans
        ]
    if as_json:
        write_json(shown[0] if len(shown) == 1 else {"files": shown})


def _whole_file(session: Session, paths: Sequence[Path], *, dry_run: bool, as_json: bool) -> None:
    """Load an export of reviewtui into a new or empty file; nothing can be lost by it, so nobody is asked."""
    from reviewtui.services.backups import load_into

    if len(paths) > 1:
        raise UsageError("An export of reviewtui is a whole file: import it by itself.")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "trial.db" if dry_run else session.db
        done, count = load_into(place, paths[0], session.moment)
    if as_json:
        write_json({"file": str(paths[0]), "kind": "export", "read": count, "new": count, "dry_run": dry_run})
        return
    say(f"{safe(paths[0].name)} is a whole file exported by reviewtui, with {count:,} rows.")
    say("Nothing was written." if dry_run else f"{session.db} now holds them.")
    if done.before:
        say(f"The empty file that was there is kept as {done.before}.")


@dataclass(frozen=True, slots=True)
class _How:
    """What the user says about the whole call."""

    rejects: Path | None
    dry_run: bool
    yes: bool
    make_accounts: bool
    ignore_totals: bool


def _one_plan(
    session: Session, plan: ImportPlan, how: _How, *, trial: bool, quiet: bool, as_json: bool
) -> dict[str, Any]:
    """Import the file of one plan, or show what would happen, and say so; returns the summary for JSON."""
    if not quiet:
        show_plan(plan)
    if how.dry_run and not trial:
        summary = _preview(session, plan, how)
    elif trial:
        aside = session.db.with_name("rejects.csv")
        done = _run(session, plan, replace(how, rejects=aside))
        summary = replace(done, rejects_file=None, batch=None)
    elif how.yes:
        summary = _run(session, plan, how)
    else:
        summary = _after_asking(session, plan, how)
    if not as_json:
        show_summary(summary, dry_run=how.dry_run)
    _fail_if_nothing(summary, plan, how)
    return {"file": str(plan.path), **summary_as_json(summary, plan, dry_run=how.dry_run)}


def _kind_and_files(words: Sequence[str]) -> tuple[str | None, list[Path]]:
    """The kind, when the first word names one, and the files."""
    if not words:
        raise UsageError("Name the file: reviewtui import FILE.")
    named = words[0] in KINDS and (len(words) > 1 or not Path(words[0]).exists())
    kind, names = (words[0], words[1:]) if named else (None, words)
    if not names:
        raise UsageError(f"Name the file: reviewtui import {words[0]} FILE.")
    if len(names) > 1 and (missing := [name for name in names if not Path(name).exists()]):
        raise UsageError(
            f"There is no file {missing[0]}; write it as: reviewtui import [{'|'.join(KINDS)}] FILE..."
        )
    return kind, [Path(name) for name in names]


@dataclass(frozen=True, slots=True)
class _Looker:
    """What is said about the files and known of their headers, to make plans of them."""

    kind: str | None
    maps: tuple[str, ...]
    options: ImportOptions
    ask: bool
    recall: Recall | None

    def plans(self, path: Path) -> list[ImportPlan]:
        """The plan of a file; one per sheet for a workbook whose sheets hold different kinds."""
        from reviewtui.services.transfer.plan import kinds_in

        one_sheet = self.options.sheet is not None or self.maps or path.suffix.casefold() not in _BOOKS
        if self.kind is None and not one_sheet:
            sheets = kinds_in(path, self.options)
            if len(sheets) > 1 and len({found for _, found in sheets}) == len(sheets):
                of = [(found, replace(self.options, sheet=sheet)) for sheet, found in sheets]
                return [self._planned(path, found, options) for found, options in of]
        return [self._planned(path, self.kind, self.options)]

    def _planned(self, path: Path, kind: str | None, options: ImportOptions) -> ImportPlan:
        """The plan without a doubt left: asked at a terminal, else ImportDoubt (exit 5)."""
        from reviewtui.services.transfer.plan import plan_import

        plan = plan_import(path, kind=kind, maps=self.maps, options=options, recall=self.recall)
        check_fits(plan, self.recall)
        while plan.doubts and self.ask:
            options = _answered(plan.doubts[0], options)
            plan = plan_import(path, kind=kind, maps=self.maps, options=options, recall=self.recall)
        plan.require_no_doubt()
        return plan


def _write_map(plan: ImportPlan, target: Path) -> None:
    from reviewtui.services.transfer.mapfile import save_map

    save_map(plan, target)
    say(f"How {safe(plan.path.name)} is read is written to {safe(str(target))}.")


def _in_order(plans: Sequence[ImportPlan]) -> list[ImportPlan]:
    """Accounts, contacts, orders before the lines of orders that stand in another file, and what hangs on accounts."""
    return sorted(plans, key=lambda plan: (KINDS.index(plan.kind), plan.shape == "lines"))


def _interactive() -> bool:
    return sys.stdin.isatty()


def _answered(doubt: Doubt, options: ImportOptions) -> ImportOptions:
    if len(doubt.samples) > 1:
        say(f"  for example {', '.join(safe(text) for text in doubt.samples)}")
    answer = click.prompt(safe(doubt.question), type=click.Choice(doubt.answers), err=True)
    changes: dict[str, Any] = {doubt.key: answer}
    return replace(options, **changes)


def _after_asking(session: Session, plan: ImportPlan, how: _How) -> ImportSummary:
    """Show the counts, ask, and import; without a terminal to ask at, say that --yes is needed."""
    how = _accounts_asked(session, plan, how)
    preview = _preview(session, plan, replace(how, rejects=None))
    if not preview.new and not preview.changed:
        return preview if not preview.rejected and not preview.conflict else _run(session, plan, how)
    for line in summary_lines(preview):
        say(line)
    if preview.unequal and not how.ignore_totals:
        return preview
    if not _interactive():
        raise UsageError(
            "Nothing was imported: there is nobody to ask here. Say --yes to import, or --dry-run to look."
        )
    if not click.confirm(f"Import {safe(plan.path.name)} into {safe(str(session.db))}?", err=True):
        say("Nothing was imported.")
        raise click.exceptions.Exit(1)
    return _run(session, plan, how)


def _accounts_asked(session: Session, plan: ImportPlan, how: _How) -> _How:
    """Ask once whether accounts that only these rows name are to be made, when there is somebody to ask."""
    if (
        plan.kind in ("accounts", "contacts")
        or plan.shape == "lines"
        or how.make_accounts
        or not _interactive()
    ):
        return how
    made = _preview(session, plan, replace(how, rejects=None, make_accounts=True)).accounts_made
    if not made:
        return how
    return replace(
        how, make_accounts=click.confirm(f"{made:,} accounts in it are not here yet; make them?", err=True)
    )


@contextmanager
def _scratch(session: Session) -> Iterator[Store]:
    """The store to look into: the file itself, or an empty one that is thrown away when there is none yet."""
    if session.db.exists():
        yield session.reading()
        return
    from reviewtui.storage.store import Store

    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "empty.db", session.moment, create=True)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def _stand_in(session: Session, *, several: bool) -> Iterator[tuple[Session, bool]]:
    """A private copy of the file to try several files on, one after the other; else the session as it is."""
    if not several:
        yield session, False
        return
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


def _preview(session: Session, plan: ImportPlan, how: _How) -> ImportSummary:
    from reviewtui.services.transfer.importing import run_import

    with _scratch(session) as store, telling("looking") as tell:
        return run_import(
            store, plan, session.moment, dry_run=True, rejects=how.rejects, progress=tell,
            make_accounts=how.make_accounts,
        )  # fmt: skip


def _run(session: Session, plan: ImportPlan, how: _How) -> ImportSummary:
    """Import; a database is made only when the file can be imported at all."""
    from reviewtui.services.transfer.importing import run_import

    if not session.db.exists():
        _preview(session, plan, replace(how, rejects=None))
    store = session.writing(create=True)
    with telling("importing") as tell:
        return run_import(
            store, plan, session.moment, rejects=how.rejects, progress=tell,
            ignore_totals=how.ignore_totals, make_accounts=how.make_accounts,
        )  # fmt: skip


def _fail_if_nothing(summary: ImportSummary, plan: ImportPlan, how: _How) -> None:
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
