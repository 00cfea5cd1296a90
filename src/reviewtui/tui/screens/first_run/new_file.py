"""Making the user's file, and what it asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from reviewtui import paths
from reviewtui.services.first_run import month_of, settle_in
from reviewtui.storage.store import Store
from reviewtui.tui.screens.forms.basics import basics_items
from reviewtui.tui.screens.forms.form import Form
from reviewtui.tui.session import Basics

if TYPE_CHECKING:
    from reviewtui.tui.session import Session


class NewFileForm(Form):
    """Name, currency, first month of the year. There is no file yet to keep a draft in."""

    def __init__(self, session: Session) -> None:
        where = f"The file is {session.launch.db}; only you can read it."
        super().__init__(session, "A new file", basics_items(), save=_no_save, draft="first-run", text=where)

    async def recall(self) -> str:
        """Nothing was typed here before."""
        return ""

    def keep(self) -> None:
        """There is nowhere to keep it."""

    async def write(self, changed: Mapping[str, str]) -> None:
        """Make the file and settle in."""
        await make_file(self.session, {**self._first, **changed})


def _no_save(_changed: Mapping[str, str]) -> Callable[[Store], Any]:
    raise AssertionError("the form writes for itself")


async def make_file(session: Session, values: Mapping[str, str]) -> None:
    """Create the file (for the user alone) with the three answers; raises leaves of DatabaseUnusable, InvalidInput."""
    launch, moment = session.launch, session.moment()

    def make() -> tuple[str, Basics]:
        paths.make_private(launch.db.parent)
        store = Store.open(launch.db, moment, create=True)
        try:
            settled = settle_in(store, values["name"], values["currency"], values["first_month"], moment)
            with store.read() as r:
                return r.setting("file_uid", "file"), Basics(*settled)
        finally:
            store.close()

    # Refused answers must leave no file behind.
    month_of(values["first_month"])
    session.file_uid, session.basics = await asyncio.to_thread(make)
    if session.recovery is not None:
        session.recovery.path = session.recovery.path.with_name(
            session.recovery.path.name.replace("new-", f"{session.file_uid}-", 1)
        )
