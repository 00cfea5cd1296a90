"""Today: what waits, and for each review that is due the reason in words."""

from __future__ import annotations

from datetime import date

from reviewtui.domain.actions import Action
from reviewtui.domain.frozen import frozen
from reviewtui.domain.money import Money, format_money
from reviewtui.domain.reviews import ReviewLine


@frozen
class DueReview:
    """An account whose review is due; ``last_review`` is the last finished one of the usual template.

    ``revenue`` is the net revenue of the 12 months in 1/10,000 of a unit of ``currency``, None where nothing is known;
    ``own_months`` the rhythm of reviews where the account has one of its own.
    """

    account_id: int
    account: str
    external_id: str
    owner: str
    last_review: date | None
    revenue: int | None
    currency: str
    rating: int | None = None
    last_order: date | None = None
    overdue_actions: int = 0
    own_months: int | None = None


@frozen
class Today:
    """What waits as of a date. Each list is its first rows; the ``_count`` beside it says how many there are in all.

    ``due_actions`` are those due on the day itself, ``week_actions`` the rest up to Sunday; ``accounts`` counts
    the accounts that are not archived.
    """

    as_of: date
    in_progress: tuple[ReviewLine, ...]
    due: tuple[DueReview, ...]
    due_count: int
    overdue_actions: tuple[Action, ...]
    overdue_count: int
    due_actions: tuple[Action, ...]
    due_actions_count: int
    week_actions: tuple[Action, ...]
    week_count: int
    accounts: int


def days_words(days: int) -> str:
    """``today``, ``1 day ago``, ``194 days ago``."""
    if days == 0:
        return "today"
    return f"{days} day{'' if days == 1 else 's'} ago"


def review_reason(last_review: date | None, as_of: date, own_months: int | None = None) -> str:
    """Why a review is due: ``last review 2026-05-12, 194 days ago`` or ``never reviewed``; and its own rhythm."""
    if last_review is None:
        return "never reviewed"
    own = f", own: every {own_months} month{'' if own_months == 1 else 's'}" if own_months else ""
    return f"last review {last_review.isoformat()}, {days_words((as_of - last_review).days)}{own}"


def due_reason(due: DueReview, as_of: date, *, decimal: str = ".", group: str = ",") -> str:
    """Why an account stands where it stands: its review, then its net revenue of the 12 months."""
    reason = review_reason(due.last_review, as_of, due.own_months)
    if due.revenue is None:
        return f"{reason}; no orders known"
    amount = format_money(Money(due.revenue, due.currency), decimal=decimal, group=group, places=0)
    return f"{reason}; {amount.strip()} in 12 months"
