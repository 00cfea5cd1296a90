"""Tiers (80/20): who brings the revenue, who stands on the edge of a tier, and how much hangs on a few."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import ceil, lcm

from reviewtui.domain.figure_settings import NO_TIER, USUAL, FigureSettings
from reviewtui.domain.frozen import frozen
from reviewtui.domain.quarter import months_before


@frozen
class Buyer:
    """What ranks an account: its 12-month net revenue in its own currency (None: no order known), in 1/10,000.

    ``first_order`` is its first order day up to the date, None when there is none; ``repeat`` that there are two.
    Of others than the one that is asked for, ``first_order`` may be left out: their place in the ranking is the same.
    ``key`` settles ties: name casefolded, external id, id. ``common`` is the revenue in the currency of the file, each order
    at the rate of its day, None where one is missing; ``common_currency`` is empty where there are no rates.
    """

    account_id: int
    key: tuple[str, str, int]
    currency: str
    revenue: int | None
    first_order: date | None
    repeat: bool = False
    override: str = ""
    override_reason: str = ""
    common: int | None = None
    common_currency: str = ""


@frozen
class Standing:
    """Where an account stands. ``tier`` is A, B, C, N or "-", ``computed`` what it is without an override.

    ``currency`` is that of the ranking it stands in, ``revenue`` what it is ranked by. ``share`` and ``cumulative`` (with
    the account included) are fractions of the total of that ranking, None without positive revenue; ``rank`` counts
    from 1; ``edge`` marks a cumulative share within 2 points of a cut.
    """

    tier: str
    computed: str
    override: str = ""
    override_reason: str = ""
    edge: bool = False
    rank: int | None = None
    share: float | None = None
    cumulative: float | None = None
    currency: str = ""
    revenue: int | None = None


@frozen
class Concentration:
    """How much hangs on a few, in one currency: shares are fractions, ``top`` the number that is 20 % of the buyers."""

    currency: str
    total: int
    buyers: int
    top: int
    top_share: float
    repeat_share: float


def standings(buyers: Iterable[Buyer], as_of: date, settings: FigureSettings = USUAL) -> dict[int, Standing]:
    """The standing of every account by its id; each currency is ranked apart, but those that have rates stand together.

    A is the shortest prefix of the ranking whose share reaches 80 %, B goes on to 95 %, C is the rest of those with
    any order ever; then B or C with a first order later than six months ago is N. Who never ordered is "-".
    """
    everyone = in_rankings(buyers)
    new_since = months_before(as_of, settings.new_months)
    found: dict[int, Standing] = {}
    for ranked in _by_currency(everyone).values():
        found.update(_ranked(ranked, new_since, settings))
    for buyer in everyone:
        if buyer.account_id not in found:
            found[buyer.account_id] = _named(buyer, NO_TIER if buyer.first_order is None else "C", new_since)
    return found


def in_rankings(buyers: Iterable[Buyer]) -> list[Buyer]:
    """The buyers with the currency and the revenue that each is ranked by: those of the file where there are rates.

    A currency in which a rate is missing for any order that counts is ranked apart as a whole: half of its accounts in one
    ranking and half in another would compare nobody.
    """
    everyone = list(buyers)
    apart = {one.currency for one in everyone if one.revenue is not None and one.common is None}
    return [
        replace(one, currency=one.common_currency, revenue=one.common)
        if one.common_currency not in ("", one.currency) and one.currency not in apart
        else one
        for one in everyone
    ]


def _by_currency(buyers: Iterable[Buyer]) -> dict[str, list[Buyer]]:
    """Who has positive revenue, the largest first, for each ranking by its currency."""
    found: dict[str, list[Buyer]] = {}
    for buyer in buyers:
        if buyer.revenue is not None and buyer.revenue > 0:
            found.setdefault(buyer.currency, []).append(buyer)
    for ranked in found.values():
        ranked.sort(key=lambda one: (-(one.revenue or 0), one.key))
    return found


def _ranked(ranked: Sequence[Buyer], new_since: date, settings: FigureSettings) -> dict[int, Standing]:
    # Whole numbers throughout, so that exactly 80 % is 80 % whatever the amounts.
    total = sum(one.revenue or 0 for one in ranked)
    points = [
        Decimal(str(one)).as_integer_ratio() for one in (settings.tier_a, settings.tier_b, settings.tier_edge)
    ]
    scale = lcm(*(below for _, below in points))
    *cuts, width = (above * (scale // below) * total for above, below in points)
    scale *= 100
    found: dict[int, Standing] = {}
    before = 0
    for rank, buyer in enumerate(ranked, start=1):
        revenue = buyer.revenue or 0
        tier = "A" if scale * before < cuts[0] else "B" if scale * before < cuts[1] else "C"
        before += revenue
        edge = any(abs(scale * before - cut) <= width for cut in cuts)
        found[buyer.account_id] = _named(
            buyer,
            tier,
            new_since,
            edge=edge,
            rank=rank,
            share=revenue / total,
            cumulative=before / total,
        )
    return found


def _named(
    buyer: Buyer,
    tier: str,
    new_since: date,
    *,
    edge: bool = False,
    rank: int | None = None,
    share: float | None = None,
    cumulative: float | None = None,
) -> Standing:
    new = buyer.first_order is not None and buyer.first_order > new_since
    computed = "N" if new and tier in ("B", "C") else tier
    override = buyer.override
    return Standing(
        tier=override or computed,
        computed=computed,
        override=override,
        override_reason=buyer.override_reason if override else "",
        edge=edge,
        rank=rank,
        share=share,
        cumulative=cumulative,
        currency=buyer.currency,
        revenue=buyer.revenue,
    )


def concentration(buyers: Iterable[Buyer]) -> tuple[Concentration, ...]:
    """For each ranking how much the largest 20 % of the buyers (rounded up) and those who came back bring."""
    found: list[Concentration] = []
    for currency, ranked in sorted(_by_currency(in_rankings(buyers)).items()):
        total = sum(one.revenue or 0 for one in ranked)
        top = ceil(len(ranked) / 5)
        largest = sum(one.revenue or 0 for one in ranked[:top])
        repeat = sum(one.revenue or 0 for one in ranked if one.repeat)
        found.append(Concentration(currency, total, len(ranked), top, largest / total, repeat / total))
    return tuple(found)


def coverage(buyers: Iterable[Buyer], reviewed: Collection[int]) -> dict[str, float]:
    """The share of 12-month net revenue, by the currency of the ranking, whose accounts are among the ``reviewed`` of the quarter."""
    return {
        currency: sum(one.revenue or 0 for one in ranked if one.account_id in reviewed)
        / sum(one.revenue or 0 for one in ranked)
        for currency, ranked in sorted(_by_currency(in_rankings(buyers)).items())
    }


def moved(now: Mapping[int, Standing], before: Mapping[int, Standing]) -> dict[int, tuple[str, str]]:
    """(tier before, tier now) of the accounts whose computed tier is another one."""
    pairs = {one: (before[one].computed, now[one].computed) for one in now if one in before}
    return {one: pair for one, pair in pairs.items() if pair[0] != pair[1]}
