"""The figures of every account for a table that stays open, from the lines that are kept: read, hardly computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from reviewtui.domain.figured import Figured
from reviewtui.services.figure_lines import Following
from reviewtui.services.portfolio import Part
from reviewtui.services.stored_subjects import figured_from

if TYPE_CHECKING:
    from reviewtui.domain.figure_settings import FigureSettings
    from reviewtui.storage.store import Store

T = TypeVar("T")
STEP = 500
"""Accounts of one part: read in about as long as it takes to compute fifteen."""


class KeptPortfolio(Generic[T]):
    """As ``Portfolio``, where the kept lines hold; ``begin`` gives no parts where they do not."""

    def __init__(self, keep: Callable[[Figured], T], settings: FigureSettings) -> None:
        self.lines: dict[int, T] = {}
        self.settings = settings
        self._keep = keep
        self._following: Following | None = None
        self._complete = False

    def begin(self, store: Store, as_of: date) -> tuple[Part, ...] | None:
        """The parts that are to be read; None where what is kept does not hold."""
        following = Following(as_of, self.settings)
        stale = following.begin(store)
        if stale is None:
            return None
        self._following = following
        with store.read() as r:
            parts = r.figures.slices(STEP)
        return (*parts, *((one, one) for one in sorted(stale)))

    def read_part(self, store: Store, part: Part) -> None:
        """Read one part; an account alone is one whose line does not hold, and is computed."""
        if part[0] == part[1]:
            self._compute(store, part[0])
            return
        with store.read() as r:
            found = r.lines.subjects(*part)
        for account_id, text in found:
            self.lines[account_id] = self._keep(figured_from(account_id, text))

    def read_some(self, store: Store, ids: Sequence[int]) -> None:
        """Read a few accounts at once: those in sight."""
        for account_id in ids:
            with store.read() as r:
                found = r.lines.subjects(account_id, account_id)
            for one, text in found:
                self.lines[one] = self._keep(figured_from(one, text))

    def done(self) -> None:
        """Every part was read."""
        self._complete = True

    def again(self, store: Store, as_of: date, settings: FigureSettings) -> bool:
        """Bring up to date what was written to since; False when all must be read again."""
        following = self._following
        if not self._complete or following is None or (following.as_of, self.settings) != (as_of, settings):
            return False
        moved = following.since(store)
        for account_id in moved or ():
            self._compute(store, account_id)
        self._complete = moved is not None
        return self._complete

    def _compute(self, store: Store, account_id: int) -> None:
        assert self._following is not None
        line = self._following.line(store, account_id)
        if line is None:
            self.lines.pop(account_id, None)
        else:
            self.lines[account_id] = self._keep(figured_from(account_id, line.subject))
