"""Tables for others: read back what was written, nothing that a spreadsheet runs, nothing private, nothing written over."""

from __future__ import annotations

import csv
import io
import json
import stat
from datetime import date
from pathlib import Path

import pytest

import factories as f
from reviewtui.storage.store import Store

AS_OF = date(2026, 11, 20)
TABLES = ["accounts", "orders", "lines", "answers", "actions"]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def cells(path: Path) -> list[list[object]]:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def confidential() -> str:
    return next(q.key for q in f.quarterly().questions() if q.confidential and str(q.type) == "rating")


def test_accounts_come_as_csv_with_the_names_that_an_import_knows(run):
    found = {row["name"]: row for row in rows(run("export", "accounts").out)}
    assert found["Acme Bakery"]["external_id"] == "A1"
    assert found["Acme Bakery"]["city"] == "Ulm"


def test_cells_that_a_spreadsheet_would_run_are_defused_in_csv(run):
    found = {row["title"]: row for row in rows(run("export", "actions").out)}
    assert '\'=cmd|"/c calc"' in found
    owners = {row["owner"] for row in rows(run("export", "accounts").out)}
    assert "'=HYPERLINK(1)" in owners


def test_they_are_plain_text_in_a_workbook_and_amounts_are_numbers(run, tmp_path):
    target = tmp_path / "accounts.xlsx"
    run("export", "accounts", "--to", str(target))
    assert "=HYPERLINK(1)" in {cell for row in cells(target) for cell in row}
    target = tmp_path / "orders.xlsx"
    run("export", "orders", "--xlsx", "--to", str(target))
    head, *found = cells(target)
    assert {row[head.index("amount")] for row in found} == {1002.0, 1005.0, 1008.0, 1010.0}
    assert {row[head.index("date")] for row in found} >= {"2026-02-10"}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_amounts_are_exact_decimals_beside_their_currency(db, run):
    store = Store.open(db, f.moment())
    with store.read() as r:
        acme = r.db.execute("SELECT id FROM account WHERE external_id='A1'").fetchone()[0]
    with store.write("amount", f.moment(), journal=False) as w:
        w.change("account", acme, annual_revenue=12_345_678, currency="CHF")
    store.close()
    found = next(row for row in rows(run("export", "accounts").out) if row["external_id"] == "A1")
    assert (found["annual_revenue"], found["currency"]) == ("1234.5678", "CHF")


def test_private_answers_and_lines_are_left_out_unless_asked_for(db, run):
    store = Store.open(db, f.moment())
    with store.read() as r:
        review, account = r.db.execute("SELECT id, account_id FROM review ORDER BY day DESC").fetchone()
    with store.write("note", f.moment(), journal=False) as w:
        note = {
            "question_key": "sat.rating",
            "text": "said aloud\n~ for me alone",
            "written_on": "2026-08-04",
        }
        w.add("note", account_id=account, review_id=review, **note)
    store.close()
    plain = run("export", "answers").out
    assert {row["question"] for row in rows(plain)} == {"sat.rating"}
    assert "said aloud" in plain and "for me alone" not in plain
    told = run("export", "answers", "--private").out
    assert confidential() in {row["question"] for row in rows(told)}
    assert "for me alone" in told


def test_answers_carry_words_and_bare_values_and_the_address_of_their_review(run):
    found = rows(run("export", "answers").out)
    assert {(row["date"], row["value"]) for row in found} == {("2026-05-04", "8"), ("2026-08-04", "6")}
    assert all(row["review"].startswith("Acme Bakery@2026-Q") and row["account"] == "A1" for row in found)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("table", ["accounts", "orders"])
def test_an_import_of_what_was_exported_changes_nothing(db, run, tmp_path, table, form):
    store = Store.open(db, f.moment())
    with store.read() as r:
        beta = r.db.execute("SELECT id FROM account WHERE name LIKE 'Beta%'").fetchone()[0]
    with store.write("name", f.moment(), journal=False) as w:
        w.change("account", beta, name="=Beta [bold]", name_key="=beta [bold]")
    store.close()
    target = tmp_path / f"{table}.{form}"
    run("export", table, "--to", str(target))
    done = run("import", table, "--dry-run", "--yes", "--json", str(target))
    summary = json.loads(done.out)
    assert (summary["new"], summary["changed"], summary["rejected"]) == (0, 0, 0)
    assert summary["same"] > 0


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_file_is_written_over(run, tmp_path, form):
    target = tmp_path / f"mine.{form}"
    target.write_text("mine", "utf-8")
    assert run("export", "accounts", "--to", str(target)).code == 4
    assert target.read_text("utf-8") == "mine"
    assert [one.name for one in tmp_path.glob(f"*mine*{form}*")] == [f"mine.{form}"]


def test_what_cannot_be_meant_is_said(run):
    assert "Name the table" in run("export", "--csv").err
    assert "needs a file" in run("export", "orders", "--xlsx").err
    assert run("export", "nothing").code == 2


def test_without_a_table_the_whole_file_comes_as_before(run):
    assert json.loads(run("export").out)["format"] == "reviewtui export"


def test_private_lines_of_notes_and_touches_stay_here_and_a_wholly_private_note_is_not_even_named(db, run):
    store = Store.open(db, f.moment())
    with store.read() as r:
        acme = r.db.execute("SELECT id FROM account WHERE external_id='A1'").fetchone()[0]
    with store.write("notes", f.moment(), journal=False) as w:
        for text in ("said\n~ kept", "~ all of it kept"):
            w.add("note", account_id=acme, text=text, written_on="2026-11-01", author="Robin")
        w.add("touch", account_id=acme, day="2026-11-02", topic="Offer", text="~ kept too")
    store.close()
    assert [row["text"].strip() for row in rows(run("export", "notes").out)] == ["said"]
    assert "kept" not in run("export", "touches").out
    assert "all of it kept" in run("export", "notes", "--private").out
