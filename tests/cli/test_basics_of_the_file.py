"""Name, currency and first month of a file that was made without the first run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from program import Ran, program

ACCOUNTS = "id,name\nA1,Acme\n"
ORDERS = "order_id,account,date,amount\n1,A1,2026-10-05,1200.50\n"


def imported(tmp_path: Path) -> Callable[..., Ran]:
    """A file made by imports alone: nobody said a currency or a name."""

    def run(*arguments: str) -> Ran:
        return program(*arguments, "--as-of", "2026-11-20", home=tmp_path, db=tmp_path / "new.db")

    for name, text in (("accounts", ACCOUNTS), ("orders", ORDERS)):
        (tmp_path / f"{name}.csv").write_text(text)
        assert run("import", name, str(tmp_path / f"{name}.csv"), "--yes").code == 0
    return run


def test_a_currency_said_later_is_that_of_every_amount_that_names_none(tmp_path: Path) -> None:
    run = imported(tmp_path)
    assert run("accounts", "--json").json[0]["revenue_12m"] == {"amount": "1200.50", "currency": None}
    kept = run("config", "file", "--name", "Robin", "--currency", "chf", "--year-begins", "apr", "--json")
    assert kept.json == {"name": "Robin", "currency": "CHF", "year_begins": "april"}
    account = run("accounts", "--json").json[0]
    assert account["revenue_12m"] == {"amount": "1200.50", "currency": "CHF"}
    assert account["quarters"][-1]["quarter"] == "FY2026/27-Q3"
    assert run("doctor").code == 0


def test_what_is_not_said_stays_and_what_is_no_currency_is_refused(tmp_path: Path) -> None:
    run = imported(tmp_path)
    run("config", "file", "--name", "Robin", "--currency", "EUR")
    refused = run("config", "file", "--currency", "dollars")
    assert (refused.code, "no currency" in refused.err) == (1, True)
    run("config", "file", "--year-begins", "7")
    assert run("config", "file", "--json").json == {"name": "Robin", "currency": "EUR", "year_begins": "july"}
