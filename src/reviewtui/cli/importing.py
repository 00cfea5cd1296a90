"""``reviewtui import``: show what a file is and what it would change, ask, and take it in."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewtui.cli.faults import say
from reviewtui.cli.options import pass_session
from reviewtui.cli.output import line as put
from reviewtui.cli.output import write_json
from reviewtui.cli.session import Session
from reviewtui.domain.errors import ImportProblem, UsageError
from reviewtui.domain.money import Money, format_money
from reviewtui.domain.text import safe

if TYPE_CHECKING:
    from reviewtui.services.transfer.importing import ImportSummary, Progress
    from reviewtui.services.transfer.plan import Doubt, ImportOptions, ImportPlan
    from reviewtui.storage.store import Store

KINDS = ("accounts", "contacts", "orders")
_SHAPES = {
    "headers": "orders without their lines",
    "lines": "lines of orders that are already here",
    "flat": "order lines, each with its order",
}
_VERDICTS = ("new", "changed", "same", "conflict", "rejected", "skipped")
_SHOW_PROGRESS_AFTER = 0.5


@click.command("import")
@click.argument("words", nargs=-1, required=True, metavar="[accounts|contacts|orders] FILE")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar='"COLUMN=FIELD"',
    help="Name the field of a column; may be repeated.",
)
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="Order of day and month in the file.")
@click.option("--decimal", type=click.Choice(["comma", "point"]), help="Decimal sign in the file.")
@click.option("--discount", type=click.Choice(["fraction", "percent"]), help="How discounts are written.")
@click.option("--encoding", metavar="NAME", help="Encoding of a CSV file, such as utf-8 or cp1252.")
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
    rejects: Path | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Import accounts, contacts or orders from a CSV, XLSX, XLS or ODS file."""
    from reviewtui.services.transfer.plan import ImportOptions

    kind, path = _kind_and_file(words)
    plan = _planned(path, kind, maps, ImportOptions(**said), ask=not yes and _interactive())
    if not as_json or not yes:
        _show_plan(plan)
    if dry_run:
        summary = _preview(session, plan, rejects)
    elif yes:
        summary = _run(session, plan, rejects)
    else:
        summary = _after_asking(session, plan, rejects)
    _show(summary, plan, as_json=as_json, dry_run=dry_run)


def _kind_and_file(words: Sequence[str]) -> tuple[str | None, Path]:
    if len(words) == 2 and words[0] in KINDS:
        return words[0], Path(words[1])
    if len(words) == 1 and (words[0] not in KINDS or Path(words[0]).exists()):
        return None, Path(words[0])
    if len(words) == 1:
        raise UsageError(f"Name the file: reviewtui import {words[0]} FILE.")
    raise UsageError("Write it as: reviewtui import [accounts|contacts|orders] FILE; one file at a time.")


def _interactive() -> bool:
    return sys.stdin.isatty()


def _planned(
    path: Path, kind: str | None, maps: Sequence[str], options: ImportOptions, *, ask: bool
) -> ImportPlan:
    """The plan without a doubt left: asked at a terminal, else ImportDoubt (exit 5)."""
    from reviewtui.services.transfer.plan import plan_import

    plan = plan_import(path, kind=kind, maps=maps, options=options)
    while plan.doubts and ask:
        options = _answered(plan.doubts[0], options)
        plan = plan_import(path, kind=kind, maps=maps, options=options)
    plan.require_no_doubt()
    return plan


def _answered(doubt: Doubt, options: ImportOptions) -> ImportOptions:
    answer = click.prompt(safe(doubt.question), type=click.Choice(doubt.answers), err=True)
    changes: dict[str, Any] = {doubt.key: answer}
    return replace(options, **changes)


def _show_plan(plan: ImportPlan) -> None:
    """The mapping with samples, on stderr."""
    what = f"{plan.kind} ({_SHAPES[plan.shape]})" if plan.shape in _SHAPES else plan.kind
    say(f"{plan.path.name}: {what}; {plan.table.style}, header in row {plan.header.row}, {plan.rows:,} rows.")
    width = max((len(safe(column.header)) for column in plan.mapped), default=0)
    for column in plan.mapped:
        samples = " | ".join(_cut(text) for text in column.samples[:2])
        say(f"  {safe(column.header):<{min(width, 32)}}  ->  {column.field or '':<15} {samples}")
    left = [column.header for column in plan.columns if not column.field]
    if left:
        say(f"  left out: {', '.join(_cut(name) for name in left[:12])}{', ...' if len(left) > 12 else ''}")


def _cut(text: str) -> str:
    line = safe(text).replace("\n", " ")
    return line if len(line) <= 30 else line[:29] + "…"


def _after_asking(session: Session, plan: ImportPlan, rejects: Path | None) -> ImportSummary:
    """Show the counts, ask, and import; without a terminal to ask at, say that --yes is needed."""
    preview = _preview(session, plan, None)
    if not preview.new and not preview.changed:
        return preview if not preview.rejected and not preview.conflict else _run(session, plan, rejects)
    for line in _lines(preview):
        say(line)
    if not _interactive():
        raise UsageError(
            "Nothing was imported: there is nobody to ask here. Say --yes to import, or --dry-run to look."
        )
    if not click.confirm(f"Import into {safe(str(session.db))}?", err=True):
        say("Nothing was imported.")
        raise click.exceptions.Exit(1)
    return _run(session, plan, rejects)


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


def _preview(session: Session, plan: ImportPlan, rejects: Path | None) -> ImportSummary:
    from reviewtui.services.transfer.importing import run_import

    with _scratch(session) as store, _progress("looking") as progress:
        return run_import(store, plan, session.moment, dry_run=True, rejects=rejects, progress=progress)


def _run(session: Session, plan: ImportPlan, rejects: Path | None) -> ImportSummary:
    """Import; a database is made only when the file can be imported at all."""
    from reviewtui.services.transfer.importing import run_import

    if not session.db.exists():
        _preview(session, plan, None)
    store = session.writing(create=True)
    with _progress("importing") as progress:
        return run_import(store, plan, session.moment, rejects=rejects, progress=progress)


@contextmanager
def _progress(word: str) -> Iterator[Progress | None]:
    """Rows done and rows in all on one line of stderr, for work that takes longer, at a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    began = last = time.monotonic()
    shown = False

    def tell(done: int, total: int | None) -> None:
        nonlocal last, shown
        now = time.monotonic()
        if now - began < _SHOW_PROGRESS_AFTER or now - last < 0.1:
            return
        last, shown = now, True
        rate = done / (now - began)
        share = f" of {total:,} ({100 * done // max(total, 1)} %)" if total else ""
        click.echo(f"\r{word}: {done:,}{share} rows, {rate:,.0f} a second   ", nl=False, err=True)

    try:
        yield tell
    finally:
        if shown:
            click.echo("\r" + " " * 70 + "\r", nl=False, err=True)


def _show(summary: ImportSummary, plan: ImportPlan, *, as_json: bool, dry_run: bool) -> None:
    """The summary on stdout; failure when not a single row could be taken."""
    if as_json:
        write_json(_as_json(summary, dry_run=dry_run))
    else:
        for line in _lines(summary):
            put(line)
        if dry_run:
            say("Nothing was written (--dry-run).")
        elif summary.batch is None:
            say("There was nothing to change.")
        else:
            say("Done; `reviewtui undo` takes it back as a whole.")
    for reason in summary.reasons:
        say(f"  {reason}")
    refused = summary.rejected + summary.conflict
    if refused and not summary.new + summary.changed + summary.same:
        raise ImportProblem(
            f"{plan.path.name}: none of its {refused:,} rows could be taken; nothing was imported."
        )


def _as_json(summary: ImportSummary, *, dry_run: bool) -> dict[str, Any]:
    counts = {verdict: getattr(summary, verdict) for verdict in _VERDICTS}
    return {
        "kind": summary.kind,
        "read": summary.read,
        **counts,
        "orders": summary.orders,
        "net": [
            {"amount": money.to_decimal_string(), "currency": money.currency or None} for money in summary.net
        ],
        "first_date": summary.first_date.isoformat() if summary.first_date else None,
        "last_date": summary.last_date.isoformat() if summary.last_date else None,
        "rejects_file": str(summary.rejects_file) if summary.rejects_file else None,
        "batch": summary.batch,
        "dry_run": dry_run,
    }


def _lines(summary: ImportSummary) -> Iterator[str]:
    """The summary as text."""
    parts = [f"{getattr(summary, verdict):,} {verdict}" for verdict in _VERDICTS]
    yield f"{summary.read:,} rows read: {', '.join(parts)}"
    if summary.orders:
        yield f"{summary.orders:,} orders from {summary.first_date} to {summary.last_date}"
    for money in summary.net:
        yield f"net {_money(money)}"
    if summary.rejects_file:
        yield f"rows not taken are in {summary.rejects_file}"


def _money(money: Money) -> str:
    return format_money(money, places=2, code=bool(money.currency)) + (
        "" if money.currency else " (no currency)"
    )
