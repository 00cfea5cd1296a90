"""How a call ends: exit codes, candidates, missing and read-only files, closed pipes, broken settings."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from program import AS_OF, Ran, environment, program

Run = Callable[..., Ran]


def test_a_name_of_several_accounts_lists_them_on_stderr_one_per_line(run: Run) -> None:
    ran = run("account", "twin", "--json")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.splitlines()[1:] == ["Twin (id:T1)", "twin (id:T2)"]
    assert run("account", "id:T2", "--json").json["name"] == "twin"


@pytest.mark.parametrize(
    "command", [["account"], ["brief"], ["reviews"], ["actions", "--account"], ["touches"]]
)
def test_a_name_nobody_has_is_not_found(run: Run, command: list[str]) -> None:
    ran = run(*command, "Zzz")
    assert (ran.code, ran.out) == (3, "")
    assert 'There is no account "Zzz".' in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["acounts"],
        ["accounts", "--sort", "luck"],
        ["accounts", "--json", "--csv"],
        ["account"],
        ["today", "--as-of", "22.11.2026"],
        ["today", "--as-of", "1899-12-31"],
        ["queue", "--as-of", "3000-01-01"],
        ["recap", "Acme"],
        ["--no-such-option"],
        ["template", "nothing"],
    ],
)
def test_a_call_that_is_not_understood_is_usage(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("reviewtui: ")
    assert "Traceback" not in ran.err


def test_a_mistyped_command_offers_the_near_ones(run: Run) -> None:
    assert "Did you mean accounts or account?" in run("acounts").err


READING = [
    ["today"],
    ["accounts"],
    ["account", "x"],
    ["actions"],
    ["reviews"],
    ["brief", "x"],
    ["touches"],
    ["recap", "x@2026-Q1"],
    ["undo"],
]


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_without_a_file_reading_says_so_and_makes_none(
    nowhere: Run, tmp_path: Path, command: list[str]
) -> None:
    ran = nowhere(*command)
    assert (ran.code, ran.out) == (4, "")
    assert "none.db" in ran.err
    assert not (tmp_path / "new").exists()


def test_a_file_that_is_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("my notes, which are not a database\n" * 40)
    ran = program("accounts", "--db", str(other), home=tmp_path)
    assert ran.code == 4
    assert other.read_text().startswith("my notes")


def test_add_makes_the_file_for_the_user_alone_and_the_account_when_told(
    nowhere: Run, tmp_path: Path
) -> None:
    refused = nowhere("add", "Acme", "! send quote fri")
    assert refused.code == 3
    assert "--new" in refused.err
    made = nowhere("add", "--new", "Acme", "! send quote fri", "--as-of", AS_OF)
    assert made.code == 0, made.err
    path = tmp_path / "new" / "none.db"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [a["title"] for a in nowhere("actions", "--json").json] == ["send quote"]
    near = nowhere("add", "Ace", "a note", "--new")
    assert near.code == 0, near.err
    assert {a["name"] for a in nowhere("accounts", "--json").json} == {"Acme", "Ace"}
    nowhere("add", "Acme Two", "a note", "--new")
    assert nowhere("add", "Ac", "which one?", "--new").code == 3
    assert nowhere("add", "id:none", "nobody", "--new").code == 3


def test_every_file_the_program_makes_is_for_the_user_alone(nowhere: Run, tmp_path: Path) -> None:
    made = Path(nowhere("template", "new", "mine").out.strip())
    assert made.stat().st_mode & 0o777 == 0o600
    assert made.parent.stat().st_mode & 0o777 == 0o700


def test_lines_from_stdin_become_records_and_undo_takes_them_back(run: Run) -> None:
    before = run("actions", "--json").json
    kept = run("add", "acme", "-", "--json", stdin="! call about boxes\n+ smaller boxes\njust a note\n")
    assert kept.code == 0, kept.err
    assert {one["kind"] for one in kept.json["made"]} == {"action", "ask"}
    assert kept.json["note_id"]
    assert len(run("actions", "--json").json) == len(before) + 1
    undone = run("undo")
    assert (undone.code, undone.out.startswith("undone: add")) == (0, True)
    assert run("actions", "--json").json == before


def test_an_empty_line_is_refused(run: Run) -> None:
    assert run("add", "acme", "-", stdin="\n \n").code == 1


def test_undo_says_when_there_is_nothing(run: Run) -> None:
    run("add", "acme", "a note")
    assert run("undo").code == 0
    while (ran := run("undo")).code == 0:
        pass
    assert "Traceback" not in ran.err
    assert ran.code in (1, 3)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_reads_and_refuses_to_write_as_its_owner_set_it(run: Run, db: Path) -> None:
    db.chmod(0o400)
    assert run("accounts").code == 0
    assert run("add", "acme", "a note").code == 4


def test_a_file_opened_for_reading_only_refuses_to_write(run: Run, db: Path) -> None:
    before = db.read_bytes()
    assert run("--read-only", "accounts").code == 0
    for command in (["add", "acme", "a note"], ["undo"]):
        ran = run("--read-only", *command)
        assert (ran.code, ran.out) == (4, "")
    assert db.read_bytes() == before


def test_reading_leaves_the_file_as_it_was(run: Run, db: Path) -> None:
    before = db.read_bytes()
    for command in (
        ["today"],
        ["accounts"],
        ["account", "acme"],
        ["brief", "acme"],
        ["actions"],
        ["reviews"],
    ):
        assert run(*command).code == 0
    assert db.read_bytes() == before
    assert sorted(path.name for path in db.parent.iterdir()) == ["test.db"]


def test_a_reader_that_goes_away_early_makes_no_noise(db: Path, tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "reviewtui", "template", "show", "quarterly", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path, db),
    )
    assert running.stdout is not None
    running.stdout.close()
    _, err = running.communicate(timeout=30)
    assert err == b""
    assert running.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_a_failure_in_words(db: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "reviewtui", "accounts"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(tmp_path, db),
            timeout=30,
            check=False,
        )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"could not be written" in done.stderr


def test_broken_settings_are_said_on_stderr_and_the_command_goes_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('decimal = ";"\nmouse = false\n')
    ran = run("accounts", "--json")
    assert ran.code == 0
    assert ran.json
    assert "config.toml, line 1, decimal" in ran.err
    assert run("config", "check").code == 1


def test_the_check_names_wrong_keys_and_themes_by_their_lines(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('theme = "nrod"\n[keys]\n"review.nte" = "N"\nreview.note = "u"\nreview.call = "C"\n')
    checked = run("config", "check", str(file))
    assert checked.code == 1
    theme, unknown, taken = checked.err.splitlines()
    assert theme.startswith(f"{file}, line 1, theme: there is no theme 'nrod'")
    assert unknown == f"{file}, line 3, keys.review.nte: there is no command with this id."
    assert taken == f"{file}, line 4, keys.review.note: u is the key of review.undo already."
    file.write_text('theme = "nord"\n[keys]\nreview.call = "C"\n')
    assert run("config", "check", str(file)).out == "ok\n"


def test_amounts_follow_the_notation_of_the_settings_in_tables_only(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('decimal = ","\n')
    assert "EUR 4.025,00" in run("accounts").out
    assert "4025.00" in run("accounts", "--csv").out


def test_the_app_needs_a_terminal_and_says_which_way_round(run: Run) -> None:
    for arguments in ([], ["demo"], ["review", "acme"]):
        ran = run(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert "terminal" in ran.err


def test_templates_are_listed_shown_checked_and_begun(run: Run, tmp_path: Path) -> None:
    assert {"quarterly", "pulse"} <= {one["key"] for one in run("template", "list", "--json").json}
    assert "sat.rating" in run("template", "show", "quarterly").out
    made = run("template", "new", "mine", "--like", "pulse")
    path = Path(made.out.strip())
    assert path == tmp_path / "config" / "templates" / "mine.toml"
    assert run("template", "check", str(path)).out == "ok\n"
    assert {"mine": "Mine"}.items() <= {
        one["key"]: one["name"] for one in run("template", "list", "--json").json
    }.items()
    assert run("template", "new", "mine").code == 1
    path.write_text(path.read_text().replace('type = "percent"', 'type = "guess"', 1))
    broken = run("template", "check", str(path))
    assert broken.code == 1
    assert "mine.toml" in broken.err
    assert "guess" in broken.err
    assert run("template", "list").code == 0
    assert run("template", "show", "nothing").code == 3
    assert run("template", "new", "../evil").code == 1
    assert run("template", "new", "2nd").code == 1
    dashed = run("template", "new", "My-visit", "--like", "pulse").out.strip()
    assert run("template", "check", dashed).out == "ok\n"


def test_completion_writes_a_script_and_completes_names(run: Run, tmp_path: Path, db: Path) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_REVIEWTUI_COMPLETE" in run("completion", shell).out
    words = {"_REVIEWTUI_COMPLETE": "bash_complete", "COMP_WORDS": "reviewtui account Ac", "COMP_CWORD": "2"}
    ran = program(home=tmp_path, db=db, **words)
    assert "Acme Bakery" in ran.out
    missing = program(home=tmp_path, db=tmp_path / "none.db", **words)
    assert missing.out.strip() == ""


def test_help_explains_every_command(run: Run) -> None:
    from reviewtui.cli.root import COMMANDS

    shown = run("--help").out
    for name in COMMANDS:
        assert f"  {name} " in shown


def test_every_command_has_a_help_of_its_own_that_names_the_day_and_the_file() -> None:
    import click
    from click.testing import CliRunner

    from reviewtui.cli.root import COMMANDS, root
    from reviewtui.cli.session import Session
    from reviewtui.main import clock

    for name in COMMANDS:
        session = Session(clock, lambda _: 0)
        result = CliRunner().invoke(root, [name, "--help"], obj=session, catch_exceptions=False)
        assert result.exit_code == 0, name
        if not isinstance(root.get_command(click.Context(root), name), click.Group):
            assert "--as-of" in result.output, name
            assert "--db" in result.output, name
