"""All figures of one account as of a date, from what is known of it: the one place where they come together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from reviewtui.domain.contact import Clock, contact_clock, email_only, feedback_clock, last_real, status_quo
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.health import Health, Inputs, health
from reviewtui.domain.known import BASICS, NPS_KEY, Known
from reviewtui.domain.ledger import Ledger, Told, ledger
from reviewtui.domain.nps import nps_class
from reviewtui.domain.own_plan import InForce, in_force
from reviewtui.domain.promises import KeepRate, keep_rate, overdue
from reviewtui.domain.quarter import add_months, months_before
from reviewtui.domain.queue import QueueLine, Signs, awake, reasons
from reviewtui.domain.said import MONTHS_VALID, said_versus_bought
from reviewtui.domain.tiers import Standing
from reviewtui.domain.touchpoints import Cadence, NextTouch, expected_order, next_touch

NPS_MONTHS = 12


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """Every figure of one account as of a date, each with what it comes from; None where unknown.

    ``expected_order`` is the last order plus the rhythm; ``basics`` the mean of the latest three; ``nps_score`` the
    latest answer of the 12 months; ``said`` the sentence where word and deed differ; ``plan`` the cadence that holds.
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
    plan: InForce

    @property
    def nps_class(self) -> str:
        """promoter, passive, detractor, or empty."""
        return nps_class(self.nps_score)

    @property
    def revenue(self) -> int | None:
        """Net revenue of the 12 months in the account's currency, None when no order is known."""
        return self.known.orders.revenue_12m if self.known.has_orders else None


def figures_of(
    known: Known, standing: Standing, as_of: date, settings: FigureSettings = USUAL
) -> AccountFigures:
    """Every figure of an account, from what is known of it and where it stands among the others."""
    orders = known.orders
    plan = in_force(known.plan.own, standing.tier, settings)
    contact, feedback = clocks(known, plan, as_of)
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
    state = replace(orders, settings=settings).drift_state
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
        said=_said(known, as_of, settings),
        ledger=balance,
        health=health(parts, as_of, settings),
        next_touch=touch_of(known, plan, as_of),
        queue=queue_line(known, standing, plan, as_of, settings),
        plan=plan,
    )


def told(known: Known, contact: Clock) -> Told:
    """What the ledger is made of."""
    return Told(
        known.promises, known.issues, known.touches, known.ratings, known.manual, contact.maximum,
        contact.own_maximum,
    )  # fmt: skip


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


def touch_of(known: Known, plan: InForce, as_of: date) -> NextTouch:
    """The next touch of an account for which this plan holds."""
    cadence = Cadence(
        plan=plan,
        last=last_real(known.touches, as_of),
        last_review=known.last_review,
        anchors=known.walked.anchors,
        renewal=known.renewal,
        expected_order=expected_order(known.orders.last_order, known.orders.rhythm),
        asked=known.planned,
        rests=known.plan.rests(as_of),
    )
    return next_touch(cadence, as_of)


def queue_line(
    known: Known, standing: Standing, plan: InForce, as_of: date, settings: FigureSettings = USUAL
) -> QueueLine:
    """The line of an account in the queue; without points when nothing speaks for a call, or when it is archived."""
    contact, feedback = clocks(known, plan, as_of)
    rests = known.plan.rests(as_of)
    counting, snoozed = awake(
        reasons(_signs(known, contact, feedback, as_of, settings), as_of, settings),
        known.snoozes,
        as_of,
        rests,
    )
    factor = settings.factor(standing.tier)
    return QueueLine(
        account_id=known.account_id,
        name=known.name,
        external_id=known.external_id,
        owner=known.owner,
        tier=standing.tier,
        factor=factor,
        points=0 if known.archived else factor * sum(one.points for one in counting),
        reasons=counting,
        snoozed=snoozed,
        rests_until=rests,
        rests_note=known.plan.rest_note if rests else "",
    )


def clocks(known: Known, plan: InForce, as_of: date) -> tuple[Clock, Clock]:
    """The contact clock and the feedback clock of an account for which this plan holds."""
    return contact_clock(known.touches, plan, as_of), feedback_clock(known.last_feedback, plan, as_of)


def _signs(known: Known, contact: Clock, feedback: Clock, as_of: date, settings: FigureSettings) -> Signs:
    late = overdue(known.promises, as_of)
    fire = min(
        (one for one in known.issues if one.urgent and (one.solved is None or one.solved > as_of)),
        key=lambda one: (one.opened, one.id),
        default=None,
    )
    seen, rival = max(known.sightings, default=(None, ""))
    return Signs(
        contact=contact,
        feedback=feedback,
        drift=known.orders.drift,
        days_since_order=known.orders.days_since,
        rhythm=known.orders.rhythm,
        urgent=fire.text if fire else "",
        urgent_since=fire.opened if fire else None,
        overdue=len(late),
        overdue_since=late[0].due if late else None,
        said=_said(known, as_of, settings),
        rival=rival,
        rival_seen=seen,
        renewal=known.renewal,
    )
