"""Commands that open the app."""

from __future__ import annotations

import click

from reviewtui.cli.options import AccountName, pass_session
from reviewtui.cli.session import Opening, Session


@click.command()
@pass_session
def demo(session: Session) -> int:
    """Open the app on a private copy of the sample data, as of the sample's own date."""
    return session.open_app(
        Opening(session.named_db, session.as_of, demo=True, mouse=session.mouse, ascii=session.ascii)
    )


@click.command()
@click.argument("account", type=AccountName())
@click.option(
    "--template", "-t", metavar="KEY", help="The template to review with; the quarterly one unless said."
)
@pass_session
def review(session: Session, account: str, template: str | None) -> int:
    """Open the review of ACCOUNT: the one in progress at the place it was left, else a new one."""
    return session.open_app(
        Opening(
            session.named_db,
            session.as_of,
            account=account,
            template=template,
            read_only=session.read_only,
            mouse=session.mouse,
            ascii=session.ascii,
        )
    )
