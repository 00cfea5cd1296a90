"""Saved views: a name and a key of their own, kept in the file."""

from __future__ import annotations

import pytest

from factories import make_store, moment
from reviewtui.domain.errors import Conflict, InvalidInput, NotFound
from reviewtui.domain.views import View, read_views
from reviewtui.services.undo import last_change, undo_last
from reviewtui.services.views import (
    choose_columns,
    remove_view,
    save_view,
    shown_columns,
    view_named,
    views,
)
from reviewtui.services.written import Written


def test_a_view_is_kept_replaced_by_name_and_forgotten(tmp_path):
    store = make_store(tmp_path)
    save_view(store, View("Silent A", "S", "tier:A silent:90d", "drift", True, ("tier",)), moment())
    save_view(store, View("silent a", "s", "tier:A"), moment())
    assert views(store) == (View("silent a", "s", "tier:A"),)
    assert view_named(store, "S").name == view_named(store, "SILENT A").name == "silent a"
    remove_view(store, "silent a", moment())
    assert views(store) == ()
    with pytest.raises(NotFound):
        view_named(store, "s")


@pytest.mark.parametrize(
    ("name", "key"), [("", "a"), ("x" * 41, "a"), ("Mine", ""), ("Mine", "ab"), ("Mine", "!")]
)
def test_a_view_needs_a_name_and_one_letter_or_digit(tmp_path, name, key):
    with pytest.raises(InvalidInput):
        save_view(make_store(tmp_path), View(name, key), moment())


def test_a_key_belongs_to_one_view(tmp_path):
    store = make_store(tmp_path)
    save_view(store, View("One", "a"), moment())
    with pytest.raises(InvalidInput, match='belongs to the view "One"'):
        save_view(store, View("Two", "a"), moment())


def test_the_columns_chosen_are_kept_and_damage_is_no_fault(tmp_path):
    store = make_store(tmp_path)
    choose_columns(store, ["tier", "health"], moment())
    assert shown_columns(store) == ("tier", "health")
    assert read_views("{") == read_views('{"a": 1}') == read_views('[1, {"name": 2, "key": "a"}]') == ()


def test_views_and_columns_are_taken_back_one_by_one(tmp_path):
    store = make_store(tmp_path)
    choose_columns(store, ["tier"], moment())
    choose_columns(store, ["tier", "health"], moment())
    save_view(store, View("Mine", "m", "tier:A"), moment())
    remove_view(store, "Mine", moment())
    taken = []
    for _ in range(3):
        taken.append(last_change(store))
        undo_last(store, moment())
    assert taken == ["forget the view Mine", "save the view Mine", "the columns of Accounts"]
    assert views(store) == () and shown_columns(store) == ("tier",)
    undo_last(store, moment())
    assert shown_columns(store) == ()
    assert last_change(store) == ""


def test_a_view_saved_meanwhile_is_not_lost_by_taking_another_back(tmp_path):
    store, other = make_store(tmp_path), make_store(tmp_path)
    entry = save_and_entry(store, View("One", "a"))
    save_view(other, View("Two", "b"), moment())
    with pytest.raises(Conflict), store.write("undo", moment()) as w:
        w.take_back(entry)
    assert [one.name for one in views(store)] == ["One", "Two"]


def save_and_entry(store, view):
    save_view(store, view, moment())
    return store.last_entry


def test_choosing_columns_computes_nobody_again(tmp_path):
    store = make_store(tmp_path)
    written = Written()
    written.begin(store)
    choose_columns(store, ["tier"], moment())
    assert written.since(store) == frozenset()
