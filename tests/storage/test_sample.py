"""The sample file is what its script builds, holds together, and shows what it is meant to show."""

from __future__ import annotations

import json
import runpy
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reviewtui.domain.answer_values import decode_cells, decode_value
from reviewtui.domain.answers import validate, validate_cells
from reviewtui.domain.captures import CaptureKind, captures_in
from reviewtui.domain.moment import Moment
from reviewtui.domain.orders import order_figures
from reviewtui.domain.quarter import quarter_of
from reviewtui.domain.template_json import template_from_json
from reviewtui.storage.figures import compute
from reviewtui.storage.store import Store

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 19)
SQLITE_VERSION_AT = slice(96, 100)


def _moment() -> Moment:
    return Moment(AS_OF, datetime(2026, 11, 19, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{ROOT / 'sample.db'}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def test_the_script_builds_the_sample_again_row_by_row_and_byte_by_byte(
    tmp_path: Path, db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = tmp_path / "sample.db"
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    monkeypatch.setattr(sys, "argv", ["build_sample.py", "--out", str(built)])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(ROOT / "tools" / "build_sample.py"), run_name="__main__")
    assert left.value.code == 0
    again = sqlite3.connect(built)
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
    for table in tables:
        query = f'SELECT * FROM "{table}" ORDER BY 1, 2'
        kept_rows = [tuple(row) for row in db.execute(query)]
        assert kept_rows == again.execute(query).fetchall(), (
            f"{table}: run make sample, and look at what changed"
        )
    again.close()
    ours, kept = built.read_bytes(), (ROOT / "sample.db").read_bytes()
    if ours[SQLITE_VERSION_AT] == kept[SQLITE_VERSION_AT]:
        assert ours == kept, "the schema or the layout changed: run make sample"


def test_the_sample_is_a_sound_file_of_this_version_for_robin_on_a_thursday(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes((ROOT / "sample.db").read_bytes())
    store = Store.open(copy, _moment())
    with store.read() as r:
        assert (r.me, r.currency, r.first_month) == ("Robin", "EUR", 1)
        assert r.setting("sample_as_of") == AS_OF.isoformat() == r.setting("figures_as_of")
        assert r.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert r.db.execute("PRAGMA foreign_key_check").fetchone() is None
        stored = [tuple(row) for row in r.db.execute("SELECT * FROM account_figures ORDER BY account_id")]
        assert stored == sorted(compute(r.db, AS_OF))
    store.close()


def test_every_answer_fits_the_question_it_was_asked_with(db: sqlite3.Connection) -> None:
    templates = {
        row["id"]: template_from_json(row["body"]) for row in db.execute("SELECT * FROM template_version")
    }
    rows = db.execute(
        "SELECT a.*, r.template_version FROM answer a JOIN review r ON r.id=a.review_id"
    ).fetchall()
    assert len(rows) > 2000
    for row in rows:
        question = templates[row["template_version"]].question(row["question_key"])
        assert question is not None
        value = decode_value(question.type, json.loads(row["value"]), question.columns)
        assert (value is None) == (row["state"] != "answered")
        if value is not None:
            validate(question, value)
        validate_cells(
            question.short, question.fields, decode_cells(question.fields, json.loads(row["fields"]))
        )


def test_each_marked_line_of_a_finished_review_became_a_record(db: sqlite3.Connection) -> None:
    notes = db.execute(
        "SELECT n.*, r.day, a.currency FROM note n JOIN review r ON r.id=n.review_id "
        "JOIN account a ON a.id=n.account_id WHERE r.state='finished'"
    ).fetchall()
    kinds = set()
    for note in notes:
        day = date.fromisoformat(note["day"])
        for _, capture in captures_in(note["text"], as_of=day, currency=note["currency"]):
            kinds.add(capture.kind)
            assert capture.problems == (), capture.line
            if capture.kind is not CaptureKind.PRIVATE:
                made = db.execute(
                    "SELECT target_id FROM capture WHERE note_id=? AND line=? AND nth=?",
                    (note["id"], capture.line, capture.nth),
                ).fetchone()
                assert made is not None and made["target_id"], capture.line
    assert kinds == set(CaptureKind)


def test_reviews_cover_seven_quarters_and_two_are_in_progress_one_inside_a_note(
    db: sqlite3.Connection,
) -> None:
    days = [
        date.fromisoformat(row["day"]) for row in db.execute("SELECT day FROM review WHERE state='finished'")
    ]
    quarters = {quarter_of(day).label for day in days}
    assert {"2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"} <= quarters
    running = db.execute("SELECT * FROM review WHERE state='in_progress'").fetchall()
    assert [row["day"] for row in running] == [AS_OF.isoformat()] * 2
    place = next(place for row in running if (place := json.loads(row["place"])).get("field") == "note")
    note = db.execute(
        "SELECT text FROM note WHERE review_id=? AND question_key=?", (running[0]["id"], place["question"])
    ).fetchone()
    line = note["text"].split("\n")[place["row"]]
    assert 0 < place["column"] <= len(line)


def test_notes_and_texts_are_each_written_once(db: sqlite3.Connection) -> None:
    notes = [row["text"] for row in db.execute("SELECT text FROM note")]
    news = [row["value"] for row in db.execute("SELECT value FROM answer WHERE question_key='new.business'")]
    assert len(notes) == len(set(notes)) > 60
    assert len(news) == len(set(news)) > 60


def _account(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute("SELECT id FROM account WHERE name LIKE ?", (f"{name}%",)).fetchone()["id"])


def _last_said(db: sqlite3.Connection, account_id: int, key: str) -> str:
    row = db.execute(
        "SELECT value FROM answer a JOIN review r ON r.id=a.review_id "
        "WHERE a.account_id=? AND question_key=? AND r.state='finished' ORDER BY r.day DESC LIMIT 1",
        (account_id, key),
    ).fetchone()
    return str(json.loads(row["value"]))


@pytest.mark.parametrize(
    ("name", "key", "said", "low", "high"),
    [
        ("Van den Hove", "bud.dir", "same", -0.45, -0.2),
        ("Van den Hove", "buy.change", "no_change", -0.45, -0.2),
        ("Uhrenmanufaktur Gerber", "bud.dir", "raised", 0.05, 1.0),
    ],
)
def test_what_some_say_and_what_they_buy_can_be_held_against_each_other(
    tmp_path: Path, db: sqlite3.Connection, name: str, key: str, said: str, low: float, high: float
) -> None:
    account_id = _account(db, name)
    copy = tmp_path / "copy.db"
    copy.write_bytes((ROOT / "sample.db").read_bytes())
    store = Store.open(copy, _moment())
    with store.read() as r:
        account = r.accounts.get(account_id)
        assert account is not None
        figures = order_figures(r.orders.days(account_id, AS_OF), account.currency, AS_OF)
    store.close()
    change = figures.like_for_like.against_last_year
    assert _last_said(db, account_id, key) == said
    assert change is not None and low <= change <= high


def test_there_is_a_silent_a_new_an_orderless_and_a_two_currency_account(db: sqlite3.Connection) -> None:
    def orders(name: str) -> sqlite3.Row:
        query = "SELECT MIN(day) AS first, MAX(day) AS last, COUNT(DISTINCT currency) AS codes FROM order_day WHERE account_id=?"
        row: sqlite3.Row = db.execute(query, (_account(db, name),)).fetchone()
        return row

    assert orders("Gärtnerei Sommerfeld")["last"] < "2026-06-01"
    assert orders("Käserei Alpenglück")["first"] > "2026-09-01"
    assert orders("Montessorischule")["first"] is None
    assert orders("Cooperage Hill")["codes"] == 2
    assert db.execute("SELECT MAX(day) FROM orders").fetchone()[0] <= AS_OF.isoformat()


def test_actions_stand_in_every_part_of_the_agenda(db: sqlite3.Connection) -> None:
    due = [row["due"] for row in db.execute("SELECT due FROM action WHERE status='open' ORDER BY due")]
    assert due[0] < "2026-11-19" and "2026-11-19" in due and "2026-11-20" in due and due[-1] > "2026-11-22"
