"""``reviewtui import``: show what a file is and what it would change, ask, and take it in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewtui.cli import import_runs
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
from reviewtui.cli.import_runs import How, one_plan, stand_in
from reviewtui.cli.import_words import VERDICTS
from reviewtui.cli.options import pass_session
from reviewtui.cli.output import write_json
from reviewtui.cli.session import Session
from reviewtui.domain.custom import PREFIX
from reviewtui.domain.errors import ReviewTuiError, UsageError
from reviewtui.domain.frozen import frozen
from reviewtui.domain.text import safe

if TYPE_CHECKING:
    from reviewtui.services.transfer.plan import Doubt, ImportOptions, ImportPlan
    from reviewtui.services.transfer.recalled import Recall

KINDS = ("accounts", "contacts", "orders", "opportunities", "actions", "touches", "notes")
RATES = "rates"
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
@click.option(
    "--names", type=click.Choice(["above", "nobody"]), help="Whose a row is that names no customer."
)
@click.option("--encoding", metavar="NAME", help="Encoding of a CSV file, such as utf-8 or cp1252.")
@click.option(
    "--make-accounts", is_flag=True, help="Make the accounts that the rows name and that are not here yet."
)
@click.option(
    "--count",
    multiple=True,
    type=click.Choice(["freight", "tax"]),
    help="Count freight or tax as revenue; may be repeated.",
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
@click.option(
    "--match",
    multiple=True,
    metavar="FIELD",
    help="Find accounts by id, name, email, website or phone; may be repeated.",
)
@click.option(
    "--same",
    multiple=True,
    metavar='"NAME=ACCOUNT"',
    help="A name in the file is this account; all: whatever may be the same is.",
)
@click.option(
    "--show", type=click.Choice(VERDICTS), help="With --dry-run: the rows of one sort, field by field."
)
@click.option("--limit", type=click.IntRange(1), default=20, help="How many rows --show shows; 20.")
@click.option(
    "--currency",
    "currencies",
    multiple=True,
    metavar="CODE",
    help="With rates: those of this currency; may be repeated. Of the ECB's files those of your file, unless said.",
)
@click.option("--rejects", type=click.Path(path_type=Path), help="File for rows that cannot be taken.")
@click.option("--dry-run", is_flag=True, help="Show what would happen and write nothing.")
@click.option(
    "--preview", is_flag=True, help="Show what the first part of a long file says, at once; writes nothing."
)
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
    show: str | None,
    limit: int,
    rejects: Path | None,
    dry_run: bool,
    preview: bool,
    yes: bool,
    as_json: bool,
    currencies: tuple[str, ...],
    make_accounts: bool,
    ignore_totals: bool,
    **said: Any,
) -> None:
    """Import CSV, XLSX, XLS or ODS files; accounts first, whatever the order.

    KIND is accounts, contacts, orders, opportunities, actions, touches or notes; without it the file says what it is.
    With rates as KIND it is a file of exchange rates: from,to,date,rate, or one of the European Central Bank.
    """
    if words[:1] == (RATES,) and (len(words) > 1 or not Path(RATES).exists()):
        from reviewtui.cli.import_rates import import_rates

        import_rates(session, words[1:], currencies, said, dry_run=dry_run, ask=not yes, as_json=as_json)
        return
    if currencies:
        raise UsageError("--currency is for rates: reviewtui import rates FILE --currency USD.")
    from reviewtui.services.transfer.plan import ImportOptions
    from reviewtui.services.transfer.wholefile import is_export

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
    if show is not None and not dry_run and not preview:
        raise UsageError("--show looks at what would happen: say --dry-run with it.")
    options = ImportOptions(**said)
    ask = not yes and import_runs.interactive()
    how = How(rejects, dry_run=dry_run or preview, yes=yes, make_accounts=make_accounts, ignore_totals=ignore_totals,
              show=show, limit=limit)  # fmt: skip
    with ExitStack() as parts:
        looker = _Looker(kind, (*maps, *(f"{column}={PREFIX}" for column in keep)), options, ask=ask,
                         recall=recall_for(session, use_map, no_layout=no_layout),
                         parts=parts if preview else None)  # fmt: skip
        plans = _in_order([plan for path in paths for plan in looker.plans(path)])
        one_file_only(plans, rejects=rejects, use_map=use_map, save_map=save_map)
        if save_map is not None:
            _write_map(plans[0], save_map)
        several = how.dry_run and not preview and len(plans) > 1
        place, trial = parts.enter_context(stand_in(session, several=several))
        shown = [
            one_plan(place, plan, how, trial=trial, quiet=as_json and yes, as_json=as_json) for plan in plans
        ]
    if as_json:
        write_json(shown[0] if len(shown) == 1 else {"files": shown})


def _whole_file(session: Session, paths: Sequence[Path], *, dry_run: bool, as_json: bool) -> None:
    """Load an export of reviewtui into a new or empty file; nothing can be lost by it, so nobody is asked."""
    import tempfile

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


@frozen
class _Looker:
    """What is said about the files and known of their headers, to make plans of them."""

    kind: str | None
    maps: tuple[str, ...]
    options: ImportOptions
    ask: bool
    recall: Recall | None
    parts: ExitStack | None = None
    """Keeps the first parts of long files as long as they are looked at, where only these are wanted."""

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
        from reviewtui.services.transfer.firstpart import FIRST_ROWS, first_rows
        from reviewtui.services.transfer.plan import plan_import

        if (first := self._by_first_part(path, kind, options)) is not None:
            return first
        plan = plan_import(path, kind=kind, maps=self.maps, options=options, recall=self.recall)
        check_fits(plan, self.recall)
        while plan.doubts and self.ask:
            options = _answered(plan.doubts[0], options)
            plan = plan_import(path, kind=kind, maps=self.maps, options=options, recall=self.recall)
        plan.require_no_doubt()
        return first_rows(plan) if self.parts is not None and plan.rows > FIRST_ROWS else plan

    def _by_first_part(self, path: Path, kind: str | None, options: ImportOptions) -> ImportPlan | None:
        """The plan by the first part of a long file; None where that is not wanted, or leaves something open."""
        from reviewtui.services.transfer.firstpart import first_part, first_rows
        from reviewtui.services.transfer.plan import plan_import

        part = self.parts.enter_context(first_part(path)) if self.parts is not None else None
        if part is None:
            return None
        try:
            plan = plan_import(part, kind=kind, maps=self.maps, options=options, recall=self.recall)
            check_fits(plan, self.recall)
        except ReviewTuiError:
            return None
        return None if plan.doubts else first_rows(replace(plan, path=path))


def _write_map(plan: ImportPlan, target: Path) -> None:
    from reviewtui.services.transfer.mapfile import save_map

    save_map(plan, target)
    say(f"How {safe(plan.path.name)} is read is written to {safe(str(target))}.")


def _in_order(plans: Sequence[ImportPlan]) -> list[ImportPlan]:
    """Accounts, contacts, orders before the lines of orders that stand in another file, and what hangs on accounts."""
    return sorted(plans, key=lambda plan: (KINDS.index(plan.kind), plan.shape == "lines"))


def _answered(doubt: Doubt, options: ImportOptions) -> ImportOptions:
    if len(doubt.samples) > 1:
        say(f"  for example {', '.join(safe(text) for text in doubt.samples)}")
    answer = click.prompt(safe(doubt.question), type=click.Choice(doubt.answers), err=True)
    changes: dict[str, Any] = {doubt.key: answer}
    return replace(options, **changes)
