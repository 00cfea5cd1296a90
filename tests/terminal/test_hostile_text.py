"""Text that tries to be something else goes in, is shown everywhere, and comes out as the text it was."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import date
from pathlib import Path

import pytest
from hostile_text import OURS, foreign, strings
from live_review import AS_OF, IN_TEXT, READY, LiveReview
from real_terminal import RealTerminal

from factories import AS_OF as DAY
from factories import answered, give, make_account, make_action, make_contact, make_review, moment, write_note
from program import called
from reviewtui.domain.text import safe, undefuse
from reviewtui.services.templates import packaged_template
from reviewtui.services.transfer.text import one_line
from reviewtui.storage.store import Store

pytestmark = pytest.mark.terminal
REVIEWS = os.environ.get("REVIEWTUI_HOSTILE", "3")
"""How many of the reviews that hold the texts are walked through key by key, ours first; ``all`` for every one."""

EACH = strings()
MARKED = [f"{text} {at:03d}" for at, text in enumerate(EACH)]
"""Each with a number behind it: unlike the others, never empty, and as hostile at its beginning."""


def imported(folder: Path) -> Path:
    """A file whose accounts were imported under all these names."""
    life = LiveReview(folder / "home")
    table = folder / "in.csv"
    with table.open("w", newline="", encoding="utf-8", errors="surrogatepass") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "industry"])
        rows.writerows([text, text] for text in MARKED)
    done = called("import", "accounts", str(table), "--yes", "--json", home=life.home, db=life.db)
    assert done.code == 0, done.err
    assert done.json["new"] == len(MARKED), done.err
    return life.db


def names(db: Path) -> list[str]:
    done = called("accounts", "--json", home=db.parent, db=db)
    return [one["name"] for one in done.json]


def test_names_come_in_from_csv_and_leave_as_they_are_in_json(tmp_path):
    db = imported(tmp_path)
    assert sorted(names(db)) == sorted(["Acme", "Brick", *(one_line(text) for text in MARKED)])
    copy = tmp_path / "copy.json"
    assert called("export", "--to", str(copy), home=db.parent, db=db).code == 0
    again = tmp_path / "again.db"
    done = called("restore", str(copy), "--yes", home=db.parent, db=again)
    assert done.code == 0, done.err
    assert names(again) == names(db)


def test_csv_that_goes_out_runs_in_no_spreadsheet_and_comes_back_as_it_was(tmp_path):
    db = imported(tmp_path)
    out = called("accounts", "--csv", home=db.parent, db=db).out
    cells = [row["name"] for row in csv.DictReader(io.StringIO(out))]
    assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@", "＝", "＋")]
    assert [undefuse(cell) for cell in cells] == [safe(name) for name in names(db)]
    table = tmp_path / "out.csv"
    table.write_text(out, "utf-8")
    shown_otherwise = sum(safe(name) != name for name in names(db))
    back = called("import", "accounts", str(table), "--yes", "--json", home=db.parent, db=db)
    assert back.code == 0, back.err
    assert back.json["new"] == shown_otherwise, back.out


def said_everywhere(life: LiveReview) -> list[str]:
    """What every command prints about the accounts, as text."""
    run = [("accounts",), ("today",), ("actions",), ("reviews",), ("touches",)]
    for at in (0, 5, 20):
        run += [("account", f"id:{at + 3}"), ("brief", f"id:{at + 3}")]
    return [called("--as-of", AS_OF, *words, home=life.home, db=life.db).out for words in run]


def filled(folder: Path) -> tuple[LiveReview, int]:
    """A file in which every string is a name, a contact, an answer, a note and a title; and its number of reviews."""
    life = LiveReview(folder / "home")
    store = Store.open(life.db, moment())
    questions = [
        question for section in packaged_template("quarterly").sections for question in section.questions
    ]
    free = [question.key for question in questions if question.type.value == "text"]
    plain = [question for question in questions if not question.repeat]
    reviews = 0
    for start in range(0, len(EACH), len(plain)):
        batch = EACH[start : start + len(plain)]
        accounts = [make_account(store, text or "-", industry=text, city=text, owner=text) for text in batch]
        for account, text in zip(accounts, batch, strict=True):
            make_contact(store, account, text or "-", title=text, phone=text)
            make_action(store, account, text or "-", DAY, due=DAY, owner=text)
        for day in (date(2026, 8, 20), DAY):
            review = make_review(store, accounts[0], day, finished=False)
            for question, text in zip(plain, batch, strict=False):
                write_note(store, review, question.key, text, moment(day))
            for key, text in zip(free, batch, strict=False):
                give(store, review, answered(key, text), moment(day))
            if day != DAY:
                from reviewtui.services.reviews import finish

                finish(store, review, moment=moment(day))
        reviews += 1
    store.close()
    return life, reviews


def test_no_command_prints_anything_that_steers_a_terminal(tmp_path):
    life, _ = filled(tmp_path)
    for out in said_everywhere(life):
        assert out
        assert foreign(out.encode("utf-8", "surrogateescape")) == []
    for form in ("--markdown", "--json", "--internal"):
        words = ("recap", "id:3@2026-Q3") if form == "--markdown" else ("recap", "id:3@2026-Q3", form)
        done = called("--as-of", AS_OF, *words, home=life.home, db=life.db)
        if form == "--json":
            assert json.loads(done.out)
        assert foreign(done.out.encode("utf-8", "surrogateescape")) == [], form


def walk(term: RealTerminal, keys: list[str]) -> None:
    """Press each key and wait for what it paints."""
    for key in keys:
        term.press(key)
        term.settled(0.05)


@pytest.mark.timeout(600)
def test_every_place_shows_it_and_the_terminal_gets_nothing_but_ours(tmp_path):
    life, reviews = filled(tmp_path)
    with life.open("--no-mouse", size=(120, 40)) as term:
        term.wait("Today")
        walk(term, ["pgdn"] * 4 + ["2"])
        term.wait("Accounts")
        walk(term, ["pgdn"] * (len(EACH) // 30 + 1) + ["g"])
        for _ in range(min(len(EACH), len(OURS))):
            walk(term, ["enter", "t", "esc"])
            term.wait("Accounts ·")
            walk(term, ["down"])
        walk(term, ["3"] + ["pgdn"] * 4 + ["enter", "esc"])
        term.press("ctrl+q")
        assert term.exit_code() == 0, life.crashed()
        assert foreign(term.everything()) == []
    for at in range(reviews if REVIEWS == "all" else min(reviews, int(REVIEWS))):
        first = life.rows("SELECT account_id FROM review WHERE state='finished' ORDER BY id")[at][0]
        with life.open("review", f"id:{first}", size=(120, 40)) as term:
            term.wait(READY)
            for _ in range(9):
                walk(term, ["j"] * 9 + ["f3", "esc", "n", "esc", "]"])
            walk(term, ["f", "pgdn", "esc"])
            term.press("ctrl+q")
            assert term.exit_code() == 0, life.crashed()
            assert foreign(term.everything()) == []
    assert not life.crashed()
    assert life.sound()


def test_what_is_pasted_into_a_note_is_stored_as_it_was(tmp_path):
    life = LiveReview(tmp_path)
    chosen = [text for text in EACH if "\x1b[201~" not in text][:80]
    with life.open() as term:
        life.write_note(term)
        expected = ""
        for text in chosen:
            lines = text.replace("\r", "\n").replace("\x00", "␀").replace("\x0b", "\n").replace("\x0c", "\n")
            for mark in ("\x85", "\u2028", "\u2029"):
                lines = lines.replace(mark, "\n")
            expected += lines + "\n"
            term.paste(text)
            term.press("enter")
        life.until(lambda: life.note() == expected)
        assert foreign(bytes(term.raw)) == []
        term.press("ctrl+q")
        assert term.exit_code() == 0


def test_a_megabyte_in_one_line_is_refused_in_words_and_harms_nothing(tmp_path):
    life = LiveReview(tmp_path)
    with life.open() as term:
        life.write_note(term)
        term.type("before ")
        term.paste("x" * 1_000_000)
        term.wait("does not fit|holds 64")
        term.type("after")
        life.until(lambda: life.note() == "before after")
        term.paste("y" * 50_000)
        term.type("!")
        life.until(lambda: life.note() == "before after" + "y" * 50_000 + "!")
        assert IN_TEXT in term.text()
        term.press("ctrl+q")
        assert term.exit_code() == 0
