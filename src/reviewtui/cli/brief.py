"""``brief``: what to know before dialling."""

from __future__ import annotations

import sys

import click

from reviewtui.cli.accounts import last_review
from reviewtui.cli.brief_text import brief_text
from reviewtui.cli.options import AccountName, pass_session
from reviewtui.cli.output import write_json
from reviewtui.cli.session import Session
from reviewtui.cli.shapes import brief_data


@click.command()
@click.argument("account", type=AccountName())
@click.option(
    "--format", "form", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--private", is_flag=True, help="Confidential answers as well.")
@pass_session
def brief(session: Session, account: str, form: str, private: bool) -> None:
    """Where they stand, why to call, people, orders, what changed since the last review, what is promised, asked for and seen."""
    from reviewtui.services.accounts import find_account
    from reviewtui.services.brief import brief as read_brief
    from reviewtui.services.figures import account_figures

    store = session.reading()
    found = read_brief(store, find_account(store, account).id, session.today, session.config.figures)
    if form == "json":
        write_json(brief_data(found, last_review(store, session, found.account.id), private=private))
    else:
        figures = account_figures(store, found.account.id, session.today, session.config.figures)
        sys.stdout.write(brief_text(found, figures, session.config, private=private, markdown=True))
