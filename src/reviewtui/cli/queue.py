"""``queue``: who to call next, and why."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from reviewtui.cli.faults import say
from reviewtui.cli.options import pass_session, rendered
from reviewtui.cli.output import Column, line, write_csv, write_json_kept, write_table
from reviewtui.cli.session import Session
from reviewtui.domain.queue import REASONS, QueueLine

TIERS = ("A", "B", "C", "N", "-")
_COLUMNS = [
    Column("points", right=True),
    Column("tier"),
    Column("name"),
    Column("external_id", table=False),
    Column("owner", drop=1),
    Column("do"),
    Column("why", wrap=True),
]


class TierNames(click.ParamType[tuple[str, ...]]):
    """One tier or several with commas between, whatever the case, as in a filter."""

    name = "tier"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Read them, or fail with a usage error that names those there are."""
        if isinstance(value, tuple):
            return value
        found = tuple(one.strip().upper() for one in str(value).split(","))
        wrong = next((one for one in found if one not in TIERS), None)
        if wrong is not None:
            self.fail(f'"{wrong}" is no tier; there is {", ".join(TIERS)}.', param, ctx)
        return found

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        """How it is shown in the help."""
        return f"[{'|'.join(TIERS)}]"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """The tiers that begin so."""
        return [CompletionItem(one) for one in TIERS if one.startswith(incomplete.upper())]


@click.command()
@click.option("--owner", metavar="NAME", help='Only accounts of this owner; "me" is the user of the file.')
@click.option(
    "--tier",
    "tiers",
    multiple=True,
    type=TierNames(),
    help="Only these tiers, such as A,B; may be repeated.",
)
@click.option("--reason", type=click.Choice(REASONS), help="Only accounts with this reason.")
@click.option("--first", metavar="N", type=click.IntRange(min=1), help="Only the first so many.")
@rendered
@pass_session
def queue(
    session: Session,
    owner: str | None,
    tiers: tuple[tuple[str, ...], ...],
    reason: str | None,
    first: int | None,
    form: str,
) -> None:
    """Accounts in the order in which to call them, with the reasons and their points.

    The points of the reasons are multiplied with the factor of the tier.
    """
    if form == "json" and owner is None and not tiers and reason is None:
        write_json_kept(session.everyone(session.reading()).queue(first))
        return
    from reviewtui.services.queue import queue as read_queue

    found = read_queue(
        session.reading(),
        session.today,
        session.config.figures,
        owner=owner,
        tiers=[one for some in tiers for one in some],
        reason=reason,
        first=first,
        real_date=session.moment.real_date,
    )
    if form == "json":
        write_json_kept(session.everyone(session.reading()).queued(found.lines))
        return
    rows = [_row(one) for one in found.lines]
    if form == "csv":
        write_csv(_COLUMNS, rows)
        return
    write_table(_COLUMNS, rows, session.config)
    if not rows:
        line("Nobody needs a call.")
        _say_who_owns(session, owner)
    elif found.total > len(rows):
        line(f"... and {found.total - len(rows)} more.")


def _say_who_owns(session: Session, owner: str | None) -> None:
    """Name the owners there are to whoever asked for one who is none, so that a slip does not pass for good news."""
    with session.reading().read() as r:
        owners = r.accounts.owners()
    if owner and owner.casefold() not in ("me", *(one.casefold() for one in owners)):
        say(f'Nothing belongs to "{owner}"; there is {", ".join(owners) or "no owner yet"}.')


def _row(one: QueueLine) -> dict[str, object]:
    return {
        "points": f"{one.points:g}",
        "tier": one.tier,
        "name": one.name,
        "external_id": one.external_id,
        "owner": one.owner,
        "do": one.do,
        "why": "; ".join(reason.text for reason in one.reasons),
    }
