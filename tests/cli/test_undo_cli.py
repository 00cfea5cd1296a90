"""``reviewtui undo --import``: one import taken back by the name of its file, or what keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from program import Ran, called

HEADERS = "Order ID,Customer,Order Date,Status,Amount\n"
ORDERS = HEADERS + "".join(f"O{i},Acme,2026-09-0{i},ordered,10\n" for i in range(1, 5))


class Shell:
    """Calls the program on a file in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.take("accounts.csv", "Account Name,City\nAcme,Ulm\n")

    def run(self, *words: str) -> Ran:
        return called(*words, home=self.folder, db=self.folder / "accounts.db")

    def take(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")
        ran = self.run("import", str(self.folder / name), "--yes")
        assert ran.code == 0, ran.err

    def orders(self) -> dict[str, str]:
        rows = [row.split(",") for row in self.run("export", "orders").out.splitlines()]
        number, amount = rows[0].index("order_id"), rows[0].index("amount")
        return {row[number]: row[amount] for row in rows[1:]}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_an_older_import_is_taken_back_by_its_file_and_what_came_since_stays(shell: Shell) -> None:
    shell.take("september.csv", ORDERS)
    shell.take("october.csv", HEADERS + "O9,Acme,2026-10-01,ordered,7\n")
    shell.run("add", "Acme", "a note")
    undone = shell.run("undo", "--import", "elsewhere/september.csv")
    assert (undone.code, undone.err) == (0, "")
    assert undone.out.startswith("undone: Import orders from september.csv")
    assert list(shell.orders()) == ["O9"]
    again = shell.run("undo", "--import", "september.csv")
    assert again.code == 3
    assert "No import of september.csv is there to be taken back." in again.err
    assert "The newest imports are of october.csv, accounts.csv." in again.err
    assert shell.run("undo").out.startswith("undone: add"), "the note is the newest change that is left"


def test_one_that_was_written_over_says_by_what_and_goes_after_that(shell: Shell) -> None:
    shell.take("september.csv", ORDERS)
    shell.take("october.csv", ORDERS.replace(",10\n", ",12\n"))
    shell.run("add", "Acme", "a note")
    kept = shell.orders()
    refused = shell.run("undo", "--import", "september.csv")
    assert refused.code not in (0, 4) and "Traceback" not in refused.err
    assert (
        "4 of its records have been changed since: order 'O1', order 'O2', order 'O3' and 1 more. "
        "Imported over it: october.csv; take that back first."
    ) in refused.err
    assert shell.orders() == kept
    assert shell.run("undo", "--import", "october.csv").code == 0
    assert set(shell.orders().values()) == {"10.00"}
    assert shell.run("undo", "--import", "september.csv").code == 0
    assert shell.orders() == {}


def test_of_two_imports_of_one_file_the_newest_goes(shell: Shell) -> None:
    shell.take("orders.csv", ORDERS)
    shell.take("orders.csv", ORDERS.replace(",10\n", ",12\n"))
    assert shell.run("undo", "--import", "orders.csv").code == 0
    assert set(shell.orders().values()) == {"10.00"}
