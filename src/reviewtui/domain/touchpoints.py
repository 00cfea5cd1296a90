"""The next touch: when to get in touch next, why, how and about what; computed, never stored."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import ceil
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.frozen import frozen
from reviewtui.domain.quarter import add_months

if TYPE_CHECKING:
    from reviewtui.domain.own_plan import InForce


class Shipped(NamedTuple):
    """An order with a positive amount (1/10,000), in its currency; ``delivered`` where it is known by now."""

    day: date
    amount: int
    currency: str = ""
    delivered: date | None = None


@frozen
class Anchor:
    """An order after which the plan runs: the day it runs from, and why (first order, large order)."""

    day: date
    why: str


@frozen
class Asked:
    """A planned touch: the date the customer asked for, or that we set ourselves."""

    day: date
    channel: str
    topic: str


@frozen
class NextTouch:
    """When, why, on which channel and about what; ``kind`` is the candidate it comes from.

    ``missed`` counts the touches whose day has passed and that have become this one.
    """

    day: date
    reason: str
    channel: str
    topic: str
    kind: str
    missed: int = 0


@frozen
class Cadence:
    """What the next touch is computed from.

    ``plan`` is what holds for the account, ``last`` the last real touch, ``last_review`` the last finished review of
    the usual template, ``rests`` the day until which the account is left in peace.
    """

    plan: InForce
    last: date | None
    last_review: date | None = None
    anchors: Sequence[Anchor] = ()
    renewal: date | None = None
    expected_order: date | None = None
    asked: Sequence[Asked] = ()
    rests: date | None = None


def anchors(orders: Iterable[Shipped], as_of: date, settings: FigureSettings = USUAL) -> tuple[Anchor, ...]:
    """The first order and every one over twice the usual size, which is the median of the earlier ones in its currency.

    A delivery anchors the plan when it is known by ``as_of``, else the order day. Those whose plan is long over are
    left out; ``settings`` are those that hold for the account (``OwnPlan.over``).
    """
    days, months = settings.post_order_days, settings.post_order_months
    since = add_months(_oldest(as_of, days, months), -max(months, default=0))
    since -= timedelta(days=max(days, default=0))
    past = sorted((one for one in orders if one.day <= as_of), key=attrgetter("day"))
    begin = next((n for n, one in enumerate(past) if not _is_over(one, since)), None)
    if begin is None:
        return ()
    # Orders of the same day are not earlier ones.
    begin = bisect_left(past, past[begin].day, key=attrgetter("day"))
    earlier: dict[str, list[int]] = {}
    for order in past[:begin]:
        earlier.setdefault(order.currency, []).append(order.amount)
    for sizes in earlier.values():
        sizes.sort()
    of_day: list[Shipped] = []
    found: set[Anchor] = set()
    for order in past[begin:]:
        if of_day and of_day[0].day != order.day:
            for one in of_day:
                insort(earlier.setdefault(one.currency, []), one.amount)
            of_day = []
        of_day.append(order)
        if _is_over(order, since):
            continue
        runs_from = _runs_from(order, as_of)
        usual = earlier.get(order.currency)
        if order.day == past[0].day:
            found.add(Anchor(runs_from, "first order"))
        elif usual and order.amount > settings.large_order * _median(usual):
            found.add(Anchor(runs_from, "large order"))
    return tuple(sorted(found, key=lambda one: (one.day, one.why)))


def _is_over(order: Shipped, since: date) -> bool:
    return order.day < since and (order.delivered is None or order.delivered < since)


def _runs_from(order: Shipped, as_of: date) -> date:
    known = order.delivered is not None and order.delivered <= as_of
    return order.delivered if known and order.delivered else order.day


def _median(ordered: Sequence[int]) -> float:
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def expected_order(last_order: date | None, rhythm: float | None) -> date | None:
    """The last order plus the rhythm, half days up; None when either is unknown."""
    if last_order is None or rhythm is None:
        return None
    return last_order + timedelta(days=ceil(rhythm))


def next_touch(cadence: Cadence, as_of: date) -> NextTouch:
    """The earliest of all candidates that no real touch has answered since; those of the past become one, today.

    Of the missed ones the latest gives reason, channel and topic. An account that rests is left until its day.
    """
    waiting = [one for one in candidates(cadence, as_of) if not _done(one, cadence)]
    missed = [one for one in waiting if one.day < as_of]
    ahead = [one for one in waiting if one.day >= as_of]
    if missed:
        newest = max(missed, key=lambda one: (one.day, -_RANK[one.kind]))
        ahead.append(_collapsed(newest, len(missed), as_of))
    found = min(ahead, key=lambda one: (one.day, not one.missed, _RANK[one.kind], one.topic))
    if cadence.rests is not None and found.day < cadence.rests:
        return NextTouch(
            cadence.rests,
            f"rests until {cadence.rests}; then {found.reason}",
            found.channel,
            found.topic,
            found.kind,
        )
    return found


def _collapsed(newest: NextTouch, count: int, as_of: date) -> NextTouch:
    more = f"; {count - 1} more {'is' if count == 2 else 'are'} late too" if count > 1 else ""
    reason = f"{newest.reason}, {_days((as_of - newest.day).days)} late{more}"
    return NextTouch(as_of, reason, newest.channel, newest.topic, newest.kind, count)


_RANK = {"asked": 0, "post_order": 1, "renewal": 2, "review": 3, "reorder": 4, "interval": 5}
"""Which of two candidates of one day speaks."""
_BY_THEMSELVES = frozenset({"review", "interval"})


def _done(one: NextTouch, cadence: Cadence) -> bool:
    """Whether somebody was talked to on the day or since; the review and the interval count from their own last time."""
    return one.kind not in _BY_THEMSELVES and cadence.last is not None and cadence.last >= one.day


def candidates(cadence: Cadence, as_of: date) -> Iterator[NextTouch]:
    """Everything that asks for a touch, done or not."""
    for one in cadence.asked:
        yield NextTouch(one.day, f"agreed for {one.day}", one.channel, one.topic or "As agreed", "asked")
    yield from _after_orders(cadence.anchors, as_of, cadence.plan)
    if cadence.renewal is not None and cadence.renewal >= as_of:
        yield _renewal(cadence.renewal, cadence.plan)
    yield _review(cadence, as_of)
    if cadence.expected_order is not None:
        due = cadence.expected_order
        yield NextTouch(due, f"next order expected {due}", "call", "Next order", "reorder")
    yield _interval(cadence, as_of)


def _renewal(renewal: date, plan: InForce) -> NextTouch:
    own = f", own: {_days(plan.renewal_lead)} before" if "renewal_lead" in plan.own else ""
    day = renewal - timedelta(days=plan.renewal_lead)
    return NextTouch(day, f"renewal on {renewal}{own}", "visit", "Renewal", "renewal")


def _review(cadence: Cadence, as_of: date) -> NextTouch:
    if cadence.last_review is None:
        return NextTouch(as_of, "never reviewed", "call", "Quarterly review", "review")
    plan = cadence.plan
    due = add_months(cadence.last_review, plan.review_months)
    own = f", own: every {_months(plan.review_months)}" if "review_months" in plan.own else ""
    reason = f"review due, the last on {cadence.last_review}{own}"
    return NextTouch(due, reason, "call", "Quarterly review", "review")


def _interval(cadence: Cadence, as_of: date) -> NextTouch:
    if cadence.last is None:
        return NextTouch(as_of, "never in touch", "call", "Getting to know them", "interval")
    plan = cadence.plan
    day = cadence.last + timedelta(days=plan.contact_ideal)
    every = "own:" if "contact_ideal" in plan.own else "ideal"
    reason = f"last touch {cadence.last}, {every} every {_days(plan.contact_ideal)}"
    return NextTouch(day, reason, "call", "How things are", "interval")


def _after_orders(found: Sequence[Anchor], as_of: date, plan: InForce) -> Iterator[NextTouch]:
    oldest = _oldest(as_of, plan.post_order_days, plan.post_order_months)
    own = ", own plan" if "post_order" in plan.own else ""
    for anchor in found:
        steps = [(anchor.day + timedelta(days=n), _days(n)) for n in plan.post_order_days]
        steps += [(add_months(anchor.day, n), _months(n)) for n in plan.post_order_months]
        for n, (day, after) in enumerate(steps):
            if day >= oldest:
                topic = _TOPICS[min(n, len(_TOPICS) - 1)]
                reason = f"{after} after the {anchor.why} of {anchor.day}{own}"
                yield NextTouch(day, reason, "call", topic, "post_order")


def _oldest(as_of: date, days: Sequence[int], months: Sequence[int]) -> date:
    """A step missed for longer than the plan itself runs is not asked for any more: the interval has called since."""
    return min(add_months(as_of, -max(months, default=0) - 1), as_of - timedelta(days=max(days, default=0)))


_TOPICS = ("Did it arrive and work?", "Is it as promised?", "First results", "Results and new needs")


def _days(n: int) -> str:
    return f"{n} day{'' if n == 1 else 's'}"


def _months(n: int) -> str:
    return f"{n} month{'' if n == 1 else 's'}"
