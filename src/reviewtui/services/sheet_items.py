"""What a review comes back to: promises made before it, and asks that were decided or dealt with since."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.actions import Action, ActionStatus
from reviewtui.domain.dates import short_date
from reviewtui.domain.quarter import months_before
from reviewtui.domain.records import Ask
from reviewtui.domain.reviews import Review
from reviewtui.domain.sheets import Item
from reviewtui.domain.text import one_line

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader

SETTLED_HOLDS = ("better", "same", "no longer needed")
"""What was said once of a fix and need not be asked again; one that wore off is."""


def promise_items(
    r: Reader, review: Review, last: Review | None, answered: Collection[str]
) -> tuple[Item, ...]:
    """Promises of ours made before this review and open, or ended since the last one; those answered here stay.

    ``answered`` are the items that have an answer in this review.
    """
    since = last.date if last else months_before(review.date)
    actions = r.work.actions(account_id=review.account_id, status=None, promises=True)
    return tuple(
        Item(action.uid, one_line(action.title, " "), _promise_detail(action), "action", action.id)
        for action in actions
        if action.uid in answered or _comes_back(action, review, since)
    )


def _comes_back(action: Action, review: Review, since: date) -> bool:
    if action.side != "ours" or not _made_before(action.created_on, action.review_id, review):
        return False
    if action.status is ActionStatus.OPEN:
        return True
    return action.done_on is not None and action.done_on >= since


def _made_before(day: date, review_id: int | None, review: Review) -> bool:
    """Made on an earlier day, or the same day in another review."""
    if review_id == review.id:
        return False
    return day < review.date or (day == review.date and review_id is not None)


def _promise_detail(action: Action) -> str:
    parts = [f"promised {short_date(action.created_on)}"]
    if action.due:
        parts.append(f"due {short_date(action.due)}")
    if action.status is ActionStatus.DONE and action.done_on:
        parts.append(f"done {short_date(action.done_on)}")
    return ", ".join(parts)


def fix_items(r: Reader, review: Review, last: Review | None, answered: Collection[str]) -> tuple[Item, ...]:
    """Asks of theirs we decided to do or study, or have done since; done ones first, those answered here stay."""
    since = last.date if last else months_before(review.date)
    asks = [
        ask
        for ask in r.work.asks(review.account_id)
        if ask.uid in answered or _asked_again(ask, review, since)
    ]
    asks.sort(key=lambda ask: ask.status != "done")
    return tuple(Item(ask.uid, one_line(ask.text, " "), _ask_detail(ask), "ask", ask.id) for ask in asks)


def _asked_again(ask: Ask, review: Review, since: date) -> bool:
    if not _made_before(ask.asked_on, ask.review_id, review) or ask.holds in SETTLED_HOLDS:
        return False
    if ask.status == "done":
        return bool(ask.holds) or ask.done_on is None or ask.done_on >= since
    return ask.decision in ("do", "study")


def _ask_detail(ask: Ask) -> str:
    parts = [f"asked {short_date(ask.asked_on)}"]
    if ask.status == "done":
        parts.append(f"done {short_date(ask.done_on)}" if ask.done_on else "done")
    elif ask.decision:
        parts.append(f"decided: {ask.decision}")
    return ", ".join(parts)
