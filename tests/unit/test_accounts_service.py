"""Accounts: found by what people call them, and kept in order."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories as f
from reviewtui.domain.errors import Conflict, InvalidInput, NotFound
from reviewtui.services import accounts
from reviewtui.services.touches import log_touch, recent_touches
from reviewtui.services.undo import undo_last
from reviewtui.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = f.make_store(tmp_path)
    f.make_account(made, "North Wind Freight", external_id="N1")
    f.make_account(made, "North Star", external_id="N2", alt_id="OLD-2")
    f.make_account(made, "Müller & Söhne", external_id="7")
    f.make_account(made, "North")
    return made


@pytest.mark.parametrize(
    ("ref", "name"),
    [
        ("North", "North"),
        ("  north   WIND freight ", "North Wind Freight"),
        ("north w", "North Wind Freight"),
        ("MÜLLER", "Müller & Söhne"),
        ("id:N2", "North Star"),
        ("ID:OLD-2", "North Star"),
        ("N1", "North Wind Freight"),
        ("id:7", "Müller & Söhne"),
        ("id:#1", "North Wind Freight"),
        ("id:4", "North"),
    ],
)
def test_an_account_answers_to_its_name_its_ids_and_a_unique_beginning(
    store: Store, ref: str, name: str
) -> None:
    assert accounts.find_account(store, ref).name == name


def test_a_beginning_of_several_names_lists_them(store: Store) -> None:
    with pytest.raises(NotFound) as caught:
        accounts.find_account(store, "nort")
    assert {one.split(" (")[0] for one in caught.value.candidates} == {
        "North",
        "North Star",
        "North Wind Freight",
    }


def test_each_candidate_of_a_shared_name_can_be_selected_by_what_is_listed(store: Store) -> None:
    f.make_account(store, "Twin", external_id="T1", city="Ulm")
    f.make_account(store, "TWIN")
    with pytest.raises(NotFound) as caught:
        accounts.find_account(store, "twin")
    assert len(caught.value.candidates) == 2
    found = {
        accounts.find_account(store, one.split("(")[1].strip(")")).name for one in caught.value.candidates
    }
    assert found == {"Twin", "TWIN"}


def test_a_name_nobody_has_offers_those_that_come_near(store: Store) -> None:
    with pytest.raises(NotFound) as caught:
        accounts.find_account(store, "frei")
    assert caught.value.candidates == ("North Wind Freight",)


@pytest.mark.parametrize("ref", ["", "  ", "id:", "id:99", "%", "_", "id:#", "id:²"])
def test_nothing_and_signs_of_sql_find_nobody(store: Store, ref: str) -> None:
    with pytest.raises(NotFound):
        accounts.find_account(store, ref)


def test_an_account_keeps_what_was_typed_in_clean_form(store: Store) -> None:
    made = accounts.add_account(
        store,
        {
            "name": "  New\tCo ",
            "currency": "usd",
            "employees": "1 200",
            "annual_revenue": "1.5m",
            "renewal_date": "2027-03-01",
        },
        f.moment(),
    )
    assert (made.name, made.currency, made.employees, made.annual_revenue) == (
        "New Co",
        "USD",
        1200,
        15_000_000_000,
    )
    assert accounts.find_account(store, "new co").id == made.id


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": " "}, "no name"),
        ({"name": "X", "currency": "EURO"}, "three letters"),
        ({"name": "X", "currency": "E1R"}, "three letters"),
        ({"name": "X", "employees": "many"}, "whole number"),
        ({"name": "X", "renewal_date": "soonish"}, "renewal date"),
        ({"name": "X", "external_id": "N1"}, "belongs to North Wind Freight"),
        ({"name": "north"}, "already"),
        ({"name": "X", "shoe_size": 44}, "no field"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    store: Store, values: dict[str, object], words: str
) -> None:
    before = len(accounts.account_names(store))
    with pytest.raises(InvalidInput, match=words):
        accounts.add_account(store, values, f.moment())
    assert len(accounts.account_names(store)) == before


def test_a_change_on_an_old_version_is_refused(store: Store) -> None:
    seen = accounts.find_account(store, "North Star")
    accounts.edit_account(store, seen.id, {"city": "Ulm"}, f.moment(), expect=seen.version)
    with pytest.raises(Conflict, match="changed elsewhere"):
        accounts.edit_account(store, seen.id, {"city": "Bonn"}, f.moment(), expect=seen.version)
    assert accounts.find_account(store, "North Star").city == "Ulm"


def test_an_archived_account_leaves_the_list_and_keeps_its_name(store: Store) -> None:
    star = accounts.find_account(store, "North Star")
    accounts.archive_account(store, star.id, f.moment())
    assert star.id not in accounts.account_order(store, f.AS_OF)
    assert star.id in accounts.account_order(store, f.AS_OF, archived=True)
    assert accounts.find_account(store, "North Star").archived


def test_an_added_account_can_be_undone(store: Store) -> None:
    made = accounts.add_account(store, {"name": "Mistake"}, f.moment())
    assert undo_last(store, f.moment(second=1)).label == "add account Mistake"
    with pytest.raises(NotFound):
        accounts.get_account(store, made.id)


def test_undo_goes_back_step_by_step_and_then_says_that_nothing_is_left(store: Store) -> None:
    star = accounts.find_account(store, "North Star")
    for second, city in enumerate(("Ulm", "Bonn")):
        accounts.edit_account(store, star.id, {"city": city}, f.moment(second=second))
    undo_last(store, f.moment(second=60))
    assert accounts.get_account(store, star.id).city == "Ulm"
    undo_last(store, f.moment(second=61))
    assert accounts.get_account(store, star.id).city == ""
    with pytest.raises(NotFound, match="nothing to undo"):
        undo_last(store, f.moment(second=62))


def test_what_was_built_upon_cannot_be_undone_and_stays_whole(store: Store) -> None:
    made = accounts.add_account(store, {"name": "Host"}, f.moment())
    f.make_contact(store, made.id)
    with pytest.raises(Conflict):
        undo_last(store, f.moment(second=1))
    assert accounts.get_account(store, made.id).name == "Host"


def test_people_are_added_changed_and_removed(store: Store) -> None:
    star = accounts.find_account(store, "North Star")
    kim = accounts.add_contact(store, star.id, {"name": "Kim", "decides": True}, f.moment())
    assert (
        accounts.edit_contact(store, kim.id, {"title": "Buyer"}, f.moment(), expect=kim.version).title
        == "Buyer"
    )
    accounts.remove_contact(store, kim.id, f.moment())
    assert accounts.contacts(store, star.id) == ()
    undo_last(store, f.moment(second=1))
    assert [c.name for c in accounts.contacts(store, star.id)] == ["Kim"]
    with pytest.raises(InvalidInput, match="no name"):
        accounts.add_contact(store, star.id, {}, f.moment())


def test_a_touch_is_real_only_when_it_went_both_ways(store: Store) -> None:
    star = accounts.find_account(store, "North Star").id
    assert log_touch(store, star, f.moment()).two_way
    assert not log_touch(store, star, f.moment(), reached=False).two_way
    assert not log_touch(store, star, f.moment(), channel="e-mail").two_way
    assert log_touch(store, star, f.moment(), channel="e-mail", answered=True).two_way
    assert len(recent_touches(store, f.AS_OF)) == 4
    assert len(recent_touches(store, f.AS_OF, star, limit=2)) == 2
    with pytest.raises(InvalidInput, match="channel"):
        log_touch(store, star, f.moment(), channel="fax")
    with pytest.raises(InvalidInput, match="still to come"):
        log_touch(store, star, f.moment(), day=f.AS_OF.replace(year=2027))
