"""The reading half: plain SQL over one connection, grouped by aggregate, returning values of the domain.

Each group is loaded when it is first asked for: the values that it returns are classes whose making takes longer
than the queries of the first screen, which needs few of them.
"""

from __future__ import annotations

import sqlite3
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewtui.domain.rates import RateBook
    from reviewtui.storage.reads.accounts import AccountReads
    from reviewtui.storage.reads.agenda import AgendaReads
    from reviewtui.storage.reads.captures import CaptureReads
    from reviewtui.storage.reads.figures import FigureReads
    from reviewtui.storage.reads.journal import JournalReads
    from reviewtui.storage.reads.layouts import LayoutReads
    from reviewtui.storage.reads.lines import LineReads
    from reviewtui.storage.reads.orders import OrderReads
    from reviewtui.storage.reads.rates import RateReads
    from reviewtui.storage.reads.reviews import ReviewReads
    from reviewtui.storage.reads.shared import SharedReads
    from reviewtui.storage.reads.today import TodayReads
    from reviewtui.storage.reads.work import WorkReads


class Reader:
    """Queries by aggregate: ``accounts``, ``orders``, ``reviews``, ``work`` (actions and records), ``journal``."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    @cached_property
    def accounts(self) -> AccountReads:
        """Accounts and contacts."""
        from reviewtui.storage.reads.accounts import AccountReads

        return AccountReads(self.db)

    @cached_property
    def orders(self) -> OrderReads:
        """Orders and order days."""
        from reviewtui.storage.reads.orders import OrderReads

        return OrderReads(self.db)

    @cached_property
    def reviews(self) -> ReviewReads:
        """Reviews, answers, notes, template versions."""
        from reviewtui.storage.reads.reviews import ReviewReads

        return ReviewReads(self.db)

    @cached_property
    def captures(self) -> CaptureReads:
        """What became of marked lines and answers; texts that lost a race."""
        from reviewtui.storage.reads.captures import CaptureReads

        return CaptureReads(self.db)

    @cached_property
    def work(self) -> WorkReads:
        """Actions, asks, issues, sightings, opportunities, facts, quotes, objectives, touches."""
        from reviewtui.storage.reads.work import WorkReads

        return WorkReads(self.db)

    @cached_property
    def figures(self) -> FigureReads:
        """What the figures of accounts are made of."""
        from reviewtui.storage.reads.figures import FigureReads

        return FigureReads(self.db)

    @cached_property
    def lines(self) -> LineReads:
        """Lines of figures that are kept."""
        from reviewtui.storage.reads.lines import LineReads

        return LineReads(self.db)

    @cached_property
    def agenda(self) -> AgendaReads:
        """Open actions as of a date, in pages."""
        from reviewtui.storage.reads.agenda import AgendaReads

        return AgendaReads(self.db)

    @cached_property
    def today(self) -> TodayReads:
        """Reviews that are due or in progress, in pages."""
        from reviewtui.storage.reads.today import TodayReads

        return TodayReads(self.db)

    @cached_property
    def journal(self) -> JournalReads:
        """The journal of changes."""
        from reviewtui.storage.reads.journal import JournalReads

        return JournalReads(self.db)

    @cached_property
    def layouts(self) -> LayoutReads:
        """Layouts of imported files."""
        from reviewtui.storage.reads.layouts import LayoutReads

        return LayoutReads(self.db)

    @cached_property
    def shared(self) -> SharedReads:
        """Rows for tables that go to other programs."""
        from reviewtui.storage.reads.shared import SharedReads

        return SharedReads(self.db)

    @cached_property
    def rates(self) -> RateReads:
        """Exchange rates as rows."""
        from reviewtui.storage.reads.rates import RateReads

        return RateReads(self.db)

    @property
    def book(self) -> RateBook:
        """Exchange rates as figures look them up."""
        from reviewtui.storage.reads.rates import rates_of

        return rates_of(self.db)

    @property
    def money_frame(self) -> tuple[str, int, str, int]:
        """What the money of every account hangs on: the currency, the first month, which rates there are, and how often
        all accounts have moved, as by a restore."""
        from reviewtui.storage.reads.rates import RATES_KEY

        return self.currency, self.first_month, self.setting(RATES_KEY), self.lines.moved_together

    def setting(self, key: str, default: str = "") -> str:
        """A setting of the file, or ``default``."""
        row = self.db.execute("SELECT value FROM setting WHERE key=?", (key,)).fetchone()
        return str(row[0]) if row else default

    @property
    def me(self) -> str:
        """The user's name as told at the first run; "me" until then."""
        return self.setting("me", "me")

    @property
    def currency(self) -> str:
        """Default currency code of the file; empty until told."""
        return self.setting("currency")

    @property
    def first_month(self) -> int:
        """First month of the fiscal year, 1 to 12."""
        return int(self.setting("first_month", "1"))

    def draft(self, key: str) -> str:
        """Text kept for a form or a bar; empty when there is none."""
        row = self.db.execute("SELECT text FROM draft WHERE key=?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def drafts(self) -> dict[str, str]:
        """All kept texts by key."""
        return {row[0]: row[1] for row in self.db.execute("SELECT key, text FROM draft ORDER BY key")}
