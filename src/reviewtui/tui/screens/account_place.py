"""What places that stand on an account share: starting its review, and saying which account they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.reviews import USUAL_TEMPLATE
from reviewtui.tui.screens.place import Place

if TYPE_CHECKING:
    from reviewtui.domain.accounts import Account
    from reviewtui.tui.screens.forms import Form


class AccountPlace(Place):
    """A place with an account under the cursor; ``context_account`` says which."""

    @work(exclusive=True, group="review")
    async def action_review(self) -> None:
        """Resume the account's review in progress, or start the quarterly one."""
        chosen = self.context_account()
        if chosen is not None:
            await self.begin_review(chosen[0])

    @work(exclusive=True, group="review")
    async def action_review_other(self) -> None:
        """Choose the template, then resume or start."""
        from reviewtui import paths
        from reviewtui.services.templates import available_templates
        from reviewtui.tui.widgets.dialog import Choose, Option

        chosen = self.context_account()
        if chosen is None:
            return
        found = available_templates(paths.templates_dir())
        options = [Option(one.key, one.name, found.origin(one.key)) for one in found.found]
        text = " ".join(found.problems)
        key = await self.app.push_screen_wait(Choose(f"Review of {chosen[1]} with", options, text))
        if key:
            await self.begin_review(chosen[0], key)

    async def fill_in(self, form: Form) -> bool:
        """Show a form until it is saved or left; then load again. Must run in a worker."""
        if not self.may_write():
            return False
        saved = await self.app.push_screen_wait(form)
        if saved:
            self.tell("saved")
        await self.refresh_data()
        return bool(saved)

    @work(exclusive=True, group="form")
    async def action_edit(self) -> None:
        """Change the account."""
        from reviewtui.services.accounts import get_account
        from reviewtui.tui.screens.forms import edit_account_form

        chosen = self.context_account()
        if chosen is None:
            return
        account = await self.session.read(lambda store: get_account(store, chosen[0]))
        await self.fill_in(edit_account_form(self.session, account))

    @work(exclusive=True, group="form")
    async def action_add(self) -> None:
        """Add an account and open it."""
        from reviewtui.tui.screens.forms import add_account_form

        added: list[Account] = []
        if await self.fill_in(add_account_form(self.session, added.append)):
            self.go("account", account_id=added[0].id)

    @work(exclusive=True, group="form")
    async def action_archive(self) -> None:
        """Put the account away, or take it back."""
        from reviewtui.services.accounts import archive_account, get_account

        chosen = self.context_account()
        if chosen is None:
            return
        account = await self.session.read(lambda store: get_account(store, chosen[0]))
        moment, away = self.session.moment(), not account.archived
        word = "archived" if away else "back from the archive"
        self.act(
            lambda store: archive_account(store, account.id, moment, archived=away), f"{account.name}: {word}"
        )

    @work(exclusive=True, group="form")
    async def action_touch(self) -> None:
        """Log a call, visit or message: a letter for the channel, then Enter."""
        from reviewtui.services.accounts import contacts
        from reviewtui.tui.screens.forms import touch_form

        chosen = self.context_account()
        if chosen is None:
            return
        people = await self.session.read(lambda store: contacts(store, chosen[0]))
        known = self.session.call_list.calls
        call = known.accounts.get(chosen[0]) if known else None
        planned = call.next_touch if call else None
        await self.fill_in(touch_form(self.session, chosen[0], people, planned, chosen[1]))

    @work(exclusive=True, group="form")
    async def action_no_answer(self) -> None:
        """Nobody reached: log the attempt, plan the next; in a call session go on to the next account."""
        from reviewtui.tui.screens.dialogs.call import not_reached

        chosen = self.context_account()
        if chosen is None or not self.may_write():
            return
        if await not_reached(self, chosen) and self.session.call_session is not None:
            self.action_next_call()

    def may_write(self) -> bool:
        """Whether the file can be written; when not, say so before anything is typed."""
        if self.session.read_only:
            self.tell(f"{self.session.launch.db} is open for reading only; nothing can be changed.", bad=True)
        return not self.session.read_only

    async def begin_review(self, account_id: int, template_key: str = "") -> None:
        """Open the review in progress (of the template, when one is named), else start one."""
        from reviewtui.services.review_lists import running_review

        try:
            review_id = await self.session.read(lambda store: running_review(store, account_id, template_key))
            if review_id is None:
                if not self.may_write():
                    return
                review_id = await self._start(account_id, template_key or USUAL_TEMPLATE)
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)
        else:
            self.go("review", review_id=review_id)

    async def _start(self, account_id: int, template_key: str) -> int:
        from reviewtui import paths
        from reviewtui.services.reviews import start_review
        from reviewtui.services.templates import template_by_key

        moment = self.session.moment()
        template = template_by_key(template_key, paths.templates_dir())
        return await self.session.act(lambda store: start_review(store, account_id, template, moment))
