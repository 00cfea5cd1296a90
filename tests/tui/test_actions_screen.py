"""The agenda: what is due when, and what one key does about one action or several."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from driver import open_app, reopened

from factories import AS_OF, make_account, make_action, make_review, make_store, moment
from reviewtui.config import Config
from reviewtui.domain.actions import ActionStatus
from reviewtui.services import captures, reviews
from reviewtui.services.actions import get_action
from reviewtui.storage.store import Store
from reviewtui.tui.messages import Go


def day(n: int) -> date:
    return AS_OF + timedelta(days=n)


def agenda(folder: Path) -> tuple[Store, dict[str, int]]:
    """One action for each part of the agenda, of two accounts; the made ids by title."""
    store = make_store(folder)
    zeta, alpha = make_account(store, "Zeta Works"), make_account(store, "Alpha Bakery")
    wanted = [
        (zeta, "send the drawings", {"due": day(-9), "promise": True, "owner": "Sam"}),
        (alpha, "ring Kim", {"due": day(0), "priority": 1, "owner": "Robin"}),
        (zeta, "check the crates", {"due": day(1), "owner": "Robin"}),
        (alpha, "next year's prices", {"due": date(2027, 2, 3), "side": "customer"}),
        (zeta, "some day", {}),
    ]
    made = {title: make_action(store, account, title, day(-30), **more) for account, title, more in wanted}
    return store, made


def stored(store: Store, action_id: int):
    return get_action(reopened(store.path), action_id)


def order(user, *words: str) -> bool:
    places = [user.screen_text().find(word) for word in words]
    return -1 not in places and places == sorted(places)


async def test_actions_stand_by_due_date_with_age_priority_promise_and_owner(tmp_path):
    store, _ = agenda(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("some day")
        assert order(user, "Overdue  1", "Today  1", "This week  1", "Later  1", "No date  1")
        late = user.row("send the drawings")
        assert late.startswith(">") and "Wed 11 Nov" in late and " 9d !!" in late and "Sam" in late
        assert "p1" in user.row("ring Kim")
        assert "3 Feb 27" in user.row("next year's") and "they (c)" in user.row("next year's")
        assert "5, 1 overdue" in user.screen_text()


async def test_done_takes_it_off_the_agenda_and_u_brings_it_back(tmp_path):
    store, made = agenda(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("send the drawings")
        await user.press("d")
        await user.until(lambda: "Overdue" not in user.screen_text())
        done = stored(store, made["send the drawings"])
        assert (done.status, done.done_on) == (ActionStatus.DONE, AS_OF)
        await user.press("u")
        await user.sees("Take back the last change?")
        await user.press("y")
        await user.sees("Overdue  1")
        assert stored(store, made["send the drawings"]).status is ActionStatus.OPEN


async def test_several_marked_ones_are_rescheduled_together_with_the_date_echoed(tmp_path):
    store, made = agenda(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("send the drawings")
        await user.press("space", "space")
        await user.sees("2 marked")
        assert "*" in user.row("send the drawings") and "*" in user.row("ring Kim")
        await user.press("r")
        await user.sees("2 actions")
        await user.write("mon")
        await user.sees("= Mon 23 Nov 2026, in 3 days")
        await user.press("enter")
        await user.sees("Later  3")
    assert stored(store, made["send the drawings"]).due == stored(store, made["ring Kim"]).due == day(3)
    assert stored(store, made["send the drawings"]).first_due == day(-9)
    assert stored(store, made["check the crates"]).due == day(1)


async def test_a_date_that_is_not_understood_is_refused_where_it_is_typed(tmp_path):
    store, made = agenda(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("send the drawings")
        await user.press("r")
        await user.write("30 feb")
        await user.press("enter")
        await user.sees("there is no 30 Feb")
        await user.press("escape")
        assert "New due date" not in user.screen_text()
    assert stored(store, made["send the drawings"]).due == day(-9)


async def test_dates_are_read_in_the_order_of_the_settings_everywhere(tmp_path):
    store, made = agenda(tmp_path)
    async with open_app(store.path, Go("actions"), config=Config(date_order="mdy")) as user:
        await user.sees("send the drawings")
        await user.press("r")
        await user.write("2/3/2027")
        await user.press("enter")
        await user.until(lambda: "Overdue" not in user.screen_text())
        assert stored(store, made["send the drawings"]).due == date(2027, 2, 3)
        user.screen.list.move_to_key(made["ring Kim"])
        await user.press("e", "tab", "tab", "ctrl+u")
        await user.write("2/4/2027")
        await user.press("enter")
        await user.sees("changed: ring Kim")
    assert stored(store, made["ring Kim"]).due == date(2027, 2, 4)


async def test_the_form_changes_an_action_and_refuses_nonsense(tmp_path):
    store, made = agenda(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("send the drawings")
        await user.press("e")
        await user.sees("Edit action")
        await user.press("ctrl+u")
        await user.write("send all [b]drawings[/b]")
        await user.press("tab", "tab", "tab", "ctrl+u")
        await user.write("7")
        await user.press("enter")
        await user.sees("? 1, 2, 3 or nothing")
        await user.press("backspace")
        await user.write("2")
        await user.press("enter")
        await user.sees("changed: send the drawings")
        await user.sees("send all [b]drawings[/b]")
    changed = stored(store, made["send the drawings"])
    assert (changed.title, changed.priority, changed.due) == ("send all [b]drawings[/b]", 2, day(-9))


async def test_dropped_and_done_ones_are_shown_on_demand_and_can_be_opened_again(tmp_path):
    store, made = agenda(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("send the drawings")
        await user.press("x")
        await user.until(lambda: "send the drawings" not in user.row(">"))
        await user.press("v")
        await user.sees("Done and dropped  1")
        await user.press("G")
        assert "send the drawings" in user.row("> -")
        await user.press("d")
        await user.sees("Overdue  1")
    assert stored(store, made["send the drawings"]).status is ActionStatus.OPEN


async def test_grouped_by_account_they_stand_under_the_names(tmp_path):
    store, _ = agenda(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("send the drawings")
        await user.press("b")
        assert order(user, "Alpha Bakery  2", "ring Kim", "Zeta Works  3", "send the drawings", "some day")
        await user.press("b")
        assert order(user, "Overdue  1", "Today  1")


async def test_the_filter_narrows_by_account_title_or_owner_and_escape_shows_all_again(tmp_path):
    store, _ = agenda(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("send the drawings")
        await user.press("slash")
        await user.write("alpha")
        await user.until(lambda: "send the drawings" not in user.screen_text())
        assert "ring Kim" in user.screen_text() and "2 of 5" in user.screen_text()
        await user.press("enter", "d")
        await user.until(lambda: "ring Kim" not in user.row("p1"))
        await user.press("escape")
        await user.sees("send the drawings")
        assert user.screen.PLACE == "actions"


async def test_enter_shows_all_of_an_action_and_enter_again_goes_to_its_question(tmp_path):
    store = make_store(tmp_path)
    account = make_account(store, "Zeta Works")
    review = make_review(
        store, account, finished=False, notes={"bud.dir": "what they said\n! send the drawings fri p1"}
    )
    sheet = reviews.sheet(store, review, AS_OF)
    captures.confirm(store, review, captures.drafts(sheet), moment())
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("send the drawings")
        await user.press("enter")
        await user.sees("! send the drawings fri p1")
        assert "Enter goes to where it came from: its review." in user.screen_text()
        await user.press("enter")
        await user.until(lambda: getattr(user.screen, "PLACE", "") == "review" and user.screen.is_mounted)
        await user.until(
            lambda: user.screen.desk and user.screen.desk.slot and user.screen.desk.slot.question == "bud.dir"
        )


async def test_an_action_of_no_review_leads_to_its_account(tmp_path):
    store, _ = agenda(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("send the drawings")
        await user.press("o")
        await user.until(lambda: user.screen.PLACE == "account")
        await user.sees("Zeta Works")


async def test_n_notes_another_action_for_the_account_under_the_cursor(tmp_path):
    store, _ = agenda(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("send the drawings")
        await user.press("n")
        await user.sees("Capture for Zeta Works")


async def test_the_row_under_the_cursor_is_told_in_full_below_the_list(tmp_path):
    store = make_store(tmp_path)
    title = "ask whether the third delivery of the year can come before the second, as last time"
    make_action(store, make_account(store, "Zeta Works"), title[:60], AS_OF, due=AS_OF)
    async with open_app(store.path, Go("actions"), size=(80, 24)) as user:
        await user.sees("ask whether")
        assert f"{title[:60]}  ·  Zeta Works" in user.screen_text()


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_nothing_is_wider_than_the_screen(tmp_path, size):
    store, _ = agenda(tmp_path)
    make_action(
        store, make_account(store, "株式会社 山田製作所 " * 5), "長い " * 50 + "[/x]", AS_OF, due=AS_OF
    )
    async with open_app(store.path, Go("actions"), size=size) as user:
        await user.sees("send the drawings")
        await user.press("j", "j", "enter")
        assert all(len(line) <= size[0] for line in user.screen_text().split("\n"))
