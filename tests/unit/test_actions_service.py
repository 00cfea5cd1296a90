"""Actions: the agenda, what can happen to one, and how promises end."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import factories as f
from reviewtui.domain.actions import ActionStatus, promise_outcome
from reviewtui.domain.errors import Conflict, InvalidInput, NotFound
from reviewtui.services import actions
from reviewtui.services.undo import undo_last
from reviewtui.storage.store import Store

AS_OF = f.AS_OF
LATER = f.moment(AS_OF + timedelta(days=10))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return f.make_store(tmp_path)


@pytest.fixture
def acme(store: Store) -> int:
    return f.make_account(store)


def titles(store: Store, **wanted: object) -> dict[str, list[str]]:
    groups = actions.agenda(store, AS_OF, **wanted)  # type: ignore[arg-type]
    return {name: [a.title for a in found] for name, found in groups}


def test_an_action_belongs_to_the_user_unless_said_and_takes_typed_dates(store: Store, acme: int) -> None:
    made = actions.add_action(store, acme, {"title": " Send\n quote ", "due": "in 2 weeks"}, f.moment())
    assert (made.title, made.owner, made.due) == ("Send quote", "Robin", AS_OF + timedelta(days=14))
    assert made.first_due == made.due
    other = actions.add_action(store, acme, {"title": "Call", "owner": "@Sam"}, f.moment())
    assert other.owner == "Sam"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": "  "}, "says nothing"),
        ({"title": "x", "due": "someday soon"}, "due date"),
        ({"title": "x", "priority": 4}, "priority"),
        ({"title": "x", "side": "both"}, "side"),
        ({"title": "x", "colour": "red"}, "no field"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    store: Store, acme: int, values: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        actions.add_action(store, acme, values, f.moment())
    assert titles(store) == {}


def test_the_agenda_has_groups_and_leaves_out_empty_ones(store: Store, acme: int) -> None:
    for title, days in (("a", -3), ("b", 0), ("c", 2), ("d", 9)):
        f.make_action(store, acme, title, AS_OF, due=AS_OF + timedelta(days=days))
    f.make_action(store, acme, "e", AS_OF)
    assert titles(store) == {
        "overdue": ["a"],
        "today": ["b"],
        "week": ["c"],
        "later": ["d"],
        "someday": ["e"],
    }


def test_the_agenda_in_pages_is_the_agenda(store: Store, acme: int) -> None:
    for number in range(40):
        day = AS_OF + timedelta(days=number % 13 - 4)
        made = {"due": day} if number % 5 else {}
        f.make_action(
            store, acme, f"a{number}", AS_OF - timedelta(days=9), priority=number % 4 or None, **made
        )
    then = AS_OF - timedelta(days=2)
    for action in actions.agenda(store, AS_OF)[0][1]:
        actions.done(store, action.id, f.moment(AS_OF - timedelta(days=action.id % 4)))
    for day in (AS_OF, then):
        whole = dict(actions.agenda(store, day))
        counts = actions.agenda_counts(store, day)
        assert counts == {group: len(whole.get(group, ())) for group in counts}
        for group, found in whole.items():
            pages = [actions.agenda_page(store, day, group, 3, start) for start in range(0, len(found), 3)]
            assert tuple(one for page in pages for one in page) == found


def test_the_agenda_can_be_narrowed_to_a_person_and_me_is_the_user(store: Store, acme: int) -> None:
    f.make_action(store, acme, "mine", AS_OF, owner="Robin")
    f.make_action(store, acme, "hers", AS_OF, owner="Ines")
    assert titles(store, owner="me") == {"someday": ["mine"]}
    assert titles(store, owner="INES") == {"someday": ["hers"]}


def test_done_and_dropped_ones_show_only_when_asked_for(store: Store, acme: int) -> None:
    first, second = (f.make_action(store, acme, title, AS_OF) for title in ("one", "two"))
    actions.done(store, first, f.moment())
    actions.drop(store, second, f.moment())
    assert titles(store) == {}
    assert titles(store, closed=True) == {"closed": ["one", "two"]}


def test_done_is_dated_by_the_business_day_and_can_be_opened_again(store: Store, acme: int) -> None:
    action_id = f.make_action(store, acme, "one", AS_OF)
    (done,) = actions.done(store, action_id, f.moment())
    assert (done.status, done.done_on) == (ActionStatus.DONE, AS_OF)
    (still,) = actions.done(store, action_id, LATER)
    assert still.done_on == AS_OF
    (back,) = actions.reopen(store, action_id, f.moment())
    assert (back.status, back.done_on) == (ActionStatus.OPEN, None)


def test_several_are_done_in_one_step_and_one_undo_brings_all_back(store: Store, acme: int) -> None:
    ids = [f.make_action(store, acme, f"a{n}", AS_OF) for n in range(3)]
    actions.done(store, ids, f.moment())
    assert titles(store) == {}
    undo_last(store, f.moment(second=1))
    assert titles(store) == {"someday": ["a0", "a1", "a2"]}


def test_nothing_of_a_bulk_change_stays_when_one_of_them_cannot_be(store: Store, acme: int) -> None:
    open_one = f.make_action(store, acme, "open", AS_OF)
    done_one = f.make_action(store, acme, "done", AS_OF, status="done", done_on=AS_OF)
    with pytest.raises(InvalidInput, match="reopen"):
        actions.reschedule(store, [open_one, done_one], "fri", f.moment())
    assert actions.get_action(store, open_one).due is None


def test_moving_an_action_keeps_the_date_it_was_first_due(store: Store, acme: int) -> None:
    action_id = f.make_action(store, acme, "one", date(2026, 11, 1), due=date(2026, 11, 10))
    (moved,) = actions.reschedule(store, action_id, date(2026, 12, 1), f.moment())
    assert (moved.due, moved.first_due) == (date(2026, 12, 1), date(2026, 11, 10))


def test_a_date_put_right_on_the_day_it_was_written_is_the_first_one(store: Store, acme: int) -> None:
    made = actions.add_action(store, acme, {"title": "x", "due": "2026-11-25"}, f.moment())
    (moved,) = actions.reschedule(store, made.id, "2026-11-26", f.moment(second=5))
    assert moved.first_due == date(2026, 11, 26)


def test_a_change_made_on_an_old_version_is_refused(store: Store, acme: int) -> None:
    made = actions.add_action(store, acme, {"title": "x"}, f.moment())
    actions.edit_action(store, made.id, {"title": "y"}, f.moment(), expect=made.version)
    with pytest.raises(Conflict, match="changed elsewhere"):
        actions.edit_action(store, made.id, {"title": "z"}, f.moment(), expect=made.version)
    assert actions.get_action(store, made.id).title == "y"


def test_an_action_in_the_bin_is_gone_until_undone(store: Store, acme: int) -> None:
    action_id = f.make_action(store, acme, "one", AS_OF)
    actions.trash_action(store, action_id, f.moment())
    with pytest.raises(NotFound):
        actions.get_action(store, action_id)
    undo_last(store, f.moment(second=1))
    assert actions.get_action(store, action_id).title == "one"


@pytest.mark.parametrize(
    ("outcome", "due", "ends"),
    [
        ("kept", None, "kept"),
        ("late", None, "late"),
        ("partly", "2026-12-24", "late"),
        ("not_done", None, "broken"),
    ],
)
def test_a_promise_that_was_due_ends_as_it_was_told(
    store: Store, acme: int, outcome: str, due: str | None, ends: str
) -> None:
    action_id = f.make_action(store, acme, "p", date(2026, 11, 1), promise=True, due=date(2026, 11, 10))
    settled = actions.settle_promise(store, action_id, outcome, f.moment(), due)
    assert promise_outcome(settled, AS_OF) == ends


def test_not_done_before_it_was_due_leaves_the_promise_open(store: Store, acme: int) -> None:
    action_id = f.make_action(store, acme, "p", date(2026, 11, 1), promise=True, due=date(2026, 12, 10))
    settled = actions.settle_promise(store, action_id, "not_done", f.moment())
    assert promise_outcome(settled, AS_OF) == "open"


def test_partly_asks_for_the_date_of_the_rest(store: Store, acme: int) -> None:
    action_id = f.make_action(store, acme, "p", date(2026, 11, 1), promise=True)
    with pytest.raises(InvalidInput, match="by when"):
        actions.settle_promise(store, action_id, "partly", f.moment())
