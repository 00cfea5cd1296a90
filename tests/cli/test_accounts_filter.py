"""``accounts --filter``: the same grammar as in the table, and the saved views."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from factories import moment
from program import Ran
from reviewtui.cli.accounts import FIGURED
from reviewtui.domain.figured_order import SORT_KEYS
from reviewtui.domain.views import View
from reviewtui.services.views import save_view
from reviewtui.storage.store import Store

Run = Callable[..., Ran]


def test_a_filter_leaves_those_that_pass_in_the_same_order(run: Run) -> None:
    everyone = json.loads(run("accounts", "--json").out)
    wanted = [one["name"] for one in everyone if one["tier"] == "A"]
    found = json.loads(run("accounts", "--json", "--filter", "tier:A").out)
    assert [one["name"] for one in found] == wanted
    rest = json.loads(run("accounts", "--json", "--filter", "-tier:A").out)
    assert len(rest) + len(found) == len(everyone)


def test_who_never_ordered_is_a_plain_dash_in_the_csv_and_an_empty_table_says_so(run: Run) -> None:
    assert ",-," in run("accounts", "--csv", "--filter", "tier:-").out
    assert run("accounts", "--filter", "health < 0").out.endswith("No account answers to this.\n")


def test_what_is_not_understood_is_a_wrong_use(run: Run) -> None:
    ran = run("accounts", "--filter", "teir:A")
    assert ran.code == 2 and ran.out == ""
    assert 'did you mean "tier"' in ran.err


def test_accounts_stand_in_the_order_of_a_figure_or_of_a_view(run: Run, db: Path) -> None:
    assert set(FIGURED) == set(SORT_KEYS)
    everyone = run("accounts", "--json").json
    points = [one["queue_points"] for one in run("accounts", "--sort", "points", "--json").json]
    assert points == sorted((one["queue_points"] for one in everyone), reverse=True) != points[::-1]
    healths = [one["health"] for one in run("accounts", "--sort", "health", "--json").json]
    assert healths == sorted(one["health"] for one in everyone)
    assert run("accounts", "--sort", "health", "--reverse", "--json").json[0]["health"] == max(healths)
    save_view(Store.open(db, moment()), View("Urgent", "u", "reason:contact", "points", True), moment())
    seen = [one["queue_points"] for one in run("accounts", "--view", "u", "--json").json]
    assert seen == sorted(seen, reverse=True) and seen[0] == points[0]
    named = [one["name"] for one in run("accounts", "--view", "Urgent", "--sort", "name", "--json").json]
    assert named == sorted(named)


def test_a_view_that_is_not_there_is_not_found(run: Run) -> None:
    assert run("accounts", "--view", "mine").code == 3
