"""Leaving while something typed is not in the database yet: say where it is, and ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewtui.tui.widgets.dialog import Confirm

if TYPE_CHECKING:
    from reviewtui.tui.session import Session


def quit_question(session: Session) -> Confirm:
    """The question before leaving; the recovery file holds the text, and the next start offers it."""
    fault = session.saver.failing or "The file did not answer in time."
    recovery = session.recovery
    kept = recovery is not None and recovery.path.exists()
    where = (
        f"What you typed is in {recovery.path} and is offered at the next start."
        if kept and recovery is not None
        else "What you typed last is NOT kept anywhere yet."
    )
    return Confirm("Leave although not everything is saved?", f"{fault} {where}", yes="Leave", no="Stay")
