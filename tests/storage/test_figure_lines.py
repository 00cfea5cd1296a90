"""Lines of figures that are kept: never another thing than the figures computed now, whatever was written in between."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from itertools import islice

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
    same_file,
)
from reviewtui.domain.figure_settings import USUAL, read_settings
from reviewtui.domain.figured import Figured, figured
from reviewtui.services import reviews
from reviewtui.services.account_plan import add_ledger_entry, pause, set_own_plan, set_tier
from reviewtui.services.accounts import archive_account, edit_account
from reviewtui.services.actions import done
from reviewtui.services.calls import CallList
from reviewtui.services.everyone import Everyone
from reviewtui.services.figure_lines import bring_up, holding
from reviewtui.services.figure_shapes import figures_data
from reviewtui.services.figures import all_figures
from reviewtui.services.kept_portfolio import KeptPortfolio
from reviewtui.services.queue import snooze
from reviewtui.services.rates import add_rate
from reviewtui.services.touches import log_touch
from reviewtui.services.undo import undo_last
from reviewtui.storage.backup import back_up
from reviewtui.storage.examine import rebuild_summaries
from reviewtui.storage.reads.order_walk import OrderWalk
from reviewtui.storage.restore import restore


@pytest.fixture
def store(tmp_path):
    """Nine accounts of all kinds, always the same."""
    found, dice = make_store(tmp_path), random.Random(11)
    for number in range(9):
        one = make_account(
            found, f"Account {number}", owner=dice.choice(["Robin", "Sam"]), external_id=f"X{number}"
        )
        for _ in range(dice.randrange(1, 7)):
            make_order(found, one, AS_OF - timedelta(days=dice.randrange(700)), dice.randrange(50, 9_000))
        make_action(
            found, one, "Send it", AS_OF - timedelta(days=60), due=AS_OF - timedelta(days=20), promise=True
        )
        make_review(
            found, one, AS_OF - timedelta(days=100 + number), answered("sat.rating", dice.randrange(11))
        )
    return found


def kept(store, as_of=AS_OF, settings=USUAL):
    """Keep every line of the file."""
    for _ in bring_up(store, as_of, settings, lambda run: run(store)):
        pass
    return store


def lines(store, as_of=AS_OF) -> dict[str, tuple[object, object]]:
    """What is kept of each account, by name: its figures and what the table has of it."""
    with store.read() as r:
        ids = [one for one, _ in r.accounts.names(archived=True)]
        records = [json.loads(one) for one in r.lines.records(ids).values()]
    portfolio: KeptPortfolio[Figured] = KeptPortfolio(lambda one: one, USUAL)
    for part in portfolio.begin(store, as_of) or ():
        portfolio.read_part(store, part)
    subjects = {one.subject.name: one for one in portfolio.lines.values()}
    keys = {one.known.name: figures_data(one) for one in all_figures(store, as_of, archived=True)}
    return {
        one["name"]: ({key: one[key] for key in keys[one["name"]]}, subjects[one["name"]]) for one in records
    }


def computed(store, as_of=AS_OF) -> dict[str, tuple[object, object]]:
    """The same from the figures of now."""
    return {
        one.known.name: (json.loads(json.dumps(figures_data(one))), figured(one))
        for one in all_figures(store, as_of, archived=True)
    }


WRITES = {
    "a touch": lambda s: log_touch(s, 3, moment(), topic="prices"),
    "a tier by hand": lambda s: set_tier(s, 4, "A", "family", moment()),
    "a plan of its own": lambda s: set_own_plan(
        s,
        4,
        {"contact_ideal": "3", "contact_maximum": "4", "review_months": "1", "post_order": "800d"},
        moment(),
    ),
    "a plan of its own from tomorrow on": lambda s: set_own_plan(
        s, 4, {"contact_maximum": "4", "post_order": "800d"}, moment(AS_OF + timedelta(days=1))
    ),
    "a pause": lambda s: pause(s, 5, AS_OF + timedelta(days=30), moment()),
    "a reason put aside": lambda s: snooze(s, 2, "promise", AS_OF + timedelta(days=9), moment()),
    "an entry of the ledger": lambda s: add_ledger_entry(s, 2, 3, "helped at the fair", moment()),
    "a promise done": lambda s: done(s, [6], moment()),
    "an answer": lambda s: give(
        s, reviews.start_review(s, 7, quarterly(), moment()), answered("sat.rating", 2)
    ),
    "an order": lambda s: make_order(s, 1, AS_OF - timedelta(days=1), 90_000),
    "an order that has arrived": lambda s: change_order(s, 1, delivered_on=AS_OF.isoformat()),
    "an order cancelled": lambda s: change_order(s, 2, status="cancelled"),
    "another name": lambda s: edit_account(s, 2, {"name": "Zebra"}, moment()),
    "an account archived": lambda s: archive_account(s, 8, moment()),
    "a new account": lambda s: make_account(s, "Just met"),
    "another currency of the file": lambda s: currency(s, "USD"),
    "a rate": lambda s: add_rate(s, "USD", "EUR", "0.5", moment()),
    "a rate changed": lambda s: (in_dollars(s), rate(s, "0.5"), kept(s), rate(s, "2")),
    "a rate taken back": lambda s: (in_dollars(s), rate(s, "0.5"), kept(s), undo_last(s, moment())),
    "a touch taken back": lambda s: (log_touch(s, 3, moment(), topic="prices"), undo_last(s, moment())),
}


def change_order(store, order_id: int, **values: str) -> None:
    """Change columns of one order."""
    with store.write("order", moment()) as w:
        w.change("orders", order_id, **values)


def in_dollars(store) -> None:
    """Two accounts in another currency, one of which also ordered in that of the file."""
    for one in (2, 5):
        edit_account(store, one, {"currency": "USD"}, moment())
    change_order(store, 1, currency="USD")


def rate(store, text: str) -> None:
    """A rate that counts for every order."""
    add_rate(store, "USD", "EUR", text, moment(), AS_OF - timedelta(days=800))


def currency(store, code: str) -> None:
    """Another currency for amounts that name none."""
    with store.write("settings", moment(), journal=False) as w:
        w.set_setting("currency", code)


@pytest.mark.parametrize("write", WRITES, ids=str)
def test_after_any_write_what_is_kept_is_what_is_computed(store, write):
    kept(store)
    WRITES[write](store)
    assert lines(kept(store)) == computed(store)


def test_a_longer_plan_of_its_own_finds_orders_that_were_too_old_before(store):
    account = make_account(store, "Long ago")
    make_order(store, account, AS_OF - timedelta(days=900), 500)
    make_review(store, account, AS_OF, answered("sat.rating", 9))
    set_own_plan(
        store, account, {"contact_ideal": "400", "contact_maximum": "400", "review_months": "60"}, moment()
    )
    kept(store)
    set_own_plan(store, account, {"post_order": "910d"}, moment())
    (found, _) = lines(kept(store))["Long ago"]
    assert found["next_touch"]["date"] == (AS_OF + timedelta(days=10)).isoformat()
    assert lines(store) == computed(store)


def test_a_line_computed_before_a_write_that_came_in_between_is_not_kept(store):
    late = []
    for _ in bring_up(store, AS_OF, USUAL, late.append):
        pass
    late.pop(0)(store)
    log_touch(store, 3, moment(), topic="prices")
    for write in late:
        write(store)
    found = holding(store, AS_OF, USUAL)
    assert found is not None
    assert set(found[1]) == {3}
    assert lines(kept(store)) == computed(store)


def test_lines_of_a_frame_that_is_over_are_not_kept(store):
    late = []
    for _ in bring_up(store, AS_OF, USUAL, late.append):
        pass
    late.pop(0)(store)
    make_order(store, 1, AS_OF - timedelta(days=1), 90_000)
    assert [write(store) for write in late] == [False] * len(late)
    assert holding(store, AS_OF, USUAL) is None


@pytest.mark.parametrize("write", ["a rate", "an order", "another currency of the file"])
def test_what_was_read_before_a_write_that_moves_all_begins_no_frame(store, write):
    late = []
    for _ in bring_up(store, AS_OF, USUAL, late.append):
        pass
    WRITES[write](store)
    for one in late:
        one(store)
    assert holding(store, AS_OF, USUAL) is None
    assert lines(kept(store)) == computed(store)


def test_what_was_kept_for_another_day_or_other_settings_is_not_shown(store):
    kept(store)
    assert holding(store, AS_OF, USUAL) is not None
    assert holding(store, AS_OF + timedelta(days=1), USUAL) is None
    assert holding(store, AS_OF, read_settings({"tier_a": 50})[0]) is None


def test_after_a_touch_one_account_is_computed_again_and_no_other(store):
    kept(store)
    log_touch(store, 3, moment(), topic="prices")
    handed = []
    for _ in bring_up(store, AS_OF, USUAL, handed.append):
        pass
    assert len(handed) == 1
    found = holding(store, AS_OF, USUAL)
    assert found is not None
    assert set(found[1]) == {3}, "nothing was written by the way"


def test_after_a_touch_nobody_walks_over_the_orders_again(store, monkeypatch):
    for one in range(1, 10):
        make_order(store, one, AS_OF - timedelta(days=9), 60_000, category=f"Kind {one}", delivered=AS_OF)
    kept(store)
    log_touch(store, 3, moment(), topic="prices")
    with monkeypatch.context() as patched:
        patched.setattr(OrderWalk, "_walk", lambda *args: pytest.fail("walked"))
        kept(store)
    assert lines(store) == computed(store)
    with store.read() as r:
        assert "Kind 3" in json.loads(r.lines.records([3])[3])["started"]


def test_everyone_is_the_same_whether_kept_or_computed(store, monkeypatch):
    plain = Everyone(store, AS_OF, USUAL)
    assert holding(store, AS_OF, USUAL) is None, "few accounts are computed and nothing is written"
    monkeypatch.setattr("reviewtui.services.everyone.WHOLE", 3)
    large = Everyone(store, AS_OF, USUAL)
    assert holding(store, AS_OF, USUAL) is not None
    ids = [one.known.account_id for one in all_figures(store, AS_OF)]
    assert list(large.records(ids)) == list(plain.records(ids))
    assert list(large.queue()) == list(plain.queue()) == list(large.queued(plain.waiting())) != []
    assert dict(large.subjects()) == dict(plain.subjects())
    assert list(large.waiting()) == list(plain.waiting()) != []


def test_a_file_that_cannot_be_written_is_computed(store, monkeypatch):
    monkeypatch.setattr("reviewtui.services.everyone.WHOLE", 3)
    reading = type(store).open(store.path, moment(), read_only=True)
    assert list(Everyone(reading, AS_OF, USUAL).waiting()) == list(Everyone(store, AS_OF, USUAL).waiting())


def test_the_calls_of_today_are_the_same_from_kept_lines_and_follow_what_another_program_writes(store):
    def looked(calls: CallList) -> CallList:
        while calls.step(store, AS_OF):
            pass
        return calls

    plain = all_calls(store)
    kept(store)
    with_lines = looked(CallList())
    assert list(with_lines.calls.queue) == list(plain.queue) != []
    assert list(with_lines.calls.due) == list(plain.due)
    assert dict(with_lines.calls.accounts) == dict(plain.accounts)
    other = same_file(store)
    log_touch(other, 3, moment(), topic="prices")
    archive_account(other, 4, moment())
    with_lines = looked(with_lines)
    lines_now = tuple(one.line for one in with_lines.calls.queue)
    assert lines_now == tuple(Everyone(store, AS_OF, USUAL).waiting())
    assert 4 not in with_lines.calls.accounts
    assert with_lines.calls.accounts[3].contact.days == 0


def test_the_first_screen_of_a_large_file_reads_the_beginning_and_knows_how_many(store, monkeypatch):
    plain = all_calls(store)
    monkeypatch.setattr("reviewtui.services.calls.WHOLE", 3)
    monkeypatch.setattr("reviewtui.services.kept_calls.FIRST", 2)
    calls = CallList()
    assert not calls.at_once(store, AS_OF)
    assert calls.calls is None, "nothing is kept yet"
    calls.at_once(kept(store), AS_OF, [9])
    first = calls.calls
    assert first is not None
    assert not first.whole
    assert (len(first.queue), len(first.due)) == (len(plain.queue), len(plain.due))
    assert [first.queue[0], first.queue[1]] == list(plain.queue)[:2]
    assert first.accounts[9] == plain.accounts[9]
    with pytest.raises(IndexError):
        first.queue[2]
    while calls.step(store, AS_OF):
        pass
    assert list(calls.calls.queue) == list(plain.queue)


def all_calls(store):
    """Every call, computed."""
    calls = CallList()
    while calls.step(store, AS_OF):
        pass
    assert calls.calls is not None
    return calls.calls


def test_no_line_holds_after_the_summaries_were_made_anew(store):
    kept(store)
    rebuild_summaries(store.path)
    assert holding(store, AS_OF, USUAL) is None


@pytest.mark.parametrize("steps", [1, 1000], ids=["just begun", "finished"])
def test_lists_are_of_their_own_day_though_another_session_keeps_lines_of_another(store, monkeypatch, steps):
    monkeypatch.setattr("reviewtui.services.everyone.WHOLE", 0)
    with store.read() as r:
        ids = [one for one, _ in r.accounts.names(archived=True)]

    def lists(everyone: Everyone) -> tuple[object, ...]:
        return (
            list(everyone.records(ids)),
            list(everyone.queue()),
            dict(everyone.subjects()),
            list(everyone.waiting()),
        )

    expected, everyone = lists(Everyone(store, AS_OF, USUAL)), Everyone(store, AS_OF, USUAL)
    other = same_file(store)
    for _ in islice(bring_up(other, AS_OF - timedelta(days=200), USUAL, lambda run: run(other)), steps):
        pass
    assert lists(everyone) == expected


def test_a_screen_that_stays_open_over_a_restore_shows_what_was_restored(store):
    calls = CallList()
    backup = back_up(kept(store).path, moment()).path
    while calls.step(store, AS_OF):
        pass
    log_touch(store, 3, moment(), topic="prices")
    while calls.step(store, AS_OF):
        pass
    store.close()
    restore(store.path, backup, moment())
    log_touch(store, 3, moment(), channel="e-mail", topic="sent, not answered", answered=False)
    while calls.step(store, AS_OF):
        pass
    assert calls.calls is not None
    assert tuple(one.line for one in calls.calls.queue) == tuple(Everyone(store, AS_OF, USUAL).waiting())
    assert calls.calls.accounts[3].contact.days != 0


def test_a_screen_without_kept_lines_shows_what_was_restored_too(store):
    calls, backup = CallList(), back_up(store.path, moment()).path
    while calls.step(store, AS_OF):
        pass
    for second, account in ((60, 2), (120, 3)):
        log_touch(store, account, moment(second=second), topic="prices")
    while calls.step(store, AS_OF):
        pass
    assert calls.calls is not None
    assert calls.calls.accounts[2].contact.days == 0
    store.close()
    restore(store.path, backup, moment(second=180))
    while calls.step(store, AS_OF):
        pass
    assert not calls.from_kept
    assert dict(calls.calls.accounts) == dict(all_calls(store).accounts)


def test_a_look_at_another_date_leaves_what_is_kept_for_the_real_one(store, monkeypatch):
    monkeypatch.setattr("reviewtui.services.everyone.WHOLE", 0)
    before = AS_OF - timedelta(days=30)
    with store.read() as r:
        ids = [one for one, _ in r.accounts.names(archived=True)]
    expected = [
        list(Everyone(store, before, USUAL).records(ids)),
        list(Everyone(store, before, USUAL).queue()),
    ]
    kept(store)
    everyone = Everyone(store, before, USUAL, real_date=AS_OF)
    assert [list(everyone.records(ids)), list(everyone.queue())] == expected
    found = holding(store, AS_OF, USUAL)
    assert found is not None and not found[1], "the lines of today still stand"
    Everyone(store, before, USUAL, real_date=AS_OF + timedelta(days=1))
    assert holding(store, before, USUAL) is not None, "lines of yesterday are of no more use"


@pytest.fixture
def mixed(store):
    """The same with kinds of goods that start and stop, and with orders and deliveries on days to come."""
    dice = random.Random(5)
    for one in range(1, 10):
        for back in range(-100, 700, 45):
            day = AS_OF - timedelta(days=back + dice.randrange(40))
            arrives = day + timedelta(days=dice.randrange(30))
            kind = f"Kind {dice.randrange(6)}"
            make_order(store, one, day, dice.randrange(50, 30_000), category=kind, delivered=arrives)
    return store


@pytest.mark.parametrize("days", [0, 1, 5, 30, 60, 400])
def test_what_is_carried_over_to_a_later_day_is_what_is_computed_then(mixed, days):
    before = AS_OF - timedelta(days=30)
    later = before + timedelta(days=days)
    assert lines(kept(kept(mixed, before), later), later) == computed(mixed, later)


def test_on_a_day_without_orders_nobody_walks_over_them_again(store, monkeypatch):
    later = AS_OF + timedelta(days=1)
    expected = computed(store, later)
    kept(store)
    with monkeypatch.context() as patched:
        patched.setattr(OrderWalk, "_walk", lambda *args: pytest.fail("walked"))
        kept(store, later)
    assert lines(store, later) == expected


def test_an_order_written_while_something_is_carried_over_lets_nothing_be_kept(mixed):
    later, late = AS_OF + timedelta(days=1), []
    for _ in bring_up(kept(mixed), later, USUAL, late.append):
        pass
    make_order(mixed, 1, AS_OF - timedelta(days=1), 90_000, category="Kind new")
    for write in late:
        write(mixed)
    assert holding(mixed, later, USUAL) is None
    assert lines(kept(mixed, later), later) == computed(mixed, later)


def test_where_many_lines_are_missing_all_orders_are_walked_over(mixed, monkeypatch):
    monkeypatch.setattr("reviewtui.services.carried.MANY", 3)
    later = AS_OF + timedelta(days=1)
    for _ in islice(bring_up(mixed, AS_OF, USUAL, lambda run: run(mixed)), 2):
        pass
    expected = computed(mixed, later)
    monkeypatch.setattr(OrderWalk, "of_account", lambda *args: pytest.fail("walked alone"))
    assert lines(kept(mixed, later), later) == expected


def test_the_end_of_a_quarter_alone_moves_what_has_stopped(store):
    for day in (date(2026, 5, 10), date(2026, 8, 10)):
        make_order(store, 2, day, 500, category="Kind old")
    kept(store)
    with store.read() as r:
        assert json.loads(r.lines.records([2])[2])["stopped"] == []
    later = date(2027, 1, 1)
    assert lines(kept(store, later), later) == computed(store, later)
    with store.read() as r:
        assert json.loads(r.lines.records([2])[2])["stopped"] == ["Kind old"]
