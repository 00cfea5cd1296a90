"""The recap after the call: two texts, copied, written into files that never replace others, and a calendar file."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from driver import open_app

from factories import AS_OF, answered, make_account, make_review, make_store
from reviewtui.domain.errors import WriteFailed
from reviewtui.services import captures, reviews
from reviewtui.storage.store import Store
from reviewtui.tui.messages import Go
from reviewtui.tui.screens.dialogs.files import new_file

NOTE = "!! send the price list fri\n~ secret: they talk to Acme\nThey want it before the board meets."


@pytest.fixture
def finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Store, int]:
    """A finished review with a promise, a private line and our own view; files go to ``tmp_path/files``."""
    from factories import moment

    folder = tmp_path / "files"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("SSH_TTY", "SSH_CONNECTION"):
        monkeypatch.setenv(name, "x")
    monkeypatch.delenv("TMUX", raising=False)
    store = make_store(tmp_path)
    account = make_account(store, "Åbo & Söhne [GmbH]")
    review = make_review(
        store, account, AS_OF, answered("bud.dir", "cut"), answered("close.mood", "cold"), finished=False,
        notes={"bud.dir": NOTE},
    )  # fmt: skip
    sheet = reviews.sheet(store, review, AS_OF)
    captures.confirm(store, review, captures.drafts(sheet), moment())
    reviews.finish(store, review, moment=moment())
    return store, review


def recap_of(finished: tuple[Store, int], **more):
    return open_app(finished[0].path, Go("recap", review_id=finished[1]), **more)


async def test_the_customers_recap_comes_first_without_private_lines_tab_shows_our_own(finished):
    async with recap_of(finished, size=(80, 40)) as user:
        await user.sees("# Our conversation")
        customer = user.screen.text
        assert "send the price list, by Fri 27 Nov 2026" in customer
        assert "secret" not in customer and "Cold" not in customer
        assert "no private line" in user.screen_text()
        await user.press("tab")
        await user.sees("# Internal note")
        assert "PRIVATE, not for the customer" in user.screen_text()
        assert "secret: they talk to Acme" in user.screen.text and "Cold" in user.screen.text
        await user.press("tab")
        assert user.screen.text == customer


async def test_writing_makes_a_private_file_and_never_replaces_another(finished, tmp_path):
    folder = tmp_path / "files"
    async with recap_of(finished, size=(120, 40)) as user:
        await user.sees("# Our conversation")
        await user.press("w")
        await user.sees("abo-sohne-gmbh-2026-q4-recap.md")
        (first,) = folder.iterdir()
        assert first.read_text("utf-8") == user.screen.text
        assert stat.S_IMODE(first.stat().st_mode) == 0o600
        await user.press("w")
        assert list(folder.iterdir()) == [first]
        first.write_text("edited by hand", "utf-8")
        await user.press("w")
        await user.sees("recap-2.md")
        assert first.read_text("utf-8") == "edited by hand"


async def test_copying_over_ssh_goes_through_the_terminal_and_names_a_file_too(finished, tmp_path):
    async with recap_of(finished, size=(120, 40)) as user:
        await user.sees("# Our conversation")
        await user.press("y")
        await user.sees("Sent to the terminal's clipboard")
        assert user.app.clipboard == user.screen.text
        (kept,) = (tmp_path / "files").iterdir()
        assert kept.name in user.screen_text()


async def test_the_calendar_file_holds_the_follow_ups_and_no_private_word(finished, tmp_path):
    async with recap_of(finished, size=(120, 40)) as user:
        await user.sees("# Our conversation")
        await user.press("i")
        await user.sees("1 follow-up written")
        text = (tmp_path / "files" / "abo-sohne-gmbh-2026-q4.ics").read_text("utf-8")
    assert "send the price list" in text and "secret" not in text


async def test_the_text_is_read_with_the_keys_of_a_list_and_fits_any_width(finished):
    for size in ((60, 15), (80, 24), (200, 60)):
        async with recap_of(finished, size=size) as user:
            await user.sees("# Our")
            await user.press("tab", "G", "k", "g", "j", "space", "pageup")
            assert all(len(line) <= size[0] for line in user.screen_text().split("\n"))


async def test_escape_goes_back(finished):
    async with open_app(finished[0].path, Go("actions")) as user:
        await user.app.open_place("recap", review_id=finished[1])
        await user.sees("# Our conversation")
        await user.press("escape")
        assert user.screen.PLACE == "actions"


def test_where_no_folder_takes_the_file_the_fault_says_which(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    monkeypatch.setattr(Path, "cwd", lambda: gone)
    monkeypatch.setattr(Path, "home", lambda: gone)
    with pytest.raises(WriteFailed, match="gone"):
        new_file("a.md", "text")


def test_a_working_folder_that_is_gone_gives_way_to_the_home_folder(tmp_path, monkeypatch):
    def nowhere() -> Path:
        raise FileNotFoundError("gone")

    monkeypatch.setattr(Path, "cwd", nowhere)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert new_file("a.md", "text") == tmp_path / "a.md"
