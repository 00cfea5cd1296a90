"""``touches``: who was spoken to, when and about what."""

from __future__ import annotations

import click

from reviewtui.cli.options import AccountName, pass_session, rendered
from reviewtui.cli.output import Column, line, write
from reviewtui.cli.session import Session
from reviewtui.cli.shapes import touch_data

_COLUMNS = [
    Column("date"),
    Column("account"),
    Column("external_id", table=False),
    Column("channel"),
    Column("topic"),
    Column("person"),
    Column("contact", "with"),
    Column("minutes", "min", right=True),
    Column("text", table=False),
    Column("two_way", table=False),
    Column("reached"),
    Column("planned", table=False),
    Column("value_given", table=False),
]


@click.command()
@click.argument("account", type=AccountName(), required=False)
@click.option("--limit", type=click.IntRange(min=1), help="Only the newest so many.")
@rendered
@pass_session
def touches(session: Session, account: str | None, limit: int | None, form: str) -> None:
    """Calls, visits, messages and attempts up to the day, newest first, of one account or of all."""
    from reviewtui.services.accounts import find_account
    from reviewtui.services.touches import recent_touches

    store = session.reading()
    account_id = find_account(store, account).id if account else None
    found = recent_touches(store, session.today, account_id, limit or -1)
    with store.read() as r:
        external = r.accounts.external_ids()
    data = [touch_data(name, external.get(touch.account_id, ""), touch) for name, touch in found]
    rows = (
        data if form == "csv" else [{**one, "reached": "planned"} if one["planned"] else one for one in data]
    )
    write(form, data, _COLUMNS, rows, session.config)
    if form == "table" and not rows:
        line("No touch yet.")
