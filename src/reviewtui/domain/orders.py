"""What the account bought: order days and the figures computed from them, each defined once, here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.quarter import last_quarters, like_for_like_windows, months_before
from reviewtui.domain.rates import NO_RATES, SCALE, Conversion, Converted, RateBook, newest, settled

RHYTHM_GAPS = 12
RHYTHM_MIN_DAYS = 4


@dataclass(frozen=True, slots=True)
class OrderDay:
    """All orders of one account on one day in one currency; amounts in 1/10,000 of the unit.

    ``net`` is orders minus credits, ``credits`` is <= 0, ``positive`` counts orders with an amount above zero,
    ``orders`` all that are not cancelled and have an amount.
    """

    day: date
    currency: str
    net: int
    credits: int
    positive: int
    orders: int


@dataclass(frozen=True, slots=True)
class Order:
    """One order as the timeline shows it; ``amount`` is None until lines or a total arrive."""

    id: int
    number: str
    day: date
    status: str
    currency: str
    amount: int | None
    lines: int
    promised: date | None = None
    delivered: date | None = None


@dataclass(frozen=True, slots=True)
class LikeForLike:
    """The first ``days`` of the running quarter beside the same number of days of the last and of last year's."""

    days: int
    current: int
    previous: int
    last_year: int

    @property
    def against_previous(self) -> float | None:
        """Change against the previous quarter as a fraction; None when there is nothing to compare with."""
        return _change(self.current, self.previous)

    @property
    def against_last_year(self) -> float | None:
        """Change against the same quarter last year as a fraction; None when there is nothing to compare with."""
        return _change(self.current, self.last_year)


def _change(now: int, before: int) -> float | None:
    return (now - before) / before if before > 0 else None


class LeftOut(NamedTuple):
    """Orders of the last 8 quarters that are in no sum, since no rate leads from their currency to the account's:
    what they come to in the 12 months, in 1/10,000 of their own unit, and how many of them are above zero."""

    currency: str
    net: int
    orders: int


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """The order figures of one account as of a date, in one currency; amounts in 1/10,000 of the unit.

    ``rhythm`` is the median gap in days, None for too few order days; ``drift`` days since the last order over
    the rhythm; ``quarters`` the net revenue of the last 8 quarters, oldest first. ``orders_12m`` are the orders that
    the sums are made of. ``converted`` names the rates in the sums, ``left_out`` what is in none.
    """

    currency: str
    revenue_12m: int
    orders_12m: int
    quarters: tuple[int, ...]
    quarter_labels: tuple[str, ...]
    like_for_like: LikeForLike
    order_days: int
    last_order: date | None
    days_since: int | None
    rhythm: float | None
    last_gap: int | None
    drift: float | None
    average_order: int | None
    orders_now: int
    orders_before: int
    settings: FigureSettings = USUAL
    converted: tuple[Converted, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def drift_state(self) -> str:
        """``silent`` from the alert on, ``late`` from the flag on, ``ok`` below, empty when unknown."""
        if self.drift is None:
            return ""
        if self.drift >= self.settings.drift_alert:
            return "silent"
        return "late" if self.drift >= self.settings.drift_flag else "ok"


class InCurrency(NamedTuple):
    """Order days that can be added: all in one currency, amounts in 1/``unit`` of 1/10,000, to be ``settled`` once.

    ``converted`` are the conversions used, by currency; ``left`` the days for which there was none.
    """

    days: tuple[OrderDay, ...]
    unit: int
    converted: Mapping[str, set[Conversion]]
    left: tuple[OrderDay, ...]


def in_currency(days: Sequence[OrderDay], currency: str, rates: RateBook = NO_RATES) -> InCurrency:
    """The order days in one currency, each of another one at the rate of its day."""
    if all(one.currency == currency for one in days):
        return InCurrency(tuple(days), 1, {}, ())
    found: dict[str, set[Conversion]] = {}
    counted: list[tuple[OrderDay, int]] = []
    left: list[OrderDay] = []
    for one in days:
        if one.currency == currency:
            counted.append((one, SCALE))
        elif conversion := rates.at(one.currency, currency, one.day.isoformat()):
            found.setdefault(one.currency, set()).add(conversion)
            counted.append((one, conversion.factor))
        else:
            left.append(one)
    unit = SCALE if found else 1
    return InCurrency(
        tuple(_times(one, currency, factor) if found else one for one, factor in counted),
        unit,
        found,
        tuple(left),
    )


def _times(one: OrderDay, currency: str, factor: int) -> OrderDay:
    return OrderDay(one.day, currency, one.net * factor, one.credits * factor, one.positive, one.orders)


def left_out(days: Sequence[OrderDay], as_of: date) -> tuple[LeftOut, ...]:
    """What is said of days that are in no sum, by currency."""
    start = months_before(as_of, 12)
    year = [one for one in days if one.day > start]
    return tuple(
        LeftOut(
            code,
            sum(one.net for one in year if one.currency == code),
            sum(one.positive for one in year if one.currency == code),
        )
        for code in sorted({one.currency for one in days})
    )


def net_between(days: Sequence[OrderDay], currency: str, first: date, last: date) -> int:
    """Net revenue on the days from ``first`` to ``last``, both included, in one currency."""
    return sum(d.net for d in days if d.currency == currency and first <= d.day <= last)


def revenue_12m(days: Sequence[OrderDay], currency: str, as_of: date) -> int:
    """Net revenue on the days d with as_of minus 12 months < d <= as_of."""
    start = months_before(as_of, 12)
    return sum(d.net for d in days if d.currency == currency and start < d.day <= as_of)


def order_dates(days: Sequence[OrderDay], as_of: date) -> tuple[date, ...]:
    """The order days up to ``as_of``: dates with at least one positive order, in any currency, ascending."""
    return tuple(sorted({d.day for d in days if d.positive and d.day <= as_of}))


def rhythm(dates: Sequence[date]) -> float | None:
    """Median days between order days over the last 12 gaps; None below 4 order days."""
    if len(dates) < RHYTHM_MIN_DAYS:
        return None
    gaps = [(b - a).days for a, b in pairwise(dates)]
    return float(median(gaps[-RHYTHM_GAPS:]))


def order_figures(
    days: Sequence[OrderDay],
    currency: str,
    as_of: date,
    first_month: int = 1,
    settings: FigureSettings = USUAL,
    rates: RateBook = NO_RATES,
) -> OrderFigures:
    """Every order figure of one account in ``currency``; nothing dated after ``as_of`` counts.

    Orders in other currencies count at the rate of their day, and in no sum where there is none.
    """
    past = [d for d in days if d.day <= as_of]
    dates = order_dates(past, as_of)
    quarters = last_quarters(as_of, 8, first_month)
    own, unit, converted, left = in_currency([d for d in past if d.day >= quarters[0].start], currency, rates)
    windows = like_for_like_windows(as_of, first_month)
    current, previous, last_year = (settled(net_between(own, currency, a, b), unit) for a, b in windows)
    usual = rhythm(dates)
    since = (as_of - dates[-1]).days if dates else None
    start = months_before(as_of, 12)
    counted = [d for d in own if d.day > start]
    (now_from, now_to), (before_from, before_to), _ = windows
    return OrderFigures(
        currency=currency,
        revenue_12m=settled(sum(d.net for d in counted), unit),
        orders_12m=sum(d.positive for d in counted),
        quarters=tuple(settled(net_between(own, currency, q.start, q.end), unit) for q in quarters),
        quarter_labels=tuple(q.label for q in quarters),
        like_for_like=LikeForLike((now_to - now_from).days + 1, current, previous, last_year),
        order_days=len(dates),
        last_order=dates[-1] if dates else None,
        days_since=since,
        rhythm=usual,
        last_gap=(dates[-1] - dates[-2]).days if len(dates) > 1 else None,
        drift=since / usual if usual and since is not None else None,
        average_order=average(
            sum(d.net - d.credits for d in counted), sum(d.positive for d in counted), unit
        ),
        orders_now=sum(d.positive for d in past if now_from <= d.day <= now_to),
        orders_before=sum(d.positive for d in past if before_from <= d.day <= before_to),
        settings=settings,
        converted=newest(converted, currency),
        left_out=left_out(left, as_of),
    )


def average(total: int, count: int, unit: int = 1) -> int | None:
    """An average amount in 1/10,000 of a unit of the currency, settled as any sum is; None of nothing.

    ``total`` is in 1/``unit`` of that.
    """
    return settled(total, count * unit) if count else None


def categories_started_stopped(
    bought: Sequence[tuple[str, int]],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The product mix that moved, from pairs (category, quarter index: 0 running, 1 the last, 2..5 the four before).

    Started: bought in 0 or 1 and in none of 2..5. Stopped: bought in at least two of 2..5 and in neither 0 nor 1.
    """
    seen: dict[str, set[int]] = {}
    for name, index in bought:
        if 0 <= index <= 5:
            seen.setdefault(name, set()).add(index)
    recent, earlier = {0, 1}, {2, 3, 4, 5}
    started = sorted(n for n, at in seen.items() if at & recent and not at & earlier)
    stopped = sorted(n for n, at in seen.items() if len(at & earlier) >= 2 and not at & recent)
    return tuple(started), tuple(stopped)
