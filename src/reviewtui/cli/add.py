"""``add``: keep a line for an account without opening the app."""

from __future__ import annotations

import sys

import click

from reviewtui.cli.faults import say
from reviewtui.cli.options import AccountName, pass_session
from reviewtui.cli.session import Session
from reviewtui.domain.errors import InvalidInput, NotFound

MAX_INPUT = 1_000_000


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("account", type=AccountName())
@click.argument("text")
@click.option("--new", is_flag=True, help="Make the account when there is none of that name.")
@pass_session
def add(session: Session, account: str, text: str, new: bool) -> None:
    """Keep TEXT for ACCOUNT; with - each line of stdin.

    A first sign says what it is: ! action, !! promise, + ask, ^ competitor, $ opportunity, @ fact, " quote;
    anything else is a note. Owner, date, priority and amounts are understood: "! send quote @sam fri p1".
    """
    from reviewtui.services.accounts import add_account, find_account
    from reviewtui.services.captures import add_line

    lines = _lines(text)
    store = session.writing(create=True)
    try:
        found = find_account(store, account)
    except NotFound as error:
        if not new or error.candidates:
            raise _with_hint(error, account) from None
        found = add_account(store, {"name": account}, session.moment)
    for one in lines:
        add_line(store, found.id, one, session.moment)
    say(f"{len(lines)} line{'' if len(lines) == 1 else 's'} kept for {found.name}.")


def _lines(text: str) -> list[str]:
    if text == "-":
        text = sys.stdin.buffer.read(MAX_INPUT + 1).decode("utf-8", "replace")
    if len(text) > MAX_INPUT:
        raise InvalidInput(f"The text is longer than {MAX_INPUT:,} characters. Add it in parts.")
    lines = [one for one in text.splitlines() if one.strip()]
    if not lines:
        raise InvalidInput("There is nothing to keep: the text is empty.")
    return lines


def _with_hint(error: NotFound, account: str) -> NotFound:
    if error.candidates:
        return error
    return NotFound(f"{error} Make it with: reviewtui add --new {account!r} TEXT.", error.candidates)
