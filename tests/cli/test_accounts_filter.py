"""``accounts --filter``: the same grammar as in the table, and the saved views."""

from __future__ import annotations

import json
from collections.abc import Callable

from program import Ran

Run = Callable[..., Ran]


def test_a_filter_leaves_those_that_pass_in_the_same_order(run: Run) -> None:
    everyone = json.loads(run("accounts", "--json").out)
    wanted = [one["name"] for one in everyone if one["tier"] == "A"]
    found = json.loads(run("accounts", "--json", "--filter", "tier:A").out)
    assert [one["name"] for one in found] == wanted
    rest = json.loads(run("accounts", "--json", "--filter", "-tier:A").out)
    assert len(rest) + len(found) == len(everyone)


def test_what_is_not_understood_is_a_wrong_use(run: Run) -> None:
    ran = run("accounts", "--filter", "teir:A")
    assert ran.code == 2 and ran.out == ""
    assert 'did you mean "tier"' in ran.err


def test_a_view_that_is_not_there_is_not_found(run: Run) -> None:
    assert run("accounts", "--view", "mine").code == 3
