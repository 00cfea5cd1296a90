"""Long work in slices of at most about 50 ms, so that another session's save never waits long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

SLICE_SECONDS = 0.05
_FIRST_STEP = 50


def slices(last: int, work: Callable[[int, int], None], seconds: float = SLICE_SECONDS) -> Iterator[int]:
    """Do ``work(first, last)`` over 1 to ``last`` in slices whose size follows the time they take.

    Yields after each slice how far it has come.
    """
    step, first = _FIRST_STEP, 1
    while first <= last:
        began = time.perf_counter()
        end = min(first + step - 1, last)
        work(first, end)
        took = max(time.perf_counter() - began, 0.0005)
        step = max(1, int(step * min(2.0, 0.7 * seconds / took)))
        first = end + 1
        yield end
