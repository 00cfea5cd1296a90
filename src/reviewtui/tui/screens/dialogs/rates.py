"""Exchange rates in a list: Enter or e changes one, n adds, x removes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from reviewtui.domain.dates import understand_date
from reviewtui.domain.errors import InvalidInput, ReviewTuiError
from reviewtui.domain.rate_words import code_of, lacking_words, rate_text
from reviewtui.domain.rates import Rate
from reviewtui.services.rates import add_rate, all_rates, remove_rates, without_rate
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.dialogs.listed import ListedDialog
from reviewtui.tui.screens.forms.checks import date_check
from reviewtui.tui.screens.forms.form import Form, Item
from reviewtui.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from datetime import date

    from reviewtui.storage.store import Store
    from reviewtui.tui.screens.place import Place
    from reviewtui.tui.session import Session

_WIDE = 14
"""Cells for a number, so that what stands behind it begins at one place."""


class RatesDialog(ListedDialog):
    """The rates; their keys are their places in the list."""

    BINDINGS = bindings("rates")
    DEFAULT_CSS = "RatesDialog > .box > LineList { max-height: 16; }"
    place = "rates"

    def __init__(self, rates: Sequence[Rate], text: str, at: int = 0) -> None:
        super().__init__("Exchange rates", text)
        self.rates = list(rates)
        self._at = at

    def body(self) -> Iterator[Widget]:
        """The list."""
        self.list = LineList(empty="None yet; n adds one.")
        self.list.set_source(len(self.rates), self._line, lambda i: i)
        yield self.list

    def on_mount(self) -> None:
        """Where the cursor was before a row was changed."""
        self.list.move_to(min(self._at, max(0, len(self.rates) - 1)))

    def _line(self, index: int) -> list[tuple[str, str]]:
        one = self.rates[index]
        first = not index or (one.source, one.target) != (
            self.rates[index - 1].source,
            self.rates[index - 1].target,
        )
        return [
            (f"{one.source} to {one.target}", "bold" if first else "dim"),
            (f"  from {one.day}", ""),
            (f"  {one.rate.rjust(_WIDE)}", "accent"),
        ]


async def see_to_rates(place: Place) -> None:
    """Show the rates, and do what is wanted with them, until the window is closed."""
    session, at = place.session, 0
    while True:
        as_of = session.as_of
        rates, text = await session.read(lambda store, as_of=as_of: _found(store, as_of))  # type: ignore[misc]
        wanted = await place.app.push_screen_wait(RatesDialog(rates, text, at))
        if wanted is None:
            return
        if session.read_only:
            place.tell(f"{session.launch.db} is open for reading only; nothing can be changed.", bad=True)
            return
        what, at = wanted
        one = rates[at] if what != "add" else None
        done = await _removed(place, one) if what == "remove" and one else await _typed(place, one)
        if done:
            place.tell(done)
            await place.refresh_data(force=True)


def _found(store: Store, as_of: date) -> tuple[tuple[Rate, ...], str]:
    """The rates, and what stands above them."""
    with store.read() as r:
        own = r.currency
    lacking = without_rate(store, as_of)
    missing = f"{lacking_words(lacking, own)} " if lacking else ""
    return all_rates(
        store
    ), f"{missing}Each counts from its day until the next of the two. A file: reviewtui import rates."


async def _removed(place: Place, one: Rate) -> str:
    from datetime import date

    moment, day = place.session.moment(), date.fromisoformat(one.day)
    try:
        await place.session.act(lambda store: remove_rates(store, one.source, one.target, moment, day))
    except ReviewTuiError as error:
        place.tell(str(error), bad=True)
        return ""
    return f"removed: {one.source} to {one.target} from {one.day}"


async def _typed(place: Place, one: Rate | None) -> str:
    saved = await place.app.push_screen_wait(rate_form(place.session, one))
    return "saved" if saved else ""


def rate_form(session: Session, one: Rate | None = None) -> Form:
    """A new rate, dated today unless said; or another number for one that is there."""
    moment, order, decimal = session.moment(), session.config.date_order, session.config.decimal
    today = moment.as_of.isoformat()
    now = {
        "source": one.source if one else "",
        "target": one.target if one else session.basics.currency,
        "day": one.day if one else today,
        "rate": one.rate if one else "",
    }
    number = Item("rate", "Rate", now["rate"], lambda text: _rate_check(text, decimal), anew=True)
    items = [number] if one else [
        Item("source", "From", "", _code_check),
        Item("target", "To", now["target"], _code_check, anew=True),
        Item("day", "From the day", today, date_check(moment.as_of, order), anew=True),
        number,
    ]  # fmt: skip

    def save(changed: Mapping[str, str]) -> Callable[[Store], Any]:
        values = {**now, **changed}
        day = understand_date(values["day"], moment.as_of, order=order).value
        rate = rate_text(values["rate"], _mark(values["rate"], decimal))
        return lambda store: add_rate(store, values["source"], values["target"], rate, moment, day)

    title = f"{one.source} to {one.target} from {one.day}" if one else "New rate"
    return Form(
        session, title, items, save=save, draft=f"rate:{title}",
        text="One of the first currency is so many of the second: 1 USD is 0.92 EUR.",
    )  # fmt: skip


def _mark(text: str, decimal: str) -> str | None:
    """The decimal comma of who writes so, where nothing else says which sign it is."""
    return "," if decimal == "," and "," in text and "." not in text else None


def _rate_check(text: str, decimal: str) -> str:
    if not text.strip():
        return "? so many of the second currency are one of the first"
    try:
        return f"= {rate_text(text, _mark(text, decimal))}"
    except InvalidInput as error:
        return f"? {error}"


def _code_check(text: str) -> str:
    if not text.strip():
        return "? a code of three letters, such as USD"
    try:
        return f"= {code_of(text)}"
    except InvalidInput as error:
        return f"? {error}"
