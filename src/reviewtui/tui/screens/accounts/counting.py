"""The figures behind the table, computed after it is on the screen: those in sight first, then all, piece by piece."""

from __future__ import annotations

import asyncio
import time

from textual import work

from reviewtui.domain.figured import Figured, figured
from reviewtui.services.kept_portfolio import KeptPortfolio
from reviewtui.services.portfolio import Portfolio
from reviewtui.tui.screens.account_place import AccountPlace

IN_SIGHT = 40
AGAIN = 8
"""Parts after which what is filtered or sorted by figures is shown anew."""
QUIET = 0.4
"""Seconds after a key in which nothing is computed."""


class CountingPlace(AccountPlace):
    """A place that has the figures of all accounts at hand, more and more of them."""

    def __init__(self) -> None:
        super().__init__()
        self.figured: dict[int, Figured] = {}
        self.all_figured = False
        self._portfolio: Portfolio[Figured] | KeptPortfolio[Figured] | None = None
        self._typed = 0.0

    def in_sight(self) -> tuple[int, ...]:
        """The accounts whose figures are wanted first."""
        return ()

    def figures_came(self) -> None:
        """More figures are there; overridden to draw them."""

    def typing(self) -> None:
        """Somebody types just now: the computing waits, since it would slow each key down."""
        self._typed = time.monotonic()

    async def _quiet(self) -> None:
        while (left := self._typed + QUIET - time.monotonic()) > 0:
            await asyncio.sleep(left)

    @work(exclusive=True, group="figures", exit_on_error=False)
    async def count_figures(self) -> None:
        """Bring the figures up to date: of the accounts that were written to, else of every one."""
        as_of, session = self.session.as_of, self.session
        settings, before = session.config.figures, self._portfolio
        if before is not None and await session.read(lambda store: before.again(store, as_of, settings)):
            self.figured = dict(before.lines)
            self.figures_came()
            return
        self.all_figured = False
        portfolio: Portfolio[Figured] | KeptPortfolio[Figured]
        portfolio = kept = KeptPortfolio(lambda one: one, settings)
        parts = await session.read(lambda store: kept.begin(store, as_of))
        if parts is None:
            portfolio = computed = Portfolio(figured, settings)
            parts = await session.read(lambda store: computed.begin(store, as_of))
        self._portfolio = portfolio
        asked: set[int] = set()
        for at, part in enumerate(parts):
            if len(parts) > 1:
                await self._read_in_sight(portfolio, asked)
            await self._quiet()
            await session.read(lambda store, part=part: portfolio.read_part(store, part))  # type: ignore[misc]
            if at % AGAIN == AGAIN - 1:
                self.figured = {**self.figured, **portfolio.lines}
                self.figures_came()
        portfolio.done()
        self.figured, self.all_figured = dict(portfolio.lines), True
        self.figures_came()
        await session.keep_lines()

    async def _read_in_sight(
        self, portfolio: Portfolio[Figured] | KeptPortfolio[Figured], asked: set[int]
    ) -> None:
        """Read the accounts that came into sight since the last look, before all others."""
        wanted = [
            one for one in self.in_sight()[:IN_SIGHT] if one not in portfolio.lines and one not in asked
        ]
        if not wanted:
            return
        asked.update(wanted)
        await self.session.read(lambda store: portfolio.read_some(store, wanted))
        self.figured = {**self.figured, **portfolio.lines}
        self.figures_came()
