"""What can be done with the account on the screen: its people, a touch, the recap of the last review."""

from __future__ import annotations

from dataclasses import dataclass

from textual import work

from reviewtui.domain.brief import Brief
from reviewtui.domain.records import TimelineEvent
from reviewtui.tui.screens.account_place import AccountPlace


@dataclass(frozen=True, slots=True)
class Shown:
    """An account as it was read: its brief and its timeline, which has all there is or the first 200 events."""

    brief: Brief
    events: tuple[TimelineEvent, ...]
    whole: bool


class AccountDoings(AccountPlace):
    """An account place that knows which account it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: Shown | None = None

    @property
    def account_id(self) -> int:
        """The account this place was opened about."""
        return int(self.about.get("account_id", 0))

    def action_recap(self) -> None:
        """The recap of the last finished review."""
        last = self.shown.brief.last_review if self.shown else None
        if last is None:
            self.tell("There is no finished review to recap yet.", bad=True)
            return
        from reviewtui.tui.screens.recap import open_recap

        open_recap(self.app, last.id)

    @work(exclusive=True, group="form")
    async def action_contact(self) -> None:
        """Add a person."""
        from reviewtui.tui.screens.forms import add_contact_form

        await self.fill_in(add_contact_form(self.session, self.account_id))

    @work(exclusive=True, group="form")
    async def edit_person(self, contact_id: int) -> None:
        """Change one of the people."""
        await self._edit_person(contact_id)

    async def _edit_person(self, contact_id: int) -> None:
        from reviewtui.tui.screens.forms import edit_contact_form

        people = self.shown.brief.contacts if self.shown else ()
        contact = next((one for one in people if one.id == contact_id), None)
        if contact is not None:
            await self.fill_in(edit_contact_form(self.session, contact))

    @work(exclusive=True, group="form")
    async def action_people(self) -> None:
        """All people of the account: change, add, remove."""
        from reviewtui.services.accounts import contacts
        from reviewtui.tui.screens.account.people import PeopleDialog

        account_id = self.account_id
        while self.shown is not None:
            # Read anew: what was just saved may not have come to the brief yet.
            people = await self.session.read(lambda store: contacts(store, account_id))
            wanted = await self.app.push_screen_wait(PeopleDialog(people))
            if wanted is None:
                return
            await self._with_person(*wanted)

    async def _with_person(self, what: str, contact_id: int) -> None:
        if what == "add":
            from reviewtui.tui.screens.forms import add_contact_form

            await self.fill_in(add_contact_form(self.session, self.account_id))
        elif what == "change":
            await self._edit_person(contact_id)
        else:
            from reviewtui.services.accounts import remove_contact

            moment = self.session.moment()
            worker = self.act(
                lambda store: remove_contact(store, contact_id, moment), "removed; u takes it back"
            )
            await worker.wait()
