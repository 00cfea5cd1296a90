"""The session: what every screen works with - the query thread, the saver, the clock, the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from reviewtui.config import Config
from reviewtui.domain.frozen import frozen
from reviewtui.domain.moment import Moment
from reviewtui.services.calls import CallList
from reviewtui.tui.launch import LaunchOptions
from reviewtui.tui.look import Look
from reviewtui.tui.reads import Reads
from reviewtui.tui.saver import Put, Saver

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from reviewtui.domain.today import Today
    from reviewtui.storage.store import Store
    from reviewtui.tui.call_session import CallSession
    from reviewtui.tui.recovery import Recovery

T = TypeVar("T")
MARKS = "today.marks"
TRIES, BETWEEN_TRIES = 15, 0.1
"""How often an intention is tried while another program holds the file, and seconds between; with the wait for the lock
itself that is 3 s."""
BETWEEN_LINES = 0.01
"""Seconds between two slices of figures that are computed ahead, so that a key is never behind more than one."""


@frozen
class Basics:
    """Settings of the file that many screens need."""

    me: str = "me"
    currency: str = ""
    first_month: int = 1


class Session:
    """One run of the app on one file. ``generation`` grows with every write, so that screens know they are stale."""

    def __init__(self, launch: LaunchOptions, config: Config, reads: Reads, saver: Saver) -> None:
        self.launch = launch
        self.config = config
        self.reads = reads
        self.saver = saver
        self.basics = Basics()
        self.read_only = launch.read_only
        self.generation = 0
        self.recovery: Recovery | None = None
        self.file_uid = ""
        self.left_behind: tuple[Path, ...] = ()
        """Recovery files of runs that ended without saving everything."""
        self.early: Future[Today] | None = None
        """Today as it was asked for before there was a screen; taken once."""
        self.call_list = CallList(config.figures)
        self.early_calls: Future[bool] | None = None
        """The first look through a small file, asked for with Today; False where the file is too large for it."""
        self.call_session: CallSession | None = None
        self._drafts: dict[str, str] = {}
        self._keeping = False

    def use_config(self, config: Config) -> None:
        """Work with settings that were read again; every place is stale."""
        self.config = config
        self.call_list = CallList(config.figures)
        self.__dict__.pop("look", None)
        self.generation += 1

    @property
    def other_settings(self) -> str:
        """What the bar of a place with figures adds when a setting is not the usual one."""
        return ", settings changed" if self.config.figures_told else ""

    @property
    def badge(self) -> str:
        """What the bar says of this run: which call of a session, the demo, a file that can only be read."""
        words = []
        if self.call_session is not None:
            # The keys know Textual, which is still to come when the file is already being read.
            from reviewtui.tui.commands import keys_of

            words.append(f"{self.call_session.words}, {keys_of('calls.next_call')[0]} next")
        words += ["demo"] if self.launch.demo else []
        return ", ".join([*words, "read-only"] if self.read_only else words)

    @cached_property
    def look(self) -> Look:
        """How figures are written in this run."""
        plain = self.config.ascii or self.launch.ascii
        return Look(plain, self.config.decimal, self.config.group)

    def moment(self) -> Moment:
        """The present moment: ``--as-of`` when it was given, else the real today."""
        now = datetime.now(UTC)
        return Moment(self.launch.as_of or now.astimezone().date(), now)

    @property
    def as_of(self) -> date:
        """The business date of this run."""
        return self.moment().as_of

    @property
    def as_of_text(self) -> str:
        """The date for the bar: empty when it is really today."""
        today = datetime.now(UTC).astimezone().date()
        return "" if self.as_of == today else self.as_of.isoformat()

    async def read(self, read: Callable[[Store], T]) -> T:
        """Run a reading function in the query thread."""
        return await self.reads.get(read)

    async def data_version(self) -> int:
        """A number that changes when any other connection, ours for writing included, commits to the file."""
        return await self.read(_data_version)

    async def act(self, run: Callable[[Store], T]) -> T:
        """Run a writing intention in the saver thread, after all that was typed; raises its error.

        A file that another program holds, as an import does for a moment, is tried again for a while: the saver itself
        waits shortly, since what is typed must go somewhere meanwhile.
        """
        import asyncio

        from reviewtui.domain.errors import DatabaseBusy

        tries = 0
        try:
            while True:
                tries += 1
                try:
                    return await asyncio.wrap_future(self.saver.call(run))
                except DatabaseBusy:
                    if tries == TRIES:
                        raise
                    await asyncio.sleep(BETWEEN_TRIES)
        finally:
            self.generation += 1

    def put(
        self, slot: str, write: Callable[[Store, int], int], payload: dict[str, Any], base: int = 0
    ) -> None:
        """Save something typed, soon; see ``Saver.put``."""
        self.generation += 1
        self.saver.put(Put(slot, write, payload, base))

    async def keep_lines(self) -> None:
        """Compute the lines of figures that do not hold any more and have them kept, while nobody waits for anything."""
        import asyncio

        from reviewtui.services.figure_lines import bring_up, spared

        if self.read_only or self._keeping:
            return
        self._keeping = True
        try:
            moment, settings = self.moment(), self.config.figures
            as_of = moment.as_of
            if await self.read(lambda store: spared(store, as_of, moment.real_date)):
                return
            work = await self.read(lambda store: bring_up(store, as_of, settings, self.saver.call))
            while await self.read(lambda _store: next(work, self) is not self):
                await asyncio.sleep(BETWEEN_LINES)
        finally:
            self._keeping = False

    def keep_marks(self, accounts: Iterable[int]) -> None:
        """Keep who is still to be called today, so that a lost line or an evening's quitting loses no call session."""
        ids = " ".join(str(one) for one in accounts)
        self.keep_draft(MARKS, f"{self.as_of} {ids}" if ids else "")

    async def kept_marks(self) -> tuple[int, ...]:
        """Who was still to be called when the program was left on this very day."""
        day, *ids = (await self.draft(MARKS)).split() or [""]
        return tuple(int(one) for one in ids) if day == self.as_of.isoformat() else ()

    def keep_draft(self, key: str, text: str) -> None:
        """Keep what stands in a form or a bar; an empty text forgets it. A file that is only read keeps nothing."""
        if self.read_only:
            return
        self._drafts[key] = text
        moment = self.moment()

        def write(store: Store, base: int) -> int:
            with store.write("typed", moment, journal=False) as w:
                w.put_draft(key, text)
            return base

        self.saver.put(Put(f"draft:{key}", write, {"kind": "draft", "key": key, "text": text}))

    async def draft(self, key: str) -> str:
        """What was kept under this key: by this run, else by an earlier one."""
        if key not in self._drafts:
            kept = await self.read(lambda store: _draft(store, key))
            self._drafts.setdefault(key, kept)
        return self._drafts[key]


def _draft(store: Store, key: str) -> str:
    with store.read() as r:
        return r.draft(key)


def _data_version(store: Store) -> int:
    with store.read() as r:
        return int(r.db.execute("PRAGMA data_version").fetchone()[0])
