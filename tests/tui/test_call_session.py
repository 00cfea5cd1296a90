"""A call session: brief, review, wrap-up, next, without going back to the list."""

from __future__ import annotations

import pytest
from driver import open_app

from factories import AS_OF, make_account, make_store
from reviewtui.tui.call_session import CallSession
from reviewtui.tui.messages import Go


@pytest.fixture
def store(tmp_path):
    found = make_store(tmp_path)
    for name in ("Acme", "Beta", "Cell", "Dorn"):
        make_account(found, name)
    return found


def named(user, name: str) -> bool:
    """Whether the brief of this account is on the screen."""
    return getattr(user.screen, "PLACE", "") == "account" and user.screen_text().startswith(f" {name}")


async def test_the_first_so_many_are_called_one_after_the_other(store):
    async with open_app(store.path, Go("today")) as user:
        await user.press("N")
        await user.sees("Call how many")
        assert user.screen.field.value == "4"
        await user.press("backspace")
        await user.write("2")
        await user.press("enter")
        await user.until(lambda: named(user, "Acme"), "the first brief")
        assert "call 1/2" in user.row("Acme")
        await user.press("r")
        await user.until(lambda: user.screen.PLACE == "review", "the review open")
        await user.press("2", "greater_than_sign")
        await user.until(lambda: named(user, "Beta"), "the second brief")
        assert "call 2/2" in user.row("Beta")
        await user.press("greater_than_sign")
        await user.until(lambda: user.screen.PLACE == "today", "home after the last")
        await user.sees("calls: 1 of 2 done, 1 still marked")
        assert len(user.screen.marked) == 1
        assert user.row("* Beta")


async def test_who_was_not_called_yet_is_marked_again_after_the_program_was_left(store):
    async with open_app(store.path, Go("today")) as user:
        await user.press("N", "enter")
        await user.until(lambda: named(user, "Acme"), "the first brief")
        await user.press("greater_than_sign")
        await user.until(lambda: named(user, "Beta"), "the second brief")
        await user.saved()
    async with open_app(store.path, Go("today")) as user:
        await user.sees("3 marked")
        assert user.row("* Beta") and not user.row("* Acme")
        await user.press("N")
        await user.until(lambda: named(user, "Beta"), "the session goes on")
        await user.press("escape")
        await user.until(lambda: user.screen.PLACE == "today", "home")
        await user.press("escape")
        await user.saved()
    async with open_app(store.path, Go("today")) as user:
        await user.sees("contact: never in touch")
        await user.saved()
        assert not user.screen.marked, "marks taken away stay away"


async def test_from_review_to_wrap_up_to_the_next_brief(store):
    async with open_app(store.path, Go("today")) as user:
        await user.press("N", "enter")
        await user.until(lambda: named(user, "Acme"), "the first brief")
        await user.press("r")
        await user.until(lambda: user.screen.PLACE == "review", "the review open")
        await user.press("f")
        await user.until(lambda: user.screen.PLACE == "wrapup", "the wrap-up")
        assert "call 1/4" in user.screen_text().split("\n")[0]
        await user.press("f", "y")
        await user.until(lambda: user.screen.PLACE == "recap", "the recap")
        await user.press("greater_than_sign")
        await user.until(lambda: named(user, "Beta"), "the next brief")


async def test_the_marked_are_called_in_the_order_of_the_queue(store):
    async with open_app(store.path, Go("today")) as user:
        await user.press("j", "j", "space", "home", "j", "space")
        assert "2 marked" in user.row("Today")
        await user.press("N")
        await user.until(lambda: named(user, "Beta"), "the first marked")
        assert "call 1/2" in user.row("Beta")


async def test_escape_leaves_the_session_and_the_rest_stays_marked(store):
    async with open_app(store.path, Go("today")) as user:
        await user.press("N", "enter")
        await user.until(lambda: named(user, "Acme"), "the first brief")
        await user.press("escape")
        await user.until(lambda: user.screen.PLACE == "today", "home")
        assert user.app.session.call_session is None
        assert len(user.screen.marked) == 4
        await user.press("escape")
        assert not user.screen.marked
        await user.press("enter")
        await user.until(lambda: user.screen.PLACE == "account", "an account")
        assert "call 1" not in user.screen_text()
        await user.press("greater_than_sign")
        await user.sees("No call session is on")


async def test_nobody_reached_is_logged_and_the_next_comes_by_itself(store):
    async with open_app(store.path, Go("today")) as user:
        await user.press("N", "enter")
        await user.until(lambda: named(user, "Acme"), "the first brief")
        await user.press("m")
        await user.sees("Not reached: Acme")
        await user.press("enter")
        await user.until(lambda: named(user, "Beta"), "the next brief")
    with store.read() as r:
        assert [(one.day, one.reached) for one in r.work.touches(1, AS_OF)] == [(AS_OF, False)]


async def test_nobody_reached_in_the_review_goes_on_to_the_next_too(store):
    async with open_app(store.path, Go("today")) as user:
        await user.press("N", "enter")
        await user.until(lambda: named(user, "Acme"), "the first brief")
        await user.press("r")
        await user.until(lambda: user.screen.PLACE == "review", "the review open")
        await user.press("m")
        await user.sees("Not reached: Acme")
        await user.press("enter")
        await user.until(lambda: named(user, "Beta"), "the next brief")


def test_who_was_written_about_is_done_and_who_was_not_is_skipped():
    session = CallSession([(1, "Acme"), (2, "Beta")])
    assert session.go_on()
    assert session.here == (2, "Beta") and session.words == "call 2/2"
    assert not session.go_on()
    assert session.left({1, 7}) == {2}
    assert session.summary({1, 7}) == "calls: 1 of 2 done, 1 still marked"
    assert session.summary({1, 2}) == "calls: all 2 done"
