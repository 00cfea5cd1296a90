"""The reasons that Today gives."""

from __future__ import annotations

from datetime import date

import pytest

from reviewtui.domain.today import DueReview, days_words, due_reason, review_reason

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(("days", "words"), [(0, "today"), (1, "1 day ago"), (194, "194 days ago")])
def test_days_are_said_as_people_say_them(days: int, words: str) -> None:
    assert days_words(days) == words


def test_a_review_that_is_due_says_when_the_last_one_was_and_how_long_that_is() -> None:
    assert review_reason(date(2026, 5, 12), DAY) == "last review 2026-05-12, 194 days ago"


def test_an_account_never_reviewed_says_so() -> None:
    assert review_reason(None, DAY) == "never reviewed"


def test_the_reason_ends_with_the_revenue_or_says_that_none_is_known() -> None:
    due = DueReview(1, "Acme", "", "", None, 123_456_000, "EUR")
    assert due_reason(due, DAY) == "never reviewed; EUR 12,346 in 12 months"
    assert due_reason(due, DAY, decimal=",", group=".") == "never reviewed; EUR 12.346 in 12 months"
    assert due_reason(DueReview(1, "Acme", "", "", None, None, ""), DAY) == "never reviewed; no orders known"
