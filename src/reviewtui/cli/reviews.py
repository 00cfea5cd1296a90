"""``reviews`` and ``recap``: which there are, and one of them written up."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from reviewtui.cli.options import AccountName, pass_session, rendered
from reviewtui.cli.output import Column, line, write, write_json
from reviewtui.cli.session import Session
from reviewtui.cli.shapes import review_data
from reviewtui.domain.errors import UsageError

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

_COLUMNS = [
    Column("date"),
    Column("address"),
    Column("account", table=False),
    Column("template", table=False),
    Column("state"),
    Column("quarter", table=False),
    Column("person"),
    Column("answered", right=True),
    Column("rating", right=True),
]


@click.command()
@click.argument("account", type=AccountName(), required=False)
@click.option("--limit", type=click.IntRange(min=1), help="Only the newest so many.")
@rendered
@pass_session
def reviews(session: Session, account: str | None, limit: int | None, form: str) -> None:
    """Reviews up to the day, newest first, of one account or of all; recap takes the address."""
    from reviewtui.services.accounts import find_account
    from reviewtui.services.reviews import review_lines

    store = session.reading()
    account_id = find_account(store, account).id if account else None
    found = review_lines(store, session.today, account_id=account_id, limit=limit)
    data = [review_data(review) for review in found]
    write(form, data, _COLUMNS, data, session.config)
    if form == "table" and not data:
        line("No review yet.")


@click.command()
@click.argument("review", metavar="ACCOUNT@QUARTER")
@click.option("--internal", is_flag=True, help="The note for us instead of the recap for the customer.")
@click.option(
    "--format", "form", type=click.Choice(["markdown", "json", "ics"]), default="markdown", show_default=True
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option(
    "--private",
    is_flag=True,
    help="In the note for us and in JSON: private lines and questions, our own view.",
)
@pass_session
def recap(session: Session, review: str, internal: bool, form: str, private: bool) -> None:
    """A review written up: for the customer (no private line, no own view), for us, or whole as data.

    Write it ACCOUNT@2026-Q4, ACCOUNT@2026-Q4/pulse, or ACCOUNT@2026-Q4/quarterly/2 for the second of a quarter.
    """
    from reviewtui.services.reviews import address

    if private and form != "json" and not internal:
        raise UsageError(
            "--private goes with --internal or --format json: a recap never holds private lines."
        )
    store = session.reading()
    review_id = address(store, review, session.moment)
    if form == "markdown":
        from reviewtui.services.recap import recap as written

        sys.stdout.write(
            written(store, review_id, session.today, internal=internal, private=private).rstrip() + "\n"
        )
    elif form == "json":
        write_json(_data(store, review_id, session, private=private))
    else:
        sys.stdout.write(_calendar(store, review_id, session))


def _data(store: Store, review_id: int, session: Session, *, private: bool) -> dict[str, Any]:
    from reviewtui.services.recap import records_of
    from reviewtui.services.recap_json import review_json
    from reviewtui.services.reviews import sheet

    return review_json(sheet(store, review_id, session.today), records_of(store, review_id), private=private)


def _calendar(store: Store, review_id: int, session: Session) -> str:
    """What is still to do of a review: its actions, and the touches planned with it."""
    from reviewtui.services.recap import records_of
    from reviewtui.services.reviews import sheet
    from reviewtui.services.transfer.ics import follow_ups_of_review

    shown = sheet(store, review_id, session.today)
    return follow_ups_of_review(shown, records_of(store, review_id), session.moment)
