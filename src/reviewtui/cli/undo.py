"""``undo``: the last change taken back, or one import."""

from __future__ import annotations

from pathlib import Path

import click

from reviewtui.cli.options import pass_session
from reviewtui.cli.output import line
from reviewtui.cli.session import Session


@click.command()
@click.option(
    "--import", "file", metavar="FILE", help="The newest import of this file, whatever came after it."
)
@pass_session
def undo(session: Session, file: str | None) -> None:
    """Take back the last change to the file, an import as a whole, and say which it was."""
    from reviewtui.services.undo import undo_file, undo_last

    store, moment = session.writing(), session.moment
    entry = undo_last(store, moment) if file is None else undo_file(store, Path(file).name, moment)
    line(f"undone: {entry.label} ({entry.stamp[:10]})")
