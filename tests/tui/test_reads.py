"""The query thread: what it has read stays out of the way of the keys."""

from __future__ import annotations

import gc
import time

import pytest

from reviewtui.tui.reads import LARGE, Reads


class NoStore:
    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def reads():
    was = gc.isenabled()
    gc.enable()
    gc.collect()
    found = Reads(NoStore)
    yield found
    found.stop()
    gc.unfreeze()
    if not was:
        gc.disable()


def small(_store) -> int:
    return 1


def large(_store) -> list[list[int]]:
    began, found = time.thread_time(), []
    while time.thread_time() - began < 2 * LARGE:
        found.append([len(found)])
    return found


def test_the_collector_leaves_alone_what_a_large_read_brought_and_only_that(reads):
    before = gc.get_freeze_count()
    reads.ask(small).result(10)
    reads.ask(small).result(10)
    assert gc.get_freeze_count() == before
    rows = reads.ask(large).result(10)
    reads.ask(small).result(10)
    assert gc.get_freeze_count() >= before + len(rows)


def test_parts_of_a_large_read_count_together(reads):
    def part(_store) -> list[list[int]]:
        began, found = time.thread_time(), []
        while time.thread_time() - began < LARGE / 3:
            found.append([len(found)])
        return found

    before = gc.get_freeze_count()
    rows = [reads.ask(part).result(10) for _ in range(4)]
    reads.ask(small).result(10)
    assert gc.get_freeze_count() >= before + 3 * min(map(len, rows))


def test_a_read_that_fails_is_the_error_of_its_own_and_the_next_one_is_read(reads):
    failing, next_one = reads.ask(lambda _store: 1 // 0), reads.ask(small)
    with pytest.raises(ZeroDivisionError):
        failing.result(10)
    assert next_one.result(10) == 1
