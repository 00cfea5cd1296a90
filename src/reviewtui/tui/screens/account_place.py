"""What places that stand on an account share: starting its review, and saying which account they mean."""

from __future__ import annotations

from textual import work

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.reviews import USUAL_TEMPLATE
from reviewtui.tui.screens.place import Place


class AccountPlace(Place):
    """A place with an account under the cursor; ``context_account`` says which."""

    @work(exclusive=True, group="review")
    async def action_review(self) -> None:
        """Resume the account's review in progress, or start the quarterly one."""
        chosen = self.context_account()
        if chosen is not None:
            await self.begin_review(chosen[0])

    async def begin_review(self, account_id: int, template_key: str = "") -> None:
        """Open the review in progress (of the template, when one is named), else start one."""
        from reviewtui.services.review_lists import running_review

        try:
            review_id = await self.session.read(lambda store: running_review(store, account_id, template_key))
            if review_id is None:
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
