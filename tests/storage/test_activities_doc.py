"""The examples of docs/activities.md become what stands below them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factories import make_account, make_contact, make_store, moment
from reviewtui.domain.money import Money, format_money
from reviewtui.domain.text import one_line
from reviewtui.services.transfer.importing import run_import
from reviewtui.services.transfer.plan import plan_import

DOC = Path(__file__).parents[2] / "docs" / "activities.md"
EXAMPLE = re.compile(
    r"^### (?P<name>[^\n]+)\n+```csv\n(?P<file>.*?)```\n+(?P<table>(?:\|[^\n]*\n)*)", re.MULTILINE | re.DOTALL
)
HEAD = ["| here | day | what | how |", "|---|---|---|---|"]


def _with(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _touch(row: dict[str, Any]) -> tuple[str, ...]:
    one_way = not row["two_way"] and not row["planned"] and row["reached"]
    how = _with(
        row["channel"],
        "planned" if row["planned"] else "" if row["reached"] else "not reached",
        "not answered" if one_way else "",
        f"with {row['contact']}" if row["contact"] else "",
        f"by {row['person']}" if row["person"] else "",
        f"{row['minutes']} min" if row["minutes"] else "",
        one_line(row["text"]),
    )
    return "touch", row["day"], row["topic"], how


def _action(row: dict[str, Any]) -> tuple[str, ...]:
    how = _with(row["status"], f"p{row['priority']}" if row["priority"] else "", row["owner"])
    return "action", row["due"] or "", row["title"], how


def _note(row: dict[str, Any]) -> tuple[str, ...]:
    return "note", row["written_on"], one_line(row["text"]), row["author"]


def _opportunity(row: dict[str, Any]) -> tuple[str, ...]:
    money = "" if row["amount"] is None else format_money(Money(row["amount"], row["currency"] or "EUR"))
    how = _with(row["status"], money, f"{row['chance']} %", row["next_step"])
    return "opportunity", row["due"] or "", row["text"], how


WORDS = {"touch": _touch, "action": _action, "note": _note, "opportunity": _opportunity}
EXAMPLES = list(EXAMPLE.finditer(DOC.read_text("utf-8")))


def became(folder: Path, text: str) -> list[str]:
    store = make_store(folder)
    make_contact(store, make_account(store, "Acme"), "Kim Olsen", email="kim@acme.example")
    make_account(store, "Beta")
    path = folder / "example.csv"
    path.write_text(text, encoding="utf-8")
    done = run_import(store, plan_import(path), moment(date(2026, 11, 20)))
    assert (done.new, done.read) == (len(text.splitlines()) - 1,) * 2
    with store.read() as r:
        rows = [
            WORDS[table](dict(row))
            for table in WORDS
            for row in r.db.execute(f"SELECT * FROM {table} ORDER BY id")
        ]
    store.close()
    return [*HEAD, *(f"| {' | '.join(cells)} |" for cells in rows)]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda match: match["name"])
def test_the_example_becomes_what_the_page_says(example: re.Match[str], tmp_path: Path) -> None:
    assert example["table"].splitlines() == became(tmp_path, example["file"])
