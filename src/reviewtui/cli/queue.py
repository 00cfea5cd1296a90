"""``queue``: who to call next, and why."""

from __future__ import annotations

import click

from reviewtui.cli.options import pass_session, rendered
from reviewtui.cli.output import Column, line, write_csv, write_json_kept, write_json_rows, write_table
from reviewtui.cli.session import Session
from reviewtui.domain.queue import REASONS, QueueLine
from reviewtui.services.figure_shapes import queue_data

TIERS = ("A", "B", "C", "N", "-")
_COLUMNS = [
    Column("points", right=True),
    Column("tier"),
    Column("name"),
    Column("external_id", table=False),
    Column("owner"),
    Column("do"),
    Column("why"),
]


@click.command()
@click.option("--owner", metavar="NAME", help='Only accounts of this owner; "me" is the user of the file.')
@click.option(
    "--tier",
    "tiers",
    multiple=True,
    type=click.Choice(TIERS, case_sensitive=False),
    help="Only this tier; may be repeated.",
)
@click.option("--reason", type=click.Choice(REASONS), help="Only accounts with this reason.")
@click.option("--first", metavar="N", type=click.IntRange(min=1), help="Only the first so many.")
@rendered
@pass_session
def queue(
    session: Session,
    owner: str | None,
    tiers: tuple[str, ...],
    reason: str | None,
    first: int | None,
    form: str,
) -> None:
    """Accounts in the order in which to call them, with the reasons and their points.

    The points of the reasons are multiplied with the factor of the tier.
    """
    if form == "json" and owner is None and not tiers and reason is None:
        write_json_kept([session.everyone(session.reading()).queue(first)])
        return
    from reviewtui.services.queue import queue as read_queue

    found = read_queue(
        session.reading(),
        session.today,
        session.config.figures,
        owner=owner,
        tiers=tiers,
        reason=reason,
        first=first,
        real_date=session.moment.real_date,
    )
    if form == "json":
        write_json_rows(queue_data(one) for one in found.lines)
        return
    rows = [_row(one) for one in found.lines]
    if form == "csv":
        write_csv(_COLUMNS, rows)
        return
    write_table(_COLUMNS, rows, session.config)
    if not rows:
        line("Nobody needs a call.")
    elif found.total > len(rows):
        line(f"... and {found.total - len(rows)} more.")


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
