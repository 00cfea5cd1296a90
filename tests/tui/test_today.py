"""Today says whom to call next and why, and starts from there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from driver import open_app

from factories import (
    AS_OF,
    make_account,
    make_action,
    make_order,
    make_review,
    make_store,
    moment,
    quarterly,
)
from reviewtui.config import Config
from reviewtui.services.reviews import start_review
from reviewtui.services.today import keep_figures
from reviewtui.tui.messages import Go
from reviewtui.tui.screens.today.screen import TodayScreen

HOSTILE = "[/bold]Acme [@click=app.quit]Ω\x1b[31m"


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path)


def today() -> Go:
    return Go("today")


async def test_the_largest_customer_that_is_due_stands_first_with_its_reasons(store):
    small = make_account(store, "Small Ltd", currency="EUR")
    large = make_account(store, "Large Ltd", currency="EUR")
    make_order(store, small, AS_OF - timedelta(days=30), 100)
    make_order(store, large, AS_OF - timedelta(days=30), 90_000)
    async with open_app(store.path, today()) as user:
        rows = user.screen_text().split("\n")
        due = rows[next(at for at, row in enumerate(rows) if "Reviews due" in row) + 1 :]
        at = {name: next(i for i, row in enumerate(due) if name in row) for name in ("Large", "Small")}
        assert at["Large"] < at["Small"]
        assert "never reviewed" in due[at["Large"]] and "EUR 90,000" in due[at["Large"]]
        assert "2 reviews due" in rows[0]


async def test_enter_opens_the_account_and_escape_comes_back(store):
    make_account(store, "Acme")
    async with open_app(store.path, today()) as user:
        await user.press("enter")
        await user.sees("Who")
        assert user.screen.PLACE == "account"
        await user.press("escape")
        assert user.screen.PLACE == "today"


async def test_r_starts_the_review_and_the_second_time_resumes_it(store):
    account = make_account(store, "Acme")
    async with open_app(store.path, today()) as user:
        await user.press("r")
        await user.until(lambda: user.screen.PLACE == "review", "the review open")
        first = user.screen.about["review_id"]
        await user.press("escape")
        await user.sees("In progress")
        await user.press("home", "r")
        await user.until(lambda: user.screen.PLACE == "review", "the review open again")
        assert user.screen.about["review_id"] == first
    with store.read() as r:
        assert [one.account_id for one in r.reviews.in_progress()] == [account]


async def test_a_review_in_progress_stands_above_those_that_are_due(store):
    begun = make_account(store, "Begun")
    make_account(store, "Waiting")
    start_review(store, begun, quarterly(), moment())
    async with open_app(store.path, today()) as user:
        await user.press("home")
        assert user.screen.here().section == "running"
        assert "Begun" in user.row("quarterly 2026-Q4")


async def test_d_marks_the_action_done_and_it_leaves_the_screen(store):
    account = make_account(store, "Acme")
    make_action(store, account, "Send the quote", AS_OF - timedelta(days=9), due=AS_OF - timedelta(days=2))
    async with open_app(store.path, today()) as user:
        assert "2 d late" in user.row("Send the quote")
        await user.press("home", "d")
        await user.sees("No action here to mark done.")
        await user.press("end", "d")
        await user.until(lambda: "d late" not in user.screen_text(), "the action gone")
        assert "done: Send the quote" in user.row("Today")
    with store.read() as r:
        assert r.work.actions(account_id=account, status=None)[0].done_on == AS_OF


async def test_many_due_reviews_leave_room_for_the_actions_and_unfold_with_enter(store):
    with store.write("accounts", moment(), journal=False) as w:
        for number in range(300):
            name = f"Customer {number:03}"
            w.add("account", name=name, name_key=name.casefold())
    account = make_account(store, "Zeta")
    make_action(store, account, "Ring them", AS_OF, due=AS_OF)
    async with open_app(store.path, today()) as user:
        await user.sees("Call queue  301")
        assert "Ring them" in user.screen_text()
        assert "301 reviews due" in user.row("Today")
        while user.screen.list.current_key != ("more", "due"):
            await user.press("down")
        await user.press("enter")
        await user.press("end", "up", "up")
        await user.sees("Zeta")
        await user.sees("Customer 299")
        assert len(user.screen.rows.shown.today.due) == 30, "only the first page came with the first read"


async def test_what_is_in_the_data_is_shown_as_it_is(store):
    account = make_account(store, HOSTILE)
    make_action(store, account, "[red]never[/] run\x07", AS_OF, due=AS_OF)
    async with open_app(store.path, today(), size=(120, 40)) as user:
        assert "[/bold]Acme [@click=app.quit]Ω␛[31m" in user.screen_text()
        assert "[red]never[/] run␇" in user.screen_text()


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_no_row_is_wider_than_the_screen(store, size):
    account = make_account(store, "株式会社さくら " * 9, owner="Robin Longname-Something")
    make_order(store, account, AS_OF - timedelta(days=3), 1_234_567)
    make_action(store, account, "word " * 60, AS_OF, due=AS_OF - timedelta(days=400))
    async with open_app(store.path, today(), size=size) as user:
        for strip in user.screen._compositor.render_strips():
            assert strip.cell_length == size[0]
        assert "…" in user.row("株式会社")
        assert "400 d late" in user.screen_text()


async def test_nothing_to_do_is_said(store):
    async with open_app(store.path, today()) as user:
        assert "No accounts yet" in user.screen_text()
        assert isinstance(user.screen, TodayScreen)


async def test_a_terminal_too_small_says_what_it_needs_and_all_comes_back(store):
    make_account(store, "Acme")
    async with open_app(store.path, today()) as user:
        await user.pilot.resize_terminal(50, 12)
        await user.sees("60 columns and 15 rows")
        await user.pilot.resize_terminal(80, 24)
        await user.sees("Acme")
        assert "60 columns" not in user.screen_text()


async def test_the_first_look_at_reviews_due_goes_by_settings_changed_since_the_figures_were_kept(store):
    make_review(store, make_account(store, "Acme"), AS_OF - timedelta(days=60))
    keep_figures(store, moment())
    async with open_app(store.path, today()) as user:
        assert user.screen.today.due_count == 0
    sooner = Config(figures_told={"review_months": {"A": 1, "B": 1, "C": 1, "N": 1}})
    async with open_app(store.path, today(), config=sooner) as user:
        assert user.screen.today.due_count == 1
        await user.sees("1 review due")
