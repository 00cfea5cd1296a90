"""The list of calls that a screen keeps: the same as the queue computed anew, and only what was written to is read again."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from factories import (
    AS_OF,
    answered,
    give,
    make_account,
    make_action,
    make_order,
    make_review,
    make_store,
    moment,
    quarterly,
)
from reviewtui.services import calls as module
from reviewtui.services.account_plan import pause, set_tier
from reviewtui.services.accounts import add_account
from reviewtui.services.calls import CallList, newest_entry, written_since
from reviewtui.services.queue import queue, snooze
from reviewtui.services.reviews import discard, start_review
from reviewtui.services.touches import log_touch
from reviewtui.services.undo import undo_last
from reviewtui.storage.reads.figures import FigureReads


@pytest.fixture
def store(tmp_path):
    """Twelve accounts of all kinds, always the same."""
    found, dice = make_store(tmp_path), random.Random(7)
    for number in range(12):
        one = make_account(found, f"Account {number:02}", owner=dice.choice(["Robin", "Sam"]), currency="EUR")
        for _ in range(dice.randrange(7)):
            make_order(found, one, AS_OF - timedelta(days=dice.randrange(700)), dice.randrange(50, 9_000))
        if dice.random() < 0.5:
            made = AS_OF - timedelta(days=dice.randrange(20, 200))
            make_action(found, one, "Send it", made, due=made + timedelta(days=10), promise=True)
        if dice.random() < 0.5:
            day = AS_OF - timedelta(days=dice.randrange(1, 300))
            make_review(found, one, day, answered("sat.rating", dice.randrange(11)))
    return found


def name_currency(store, code: str) -> None:
    """Another currency for amounts that name none, which is no entry of the journal."""
    with store.write("settings", moment(), journal=False) as w:
        w.set_setting("currency", code)


def brought_up(calls: CallList, store, as_of: date = AS_OF) -> CallList:
    """The list after all the work there is."""
    while calls.step(store, as_of):
        pass
    return calls


@pytest.fixture
def reads(monkeypatch):
    """The account numbers between which something was read, in order."""
    found: list[tuple[int, int]] = []
    known = FigureReads.known

    def noted(self, first, last, *args, **kwargs):
        found.append((first, last))
        return known(self, first, last, *args, **kwargs)

    monkeypatch.setattr(FigureReads, "known", noted)
    return found


@pytest.mark.parametrize("days", [0, 1, 40, 200, 500])
def test_the_list_is_the_queue_of_the_day(store, days):
    as_of = AS_OF - timedelta(days=days)
    calls = brought_up(CallList(), store, as_of).calls
    assert tuple(one.line for one in calls.queue) == queue(store, as_of).lines
    assert len(calls.accounts) == 12
    assert not {one.key for one in calls.queue} & {one.key for one in calls.due}


def test_a_logged_touch_reads_that_account_alone(store, reads):
    calls = brought_up(CallList(), store)
    reads.clear()
    log_touch(store, 3, moment())
    brought_up(calls, store)
    assert reads == [(3, 3)]
    assert calls.calls.accounts[3].contact.state == "green"
    assert tuple(one.line for one in calls.calls.queue) == queue(store, AS_OF).lines


def test_nothing_written_reads_nothing(store, reads):
    calls = brought_up(CallList(), store)
    before = calls.calls
    reads.clear()
    brought_up(calls, store)
    assert reads == [] and calls.calls is before


def test_what_was_decided_and_taken_back_shows_at_once(store):
    calls = brought_up(CallList(), store)
    first = calls.calls.queue[0]
    one, reason = first.line.account_id, first.line.reasons[0].code
    for write in (
        lambda: snooze(store, one, reason, AS_OF + timedelta(days=9), moment(), "later"),
        lambda: undo_last(store, moment()),
        lambda: pause(store, one, AS_OF + timedelta(days=9), moment()),
        lambda: undo_last(store, moment()),
    ):
        write()
        brought_up(calls, store)
        assert tuple(call.line for call in calls.calls.queue) == queue(store, AS_OF).lines
    assert calls.calls.queue[0] == first


def test_an_order_or_a_tier_by_hand_may_move_others_and_all_are_read(store, reads):
    calls = brought_up(CallList(), store)
    for write in (
        lambda: make_order(store, 5, AS_OF, 900_000),
        lambda: set_tier(store, 6, "A", "they pay for the tools", moment()),
        lambda: add_account(store, {"name": "Newcomer"}, moment()),
        lambda: name_currency(store, "USD"),
    ):
        write()
        # An order of the tests is written without a journal; those of an import are not.
        log_touch(store, 5, moment(second=1))
        brought_up(calls, store)
        assert tuple(call.line for call in calls.calls.queue) == queue(store, AS_OF).lines


def test_another_day_is_another_list(store):
    calls = brought_up(CallList(), store)
    brought_up(calls, store, AS_OF - timedelta(days=90))
    assert calls.calls.as_of == AS_OF - timedelta(days=90)
    assert tuple(one.line for one in calls.calls.queue) == queue(store, AS_OF - timedelta(days=90)).lines


def test_a_large_file_is_not_done_at_once_but_in_short_steps(store, monkeypatch):
    monkeypatch.setattr(module, "WHOLE", 5)
    calls = CallList()
    assert not calls.at_once(store, AS_OF) and calls.calls is None
    assert brought_up(calls, store).calls is not None


def test_what_is_written_while_a_large_file_is_looked_through_is_in_the_list_at_its_end(store, monkeypatch):
    monkeypatch.setattr(module, "WHOLE", 0)
    calls, first = CallList(), queue(store, AS_OF).lines[0]
    assert calls.step(store, AS_OF)
    log_touch(store, first.account_id, moment(), topic="prices")
    brought_up(calls, store)
    assert calls.calls is not None
    assert [one.line for one in calls.calls.queue] == list(queue(store, AS_OF).lines)
    assert calls.calls.queue[0].line != first


def test_who_was_written_about_is_told_by_the_journal(store):
    since = newest_entry(store)
    assert written_since(store, since) == frozenset()
    log_touch(store, 2, moment())
    log_touch(store, 4, moment())
    assert written_since(store, since) == {2, 4}


def test_a_review_that_was_opened_and_left_or_discarded_is_no_call(store):
    since = newest_entry(store)
    opened, said = (start_review(store, one, quarterly(), moment()) for one in (2, 3))
    assert written_since(store, since) == frozenset()
    give(store, said, answered("sat.rating", 8))
    discard(store, opened, moment())
    assert written_since(store, since) == {3}
