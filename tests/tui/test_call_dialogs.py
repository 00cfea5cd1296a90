"""The windows of a call: who was there and when, nobody reached, something on fire."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from driver import open_app, reopened

from factories import AS_OF, answered, give, make_account, make_contact, make_review, make_store
from reviewtui.domain.reviews import ReviewState
from reviewtui.storage.store import Store
from reviewtui.tui.messages import Go


def begun(folder: Path) -> tuple[Store, int, int]:
    store = make_store(folder)
    account = make_account(store, "Northwind Freight")
    make_contact(store, account, "Kim Olsen", title="Buyer")
    make_contact(store, account, "Ann [b] Lee", decides=True)
    return store, account, make_review(store, account, AS_OF, finished=False)


def review(store: Store, review_id: int):
    with reopened(store.path).read() as r:
        return r.reviews.get(review_id)


async def test_contacts_are_ticked_and_other_names_typed(tmp_path):
    store, _, review_id = begun(tmp_path)
    async with open_app(store.path, Go("review", review_id=review_id)) as user:
        await user.sees("Northwind Freight")
        await user.press("c")
        await user.sees("[ ] Ann [b] Lee  decides")
        await user.press("ctrl+u")
        await user.write("yesterday")
        await user.sees("= Thu 19 Nov 2026")
        await user.press("tab", "right", "tab", "space", "tab")
        assert "[x] Ann [b] Lee" in user.screen_text()
        await user.write("Jo Berg, the driver")
        await user.press("enter")
        await user.sees("call: 2026-11-19, visit, 3 there")
    kept = review(store, review_id)
    assert kept.attendees == ("Ann [b] Lee", "Jo Berg", "the driver")
    assert (kept.date, kept.channel, kept.person) == (date(2026, 11, 19), "visit", "Robin")


async def test_a_call_is_not_after_today_and_escape_changes_nothing(tmp_path):
    store, _, review_id = begun(tmp_path)
    before = review(store, review_id)
    async with open_app(store.path, Go("review", review_id=review_id)) as user:
        await user.sees("Northwind Freight")
        await user.press("c", "ctrl+u")
        await user.write("tomorrow")
        await user.press("enter")
        await user.sees("? the call cannot be after today")
        await user.press("escape")
        await user.until(lambda: user.screen.PLACE == "review")
    assert review(store, review_id) == before


async def test_not_reached_takes_a_day_in_shorthand_and_keeps_a_review_that_holds_something(tmp_path):
    store, account, review_id = begun(tmp_path)
    give(store, review_id, answered("bud.dir", "cut"))
    async with open_app(store.path, Go("review", review_id=review_id)) as user:
        await user.sees("Northwind Freight")
        await user.press("m")
        await user.sees("= Mon 23 Nov 2026, in 3 days")
        await user.write("yesterday")
        await user.press("enter")
        await user.sees("? that is past")
        await user.press("ctrl+u")
        await user.write("wed")
        await user.press("enter")
        await user.until(lambda: not user.screen.is_modal)
        await user.saved()
    assert review(store, review_id).state is ReviewState.IN_PROGRESS
    with reopened(store.path).read() as r:
        touches = {(touch.day, touch.reached, touch.planned) for touch in r.work.touches(account)}
    assert touches == {(AS_OF, False, False), (date(2026, 11, 25), True, True)}


async def test_an_urgent_issue_with_a_day_makes_an_action_for_its_owner(tmp_path):
    store, account, review_id = begun(tmp_path)
    async with open_app(store.path, Go("review", review_id=review_id)) as user:
        await user.sees("Northwind Freight")
        await user.press("exclamation_mark")
        await user.write("pump leaks")
        await user.press("tab", "2", "tab", "ctrl+u")
        await user.write("Sam")
        await user.press("tab")
        await user.write("mon")
        await user.press("enter")
        await user.sees("minor issue logged")
    with reopened(store.path).read() as r:
        (issue,) = r.work.issues(account)
        (action,) = r.work.actions(account_id=account)
    assert (issue.text, issue.severity, issue.owner, issue.review_id) == (
        "pump leaks", "minor", "Sam", review_id,
    )  # fmt: skip
    assert (action.title, action.owner, action.due) == ("Solve: pump leaks", "Sam", date(2026, 11, 23))


async def test_what_was_typed_of_an_urgent_issue_survives_escape_and_is_forgotten_when_logged(tmp_path):
    store, account, review_id = begun(tmp_path)
    async with open_app(store.path, Go("review", review_id=review_id)) as user:
        await user.sees("Northwind Freight")
        await user.press("f8", "enter")
        assert user.screen.is_modal
        await user.write("half a")
        await user.press("escape", "f8")
        await user.sees("half a")
        await user.write(" word")
        await user.press("enter")
        await user.sees("urgent issue logged")
        await user.press("f8")
        assert "half a" not in user.screen_text()
    with reopened(store.path).read() as r:
        assert [issue.text for issue in r.work.issues(account)] == ["half a word"]


@pytest.mark.parametrize("key", ["c", "m", "f8"])
async def test_the_windows_fit_a_small_terminal(tmp_path, key):
    store, account, review_id = begun(tmp_path)
    for number in range(30):
        make_contact(store, account, f"Person {number} " + "長い" * 30)
    async with open_app(store.path, Go("review", review_id=review_id), size=(60, 15)) as user:
        await user.sees("core")
        await user.press(key)
        await user.until(lambda: user.screen.is_modal)
        await user.sees("Enter OK")
        assert all(len(line) <= 60 for line in user.screen_text().split("\n"))
