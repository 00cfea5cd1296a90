"""Choosing an account by typing some of its letters."""

from __future__ import annotations

from typing import Any

from textual import work
from textual.app import App

from reviewtui.services.accounts import account_names
from reviewtui.tui.widgets.dialog import Choose, Option
from reviewtui.tui.widgets.field import Field


class ChooseAccount(Choose):
    """The names are read while the dialog is open already, so that no key is lost; returns the id as text."""

    def __init__(self, title: str) -> None:
        super().__init__(title, [])

    def on_mount(self) -> None:
        """Ask for the names."""
        self._fetch()

    @work
    async def _fetch(self) -> None:
        names = await self.app.session.read(account_names)  # type: ignore[attr-defined]
        self.options = [Option(str(account_id), name) for account_id, name in names]
        self._labels = [option.label for option in self.options]
        self._narrow(Field.Changed(self.query_one(Field), self.query_one(Field).value))


async def choose_account(app: App[Any], title: str) -> tuple[int, str] | None:
    """Ask for an account; (id, name), or None when the user changes their mind. Must run in a worker."""
    dialog = ChooseAccount(title)
    key = await app.push_screen_wait(dialog)
    name = next((option.label for option in dialog.options if option.key == key), None)
    return None if key is None or name is None else (int(key), name)
