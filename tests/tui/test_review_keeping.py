"""What is typed into a review stays: over a quit, another screen, a dialog, a resize, another window on the same file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from driver import User, open_app
from textual import events

from factories import AS_OF, answered, make_account, make_action, make_review, make_store, moment, same_file
from reviewtui.domain.answers import AnswerState
from reviewtui.domain.reviews import ReviewState
from reviewtui.domain.sheets import Sheet, Slot
from reviewtui.paths import state_dir
from reviewtui.services import reviews
from reviewtui.storage.store import Store
from reviewtui.tui.messages import Go

HOSTILE = "[/b] [EU] [@click=app.quit]x[/] \x1b[31m 株式 🙂 \u202e fin"


@pytest.fixture(autouse=True)
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept outside the database is kept in the test's own folder."""
    monkeypatch.setenv("REVIEWTUI_STATE_DIR", str(tmp_path / "state"))


def pasted_files() -> list[Path]:
    """The files that texts without room were put into."""
    return sorted((state_dir() / "pasted").glob("*.txt"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A file with Acme (id 1)."""
    store = make_store(tmp_path)
    make_account(store, "Acme")
    return store


async def in_review(user: User) -> int:
    """Wait for the sheet; the id of its review."""
    await user.until(lambda: user.screen.desk is not None and user.screen.view.size.width)
    return int(user.screen.desk.sheet.review.id)


async def go_to(user: User, key: str) -> None:
    """Stand on a question."""
    assert user.screen.desk.go_to_slot(Slot(key)), key
    user.screen.redraw()
    await user.pilot.pause()


def on_disk(store: Store, review_id: int) -> Sheet:
    """The sheet as another program reads it."""
    return reviews.sheet(store, review_id, AS_OF)


async def test_a_review_opens_again_at_the_same_section_question_field_and_cursor(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        await in_review(user)
        await go_to(user, "need.hidden")
        await user.press("n")
        await user.write("first line\nsecond line")
        await user.press("up", "left", "left")
        await user.saved()
        where = user.screen.view.note.cursor_location
    async with open_app(store.path, Go("review", account_id=1)) as user:
        await in_review(user)
        await user.until(lambda: user.screen.view.editor is not None, "the note is open again")
        desk = user.screen.desk
        assert (desk.here.key, desk.slot.question, desk.part) == ("needs", "need.hidden", "note")
        assert user.screen.view.note.text == "first line\nsecond line"
        assert user.screen.view.note.cursor_location == where
        assert user.app.focused is user.screen.view.note
        await user.write("X")
        assert user.screen.view.note.text == "first liXne\nsecond line"


async def test_a_field_that_was_half_typed_is_open_again_as_it_was(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        await in_review(user)
        await go_to(user, "buy.next_value")
        await user.press("enter")
        await user.write("3*45")
        await user.saved()
    async with open_app(store.path, Go("review", account_id=1)) as user:
        await in_review(user)
        await user.until(lambda: user.screen.view.editor is not None, "the field is open again")
        await user.write("0")
        assert user.screen.view.field.value == "3*450"
        assert "= EUR 1,350.00" in user.screen_text()


async def test_f8_logs_an_urgent_issue_and_comes_back_to_the_same_field(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id = await in_review(user)
        await go_to(user, "eco.effect")
        await user.press("n")
        await user.write("they said")
        await user.press("f8")
        await user.sees("Urgent issue")
        await user.write("Machine down")
        await user.press("enter")
        await user.until(lambda: user.screen.PLACE == "review", "back in the review")
        await user.until(lambda: user.app.focused is user.screen.view.note, "back in the note")
        await user.write(" stop")
        await user.saved()
        assert user.screen.view.note.text == "they said stop"
    assert on_disk(store, review_id).note(Slot("eco.effect")) == "they said stop"
    with store.read() as r:
        assert [issue.text for issue in r.work.issues(1)] == ["Machine down"]


async def test_another_screen_on_top_loses_no_character(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id = await in_review(user)
        await go_to(user, "eco.effect")
        await user.press("n")
        await user.write("before the switch")
        await user.app.open_place("today")
        await user.until(lambda: user.screen.PLACE == "today")
        await user.saved()
        assert on_disk(store, review_id).note(Slot("eco.effect")) == "before the switch"
        await user.app.open_place("review", review_id=review_id)
        await in_review(user)
        assert user.screen.desk.slot.question == "eco.effect"
        assert "before the switch" in user.screen_text()


async def test_resizing_while_typing_keeps_text_place_and_focus(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        await in_review(user)
        await go_to(user, "eco.effect")
        await user.press("n")
        for size in ((60, 15), (200, 60), (100, 30), (120, 40), (80, 24)):
            await user.write(f"at {size[0]} ")
            await user.pilot.resize_terminal(*size)
            await user.pilot.pause()
            assert user.app.focused is user.screen.view.note
            text = user.screen_text()
            assert max(len(line) for line in text.split("\n")) <= size[0]
            assert "at 60" in text
        assert user.screen.view.note.text == "at 60 at 200 at 100 at 120 at 80 "


async def test_the_steps_stand_at_the_left_from_100_columns_and_the_rail_at_the_right_from_120(
    store: Store,
) -> None:
    make_review(store, 1, date(2026, 8, 20), answered("eco.effect", "helping"))
    async with open_app(store.path, Go("review", account_id=1), size=(80, 24)) as user:
        await in_review(user)
        assert "core 0/16" in user.row("1> Open")
        assert "Last answers" not in user.screen_text()
        await user.pilot.resize_terminal(100, 30)
        await user.until(lambda: "3. Economy, budget" in user.screen_text())
        assert "Last answers" not in user.screen_text()
        await user.pilot.resize_terminal(120, 40)
        await user.sees("Last answers")


async def test_a_paste_of_100_kb_is_kept_in_the_note_and_one_without_room_in_a_file(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id = await in_review(user)
        await go_to(user, "eco.effect")
        await user.press("n")
        huge = "all of it é\n" * 100_000
        user.screen.view.note.post_message(events.Paste(huge))
        await user.until(lambda: pasted_files())
        assert user.screen.view.note.text == ""
        [file] = pasted_files()
        assert file.read_text(encoding="utf-8") == huge
        assert file.stat().st_mode & 0o777 == 0o600
        big = "word " * 20_000
        user.screen.view.note.post_message(events.Paste(big))
        await user.until(lambda: len(user.screen.view.note.text) == len(big))
        await user.press("escape")
        await user.saved()
    assert on_disk(store, review_id).note(Slot("eco.effect")) == big


async def test_a_paste_without_room_in_a_field_goes_into_a_file_as_well(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        await in_review(user)
        await go_to(user, "comp.active")
        await user.press("enter")
        long = "y" * 100_000
        user.screen.view.field.post_message(events.Paste(long))
        await user.until(lambda: pasted_files())
        assert [file.read_text(encoding="utf-8") for file in pasted_files()] == [long]


async def test_hostile_words_are_shown_as_they_are_and_break_nothing(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    account_id = make_account(store, HOSTILE)
    make_review(
        store,
        account_id,
        date(2026, 8, 20),
        answered("new.business", HOSTILE),
        notes={"new.business": HOSTILE},
    )
    make_action(store, account_id, HOSTILE, date(2026, 8, 20), promise=True, due=date(2026, 9, 1))
    async with open_app(store.path, Go("review", account_id=account_id), size=(120, 40)) as user:
        review_id = await in_review(user)
        await user.press("1")
        assert "[/b] [EU] [@click=app.quit]x[/]" in user.screen_text()
        await go_to(user, "new.business")
        await user.press("n")
        user.screen.view.note.post_message(events.Paste(HOSTILE))
        await user.pilot.pause()
        await user.press("escape", "f3")
        assert "[@click=app.quit]x[/]" in user.screen_text()
        assert "\x1b" not in user.screen_text()
        await user.press("escape")
        await user.saved()
    assert "[/b] [EU] [@click=app.quit]x[/]" in on_disk(store, review_id).note(Slot("new.business"))


async def test_two_windows_on_one_note_the_second_sees_both_texts_and_keeps_what_it_chooses(
    store: Store,
) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id = await in_review(user)
        await go_to(user, "eco.effect")
        other = same_file(store)
        reviews.put_note(other, review_id, Slot("eco.effect"), "theirs, first", 0, moment())
        await user.press("n")
        await user.write("mine, second")
        await user.saved()
        await user.sees("both texts are kept")
        assert user.app.focused is user.screen.view.note, "typing is not disturbed"
        await user.press("escape")
        await user.sees("theirs, first")
        assert "mine, second" in user.screen_text()
        await user.press("3")
        await user.until(lambda: user.screen.PLACE == "review" if hasattr(user.screen, "PLACE") else False)
        await user.until(lambda: not user.screen.desk.sheet.conflicts, "settled")
        await user.saved()
        said = on_disk(other, review_id).note(Slot("eco.effect"))
        assert "theirs, first" in said and "mine, second" in said
        await user.press("n")
        await user.write(" and on")
        await user.saved()
        assert on_disk(other, review_id).note(Slot("eco.effect")).endswith("mine, second and on")


async def test_two_windows_on_one_answer_ask_at_once_when_nothing_is_being_typed(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id = await in_review(user)
        await go_to(user, "eco.effect")
        other = same_file(store)
        reviews.put_answer(
            other, review_id, Slot("eco.effect"), answered("eco.effect", "hurting"), 0, moment()
        )
        await user.press("5")
        await user.saved()
        await user.sees("was changed in another window")
        assert "Hurting" in user.screen_text() and "Helping" in user.screen_text()
        await user.press("1")
        await user.until(lambda: getattr(user.screen, "PLACE", "") == "review")
        await user.until(lambda: not user.screen.desk.sheet.conflicts, "settled")
        assert on_disk(other, review_id).answer(Slot("eco.effect")).value == "helping"


async def test_which_text_stays_is_asked_once_however_often_the_file_is_looked_at(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id, place = await in_review(user), user.screen
        await go_to(user, "eco.effect")
        reviews.put_answer(
            same_file(store), review_id, Slot("eco.effect"), answered("eco.effect", "hurting"), 0, moment()
        )
        await user.press("5")
        await user.saved()
        await user.sees("was changed in another window")
        asked = len(user.app.screen_stack)
        await place.others_wrote()
        await user.pilot.pause()
        assert len(user.app.screen_stack) == asked, "one question"
        await user.press("1")
        await user.until(lambda: not place.desk.sheet.conflicts, "settled")
        assert user.screen is place


async def test_what_another_window_wrote_is_shown_without_touching_what_is_typed_here(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id = await in_review(user)
        await go_to(user, "eco.effect")
        await user.press("n")
        await user.write("mine")
        await user.saved()
        other = same_file(store)
        reviews.put_answer(other, review_id, Slot("bud.dir"), answered("bud.dir", "cut"), 0, moment())
        await user.screen.others_wrote()
        await user.write(" still")
        await user.saved()
        assert user.row("Budget for us").split()[4] == "Cut"
        assert on_disk(other, review_id).note(Slot("eco.effect")) == "mine still"


async def test_a_finished_review_is_read_only_until_it_is_reopened_on_purpose(store: Store) -> None:
    review_id = make_review(store, 1, AS_OF, answered("eco.effect", "helping"))
    async with open_app(store.path, Go("review", review_id=review_id)) as user:
        await in_review(user)
        assert "FINISHED" in user.screen_text()
        await go_to(user, "eco.effect")
        await user.press("1", "n", "backspace", "enter", "s")
        await user.saved()
        assert "R reopens it" in user.screen_text()
        assert on_disk(store, review_id).answer(Slot("eco.effect")).value == "helping"
        await user.press("R")
        await user.sees("Reopen this finished review?")
        await user.press("y")
        await user.until(
            lambda: getattr(user.screen, "PLACE", "") == "review" and not user.screen.desk.locked
        )
        await go_to(user, "eco.effect")
        await user.press("1")
        await user.saved()
    assert on_disk(store, review_id).answer(Slot("eco.effect")).value == "hurting"


async def test_a_file_that_can_only_be_read_shows_the_review_and_says_why_nothing_changes(
    store: Store,
) -> None:
    review_id = make_review(store, 1, AS_OF, answered("eco.effect", "helping"), finished=False)
    async with open_app(store.path, Go("review", review_id=review_id), read_only=True) as user:
        await in_review(user)
        await go_to(user, "eco.effect")
        await user.press("1", "n")
        assert user.screen.view.editor is None
        assert user.screen.desk.sheet.answer(Slot("eco.effect")).value == "helping"


async def test_a_discarded_review_is_left_and_a_new_one_starts_next_time(store: Store) -> None:
    async with open_app(store.path, Go("today")) as user:
        await user.app.open_place("review", account_id=1)
        review_id = await in_review(user)
        await user.press("1")
        await user.press("D")
        await user.sees("Discard this review of Acme?")
        await user.press("y")
        await user.until(lambda: getattr(user.screen, "PLACE", "") == "today", "back at Today")
        assert on_disk(store, review_id).review.state is ReviewState.DISCARDED
        await user.app.open_place("review", account_id=1)
        assert await in_review(user) != review_id


async def test_a_review_that_is_discarded_while_it_is_read_again_is_left_in_peace(store: Store) -> None:
    async with open_app(store.path, Go("today")) as user:
        await user.app.open_place("review", account_id=1)
        await in_review(user)
        screen = user.screen
        read = screen._sheet

        async def discarded_meanwhile(review_id: int) -> Sheet:
            await user.press("D", "y")
            await user.until(lambda: getattr(user.screen, "PLACE", "") == "today", "back at Today")
            return await read(review_id)

        screen._sheet = discarded_meanwhile
        await screen.others_wrote()
        assert screen.desk is None


async def test_the_capture_bar_writes_into_the_note_of_the_question_one_is_at(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id = await in_review(user)
        await go_to(user, "eco.effect")
        await user.press("n")
        await user.write("so so")
        assert user.screen.capture_line("!! send the list fri")
        await user.pilot.pause()
        assert user.screen.view.note.text == "so so\n!! send the list fri"
        assert "[promise] [Fri 27 Nov] send the list" in user.screen_text()
        await user.saved()
    assert on_disk(store, review_id).note(Slot("eco.effect")) == "so so\n!! send the list fri"


async def test_time_is_counted_while_the_review_is_open_and_goes_on_where_it_was(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id = await in_review(user)
        user.screen.start_clock(754)
        await user.press("j")
        await user.saved()
        assert "12:3" in user.row("Acme")
    assert on_disk(store, review_id).review.elapsed >= 754
    async with open_app(store.path, Go("review", account_id=1)) as user:
        await in_review(user)
        assert user.screen.elapsed >= 754


async def test_an_answer_put_before_the_sheet_was_read_again_does_not_clash_with_itself(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id = await in_review(user)
        await go_to(user, "buy.ease")
        for points in ("3", "7", "9"):
            await go_to(user, "buy.ease")
            await user.press(points)
            await user.screen.reload()
        await user.saved()
        assert not user.screen.desk.sheet.conflicts
    said = on_disk(store, review_id).answer(Slot("buy.ease"))
    assert (said.value, said.state) == (9, AnswerState.ANSWERED)


async def test_a_paste_outside_any_text_goes_into_the_note_of_the_question(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id = await in_review(user)
        await go_to(user, "eco.effect")
        user.screen.view.post_message(events.Paste("from a mail\n!! call back fri"))
        await user.sees("[promise]")
        await user.saved()
    assert on_disk(store, review_id).note(Slot("eco.effect")) == "from a mail\n!! call back fri"


async def test_a_character_in_a_note_draws_the_sheet_anew_only_when_chips_or_rows_change(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        await in_review(user)
        await go_to(user, "eco.effect")
        await user.press("n")
        await user.write("a")
        drawn: list[int] = []
        monkeypatch.setattr(user.screen, "redraw_sheet", lambda: drawn.append(1))
        await user.write(" few more words")
        assert user.screen.view.note.text == "a few more words"
        assert drawn == []
        await user.write("\n")
        assert drawn, "another row is another height"


async def test_the_wrap_up_is_one_key_away_and_leads_back_to_the_same_question(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        await in_review(user)
        await go_to(user, "eco.effect")
        await user.press("n")
        await user.write("!! send the list fri")
        await user.press("escape", "f")
        await user.until(lambda: getattr(user.screen, "PLACE", "") == "wrapup", "the wrap-up")
        await user.sees("send the list")
        await user.press("escape")
        await user.until(lambda: getattr(user.screen, "PLACE", "") == "review", "back in the review")
        assert user.screen.desk.slot.question == "eco.effect"


async def test_nobody_reached_in_an_empty_review_is_logged_and_the_review_left(store: Store) -> None:
    async with open_app(store.path, Go("today")) as user:
        await user.app.open_place("review", account_id=1)
        review_id = await in_review(user)
        await user.press("m")
        await user.until(lambda: user.screen.is_modal, "the question when to try again")
        await user.press("enter")
        await user.until(lambda: getattr(user.screen, "PLACE", "") == "today", "back at Today")
        assert on_disk(store, review_id).review.state is ReviewState.DISCARDED
    with store.read() as r:
        assert [touch.reached for touch in r.work.touches(1, AS_OF)] == [False]


async def test_call_details_are_kept_and_lead_back_to_the_note_one_was_in(store: Store) -> None:
    async with open_app(store.path, Go("review", account_id=1)) as user:
        review_id = await in_review(user)
        await go_to(user, "eco.effect")
        await user.press("c")
        await user.sees("Call details")
        await user.press("tab", "2", "enter")
        await user.until(lambda: getattr(user.screen, "PLACE", "") == "review", "back in the review")
        await user.until(lambda: on_disk(store, review_id).review.channel == "visit", "the channel is kept")
        assert user.screen.desk.slot.question == "eco.effect"
