"""What the account bought: order days and the figures computed from them, each defined once, here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.quarter import last_quarters, like_for_like_windows, months_before

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


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """The order figures of one account as of a date, in one currency; amounts in 1/10,000 of the unit.

    ``rhythm`` is the median gap in days, None for too few order days; ``drift`` days since the last order over
    the rhythm; ``quarters`` the net revenue of the last 8 quarters, oldest first.
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

    @property
    def drift_state(self) -> str:
        """``silent`` from the alert on, ``late`` from the flag on, ``ok`` below, empty when unknown."""
        if self.drift is None:
            return ""
        if self.drift >= self.settings.drift_alert:
            return "silent"
        return "late" if self.drift >= self.settings.drift_flag else "ok"


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
) -> OrderFigures:
    """Every order figure of one account in ``currency``; nothing dated after ``as_of`` counts."""
    past = [d for d in days if d.day <= as_of]
    dates = order_dates(past, as_of)
    quarters = last_quarters(as_of, 8, first_month)
    windows = like_for_like_windows(as_of, first_month)
    current, previous, last_year = (net_between(past, currency, a, b) for a, b in windows)
    usual = rhythm(dates)
    since = (as_of - dates[-1]).days if dates else None
    start = months_before(as_of, 12)
    year = [d for d in past if d.day > start]
    counted = [d for d in year if d.currency == currency]
    positive = sum(d.positive for d in counted)
    (now_from, now_to), (before_from, before_to), _ = windows
    return OrderFigures(
        currency=currency,
        revenue_12m=sum(d.net for d in counted),
        orders_12m=sum(d.positive for d in year),
        quarters=tuple(net_between(past, currency, q.start, q.end) for q in quarters),
        quarter_labels=tuple(q.label for q in quarters),
        like_for_like=LikeForLike((now_to - now_from).days + 1, current, previous, last_year),
        order_days=len(dates),
        last_order=dates[-1] if dates else None,
        days_since=since,
        rhythm=usual,
        last_gap=(dates[-1] - dates[-2]).days if len(dates) > 1 else None,
        drift=since / usual if usual and since is not None else None,
        average_order=average(sum(d.net - d.credits for d in counted), positive),
        orders_now=sum(d.positive for d in past if now_from <= d.day <= now_to),
        orders_before=sum(d.positive for d in past if before_from <= d.day <= before_to),
        settings=settings,
    )


def average(total: int, count: int) -> int | None:
    """An average amount in 1/10,000 of a unit, None of nothing.

    What does not go in whole is rounded to the odd number, so that rounding once more when shown gives what rounding the
    exact average would: an amount that is half a cent by accident would be taken for a true half.
    """
    return total // count | (total % count > 0) if count else None


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
