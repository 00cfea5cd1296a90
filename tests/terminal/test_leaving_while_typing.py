"""Signals, a closed terminal and one that stops reading: nothing that reached the program is missing.

REVIEWTUI_STALL sets the seconds of the stall (5).
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_review import IN_TEXT, LiveReview, put_back
from real_terminal import SIGNALS, RealTerminal

pytestmark = [pytest.mark.terminal, pytest.mark.alone]
STALL = float(os.environ.get("REVIEWTUI_STALL", "5"))
SENTENCE = "They will order from somebody else unless we call before Friday. "


@pytest.fixture
def life(tmp_path: Path) -> LiveReview:
    return LiveReview(tmp_path)


@pytest.fixture
def term(life: LiveReview) -> Iterator[RealTerminal]:
    with life.open() as running:
        life.write_note(running)
        yield running


def left_with(term: RealTerminal, code: int) -> None:
    """The program ends within three seconds with this code."""
    began = time.monotonic()
    assert term.exit_code(3) == code
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_after_a_burst_of_typing_loses_nothing(life, term, name):
    text = (SENTENCE * 13)[:800]
    term.type(text)
    term.signal(SIGNALS[name])
    left_with(term, 128 + SIGNALS[name])
    assert term.restored()
    all_of_it_is_there(life, text)


def all_of_it_is_there(life: LiveReview, text: str) -> None:
    """In the file; or, when writing had not even been loaded yet, put back by the next start."""
    assert life.sound()
    if life.note() != text:
        assert life.note_kept_aside() == text
        with life.open() as term:
            assert put_back(term)
            life.until(lambda: life.note() == text)
    else:
        assert life.kept_aside() == {}


def test_a_closed_terminal_loses_nothing_that_reached_the_program(life, term):
    term.type(SENTENCE)
    term.wait("before Friday")
    term.hang_up()
    left_with(term, 129)
    all_of_it_is_there(life, SENTENCE)
    assert life.place()["field"] == "note"


def test_a_signal_right_after_the_start_ends_it_too(life):
    with life.open() as term:
        term.until_raw(b"\x1b[?1049h")
        term.signal(signal.SIGTERM)
        left_with(term, 143)
        assert term.restored()


def fill_up(term: RealTerminal, text: str, per_second: float) -> None:
    """Type, and have everything painted again now and then, which fills what lies between us and the terminal."""
    began = time.monotonic()
    for at, char in enumerate(text):
        term.type(char)
        if at % 10 == 5:
            term.press("ctrl+l")
        wait = began + (at + 1) / per_second - time.monotonic()
        if wait > 0:
            time.sleep(wait)


def test_a_terminal_that_stops_reading_loses_nothing_and_can_still_be_left(life):
    with life.open(size=(200, 60)) as term:
        life.write_note(term)
        term.stall()
        text = (SENTENCE * 5)[:300]
        fill_up(term, text, 300 / STALL)
        life.until(lambda: life.note() == text, 1.0)
        term.type("!")
        life.until(lambda: life.note() == text + "!", 1.0)
        term.signal(signal.SIGHUP)
        left_with(term, 129)
        term.go_on()
        assert term.restored()
    assert not life.crashed()


def test_after_a_stall_the_screen_catches_up(life):
    with life.open(size=(200, 60)) as term:
        life.write_note(term)
        term.stall()
        fill_up(term, SENTENCE, 60)
        term.press("esc", "2", "ctrl+l")
        life.until(lambda: life.rows("SELECT value FROM answer") == [('"minor"',)])
        term.go_on()
        term.wait("core 1/16")
        # Its rows come in as many pieces as the terminal takes.
        term.gone(IN_TEXT)
        term.press("q")
        assert term.exit_code() == 0
        assert term.restored()
