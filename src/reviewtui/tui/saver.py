"""The saver: one daemon thread that puts what is typed on disk, whatever the event loop is doing.

``put`` is newest-wins per slot and never blocks; ``call`` runs an intention (finish, add an action) after all that
was put before it. What is not in the database soon after it was put goes to the recovery file, 200 ms after it at the
latest, while the saver retries. The thread tells the app what happened through one callback, which must be safe to call
from any thread.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from reviewtui.domain.errors import Conflict, DatabaseBusy, ReviewTuiError, WriteFailed
from reviewtui.tui.recovery import Recovery
from reviewtui.tui.saving import Call, Failing, Forget, Put, Refused, Saved, SaverEvent

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

__all__ = ["Failing", "Put", "Refused", "Saved", "Saver", "SaverEvent"]

T = TypeVar("T")

GATHER = 0.04
BETWEEN_COMMITS = 0.08
SPILL_AFTER = 0.15
SPILL_COLD = 0.08
"""Seconds until the recovery file: after a commit was tried in vain, and while the writing half still loads.

Both leave room below the 200 ms that are promised, for a machine that is busy with something else.
"""
RETRY_EVERY = 0.25
LOADING = 5.0
"""Seconds that leaving waits at most for the writing half, which a busy machine loads slowly."""


class Saver:
    """See the module. Start it with ``start()``; ``flush(seconds)`` waits until everything is safe somewhere."""

    def __init__(
        self, open_store: Callable[[], Store], recovery: Recovery, tell: Callable[[SaverEvent], None]
    ) -> None:
        self._open_store = open_store
        self._recovery = recovery
        self._tell = tell
        self._inbox: SimpleQueue[Put | Call | Forget | threading.Event | None] = SimpleQueue()
        self._pending: dict[str, Put] = {}
        self._spilled: dict[str, Put] = {}
        self._versions: dict[str, int] = {}
        self._line: deque[Put | Call | Forget | threading.Event] = deque()
        """What waits, in order, for the writing half to load: from the first call or flush on."""
        self._store: Store | None = None
        self._warm = threading.Event()
        self._warming = threading.Lock()
        self._failing = ""
        self._file_fault = False
        self._last_commit = 0.0
        self._thread = threading.Thread(target=self._run, name="saver", daemon=True)
        self._keep_recovery = False

    def start(self) -> None:
        """Start the thread and, beside it, the loading of what writing needs."""
        self._thread.start()

    def warm(self) -> None:
        """Load the writing half, in a thread of its own; called after the first paint, or when it is needed."""
        if self._warming.acquire(blocking=False):
            threading.Thread(target=self._load, name="warm", daemon=True).start()

    def put(self, put: Put) -> None:
        """Save this soon; a newer put of the same slot replaces it. Never blocks, safe in a signal handler."""
        self._inbox.put(put)

    def call(self, run: Callable[[Store], T]) -> Future[T]:
        """Run a writing intention in the saver thread, after everything put before it."""
        future: Future[T] = Future()
        self._inbox.put(Call(run, future))
        return future

    def rebase(self, slot: str, version: int | None) -> None:
        """The screen has loaded this slot anew at a version (None: unknown, take the base of the next put)."""
        self._inbox.put(Forget(slot, version))

    def flush(self, seconds: float) -> bool:
        """Wait until all that was put is in the database or in the recovery file; False when time ran out."""
        done = threading.Event()
        self._inbox.put(done)
        return done.wait(seconds)

    def flush_to_leave(self) -> bool:
        """Flush before one leaves: a second and a half for the file, and while writing loads as long as that takes."""
        if self.flush(0.3):
            return True
        self._warm.wait(LOADING)
        return self.flush(1.5)

    def stop(self, seconds: float = 2.0) -> bool:
        """Flush and end the thread; False when time ran out."""
        safe = self.flush(seconds)
        self._inbox.put(None)
        self._thread.join(seconds)
        return safe

    @property
    def failing(self) -> str:
        """The sentence of the present fault; empty while saving works."""
        return self._failing

    # The thread.

    def _load(self) -> None:
        try:
            store = self._open_store()
            store.warm()
            self._store = store
        except ReviewTuiError as error:
            self._failing = str(error)
            self._tell(Failing(str(error), kept=False))
        finally:
            self._warm.set()
            # Wakes the thread, which writes what has waited for this.
            self._inbox.put(threading.Event())

    def _run(self) -> None:
        while True:
            message = self._next()
            if message is None:
                if self._store is not None:
                    self._store.close()
                return

    def _next(self) -> bool | None:
        """Handle what is waiting; None when told to end."""
        try:
            message = self._inbox.get(timeout=self._patience())
        except Empty:
            self._work()
            return True
        while True:
            if message is None:
                if self._line:
                    self._warm.wait(LOADING)
                self._catch_up()
                self._save_all()
                return None
            self._take(message)
            try:
                message = self._inbox.get_nowait()
            except Empty:
                break
        self._work()
        return True

    def _patience(self) -> float | None:
        """How long to sleep for more: nothing waits, for ever; else until something must happen."""
        unsaved = self._unsaved()
        if not unsaved:
            return None
        now = time.monotonic()
        oldest = min(put.at for put in unsaved.values())
        if self._failing or not self._warm.is_set():
            unspilled = any(self._spilled.get(slot) is not put for slot, put in unsaved.items())
            spill_in = oldest + self._spill_after() - now if unspilled else RETRY_EVERY
            return max(0.01, min(RETRY_EVERY, spill_in))
        return max(0.0, max(oldest + GATHER, self._last_commit + BETWEEN_COMMITS) - now)

    def _unsaved(self) -> dict[str, Put]:
        """The newest put of each slot that is not in the file yet, since when the oldest of the slot waits."""
        if not self._line:
            return self._pending
        unsaved = dict(self._pending)
        for message in self._line:
            if isinstance(message, Put):
                unsaved[message.slot] = message
        return unsaved

    def _spill_after(self) -> float:
        return SPILL_AFTER if self._warm.is_set() else SPILL_COLD

    def _take(self, message: Put | Call | Forget | threading.Event) -> None:
        """Handle a message; while the writing half loads, calls and what follows them wait, kept aside, in line."""
        self._catch_up()
        if isinstance(message, Put):
            earlier = self._unsaved().get(message.slot)
            if earlier is not None:
                message = Put(message.slot, message.write, message.payload, message.base, earlier.at)
        if not self._warm.is_set() and (self._line or not isinstance(message, Put)):
            self._wait_in_line(message)
        else:
            self._handle(message)

    def _wait_in_line(self, message: Put | Call | Forget | threading.Event) -> None:
        if isinstance(message, threading.Event):
            self._spill(force=True)
            if not self._unsaved() and not self._line:
                message.set()
                return
        if isinstance(message, (Call, threading.Event)):
            self.warm()
        self._line.append(message)

    def _catch_up(self) -> None:
        """Handle in order what has waited, now that writing is there."""
        while self._line and self._warm.is_set():
            self._handle(self._line.popleft())

    def _handle(self, message: Put | Call | Forget | threading.Event) -> None:
        if isinstance(message, Put):
            self._pending[message.slot] = message
        elif isinstance(message, Call):
            self._answer(message)
        elif isinstance(message, Forget):
            self._save_all()
            if message.version is None:
                self._versions.pop(message.slot, None)
            else:
                self._versions[message.slot] = message.version
        else:
            # On disk if that can be had now, in the recovery file in any case.
            self._save_all()
            self._spill(force=True)
            message.set()

    def _answer(self, call: Call) -> None:
        self._save_all()
        if not call.future.set_running_or_notify_cancel():
            return
        try:
            store = self._store
            if store is None or self._pending:
                # Nothing overtakes what was typed: a review finished without its last note would refuse it for good.
                raise WriteFailed(self._failing or "The file cannot be written just now.")
            call.future.set_result(call.run(store))
        except BaseException as error:
            call.future.set_exception(error)

    def _work(self) -> None:
        """Save what has waited long enough, spill what has waited too long."""
        self._catch_up()
        if (self._pending and self._patience() == 0.0) or self._failing or not self._warm.is_set():
            self._save_all()
            self._spill()

    def _save_all(self) -> None:
        """Try to write everything pending; on a fault keep it pending and say so once."""
        if not self._pending or not self._warm.is_set():
            return
        saved: list[str] = []
        self._file_fault = False
        for slot, put in list(self._pending.items()):
            if self._save(slot, put):
                saved.append(slot)
            elif self._store is None or self._file_fault:
                break
        self._last_commit = time.monotonic()
        if not self._unsaved():
            self._spilled.clear()
            if not self._keep_recovery:
                with suppress(OSError):
                    self._recovery.clear()
            self._failing = ""
            self._tell(Saved(tuple(saved)))

    def _save(self, slot: str, put: Put) -> bool:
        """Write one slot; False when it cannot be written just now, for a fault of the file or one of its own."""
        store = self._store
        if store is None:
            return False
        try:
            self._versions[slot] = put.write(store, self._versions.get(slot, put.base))
        except (DatabaseBusy, WriteFailed) as error:
            self._file_fault = True
            self._fail(str(error))
            return False
        except ReviewTuiError as error:
            if isinstance(error, Conflict):
                self._versions[slot] = error.version
            else:
                self._keep_for_good(slot, put)
            del self._pending[slot]
            self._tell(Refused(slot, error))
            return True
        except Exception as error:
            self._fail(
                f"Saving failed unexpectedly ({type(error).__name__}); your text is in the recovery file."
            )
            return False
        del self._pending[slot]
        return True

    def _fail(self, sentence: str) -> None:
        self._failing = sentence

    def _keep_for_good(self, slot: str, put: Put) -> None:
        """A text that the database will never take (its review was finished elsewhere) stays in the recovery file."""
        with suppress(OSError):
            self._recovery.keep(slot, self._payload(slot, put))
            self._keep_recovery = True

    def _payload(self, slot: str, put: Put) -> dict[str, Any]:
        """What is kept aside: on the version the text would have been written on, which the screen cannot know."""
        if "base" not in put.payload:
            return put.payload
        return {**put.payload, "base": self._versions.get(slot, put.base)}

    def _spill(self, *, force: bool = False) -> None:
        """Put what waits longer than it may into the recovery file."""
        now = time.monotonic()
        kept = False
        for slot, put in self._unsaved().items():
            if self._spilled.get(slot) is put or not (force or now - put.at >= self._spill_after() - 0.01):
                continue
            try:
                self._recovery.keep(slot, self._payload(slot, put))
            except OSError as error:
                self._tell(
                    Failing(f"{self._failing} The recovery file fails too: {error.strerror}.", kept=False)
                )
                return
            self._spilled[slot] = put
            kept = True
        if kept and self._failing:
            self._tell(Failing(self._failing, kept=True))
