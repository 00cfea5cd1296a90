"""Saved views: a name and a key of their own, kept in the file."""

from __future__ import annotations

import pytest

from factories import make_store, moment
from reviewtui.domain.errors import InvalidInput, NotFound
from reviewtui.domain.views import View, read_views
from reviewtui.services.views import (
    choose_columns,
    remove_view,
    save_view,
    shown_columns,
    view_named,
    views,
)


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
