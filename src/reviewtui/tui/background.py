"""What a run does for its file after the first paint: writing made ready, figures of the day, the daily backup."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from reviewtui.domain.errors import ReviewTuiError

if TYPE_CHECKING:
    from reviewtui.tui.app import ReviewApp

QUIET = 2.0
"""Seconds after the first paint before the backup starts, so that it is in nobody's way."""


def look_after_file(app: ReviewApp) -> None:
    """Start all of it; nothing of it waits, and what fails is said without stopping anything."""
    session = app.session
    if session.read_only:
        return
    session.saver.warm()
    if session.launch.as_of is None:
        session.saver.call(_figures(app))
    if not session.launch.demo:
        app.set_timer(QUIET, lambda: _thread(app))


def _figures(app: ReviewApp):  # type: ignore[no-untyped-def]
    from reviewtui.services.today import keep_figures

    moment = app.session.moment()
    return lambda store: keep_figures(store, moment)


def _thread(app: ReviewApp) -> None:
    threading.Thread(target=_back_up, args=(app,), name="backup", daemon=True).start()


def _back_up(app: ReviewApp) -> None:
    from reviewtui.services.backups import daily_backup

    try:
        daily_backup(app.session.launch.db, app.session.moment())
    except ReviewTuiError as error:
        app.call_from_thread(
            app.notify, f"Today's backup was not made: {error}", severity="warning", markup=False, timeout=10
        )
