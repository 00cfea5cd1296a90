"""The saver keeps what is typed: in order, newest last, and in the recovery file when the database cannot take it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reviewtui.domain.errors import Conflict, InvalidInput, WriteFailed
from reviewtui.domain.moment import Moment
from reviewtui.storage.store import Store
from reviewtui.tui import recovery
from reviewtui.tui.recovery import Recovery
from reviewtui.tui.saver import Failing, Put, Refused, Saved, Saver, SaverEvent


def moment() -> Moment:
    return Moment(date(2026, 11, 22), datetime.now(UTC))


class Rig:
    """A saver on a fresh file, with the events it told."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "a.db"
        Store.open(self.path, moment(), create=True).close()
        self.recovery_folder = folder / "recovery"
        self.events: list[SaverEvent] = []
        self.told = threading.Condition()
        self.saver = Saver(
            lambda: Store(self.path, busy_ms=100), Recovery(self.recovery_folder, "file", "one"), self.tell
        )
        self.saver.start()

    def tell(self, event: SaverEvent) -> None:
        with self.told:
            self.events.append(event)
            self.told.notify_all()

    def until(self, kind: type[SaverEvent], seconds: float = 5.0) -> SaverEvent:
        with self.told:
            assert self.told.wait_for(lambda: any(isinstance(e, kind) for e in self.events), seconds), (
                self.events
            )
            return next(e for e in self.events if isinstance(e, kind))

    def type(self, slot: str, text: str) -> None:
        def write(store: Store, base: int) -> int:
            with store.write("typed", moment(), journal=False) as w:
                w.put_draft(slot, text)
            return base + 1

        self.saver.put(Put(slot, write, {"text": text}))

    def on_disk(self, slot: str) -> str:
        db = sqlite3.connect(self.path)
        row = db.execute("SELECT text FROM draft WHERE key=?", (slot,)).fetchone()
        db.close()
        return row[0] if row else ""

    def recovered(self) -> dict[str, str]:
        return {
            kept.slot: kept.payload["text"]
            for path in recovery.found(self.recovery_folder, "file")
            for kept in recovery.read(path)
        }


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    yield made
    made.saver.stop()


def test_the_newest_text_of_a_slot_is_what_lands_on_disk(rig: Rig) -> None:
    rig.saver.warm()
    for n in range(50):
        rig.type("note", "x" * n)
    rig.type("other", "also")
    assert rig.saver.flush(5)
    rig.until(Saved)
    assert rig.on_disk("note") == "x" * 49
    assert rig.on_disk("other") == "also"


def test_typing_without_a_pause_is_saved_while_it_goes_on(rig: Rig) -> None:
    rig.saver.warm()
    rig.type("note", "start")
    rig.until(Saved)
    seen = set()
    deadline = time.monotonic() + 1.0
    text = ""
    while time.monotonic() < deadline:
        text += "a"
        rig.type("note", text)
        seen.add(rig.on_disk("note"))
    assert len(seen) > 4, "commits happened only after the typing stopped"


def test_a_call_comes_after_what_was_typed_before_it(rig: Rig) -> None:
    rig.saver.warm()
    rig.type("note", "typed first")

    def read_back(store: Store) -> str:
        with store.read() as r:
            return r.draft("note")

    assert rig.saver.call(read_back).result(5) == "typed first"


def test_a_call_nobody_waits_for_any_more_does_not_stop_the_saver(rig: Rig) -> None:
    held, go = threading.Event(), threading.Event()

    def hold(_store: Store) -> None:
        held.set()
        go.wait(5)

    first = rig.saver.call(hold)
    assert held.wait(5)
    given_up = rig.saver.call(lambda _store: 1)
    assert given_up.cancel()
    go.set()
    first.result(5)
    rig.type("slot", "after it")
    rig.until(Saved)
    assert rig.on_disk("slot") == "after it"


def test_leaving_while_writing_still_loads_waits_for_it_and_not_for_a_file_in_trouble(tmp_path: Path) -> None:
    loaded = threading.Event()
    rig = Rig(tmp_path)
    rig.saver._open_store = lambda: loaded.wait(10) and Store(rig.path, busy_ms=100)
    assert rig.saver.flush_to_leave(), "nothing was typed, so there is nothing to wait for"
    rig.type("note", "typed in the first second")
    threading.Timer(2.0, loaded.set).start()
    assert rig.saver.flush_to_leave()
    assert rig.on_disk("note") == "typed in the first second"
    rig.saver.stop()


def test_what_is_typed_behind_a_call_or_a_flush_is_kept_aside_while_writing_still_loads(
    tmp_path: Path,
) -> None:
    loaded = threading.Event()
    rig = Rig(tmp_path)
    rig.saver._open_store = lambda: loaded.wait(10) and Store(rig.path, busy_ms=100)
    rig.type("note", "before")
    order = rig.saver.call(lambda store: rig.on_disk("note"))
    assert not rig.saver.flush(0.01)
    rig.type("note", "before and after")
    end = time.monotonic() + 5
    while rig.recovered() != {"note": "before and after"}:
        assert time.monotonic() < end, rig.recovered()
    assert not order.done()
    loaded.set()
    assert order.result(5) == "before"
    assert rig.saver.flush(5)
    assert rig.on_disk("note") == "before and after"
    assert rig.recovered() == {}
    rig.saver.stop()


def test_a_call_made_while_writing_still_loads_comes_after_what_was_typed_too(rig: Rig) -> None:
    rig.type("note", "typed early")

    def read_back(store: Store) -> str:
        with store.read() as r:
            return r.draft("note")

    reading = rig.saver.call(read_back)
    rig.saver.warm()
    assert reading.result(10) == "typed early"


def test_a_call_is_refused_in_words_while_what_was_typed_before_it_cannot_be_saved(rig: Rig) -> None:
    rig.saver.warm()
    rig.type("note", "before")
    rig.until(Saved)
    holder = sqlite3.connect(rig.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    rig.type("note", "typed while it was held")
    ran: list[bool] = []
    with pytest.raises(WriteFailed, match="held by another"):
        rig.saver.call(lambda store: ran.append(True)).result(5)
    assert not ran
    holder.execute("ROLLBACK")
    holder.close()


def test_one_text_that_cannot_be_written_holds_up_no_other(rig: Rig) -> None:
    rig.saver.warm()

    def broken(store: Store, base: int) -> int:
        raise KeyError("a fault of ours")

    rig.saver.put(Put("odd", broken, {"text": "odd"}))
    rig.type("note", "fine")
    failing = rig.until(Failing)
    assert isinstance(failing, Failing) and failing.kept
    assert rig.saver.flush(5)
    assert rig.on_disk("note") == "fine"
    assert rig.recovered()["odd"] == "odd"


def test_a_locked_file_sends_the_text_to_the_recovery_file_and_then_to_disk(rig: Rig) -> None:
    rig.saver.warm()
    rig.type("note", "before")
    rig.until(Saved)
    holder = sqlite3.connect(rig.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    rig.type("note", "while it was locked")
    failing = rig.until(Failing)
    assert isinstance(failing, Failing) and failing.kept
    assert rig.recovered() == {"note": "while it was locked"}
    assert rig.saver.failing
    rig.events.clear()
    holder.execute("ROLLBACK")
    holder.close()
    rig.until(Saved)
    assert rig.on_disk("note") == "while it was locked"
    assert rig.recovered() == {}
    assert not rig.saver.failing


def test_a_file_that_was_moved_away_loses_nothing(rig: Rig) -> None:
    rig.saver.warm()
    rig.type("note", "before")
    rig.until(Saved)
    rig.path.rename(rig.path.with_suffix(".moved"))
    rig.type("note", "after the move")
    rig.until(Failing)
    assert rig.recovered() == {"note": "after the move"}
    assert not rig.path.exists()


def test_text_typed_before_the_writer_is_loaded_is_safe_within_its_time(rig: Rig) -> None:
    rig.type("note", "early")
    deadline = time.monotonic() + 5
    while rig.recovered() != {"note": "early"}:
        assert time.monotonic() < deadline, "it is nowhere"
    rig.saver.warm()
    rig.until(Saved)
    assert rig.on_disk("note") == "early"
    assert rig.recovered() == {}


def test_leaving_before_the_writer_is_loaded_puts_the_text_into_the_file_not_beside_it(rig: Rig) -> None:
    rig.type("note", "early")
    assert rig.saver.flush(10)
    assert rig.on_disk("note") == "early"
    assert rig.recovered() == {}


def test_a_conflict_is_told_once_and_the_saver_goes_on(rig: Rig) -> None:
    rig.saver.warm()

    def conflict(store: Store, base: int) -> int:
        raise Conflict("Changed elsewhere.", theirs="theirs", ours="ours", version=7)

    rig.saver.put(Put("answer", conflict, {"text": "ours"}))
    told = rig.until(Refused)
    assert isinstance(told, Refused) and isinstance(told.error, Conflict)
    rig.type("note", "later")
    assert rig.saver.flush(5)
    assert rig.on_disk("note") == "later"
    bases: list[int] = []
    rig.saver.put(Put("answer", lambda store, base: bases.append(base) or base, {"text": "again"}))
    assert rig.saver.flush(5)
    assert bases == [7]


def test_a_text_the_database_will_never_take_stays_in_the_recovery_file(rig: Rig) -> None:
    rig.saver.warm()

    def refuse(store: Store, base: int) -> int:
        raise InvalidInput("This review is finished.")

    rig.saver.put(Put("note", refuse, {"text": "too late"}))
    rig.until(Refused)
    rig.type("other", "fine")
    assert rig.saver.flush(5)
    assert rig.recovered() == {"note": "too late"}


def test_a_torn_recovery_file_gives_back_what_is_whole(tmp_path: Path) -> None:
    kept = Recovery(tmp_path, "file", "one")
    kept.keep("a", {"text": "first"})
    kept.keep("a", {"text": "second"})
    kept.keep("b", {"text": "third \udce9"})
    data = kept.path.read_bytes()
    for cut in range(len(data)):
        kept.path.write_bytes(data[:cut])
        texts = [k.payload["text"] for k in recovery.read(kept.path)]
        assert texts in ([], ["first"], ["second"], ["second", "third \udce9"])
    assert kept.path.stat().st_mode & 0o777 == 0o600
