"""All figures of one account as of a date, from what is known of it: the one place where they come together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from reviewtui.domain.contact import (
    Clock,
    Contacted,
    contact_clock,
    email_only,
    feedback_clock,
    last_real,
    status_quo,
)
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.health import Health, Inputs, health
from reviewtui.domain.ledger import Ledger, ManualEntry, Rated, SolvedIssue, Told, ledger
from reviewtui.domain.nps import nps_class
from reviewtui.domain.orders import OrderFigures
from reviewtui.domain.promises import KeepRate, Promise, keep_rate, overdue
from reviewtui.domain.quarter import add_months, months_before
from reviewtui.domain.queue import QueueLine, Signs, Snooze, awake, reasons
from reviewtui.domain.said import MONTHS_VALID, said_versus_bought
from reviewtui.domain.tiers import Buyer, Standing
from reviewtui.domain.touchpoints import Anchor, Asked, Cadence, NextTouch, expected_order, next_touch

BASICS = ("base.ontime", "base.comm", "base.exec")
NPS_KEY = "sat.recommend"
NPS_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided for one account: a tier of its own with the reason, intervals, a rest until a day."""

    tier: str = ""
    tier_reason: str = ""
    tier_since: date | None = None
    contact_ideal: int | None = None
    contact_maximum: int | None = None
    rest_since: date | None = None
    rest_until: date | None = None
    rest_note: str = ""

    def override(self, as_of: date) -> str:
        """The tier decided by hand, from the day it was."""
        return self.tier if self.tier_since is None or self.tier_since <= as_of else ""

    def rests(self, as_of: date) -> date | None:
        """The day until which the account is left in peace, None when it is not."""
        begun = self.rest_since is None or self.rest_since <= as_of
        return self.rest_until if begun and self.rest_until is not None and as_of < self.rest_until else None


@dataclass(frozen=True, slots=True)
class Known:
    """All that the figures of an account are made of, nothing dated after the date but what is planned.

    ``latest`` holds (day, value) of the newest answer by question key, in reviews that are not discarded; for the
    keys of word against deed the newest one that was dealt with, whose value is None when it says nothing.
    ``sightings`` are (day, rival). ``archived`` accounts are in no queue.
    """

    account_id: int
    name: str
    key: tuple[str, str, int]
    external_id: str
    owner: str
    industry: str
    currency: str
    orders: OrderFigures
    has_orders: bool = False
    first_order: date | None = None
    plan: Plan = Plan()
    renewal: date | None = None
    archived: bool = False
    touches: Sequence[Contacted] = ()
    planned: Sequence[Asked] = ()
    last_review: date | None = None
    last_feedback: date | None = None
    ratings: Sequence[Rated] = ()
    latest: Mapping[str, tuple[date, object]] = field(default_factory=dict)
    promises: Sequence[Promise] = ()
    issues: Sequence[SolvedIssue] = ()
    sightings: Sequence[tuple[date, str]] = ()
    manual: Sequence[ManualEntry] = ()
    snoozes: Sequence[Snooze] = ()
    anchors: Sequence[Anchor] = ()
    started: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """Every figure of one account as of a date, each with what it comes from; None where unknown.

    ``expected_order`` is the last order plus the rhythm; ``basics`` the mean of the latest three; ``nps_score`` the
    latest answer of the 12 months; ``said`` the sentence where word and deed differ.
    """

    known: Known
    as_of: date
    standing: Standing
    drift_state: str
    expected_order: date | None
    contact: Clock
    feedback: Clock
    email_only: bool
    status_quo: bool
    rating: float | None
    rating_day: date | None
    basics: float | None
    nps_score: float | None
    keep_rate: KeepRate
    said: str
    ledger: Ledger
    health: Health | None
    next_touch: NextTouch
    queue: QueueLine

    @property
    def nps_class(self) -> str:
        """promoter, passive, detractor, or empty."""
        return nps_class(self.nps_score)

    @property
    def revenue(self) -> int | None:
        """Net revenue of the 12 months in the account's currency, None when no order is known."""
        return self.known.orders.revenue_12m if self.known.has_orders else None


def drift_state(drift: float | None, settings: FigureSettings = USUAL) -> str:
    """``silent`` from the alert on, ``late`` from the flag on, ``ok`` below, empty when unknown."""
    if drift is None:
        return ""
    if drift >= settings.drift_alert:
        return "silent"
    return "late" if drift >= settings.drift_flag else "ok"


def buyer(known: Known, as_of: date) -> Buyer:
    """What ranks an account among the others."""
    return Buyer(
        account_id=known.account_id,
        key=known.key,
        currency=known.currency,
        revenue=known.orders.revenue_12m if known.has_orders else None,
        first_order=known.first_order,
        repeat=known.orders.order_days > 1,
        override=known.plan.override(as_of),
        override_reason=known.plan.tier_reason,
    )


def figures_of(
    known: Known, standing: Standing, as_of: date, settings: FigureSettings = USUAL
) -> AccountFigures:
    """Every figure of an account, from what is known of it and where it stands among the others."""
    orders, plan = known.orders, known.plan
    contact = contact_clock(
        known.touches, standing.tier, as_of, settings, ideal=plan.contact_ideal, maximum=plan.contact_maximum
    )
    feedback = feedback_clock(known.last_feedback, standing.tier, as_of, settings)
    rating = known.ratings[-1] if known.ratings else None
    keep = keep_rate(known.promises, as_of)
    basics, basics_day = _basics(known)
    balance = ledger(told(known, contact), as_of, settings)
    parts = Inputs(
        ledger=balance,
        rating=rating.value if rating else None,
        rating_age=(as_of - rating.day).days if rating else None,
        drift=orders.drift,
        days_since_order=orders.days_since,
        contact=contact,
        keep_rate=keep,
        basics=basics,
        basics_age=(as_of - basics_day).days if basics_day else None,
    )
    state, said = drift_state(orders.drift, settings), _said(known, as_of, settings)
    return AccountFigures(
        known=known,
        as_of=as_of,
        standing=standing,
        drift_state=state,
        expected_order=expected_order(orders.last_order, orders.rhythm),
        contact=contact,
        feedback=feedback,
        email_only=email_only(known.touches, as_of, contact.maximum),
        status_quo=status_quo(state, contact, feedback),
        rating=rating.value if rating else None,
        rating_day=rating.day if rating else None,
        basics=basics,
        nps_score=_nps(known, as_of),
        keep_rate=keep,
        said=said,
        ledger=balance,
        health=health(parts, as_of, settings),
        next_touch=next_touch(_cadence(known, standing, contact, as_of, settings), as_of, settings),
        queue=_queue(known, standing, contact, feedback, said, as_of, settings),
    )


def told(known: Known, contact: Clock) -> Told:
    """What the ledger is made of."""
    return Told(known.promises, known.issues, known.touches, known.ratings, known.manual, contact.maximum)


def _basics(known: Known) -> tuple[float | None, date | None]:
    """The mean of the latest of each, and the day of the newest of them."""
    found = [known.latest[key] for key in BASICS if key in known.latest]
    values = [float(value) for _, value in found if isinstance(value, int | float)]
    if not values:
        return None, None
    return sum(values) / len(values), max(day for day, _ in found)


def _nps(known: Known, as_of: date) -> float | None:
    day, value = known.latest.get(NPS_KEY, (None, None))
    fresh = day is not None and day > months_before(as_of, NPS_MONTHS)
    return float(value) if fresh and isinstance(value, int | float) else None


def _said(known: Known, as_of: date, settings: FigureSettings) -> str:
    fresh = {
        key: value
        for key, (day, value) in known.latest.items()
        if isinstance(value, str) and add_months(day, MONTHS_VALID) >= as_of
    }
    return said_versus_bought(fresh, known.orders.like_for_like, settings.said_change / 100)


def _cadence(
    known: Known, standing: Standing, contact: Clock, as_of: date, settings: FigureSettings
) -> Cadence:
    return Cadence(
        tier=standing.tier,
        last=last_real(known.touches, as_of),
        ideal=contact.ideal,
        review_months=settings.of_tier(settings.review_months, standing.tier),
        last_review=known.last_review,
        anchors=known.anchors,
        renewal=known.renewal,
        expected_order=expected_order(known.orders.last_order, known.orders.rhythm),
        asked=known.planned,
        rests=known.plan.rests(as_of),
    )


def _queue(
    known: Known,
    standing: Standing,
    contact: Clock,
    feedback: Clock,
    said: str,
    as_of: date,
    settings: FigureSettings,
) -> QueueLine:
    late = overdue(known.promises, as_of)
    fire = min(
        (one for one in known.issues if one.urgent and (one.solved is None or one.solved > as_of)),
        key=lambda one: (one.opened, one.id),
        default=None,
    )
    seen, rival = max(known.sightings, default=(None, ""))
    signs = Signs(
        contact=contact,
        feedback=feedback,
        drift=known.orders.drift,
        days_since_order=known.orders.days_since,
        rhythm=known.orders.rhythm,
        urgent=fire.text if fire else "",
        urgent_since=fire.opened if fire else None,
        overdue=len(late),
        overdue_since=late[0].due if late else None,
        said=said,
        rival=rival,
        rival_seen=seen,
        renewal=known.renewal,
    )
    rests = known.plan.rests(as_of)
    counting, snoozed = awake(reasons(signs, as_of, settings), known.snoozes, as_of, rests)
    factor = settings.factor(standing.tier)
    points = 0 if known.archived else factor * sum(one.points for one in counting)
    return QueueLine(
        known.account_id, known.name, known.external_id, known.owner, standing.tier, factor, points, counting,
        snoozed, rests,
    )  # fmt: skip
