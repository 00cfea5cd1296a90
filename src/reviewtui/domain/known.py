"""What is known of one account as of a date: everything that its figures are made of, and nothing computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from reviewtui.domain.contact import Contacted
from reviewtui.domain.ledger import ManualEntry, Rated, SolvedIssue
from reviewtui.domain.orders import OrderFigures
from reviewtui.domain.own_plan import AS_USUAL, OwnPlan
from reviewtui.domain.promises import Promise
from reviewtui.domain.queue import Snooze
from reviewtui.domain.rates import Converted
from reviewtui.domain.tiers import Buyer
from reviewtui.domain.touchpoints import Anchor, Asked

BASICS = ("base.ontime", "base.comm", "base.exec")
NPS_KEY = "sat.recommend"


class Walked(NamedTuple):
    """What only a walk over each order of an account and its lines tells: the plan after an order, the product mix.

    ``post_order`` is the plan of its own that the anchors were looked for with, None for that of the settings.
    """

    anchors: tuple[Anchor, ...] = ()
    started: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    post_order: str | None = None


NOT_WALKED = Walked()


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided for one account: a tier with the reason, a rest until a day, and what it has of its own."""

    tier: str = ""
    tier_reason: str = ""
    tier_since: date | None = None
    rest_since: date | None = None
    rest_until: date | None = None
    rest_note: str = ""
    own: OwnPlan = AS_USUAL

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

    ``latest`` holds (day, value) of the newest answer by question key, in reviews that are not discarded.
    ``sightings`` are (day, rival). ``archived`` accounts are in no queue. ``last_review`` is of the usual template,
    ``last_finished`` of any. ``common`` and ``common_currency`` are what ``Buyer`` says,
    ``ranked_at`` is the newest rate from the account's currency to that of the file.
    """

    account_id: int
    name: str
    key: tuple[str, str, int]
    external_id: str
    owner: str
    industry: str
    currency: str
    orders: OrderFigures
    city: str = ""
    country: str = ""
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
    walked: Walked = NOT_WALKED
    last_finished: date | None = None
    open_actions: int = 0
    overdue_actions: int = 0
    common: int | None = None
    common_currency: str = ""
    ranked_at: Converted | None = None


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
        common=known.common,
        common_currency=known.common_currency,
    )
