"""What counts in every place: help, palette, leaving, other programs, faults, keys typed ahead."""

from __future__ import annotations

import time

import pytest
from driver import open_app

from factories import AS_OF, make_account, make_store, moment
from reviewtui.config import Config
from reviewtui.services.accounts import edit_account
from reviewtui.storage.engine import connect
from reviewtui.tui.messages import Go


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWTUI_STATE_DIR", str(tmp_path / "state"))
    store = make_store(tmp_path)
    for name in ("Acme", "Beta Works", "Gamma [x] AG"):
        make_account(store, name)
    return store


def today() -> Go:
    return Go("today")


def place_of(user) -> str:
    return getattr(user.screen, "PLACE", "")


async def test_help_lists_the_keys_of_the_place(store):
    async with open_app(store.path, today()) as user:
        await user.press("question_mark")
        await user.sees("Start or resume the review")
        await user.press("escape")
        await user.press("2", "f1")
        await user.sees("Sort by the next column")


async def test_help_says_what_a_key_does_to_the_end_at_80_columns(store):
    async with open_app(store.path, today()) as user:
        await user.press("question_mark")
        await user.sees("v            What is aside")
        assert "What is put aside or rests, and taking it back" in user.screen_text()
        assert "…" not in user.screen_text().partition("Keys: Today")[2]


async def test_the_palette_opens_an_account_by_some_of_its_letters(store):
    async with open_app(store.path, today()) as user:
        await user.press("ctrl+p")
        await user.write("gam")
        await user.sees("open the account")
        await user.press("enter")
        await user.until(lambda: place_of(user) == "account", "the account")
        assert "Gamma [x] AG" in user.row("Gamma")


async def test_the_palette_starts_a_review_by_the_word_and_the_name(store):
    async with open_app(store.path, today()) as user:
        await user.press("colon")
        await user.write("review beta")
        await user.sees("start or resume")
        await user.press("enter")
        await user.until(lambda: place_of(user) == "review", "the review")


async def test_the_palette_runs_a_command_where_its_key_would_have(store):
    async with open_app(store.path, today()) as user:
        await user.press("2", "f9")
        await user.write("turn the order")
        await user.press("enter")
        await user.until(
            lambda: place_of(user) == "accounts" and user.screen.descending, "the order reversed"
        )
        await user.press("f9")
        await user.write("bottom")
        await user.press("enter")
        await user.until(lambda: user.screen.list.cursor == 2, "the last row")


async def test_keys_typed_ahead_go_to_the_place_that_the_first_of_them_opens(store):
    async with open_app(store.path, today()) as user:
        await user.write("2/gam")
        await user.until(
            lambda: place_of(user) == "accounts" and user.screen.filter.text == "gam", "the filter"
        )
        await user.write("\nt")
        await user.until(lambda: place_of(user) == "account", "the account")
        await user.until(lambda: not user.app._held, "no key left over")


async def test_a_review_asked_for_while_another_program_holds_the_file_opens_when_it_is_free(store):
    other = connect(store.path)
    other.execute("BEGIN IMMEDIATE")
    async with open_app(store.path, Go("account", account_id=1)) as user:
        await user.write("r1")
        await user.until(lambda: user.app._held, "the answer waits for its question")
        other.execute("ROLLBACK")
        await user.until(lambda: place_of(user) == "review" and not user.app._held, "the review")
        await user.saved()
        assert not list(user.app._notifications)
    with store.read() as r:
        assert len(r.reviews.in_progress()) == 1


async def test_what_was_typed_for_a_review_that_is_refused_does_nothing_to_the_place_below(
    store, monkeypatch
):
    monkeypatch.setattr("reviewtui.tui.session.TRIES", 2)
    other = connect(store.path)
    other.execute("BEGIN IMMEDIATE")
    async with open_app(store.path, Go("account", account_id=1)) as user:
        await user.write("rx2")
        await user.until(lambda: list(user.app._notifications), "a refusal")
        other.execute("ROLLBACK")
        await user.write("x2")
        await user.saved()
        assert place_of(user) == "account" and not user.app._held
        await user.until(lambda: user.app._deaf_until < time.monotonic(), "keys count again")
        await user.press("2")
        await user.until(lambda: place_of(user) == "accounts", "keys count again")
    with store.read() as r:
        assert not r.accounts.get(1).archived


async def test_what_another_program_writes_shows_without_a_key(store, monkeypatch):
    monkeypatch.setattr("reviewtui.tui.watch.EVERY", 0.05)
    async with open_app(store.path, today()) as user:
        await user.sees("contact: never in touch")
        assert "Delta" not in user.screen_text()
        make_account(store, "Delta")
        await user.sees("Delta")


async def test_escape_leads_back_through_the_places_and_stops_at_the_first(store):
    async with open_app(store.path, today()) as user:
        await user.press("2", "enter")
        await user.until(lambda: place_of(user) == "account", "the account")
        for wanted in ("accounts", "today", "today"):
            await user.press("escape")
            assert place_of(user) == wanted


async def test_ctrl_q_leaves_at_once_when_all_is_saved(store):
    async with open_app(store.path, today()) as user:
        await user.press("ctrl+q")
        assert user.app._exit


async def test_ctrl_q_leaves_from_a_window_as_well_but_not_with_something_typed_there(store):
    async with open_app(store.path, today()) as user:
        await user.press("question_mark", "ctrl+q")
        await user.until(lambda: not user.app.is_running)
    async with open_app(store.path, Go("account", account_id=1)) as user:
        await user.press("r")
        await user.until(lambda: place_of(user) == "review" and user.screen.desk is not None)
        await user.press("c", "x", "ctrl+q")
        await user.until(lambda: any("not kept yet" in one.message for one in user.app._notifications))
        assert user.app.is_running


async def test_leaving_asks_while_something_is_not_saved_and_says_where_it_is(store, monkeypatch):
    async with open_app(store.path, today()) as user:
        monkeypatch.setattr(user.app.session.saver, "_failing", "The disk is full.")
        await user.press("ctrl+q")
        await user.sees("Leave although not everything is saved?")
        assert "The disk is full." in user.screen_text()
        await user.press("n")
        assert not user.app._exit
        await user.press("ctrl+q")
        await user.sees("Leave although")
        await user.press("y")
        assert user.app._exit


async def test_what_another_program_wrote_shows_after_the_next_key(store, monkeypatch):
    monkeypatch.setattr("reviewtui.tui.app.LOOK_ROUND", 0.0)
    account = store_account(store)
    async with open_app(store.path, Go("account", account_id=account)) as user:
        await user.press("j")
        await user.pilot.pause(0.1)
        edit_account(store, account, {"industry": "Ship building"}, moment())
        await user.press("j")
        await user.sees("Ship building")


async def test_a_file_that_can_only_be_read_says_so_and_refuses_to_write(store):
    async with open_app(store.path, today(), read_only=True) as user:
        assert "read-only" in user.row("Today")
        for key in ("n", "r"):
            await user.press(key)
            await user.until(lambda: len(user.app._notifications) > 0, "a sentence")
            assert "reading only" in next(iter(user.app._notifications)).message
            assert place_of(user) == "today"
            user.app.clear_notifications()
        await user.press("2", "x")
        await user.until(lambda: len(user.app._notifications) > 0, "a sentence")
    with store.read() as r:
        assert len(r.accounts.names()) == 3


async def test_a_date_that_is_not_today_stands_in_the_bar(store):
    async with open_app(store.path, today()) as user:
        assert AS_OF.isoformat() in user.row("Today")


async def test_an_unknown_theme_and_key_are_said_and_the_rest_works(store):
    config = Config(theme="no-such", keys={"app.nothing": "z"})
    async with open_app(store.path, today(), config=config) as user:
        await user.pilot.pause()
        said = [note.message for note in user.app._notifications]
        assert any("no-such" in text for text in said) and any("app.nothing" in text for text in said)
        assert "Acme" in user.screen_text()


async def test_plain_characters_only_when_asked(store):
    async with open_app(store.path, Go("accounts"), config=Config(ascii=True)) as user:
        row = user.row("quarters")
        assert "name^" in row and "▲" not in user.screen_text()


def store_account(store) -> int:
    with store.read() as r:
        return r.accounts.by_name("Acme")[0].id
