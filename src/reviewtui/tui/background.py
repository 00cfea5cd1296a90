"""What a run does for its file after the first paint: writing made ready, figures of the day, the daily backup."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.tui.session import Session

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

BEFORE_WRITING = 0.5
"""Seconds after the first paint before the writing half is loaded, where nobody is about to type: it takes as long
as the whole start, and the first screen is to be finished and the first keys answered before that.
"""
QUIET = 2.0
"""Seconds after the first paint before the backup starts, so that it is in nobody's way."""


def look_after_file(app: App[Any], session: Session) -> None:
    """Start all of it; nothing of it waits, and what fails is said without stopping anything."""
    if session.read_only:
        return
    if session.launch.account:
        _make_ready(session)
    else:
        app.set_timer(BEFORE_WRITING, lambda: _make_ready(session))
    if not session.launch.demo:
        app.set_timer(QUIET, lambda: _thread(app, session))


def _make_ready(session: Session) -> None:
    session.saver.warm()
    if session.launch.as_of is None:
        session.saver.call(_figures(session))


def _figures(session: Session) -> Callable[[Store], Any]:
    from reviewtui.services.today import keep_figures

    moment, settings = session.moment(), session.config.figures
    return lambda store: keep_figures(store, moment, settings)


def _thread(app: App[Any], session: Session) -> None:
    threading.Thread(target=_back_up, args=(app, session), name="backup", daemon=True).start()


def _back_up(app: App[Any], session: Session) -> None:
    from reviewtui.services.backups import daily_backup

    try:
        daily_backup(session.launch.db, session.moment())
    except ReviewTuiError as error:
        app.call_from_thread(
            app.notify, f"Today's backup was not made: {error}", severity="warning", markup=False, timeout=10
        )
