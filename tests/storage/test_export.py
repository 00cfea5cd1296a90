"""The full export: everything, exactly, the same bytes each time, and back again."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from store_factory import MOMENT, fingerprint, full_store, new_store

from reviewtui.domain.errors import DatabaseUnusable, ImportProblem
from reviewtui.services.backups import restore
from reviewtui.services.transfer.export import export, export_to, load_export
from reviewtui.storage import dump
from reviewtui.storage.dump import EXPORTED, SUMMARIES
from reviewtui.storage.store import Store
from reviewtui.storage.tables import MODELS


def exported(path: Path) -> str:
    """The export of a file as text."""
    out = io.StringIO()
    export(path, out)
    return out.getvalue()


def test_out_and_in_and_out_again_gives_the_same_bytes(db_path: Path, tmp_path: Path) -> None:
    full_store(db_path).close()
    export_to(db_path, tmp_path / "all.json")
    load_export(tmp_path / "all.json", tmp_path / "again.db")
    export_to(tmp_path / "again.db", tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "all.json").read_bytes()
    assert (tmp_path / "all.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "again.db").stat().st_mode & 0o777 == 0o600


def test_a_loaded_file_is_the_file_summaries_included(db_path: Path, tmp_path: Path) -> None:
    full_store(db_path).close()
    export_to(db_path, tmp_path / "all.json")
    load_export(tmp_path / "all.json", tmp_path / "again.db")
    for table in sorted(MODELS):
        # Row 0 counts the writes that moved everybody: a filling of figures looks at it, and a new file has had none.
        only = "WHERE account_id > 0" if table == "figure_stamp" else ""
        question = f'SELECT * FROM "{table}" {only} ORDER BY 1, 2'
        found = [
            sqlite3.connect(path).execute(question).fetchall() for path in (db_path, tmp_path / "again.db")
        ]
        assert found[0] == found[1], table
    Store.open(tmp_path / "again.db", MOMENT).close()


def test_every_table_of_users_data_is_in_it_and_has_a_row_here(db_path: Path) -> None:
    full_store(db_path).close()
    tables = json.loads(exported(db_path))["tables"]
    assert set(tables) | SUMMARIES == set(MODELS)
    assert [name for name in EXPORTED if not tables[name]] == []


def test_money_is_an_integer_and_text_is_kept_to_the_character(db_path: Path) -> None:
    full_store(db_path).close()
    tables = json.loads(exported(db_path))["tables"]
    assert tables["orders"][2]["amount"] == 2 * 10**9 + 1
    assert tables["account"][0]["annual_revenue"] == 10**15
    assert tables["note"][0]["text"] == "~ private\n! send quote\u2028\x85\x00tail"
    assert tables["contact"][0]["decides"] is True


def test_nothing_in_it_can_speak_to_a_terminal(db_path: Path) -> None:
    full_store(db_path).close()
    text = exported(db_path)
    assert not [c for c in text if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in "\u2028\u2029"]


def test_a_large_file_is_read_from_a_copy_that_goes_again(
    db_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_store(db_path).close()
    whole = exported(db_path)
    monkeypatch.setattr(dump, "_WHOLE_BYTES", 0)
    assert exported(db_path) == whole
    assert not [p for p in db_path.parent.iterdir() if p.name.startswith(".")]


def test_an_export_never_goes_over_a_file(db_path: Path, tmp_path: Path) -> None:
    full_store(db_path).close()
    target = tmp_path / "mine.json"
    target.write_text("mine")
    with pytest.raises(DatabaseUnusable, match="exists already"):
        export_to(db_path, target)
    assert target.read_text() == "mine"


def test_an_export_goes_into_a_new_file_only(db_path: Path, tmp_path: Path) -> None:
    full_store(db_path).close()
    export_to(db_path, tmp_path / "all.json")
    before = fingerprint(db_path)
    with pytest.raises(DatabaseUnusable, match="new or empty file only"):
        restore(db_path, tmp_path / "all.json", MOMENT)
    assert fingerprint(db_path) == before
    restore(tmp_path / "new" / "reviewtui.db", tmp_path / "all.json", MOMENT)
    assert exported(tmp_path / "new" / "reviewtui.db") == (tmp_path / "all.json").read_text("utf-8")


def test_an_export_of_the_format_before_loads_and_what_it_lacks_is_as_usual(
    db_path: Path, tmp_path: Path
) -> None:
    full_store(db_path).close()
    whole = json.loads(exported(db_path))
    lacking = (
        "feedback_ideal",
        "feedback_maximum",
        "review_months",
        "post_order",
        "renewal_lead",
        "own_since",
    )
    for row in whole["tables"]["account_plan"]:
        for column in lacking:
            del row[column]
    del whole["tables"]["rate"]
    (tmp_path / "old.json").write_text(json.dumps(whole), "utf-8")
    load_export(tmp_path / "old.json", tmp_path / "again.db")
    (plan,) = json.loads(exported(tmp_path / "again.db"))["tables"]["account_plan"]
    assert [plan[column] for column in lacking] == [None] * len(lacking)
    assert (plan["tier"], plan["contact_maximum"]) == ("A", 45)


def test_an_export_laid_out_anew_by_another_tool_loads_too(db_path: Path, tmp_path: Path) -> None:
    full_store(db_path).close()
    text = exported(db_path)
    (tmp_path / "pretty.json").write_text(json.dumps(json.loads(text), indent=2))
    load_export(tmp_path / "pretty.json", tmp_path / "again.db")
    assert exported(tmp_path / "again.db") == text


@pytest.mark.parametrize(
    ("find", "put", "words"),
    [
        ("}}\n", "", "not a whole export"),
        ('"account": [', '"acount": [', "does not know"),
        ('"annual_revenue": 1000000000000000', '"annual_revenue": "lots"', "cannot be"),
        ('"annual_revenue": 1000000000000000', '"annual_revenue": 1.5', "cannot be"),
        ('"due": "2026-10-08"', '"due": "2026-02-30"', "not a date"),
        ('"custom": "{}"', '"custom": "{"', "not JSON"),
        ('"order_id": 2', '"order_id": 99', "not whole"),
        ('"version": 1, "tables"', '"version": 2, "tables"', "Update reviewtui"),
        ('"name": "Ann"', '"name": null', "does not fit"),
        ('"name": "Ann"', '"name": "A", "nmae": "B"', "does not know"),
        ('"format": "reviewtui export"', '"format": "another"', "not an export"),
        ('{"format"', "[" * 5000 + '{"format"', "not a whole export"),
    ],
)
def test_an_export_that_was_spoilt_is_refused_with_the_reason_and_makes_nothing(
    db_path: Path, tmp_path: Path, find: str, put: str, words: str
) -> None:
    full_store(db_path).close()
    text = exported(db_path)
    assert find in text
    (tmp_path / "bad.json").write_text(text.replace(find, put, 1), "utf-8")
    with pytest.raises(ImportProblem, match=words):
        load_export(tmp_path / "bad.json", tmp_path / "new" / "again.db")
    assert list((tmp_path / "new").iterdir()) == []


def test_many_lines_pass_through_without_being_held(db_path: Path, tmp_path: Path) -> None:
    store = new_store(db_path)
    with store.write("fill", MOMENT) as w:
        w.add("account", name="A", name_key="a")
        w.add("orders", account_id=1, number="1", day="2026-01-01")
        w.db.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<100000) "
            "INSERT INTO order_line(order_id, product, nth, category, quantity, amount) "
            "SELECT 1, 'product number ' || i, 1, 'category', '1', i FROM n"
        )
    store.close()
    code = (
        "import sys, resource; from pathlib import Path;"
        "from reviewtui.services.transfer.export import export_to;"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "export_to(Path(sys.argv[1]), Path(sys.argv[2]));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(db_path), str(tmp_path / "x.json")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x.json").stat().st_size > 10_000_000
    kilobytes = int(done.stdout)
    assert kilobytes < 12_000, "the export is held in memory"
