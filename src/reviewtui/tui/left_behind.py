"""What earlier runs left in their recovery files, offered before the first place opens, so that it shows all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.services.putback import put_back, readable, unsaved
from reviewtui.tui import recovery

if TYPE_CHECKING:
    from pathlib import Path

    from reviewtui.services.putback import Unsaved
    from reviewtui.tui.app import ReviewApp


async def offer(app: ReviewApp, files: tuple[Path, ...]) -> None:
    """Ask what becomes of the texts in these files and do it; a file stays until all of it is safe or unwanted."""
    session = app.session
    payloads = [kept.payload for path in files for kept in _read(path) if readable(kept.payload)]
    try:
        texts = await session.read(lambda store: unsaved(store, payloads))
        if session.read_only:
            if texts:
                _say(app, "Texts of an earlier run wait to be saved; open this file where it can be written.")
            return
        wish = await _wish(app, texts) if texts else "back"
        if wish == "back":
            moment = session.moment()
            refused = await session.act(lambda store: put_back(store, payloads, moment))
            if refused:
                _say(app, f"{refused[0]} The text stays in {files[0].parent} and is offered again.")
                return
    except ReviewTuiError as error:
        _say(app, f"{error} The texts stay in the recovery file.")
        return
    if wish != "later":
        recovery.forget(files)


def _read(path: Path) -> tuple[recovery.Kept, ...]:
    try:
        return recovery.read(path)
    except OSError:
        return ()


async def _wish(app: ReviewApp, texts: tuple[Unsaved, ...]) -> str:
    from reviewtui.tui.screens.dialogs.unsaved import UnsavedDialog
    from reviewtui.tui.widgets.dialog import Confirm

    while True:
        wish: Any = await app.push_screen_wait(UnsavedDialog(texts))
        if wish != "forget":
            return str(wish)
        sure = Confirm(
            "Forget these texts for good?", "They cannot be brought back.", yes="Forget", no="Keep"
        )
        if await app.push_screen_wait(sure):
            return "forget"


def _say(app: ReviewApp, sentence: str) -> None:
    app.notify(sentence, severity="warning", markup=False, timeout=15)
