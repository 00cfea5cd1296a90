"""Today: reviews in progress and due with the reason, actions overdue and due; in pages, whatever the size of the file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from reviewtui.domain.actions import Wanted
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.moment import Moment
from reviewtui.domain.quarter import quarter_of
from reviewtui.domain.reviews import Review, ReviewLine, review_address
from reviewtui.domain.today import DueReview, Today
from reviewtui.storage.review_rhythm import RULES_KEY, rules_of

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store

FIRST = 30
"""Rows of each list that come with the first read; the counts say how many more there are."""


def today(store: Store, as_of: date, settings: FigureSettings | None = None, *, first: int = FIRST) -> Today:
    """All of Today as of a date; ``first`` limits each list (-1: no limit).

    Without ``settings`` a review is due by those that the stored figures were made with.
    """
    rules = None if settings is None else rules_of(settings)
    sunday = as_of + timedelta(days=6 - as_of.weekday())
    overdue = Wanted(as_of, due_to=as_of - timedelta(days=1))
    at_once = Wanted(as_of, due_from=as_of, due_to=as_of)
    week = Wanted(as_of, due_from=as_of + timedelta(days=1), due_to=sunday)
    with store.read() as r:
        return Today(
            as_of=as_of,
            due=r.today.due(as_of, first, rules=rules),
            due_count=r.today.due_count(as_of, rules),
            in_progress=_in_progress(r, as_of),
            overdue_actions=r.agenda.page(overdue, first),
            overdue_count=r.agenda.count(overdue),
            due_actions=r.agenda.page(at_once, first),
            due_actions_count=r.agenda.count(at_once),
            week_actions=r.agenda.page(week, first),
            week_count=r.agenda.count(week),
            accounts=r.accounts.count(),
        )


def due_page(
    store: Store, as_of: date, offset: int, limit: int = FIRST, settings: FigureSettings | None = None
) -> tuple[DueReview, ...]:
    """Another page of the reviews that are due, in the same order."""
    with store.read() as r:
        return r.today.due(as_of, limit, offset, None if settings is None else rules_of(settings))


def keep_figures(store: Store, moment: Moment, settings: FigureSettings = USUAL) -> None:
    """Bring the figures that Today and Accounts read to the moment's date and these settings, unless they stand so.

    One pass over the order days of all accounts; for the saver at the start of a day and after an import.
    """
    with store.read() as r:
        if r.setting("figures_as_of") == moment.as_of.isoformat() and r.setting(RULES_KEY) == rules_of(
            settings
        ):
            return
    with store.write("figures of the day", moment, journal=False) as w:
        w.keep_figures(rules_of(settings))


def _in_progress(r: Reader, as_of: date) -> tuple[ReviewLine, ...]:
    reviews = [review for review in r.reviews.in_progress() if review.date <= as_of]
    counts = r.reviews.answered_counts(tuple(review.id for review in reviews))
    lines = [_line(r, review, counts.get(review.id, 0)) for review in reviews]
    return tuple(line for line in lines if line is not None)


def _line(r: Reader, review: Review, answered: int) -> ReviewLine | None:
    account = r.accounts.name_in_lists(review.account_id)
    if account is None:
        return None
    quarter = quarter_of(review.date, r.first_month).label
    return ReviewLine(
        id=review.id,
        account_id=review.account_id,
        account=account,
        template_key=review.template_key,
        state=review.state,
        date=review.date,
        quarter=quarter,
        address=review_address(account, quarter, review.template_key, 1),
        person=review.person,
        answered=answered,
        rating=rating_in(r, review.id),
    )


def rating_in(r: Reader, review_id: int) -> int | None:
    """The satisfaction given in one review, None when it was not."""
    return r.reviews.rating(review_id)
