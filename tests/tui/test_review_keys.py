"""One key at a time: answers, marks, branches, moving, notes with their chips."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from driver import User, open_app

from factories import AS_OF, answered, make_account, make_action, make_review, make_store
from reviewtui.domain.answers import AnswerState
from reviewtui.domain.sheets import Slot
from reviewtui.tui.messages import Go

LAST = date(2026, 8, 20)


@pytest.fixture
async def user(tmp_path: Path) -> AsyncIterator[User]:
    """In a new review of Acme, which was reviewed last quarter and promised a list."""
    store = make_store(tmp_path)
    account_id = make_account(store, "Acme")
    make_review(
        store, account_id, LAST, answered("bud.dir", "cut"), answered("sat.rating", 6),
        notes={"bud.dir": "waiting for the new plan"},
    )  # fmt: skip
    make_action(store, account_id, "send the price list", LAST, promise=True, due=date(2026, 9, 1))
    store.close()
    async with open_app(tmp_path / "test.db", Go("review", account_id=account_id)) as user:
        await user.until(lambda: user.screen.desk is not None and user.screen.view.size.width)
        yield user


async def go_to(user: User, key: str, item: str = "") -> None:
    """Stand on a question."""
    assert user.screen.desk.go_to_slot(Slot(key, item)), key
    user.screen.redraw()
    await user.pilot.pause()


def answer(user: User, key: str, item: str = "") -> object:
    """What the screen holds as the answer."""
    return user.screen.desk.sheet.answer(Slot(key, item))


def here(user: User) -> str:
    """The key of the current question."""
    return str(user.screen.desk.slot.question)


async def test_one_key_answers_and_goes_on_to_the_next_open_core_question(user: User) -> None:
    await go_to(user, "eco.effect")
    await user.press("2")
    assert answer(user, "eco.effect").value == "slight_drag"
    assert here(user) == "bud.dir"
    await user.press("1")
    assert here(user) == "buy.change", "follow-ups that opened do not stop the run"
    assert "opened: Budget change in %" in user.screen_text()


async def test_the_review_starts_with_what_was_promised_and_partly_asks_for_a_new_date_in_place(
    user: User,
) -> None:
    await user.press("1")
    assert here(user) == "recap.promises"
    assert "Last time I said we would send the price list." in user.screen_text()
    await user.press("2")
    assert user.screen.desk.part == "due"
    await user.write("2026-12-04")
    await user.press("enter")
    item = user.screen.desk.sheet.items["promises"][0].key
    said = answer(user, "recap.promises", item)
    assert (said.value, said.fields["due"]) == ("partly", date(2026, 12, 4))
    assert here(user) == "new.business"


async def test_states_by_one_key_and_backspace_takes_them_away(user: User) -> None:
    for key, state in (
        ("s", AnswerState.NOT_ASKED), ("d", AnswerState.DECLINED),
        ("w", AnswerState.UNKNOWN), ("x", AnswerState.NOT_APPLICABLE),
    ):  # fmt: skip
        await go_to(user, "eco.effect")
        await user.press(key)
        assert answer(user, "eco.effect").state is state
    await go_to(user, "eco.effect")
    await user.press("backspace")
    assert answer(user, "eco.effect").empty


async def test_equals_takes_over_last_times_answer_and_says_when_there_is_none(user: User) -> None:
    await go_to(user, "bud.dir")
    assert "= 2026-Q3 Cut" in user.screen_text()
    assert "waiting for the new plan" in user.screen_text()
    await user.press("equals_sign")
    said = answer(user, "bud.dir")
    assert (said.value, said.unchanged) == ("cut", True)
    await go_to(user, "eco.effect")
    await user.press("equals_sign")
    assert answer(user, "eco.effect").empty
    assert "Nothing was answered here before." in user.screen_text()


async def test_u_takes_back_the_last_answer_and_goes_to_it(user: User) -> None:
    await go_to(user, "sat.rating")
    await user.press("9")
    await user.saved()
    assert here(user) == "sat.recommend"
    await user.press("u")
    await user.sees("taken back")
    assert here(user) == "sat.rating"
    assert answer(user, "sat.rating").empty
    await user.press("8")
    await user.saved()
    assert answer(user, "sat.rating").value == 8
    assert not user.screen.desk.sheet.conflicts


async def test_a_branch_goes_and_comes_back_with_what_was_typed_in_it(user: User) -> None:
    await go_to(user, "bud.dir")
    await user.press("1")
    await go_to(user, "bud.pct")
    await user.press("minus")
    await user.write("12")
    await user.press("enter")
    assert answer(user, "bud.pct").value == Decimal(-12)
    await go_to(user, "bud.dir")
    await user.press("3")
    assert not user.screen.desk.go_to_slot(Slot("bud.pct"))
    await go_to(user, "bud.dir")
    await user.press("1")
    await go_to(user, "bud.pct")
    assert "-12 %" in user.row("Budget change in %")


async def test_shorthand_is_echoed_and_what_is_ambiguous_is_kept_as_typed_and_never_guessed(
    user: User,
) -> None:
    await go_to(user, "buy.next_value")
    await user.press("1")
    await user.write("2k")
    assert "= EUR 12,000.00" in user.screen_text()
    await user.press("escape", "enter")
    await user.write("1,234")
    assert "? 1,234" in user.screen_text()
    await user.press("escape")
    said = answer(user, "buy.next_value")
    assert (said.value, said.raw, said.state) == (None, "1,234", AnswerState.OPEN)
    assert "1,234 ?" in user.row("Volume to plan for")


async def test_a_date_that_is_not_understood_stays_as_typed(user: User) -> None:
    await go_to(user, "close.next")
    await user.press("enter")
    await user.write("in 2 weeks")
    assert "= Fri 4 Dec 2026, in 14 days" in user.screen_text()
    await user.press("enter")
    assert answer(user, "close.next").value == date(2026, 12, 4)
    await go_to(user, "close.next")
    await user.press("enter")
    await user.write("sometime")
    await user.press("escape")
    assert answer(user, "close.next").raw == "sometime"


async def test_rows_of_a_list_are_added_edited_and_removed(user: User) -> None:
    await go_to(user, "comp.active")
    await user.press("enter")
    await user.write("Kessler")
    await user.press("tab")
    await user.write("called")
    await user.press("enter")
    await user.write("QuickCrate")
    await user.press("escape")
    rows = answer(user, "comp.active").value
    assert rows == ({"competitor": "Kessler", "heard": "called"}, {"competitor": "QuickCrate"})
    await user.press("right", "tab")
    await user.write(" twice")
    await user.press("escape")
    assert answer(user, "comp.active").value[0]["heard"] == "called twice"
    await user.press("backspace")
    assert [row["competitor"] for row in answer(user, "comp.active").value] == ["Kessler"]
    await user.press("backspace", "0")
    assert answer(user, "comp.active").value == ()


async def test_known_names_are_offered_while_a_name_is_typed(user: User) -> None:
    await go_to(user, "comp.active")
    await user.press("enter")
    await user.write("Kessler")
    await user.press("escape")
    await go_to(user, "comp.product")
    await user.press("right")
    await user.write("kes")
    assert "known: Kessler" in user.screen_text()


async def test_a_note_shows_what_its_marked_lines_will_become_as_they_are_typed(user: User) -> None:
    await go_to(user, "eco.effect")
    await user.press("n")
    await user.write("hard times\n!! send offer @sam fri p1")
    assert user.row("[promise]").split("[", 1)[1].startswith("promise] [@sam] [Fri 27 Nov] [p1] send offer")
    await user.write("\n~ between us")
    assert "[private]" in user.screen_text()
    await user.press("escape")
    assert user.app.focused is user.screen.view
    assert here(user) == "eco.effect"
    await user.press("2")
    assert answer(user, "eco.effect").value == "slight_drag", "after Esc a digit answers again"


async def test_tab_leaves_a_text_for_the_next_question_and_shift_tab_for_the_one_before(user: User) -> None:
    await go_to(user, "new.industry")
    before = here(user)
    await user.press("enter")
    await user.write("quiet")
    await user.press("tab")
    assert here(user) == "new.personal"
    await user.press("n")
    await user.write("tired")
    await user.press("shift+tab")
    assert here(user) == before
    assert user.screen.desk.part == ""
    assert user.screen.desk.sheet.note(Slot("new.personal")) == "tired"


async def test_keys_typed_in_one_burst_land_where_they_were_meant(user: User) -> None:
    await go_to(user, "new.industry")
    await user.write("nas told by Kim\t7")
    assert user.screen.desk.sheet.note(Slot("new.industry")) == "as told by Kim"
    assert here(user) == "new.personal"
    assert user.screen.desk.sheet.note(Slot("new.personal")) == ""


async def test_sections_by_f2_and_a_digit_and_by_brackets(user: User) -> None:
    await user.press("f2", "5")
    assert here(user) == "sat.rating"
    await user.press("right_square_bracket")
    assert here(user) == "res.progress"
    await user.press("left_square_bracket", "left_square_bracket")
    assert here(user) == "buy.change"


async def test_f3_shows_the_last_answers_in_full_and_esc_comes_back(user: User) -> None:
    await go_to(user, "bud.dir")
    await user.press("f3")
    assert "waiting for the new plan" in user.screen_text()
    assert "2026-Q3  2026-08-20" in user.screen_text()
    await user.press("escape", "4")
    assert answer(user, "bud.dir").value == "raised"


async def test_yearly_questions_are_asked_when_weak_or_due_only(user: User) -> None:
    assert user.screen.desk.go_to_slot(Slot("pil.integrity")), "never asked before, so due"
    assert user.screen.session.as_of == AS_OF


async def test_several_options_are_toggled_and_enter_confirms(user: User) -> None:
    await go_to(user, "eco.effect")
    await user.press("1")
    await go_to(user, "eco.how")
    await user.press("3", "1", "3", "2")
    assert answer(user, "eco.how").value == ("demand", "prices")
    assert "[1 Demand]  [2 Prices]  3 Costs" in user.screen_text()
    assert here(user) == "eco.how"
    await user.press("enter")
    assert here(user) != "eco.how"


async def test_an_answer_that_opens_another_question_leads_there_and_back(user: User) -> None:
    await go_to(user, "buy.fit")
    await user.press("3")
    assert here(user) == "need.new"
    await user.press("enter")
    await user.write("A bigger van")
    await user.press("enter", "enter")
    assert answer(user, "need.new").value == ({"need": "A bigger van"},)
    assert here(user) == "sat.rating", "the run goes on where it was"


async def test_urgent_opens_the_form_of_an_issue_and_the_run_goes_on(user: User) -> None:
    await go_to(user, "open.urgent")
    await user.press("3")
    await user.sees("Urgent issue")
    await user.press("escape")
    await user.until(lambda: getattr(user.screen, "PLACE", "") == "review")
    assert answer(user, "open.urgent").value == "urgent"
    assert here(user) == "recap.promises"


async def test_a_core_question_left_out_is_found_again_at_the_end(user: User) -> None:
    for key in ("eco.effect", "bud.dir"):
        await go_to(user, key)
        await user.press("1")
    await go_to(user, "close.readback")
    await user.press("1")
    assert here(user) == "open.urgent"


async def test_u_takes_back_one_answer_at_a_time_however_quickly_they_followed(user: User) -> None:
    await go_to(user, "sat.rating")
    for key in ("7", "k", "8", "k", "backspace"):
        await user.press(key)
        await user.saved()
    await user.press("u")
    await user.until(lambda: answer(user, "sat.rating").value == 8)
    await user.press("u")
    await user.until(lambda: answer(user, "sat.rating").value == 7)
    await user.press("u")
    await user.until(lambda: answer(user, "sat.rating").state is AnswerState.OPEN)


async def test_u_takes_back_all_that_was_typed_into_a_field_at_once(user: User) -> None:
    await go_to(user, "buy.next_value")
    for text in ("12k", "15k"):
        await user.press("enter", *text, "escape")
        await user.saved()
    await user.press("u")
    await user.until(lambda: answer(user, "buy.next_value").raw == "12k")


async def test_what_an_editor_made_of_a_note_can_be_undone(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviewtui.tui.screens.review.outside.edit_in_editor", lambda _app, _text: "")
    await go_to(user, "eco.effect")
    await user.press("n")
    await user.write("all they said")
    await user.press("ctrl+o")
    assert user.screen.view.note.text == ""
    await user.press("ctrl+z")
    await user.until(lambda: user.screen.desk.note == "all they said")


async def test_the_time_on_the_clock_is_never_cut_from_the_bar(user: User) -> None:
    user.screen.desk.sheet = replace(
        user.screen.desk.sheet, account=replace(user.screen.desk.sheet.account, name="A long name " * 9)
    )
    user.screen.redraw()
    await user.until(lambda: re.search(r"… +2026-Q4  1/9  0:\d\d .*as of", user.row("2026-Q4")))
