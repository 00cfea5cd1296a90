"""No file yet: a new one, accounts from a file of the user's, or the demo."""

from __future__ import annotations

import stat
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from driver import User

from factories import AS_OF
from reviewtui.config import Config
from reviewtui.domain.errors import InvalidInput
from reviewtui.services.first_run import month_of
from reviewtui.storage.store import Store
from reviewtui.tui.app import ReviewApp, first_place
from reviewtui.tui.launch import LaunchOptions
from reviewtui.tui.start import Start

ACCOUNTS = "Customer ID,Company name,City\nA1,Acme [x],Ulm\nB2,Bäcker,Köln\n"


@asynccontextmanager
async def first_start(db: Path):
    holder: list[ReviewApp] = []
    session, found = Start(LaunchOptions(db=db, as_of=AS_OF), Config()).session(
        lambda event: holder[0].tell(event) if holder and holder[0].is_running else None
    )
    app = ReviewApp(session, first_place(session.launch, found))
    holder.append(app)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            yield User(app, pilot)
    finally:
        session.saver.stop()
        session.reads.stop()


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWTUI_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "new folder" / "mine.db"


def settings(db: Path) -> tuple[str, str, int]:
    store = Store(db)
    with store.read() as r:
        return r.me, r.currency, r.first_month


async def test_a_new_file_is_made_for_the_user_alone_and_today_opens(db):
    async with first_start(db) as user:
        assert "There is no file yet" in user.screen_text() and not db.exists()
        await user.press("n")
        await user.sees("Currency")
        await user.write("Robin [b]")
        await user.press("tab")
        await user.write("chf")
        await user.press("tab")
        await user.write("apr")
        await user.press("ctrl+s")
        await user.sees("No accounts yet")
        assert user.screen.PLACE == "today"
    assert settings(db) == ("Robin [b]", "CHF", 4)
    assert stat.S_IMODE(db.stat().st_mode) == 0o600
    assert stat.S_IMODE(db.parent.stat().st_mode) == 0o700


async def test_an_account_can_be_added_and_reviewed_right_away(db):
    async with first_start(db) as user:
        await user.press("n")
        await user.sees("Currency")
        await user.write("Robin")
        await user.press("ctrl+s")
        await user.sees("No accounts yet")
        await user.press("n")
        await user.sees("New account")
        await user.write("First Ltd")
        await user.press("ctrl+s")
        await user.sees("never reviewed")
        await user.press("r")
        await user.until(lambda: getattr(user.screen, "PLACE", "") == "review", "the review")


async def test_leaving_the_form_makes_no_file(db):
    async with first_start(db) as user:
        await user.press("n")
        await user.sees("Currency")
        await user.press("escape")
        await user.sees("There is no file yet")
    assert not db.exists()


async def test_a_wrong_currency_is_said_and_makes_no_file(db):
    async with first_start(db) as user:
        await user.press("n")
        await user.sees("Currency")
        await user.write("Robin")
        user.screen._widgets["currency"].value = "Euros"
        await user.press("ctrl+s")
        await user.sees("no currency code")
    assert not db.exists()


async def test_accounts_come_from_a_file_after_its_counts_were_shown(db, tmp_path):
    source = tmp_path / "customers.csv"
    source.write_text(ACCOUNTS, encoding="utf-8")
    async with first_start(db) as user:
        await user.press("i")
        await user.sees("Currency")
        await user.write("Robin")
        await user.press("ctrl+s")
        await user.sees("Which file")
        await user.write(str(source))
        await user.press("enter")
        await user.sees("2 new")
        await user.press("y")
        await user.sees("What was done")
        await user.press("escape", "t")
        await user.sees("Acme [x]")
        assert "2 reviews due" in user.row("Today")


async def test_a_file_that_cannot_be_imported_is_said_in_a_sentence(db, tmp_path):
    source = tmp_path / "nonsense.csv"
    source.write_text("a,b\n1,2\n", encoding="utf-8")
    async with first_start(db) as user:
        await user.press("i")
        await user.sees("Currency")
        await user.write("Robin")
        await user.press("ctrl+s")
        await user.sees("Which file")
        await user.write(str(source))
        await user.press("enter")
        await user.sees("are not known as accounts")
        await user.press("escape")
        await user.until(lambda: user.screen.PLACE == "first_run", "the first run again")


async def test_the_demo_is_asked_for_and_leaves_nothing_behind(db):
    async with first_start(db) as user:
        await user.press("d")
        assert user.app.wants_demo
    assert not db.exists()


def test_a_month_is_a_number_or_the_beginning_of_a_name():
    assert [month_of(text) for text in ("", "4", "apr", "December ")] == [1, 4, 4, 12]
    for wrong in ("13", "0", "ju", "x"):
        with pytest.raises(InvalidInput, match="no month"):
            month_of(wrong)
