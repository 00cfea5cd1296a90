"""The query thread: what screens show is read here, in short sessions, never on the event loop.

It is started before Textual is imported, so that the first screen's data is ready at the first paint.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

T = TypeVar("T")
LARGE = 0.05
"""Seconds of processor time from which on reads have brought so much that the collector is to leave it alone."""
SMALL = 0.005
"""Seconds of a read that brings too little to be counted."""
_Job = tuple[Callable[["Store"], Any], "Future[Any]"]


class Reads:
    """Runs reading functions ``(store) -> value`` one after another in its own daemon thread with its own Store."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="reads", daemon=True)
        self._thread.start()

    def ask(self, read: Callable[[Store], T]) -> Future[T]:
        """Queue a read; the future holds its value or its error (one of ours)."""
        future: Future[T] = Future()
        self._jobs.put((read, future))
        return future

    async def get(self, read: Callable[[Store], T]) -> T:
        """Await a read from the event loop."""
        import asyncio

        return await asyncio.wrap_future(self.ask(read))

    def stop(self) -> None:
        """End the thread after what is queued."""
        self._jobs.put(None)

    def _run(self) -> None:
        store: Store | None = None
        busy = 0.0
        while (job := self._jobs.get()) is not None:
            read, future = job
            if not future.set_running_or_notify_cancel():
                continue
            began = time.thread_time()
            try:
                store = store or self._open_store()
                future.set_result(read(store))
            except BaseException as error:
                future.set_exception(error)
            spent = time.thread_time() - began
            busy += spent if spent > SMALL else 0.0
            if gc.isenabled() and busy > LARGE:
                # Walking over ten thousand accounts that stay, read part by part, would cost some key a tenth of a second.
                gc.freeze()
                busy = 0.0
        if store is not None:
            store.close()
