"""Care of the file: backup, restore, doctor, export."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from reviewtui.cli.faults import say
from reviewtui.cli.options import pass_session
from reviewtui.cli.session import Session
from reviewtui.domain.errors import UsageError
from reviewtui.domain.text import safe

_TABLES = (
    *("accounts", "contacts", "orders", "lines"),
    *("answers", "actions", "touches", "notes", "opportunities"),
)


@click.command()
@click.option("--to", metavar="FILE", help="Where to put it; a file that is not there yet, or a folder.")
@click.option("--list", "listing", is_flag=True, help="Show the backups there are, newest first.")
@pass_session
def backup(session: Session, to: str | None, listing: bool) -> int:
    """Make a checked copy of the file; its name goes to stdout."""
    from reviewtui.services.backups import back_up_now

    if listing:
        return _show_backups(session.db)
    made = back_up_now(session.db, session.moment, Path(to).expanduser() if to else None)
    click.echo(safe(str(made.path)))
    say(f"Backed up {made.size:,} bytes, checked.")
    return 0


@click.command()
@click.argument("file", required=False)
@click.option("--list", "listing", is_flag=True, help="Show the backups there are, newest first.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@pass_session
def restore(session: Session, file: str | None, listing: bool, yes: bool) -> int:
    """Go back to a backup: FILE, a name from --list, or the newest. A FILE.json (an export) makes a new file.

    What is there now is backed up first, so that this can be taken back the same way.
    """
    from reviewtui.services.backups import find_backup
    from reviewtui.services.backups import restore as go_back

    if listing:
        return _show_backups(session.db)
    found = find_backup(session.db, file)
    if not yes and not _only_makes(session.db, found):
        _confirm(f"Put {found} in place of {session.db}?")
    done = go_back(session.db, found, session.moment)
    say(f"{session.db} now holds {done.backup.name}.")
    if done.before:
        say(f"What was there is kept as {done.before}.")
    if done.aside:
        say(f"The damaged file is kept as {done.aside}.")
    return 0


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@click.option("--fix", is_flag=True, help="Make the summaries anew; nothing else is changed.")
@pass_session
def doctor(session: Session, as_json: bool, fix: bool) -> int:
    """Check the file, its place and the terminal. Exit 0 sound, 1 something is wrong, 4 the file is not usable."""
    from reviewtui.services.doctor import check_fix_allowed, examine, exit_code

    if fix:
        check_fix_allowed(session.db)
    findings = examine(session.db, session.moment, os.environ, fix=fix)
    if as_json:
        import json

        rows = [{"name": one.name, "state": one.state, "text": one.text} for one in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for one in findings:
            click.echo(safe(f"{one.state:8}  {one.name:11}  {one.text}"))
    return exit_code(findings)


@click.command()
@click.argument(
    "table",
    required=False,
    type=click.Choice(_TABLES),
)
@click.option("--csv", "form", flag_value="csv", help="With a table: CSV; the usual.")
@click.option(
    "--xlsx", "form", flag_value="xlsx", help="With a table: a workbook, as the file named by --to."
)
@click.option("--private", is_flag=True, help="Private questions and lines too, and our own view.")
@click.option("--to", metavar="FILE", help="Where to put it; without it, to stdout.")
@pass_session
def export(session: Session, table: str | None, form: str | None, private: bool, to: str | None) -> int:
    """Write everything as JSON, private lines included, for `reviewtui restore FILE.json`; or one table for others."""
    from reviewtui.services.transfer.export import export as write_export
    from reviewtui.services.transfer.export import export_to

    target = Path(to).expanduser() if to is not None else None
    if table is not None:
        return _export_table(session, table, form, target, private=private)
    if form or private:
        raise UsageError(f"Name the table: reviewtui export {', '.join(_TABLES[:-1])} or {_TABLES[-1]}.")
    if target is None:
        write_export(session.db, sys.stdout)
        return 0
    count = export_to(session.db, target)
    say(f"Wrote {count:,} rows to {target}. It holds everything, private lines too.")
    return 0


def _export_table(
    session: Session, table: str, form: str | None, target: Path | None, *, private: bool
) -> int:
    from reviewtui.services.transfer.spreadsheets import csv_to, write_csv, xlsx_to
    from reviewtui.services.transfer.tables import shared_table

    found = shared_table(session.reading(), table, session.today, private=private)
    form = form or ("xlsx" if target is not None and target.suffix.casefold() == ".xlsx" else "csv")
    if target is None:
        if form == "xlsx":
            raise UsageError("A workbook needs a file: say --to FILE.xlsx.")
        write_csv(found, sys.stdout)
        return 0
    count = xlsx_to(found, target) if form == "xlsx" else csv_to(found, target)
    left = "" if private or table in _TABLES[:4] else " Private questions and lines are left out."
    say(f"Wrote {count:,} rows to {target}.{left}")
    return 0


def _show_backups(path: Path) -> int:
    from reviewtui.services.backups import list_backups

    found = list_backups(path)
    for one in found:
        click.echo(safe(f"{one.stamp:%Y-%m-%d %H:%M:%S}Z  {one.kind:14}  {one.size:>12,}  {one.path.name}"))
    if not found:
        say("There are no backups yet. `reviewtui backup` makes one.")
    return 0


def _only_makes(db: Path, found: Path) -> bool:
    """Whether nothing can be lost: an export is loaded where there is no file yet."""
    return found.suffix == ".json" and not os.path.lexists(db)


def _confirm(question: str) -> None:
    if not sys.stdin.isatty():
        raise UsageError("Nobody can be asked here: say --yes to go ahead.")
    if not click.confirm(safe(question), err=True):
        raise click.Abort
