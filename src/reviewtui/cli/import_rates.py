"""``reviewtui import rates``: a file of exchange rates, shown, asked about and taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewtui.cli.faults import say
from reviewtui.cli.import_runs import interactive, looking_into
from reviewtui.cli.output import write_json
from reviewtui.cli.session import Session
from reviewtui.domain.errors import UsageError
from reviewtui.domain.text import safe

if TYPE_CHECKING:
    from reviewtui.services.transfer.ratefile import RateFile
    from reviewtui.services.transfer.rates import TakenIn, Wanted

_OPTIONS = frozenset(
    {"words", "currencies", "dates", "decimal", "encoding", "sheet", "dry_run", "yes", "as_json"}
)
"""What of the options of an import means something for rates."""


def import_rates(
    session: Session,
    names: Sequence[str],
    currencies: Sequence[str],
    said: Mapping[str, Any],
    *,
    dry_run: bool,
    ask: bool,
    as_json: bool,
) -> None:
    """Take one file of rates in, all of it or nothing."""
    from reviewtui.services.transfer.ratefile import read_rates
    from reviewtui.services.transfer.rates import look_at_rates, take_rates, wanted_rates

    _only_what_fits()
    if len(names) != 1:
        raise UsageError("Rates come from one file at a time: reviewtui import rates FILE.")
    path = Path(names[0])
    file = read_rates(path, **{name: said[name] for name in ("dates", "decimal", "encoding", "sheet")})
    with looking_into(session) as store:
        wanted = wanted_rates(store, file, currencies)
        found = look_at_rates(store, wanted.rates)
    if not as_json or (ask and not dry_run):
        _show(file, wanted, found)
    if (found.new or found.changed) and not dry_run:
        if ask:
            _ask(path, session)
        found = take_rates(session.writing(create=True), wanted.rates, path.name, session.moment)
    if as_json:
        write_json(_data(file, wanted, found, dry_run=dry_run))
    elif dry_run or not (found.new or found.changed):
        say("Nothing was written." if dry_run else "All of it is here already; nothing was written.")
    else:
        say(f"{found.new + found.changed:,} rates are kept; `reviewtui undo` takes them back together.")


def _only_what_fits() -> None:
    context = click.get_current_context()
    given = [
        parameter
        for parameter in context.command.params
        if parameter.name
        and parameter.expose_value
        and parameter.name not in _OPTIONS
        and context.get_parameter_source(parameter.name) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise UsageError(f"{given[0].opts[0]} means nothing for rates.")


def _ask(path: Path, session: Session) -> None:
    if not interactive():
        raise UsageError(
            "Nothing was imported: there is nobody to ask here. Say --yes to import, or --dry-run to look."
        )
    if not click.confirm(f"Import {safe(path.name)} into {safe(str(session.db))}?", err=True):
        say("Nothing was imported.")
        raise click.exceptions.Exit(1)


def _span(wanted: Wanted) -> tuple[str, str]:
    days = [one.day for one in wanted.rates]
    return min(days), max(days)


def _pairs(wanted: Wanted) -> list[str]:
    return sorted({f"{one.source} to {one.target}" for one in wanted.rates})


def _show(file: RateFile, wanted: Wanted, found: TakenIn) -> None:
    first, last = _span(wanted)
    say(f"{safe(file.path.name)}: {file.layout}")
    say(f"  {len(wanted.rates):,} rates from {first} to {last}: {', '.join(_pairs(wanted))}")
    if wanted.earlier:
        say(f"  {wanted.earlier:,} more are older than the first order here needs")
    if wanted.left_out:
        say(
            f"  left out, since nothing here is in them (--currency takes one in): {' '.join(wanted.left_out)}"
        )
    if file.gone:
        say(f"  left out, since they are no more: {safe(' '.join(file.gone))}")
    say(f"  {found.new:,} new, {found.changed:,} changed, {found.same:,} the same")


def _data(file: RateFile, wanted: Wanted, found: TakenIn, *, dry_run: bool) -> dict[str, Any]:
    first, last = _span(wanted)
    return {
        "file": str(file.path),
        "kind": "rates",
        "layout": file.layout,
        "read": len(wanted.rates),
        "new": found.new,
        "changed": found.changed,
        "same": found.same,
        "first_date": first,
        "last_date": last,
        "earlier": wanted.earlier,
        "left_out": list(wanted.left_out),
        "gone": list(file.gone),
        "dry_run": dry_run,
    }
