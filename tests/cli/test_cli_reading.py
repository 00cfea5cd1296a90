"""Commands that read: each as table, JSON and CSV, on the real file in a real process."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from program import Ran

Run = Callable[..., Ran]
BETA = "id:#2"

LISTS = [
    ["today"],
    ["accounts"],
    ["actions"],
    ["reviews"],
    ["touches"],
    ["account", "acme"],
    ["paths"],
    ["config", "show"],
]


def rows(ran: Ran) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ran.out)))


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_every_list_comes_as_table_json_and_csv(run: Run, command: list[str]) -> None:
    table, data, sheet = run(*command), run(*command, "--json"), run(*command, "--csv")
    assert (table.code, data.code, sheet.code) == (0, 0, 0), table.err + data.err + sheet.err
    assert table.out.strip()
    assert data.json or command == ["touches"]
    assert rows(sheet) or command == ["touches"]
    assert (table.err, data.err, sheet.err) == ("", "", "")


@pytest.mark.parametrize("command", [*LISTS, ["brief", BETA], ["account", BETA]], ids=" ".join)
def test_nothing_that_steers_a_terminal_reaches_it_from_the_data(run: Run, command: list[str]) -> None:
    forms = [[]] if command[0] == "brief" else [[], ["--json"], ["--csv"]]
    for form in forms:
        out = run(*command, *form).out
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", out)


def test_no_cell_of_a_csv_is_a_formula(run: Run) -> None:
    for command in (["accounts"], ["actions"], ["today"]):
        for row in rows(run(*command, "--csv")):
            for name, cell in row.items():
                assert not re.match(r"\s*[=+@]", cell), (name, cell)
                assert not cell.startswith("-") or re.fullmatch(r"-[0-9.]*", cell)
    owners = {row["owner"] for row in rows(run("accounts", "--csv"))}
    assert "'=HYPERLINK(1)" in owners


def test_names_come_back_from_json_exactly_as_they_are_kept(run: Run) -> None:
    names = {one["name"] for one in run("accounts", "--json").json}
    assert "Beta\x1b[31m [bold]Tools[/] \u202egnp" in names


def test_an_account_is_whole_in_json(run: Run) -> None:
    found = run("account", "acme", "--json").json
    assert found["external_id"] == "A1"
    assert found["contacts"][0]["decides"] is True
    assert found["revenue_12m"] == {"amount": "4025.00", "currency": "EUR"}
    assert found["orders_12m"] == 4
    assert [q["quarter"] for q in found["quarters"]] == [
        "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4",
    ]  # fmt: skip
    assert found["quarters"][-1]["net"] == {"amount": "1010.00", "currency": "EUR"}
    assert found["like_for_like"]["days"] == 51
    assert found["like_for_like"]["current"] == {"amount": "1010.00", "currency": "EUR"}
    assert found["like_for_like"]["previous"] == {"amount": "1008.00", "currency": "EUR"}
    assert (found["last_order"], found["days_since_order"], found["rhythm_days"]) == ("2026-10-10", 41, 89.0)
    assert found["drift"] == 0.46
    assert found["rating"] == 6
    assert found["last_review"]["address"] == "Acme Bakery@2026-Q3"
    assert [(p["title"], p["outcome"], p["age_days"]) for p in found["promises"]] == [
        ("Send samples", "overdue", 108)
    ]
    assert [a["text"] for a in found["asks"]] == ["Smaller boxes"]
    assert found["open_actions"] == []


def test_unknown_is_null_and_not_zero(run: Run) -> None:
    found = run("account", "id:T1", "--json").json
    assert found["revenue_12m"] is None
    assert found["quarters"][0]["net"] is None
    assert (found["last_order"], found["rating"], found["rhythm_days"], found["last_review"]) == (None,) * 4


def test_our_own_view_is_left_out_unless_asked_for(run: Run) -> None:
    public = run("account", "acme", "--json").json["changed_answers"]
    private = run("account", "acme", "--json", "--private").json["changed_answers"]
    assert [c["key"] for c in public] == ["sat.rating"]
    assert len(private) == 2
    for command in ("account", "brief"):
        assert len(run(command, "acme", "--private").out) > len(run(command, "acme").out)


@pytest.mark.parametrize("where", ["before", "after"])
def test_another_day_can_be_replayed_wherever_it_is_said(run: Run, where: str) -> None:
    command = ["account", "acme", "--json"]
    day = ["--as-of", "2026-06-01"]
    found = run(*(day + command if where == "before" else command + day)).json
    assert found["as_of"] == "2026-06-01"
    assert found["rating"] == 8
    assert found["orders_12m"] == 2
    assert (found["promises"], found["asks"]) == ([], [])


def test_today_says_who_is_due_and_why(run: Run) -> None:
    found = run("today", "--json").json
    first = found["due"][0]
    assert first["account"] == "Acme Bakery"
    assert first["reason"] == "last review 2026-08-04, 108 days ago; EUR 4,025 in 12 months"
    assert found["due_count"] == 4
    assert [a["title"] for a in found["overdue_actions"]] == ["Send samples"]
    assert run("today", "--limit", "1", "--json").json["due_count"] == 4
    assert "and 3 more" in run("today", "--limit", "1").out


def test_accounts_sort_by_figures_from_the_largest_and_by_words_from_a(run: Run) -> None:
    def names(*options: str) -> list[str]:
        return [one["name"] for one in run("accounts", "--json", *options).json]

    assert names("--sort", "revenue")[0] == "Acme Bakery"
    assert names()[0] == "Acme Bakery"
    assert names("--reverse")[-1] == "Acme Bakery"


def test_actions_can_be_narrowed(run: Run) -> None:
    def titles(*options: str) -> list[str]:
        return [one["title"] for one in run("actions", "--json", *options).json]

    assert titles("--owner", "me") == ["Send samples"]
    assert titles("--account", "acme") == ["Send samples"]
    assert titles("--promises") == ["Send samples"]
    assert len(titles("--all")) == 2


def test_the_brief_is_markdown_in_which_data_is_only_text(run: Run) -> None:
    acme, beta = run("brief", "acme").out, run("brief", BETA).out
    assert acme.startswith("# Acme Bakery\n")
    assert "Send samples, Robin, due 2026-11-13, overdue, made 108 days ago" in acme
    assert r"\[bold\]Tools\[/\]" in beta
    assert run("brief", "acme", "--format", "json").json == run("brief", "acme", "--json").json


def test_the_brief_says_where_the_account_stands_and_why_to_call_as_the_figures_do(run: Run) -> None:
    figures = run("account", "acme", "--json").json
    for text, mark in ((run("account", "acme").out, "  "), (run("brief", "acme").out, "- ")):
        lines = [line.removeprefix(mark) for line in text.replace("\\", "").splitlines()]
        assert set(figures["queue_reasons"]) <= set(lines)
        assert any(line.startswith(f"{figures['queue_points']:g} points: (") for line in lines)
        assert any(line.startswith(f"tier {figures['tier']}, ") for line in lines)
        assert any(line.startswith(f"contact {figures['contact_state']}: ") for line in lines)
        touch = figures["next_touch"]
        assert f"next touch {touch['date']}: {touch['channel']}, {touch['topic']}; {touch['reason']}" in lines
        parts = ", ".join(
            f"{one['part']} {one['points']}" for one in figures["health_parts"] if one["share"] is not None
        )
        assert any(line.startswith(f"health {figures['health']}: {parts}") for line in lines)


def test_reviews_carry_the_address_that_recap_takes(run: Run) -> None:
    found = run("reviews", "acme", "--json").json
    assert [one["address"] for one in found] == ["Acme Bakery@2026-Q3", "Acme Bakery@2026-Q2"]
    recap = run("recap", found[0]["address"])
    assert recap.code == 0, recap.err
    assert recap.out


def test_a_recap_comes_for_the_customer_for_us_as_data_and_as_calendar(run: Run) -> None:
    ref = "acme@2026-Q3"
    assert run("recap", ref).out != run("recap", ref, "--internal").out
    data = run("recap", ref, "--format", "json").json
    assert data
    calendar = run("recap", ref, "--format", "ics")
    assert calendar.code == 0, calendar.err
    assert calendar.out.startswith("BEGIN:VCALENDAR")
    assert run("recap", ref, "--private").code == 2
    assert "Private lines are left out" in run("recap", ref, "--internal").out
    assert "Private: not for the customer" in run("recap", ref, "--internal", "--private").out


def test_tables_are_not_cut_in_a_pipe_and_carry_no_colour(run: Run) -> None:
    ran: Any = run("accounts", COLUMNS="20")
    assert "Acme Bakery" in ran.out
    assert "\x1b" not in ran.out


def test_a_list_with_nothing_in_it_says_so_and_as_data_is_empty(nowhere: Run) -> None:
    nowhere("add", "--new", "Solo", "a note")
    for words, said in (
        (("reviews",), "No review yet."),
        (("touches", "Solo"), "No touch yet."),
        (("rates", "list"), "No rate is kept."),
        (("rates", "list", "USD"), "No such rate is kept."),
    ):
        assert nowhere(*words).out == said + "\n"
        assert nowhere(*words, "--json").json == []
        assert said not in nowhere(*words, "--csv").out
    assert nowhere("tiers").out.endswith("\nNPS of 12 months: nobody answered\n")
