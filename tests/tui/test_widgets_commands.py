"""One table of commands: no two on a key, none on a key that does not arrive, every one reachable twice."""

from __future__ import annotations

from itertools import combinations

import pytest
from rich.cells import cell_len

from reviewtui.tui import commands
from reviewtui.tui.command_table import COMMANDS

REACHES_EVERYWHERE = {
    "f1", "f2", "f3", "f4", "f8", "f9", "ctrl+n", "ctrl+t", "ctrl+s", "ctrl+o", "ctrl+l", "ctrl+r", "ctrl+q",
    "ctrl+p", "ctrl+z", "ctrl+y", "tab", "shift+tab", "escape", "enter", "up", "down", "home", "end", "pageup",
    "pagedown",
}  # fmt: skip


@pytest.fixture(autouse=True)
def default_keys():
    yield
    commands.apply_keymap({})


@pytest.mark.parametrize("place", commands.PLACES)
def test_no_two_commands_share_a_key_in_one_place(place):
    for one, other in combinations(commands.palette(place), 2):
        assert not set(one.keys) & set(other.keys), f"{one.id} and {other.id} in {place}"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.id)
def test_every_key_reaches_us_in_every_terminal(command):
    assert command.keys, "a command needs a key"
    for key in command.keys:
        assert commands.key_problem(key) is None
    for key in filter(None, command.key_in_text.split(",")):
        assert key in REACHES_EVERYWHERE


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.id)
def test_every_command_has_a_second_way_the_palette(command):
    for place in command.places:
        assert command in commands.palette(place)


@pytest.mark.parametrize("key", ["alt+x", "ctrl+a", "ctrl+b", "ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j", "ctrl+e", "ctrl+k",
                                 "shift+enter", "ctrl+enter", "f5", "f6", "f7", "f10", "f11", "f12", "zork", "Ctrl+n+x"])  # fmt: skip
def test_a_key_that_does_not_arrive_is_refused_with_a_sentence(key):
    problems = commands.apply_keymap({"review.note": key})
    assert len(problems) == 1
    assert problems[0].startswith("keys.review.note: ")
    assert commands.command("review.note").keys == ("n",)


def test_the_users_keys_are_taken_over_everywhere():
    assert commands.apply_keymap({"review.note": "N", "app.help": "f1, ?", "review.steps": "ctrl+g"}) == []
    assert commands.keymap()["review.note"] == "N"
    assert commands.keymap()["app.help"] == "f1,question_mark"
    assert commands.command("review.steps").key_in_text == "ctrl+g"
    assert any(item.key == "N" and item.label == "Note" for item in commands.footer_items("review", 80))
    assert ("N", "Note", "Write the note of this question") in commands.help_rows("review")


def test_unknown_commands_and_clashes_are_named_and_the_rest_is_taken():
    problems = commands.apply_keymap(
        {"review.nothing": "z", "review.note": "u", "review.call": "C", "review.last": ""}
    )
    assert problems == [
        "keys.review.nothing: there is no command with this id",
        "keys.review.note: u is the key of review.undo already",
        "keys.review.last: no key is given",
    ]
    assert commands.command("review.call").keys == ("C",)


@pytest.mark.parametrize("place", commands.PLACES)
@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_the_footer_never_overflows_and_keeps_help_last(place, width):
    items = commands.footer_items(place, width)
    assert len(items) <= 7
    assert sum(cell_len(f"{item.key} {item.label}") for item in items) + 2 * len(items) - 1 <= width
    has_help = any(one.id == "app.help" for one in commands.palette(place))
    assert (items[-1].label == "Help") == has_help


def test_inside_text_the_footer_shows_only_keys_that_work_there():
    for item in commands.footer_items("review.note", 120):
        assert len(item.key) > 1


def test_bindings_carry_the_ids_that_the_keymap_moves():
    bound = {binding.id: binding for binding in commands.bindings("review")}
    assert bound["review.note"].key == "n"
    assert bound["review.note"].action == "note"
    assert commands.command("app.help").action == "app.help"
