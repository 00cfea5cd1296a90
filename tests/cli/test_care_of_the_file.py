"""backup, restore, doctor and export as a user types them: data on stdout, talk on stderr, exit codes."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from program import Ran

Run = Callable[..., Ran]


def names(db: Path) -> list[str]:
    """The account names in a file."""
    kept = sqlite3.connect(db)
    try:
        return [row[0] for row in kept.execute("SELECT name FROM account ORDER BY id")]
    finally:
        kept.close()


def rename(db: Path, name: str) -> None:
    """Change a file in a way that a restore takes back."""
    kept = sqlite3.connect(db, isolation_level=None)
    kept.execute("UPDATE account SET name=? WHERE id=1", (name,))
    kept.close()


def test_a_backup_is_named_on_stdout_and_listed(run: Run, db: Path) -> None:
    made = run("backup")
    assert made.code == 0
    assert Path(made.out.strip()).is_file()
    assert "checked" in made.err
    listed = run("backup", "--list")
    assert Path(made.out.strip()).name in listed.out
    assert run("restore", "--list").out == listed.out


def test_a_backup_to_a_file_that_is_there_is_refused_with_exit_4(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "there.db"
    target.write_text("mine")
    refused = run("backup", "--to", str(target))
    assert (refused.code, refused.out, target.read_text()) == (4, "", "mine")


def test_an_export_becomes_a_new_file_without_a_question_and_never_takes_the_place_of_one(
    run: Run, db: Path, tmp_path: Path
) -> None:
    everything, new = tmp_path / "all.json", tmp_path / "new.db"
    assert run("export", "--to", str(everything)).code == 0
    assert run("restore", str(everything), "--db", str(new)).code == 0
    assert names(new) == names(db)
    again = run("restore", str(everything), "--db", str(new))
    assert (again.code, "--yes" in again.err) == (2, True)


def test_restore_goes_back_and_the_next_restore_goes_forth(run: Run, db: Path) -> None:
    before = names(db)
    run("backup")
    rename(db, "Changed since")
    back = run("restore", "--yes")
    assert (back.code, names(db)) == (0, before)
    assert "is kept as" in back.err
    forth = run("restore", "--yes")
    assert (forth.code, names(db)[0]) == (0, "Changed since")


def test_restore_asks_nobody_where_nobody_can_answer(run: Run, db: Path) -> None:
    run("backup")
    rename(db, "Changed since")
    asked = run("restore")
    assert asked.code == 2
    assert "--yes" in asked.err
    assert names(db)[0] == "Changed since"


def test_restore_without_a_backup_or_from_an_unknown_one_is_exit_3(run: Run) -> None:
    assert run("restore", "--yes").code == 3
    run("backup")
    unknown = run("restore", "nothing.db", "--yes")
    assert unknown.code == 3
    assert "manual.db" in unknown.err


def test_a_damaged_file_is_exit_4_until_a_restore_moves_it_aside(run: Run, db: Path) -> None:
    before = names(db)
    run("backup")
    with db.open("r+b") as raw:
        raw.seek(4096)
        raw.write(b"\xa5" * 8192)
    assert run("accounts").code == 4
    assert run("doctor").code == 4
    restored = run("restore", "--yes")
    assert (restored.code, names(db)) == (0, before)
    assert "damaged file is kept" in restored.err


def test_the_export_on_stdout_and_in_a_file_are_the_same_and_load_into_a_new_file(
    run: Run, db: Path, tmp_path: Path
) -> None:
    shown = run("export")
    assert (shown.code, shown.err) == (0, "")
    target = tmp_path / "all.json"
    assert run("export", "--to", str(target)).code == 0
    assert target.read_text("utf-8") == shown.out
    assert json.loads(shown.out)["tables"]["account"][0]["name"] == "Acme Bakery"
    assert "\x1b" not in shown.out
    new = tmp_path / "new.db"
    assert run("restore", str(target), "--yes", "--db", str(new)).code == 0
    assert run("export", "--db", str(new)).out == shown.out
    assert run("restore", str(target), "--yes").code == 4


def test_the_doctor_says_what_is_wrong_and_puts_summaries_right(run: Run, db: Path) -> None:
    db.chmod(0o600)
    sound = run("doctor", "--json")
    assert sound.code == 0
    assert {row["state"] for row in sound.json} <= {"ok", "odd"}
    kept = sqlite3.connect(db, isolation_level=None)
    kept.execute("UPDATE order_day SET net=net+1")
    kept.close()
    ill = run("doctor")
    assert ill.code == 1
    assert "doctor --fix" in ill.out
    assert run("doctor", "--fix").code == 0
    assert run("doctor").code == 0


@pytest.mark.parametrize("command", [["backup"], ["export"], ["doctor"], ["restore", "x.db", "--yes"]])
def test_where_there_is_no_file_none_is_made(nowhere: Run, tmp_path: Path, command: list[str]) -> None:
    assert nowhere(*command).code in (3, 4)
    assert not os.path.lexists(tmp_path / "new" / "none.db")
