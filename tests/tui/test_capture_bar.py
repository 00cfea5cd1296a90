"""The capture bar: opened anywhere, read while it is typed, saved with Enter, kept with Esc."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from driver import open_app, reopened
from textual import events

from factories import AS_OF, make_account, make_action, make_contact, make_review, make_store
from reviewtui.config import Config
from reviewtui.services.actions import agenda
from reviewtui.storage.store import Store
from reviewtui.tui.messages import Go


def with_accounts(folder: Path) -> tuple[Store, int, int]:
    store = make_store(folder)
    north, south = make_account(store, "Northwind Freight"), make_account(store, "Southern Steel")
    make_contact(store, north, "Kim Olsen")
    make_action(store, north, "ring Kim", AS_OF, due=AS_OF, owner="Robin")
    return store, north, south


def titles(store: Store) -> list[str]:
    return [a.title for _, actions in agenda(reopened(store.path), AS_OF) for a in actions]


async def test_a_line_is_read_while_it_is_typed_and_saved_for_the_account_under_the_cursor(tmp_path):
    store, north, _ = with_accounts(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("ring Kim")
        await user.press("f4")
        assert "Capture for Northwind Freight" in user.screen_text()
        await user.write("!! send quote @sam p1 fri")
        await user.sees("promise  @sam  Fri 27 Nov  p1")
        await user.press("enter")
        await user.sees("saved: promise, @sam, Fri 27 Nov, p1")
        await user.write("! ring back mon")
        await user.press("enter")
        await user.sees("saved: action, Mon 23 Nov")
        await user.press("escape")
        await user.sees("send quote")
        assert "Capture for" not in user.screen_text()
    assert sorted(titles(store)) == ["ring Kim", "ring back", "send quote"]
    with reopened(store.path).read() as r:
        assert {a.account_id for a in r.work.actions(account_id=north)} == {north}


async def test_escape_closes_and_keeps_the_line_for_the_next_time_even_for_another_run(tmp_path):
    store, *_ = with_accounts(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("ring Kim")
        await user.press("a")
        await user.write("! half a th")
        await user.press("escape")
        assert "half a th" not in user.screen_text()
        await user.press("a")
        await user.sees("! half a th")
        await user.press("escape")
        await user.saved()
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("ring Kim")
        await user.press("f4")
        await user.sees("! half a th")
        await user.write("ought")
        await user.press("enter")
        await user.sees("saved: action")
        await user.press("escape", "f4")
        assert "half a thought" not in user.row("!")
    assert "half a thought" in titles(store)


async def test_where_no_account_is_at_hand_it_asks_and_what_is_typed_narrows_the_choice(tmp_path):
    store = make_store(tmp_path)
    make_account(store, "Northwind Freight")
    south = make_account(store, "Southern Steel")
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("Nothing to do")
        await user.press("f4")
        await user.sees("which account?")
        await user.sees("Northwind Freight")
        await user.write("ster")
        await user.until(lambda: "Northwind" not in user.screen_text())
        await user.press("enter")
        await user.sees("Capture for Southern Steel")
        await user.write("! visit tomorrow")
        await user.press("enter")
        await user.sees("saved: action")
    with reopened(store.path).read() as r:
        assert [a.title for a in r.work.actions(account_id=south)] == ["visit"]


async def test_tab_takes_the_line_to_another_account(tmp_path):
    store, north, south = with_accounts(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("ring Kim")
        await user.press("f4")
        await user.write("! visit them")
        await user.press("tab")
        await user.sees("Southern Steel")
        await user.write("southern")
        await user.press("enter")
        await user.sees("Capture for Southern Steel")
        assert "! visit them" in user.screen_text()
        await user.press("enter")
        await user.sees("saved: action")
    with reopened(store.path).read() as r:
        assert [a.title for a in r.work.actions(account_id=south)] == ["visit them"]
        assert [a.title for a in r.work.actions(account_id=north)] == ["ring Kim"]


async def test_a_paste_of_several_lines_becomes_as_many_records(tmp_path):
    store, north, _ = with_accounts(tmp_path)
    async with open_app(store.path, Go("actions"), size=(60, 15)) as user:
        await user.sees("ring Kim")
        await user.press("f4")
        user.screen.focused.post_message(events.Paste("! one fri\r\n+ weekly report\n\n! two\n"))
        await user.sees("+ weekly report")
        await user.press("enter")
        await user.sees("saved: 3 lines")
    assert sorted(titles(store)) == ["one", "ring Kim", "two"]
    with reopened(store.path).read() as r:
        assert [ask.text for ask in r.work.asks(north)] == ["weekly report"]


async def test_held_lines_can_be_taken_back_into_the_field(tmp_path):
    store, *_ = with_accounts(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("ring Kim")
        await user.press("f4")
        user.screen.focused.post_message(events.Paste("! one\n! two\n"))
        await user.sees("! two")
        await user.press("up")
        assert user.screen.field.value == "! one"
        await user.write(" and a half")
        await user.press("enter")
        await user.sees("saved: 2 lines")
    assert sorted(titles(store)) == ["one and a half", "ring Kim", "two"]


async def test_what_is_not_understood_is_said_and_kept(tmp_path):
    store, north, _ = with_accounts(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("ring Kim")
        await user.press("f4")
        await user.write("^ ")
        await user.sees("? nothing written yet")
        await user.press("enter")
        await user.sees("kept as a note")
        await user.write("~ he drinks")
        assert "never in a recap" in user.screen_text()
        await user.press("enter")
        await user.sees("saved: private note")
    with reopened(store.path).read() as r:
        assert "~ he drinks" in {note.text for note in r.reviews.account_notes(north, AS_OF)}


async def test_month_first_dates_mean_what_the_chips_say(tmp_path):
    store, *_ = with_accounts(tmp_path)
    async with open_app(store.path, Go("actions"), config=Config(date_order="mdy")) as user:
        await user.sees("ring Kim")
        await user.press("f4")
        await user.write("! pay 2/3/2027")
        assert "Wed 3 Feb 2027" in user.screen_text()
        await user.press("enter")
        await user.sees("saved: action")
    due = [a.due for _, found in agenda(reopened(store.path), AS_OF) for a in found if a.title == "pay"]
    assert due == [date(2027, 2, 3)]


async def test_in_a_review_the_line_goes_into_the_note_of_the_question_one_is_at(tmp_path):
    store, north, _ = with_accounts(tmp_path)
    review = make_review(store, north, AS_OF, finished=False)
    async with open_app(store.path, Go("review", review_id=review)) as user:
        await user.sees("Northwind Freight")
        slot = user.screen.desk.slot
        await user.press("f4")
        await user.write("! send list fri")
        await user.press("enter")
        await user.sees("in the note: action, Fri 27 Nov")
        await user.press("escape")
        await user.saved()
    with reopened(store.path).read() as r:
        assert r.reviews.note(review, slot.question, slot.item).text == "! send list fri"
        assert [a.title for a in r.work.actions(account_id=north)] == ["ring Kim"]


async def test_markup_and_escapes_are_shown_as_they_are(tmp_path):
    store, *_ = with_accounts(tmp_path)
    async with open_app(store.path, Go("actions")) as user:
        await user.sees("ring Kim")
        await user.press("f4")
        await user.write("! [b]bold[/b] [/foo] @[x]")
        assert "[b]bold[/b] [/foo]" in user.screen_text()
        await user.press("enter")
        await user.sees("saved: action")


async def test_a_file_that_can_only_be_read_opens_no_bar(tmp_path):
    store, *_ = with_accounts(tmp_path)
    async with open_app(store.path, Go("actions"), read_only=True) as user:
        await user.sees("ring Kim")
        await user.press("f4")
        await user.write("! x")
        assert "Capture for" not in user.screen_text()
