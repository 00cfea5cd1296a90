"""The figures of accounts as of a date: of one, of all, and of the portfolio as a whole.

All accounts are read in slices, each a short view of the file, so that nobody who writes waits for a reader.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reviewtui.domain.account_figures import AccountFigures, figures_of, told
from reviewtui.domain.errors import NotFound
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.known import Walked
from reviewtui.domain.ledger import floor_crossing
from reviewtui.domain.nps import Nps, nps
from reviewtui.domain.quarter import months_before, quarter_of
from reviewtui.domain.rates import Converted, RateBook, lacking
from reviewtui.domain.tiers import (
    Buyer,
    Concentration,
    Standing,
    concentration,
    coverage,
    in_rankings,
    moved,
    standings,
)

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

RANKED = 8
"""Slices of accounts whose revenue is read in one view for the ranking of all."""
Slice = tuple[tuple[int, int], Mapping[int, Standing], Mapping[int, Walked]]


@dataclass(frozen=True, slots=True)
class Detail:
    """What only the page of one account shows.

    ``late`` deliveries of the 12 months, of the ``late_known`` whose dates are known; the day on which the ledger
    falls below its floor if nobody gets in touch.
    """

    late: int
    late_known: int
    crosses_floor: date | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """One account on the curve: its net revenue in the currency of its ranking, where it stands, and the tier it had a
    quarter ago if another."""

    account_id: int
    name: str
    external_id: str
    currency: str
    revenue: int | None
    standing: Standing
    was: str = ""


@dataclass(frozen=True, slots=True)
class TierView:
    """The 80/20 of the portfolio: accounts by ranking and rank, those without rank last; what hangs on a few.

    ``coverage`` is the share of revenue, by currency, whose accounts were reviewed in the quarter. ``rates`` are the
    newest of each currency that is converted into that of the file, each order at the rate of its day; ``without_rate``
    are the currencies of which an order of the 12 months has none, so that they may be ranked for themselves.
    """

    as_of: date
    ranked: tuple[Ranked, ...]
    concentration: tuple[Concentration, ...]
    coverage: Mapping[str, float]
    rates: tuple[Converted, ...] = ()
    without_rate: tuple[str, ...] = ()

    @property
    def edges(self) -> tuple[Ranked, ...]:
        """Who stands within 2 points of a cut."""
        return tuple(one for one in self.ranked if one.standing.edge)

    @property
    def moves(self) -> tuple[Ranked, ...]:
        """Whose computed tier is another than at the end of the last quarter."""
        return tuple(one for one in self.ranked if one.was)


def account_figures(
    store: Store, account_id: int, as_of: date, settings: FigureSettings = USUAL
) -> AccountFigures:
    """Every figure of one account; raises NotFound when it is gone."""
    with store.read() as r:
        found = r.figures.known(account_id, account_id, as_of, settings)
        ranked = standings(r.figures.buyers(as_of, account_id), as_of, settings)
    if not found:
        raise NotFound("This account is not there any more.")
    return figures_of(found[0], ranked[account_id], as_of, settings)


def account_detail(store: Store, figures: AccountFigures, settings: FigureSettings = USUAL) -> Detail:
    """What the page of an account shows beside its figures."""
    as_of, known = figures.as_of, figures.known
    with store.read() as r:
        first = months_before(as_of, 12) + timedelta(days=1)
        late, all_known = r.orders.late_share(known.account_id, first, as_of)
    return Detail(late, all_known, floor_crossing(told(known, figures.contact), as_of, settings))


def all_figures(
    store: Store, as_of: date, settings: FigureSettings = USUAL, *, archived: bool = False
) -> tuple[AccountFigures, ...]:
    """The figures of every account, by name, external id and id; of thousands they take much room, see the next."""
    found = each_account(store, as_of, settings)
    return tuple(
        sorted((one for one in found if archived or not one.known.archived), key=lambda one: one.known.key)
    )


def each_account(store: Store, as_of: date, settings: FigureSettings = USUAL) -> Iterator[AccountFigures]:
    """The figures of one account after the other, archived ones too, in no order; each slice is let go of in its turn."""
    for step in slices(store, as_of, settings):
        if step is not None:
            part, ranked, walked = step
            with store.read() as r:
                found = r.figures.known(*part, as_of, settings, walked=walked)
            # An account that came after the ranking was made is in the next one.
            yield from (
                figures_of(one, ranked[one.account_id], as_of, settings)
                for one in found
                if one.account_id in ranked
            )


def slices(
    store: Store, as_of: date, settings: FigureSettings, carried: Mapping[int, Walked] | None = None
) -> Iterator[Slice | None]:
    """The way to the figures of all accounts in short views of the file: None after each step on the way, then slices,
    each as first and last id, where everybody stands, and what a walk over all orders found of these accounts, or
    what is ``carried`` over from an earlier one."""
    import reviewtui.storage.reads.figures  # noqa: F401 (loaded before the file is held)

    with store.read() as r:
        parts = r.figures.slices()
    with store.read() as r:
        windows, walk = r.figures.windows(), r.figures.walk(as_of)
    buyers: list[Buyer] = []
    for at in range(0, len(parts), RANKED):
        some = parts[at : at + RANKED]
        with store.read() as r:
            buyers += r.figures.buyers(as_of, part=(some[0][0], some[-1][1]))
        yield None
    ranked = standings(buyers, as_of, settings)
    for first, last in windows if carried is None else ():
        with store.read() as r:
            r.figures.step(walk, first, last)
        yield None
    ids = sorted(ranked)
    for first, last in parts:
        mine = ids[bisect_left(ids, first) : bisect_right(ids, last)]
        if carried is None:
            found = {one: walk.walked(one, settings) for one in mine}
        else:
            found = {one: carried[one] for one in mine if one in carried}
        yield (first, last), ranked, found


def tiers(store: Store, as_of: date, settings: FigureSettings = USUAL) -> TierView:
    """The ranking with its cumulative curve, who stands on an edge, who moved since the end of the last quarter."""
    with store.read() as r:
        names, own, book = dict(r.accounts.names(archived=True)), r.currency, r.book
        quarter = quarter_of(as_of, r.first_month)
        buyers = r.figures.buyers(as_of)
        then = quarter.start - timedelta(days=1)
        before = standings(r.figures.buyers(then), then, settings)
        reviewed = r.figures.reviewed(quarter.start, as_of)
        firsts = r.figures.currencies(as_of) if book else {}
    now = standings(buyers, as_of, settings)
    changed = moved(now, before)
    ranked = [
        Ranked(
            one.account_id, names.get(one.account_id, ""), one.key[1], one.currency, one.revenue, now[one.account_id],
            changed.get(one.account_id, ("", ""))[0],
        )
        for one in sorted(in_rankings(buyers), key=lambda one: _place(one, now, own))
    ]  # fmt: skip
    shares = sorted(concentration(buyers), key=lambda one: one.currency != own)
    return TierView(
        as_of, tuple(ranked), tuple(shares), coverage(buyers, reviewed), *_rates(book, firsts, own, as_of)
    )


def _rates(
    book: RateBook, firsts: Mapping[str, str], own: str, as_of: date
) -> tuple[tuple[Converted, ...], tuple[str, ...]]:
    """The newest rate of each currency that is converted into that of the file, and the currencies of which an order
    has none."""
    found = [(code, book.at(code, own, as_of.isoformat())) for code in firsts if code != own]
    named = tuple(Converted(code, own, one.rows) for code, one in found if one is not None)
    return named, lacking(firsts, own, book)


def _place(
    one: Buyer, now: Mapping[int, Standing], own: str
) -> tuple[bool, bool, str, int, tuple[str, str, int]]:
    """The file's own currency first, then the others; within one by rank, and last whoever has none."""
    rank = now[one.account_id].rank
    return rank is None, one.currency != own, one.currency, rank or 0, one.key


def nps_of(figures: tuple[AccountFigures, ...]) -> dict[str, Nps]:
    """NPS of a set of accounts under "" and of each tier among them under its letter."""
    found = {"": _nps(figures)}
    for tier in sorted({one.standing.tier for one in figures}):
        found[tier] = _nps(tuple(one for one in figures if one.standing.tier == tier))
    return found


def _nps(figures: tuple[AccountFigures, ...]) -> Nps:
    return nps((one.nps_score, one.standing.revenue, one.standing.currency) for one in figures)
