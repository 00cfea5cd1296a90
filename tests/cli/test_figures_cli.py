"""The figures on the command line: every name of them, unknown as null, the same in one account and in all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import factories as f
from program import Ran
from reviewtui.services.accounts import find_account
from reviewtui.services.queue import snooze
from reviewtui.storage.store import Store

Run = Callable[..., Ran]

NAMES = [
    "name",
    "external_id",
    "owner",
    "tier",
    "tier_override",
    "tier_edge",
    "revenue_12m",
    "revenue_share",
    "cumulative_share",
    "orders_12m",
    "average_order",
    "quarters",
    "like_for_like",
    "last_order",
    "days_since_order",
    "rhythm_days",
    "drift",
    "drift_state",
    "expected_order",
    "started",
    "stopped",
    "last_touch",
    "contact_state",
    "last_feedback",
    "feedback_state",
    "rating",
    "rating_date",
    "nps_class",
    "ledger",
    "health",
    "health_parts",
    "next_touch",
    "queue_points",
    "queue_reasons",
]


def test_every_figure_of_every_account_is_there_under_its_name(run: Run) -> None:
    found = json.loads(run("accounts", "--json").out)
    assert len(found) == 4
    for account in found:
        assert [name for name in NAMES if name not in account] == []
        assert len(account["quarters"]) == 8
        assert set(account["like_for_like"]) == {"current", "previous", "last_year", "days"}
        assert {"date", "reason", "channel", "topic"} <= set(account["next_touch"])
        assert sum(part["points"] or 0 for part in account["health_parts"]) == account["health"]


def test_one_account_says_the_same_as_the_list_and_opens_its_ledger(run: Run) -> None:
    listed = next(one for one in json.loads(run("accounts", "--json").out) if one["name"] == "Acme Bakery")
    alone = json.loads(run("account", "Acme", "--json").out)
    assert {name: alone[name] for name in NAMES} == {name: listed[name] for name in NAMES}
    assert alone["revenue_12m"] == {"amount": "4025.00", "currency": "EUR"}
    assert (alone["tier"], alone["rating"], alone["rating_date"]) == ("A", 6, "2026-08-04")
    assert {entry["source"]["table"] for entry in alone["ledger_entries"]} <= {"touch", "review"}


def test_a_plan_of_its_own_is_given_shown_counted_and_put_back(run: Run) -> None:
    usual = {part["name"]: part for part in json.loads(run("plan", "Acme", "--json").out)["plan"]}
    assert {part["value"] == part["usual"] and not part["own"] for part in usual.values()} == {True}
    assert (usual["contact_ideal"]["value"], usual["post_order"]["value"]) == (30, "1d 7d 1m 3m 6m")
    given = ("--contact", "/45", "--feedback", "200/300", "--post-order", "none", "--renewal-lead", "0")
    found = json.loads(run("plan", "Acme", *given, "--json").out)
    assert (found["account"], found["tier"]) == ("Acme Bakery", "A")
    assert {part["name"]: (part["value"], part["since"]) for part in found["plan"] if part["own"]} == {
        "contact_maximum": (45, "2026-11-20"), "feedback_ideal": (200, "2026-11-20"),
        "feedback_maximum": (300, "2026-11-20"), "post_order": ("none", "2026-11-20"),
        "renewal_lead": (0, "2026-11-20"),
    }  # fmt: skip
    figures = json.loads(run("account", "Acme", "--json").out)
    assert figures["own_plan"] == [part["name"] for part in found["plan"] if part["own"]]
    assert (figures["contact_maximum_days"], figures["after_order"]["days"]) == (45, [])
    assert "contact maximum   45 days   60 days" in run("plan", "Acme").out
    standing = run("account", "Acme").out
    assert ", ideal 30, own at most 45\n" in standing and ", own ideal 200, own at most 300\n" in standing
    assert "after an order none" in next(line for line in standing.splitlines() if "own plan: " in line)
    assert "undone: plan of the account" in run("undo").out
    run("plan", "Acme", "--contact", "10/20", "--review-months", "1")
    run("plan", "Acme", "--contact", "default/25")
    assert _own(run) == {"contact_maximum": 25, "contact_ideal": 25, "review_months": 1}
    run("plan", "Acme", "--usual")
    assert _own(run) == {}
    run("plan", "Acme", "--usual", "--contact", "")
    run("plan", "Acme", "--usual")
    run("undo")
    assert _own(run) == {"contact_maximum": 25, "contact_ideal": 25, "review_months": 1}, (
        "nothing was no change"
    )


def _own(run: Run) -> dict[str, int | str]:
    plan = json.loads(run("plan", "Acme", "--json").out)["plan"]
    return {part["name"]: part["value"] for part in plan if part["own"]}


def test_a_plan_that_is_not_understood_says_which_option_and_changes_nothing(run: Run) -> None:
    for wrong, words in (
        (("--contact", "14"), '--contact: "14" is no ideal and maximum'),
        (("--contact", "/"), "--contact"),
        (("--contact", "x/3"), '--contact: "x" is no number of days'),
        (("--review-months", "soon"), '--review-months: "soon"'),
        (("--review-months", ""), "--review-months: nothing is given"),
        (("--renewal-lead", "-1"), "--renewal-lead: "),
        (("--post-order", "1 2"), "--post-order: 2 days or 2 months"),
        (("--usual", "--renewal-lead", "3"), "--usual"),
    ):
        done = run("plan", "Acme", *wrong)
        assert (done.code, done.out) == (2, ""), wrong
        assert words in done.err
    assert run("plan", "Acme", "--contact", "30/20").code == 1
    assert run("plan", "Nobody").code == 3
    assert _own(run) == {}


def test_what_is_unknown_is_null(run: Run) -> None:
    twin = next(one for one in json.loads(run("accounts", "--json").out) if one["external_id"] == "T1")
    for name in (
        "revenue_12m",
        "average_order",
        "last_order",
        "rhythm_days",
        "drift",
        "drift_state",
        "rating",
        "ledger",
    ):
        assert twin[name] is None, name
    assert (twin["tier"], twin["tier_override"], twin["contact_state"]) == ("-", None, "red")
    assert {quarter["net"] for quarter in twin["quarters"]} == {None}


def test_the_queue_prints_reasons_with_their_points(run: Run) -> None:
    found = json.loads(run("queue", "--json").out)
    assert [one["queue_points"] for one in found] == sorted(
        (one["queue_points"] for one in found), reverse=True
    )
    first = found[0]
    assert first["name"] == "Acme Bakery"
    assert first["queue_points"] == first["tier_factor"] * sum(one["points"] for one in first["reasons"])
    assert "overdue promise: 7 days late, +20" in first["queue_reasons"]


def test_the_queue_holds_every_figure_of_its_accounts_filtered_or_not(run: Run) -> None:
    accounts = {one["name"]: one for one in run("accounts", "--json").json}
    whole = run("queue", "--json").json
    assert len(whole) == 4
    for found in (whole, run("queue", "--json", "--tier", "A,B,C,N,-").json):
        assert [{**one, **accounts[one["name"]]} for one in found] == found == whole
        assert [[why["text"] for why in one["reasons"]] for one in found] == [
            one["queue_reasons"] for one in found
        ]


def test_the_queue_is_cut_and_filtered_and_says_what_is_left_out(run: Run) -> None:
    cut = run("queue", "--first", "1")
    assert "... and 3 more." in cut.out
    assert [one["owner"] for one in json.loads(run("queue", "--owner", "me", "--json").out)] == ["Robin"]
    assert json.loads(run("queue", "--tier", "c", "--json").out) == []
    assert run("queue", "--tier", "x").err.startswith(
        "reviewtui: Invalid value for '--tier': \"X\" is no tier; "
    )
    assert run("queue", "--tier", "x").code == 2
    both = [one["tier"] for one in run("queue", "--tier", "a", "--tier", "-", "--json").json]
    assert set(both) == {"A", "-"}
    assert [one["tier"] for one in run("queue", "--tier", "A, -", "--json").json] == both
    nobody = run("queue", "--reason", "silent", "--owner", "nobody")
    assert nobody.out == "Nobody needs a call.\n"
    assert nobody.err.startswith('Nothing belongs to "nobody"; there is ') and "Robin" in nobody.err


def test_the_queue_as_csv_is_harmless_in_a_spreadsheet(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("queue", "--csv").out)))
    assert all(row["points"] for row in rows)
    assert any(row["owner"] == "'=HYPERLINK(1)" for row in rows)


def test_the_same_file_and_date_give_the_same_bytes(run: Run) -> None:
    for command in ("queue", "accounts"):
        assert run(command, "--json").out == run(command, "--json").out


def test_a_setting_is_changed_and_put_back_from_the_shell(run: Run) -> None:
    path = Path(run("config", "path").out.strip())
    assert "contact_ideal.A: 30 -> 45" in run("config", "set", "contact_ideal.A", "45").err
    assert run("config", "set", "post_order_days", "1,", "14").code == 0
    assert run("config", "set", "ledger_weights.broken", "-7,5").code == 0
    changed = {
        one["setting"]: one["value"] for one in run("config", "figures", "--json").json if one["changed"]
    }
    assert changed == {"contact_ideal.A": 45, "post_order_days": "1 14", "ledger_weights.broken": -7.5}
    before = path.read_bytes()
    refused = run("config", "set", "contact_ideal.A", "90")
    assert (refused.code, "the ideal interval of tier A is longer" in refused.err) == (2, True)
    assert "Did you mean drift_flag" in run("config", "set", "drift_flagg", "1").err
    assert path.read_bytes() == before
    for name in changed:
        assert run("config", "usual", name).code == 0
    assert run("config", "check").out == "ok\n"
    assert not any(one["changed"] for one in run("config", "figures", "--json").json)


def test_settings_of_the_figures_are_used_listed_and_checked(run: Run, tmp_path: Path) -> None:
    path = Path(run("config", "path").out.strip())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "[figures]\ndrift_alert = 9\nhalf_life = 'x'\n\n[figures.queue_points]\ncontact = 1\nfun = 2\n",
        "utf-8",
    )
    checked = run("config", "check")
    assert checked.code == 1
    assert "line 3, figures.half_life: 'x' is not a whole number." in checked.err
    assert "line 7, figures.queue_points.fun: there is no such entry" in checked.err
    changed = {one["setting"] for one in json.loads(run("config", "figures", "--json").out) if one["changed"]}
    assert changed == {"drift_alert", "queue_points.contact"}
    found = json.loads(run("queue", "--json").out)
    assert any("contact: never in touch, +1" in one["queue_reasons"] for one in found)


def test_the_tiers_are_a_curve_with_edges_concentration_coverage_and_nps(run: Run) -> None:
    found = json.loads(run("tiers", "--json").out)
    accounts = {one["name"]: one for one in json.loads(run("accounts", "--json").out)}
    ranked = [one for one in found["ranking"] if one["rank"]]
    assert ranked and ranked[-1]["cumulative_share"] == 1
    for one in ranked:
        same = ("tier", "tier_edge", "revenue_12m", "revenue_share", "cumulative_share")
        assert [one[name] for name in same] == [accounts[one["name"]][name] for name in same]
    assert [one["revenue_12m"]["currency"] for one in found["concentration"]] == ["EUR"]
    assert 0 <= found["concentration"][0]["coverage"] <= 1
    classes = [one["nps_class"] for one in accounts.values() if one["nps_class"]]
    assert found["nps"]["all"]["n"] == len(classes)
    assert run("tiers", "--csv").out.startswith(
        "tier,name,external_id,selector,revenue_12m,currency,share,cumulative,edge,was\n"
    )
    for one in found["ranking"]:
        assert run("account", one["selector"], "--json").json["name"] == one["name"]
        assert one["external_id"] == accounts[one["name"]]["external_id"]
    assert any(one["external_id"] is None for one in found["ranking"])
    assert "NPS of 12 months" in run("tiers").out


def test_a_reason_put_aside_is_told_with_its_day_and_note_in_the_queue_and_in_the_account(
    run: Run, db: Path
) -> None:
    code = _queued(run)["reasons"][0]["code"]
    store = Store.open(db, f.moment())
    account = find_account(store, "Acme Bakery").id
    snooze(store, account, code, date(2027, 1, 15), f.moment(), "after the fair")
    store.close()
    told = [{"reason": code, "until": "2027-01-15", "note": "after the fair"}]
    assert json.loads(run("account", "Acme", "--json").out)["snoozed"] == told
    left = _queued(run)
    assert left["snoozed"] == told
    assert code not in [one["code"] for one in left["reasons"]]


def _queued(run: Run) -> dict[str, Any]:
    return next(one for one in json.loads(run("queue", "--json").out) if one["name"] == "Acme Bakery")
