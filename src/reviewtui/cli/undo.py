"""``undo``: the last change taken back."""

from __future__ import annotations

import click

from reviewtui.cli.options import pass_session
from reviewtui.cli.output import line
from reviewtui.cli.session import Session


@click.command()
@pass_session
def undo(session: Session) -> None:
    """Take back the last change to the file, an import as a whole, and say which it was."""
    from reviewtui.services.undo import undo_last

    entry = undo_last(session.writing(), session.moment)
    line(f"undone: {entry.label} ({entry.stamp[:10]})")
