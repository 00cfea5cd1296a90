"""Marked lines are drafts while the note is the source; confirmed they are records that lead back to their line."""

from __future__ import annotations

from datetime import date

import pytest

from factories import (
    AS_OF,
    answered,
    give,
    make_account,
    make_contact,
    make_review,
    make_store,
    moment,
    same_file,
    write_note,
)
from reviewtui.domain.errors import Conflict, InvalidInput, NotFound
from reviewtui.domain.sheets import Slot
from reviewtui.services import captures, recap, reviews
from reviewtui.services.undo import undo_last

NOTE = """They grew a lot
!! send the list @sam 2026-11-27 p1
! book a visit
+product: smaller packs
^Acorn pricing: 12% below us
$ second site 12k 60%
@Kim mobile: 0170 1234
"We could not do it without you" - Kim
~ thinks of leaving"""


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path)


@pytest.fixture
def account(store):
    return make_account(store)


@pytest.fixture
def review(store, account):
    make_contact(store, account, "Kim Olsen")
    return make_review(store, account, AS_OF, finished=False, notes={"new.business": NOTE})


def drafts(store, review):
    return captures.drafts(reviews.sheet(store, review, AS_OF))


def confirm_all(store, review):
    return captures.confirm(store, review, drafts(store, review), moment())


def test_every_marked_line_but_private_ones_is_a_draft(store, review):
    found = drafts(store, review)
    assert [d.capture.kind.value for d in found] == [
        "promise", "action", "ask", "sighting", "opportunity", "fact", "quote",
    ]  # fmt: skip
    assert {d.state for d in found} == {"draft"}
    assert [d.line_no for d in found] == [2, 3, 4, 5, 6, 7, 8]


def test_confirmed_lines_are_records_that_lead_back(store, account, review):
    assert confirm_all(store, review) == 7
    with store.read() as r:
        note = r.reviews.note(review, "new.business")
        actions = {a.title: a for a in r.work.actions(account_id=account)}
        ask, sighting = r.work.asks(account)[0], r.work.sightings(account)[0]
        chance, fact, quote = (
            r.work.opportunities(account)[0],
            r.work.facts(account)[0],
            r.work.quotes(account)[0],
        )
        kim = r.accounts.contacts(account)[0]
    promise = actions["send the list"]
    assert (promise.promise, promise.owner, promise.due, promise.first_due, promise.priority) == (
        True, "sam", date(2026, 11, 27), date(2026, 11, 27), 1,
    )  # fmt: skip
    assert (promise.review_id, promise.note_id, promise.source) == (review, note.id, NOTE.split("\n")[1])
    assert (actions["book a visit"].promise, actions["book a visit"].owner) == (False, "Robin")
    assert (ask.text, ask.domain) == ("smaller packs", "product")
    assert (sighting.competitor, sighting.kind, sighting.gap) == ("Acorn", "pricing", -12.0)
    assert (chance.amount, chance.currency, chance.chance) == (120_000_000, "EUR", 60)
    assert (fact.contact_id, fact.person, fact.label, fact.value) == (
        kim.id,
        "Kim Olsen",
        "mobile",
        "0170 1234",
    )
    assert (quote.speaker, quote.question_key) == ("Kim Olsen", "new.business")


def test_confirming_again_makes_nothing_twice(store, account, review):
    before = drafts(store, review)
    confirm_all(store, review)
    assert {d.state for d in drafts(store, review)} == {"confirmed"}
    assert captures.confirm(store, review, before, moment()) == 0
    assert confirm_all(store, review) == 0
    with store.read() as r:
        assert len(r.work.actions(account_id=account)) == 2


def test_one_undo_takes_all_confirmed_back(store, account, review):
    confirm_all(store, review)
    undo_last(store, moment())
    assert {d.state for d in drafts(store, review)} == {"draft"}
    with store.read() as r:
        assert r.work.actions(account_id=account) == ()


def test_editing_a_draft_edits_the_note_and_editing_the_note_the_draft(store, review):
    slot = Slot("new.business")
    captures.edit_line(store, review, slot, 3, "! book two visits", 1, moment())
    assert "\n! book two visits\n" in reviews.sheet(store, review, AS_OF).note(slot)
    assert "book two visits" in [d.capture.title for d in drafts(store, review)]
    captures.edit_line(store, review, slot, 3, "", 2, moment())
    assert "action" not in [d.capture.kind.value for d in drafts(store, review)]
    with pytest.raises(InvalidInput):
        captures.edit_line(store, review, slot, 2, "two\nlines", 3, moment())


def test_editing_a_line_of_a_note_that_moved_on_is_refused(store, review):
    write_note(same_file(store), review, "new.business", "! other", moment(second=50))
    with pytest.raises(Conflict) as caught:
        captures.edit_line(store, review, Slot("new.business"), 3, "! mine", 1, moment())
    assert (caught.value.theirs, caught.value.ours) == ("! other", "! mine")


def test_an_edited_line_changes_the_record_it_made_and_leaves_other_edits_alone(store, account, review):
    confirm_all(store, review)
    with store.read() as r:
        visit = next(a for a in r.work.actions(account_id=account) if not a.promise)
    with store.write("reschedule", moment()) as w:
        w.change("action", visit.id, priority=1)
    captures.edit_line(store, review, Slot("new.business"), 3, "! book a visit 2026-12-01", 1, moment())
    (changed,) = [d for d in drafts(store, review) if d.state == "changed"]
    assert changed.target == ("action", visit.id)
    assert captures.confirm(store, review, [changed], moment()) == 1
    with store.read() as r:
        now = r.work.action(visit.id)
    assert (now.title, now.due, now.priority) == ("book a visit", date(2026, 12, 1), 1)
    assert {d.state for d in drafts(store, review)} == {"confirmed"}


def test_a_dropped_line_makes_nothing_until_it_is_taken_back(store, account, review):
    promise = drafts(store, review)[0]
    captures.drop(store, review, promise, moment())
    assert confirm_all(store, review) == 6
    dropped = drafts(store, review)[0]
    assert dropped.state == "dropped"
    captures.undrop(store, review, dropped, moment())
    assert confirm_all(store, review) == 1


def test_dropping_a_confirmed_line_puts_its_record_into_the_bin(store, account, review):
    confirm_all(store, review)
    captures.drop(store, review, drafts(store, review)[0], moment())
    with store.read() as r:
        assert [a.title for a in r.work.actions(account_id=account)] == ["book a visit"]
    assert drafts(store, review)[0].state == "dropped"


def test_identical_lines_are_records_of_their_own(store, account):
    review = make_review(store, account, AS_OF, finished=False, notes={"new.business": "! call\n! call"})
    assert confirm_all(store, review) == 2
    write_note(store, review, "new.business", "! call\ntext\n! call\n! call")
    assert [d.state for d in drafts(store, review)] == ["confirmed", "confirmed", "draft"]


def test_a_line_in_which_something_is_missing_stays_a_draft(store, account):
    review = make_review(store, account, AS_OF, finished=False, notes={"new.business": "^\n!\n@Kim\n! call"})
    assert confirm_all(store, review) == 1
    assert [d.state for d in drafts(store, review)] == ["draft", "draft", "draft", "confirmed"]


def test_a_line_that_left_the_note_makes_nothing(store, account, review):
    before = drafts(store, review)
    write_note(store, review, "new.business", "They grew a lot")
    assert captures.confirm(store, review, before, moment()) == 0


def test_the_capture_bar_makes_records_and_keeps_the_rest_as_a_note(store, account):
    added = captures.add_line(store, account, "! call back fri\nfriendly today\n~ but tired\n^", moment())
    with store.read() as r:
        (action,) = r.work.actions(account_id=account)
        (note,) = r.reviews.account_notes(account, AS_OF)
    assert added.made == (("action", action.id),)
    assert (action.source, action.due) == ("! call back fri", date(2026, 11, 27))
    assert (added.note_id, note.text, note.author) == (note.id, "friendly today\n~ but tired\n^", "Robin")
    assert any("competitor" in problem or "nothing" in problem for problem in added.problems)
    undo_last(store, moment())
    with store.read() as r:
        assert r.work.actions(account_id=account) == () == r.reviews.account_notes(account, AS_OF)


def test_the_capture_bar_in_a_review_feeds_its_general_note(store, account, review):
    for line in ("! call back", "! send samples"):
        assert captures.add_line(store, account, line, moment(), review_id=review).made == ()
    assert [d.capture.title for d in drafts(store, review) if d.slot == Slot("")] == [
        "call back",
        "send samples",
    ]


def test_nothing_or_an_unknown_account_is_refused(store, account):
    with pytest.raises(InvalidInput):
        captures.add_line(store, account, " \n ", moment())
    with pytest.raises(NotFound):
        captures.add_line(store, 99, "! call", moment())
    with pytest.raises(InvalidInput):
        captures.urgent_issue(store, account, " ", moment())


def test_an_urgent_issue_is_open_and_ours(store, account, review):
    issue_id = captures.urgent_issue(store, account, "line stands still", moment(), review_id=review)
    with store.read() as r:
        (issue,) = r.work.issues(account)
    assert (issue.id, issue.severity, issue.found_by, issue.owner, issue.solved_on, issue.review_id) == (
        issue_id, "urgent", "them", "Robin", None, review,
    )  # fmt: skip


def test_a_rival_is_known_by_name_whatever_the_spelling(store, account):
    for line in ("^Acorn: visited them", "^ACORN: visited again"):
        captures.add_line(store, account, line, moment())
    with store.read() as r:
        assert r.work.competitors() == ("Acorn",)
        assert len(r.work.sightings(account)) == 2


def test_marked_lines_of_a_text_answer_are_drafts_as_well(store, account):
    review = make_review(store, account, AS_OF, finished=False)
    give(store, review, answered("imp.eleven", "deliver at night\n!! try it once @sam\n~ hopeless"))
    (draft,) = drafts(store, review)
    assert (draft.part, draft.slot, draft.line_no, draft.capture.title) == (
        "answer",
        Slot("imp.eleven"),
        2,
        "try it once",
    )
    captures.edit_line(store, review, draft.slot, 2, "!! try it twice @sam", 1, moment(), "answer")
    assert confirm_all(store, review) == 1
    assert confirm_all(store, review) == 0
    assert [d.state for d in drafts(store, review)] == ["confirmed"]
    captures.drop(store, review, drafts(store, review)[0], moment())
    assert [d.state for d in drafts(store, review)] == ["dropped"]
    captures.undrop(store, review, drafts(store, review)[0], moment())
    assert confirm_all(store, review) == 1
    reviews.finish(store, review, moment=moment())
    with store.read() as r:
        assert [(a.title, a.owner) for a in r.work.actions(account_id=account)] == [("try it twice", "sam")]
        assert [(a.text, a.wish) for a in r.work.asks(account)] == [("deliver at night", True)]
    assert [d.state for d in drafts(store, review)] == ["confirmed"]
    text = recap.recap(store, review, AS_OF)
    assert "- **Eleven out of ten**: deliver at night\n" in text and "- try it twice (sam)" in text


def test_dates_of_a_line_are_read_by_the_style_of_the_settings(store, account):
    review = make_review(store, account, AS_OF, finished=False, notes={"new.business": "! call by 3/12/2026"})
    for order, day in (("dmy", date(2026, 12, 3)), ("mdy", date(2026, 3, 12))):
        (draft,) = captures.drafts(reviews.sheet(store, review, AS_OF, order=order))
        assert draft.capture.due == day
