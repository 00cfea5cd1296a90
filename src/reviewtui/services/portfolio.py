"""The figures of every account for a table that stays open, computed piece by piece so that nobody waits for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from reviewtui.domain.account_figures import AccountFigures, figures_of
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.known import Known, buyer
from reviewtui.domain.tiers import Buyer, Standing, standings
from reviewtui.services.written import Written

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

T = TypeVar("T")
Part = tuple[int, int]
"""First and last id of a slice of accounts, both included."""
FEW = 40
"""Accounts that are read again one by one; when more were written to, all are."""


class Portfolio(Generic[T]):
    """What a table keeps of the figures of each account, which is what ``keep`` makes of them; by account id.

    ``begin`` ranks all accounts and names the parts; ``read_part`` and ``read_some`` fill ``lines``; after ``done``
    the next look is ``again``. All of it belongs to the thread that reads, but ``lines``, which anybody may look at.
    """

    def __init__(self, keep: Callable[[AccountFigures], T], settings: FigureSettings = USUAL) -> None:
        self.lines: dict[int, T] = {}
        self.settings = settings
        self._keep = keep
        self._as_of: date | None = None
        self._ranked: Mapping[int, Standing] = {}
        self._buyers: dict[int, Buyer] = {}
        self._written = Written()
        self._complete = False
        self._frame: tuple[str, int, str, int] | None = None

    def begin(self, store: Store, as_of: date) -> tuple[Part, ...]:
        """Rank every account; the parts that are to be read."""
        self._complete, self._as_of = False, as_of
        self._written.begin(store)
        with store.read() as r:
            buyers, parts = r.figures.buyers(as_of), r.figures.slices()
            self._frame = r.money_frame
        self._ranked = standings(buyers, as_of, self.settings)
        return parts

    def read_part(self, store: Store, part: Part) -> None:
        """Compute the accounts of one part."""
        assert self._as_of is not None
        with store.read() as r:
            known = r.figures.known(*part, self._as_of, self.settings)
        for one in known:
            self._take(one, self._as_of)

    def read_some(self, store: Store, ids: Sequence[int]) -> None:
        """Compute a few accounts at once: those in sight."""
        for account_id in ids:
            self.read_part(store, (account_id, account_id))

    def done(self) -> None:
        """Every part was read."""
        self._complete = True

    def again(self, store: Store, as_of: date, settings: FigureSettings) -> bool:
        """Bring up to date what was written to since; False when all must be read, since the ranking moved or who knows."""
        if not self._complete or self._as_of != as_of or self.settings != settings:
            return False
        with store.read() as r:
            frame = r.money_frame
        touched = self._written.since(store) if frame == self._frame else None
        self._complete = touched is not None and len(touched) <= FEW and self._reread(store, touched, as_of)
        return self._complete

    def _reread(self, store: Store, touched: frozenset[int], as_of: date) -> bool:
        for account_id in touched:
            with store.read() as r:
                known = r.figures.known(account_id, account_id, as_of, self.settings)
            if not known or buyer(known[0], as_of) != self._buyers.get(account_id):
                return False
            self._take(known[0], as_of)
        return True

    def _take(self, known: Known, as_of: date) -> None:
        standing = self._ranked.get(known.account_id)
        # An account added since the ranking comes with the next one.
        if standing is not None:
            self._buyers[known.account_id] = buyer(known, as_of)
            self.lines[known.account_id] = self._keep(figures_of(known, standing, as_of, self.settings))
