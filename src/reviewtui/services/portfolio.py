"""The figures of every account for a table that stays open, computed piece by piece so that nobody waits for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from reviewtui.domain.account_figures import AccountFigures, figures_of
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.tiers import Standing, standings

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

T = TypeVar("T")
Part = tuple[int, int]
"""First and last id of a slice of accounts, both included."""


class Portfolio(Generic[T]):
    """What a table keeps of the figures of each account, which is what ``keep`` makes of them; by account id.

    ``begin`` ranks all accounts and names the parts; ``read_part`` and ``read_some`` fill ``lines`` with what they read.
    All of it belongs to the thread that reads, but ``lines``, which anybody may look at.
    """

    def __init__(self, keep: Callable[[AccountFigures], T], settings: FigureSettings = USUAL) -> None:
        self.lines: dict[int, T] = {}
        self._keep = keep
        self._settings = settings
        self._ranked: Mapping[int, Standing] = {}

    def begin(self, store: Store, as_of: date) -> tuple[Part, ...]:
        """Rank every account; the parts that are to be read."""
        with store.read() as r:
            buyers, parts = r.figures.buyers(as_of), r.figures.slices()
        self._ranked = standings(buyers, as_of, self._settings)
        return parts

    def read_part(self, store: Store, as_of: date, part: Part) -> None:
        """Compute the accounts of one part."""
        with store.read() as r:
            known = r.figures.known(*part, as_of, self._settings)
        for one in known:
            standing = self._ranked.get(one.account_id)
            # An account added since the ranking comes with the next one.
            if standing is not None:
                self.lines[one.account_id] = self._keep(figures_of(one, standing, as_of, self._settings))

    def read_some(self, store: Store, as_of: date, ids: Sequence[int]) -> None:
        """Compute a few accounts at once: those in sight."""
        for account_id in ids:
            self.read_part(store, as_of, (account_id, account_id))
