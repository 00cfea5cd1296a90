"""kill -9 while one types: nothing older than a quarter of a second is missing, and one goes on where one was.

REVIEWTUI_KILLS sets the number of runs (20); REVIEWTUI_KILLS_LOG names a file for the figures.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from live_review import IN_TEXT, QUESTION, READY, LiveReview, put_back
from real_terminal import RealTerminal

pytestmark = pytest.mark.terminal
KILLS = int(os.environ.get("REVIEWTUI_KILLS", "20"))
LOG = os.environ.get("REVIEWTUI_KILLS_LOG")
PROMISE = 0.25
PER_SECOND = 15
FRESH_EVERY = 25
WORDS = "they buy less since spring and nobody told us why "


@dataclass
class Typist:
    """Types into a terminal as a person does, and remembers when each character was sent."""

    term: RealTerminal
    random: random.Random

    def __post_init__(self) -> None:
        self.sent = ""
        self.times: list[float] = []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._type, daemon=True)
        self.thread.start()

    def _type(self) -> None:
        while not self.stop.wait(self.random.expovariate(PER_SECOND)):
            if self.random.random() < 0.06:
                self._send(WORDS[: self.random.randint(5, 40)] * self.random.randint(1, 6), pasted=True)
            else:
                self._send(WORDS[len(self.sent) % len(WORDS)])

    def _send(self, text: str, *, pasted: bool = False) -> None:
        # The clock starts before the bytes leave: what is measured is never younger than it says.
        self.times += [time.monotonic()] * len(text)
        self.sent += text
        try:
            self.term.paste(text) if pasted else self.term.type(text)
        except OSError:
            self.stop.set()

    def end(self) -> None:
        """Stop typing."""
        self.stop.set()
        self.thread.join()


class Yardstick:
    """How long this machine now takes for the smallest thing flushed to its disk, measured all the while.

    A promise in milliseconds is one about a disk that answers: what the disk alone took is not counted against it.
    """

    QUICK = 0.03

    def __init__(self, folder: Path) -> None:
        self.slowest = 0.0
        self.file = (folder / "yardstick").open("wb", buffering=0)
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._measure, daemon=True)
        self.thread.start()

    def _measure(self) -> None:
        while True:
            began = time.monotonic()
            ended = self.stop.wait(0.01)
            self.file.write(b"x")
            os.fsync(self.file.fileno())
            self.slowest = max(self.slowest, time.monotonic() - began - 0.01)
            if ended:
                return

    def end(self) -> float:
        """Stop; the seconds by which it was slower than a disk at rest."""
        self.stop.set()
        self.thread.join()
        self.file.close()
        return self.slowest if self.slowest > self.QUICK else 0.0


def typed_and_killed(term: RealTerminal, chance: random.Random) -> tuple[str, list[float], float]:
    """Type for a random time, kill; what was sent, when, and when the kill had happened."""
    typist = Typist(term, chance)
    time.sleep(chance.uniform(0.05, 1.5))
    term.signal(signal.SIGKILL)
    killed = time.monotonic()
    typist.end()
    term.exit_code()
    return typist.sent, typist.times, killed


@pytest.mark.alone
def test_a_kill_at_any_moment_loses_nothing_older_than_the_promise(tmp_path: Path) -> None:
    chance = random.Random(os.environ.get("REVIEWTUI_SEED", "kill"))
    life = LiveReview(tmp_path / "home")
    before = ""
    ages: list[float] = []
    for run in range(KILLS):
        if run % FRESH_EVERY == 0 and run:
            life.fresh()
            before = ""
        with life.open() as term:
            put_back(term)
            if run % FRESH_EVERY == 0:
                life.write_note(term)
                life.until(lambda: life.place().get("field") == "note")
            else:
                # No key was pressed: it opens where the last run was killed, ready for the next character.
                term.wait(IN_TEXT)
            assert life.sound()
            life.until(lambda: life.kept_aside() == {})
            assert life.note() == before
            yardstick = Yardstick(tmp_path)
            sent, times, killed = typed_and_killed(term, chance)
            slow = yardstick.end()
        everything = before + sent
        on_disk = max(life.note(), life.note_kept_aside(), key=len)
        assert everything.startswith(on_disk), f"run {run}: no exact prefix"
        assert len(on_disk) >= len(before), f"run {run}: an older text is gone"
        lost = times[len(on_disk) - len(before) :]
        ages.append(killed - lost[0] if lost and lost[0] < killed else 0.0)
        assert life.sound()
        before = on_disk
        if LOG:
            with Path(LOG).open("a") as file:
                file.write(
                    f"{run} {len(sent)} {len(everything) - len(on_disk)} {ages[-1] * 1000:.0f} {slow * 1000:.0f}\n"
                )
        assert ages[-1] <= PROMISE + slow, f"run {run}: a character {ages[-1] * 1000:.0f} ms old is missing"
    assert not life.crashed()


@pytest.mark.parametrize("back", [3, 0])
def test_after_a_kill_the_cursor_is_where_it_was(tmp_path: Path, back: int) -> None:
    life = LiveReview(tmp_path)
    with life.open() as term:
        term.wait(READY)
        term.press("]", "j", "n")
        term.wait(IN_TEXT)
        term.paste("first line\nsecond line")
        life.until(lambda: bool(life.rows("SELECT 1 FROM note")))
        term.press(*["left"] * back)
        asked = life.rows("SELECT question_key FROM note")[0][0]
        if back:
            life.until(lambda: life.place()["column"] == len("second line") - back)
        life.until(lambda: life.place()["question"] == asked)
        term.signal(signal.SIGKILL)
        term.exit_code()
    with life.open() as term:
        term.wait(IN_TEXT)
        term.wait("second line")
        term.type("X")
        whole = "first line\nsecond line"
        wanted = whole[: len(whole) - back] + "X" + whole[len(whole) - back :]
        life.until(lambda: life.note(asked) == wanted)


def test_an_answer_given_with_one_key_is_there_after_a_kill(tmp_path: Path) -> None:
    life = LiveReview(tmp_path)

    def kept() -> bool:
        return bool(life.rows("SELECT 1 FROM answer") or "answer:1:open.urgent:" in life.kept_aside())

    with life.open() as term:
        term.wait(READY)
        pressed = time.monotonic()
        term.press("2")
        life.until(kept)
        assert time.monotonic() - pressed < 2 * PROMISE
        term.signal(signal.SIGKILL)
        term.exit_code()
    with life.open() as term:
        put_back(term)
        life.until(lambda: life.rows("SELECT question_key, value FROM answer") == [(QUESTION, '"minor"')])
    assert life.sound()
