"""Sessions that write the same slots in every order: no text that was taken over is ever gone.

A text counts as taken over when the service kept it, as the stored text or as the loser of a clash. At the end each
one is the present text, or stands in the history, or in a clash, unless its own author typed on from it.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from factories import make_account, make_review, make_store, moment, same_file
from reviewtui.domain.errors import Conflict
from reviewtui.domain.moment import Moment
from reviewtui.domain.sheets import Slot
from reviewtui.services import reviews
from reviewtui.services.typed import clash_slot
from reviewtui.storage.store import Store
from reviewtui.tui.recovery import Recovery
from reviewtui.tui.saver import Failing, Put, Refused, Saver, SaverEvent

SLOTS = ("open.urgent", "bud.dir")
SCHEDULES = range(50)


class Writer:
    """What a review screen with its saver does with the notes of a review; every text it types is unlike any other."""

    def __init__(self, name: str, store: Store, review: int) -> None:
        self.name = name
        self.store = store
        self.review = review
        self.shown = dict.fromkeys(SLOTS, "")
        self.versions = dict.fromkeys(SLOTS, 0)
        self.clashing: set[str] = set()
        self.taken: list[str] = []
        self.typed = 0

    def type(self, slot: str, now: Moment) -> None:
        """Type on from what is shown; whatever comes of it, the text is taken over."""
        self.typed += 1
        if self.taken and self.taken[-1] == self.shown[slot]:
            self.taken.pop()
        self.shown[slot] += f" {self.name}{self.typed}"
        try:
            base = self.versions[slot]
            self.versions[slot] = reviews.put_note(
                self.store, self.review, Slot(slot), self.shown[slot], base, now
            )
        except Conflict as clash:
            self.versions[slot] = clash.version
            self.clashing.add(slot)
            assert clash.ours == self.shown[slot]
        self.taken.append(self.shown[slot])

    def look(self, slot: str) -> None:
        """Read what is stored, as a screen does unless its own text waits to be chosen."""
        if slot in self.clashing:
            return
        with self.store.read() as r:
            note = r.reviews.note(self.review, slot)
        if note is not None:
            self.shown[slot], self.versions[slot] = note.text, note.version

    def choose(self, now: Moment, chance: random.Random) -> None:
        """Settle one of the clashes of the review, whoever lost it."""
        with self.store.read() as r:
            waiting = r.captures.clashes(self.review)
        if waiting:
            choice = chance.choice(("ours", "theirs", "both"))
            slot = reviews.settle_conflict(self.store, chance.choice(waiting).id, choice, now)
            mine = clash_slot("note", slot, self.store.session)
            with self.store.read() as r:
                if all(clash.slot != mine for clash in r.captures.clashes(self.review)):
                    self.clashing.discard(slot.question)
            self.look(slot.question)


def everything_kept(store: Store, review: int) -> str:
    """Every text that can still be found: stored, in the history, in clashes."""
    with store.read() as r:
        found = [r.db.execute("SELECT coalesce(group_concat(text, x'0a'), '') FROM note").fetchone()[0]]
        found += [row[0] for row in r.db.execute("SELECT text FROM conflict_copy")]
        for entry in r.journal.newest(100_000):
            for change in entry.changes:
                found += [
                    str(side["text"]) for side in (change.before, change.after) if side and "text" in side
                ]
    return "\n".join(found)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[tuple[Store, int]]:
    store = make_store(tmp_path)
    review = make_review(store, make_account(store), finished=False)
    yield store, review
    store.close()


@pytest.mark.parametrize("seed", SCHEDULES)
def test_in_any_order_of_typing_looking_and_choosing_no_text_is_gone(file, seed):
    store, review = file
    chance = random.Random(seed)
    writers = [Writer(name, same_file(store), review) for name in "abc"[: chance.choice((2, 2, 3))]]
    now = moment()
    for _ in range(chance.randint(20, 60)):
        now = Moment(now.as_of, now.now + timedelta(seconds=chance.choice((0.2, 1, 40))))
        who, slot = chance.choice(writers), chance.choice(SLOTS)
        match chance.choices(("type", "look", "choose"), (6, 2, 1))[0]:
            case "type":
                who.type(slot, now)
            case "look":
                who.look(slot)
            case _:
                who.choose(now, chance)
    kept = everything_kept(store, review)
    for writer in writers:
        for text in writer.taken:
            assert text in kept, f"{writer.name} typed {text!r}, and it is nowhere"
        writer.store.close()
    with store.read() as r:
        assert r.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


@pytest.mark.parametrize("seed", range(4))
def test_two_savers_at_full_speed_on_one_file_lose_nothing_and_never_fail_for_good(file, tmp_path, seed):
    store, review = file
    told: list[SaverEvent] = []
    names = ("left", "right")
    savers = []
    for name in names:
        saver = Saver(
            lambda: Store(store.path, busy_ms=100), Recovery(tmp_path / "recovery", "f", name), told.append
        )
        saver.start()
        saver.warm()
        savers.append(saver)
    last: dict[tuple[str, str], str] = {}

    def type_in(name: str, saver: Saver) -> None:
        chance = random.Random(f"{name}{seed}")
        for n in range(150):
            slot = chance.choice(SLOTS)
            last[name, slot] = last.get((name, slot), "") + f" {name}{n}"
            text = last[name, slot]

            def write(with_store: Store, base: int, text: str = text, slot: str = slot) -> int:
                return reviews.put_note(with_store, review, Slot(slot), text, base, moment())

            saver.put(Put(slot, write, {"kind": "note", "text": text, "base": 0}))
            threading.Event().wait(chance.random() / 100)

    typists = [threading.Thread(target=type_in, args=pair) for pair in zip(names, savers, strict=True)]
    for typist in typists:
        typist.start()
    for typist in typists:
        typist.join()
    for saver in savers:
        assert saver.stop(5)
    kept = everything_kept(store, review)
    for text in last.values():
        assert text in kept
    assert not [event for event in told if isinstance(event, Failing) and not event.kept]
    assert all(isinstance(event.error, Conflict) for event in told if isinstance(event, Refused))
    assert not list((tmp_path / "recovery").glob("*.rec"))


def test_a_crowd_that_reads_and_then_writes_loses_no_update_and_meets_no_lock(file):
    store, _ = file
    faults: list[BaseException] = []

    def count(times: int) -> None:
        mine = same_file(store)
        try:
            for _ in range(times):
                with mine.write("count", moment(), journal=False) as w:
                    w.put_draft("count", str(int(w.read.draft("count") or 0) + 1))
        except BaseException as fault:
            faults.append(fault)
        mine.close()

    crowd = [threading.Thread(target=count, args=(20,)) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert not faults
    with store.read() as r:
        assert r.draft("count") == "80"


def test_who_reads_in_order_to_write_has_the_file_until_it_is_written(file):
    store, _ = file
    faults: list[BaseException] = []

    def count_one_more(mine: Store, meanwhile: threading.Thread | None = None) -> None:
        try:
            with mine.write("count", moment(), journal=False) as w:
                before = int(w.read.draft("count") or 0)
                if meanwhile is not None:
                    meanwhile.start()
                    meanwhile.join(0.3)
                w.put_draft("count", str(before + 1))
        except BaseException as fault:
            faults.append(fault)

    other = threading.Thread(target=count_one_more, args=(same_file(store),))
    count_one_more(same_file(store), other)
    other.join()
    assert not faults
    with store.read() as r:
        assert r.draft("count") == "2"
