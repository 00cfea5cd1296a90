"""Every size from 60x15 to 200x60, resizes while one types, any key anywhere, and silence while nothing happens.

REVIEWTUI_MONKEY sets the number of random keys (2,000), REVIEWTUI_SEED their choice.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from live_review import IN_TEXT, READY, LiveReview
from real_terminal import KEYS, RealTerminal

from factories import AS_OF as DAY
from factories import answered, make_account, make_action, make_contact, make_order, make_review, moment
from reviewtui.storage.store import Store

pytestmark = pytest.mark.terminal
MONKEY = int(os.environ.get("REVIEWTUI_MONKEY", "2000"))
SEED = os.environ.get("REVIEWTUI_SEED", "sizes")
SENTENCE = "every size is somebody's size "
WIDTHS, HEIGHTS = (60, 76, 80, 100, 120, 150, 200), (15, 24, 30, 40, 60)


@pytest.fixture
def life(tmp_path: Path) -> LiveReview:
    """Some accounts with people, orders, actions and a finished review each, beside the review in progress."""
    made = LiveReview(tmp_path / "home")
    store = Store.open(made.db, moment())
    for n in range(12):
        account = make_account(store, f"Northern {n} Freight & Söhne")
        make_contact(store, account, f"Kim Olsen {n}")
        make_order(store, account, DAY, 100 + n, category="Bolts")
        make_action(store, account, f"send the quote {n}", DAY, due=DAY, promise=n % 2 == 0)
        if n < 3:
            make_review(store, account, DAY, answered("sat.rating", 7), notes={"bud.dir": "! call back fri"})
    store.close()
    return made


def alive(life: LiveReview, term: RealTerminal) -> None:
    """No fault so far."""
    assert term.process.poll() is None, f"{term.text()}\n{life.crashed()}"


def test_resizing_at_random_while_typing_loses_no_character(life):
    chance = random.Random(SEED)
    typed = ""
    with life.open() as term:
        life.write_note(term)
        for _ in range(60):
            columns, rows = chance.randint(60, 200), chance.randint(15, 60)
            if chance.random() < 0.15:
                columns, rows = chance.randint(2, 59), chance.randint(2, 14)
            term.resize(columns, rows)
            piece = "".join(chance.choice(SENTENCE) for _ in range(chance.randint(1, 12)))
            term.type(piece)
            typed += piece
            alive(life, term)
        life.until(lambda: life.note() == typed)
        term.resize(80, 24)
        term.wait(IN_TEXT)
        term.press("ctrl+q")
        assert term.exit_code() == 0
        assert term.restored()
    assert not life.crashed()


PLACES = {"today": [], "accounts": ["2"], "actions": ["3"], "account": ["2", "enter"], "review": []}


@pytest.mark.parametrize("place", PLACES)
def test_every_place_fits_every_size(life, place):
    words = ("review", "Acme") if place == "review" else ("--no-mouse",)
    with life.open(*words, size=(80, 24)) as term:
        term.wait(READY if place == "review" else "Today")
        for key in PLACES[place]:
            term.press(key)
            term.settled(0.1)
        for columns in WIDTHS:
            for rows in HEIGHTS:
                term.resize(columns, rows)
                # The bar is in the first row, the footer in the last, both at their widths.
                term.wait(rf"(?s)\A \S.{{{columns - 2}}}\n.*\S[^\n]*Help[^\n]*\Z", 5)
        term.press("ctrl+q")
        assert term.exit_code() == 0
    assert not life.crashed()


def test_a_size_that_a_shell_has_exported_is_not_believed(life):
    with life.open("--no-mouse", size=(100, 30), COLUMNS="60", LINES="15") as term:
        term.wait(r"(?s)\A Today.{94}\n.*Help[^\n]*\Z")
        term.resize(120, 40)
        term.wait(r"(?s)\A Today.{114}\n.*Help[^\n]*\Z")


def test_below_the_smallest_size_it_says_what_it_needs_and_keeps_the_text(life):
    with life.open() as term:
        life.write_note(term)
        term.type("before it shrank")
        term.wait("before it shrank")
        for columns, rows in ((59, 24), (80, 14), (30, 8)):
            term.resize(columns, rows)
            term.wait(r"60\s+columns\s+and\s+15")
        term.type(", and after")
        term.resize(80, 24)
        term.wait("before it shrank")
        life.until(lambda: life.note() == "before it shrank, and after")
        term.press("ctrl+q")
        assert term.exit_code() == 0
    assert not life.crashed()


CHARACTERS = "abcdefghijklmnoprstuvwxyzADGRS0123456789=!/?:;,.+-^$@~\"'[]{}()<> äß東🧀"
MOVES = [*KEYS, *(f"ctrl+{one}" for one in "acdefklnoprstuwxyz")]
"""Leaving (q, ctrl+q) is left out: the walk is to go on."""


def random_key(chance: random.Random) -> str:
    return chance.choice(CHARACTERS) if chance.random() < 0.5 else chance.choice(MOVES)


def test_any_key_anywhere_is_survived(life):
    chance = random.Random(SEED)
    left = MONKEY
    while left > 0:
        words = chance.choice((("review", "Acme"), ("--no-mouse",)))
        columns, rows = chance.choice(((80, 24), (60, 15), (120, 40)))
        with life.open(*words, size=(columns, rows), VISUAL="true", EDITOR="true") as term:
            term.wait("Help|Put")
            pressed: list[str] = []
            for _ in range(min(left, 400)):
                pressed.append(random_key(chance))
                term.press(pressed[-1])
                if chance.random() < 0.02:
                    term.paste("pasted [/b] line\nand another")
                if len(pressed) % 20 == 0:
                    term.settled(0.02)
                    assert term.process.poll() in (None, 0), f"after {pressed[-40:]}\n{life.crashed()}"
                if term.process.poll() is not None:
                    break
            left -= len(pressed)
            end = term.process.poll()
            if end is None:
                leave(term)
            assert term.exit_code(30) == 0, f"after {pressed[-40:]}\n{life.crashed()}"
            assert term.restored()
        assert life.sound()
    assert not life.crashed()


def leave(term: RealTerminal) -> None:
    """Leave from wherever one is: out of every window, then quit."""
    for _ in range(12):
        # Keys that are still on their way open places of their own.
        term.settled(0.5, 60)
        term.press("esc")
        term.settled(0.3)
        term.press("ctrl+q")
        term.settled(0.3)
        if term.process.poll() is not None:
            return
        if "not everything is saved" in term.text():
            term.press("y")


@pytest.mark.alone
@pytest.mark.parametrize("place", ["today", "review", "note"])
def test_nothing_is_written_and_nothing_is_done_while_nothing_happens(life, place):
    with life.open(*(("--no-mouse",) if place == "today" else ("review", "Acme"))) as term:
        term.wait("Today" if place == "today" else READY)
        if place == "note":
            life.write_note(term)
            term.type("saved")
            life.until(lambda: life.note() == "saved")
        # The daily backup, two seconds after the first paint, belongs to the start.
        before = term.settled(3.0)
        used = cpu_seconds(term)
        assert term.settled(5.0) == before
        assert cpu_seconds(term) - used <= 0.02


def cpu_seconds(term: RealTerminal) -> float:
    """Processor time the program has used so far."""
    fields = Path(f"/proc/{term.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
