"""``reviewtui import`` as a person and as a script use it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from reviewtui.cli import import_runs
from reviewtui.cli.importing import import_file
from reviewtui.cli.root import run_cli
from reviewtui.cli.session import Session
from reviewtui.domain.errors import DatabaseUnusable, ImportDoubt, ImportProblem, UsageError
from reviewtui.domain.moment import Moment

ACCOUNTS = "Customer ID,Company Name,City\n1,Alfreds,Berlin\n2,Zaanse,Zaandam\n"
ORDERS = "Order No,Customer,Date,Product,Qty,Price,Currency\nA,Alfreds,2026-03-01,P,2,1.0055,EUR\nB,Zaanse,2026-04-01,P,1,5,USD\nC,Nobody,2026-04-01,P,1,5,USD\n"


def clock(as_of: date | None) -> Moment:
    return Moment(as_of or date(2026, 11, 22), datetime(2026, 11, 22, 9, 0, tzinfo=UTC))


def open_app(_: object) -> int:
    raise AssertionError("an import does not open the app")


class Shell:
    """Runs the command on a database in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = folder / "data" / "accounts.db"

    def file(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def run(self, *words: str, answers: str | None = None) -> Result:
        session = Session(clock, open_app, named_db=str(self.db))
        try:
            return CliRunner().invoke(import_file, list(words), obj=session, input=answers)
        finally:
            session.close()

    def json(self, *words: str) -> dict[str, Any]:
        result = self.run(*words, "--json")
        assert result.exception is None, result.exception
        return dict(json.loads(result.stdout))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_the_first_import_makes_the_file_for_the_user_alone(shell: Shell) -> None:
    result = shell.run("accounts", shell.file("a.csv", ACCOUNTS), "--yes")
    assert result.exit_code == 0
    assert "2 rows read: 2 new, 0 changed, 0 same, 0 conflict, 0 rejected, 0 skipped" in result.stdout
    assert shell.db.stat().st_mode & 0o777 == 0o600


def test_the_json_summary_has_every_key_and_exact_amounts(shell: Shell) -> None:
    shell.run(shell.file("a.csv", ACCOUNTS), "--yes")
    summary = shell.json("orders", shell.file("o.csv", ORDERS), "--yes")
    rejects = summary.pop("rejects_file")
    columns = summary.pop("columns")
    assert columns[0] == {
        "column": "Order No",
        "field": "order_id",
        "sure": "synonym",
        "samples": ["A", "B", "C"],
    }
    assert rejects == str(shell.folder / "o.rejects.csv")
    assert summary == {
        "kind": "orders",
        "read": 3,
        "new": 2,
        "changed": 0,
        "same": 0,
        "conflict": 0,
        "rejected": 1,
        "skipped": 0,
        "orders": 2,
        "net": [{"amount": "2.01", "currency": "EUR"}, {"amount": "5.00", "currency": "USD"}],
        "first_date": "2026-03-01",
        "last_date": "2026-04-01",
        "batch": 2,
        "dry_run": False,
        "provisional": False,
        "file": str(shell.folder / "o.csv"),
        "shape": "flat",
        "why": "it has numbers (Order No), dates (Date), products (Product), quantities (Qty)",
        "header_row": 1,
        "left_out": {},
        "revenue": ["a line is worth 'Price' x 'Qty'"],
        "totals_agree": 0,
        "totals_differ": [],
        "accounts_made": 0,
        "cancelled": 0,
        "became": {},
        "reasons": ["row 4: no account has the name 'Nobody'; import the accounts first"],
        "possible_duplicates": [],
        "layout": None,
        "notes": [],
    }
    again = shell.json("orders", shell.file("o.csv", ORDERS), "--yes")
    assert (again["new"], again["same"], again["batch"]) == (0, 2, None)


def test_a_dry_run_makes_no_file_at_all(shell: Shell) -> None:
    summary = shell.json(shell.file("a.csv", ACCOUNTS), "--dry-run")
    assert (summary["new"], summary["dry_run"]) == (2, True)
    assert not shell.db.exists()


def test_without_yes_it_shows_the_mapping_and_the_counts_and_says_what_is_needed(shell: Shell) -> None:
    result = shell.run(shell.file("a.csv", ACCOUNTS))
    assert isinstance(result.exception, UsageError)
    assert result.exception.exit_code == 2
    assert "--yes" in str(result.exception)
    assert "Company Name" in result.stderr
    assert "-> name" in " ".join(result.stderr.split())
    assert "2 new" in result.stderr
    assert result.stdout == ""
    assert not shell.db.exists()


@pytest.mark.parametrize(("answer", "made"), [("y\n", True), ("n\n", False)])
def test_at_a_terminal_it_asks(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, answer: str, made: bool
) -> None:
    monkeypatch.setattr(import_runs, "interactive", lambda: True)
    result = shell.run(shell.file("a.csv", ACCOUNTS), answers=answer)
    assert result.exit_code == (0 if made else 1)
    assert shell.db.exists() is made


def test_a_doubt_is_asked_at_a_terminal_and_stops_a_script_with_exit_5(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.run(shell.file("a.csv", ACCOUNTS), "--yes")
    path = shell.file("o.csv", "Order No,Customer,Date,Amount\nA,Alfreds,04/07/2026,5\n")
    result = shell.run(path, "--yes")
    assert isinstance(result.exception, ImportDoubt)
    assert result.exception.exit_code == 5
    assert shell.json(path, "--yes", "--dates", "dmy", "--dry-run")["first_date"] == "2026-07-04"
    monkeypatch.setattr(import_runs, "interactive", lambda: True)
    asked = shell.run(path, answers="mdy\ny\n")
    assert asked.exit_code == 0
    assert "04/07/2026 day-month or month-day?" in asked.stderr
    assert "2026-04-07" in asked.stdout


def test_a_column_is_named_by_hand(shell: Shell) -> None:
    path = shell.file("a.csv", "Kundencode,Wer\n7,Alfreds\n")
    summary = shell.json("accounts", path, "--map", "Wer=name", "--map", "Kundencode=external_id", "--yes")
    assert summary["new"] == 1
    wrong = shell.run("accounts", path, "--map", "Wen=name", "--yes")
    assert isinstance(wrong.exception, UsageError)
    assert "'Wer'" in str(wrong.exception)


@pytest.mark.parametrize("words", [("accounts",), ("a.csv", "b.csv"), ("people", "a.csv")])
def test_a_command_that_names_no_file_is_a_usage_error(shell: Shell, words: tuple[str, ...]) -> None:
    result = shell.run(*words)
    assert isinstance(result.exception, UsageError)
    assert "FILE" in str(result.exception)


def test_a_file_that_cannot_be_imported_makes_no_database(shell: Shell) -> None:
    for path in (
        str(shell.folder / "none.csv"),
        shell.file("p.csv", "%PDF-1.4"),
        shell.file("o.csv", ORDERS),
    ):
        result = shell.run("orders", path, "--yes")
        assert isinstance(result.exception, ImportProblem)
        assert result.exception.exit_code == 1
    assert not shell.db.exists()


def test_a_file_of_which_no_row_can_be_taken_fails_and_says_why(shell: Shell) -> None:
    shell.run(shell.file("a.csv", ACCOUNTS), "--yes")
    result = shell.run(shell.file("o.csv", ORDERS.replace("Alfreds", "X").replace("Zaanse", "Y")), "--yes")
    assert isinstance(result.exception, ImportProblem)
    assert "none of its 3 rows could be taken" in str(result.exception)
    assert "row 2: no account has the id or name 'X'" in result.stderr or "row 2: no account" in result.stderr


def test_a_file_that_is_no_database_is_refused_and_left_alone(shell: Shell) -> None:
    shell.db.parent.mkdir()
    shell.db.write_text("my shopping list, long enough to be anything but a database" * 20)
    result = shell.run(shell.file("a.csv", ACCOUNTS), "--yes")
    assert isinstance(result.exception, DatabaseUnusable)
    assert shell.db.read_text().startswith("my shopping list")


def test_terminal_escapes_in_headers_and_cells_are_shown_and_not_obeyed(shell: Shell) -> None:
    result = shell.run(shell.file("a.csv", "Name,\x1b]0;gotcha\x07\nA\x1b[2Jlfreds,x\n"), "--dry-run")
    assert "\x1b" not in result.output
    assert "\x07" not in result.output


def test_the_program_ends_with_the_exit_code_of_each_fault(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts, doubtful = (
        shell.file("a.csv", ACCOUNTS),
        "Order No,Customer,Date,Amount\nA,Alfreds,04/07/2026,5\n",
    )
    calls = [
        (["import", accounts, "--yes"], 0),
        (["import", shell.file("b.csv", ACCOUNTS + "3,New,Rome\n")], 2),
        (["import", str(shell.folder / "none.csv"), "--yes"], 1),
        (["import", shell.file("o.csv", doubtful), "--yes"], 5),
    ]
    for words, code in calls:
        assert run_cli(["--db", str(shell.db), *words], clock, open_app) == code
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "Say --dates dmy or --dates mdy." in said


REPORT = (
    ",Date,Transaction type,Num,Product,Quantity,Sales price,Amount\nAlfreds,,,,,,,\n"
    ",03/14/2026,Invoice,7,P,1,5.00,5.00\nTotal for Alfreds,,,,,1,,$5.00\nTOTAL,,,,,1,,$6.00\n"
)


def test_several_files_in_one_call_come_in_the_order_that_works(shell: Shell) -> None:
    orders, accounts = shell.file("o.csv", ORDERS), shell.file("a.csv", ACCOUNTS)
    tried = shell.json(orders, accounts, "--dry-run")
    assert [(one["kind"], one["new"], one["rejected"]) for one in tried["files"]] == [
        ("accounts", 2, 0),
        ("orders", 2, 1),
    ]
    assert not shell.db.exists()
    assert not (shell.folder / "o.rejects.csv").exists()
    done = shell.json(orders, accounts, "--yes")
    assert [one["new"] for one in done["files"]] == [2, 2]
    assert [one["new"] for one in shell.json(orders, accounts, "--dry-run")["files"]] == [0, 0]


def test_a_workbook_brings_each_of_its_sheets(shell: Shell) -> None:
    path = shell.folder / "all.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, text in (("Sales", ORDERS), ("Customers", ACCOUNTS)):
        sheet = book.add_worksheet(name)
        for row, line in enumerate(text.splitlines()):
            sheet.write_row(row, 0, line.split(","))
    book.close()
    done = shell.json(str(path), "--yes")
    assert [(one["kind"], one["new"]) for one in done["files"]] == [("accounts", 2), ("orders", 2)]


def test_it_says_what_the_file_is_and_why_and_what_counts_as_revenue(shell: Shell) -> None:
    shell.run(shell.file("a.csv", ACCOUNTS), "--yes")
    result = shell.run(shell.file("o.csv", ORDERS), "--dry-run")
    assert "o.csv: orders (order lines, each with its order)" in result.stderr
    assert "orders, because it has numbers (Order No), dates (Date), products (Product)" in result.stderr
    assert "a line is worth 'Price' x 'Qty'" in result.stdout


def test_totals_that_differ_fail_with_both_numbers_and_can_be_ignored(shell: Shell) -> None:
    shell.run(shell.file("a.csv", ACCOUNTS), "--yes")
    path = shell.file("report.csv", REPORT)
    for words in ((path, "--yes"), (path, "--dry-run")):
        result = shell.run(*words)
        assert isinstance(result.exception, ImportProblem)
        assert "'TOTAL' is 6 in the file, its rows add up to 5" in str(result.exception)
    taken = shell.json(path, "--yes", "--ignore-totals")
    assert (taken["new"], taken["skipped"], taken["totals_agree"]) == (1, 3, 1)
    assert taken["totals_differ"] == ["row 5: 'TOTAL' is 6 in the file, its rows add up to 5"]


def test_accounts_that_only_orders_name_are_made_when_asked_for(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shell.file("o.csv", ORDERS)
    refused = shell.run(path, "--yes")
    assert isinstance(refused.exception, ImportProblem)
    assert "--make-accounts" in str(refused.exception)
    assert shell.json(path, "--dry-run", "--make-accounts")["accounts_made"] == 3
    monkeypatch.setattr(import_runs, "interactive", lambda: True)
    asked = shell.run(path, answers="y\ny\n")
    assert asked.exit_code == 0
    assert "3 accounts in it are not here yet; make them?" in asked.stderr
    assert "3 accounts that only the orders name" in asked.stdout


def test_accounts_that_only_people_name_are_made_when_asked_for(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shell.file("people.csv", "First Name,Last Name,Company\nAnn,Lee,Acme\nBob,Ray,Bolt\nCy,Poe,Acme\n")
    refused = shell.run(path, "--yes")
    assert isinstance(refused.exception, ImportProblem)
    assert "--make-accounts" in str(refused.exception)
    assert shell.json(path, "--dry-run", "--make-accounts")["accounts_made"] == 2
    monkeypatch.setattr(import_runs, "interactive", lambda: True)
    asked = shell.run(path, answers="y\ny\n")
    assert asked.exit_code == 0
    assert "2 accounts in it are not here yet; make them?" in asked.stderr
    assert "2 accounts that only its people name" in asked.stdout
    assert shell.json(path, "--yes")["same"] == 3


def test_what_is_no_account_list_is_not_taken_for_one(shell: Shell) -> None:
    tasks = "User,Email,Client,Project,Task,Start date,Start time,End date,Duration\nJo,j@e.example,Acme,P,T,2026-01-01,10:00,2026-01-01,01:00\n"
    result = shell.run(shell.file("t.csv", tasks), "--yes")
    assert isinstance(result.exception, ImportProblem)
    assert "holds hours worked" in str(result.exception)


def test_a_named_kind_of_record_and_its_summary(shell: Shell) -> None:
    shell.run(shell.file("a.csv", ACCOUNTS), "--yes")
    tasks = shell.file(
        "t.csv", "Task ID,Wem,What,Due Date\n1,Alfreds,Send list,2026-12-01\n2,Nobody,Call,2026-12-02\n"
    )
    summary = shell.json("actions", tasks, "--map", "Wem=account", "--yes")
    assert (summary["kind"], summary["became"], summary["new"], summary["rejected"]) == (
        "actions",
        {"action": 1},
        1,
        1,
    )
    assert (summary["first_date"], summary["last_date"]) == ("2026-12-01", "2026-12-01")
    again = shell.json("actions", tasks, "--map", "Wem=account", "--yes")
    assert (again["new"], again["same"], again["batch"]) == (0, 1, None)


def test_who_imports_into_a_file_without_a_currency_is_told_how_to_give_it_one(shell: Shell) -> None:
    orders = shell.file("orders.csv", ORDERS)
    hint = "The file has no currency yet; revenue needs one: `reviewtui config file --currency EUR`"
    assert hint in shell.run(orders, "--yes", "--make-accounts").stderr
    assert hint not in shell.run(shell.file("accounts.csv", ACCOUNTS), "--yes").stderr
    with Session(clock, open_app, named_db=str(shell.db)).writing().write("currency", clock(None)) as w:
        w.set_setting("currency", "EUR")
    assert hint not in shell.run(shell.file("more.csv", ORDERS.replace("A,", "D,", 1)), "--yes").stderr
