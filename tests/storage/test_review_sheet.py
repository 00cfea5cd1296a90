"""The sheet: what the review screen shows beside the questions, and the words it puts into them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from factories import (
    AS_OF,
    answered,
    give,
    make_account,
    make_action,
    make_ask,
    make_contact,
    make_order,
    make_review,
    make_store,
    moment,
    quarterly,
    write_note,
)
from reviewtui.domain.answers import Answer, AnswerState
from reviewtui.domain.errors import NotFound
from reviewtui.domain.sheets import Slot
from reviewtui.domain.template_json import with_hash
from reviewtui.domain.template_rules import progress, shown_questions
from reviewtui.domain.templates import spoken
from reviewtui.services import reviews
from reviewtui.services.templates import packaged_template

BEFORE = date(2026, 8, 3)


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path)


@pytest.fixture
def account(store):
    return make_account(store, renewal_date="2027-03-01")


def sheet_of(store, account, as_of=AS_OF):
    return reviews.sheet(store, reviews.start_review(store, account, quarterly(), moment(as_of)), as_of)


def test_the_last_four_answers_with_their_notes_stand_beside_a_question(store, account):
    for n in range(6):
        day = AS_OF - timedelta(days=91 * (6 - n))
        make_review(store, account, day, answered("sat.rating", n), notes={"sat.rating": f"note {n}"})
    past = sheet_of(store, account).past[Slot("sat.rating")]
    assert [(p.text, p.note) for p in past] == [(str(n), f"note {n}") for n in (5, 4, 3, 2)]
    assert past[0].quarter == "2026-Q3"


def test_a_series_goes_across_templates_and_keeps_the_words_it_was_asked_with(store, account):
    old = quarterly()
    first = old.sections[2]
    renamed = replace(first.questions[1], options=(replace(first.questions[1].options[0], label="Slashed"),))
    questions = (first.questions[0], renamed, *first.questions[2:])
    sections = (*old.sections[:2], replace(first, questions=questions), *old.sections[3:])
    earlier = with_hash(replace(old, sections=sections))
    make_review(store, account, date(2026, 5, 4), answered("bud.dir", "cut"), template=earlier)
    make_review(store, account, BEFORE, answered("sat.rating", 3), template=packaged_template("pulse"))
    sheet = sheet_of(store, account)
    assert [p.text for p in sheet.past[Slot("bud.dir")]] == ["Slashed"]
    assert [p.text for p in sheet.past[Slot("sat.rating")]] == ["3"]
    assert sheet.last[Slot("bud.dir")].value == "cut"


def test_what_was_only_noted_or_not_asked_is_past_as_well_but_no_last_value(store, account):
    make_review(store, account, date(2026, 5, 4), answered("sat.rating", 7))
    make_review(
        store,
        account,
        BEFORE,
        Answer("sat.rating", state=AnswerState.DECLINED),
        notes={"new.business": "moved"},
    )
    sheet = sheet_of(store, account)
    assert [p.text for p in sheet.past[Slot("sat.rating")]] == ["declined", "7"]
    assert sheet.past[Slot("new.business")][0].note == "moved"
    assert sheet.last[Slot("sat.rating")].value == 7


def test_reviews_in_progress_or_discarded_are_no_past(store, account):
    review = make_review(store, account, BEFORE, answered("sat.rating", 3), finished=False)
    reviews.discard(store, review, moment())
    assert sheet_of(store, account).past == {}


def test_promises_come_back_open_or_done_since_and_those_of_this_review_do_not(store, account):
    make_review(store, account, BEFORE)
    make_action(store, account, "open one", date(2026, 5, 4), promise=True)
    make_action(store, account, "done since", date(2026, 5, 4), promise=True, status="done", done_on=AS_OF)
    make_action(
        store, account, "done before", date(2026, 1, 4), promise=True, status="done", done_on=date(2026, 7, 1)
    )
    make_action(store, account, "no promise", date(2026, 5, 4))
    make_action(store, account, "their own", date(2026, 5, 4), promise=True, side="customer")
    make_action(store, account, "of today", AS_OF, promise=True)
    review = reviews.start_review(store, account, quarterly(), moment())
    make_action(store, account, "of this review", date(2026, 11, 19), promise=True, review_id=review)
    sheet = sheet_of(store, account)
    assert {item.text for item in sheet.items["promises"]} == {"open one", "done since"}
    assert next(i.detail for i in sheet.items["promises"] if i.text == "done since").endswith(
        "done Fri 20 Nov"
    )


def test_the_prompt_of_a_promise_names_it(store, account):
    make_review(store, account, BEFORE)
    make_action(store, account, "send the list", BEFORE, promise=True, review_id=1)
    sheet = sheet_of(store, account)
    question = sheet.template.question("recap.promises")
    words = sheet.words(question, sheet.items["promises"][0].key)
    assert spoken(question, words).startswith("Last time I said we would send the list.")


def test_prompts_are_filled_from_the_data(store, account):
    make_contact(store, account, "Kim Olsen", decides=True)
    make_review(store, account, BEFORE)
    for n, delivered in enumerate((date(2026, 10, 9), date(2026, 10, 4))):
        make_order(
            store, account, date(2026, 10, 1 + n), 100, promised=date(2026, 10, 5), delivered=delivered
        )
    make_order(store, account, date(2026, 8, 1), 100)
    for quarter_day in (date(2025, 11, 3), date(2026, 2, 3)):
        make_order(store, account, quarter_day, 50, category="Labels")
    review = reviews.start_review(store, account, quarterly(), moment())
    give(store, review, answered("sat.rating", 8))
    write_note(store, review, "sat.rating", "!! send the list 2026-11-27\n!! call Kim")
    fills = reviews.sheet(store, review, AS_OF).fills
    assert dict(fills) == {
        "account": "Acme", "contact": "Kim Olsen", "date": "3 August", "month": "August", "months": "4 months",
        "orders_now": "2", "orders_before": "1", "late_rate": "50 %", "category": "Labels", "rating": "8",
        "renewal_date": "Mon 1 March 2027", "renewal_or_next_order": "the renewal on Mon 1 March 2027",
        "proposed_date": "Mon 22 February 2027", "promises": "send the list by Fri 27 Nov; call Kim",
    }  # fmt: skip


def test_a_first_review_without_data_says_the_plain_wording(store):
    sheet = sheet_of(store, make_account(store, "Plain"))
    assert sheet.panels.orders is not None and sheet.panels.orders.order_days == 0
    for question in sheet.template.questions():
        assert "{" not in spoken(question, sheet.words(question))


def test_as_many_orders_as_before_is_no_sentence_to_say(store, account):
    make_order(store, account, date(2026, 8, 10), 1000)
    make_order(store, account, date(2026, 10, 12), 1000)
    sheet = sheet_of(store, account)
    question = sheet.template.question("buy.change")
    assert spoken(question, sheet.words(question)) == question.plain
    make_order(store, account, date(2026, 10, 15), 700)
    sheet = sheet_of(store, account)
    assert spoken(question, sheet.words(question)).startswith("I see 2 orders against ")


def test_saying_the_same_and_buying_less_is_told_while_they_are_on_the_line(store, account):
    make_order(store, account, date(2025, 10, 15), 1000)
    make_order(store, account, date(2026, 10, 15), 700)
    review = reviews.start_review(store, account, quarterly(), moment())
    assert reviews.sheet(store, review, AS_OF).panels.said_bought == ""
    give(store, review, answered("bud.dir", "same"))
    told = reviews.sheet(store, review, AS_OF).panels.said_bought
    assert told == "Bought 30 % less than in the same days last year, but they say same (the budget)."
    give(store, review, answered("bud.dir", "cut"))
    assert reviews.sheet(store, review, AS_OF).panels.said_bought == ""


def test_an_answer_older_than_a_quarter_is_not_held_against_what_was_bought(store, account):
    make_order(store, account, date(2025, 10, 15), 1000)
    make_order(store, account, date(2026, 10, 15), 700)
    make_review(store, account, date(2026, 8, 20), answered("bud.dir", "raised"))
    assert "raised" in sheet_of(store, account).panels.said_bought
    sheet = sheet_of(store, account, date(2026, 11, 21))
    assert sheet.panels.said_bought == ""


def test_yearly_questions_are_due_when_their_year_is_over_or_a_rating_is_low(store, account):
    make_review(store, account, date(2026, 2, 3), answered("pil.integrity", 9))
    sheet = sheet_of(store, account)
    assert "pil.integrity" not in sheet.yearly_due and "pil.empathy" in sheet.yearly_due

    def shown(sheet):
        return {q.key for q in shown_questions(sheet.template, sheet.rule_answers, sheet.context)}

    assert "pil.integrity" not in shown(sheet)
    assert "pil.integrity" in shown(sheet.with_answer(answered("sat.rating", 4)))


def test_progress_counts_core_questions_and_one_line_per_promise(store, account):
    make_review(store, account, BEFORE)
    for title in ("one", "two"):
        make_action(store, account, title, BEFORE, promise=True, review_id=1)
    sheet = sheet_of(store, account).with_answer(answered("sat.rating", 4))
    counted = progress(sheet.template, sheet.rule_answers, sheet.context)
    assert (counted.core.shown, counted.core.answered) == (16, 1)
    with_promises = counted.sections["open"].shown
    assert (
        with_promises
        == progress(sheet.template, {}, replace(sheet, items={}).context).sections["open"].shown + 2
    )


def test_typing_moves_the_sheet_on_without_reading_again(store, account):
    sheet = (
        sheet_of(store, account).with_answer(answered("sat.rating", 9)).with_note(Slot("sat.rating"), "fine")
    )
    question = sheet.template.question("sat.why")
    assert spoken(question, sheet.words(question)).startswith("What made it a 9 and not lower?")
    assert (sheet.note(Slot("sat.rating")), sheet.answer(Slot("bud.dir")).state) == ("fine", AnswerState.OPEN)


def test_panels_hold_what_is_open(store, account):
    make_ask(store, account, "faster", BEFORE)
    make_ask(store, account, "done", BEFORE, status="done")
    make_action(store, account, "send the list", BEFORE, promise=True)
    panels = sheet_of(store, account).panels
    assert [ask.text for ask in panels.asks] == ["faster"]
    assert [action.title for action in panels.promises] == ["send the list"]


def test_a_review_that_is_not_there_is_said(store):
    with pytest.raises(NotFound):
        reviews.sheet(store, 9, AS_OF)
