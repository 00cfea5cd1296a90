"""What a recovery file holds is offered only when the file lacks it, and goes back without pushing anything out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from factories import answered, give, make_account, make_review, make_store, moment, write_note
from reviewtui.domain.reviews import Place
from reviewtui.domain.sheets import Slot
from reviewtui.services import reviews
from reviewtui.services.kept import answer_columns
from reviewtui.services.putback import put_back, readable, unsaved
from reviewtui.storage.store import Store
from reviewtui.tui.recovery import Recovery, found, left_behind

KEY = "bud.dir"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def review(store: Store) -> int:
    return make_review(store, make_account(store), finished=False)


def note(review: int, text: str, base: int = 0) -> dict[str, Any]:
    return {"kind": "note", "review_id": review, "question": KEY, "item": "", "base": base, "text": text}


def stored(store: Store, review: int) -> str:
    with store.read() as r:
        kept = r.reviews.note(review, KEY)
    return kept.text if kept else ""


def test_a_note_the_file_lacks_is_offered_with_its_place_and_put_back(store, review):
    payload = note(review, "käse\n東京")
    (offered,) = unsaved(store, [payload])
    assert offered.text == "käse\n東京"
    assert "Acme" in offered.label
    assert put_back(store, [payload], moment()) == ()
    assert stored(store, review) == "käse\n東京"
    assert unsaved(store, [payload]) == ()


def test_what_was_saved_before_the_end_after_all_is_not_offered(store, review):
    write_note(store, review, KEY, "they cut it by half")
    assert unsaved(store, [note(review, "they cut it by half")]) == ()
    assert unsaved(store, [note(review, "they cut it")]) == ()


def test_a_text_made_shorter_is_news_when_nobody_wrote_since(store, review):
    version = write_note(store, review, KEY, "they cut it by half")
    payload = note(review, "they cut it", version)
    assert [one.text for one in unsaved(store, [payload])] == ["they cut it"]
    put_back(store, [payload], moment())
    assert stored(store, review) == "they cut it"


def test_a_text_that_meets_another_is_kept_beside_it(store, review):
    write_note(store, review, KEY, "from the other window")
    assert put_back(store, [note(review, "from the lost run")], moment()) == ()
    assert stored(store, review) == "from the other window"
    with store.read() as r:
        assert [clash.text for clash in r.captures.clashes(review)] == ["from the lost run"]


def test_answers_places_and_drafts_go_back_too(store, review):
    answer = answered("sat.rating", 8)
    place = Place("budget", KEY, "", "note", 1, 4)
    payloads: list[dict[str, Any]] = [
        {
            "kind": "answer", "review_id": review, "question": "sat.rating", "item": "", "base": 0,
            **answer_columns(answer),
        },
        {"kind": "place", "review_id": review, "place": asdict(place), "elapsed": 61},
        {"kind": "draft", "key": "capture:1", "text": "! call"},
    ]  # fmt: skip
    assert [one.text for one in unsaved(store, payloads)] == ["8", "! call"]
    assert put_back(store, payloads, moment()) == ()
    shown = reviews.sheet(store, review, moment().as_of)
    assert shown.answers[Slot("sat.rating")].value == 8
    assert shown.review.place == place
    with store.read() as r:
        assert r.draft("capture:1") == "! call"
    assert unsaved(store, payloads) == ()


def test_what_can_never_be_saved_is_said_and_the_rest_goes_back(store, review):
    done = make_review(store, make_account(store, "Brick"))
    payloads = [note(done, "too late"), note(4711, "nowhere"), note(review, "in time")]
    assert len(unsaved(store, payloads)) == 3
    refused = put_back(store, payloads, moment())
    assert len(refused) == 2
    assert "finished" in refused[0]
    assert stored(store, review) == "in time"


def test_payloads_of_another_age_are_left_alone(review):
    assert readable(note(review, "x"))
    assert not readable({"kind": "hologram"})
    assert not readable({"kind": "note", "text": "belongs nowhere"})
    assert not readable({})


def test_an_answer_as_it_stands_is_not_offered(store, review):
    give(store, review, answered("sat.rating", 8))
    payload = {
        "kind": "answer", "review_id": review, "question": "sat.rating", "item": "", "base": 0,
        **answer_columns(answered("sat.rating", 8)),
    }  # fmt: skip
    assert unsaved(store, [payload]) == ()


def test_only_the_files_of_runs_that_ended_are_left_behind(tmp_path):
    mine, other = Recovery(tmp_path, "uid", "mine"), Recovery(tmp_path, "uid", "other")
    mine.keep("slot", {"text": "mine"})
    other.keep("slot", {"text": "other"})
    Recovery(tmp_path, "another", "x").keep("slot", {"text": "of another file"})
    assert left_behind(tmp_path, "uid") == ()
    os.close(mine._fd)  # type: ignore[arg-type]  # as the end of its process would
    assert left_behind(tmp_path, "uid") == (mine.path,)
    assert set(found(tmp_path, "uid")) == {mine.path, other.path}
