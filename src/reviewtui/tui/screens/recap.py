"""After the call: the recap for the customer and the note for ourselves, to read, copy, write and put in a calendar."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual import work
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.text import safe, slug
from reviewtui.services.recap import customer_recap, internal_note, records_of
from reviewtui.services.reviews import sheet
from reviewtui.services.transfer.ics import follow_ups_of_review
from reviewtui.tui.commands import bindings
from reviewtui.tui.messages import Go
from reviewtui.tui.screens.dialogs.files import home_short, new_file
from reviewtui.tui.screens.place import Place
from reviewtui.tui.widgets.clipboard import copy_text
from reviewtui.tui.widgets.lines import Stepper
from reviewtui.tui.widgets.pager import Pager

if TYPE_CHECKING:
    from datetime import date

    from reviewtui.domain.moment import Moment
    from reviewtui.storage.store import Store

TABS = ("For the customer", "For ourselves")


@dataclass(frozen=True, slots=True)
class Recap:
    """Both texts of a review and its calendar file; ``name`` begins the names of files."""

    account_id: int
    account: str
    quarter: str
    name: str
    customer: str
    internal: str
    calendar: str


def read_recap(store: Store, review_id: int, as_of: date, moment: Moment) -> Recap:
    """All that is shown and written here, read in one go."""
    found, records = sheet(store, review_id, as_of), records_of(store, review_id)
    return Recap(
        account_id=found.account.id,
        account=found.account.name,
        quarter=found.quarter,
        name=f"{slug(found.account.name)}-{slug(found.quarter)}",
        customer=customer_recap(found, records),
        internal=internal_note(found, records),
        calendar=follow_ups_of_review(found, records, moment),
    )


def open_recap(app: App[Any], review_id: int) -> None:
    """Show the recap of a review."""
    app.post_message(Go("recap", review_id=review_id))


class RecapScreen(Place):
    """Opened about a ``review_id``; Tab goes between the two texts."""

    PLACE = "recap"
    BINDINGS = bindings("recap")
    AUTO_FOCUS = "#recap"
    DEFAULT_CSS = """
    RecapScreen > #said { height: auto; max-height: 4; padding: 0 1; color: $text-accent; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.tabs = Stepper()
        self.said = Static("", markup=False, id="said")
        self.said.display = False
        self.pager = Pager(id="recap")
        self.recap: Recap | None = None
        self.internal = False

    def body(self) -> ComposeResult:
        """Which text, what became of it, and the text."""
        yield self.tabs
        yield self.said
        yield self.pager

    async def show(self, **about: Any) -> None:
        """Each time it is opened it begins with the customer's recap."""
        self.internal = False
        self.tell_all("")
        await super().show(**about)

    async def load(self) -> None:
        """Read both texts."""
        if "review_id" not in self.about:
            return
        review_id, as_of, moment = int(self.about["review_id"]), self.session.as_of, self.session.moment()
        self.recap = await self.session.read(lambda store: read_recap(store, review_id, as_of, moment))
        self._show()

    def context_account(self) -> tuple[int, str] | None:
        """The account of the review, for what comes to mind while reading."""
        return (self.recap.account_id, self.recap.account) if self.recap else None

    @property
    def text(self) -> str:
        """The text that is shown."""
        if self.recap is None:
            return ""
        return self.recap.internal if self.internal else self.recap.customer

    def _show(self) -> None:
        recap = self.recap
        if recap is None:
            return
        self.bar.say(place=f"Recap  {recap.account}  {recap.quarter}")
        tail = "PRIVATE, not for the customer" if self.internal else "no private line"
        self.tabs.show([(name, " ") for name in TABS], int(self.internal), tail)
        self.pager.show(self.text, heads=True)

    def action_switch(self) -> None:
        """The other text."""
        self.internal = not self.internal
        self._show()

    # --- taking it away
    @work(group="take", exit_on_error=False)
    async def action_copy(self) -> None:
        """Copy what is shown; a copy through the terminal may not arrive, so that one is kept in a file too."""
        if self.recap is None:
            return
        said = await asyncio.to_thread(copy_text, self.app, self.text)
        sure = said.startswith("Copied")
        path = None if sure else self._write(self._file_name("md"), self.text)
        self.tell_all(f"{said} {home_short(path)}" if path else said)

    def action_write(self) -> None:
        """Write what is shown into a file of its own."""
        if self.recap is not None:
            path = self._write(self._file_name("md"), self.text)
            if path is not None:
                self.tell_all(f"Written to {home_short(path)}.")

    def action_calendar(self) -> None:
        """Write the follow-ups as a calendar file."""
        if self.recap is None:
            return
        path = self._write(f"{self.recap.name}.ics", self.recap.calendar)
        if path is not None:
            count = self.recap.calendar.count("\nBEGIN:V") - self.recap.calendar.count("\nBEGIN:VCALENDAR")
            what = "1 follow-up" if count == 1 else f"{count} follow-ups"
            self.tell_all(f"{what} written to {home_short(path)}.")

    def _file_name(self, ending: str) -> str:
        recap = cast("Recap", self.recap)
        return f"{recap.name}-{'internal' if self.internal else 'recap'}.{ending}"

    def _write(self, name: str, text: str) -> Path | None:
        try:
            return new_file(name, text)
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)
            return None

    def tell_all(self, sentence: str) -> None:
        """Say where something went, in a line of its own that stays until the next time."""
        self.said.update(Content(safe(sentence)))
        self.said.display = bool(sentence)
