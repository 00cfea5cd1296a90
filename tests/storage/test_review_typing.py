"""What is typed into a review is kept, taken back, and never silently overwritten by another window."""

from __future__ import annotations

from datetime import date

import pytest

from factories import (
    AS_OF,
    answered,
    give,
    make_account,
    make_review,
    make_store,
    moment,
    quarterly,
    same_file,
    write_note,
)
from reviewtui.domain.answers import Answer, AnswerState
from reviewtui.domain.errors import Conflict, InvalidInput, NotFound
from reviewtui.domain.money import Money
from reviewtui.domain.reviews import Place, ReviewState
from reviewtui.domain.sheets import Slot
from reviewtui.services import reviews


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path)


@pytest.fixture
def review(store):
    return reviews.start_review(store, make_account(store), quarterly(), moment())


def sheet(store, review_id):
    return reviews.sheet(store, review_id, AS_OF)


def test_starting_again_resumes_the_review_in_progress(store, review):
    account = sheet(store, review).account.id
    assert reviews.start_review(store, account, quarterly(), moment()) == review


def test_a_new_review_stands_at_the_first_core_question_with_last_times_attendees(store):
    account = make_account(store)
    first = reviews.start_review(store, account, quarterly(), moment(date(2026, 8, 3)))
    reviews.set_call(store, first, attendees=["Kim", ""], channel="video", moment=moment(date(2026, 8, 3)))
    reviews.finish(store, first, moment=moment(date(2026, 8, 3)))
    shown = sheet(store, reviews.start_review(store, account, quarterly(), moment()))
    assert shown.review.attendees == ("Kim",)
    assert shown.review.place == Place("open", "open.urgent")
    assert shown.review.person == "Robin"
    assert shown.last_review is not None and shown.last_review.id == first


def test_a_review_of_an_unknown_account_is_not_started(store):
    with pytest.raises(NotFound):
        reviews.start_review(store, 99, quarterly(), moment())


def test_an_answer_comes_back_as_it_was_given(store, review):
    money = answered("buy.next_value", Money(120_000_000, "EUR"), low=Money(90_000_000, "EUR"))
    rows = answered("imp.service", ({"ask": "faster", "due": date(2026, 12, 1)}, {"ask": "nicer"}))
    assert give(store, review, money) == 1
    give(store, review, rows)
    found = sheet(store, review).answers
    assert found[Slot("buy.next_value")].value == Money(120_000_000, "EUR")
    assert found[Slot("buy.next_value")].fields == {"low": Money(90_000_000, "EUR")}
    assert found[Slot("imp.service")].value == rows.value


def test_writing_the_same_again_changes_nothing_whatever_version_it_started_from(store, review):
    answer = answered("sat.rating", 8)
    assert give(store, review, answer) == 1
    assert reviews.put_answer(store, review, Slot("sat.rating"), answer, 0, moment()) == 1
    assert write_note(store, review, "sat.rating", "fine") == 1
    assert reviews.put_note(store, review, Slot("sat.rating"), "fine", 0, moment()) == 1


def test_nothing_typed_makes_no_row(store, review):
    assert reviews.put_answer(store, review, Slot("sat.rating"), Answer("sat.rating"), 0, moment()) == 0
    assert reviews.put_note(store, review, Slot("sat.rating"), "", 0, moment()) == 0


def test_typing_a_note_is_one_change_to_undo(store, review):
    for version, text in enumerate(("f", "fi", "fin")):
        reviews.put_note(store, review, Slot("sat.rating"), text, version, moment(second=version))
    with store.read() as r:
        entry = r.journal.newest(1)[0]
    assert entry.changes[0].before is None
    assert entry.changes[0].after["text"] == "fin"


def test_the_same_answer_edited_in_two_windows_keeps_both_texts(store, review):
    other = same_file(store)
    slot = Slot("sat.rating")
    reviews.put_answer(store, review, slot, answered("sat.rating", 8), 0, moment())
    with pytest.raises(Conflict) as caught:
        reviews.put_answer(other, review, slot, answered("sat.rating", 3), 0, moment())
    assert (caught.value.theirs, caught.value.ours, caught.value.version) == ("8", "3", 1)
    shown = sheet(store, review)
    assert shown.answers[slot].value == 8
    assert [(c.slot, c.kind, c.theirs, c.ours) for c in shown.conflicts] == [(slot, "answer", "8", "3")]


def test_a_loser_who_types_on_overwrites_nothing_until_it_is_settled(store, review):
    other, slot = same_file(store), Slot("new.business")
    reviews.put_note(store, review, slot, "theirs", 0, moment())
    for text in ("our", "ours"):
        with pytest.raises(Conflict):
            reviews.put_note(other, review, slot, text, 1 if text == "ours" else 0, moment())
    (clash,) = sheet(store, review).conflicts
    assert (clash.theirs, clash.ours) == ("theirs", "ours")


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("ours", "ours"), ("theirs", "theirs"), ("both", "theirs\n--- also typed ---\nours")],
)
def test_two_notes_are_settled_as_chosen(store, review, choice, kept):
    other, slot = same_file(store), Slot("new.business")
    reviews.put_note(store, review, slot, "theirs", 0, moment())
    with pytest.raises(Conflict):
        reviews.put_note(other, review, slot, "ours", 0, moment())
    (clash,) = sheet(store, review).conflicts
    assert reviews.settle_conflict(store, clash.id, choice, moment()) == slot
    shown = sheet(store, review)
    assert shown.note(slot) == kept
    assert shown.conflicts == ()
    version = shown.notes[slot].version
    assert reviews.put_note(other, review, slot, "on we go", version, moment()) == version + 1


def test_of_two_answers_ours_can_win_or_go_into_the_note(store, review):
    other, slot = same_file(store), Slot("sat.rating")
    for choice, value, note in (("both", 8, "3"), ("ours", 3, "3")):
        give(store, review, answered("sat.rating", 8))
        with pytest.raises(Conflict):
            reviews.put_answer(other, review, slot, answered("sat.rating", 3), 99, moment())
        reviews.settle_conflict(store, sheet(store, review).conflicts[0].id, choice, moment())
        shown = sheet(store, review)
        assert shown.answers[slot].value == value
        assert shown.note(slot) == note


def test_the_last_answer_can_be_taken_back_one_after_the_other(store, review):
    give(store, review, answered("sat.rating", 8), moment(second=1))
    give(store, review, answered("base.ontime", 4), moment(second=2))
    give(store, review, answered("sat.rating", 9), moment(second=3))
    assert reviews.undo_answer(store, review, moment()) == Slot("sat.rating")
    assert sheet(store, review).answers[Slot("sat.rating")].value == 8
    assert reviews.undo_answer(store, review, moment()) == Slot("base.ontime")
    assert Slot("base.ontime") not in sheet(store, review).answers
    assert reviews.undo_answer(store, review, moment()) == Slot("sat.rating")
    assert reviews.undo_answer(store, review, moment()) is None
    assert sheet(store, review).answers == {}


def test_a_finished_review_refuses_to_be_written(store):
    review = make_review(store, make_account(store), AS_OF, answered("sat.rating", 8))
    slot = Slot("sat.rating")
    for write in (
        lambda: reviews.put_answer(store, review, slot, answered("sat.rating", 1), 1, moment()),
        lambda: reviews.put_note(store, review, slot, "late thought", 0, moment()),
        lambda: reviews.set_call(store, review, channel="visit", moment=moment()),
        lambda: reviews.undo_answer(store, review, moment()),
        lambda: reviews.discard(store, review, moment()),
    ):
        with pytest.raises(InvalidInput, match="reopen"):
            write()
    reviews.put_place(store, review, Place("close"), 5, moment())
    assert sheet(store, review).review.place.section == "open"
    reviews.reopen(store, review, moment())
    assert reviews.put_answer(store, review, slot, answered("sat.rating", 1), 1, moment()) == 2


def test_the_place_is_kept_without_a_line_in_the_history(store, review):
    with store.read() as r:
        before = len(r.journal.newest())
    place = Place("buying", "buy.ease", "", "note", 3, 7)
    reviews.put_place(store, review, place, 61, moment())
    reviews.put_draft(store, "capture", "! call", moment())
    shown = sheet(store, review).review
    with store.read() as r:
        assert (shown.place, shown.elapsed, r.draft("capture")) == (place, 61, "! call")
        assert len(r.journal.newest()) == before


def test_an_answer_of_a_branch_that_went_is_kept(store, review):
    give(store, review, answered("val.balance", 4))
    give(store, review, answered("price.vs", ("last_year",)))
    give(store, review, answered("val.balance", 9))
    assert sheet(store, review).answers[Slot("price.vs")].value == ("last_year",)


def test_states_are_kept_and_never_become_a_value(store, review):
    give(store, review, Answer("bud.dir", state=AnswerState.DECLINED))
    found = sheet(store, review).answers[Slot("bud.dir")]
    assert (found.state, found.value) == (AnswerState.DECLINED, None)


def test_what_was_typed_and_not_understood_is_kept_as_typed(store, review):
    give(store, review, Answer("bud.money", raw="1,234"))
    found = sheet(store, review).answers[Slot("bud.money")]
    assert (found.raw, found.state) == ("1,234", AnswerState.OPEN)


def test_nobody_reached_logs_the_attempt_plans_the_next_and_drops_the_empty_review(store, review):
    account = sheet(store, review).account.id
    for day in (date(2026, 11, 24), date(2026, 11, 26)):
        reviews.not_reached(store, account, day, moment(), review)
    with store.read() as r:
        touches = r.work.touches(account)
        assert r.reviews.get(review).state is ReviewState.DISCARDED
    assert [t.day for t in touches if t.planned] == [date(2026, 11, 26)]
    assert len([t for t in touches if not t.reached and not t.two_way]) == 2


def test_nobody_reached_keeps_a_review_that_holds_something(store, review):
    write_note(store, review, "new.business", "asks for the boss")
    reviews.not_reached(store, sheet(store, review).account.id, date(2026, 11, 24), moment(), review)
    assert sheet(store, review).review.state is ReviewState.IN_PROGRESS
    with pytest.raises(InvalidInput):
        reviews.not_reached(store, 1, date(2026, 11, 1), moment())


def test_a_review_is_found_by_its_address(store):
    account = make_account(store, "Blum & Co @home")
    first = make_review(store, account, date(2026, 10, 5))
    second = make_review(store, account, date(2026, 11, 5))
    running = make_review(store, account, AS_OF, finished=False)
    lines = reviews.review_lines(store, AS_OF)
    assert [line.id for line in lines] == [running, second, first]
    assert [line.address for line in lines[1:]] == [
        "Blum & Co @home@2026-Q4/quarterly/2",
        "Blum & Co @home@2026-Q4",
    ]
    assert reviews.address(store, "blum & co @home@2026-Q4/quarterly/1", moment()) == first
    assert reviews.address(store, "Blum@2026-Q4", moment()) == second
    with pytest.raises(NotFound) as caught:
        reviews.address(store, "Blum@2025-Q1", moment())
    assert "Blum & Co @home@2026-Q4" in caught.value.candidates
