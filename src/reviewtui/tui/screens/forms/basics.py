"""Who the user is, in which currency they sell, when their year begins: the same checks at the first run and later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from reviewtui.domain.currencies import is_currency
from reviewtui.domain.errors import InvalidInput
from reviewtui.services.first_run import MONTHS, change_basics, month_of
from reviewtui.tui.screens.forms.checks import needed
from reviewtui.tui.screens.forms.form import Form, Item
from reviewtui.tui.session import Basics

if TYPE_CHECKING:
    from reviewtui.storage.store import Store
    from reviewtui.tui.session import Session


def _currency(text: str) -> str:
    code = text.strip().upper()
    if not code:
        return "? a code of three letters, such as EUR"
    return "" if is_currency(code) else f"? {text.strip()} is no currency code"


def _month(text: str) -> str:
    try:
        month_of(text)
    except InvalidInput as error:
        return f"? {error}"
    return ""


def basics_items(name: str = "", currency: str = "EUR", first_month: int = 1) -> list[Item]:
    """The three fields with their checks."""
    return [
        Item("name", "Your name", name, needed),
        Item("currency", "Currency", currency, _currency, anew=True),
        Item("first_month", "Year begins in", MONTHS[first_month - 1].capitalize(), _month, anew=True),
    ]


class BasicsForm(Form):
    """Changes what the first run asked, or what a file made without it never was asked."""

    def __init__(self, session: Session) -> None:
        now = session.basics
        items = basics_items(now.me, now.currency, now.first_month)
        text = "Actions that are yours carry the name; amounts without a currency are in this one."
        super().__init__(session, "Name, currency, year", items, save=self._change, draft="basics", text=text)

    def _change(self, changed: Mapping[str, str]) -> Callable[[Store], Any]:
        moment, said = self.session.moment(), dict(changed)
        return lambda store: change_basics(store, moment, **said)

    async def write(self, changed: Mapping[str, str]) -> None:
        """Write, and let every screen know."""
        kept = await self.session.act(self._change(changed))
        self.session.keep_draft(self.draft, "")
        self.session.basics = Basics(*kept)
