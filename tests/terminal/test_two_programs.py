"""Two programs on one file: both work, nobody hears of locks, and two texts for one place are both kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from live_review import AS_OF, IN_TEXT, READY, LiveReview
from real_terminal import RealTerminal

from program import program

pytestmark = pytest.mark.terminal
LOCKS = r"(?i)locked|held by|busy"
TYPED = "said on the phone while somebody else types "


@pytest.fixture
def life(tmp_path: Path) -> LiveReview:
    return LiveReview(tmp_path)


@pytest.fixture
def both(life: LiveReview) -> Iterator[tuple[RealTerminal, RealTerminal]]:
    with life.open() as one, life.open() as two:
        one.wait(READY)
        two.wait(READY)
        yield one, two


def test_both_type_into_different_questions_and_all_of_it_is_saved(life, both):
    one, two = both
    one.press("n")
    two.press("j", "n")
    one.wait(IN_TEXT)
    two.wait(IN_TEXT)
    for char in TYPED * 3:
        one.type(char)
        two.type(char)
    life.until(lambda: [t for (t,) in life.rows("SELECT text FROM note ORDER BY id")] == [TYPED * 3] * 2)
    for term in both:
        assert b"locked" not in term.raw
        assert b"held by" not in term.raw
        term.press("ctrl+q")
        assert term.exit_code() == 0
    assert life.rows("SELECT count(*) FROM conflict_copy") == [(0,)]
    assert life.kept_aside() == {}
    assert life.sound()


def test_both_write_the_same_note_and_the_second_chooses_with_both_in_sight(life, both):
    one, two = both
    one.press("n")
    two.press("n")
    one.wait(IN_TEXT)
    two.wait(IN_TEXT)
    one.type("price was the reason")
    life.until(lambda: life.note() == "price was the reason")
    two.type("they want it faster")
    two.wait("(?i)another window")
    life.until(lambda: life.rows("SELECT text FROM conflict_copy") == [("they want it faster",)])
    assert life.note() == "price was the reason"
    two.press("esc")
    two.wait("Two texts")
    shown = two.wait("faster")
    assert "price was the reason" in shown
    assert "they want it faster" in shown
    two.press("3")
    life.until(lambda: "price was the reason" in life.note() and "they want it faster" in life.note())
    assert life.rows("SELECT count(*) FROM conflict_copy WHERE settled=0") == [(0,)]


def test_a_loser_who_never_chooses_is_asked_at_the_next_start(life, both):
    one, two = both
    one.press("n")
    two.press("n")
    one.wait(IN_TEXT)
    two.wait(IN_TEXT)
    one.type("first")
    life.until(lambda: life.note() == "first")
    two.type("second thought")
    life.until(lambda: life.rows("SELECT text FROM conflict_copy") == [("second thought",)])
    for term in both:
        term.press("ctrl+q")
        assert term.exit_code() == 0
    with life.open() as term:
        term.wait("Two texts|both texts are kept")
        if "Two texts" not in term.text():
            term.press("esc")
            term.wait("Two texts")
        term.wait("second thought")
        term.press("1")
        life.until(lambda: life.note() == "second thought")
    assert life.rows("SELECT count(*) FROM conflict_copy WHERE settled=0") == [(0,)]


def test_what_the_other_program_wrote_appears_without_touching_what_is_typed_here(life, both):
    one, two = both
    two.press("j", "n")
    two.wait(IN_TEXT)
    two.type("mine")
    one.press("2")
    life.until(lambda: life.rows("SELECT count(*) FROM answer") == [(1,)])

    def seen() -> bool:
        # The file is looked at after a key, when it has been a while.
        two.press("left", "right")
        two.settled(0.25)
        return "core 1/16" in two.text()

    life.until(seen)
    assert "mine" in two.text()
    life.until(lambda: ("mine",) in life.rows("SELECT text FROM note"))


def test_a_change_made_by_another_program_right_after_the_start_is_noticed(life):
    with life.open("--no-mouse") as term:
        term.wait("0 answers")
        done = program("--as-of", AS_OF, "add", "Acme", "! send the quote today", home=life.home, db=life.db)
        assert done.code == 0, done.err

        def seen() -> bool:
            term.press("down", "up")
            term.settled(0.25)
            return "send the quote" in term.text()

        life.until(seen, 6)


def test_a_choice_put_off_keeps_the_losing_text_whatever_is_typed_after_it(life, both):
    one, two = both
    one.press("n")
    two.press("n")
    one.wait(IN_TEXT)
    two.wait(IN_TEXT)
    one.type("price was the reason")
    life.until(lambda: life.note() == "price was the reason")
    two.type("they want it faster")
    two.wait("(?i)another window")
    life.until(lambda: life.rows("SELECT text FROM conflict_copy") == [("they want it faster",)])
    two.press("esc")
    two.wait("Two texts")
    two.press("esc")
    two.gone("Two texts")
    one.type(", and the delay")
    life.until(lambda: life.note().endswith("delay"))
    # A question further there is nothing to choose; the change of the other window is seen meanwhile.
    two.press("j")
    two.settled(2.1)
    two.press("k")
    two.settled()
    two.press("esc") if "Two texts" in two.text() else None
    two.press("n")
    two.wait(IN_TEXT)
    two.type(" than before")
    life.until(lambda: any("than before" in text for (text,) in life.rows("SELECT text FROM conflict_copy")))
    kept = [text for (text,) in life.rows("SELECT text FROM conflict_copy")]
    assert any("they want it faster" in text for text in kept), kept
    assert life.note() == "price was the reason, and the delay"
