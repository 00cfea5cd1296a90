"""``actions``: the agenda."""

from __future__ import annotations

import click

from reviewtui.cli.options import AccountName, pass_session, rendered
from reviewtui.cli.output import Column, heading, line, write, write_table
from reviewtui.cli.session import Session
from reviewtui.cli.shapes import action_data
from reviewtui.domain.actions import Action, promise_outcome

TITLES = {
    "overdue": "overdue",
    "today": "today",
    "week": "this week",
    "later": "later",
    "someday": "no date",
    "closed": "closed",
}
_COLUMNS = [
    Column("id", right=True),
    Column("group", table=False),
    Column("due"),
    Column("account"),
    Column("title"),
    Column("owner"),
    Column("promise"),
    Column("priority", "p", right=True),
    Column("status", table=False),
    Column("outcome", table=False),
    Column("done_on", table=False),
    Column("created_on", table=False),
]


@click.command()
@click.option("--all", "closed", is_flag=True, help="Done and dropped ones as well.")
@click.option("--owner", metavar="NAME", help="Only those of one person; me is the user of the file.")
@click.option("--account", type=AccountName(), help="Only those of one account.")
@click.option("--promises", is_flag=True, help="Only what a customer was told.")
@rendered
@pass_session
def actions(
    session: Session, closed: bool, owner: str | None, account: str | None, promises: bool, form: str
) -> None:
    """Open actions by due date: overdue, today, this week, later, without a date."""
    from reviewtui.services.accounts import find_account
    from reviewtui.services.actions import agenda

    store = session.reading()
    account_id = find_account(store, account).id if account else None
    groups = agenda(
        store, session.today, owner=owner, account_id=account_id, closed=closed, promises=promises
    )
    rows = [(name, action) for name, found in groups for action in found]
    if form == "table":
        _tables(groups, session)
        return
    data = [{"group": name, **action_data(action, session.today)} for name, action in rows]
    write(form, data, _COLUMNS, [_row(name, action, session) for name, action in rows], session.config)


def _row(group: str, action: Action, session: Session) -> dict[str, object]:
    return {
        "id": action.id,
        "group": group,
        "due": action.due,
        "account": action.account,
        "title": action.title,
        "owner": action.owner if action.side == "ours" else "customer",
        "promise": action.promise,
        "priority": action.priority,
        "status": str(action.status),
        "outcome": promise_outcome(action, session.today) if action.promise else None,
        "done_on": action.done_on,
        "created_on": action.created_on,
    }


def _tables(groups: tuple[tuple[str, tuple[Action, ...]], ...], session: Session) -> None:
    if not groups:
        line("Nothing is to be done.")
    for number, (name, found) in enumerate(groups):
        if number:
            line()
        heading(f"{TITLES[name]} ({len(found)})")
        write_table(_COLUMNS, [_row(name, action, session) for action in found], session.config)
