"""What one account has of its own of the cadence: how it is typed, what holds with it, and from when."""

from __future__ import annotations

from datetime import date

import pytest

from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.figure_settings import USUAL
from reviewtui.domain.own_plan import AS_USUAL, FIELDS, OwnPlan, in_force, kept_plan, since_text
from reviewtui.domain.plan_words import own_words, shown, typed, understood

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("contact_ideal", "", None), ("contact_ideal", " 45 ", 45), ("contact_ideal", "45d", 45),
        ("contact_ideal", "6 weeks", 42), ("feedback_maximum", "3650", 3650), ("renewal_lead", "0", 0),
        ("review_months", "6", 6), ("review_months", "6m", 6), ("review_months", "1 year", 12),
        ("post_order", "none", ""), ("post_order", "", None), ("post_order", "1d 7d 1m", "1d 7d 1m"),
        ("post_order", "1d,7d,1m", "1d 7d 1m"), ("post_order", "3 months, 14 and 2 days", "2d 14d 3m"),
        ("post_order", "2w 1y 1d 1d", "1d 14d 12m"), ("post_order", "0d", "0d"),
    ],
)  # fmt: skip
def test_what_is_typed_is_understood(name: str, text: str, value: int | str | None) -> None:
    assert understood(name, text) == value
    assert understood(name, typed(value)) == value, "what stands in the field means the same again"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("contact_ideal", "0", "1 to 3650 days"), ("contact_ideal", "3651", "1 to 3650 days"),
        ("contact_ideal", "2 months", "no number of days"), ("contact_ideal", "-4", "not understood"),
        ("contact_ideal", "1.5", "not understood"), ("review_months", "121", "1 to 120 months"),
        ("review_months", "30 days", "no number of months"), ("review_months", "soon", "no number of months"),
        ("post_order", "1 7", "7 days or 7 months"), ("post_order", "d", "not understood"),
        ("post_order", "1d x", '"x" is not understood'), ("post_order", "0m", "1 to 120 months"),
        ("post_order", "4000d", "at most 3650 days"), ("post_order", ",", "has steps"),
        ("post_order", " ".join(f"{n}d" for n in range(21)), "21 steps"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_says_why(name: str, text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        understood(name, text)


def test_without_anything_of_its_own_the_tier_and_the_settings_hold() -> None:
    found = in_force(AS_USUAL, "B")
    assert (found.contact_ideal, found.contact_maximum, found.feedback_ideal, found.feedback_maximum) == (
        60, 120, 183, 240,
    )  # fmt: skip
    assert (found.review_months, found.post_order, found.renewal_lead) == (6, "1d 7d 1m 3m 6m", 60)
    assert (found.own, own_words(found)) == (frozenset(), ())


def test_its_own_parts_hold_and_the_others_are_as_usual() -> None:
    found = in_force(OwnPlan(feedback_ideal=200, review_months=1, post_order="", renewal_lead=0), "B")
    assert (found.feedback_ideal, found.feedback_maximum, found.contact_ideal) == (200, 240, 60)
    assert (found.review_months, found.post_order, found.renewal_lead) == (1, "", 0)
    assert own_words(found) == (
        "ask every 200 days", "review every 1 month", "after an order none", "0 days before a renewal",
    )  # fmt: skip


def test_an_own_interval_moves_the_other_one_where_they_would_cross() -> None:
    found = in_force(OwnPlan(contact_ideal=200), "B")
    assert (found.contact_ideal, found.contact_maximum) == (200, 200)
    assert found.own == {"contact_ideal", "contact_maximum"}
    found = in_force(OwnPlan(contact_maximum=20), "B")
    assert (found.contact_ideal, found.contact_maximum) == (20, 20)


def test_its_steps_and_its_lead_stand_in_for_those_of_the_settings() -> None:
    settings = OwnPlan(post_order="400d 18m", renewal_lead=5).over(USUAL)
    assert (settings.post_order_days, settings.post_order_months, settings.renewal_lead) == ((400,), (18,), 5)
    assert AS_USUAL.over(USUAL) is USUAL


def test_each_part_holds_from_the_day_it_was_decided() -> None:
    since = since_text("", ["contact_ideal"], ["contact_ideal"], date(2026, 3, 1))
    since = since_text(since, ["review_months"], ["contact_ideal", "review_months"], DAY)
    row = (10, None, None, None, 12, None, None)
    assert kept_plan(date(2026, 2, 28), since, *row) == AS_USUAL
    assert kept_plan(date(2026, 3, 1), since, *row) == OwnPlan(contact_ideal=10)
    assert kept_plan(DAY, since, *row) == OwnPlan(contact_ideal=10, review_months=12)
    assert since_text(since, ["contact_ideal", "review_months"], [], DAY) == ""


def test_what_has_no_day_holds_since_ever_and_what_is_senseless_does_not_at_all() -> None:
    row = (10, 0, -3, 10**9, 500, "1x", "7")
    for since in (None, "", "{", "[1]", '{"contact_ideal": 4}'):
        assert kept_plan(date(1950, 1, 1), since, *row) == OwnPlan(contact_ideal=10)


def test_every_part_has_its_words() -> None:
    assert [shown(name, None) for name in FIELDS] == [""] * len(FIELDS)
    assert shown("post_order", "1d 7d 1m") == "1, 7 days; 1 month"
    assert (shown("post_order", ""), shown("contact_ideal", 1), shown("review_months", 6)) == (
        "none", "1 day", "6 months",
    )  # fmt: skip
