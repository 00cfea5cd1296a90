"""Before an import: every row with its verdict and its fields old and new, who may be the same, and how one is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_import_layouts import Shell

OLD = "Customer ID,Company name,City,Employees\nA1,Kern GmbH,Ulm,12\nB2,Neu & Co,Köln,\n"
NEW = (
    "Customer ID,Company name,City,Employees,E-mail\nA1,Kern GmbH,Berlin,15,\nB2,Neu & Co,Köln,,\nC3,Berg,Bonn,,x@berg.com\n"
    "D4,Tal,Bonn,many,\nA1,Kern GmbH,Essen,,\n\n"
)
ORDERS = "Order No,Customer,Date,Status,Product,Qty,Price\n1,Kern GmbH,2026-10-02,,P,1,5\n1,Kern GmbH,2026-10-02,,Q,2,5\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    found = Shell(tmp_path)
    found.take(found.file("old.csv", OLD))
    return found


def shown(shell: Shell, verdict: str, *words: str) -> list[dict[str, Any]]:
    ran = shell.run("import", *words, "--dry-run", "--yes", "--json", "--show", verdict)
    assert ran.code == 0, ran.err
    return list(ran.json["rows"])


def changes(row: dict[str, Any]) -> list[tuple[str, str, str | None, str | None]]:
    return [(one["record"], one["field"], one["old"], one["new"]) for one in row["changes"]]


def test_every_row_of_accounts_can_be_looked_at_field_by_field(shell: Shell) -> None:
    source = shell.file("new.csv", NEW)
    (changed,) = shown(shell, "changed", source)
    assert (changed["row"], changed["about"]) == (2, "Kern GmbH")
    assert changes(changed) == [("account", "city", "Ulm", "Berlin"), ("account", "employees", "12", "15")]
    assert changed["cells"] == {
        "Customer ID": "A1",
        "Company name": "Kern GmbH",
        "City": "Berlin",
        "Employees": "15",
    }
    assert [one["about"] for one in shown(shell, "same", source)] == ["Neu & Co"]
    (new,) = shown(shell, "new", source)
    assert ("account", "city", None, "Bonn") in changes(new)
    (rejected,) = shown(shell, "rejected", source)
    assert "'many'" in rejected["reason"] and rejected["cells"]["Customer ID"] == "D4"
    (conflict,) = shown(shell, "conflict", source)
    assert conflict["row"] == 6 and "another city" in conflict["reason"]
    assert [one["reason"] for one in shown(shell, "skipped", source)] == ["blank rows"]
    text = shell.run("import", source, "--dry-run", "--show", "changed").out
    assert (
        "row 2  changed  Kern GmbH\n    account city: Ulm -> Berlin\n    account employees: 12 -> 15\n"
        in text
    )


def test_rows_of_orders_say_what_changes_of_the_order_and_of_the_line(shell: Shell) -> None:
    first = shell.file("orders.csv", ORDERS)
    row, _ = shown(shell, "new", first)
    assert row["about"] == "order 1 of Kern GmbH"
    assert ("order", "date", None, "2026-10-02") in changes(row)
    assert ("line", "product", None, "P") in changes(row) and ("line", "amount", None, "5.00") in changes(row)
    shell.take(first)
    later = shell.file("orders.csv", ORDERS.replace("2026-10-02,,Q,2", "2026-10-02,,Q,3"))
    assert [one["row"] for one in shown(shell, "same", later)] == [2]
    (moved,) = shown(shell, "changed", later)
    assert changes(moved) == [("line", "quantity", "2", "3"), ("line", "amount", "10.00", "15.00")]
    assert (
        len(shown(shell, "changed", "--limit", "1", shell.file("o.csv", ORDERS.replace("10-02", "10-03"))))
        == 1
    )


def test_who_may_be_the_same_is_listed_and_never_taken_for_it_without_consent(shell: Shell) -> None:
    source = shell.file("more.csv", "Company name,City\nKérn G.m.b.H.,Hof\nKern,Rom\nOther,Hof\n")
    found = shell.take(source, "--dry-run")
    assert [
        (one["row"], one["name"], one["other"], one["other_external_id"])
        for one in found["possible_duplicates"]
    ] == [
        (2, "Kérn G.m.b.H.", "Kern GmbH", "A1"),
        (3, "Kern", "Kern GmbH", "A1"),
    ]
    assert found["new"] == 3
    said = shell.take(source, "--same", "Kern=Kern GmbH")
    assert (said["new"], said["changed"]) == (2, 1)
    assert (shell.field("id:A1", "name"), shell.field("id:A1", "city")) == ("Kern GmbH", "Rom")
    assert shell.take(source)["same"] == 3, "the consent is remembered"
    assert shell.run("import", source, "--yes", "--same", "Kern=Nobody").code == 2


def test_a_shared_domain_is_a_reason_to_look_and_a_free_one_is_not(shell: Shell) -> None:
    shell.take(
        shell.file("a.csv", "Company name,Website,E-mail\nAcme,https://www.acme.com/en,\nFree,,a@gmail.com\n")
    )
    found = shell.take(
        shell.file("b.csv", "Company name,E-mail\nAcme Tools,ann@acme.com\nElse,b@gmail.com\n"), "--dry-run"
    )
    assert [(one["name"], one["other"], one["why"]) for one in found["possible_duplicates"]] == [
        ("Acme Tools", "Acme", "both are at acme.com")
    ]
    assert (
        shell.take(shell.file("b.csv", "Company name,E-mail\nAcme Tools,ann@acme.com\n"), "--same", "all")[
            "new"
        ]
        == 0
    )
    assert shell.field("Acme", "email") == "ann@acme.com"


def test_orders_of_a_name_that_may_be_the_same_wait_for_consent(shell: Shell) -> None:
    source = shell.file("o.csv", ORDERS.replace("Kern GmbH", "KERN Gmbh."))
    found = shell.take(source, "--dry-run", "--make-accounts")
    assert [one["name"] for one in found["possible_duplicates"]] == ["KERN Gmbh."]
    agreed = shell.take(source, "--make-accounts", "--same", "KERN Gmbh.=id:A1")
    assert (agreed["new"], agreed["accounts_made"]) == (2, 0)


def test_what_finds_an_account_can_be_chosen(shell: Shell) -> None:
    renamed = shell.file("r.csv", "Customer ID,Company name,City\nX9,Kern GmbH,Rom\n")
    assert shell.take(renamed, "--dry-run")["new"] == 1, "another id is another account"
    assert shell.take(renamed, "--dry-run", "--match", "name")["changed"] == 1
    shell.take(shell.file("m.csv", "Company name,E-mail\nKern GmbH,Info@kern.de\n"))
    moved = shell.file("n.csv", "Company name,E-mail,City\nKern Neu,info@KERN.de,Rom\n")
    assert shell.take(moved, "--dry-run", "--match", "email")["changed"] == 1
    wrong = shell.run("import", renamed, "--yes", "--match", "email")
    assert wrong.code == 2 and "no column fills email" in wrong.err
    assert shell.run("import", renamed, "--yes", "--match", "shoes").code == 2


def test_a_consent_to_all_is_remembered_for_these_pairs_only_and_not_when_the_account_is_gone(
    shell: Shell,
) -> None:
    source = shell.file("all.csv", "Company name,City\nKern,Rom\n")
    shell.take(source, "--same", "all")
    (kept,) = shell.run("import", "--layouts", "--json").json
    assert kept["answers"] == {"same": "Kern=id:A1"}
    other = shell.file("all.csv", "Company name,City\nKern,Rom\nNeu u. Co,Hof\n")
    found = shell.take(other, "--dry-run")
    assert (found["same"], found["new"]) == (1, 1) and found["possible_duplicates"] == []
    fresh = Shell(shell.folder / "fresh")
    fresh.folder.mkdir()
    text = shell.file(
        "m.toml", 'kind = "accounts"\n[columns]\n"Company name" = "name"\n[answers]\nsame = ["Kern=id:A1"]\n'
    )
    assert fresh.take("--use-map", text, source)["new"] == 2


def test_a_long_file_is_previewed_by_its_first_part_and_says_that_it_is_provisional(shell: Shell) -> None:
    lines = (f"{i},Kern GmbH,2026-01-{1 + i % 28:02d},P,1,1.25,{'x' * 90}" for i in range(12_000))
    header = "Order No,Customer,Date,Product,Quantity,Price,Memo"
    long = shell.file("long.csv", "\n".join([header, *lines]) + "\n")
    short = shell.file("short.csv", "Order No,Customer,Date,Amount\n1,Kern GmbH,2026-01-02,5\n")
    found = shell.run("import", long, "--preview", "--json", "--yes").json
    assert (found["provisional"], found["read"], found["new"], found["file"]) == (True, 3000, 3000, str(long))
    said = shell.run("import", long, "--preview").err
    assert "Provisional, by the first part of the file; --dry-run reads all of it." in said
    whole = shell.run("import", long, "--dry-run", "--json", "--yes").json
    assert (whole["provisional"], whole["read"]) == (False, 12_000)
    found = shell.run("import", short, "--preview", "--json", "--yes").json
    assert (found["provisional"], found["new"]) == (False, 1)
    assert shell.run("import", short, "--dry-run", "--json", "--yes").json["new"] == 1


def test_what_the_first_part_leaves_open_the_whole_file_settles_in_a_preview_too(shell: Shell) -> None:
    lines = [f"{i},Kern GmbH,04/07/2026,5,{'x' * 90}" for i in range(12_000)]
    text = "\n".join(["Order No,Customer,Date,Amount,Memo", *lines, "99999,Kern GmbH,13/07/2026,5,"]) + "\n"
    found = shell.run("import", shell.file("long.csv", text), "--preview", "--json", "--yes").json
    assert (found["provisional"], found["first_date"]) == (True, "2026-07-04")
