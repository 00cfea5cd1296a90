"""The wrap-up: what is read back, what is confirmed, when we talk again, and what finishing makes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from driver import open_app, reopened

from factories import AS_OF, answered, make_account, make_review, make_store
from reviewtui.domain.reviews import ReviewState
from reviewtui.storage.store import Store
from reviewtui.tui.messages import Go

NOTES = {
    "bud.dir": "! send price list @sam 4 dec\n!! call the plant manager 1 dec\n~ he looked tired",
    "imp.service": "+ weekly stock report",
    "comp.active": "^Acme pricing: 12% below us",
}


def begun(folder: Path, notes: dict[str, str] | None = None) -> tuple[Store, int, int]:
    """An account with a review last quarter and one in progress that says something else."""
    store = make_store(folder)
    account = make_account(store, "Northwind Freight")
    make_review(store, account, date(2026, 8, 20), answered("bud.dir", "same"), answered("base.comm", 9))
    review = make_review(
        store, account, AS_OF, answered("bud.dir", "cut"), answered("base.comm", 9), finished=False,
        notes=NOTES if notes is None else notes,
    )  # fmt: skip
    return store, account, review


def wrap(store: Store, review: int, **more):
    return open_app(store.path, Go("wrapup", review_id=review), **more)


async def test_it_reads_back_what_changed_first_what_was_promised_and_what_is_missing(tmp_path):
    store, _, review = begun(tmp_path)
    async with wrap(store, review) as user:
        await user.sees("What I heard")
        rows = [row for row in user.screen_text().split("\n") if "changed" in row or "same" in row]
        assert "1 changed" in rows[0]
        assert "down" in user.row("Budget for us") or "changed" in user.row("Budget for us")
        assert "was Same" in user.row("Budget for us")
        promised = user.row("call the plant manager")
        assert "Robin" in promised and "by Tue 1 Dec" in promised
        assert "Not dealt with" in user.screen_text()
        assert "tired" not in user.screen_text()


async def test_captures_are_taken_left_dropped_and_what_was_left_stays_a_line(tmp_path):
    store, account, review = begun(tmp_path)
    async with wrap(store, review) as user:
        await user.sees("[x] action")
        await user.press("tab", "tab")
        assert "action" in user.row(">")
        await user.press("space")
        assert "[ ] action" in user.screen_text()
        user.screen.list.move_to_key(next(r.key for r in user.screen._rows if "Acme" in str(r.key)))
        await user.press("x")
        await user.sees(" -  sighting")
        await user.press("f")
        await user.sees("Makes 1 promise, 1 ask.")
        assert user.screen.explanation.endswith("Not read back to them yet.")
        assert "1 capture stays a line of the note." in user.screen.explanation
        await user.press("y")
        await user.sees("For the customer")
    with reopened(store.path).read() as r:
        assert [(a.title, a.promise) for a in r.work.actions(account_id=account)] == [
            ("call the plant manager", True)
        ]
        assert [ask.text for ask in r.work.asks(account)] == ["weekly stock report"]
        assert not r.work.sightings(account)
        assert "send price list" in r.reviews.note(review, "bud.dir").text


async def test_dropped_can_be_taken_back(tmp_path):
    store, _, review = begun(tmp_path, {"bud.dir": "! send price list"})
    async with wrap(store, review) as user:
        await user.sees("[x] action")
        await user.press("tab", "tab", "x")
        await user.sees(" -  action")
        await user.press("x")
        await user.sees("[x] action")


async def test_editing_a_capture_edits_its_line_in_the_note(tmp_path):
    store, _, review = begun(tmp_path)
    async with wrap(store, review) as user:
        await user.sees("[x] action")
        await user.press("tab", "tab", "e")
        await user.sees("Edit the capture")
        await user.write(" p1")
        await user.sees("action, @sam, Fri 4 Dec, p1")
        await user.press("enter")
        await user.until(lambda: "p1" in user.row("send price list"))
    with reopened(store.path).read() as r:
        assert r.reviews.note(review, "bud.dir").text.split("\n")[0] == "! send price list @sam 4 dec p1"
        assert "~ he looked tired" in r.reviews.note(review, "bud.dir").text


async def test_our_own_view_takes_one_key_each_and_is_kept_at_once(tmp_path):
    store, _, review = begun(tmp_path)
    async with wrap(store, review) as user:
        await user.sees("What I heard")
        user.screen.list.move_to_key(("question", "close.readback"))
        await user.press("1", "4", "2", "t")
        assert "[1 Right]" in user.screen_text()
        assert "[4 Warm]" in user.screen_text()
        assert "[10]" in user.row("My confidence")
        await user.press("backspace")
        assert "[10]" not in user.row("My confidence")
        await user.press("8")
        await user.saved()
    with reopened(store.path).read() as r:
        kept = {a.question_key: a.value for a in r.reviews.answers(review)}
    assert (kept["close.readback"], kept["close.mood"], kept["close.rushed"], kept["close.gut"]) == (
        "right", "warm", "partly", 8,
    )  # fmt: skip


async def test_the_next_date_is_proposed_takes_shorthand_and_outlives_a_closed_terminal(tmp_path):
    store, account, review = begun(tmp_path)
    async with wrap(store, review) as user:
        await user.sees("Mon 22 Feb 2027")
        await user.press("n")
        await user.sees("Empty: no date.")
        await user.press("ctrl+u")
        await user.write("in 10 weeks")
        await user.sees("= Fri 29 Jan 2027")
        await user.press("enter")
        await user.sees("Fri 29 Jan 2027")
        await user.saved()
    async with wrap(store, review) as user:
        await user.sees("Fri 29 Jan 2027")
        await user.press("f", "y")
        await user.sees("For the customer")
    with reopened(store.path).read() as r:
        assert r.reviews.get(review).next_date == date(2027, 1, 29)
        planned = [touch.day for touch in r.work.touches(account) if touch.planned]
        assert planned == [date(2027, 1, 29)]


async def test_finishing_asks_once_and_leads_to_the_recap_and_back_to_where_the_review_was_opened(tmp_path):
    store, _, review = begun(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.app.open_place("review", review_id=review)
        await user.press("f")
        await user.sees("What I heard")
        await user.press("f", "n")
        with reopened(store.path).read() as r:
            assert r.reviews.get(review).state is ReviewState.IN_PROGRESS
        await user.press("f", "y")
        await user.sees("For the customer")
        assert "call the plant manager, by Tue 1 Dec 2026" in user.screen_text()
        await user.press("escape")
        await user.until(lambda: user.screen.PLACE == "actions")
    with reopened(store.path).read() as r:
        assert r.reviews.get(review).state is ReviewState.FINISHED


async def test_what_is_refused_is_said_and_nothing_is_finished(tmp_path):
    store, _, review = begun(tmp_path)
    async with wrap(store, review) as user:
        await user.sees("What I heard")
        await user.press("n", "ctrl+u")
        await user.write("yesterday")
        await user.press("enter", "f", "y")
        await user.until(lambda: any("not after" in n.message for n in user.app._notifications))
        assert user.screen.PLACE == "wrapup"
    with reopened(store.path).read() as r:
        assert r.reviews.get(review).state is ReviewState.IN_PROGRESS


async def test_enter_goes_to_the_question_that_is_missing_and_the_wrapup_is_up_to_date_afterwards(tmp_path):
    store, _, review = begun(tmp_path)
    async with open_app(store.path, Go("review", review_id=review), size=(80, 40)) as user:
        await user.sees("Northwind Freight")
        await user.press("f")
        await user.sees("Not dealt with")
        user.screen.list.move_to_key(("missing", "sat.rating"))
        await user.press("enter")
        await user.until(lambda: user.screen.PLACE == "review")
        assert user.screen.desk.slot.question == "sat.rating"
        await user.press("9", "f")
        await user.until(lambda: user.screen.PLACE == "wrapup")
        await user.until(lambda: not user.row("Rating:") and "new" in user.row("Rating "))


async def test_a_line_captured_here_is_a_capture_of_this_review(tmp_path):
    store, _, review = begun(tmp_path, {})
    async with wrap(store, review) as user:
        await user.sees("None. A line that begins")
        await user.press("a")
        await user.write("!! send the minutes tomorrow")
        await user.press("enter", "escape")
        await user.sees("[x] promise")
        await user.press("f", "y")
        await user.sees("send the minutes, by Sat 21 Nov 2026")


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_nothing_is_wider_than_the_screen(tmp_path, size):
    store, _, review = begun(tmp_path, {**NOTES, "sat.rating": "! " + "[b]長い[/b] " * 40 + "fri"})
    async with wrap(store, review, size=size) as user:
        await user.sees("What I heard")
        await user.press("enter", "G", "g", "tab", "tab", "tab", "shift+tab")
        assert all(len(line) <= size[0] for line in user.screen_text().split("\n"))
