"""Fewer sweeps of Python's collector while a file is read: rows are lists by the million, and none of them is a cycle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL = gc.get_threshold()
_SELDOM = 100_000


@contextmanager
def seldom_swept() -> Iterator[None]:
    """Let the collector look only after a hundred thousand new objects that stay, not after every few hundred."""
    gc.set_threshold(_SELDOM, *_USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
