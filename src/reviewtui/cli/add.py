"""``add``: keep a line for an account without opening the app."""

from __future__ import annotations

import sys

import click

from reviewtui.cli.faults import say
from reviewtui.cli.options import AccountName, pass_session
from reviewtui.cli.output import line, write_json
from reviewtui.cli.session import Session
from reviewtui.domain.errors import InvalidInput, NotFound

MAX_INPUT = 1_000_000


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("account", type=AccountName())
@click.argument("text")
@click.option("--new", is_flag=True, help="Make the account when there is none of that name.")
@click.option("--json", "as_json", is_flag=True, help="Say what was made as JSON.")
@pass_session
def add(session: Session, account: str, text: str, new: bool, as_json: bool) -> None:
    """Keep TEXT for ACCOUNT; with - what comes on stdin.

    The first sign of a line says what it is: ! action, !! promise, + ask, ^ competitor, $ opportunity, @ fact,
    " quote; anything else is a note. Owner, date, priority and amounts are understood: "! send quote @sam fri p1".
    """
    from reviewtui.services.accounts import add_account, find_account
    from reviewtui.services.captures import add_line

    text = _text(text)
    store = session.writing(create=True)
    try:
        found = find_account(store, account)
    except NotFound as error:
        if not new or error.several or account.strip()[:3].casefold() == "id:":
            raise _with_hint(error, account) from None
        found = add_account(store, {"name": account}, session.moment)
    added = add_line(store, found.id, text, session.moment)
    for problem in added.problems:
        say(f"not understood, kept as text: {problem}")
    if as_json:
        made = [{"kind": table, "id": row_id} for table, row_id in added.made]
        write_json(
            {"account": found.name, "made": made, "note_id": added.note_id, "problems": list(added.problems)}
        )
        return
    for table, row_id in added.made:
        line(f"{table} {row_id} for {found.name}")
    if added.note_id is not None:
        line(f"note {added.note_id} for {found.name}")


def _text(text: str) -> str:
    if text == "-":
        text = sys.stdin.buffer.read(MAX_INPUT + 1).decode("utf-8", "replace")
    if len(text) > MAX_INPUT:
        raise InvalidInput(f"The text is longer than {MAX_INPUT:,} characters. Add it in parts.")
    return text


def _with_hint(error: NotFound, account: str) -> NotFound:
    if error.several or account.strip()[:3].casefold() == "id:":
        return error
    return NotFound(f"{error} Make it with: reviewtui add --new {account!r} TEXT.", error.candidates)
