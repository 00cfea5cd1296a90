"""What goes to the saver thread and what it tells: texts to keep, intentions to run, and what became of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import field
from typing import TYPE_CHECKING, Any

from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.frozen import frozen

if TYPE_CHECKING:
    from reviewtui.storage.store import Store


@frozen
class Put:
    """Something typed, ready to be written: ``write(store, base) -> new version`` must be safe to repeat.

    ``payload`` is the same content as JSON, for the recovery file. ``base`` is the version the screen started
    from; it counts only for the first put of a slot, afterwards the saver knows better.
    """

    slot: str
    write: Callable[[Store, int], int]
    payload: dict[str, Any]
    base: int = 0
    at: float = field(default_factory=time.monotonic)


@frozen
class Saved:
    """Everything put so far is on disk."""

    slots: tuple[str, ...]


@frozen
class Failing:
    """The database cannot be written just now; ``kept`` says whether the recovery file holds the text."""

    sentence: str
    kept: bool


@frozen
class Refused:
    """A text could not be saved because of what it is (a conflict, a finished review), not because of the disk."""

    slot: str
    error: ReviewTuiError


SaverEvent = Saved | Failing | Refused


@frozen
class Call:
    """An intention to run after all that was put before it, and where its result goes."""

    run: Callable[[Store], Any]
    future: Future[Any]


@frozen
class Forget:
    """The version of a slot that counts from now on."""

    slot: str
    version: int | None
