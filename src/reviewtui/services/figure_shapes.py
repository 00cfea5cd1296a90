"""Figures as JSON, for the command line and for the lines that are kept: unknown is null and never zero."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from reviewtui.domain.money import money_data
from reviewtui.domain.numbers import half_even
from reviewtui.domain.own_plan import FIELDS

if TYPE_CHECKING:
    from reviewtui.domain.account_figures import AccountFigures
    from reviewtui.domain.known import Known
    from reviewtui.domain.orders import OrderFigures
    from reviewtui.domain.queue import QueueLine
    from reviewtui.domain.rates import Converted
    from reviewtui.services.figures import Detail

SHARE_PLACES = 6
Data = dict[str, Any]


def iso(day: date | None) -> str | None:
    """ISO text, None for unknown."""
    return day.isoformat() if day else None


def line_data(known: Known) -> Data:
    """What a row of the table of accounts has beside the figures."""
    return {
        "industry": known.industry or None,
        "city": known.city or None,
        "country": known.country or None,
        "archived": known.archived,
        "last_review": iso(known.last_finished),
        "open_actions": known.open_actions,
        "overdue_actions": known.overdue_actions,
    }


def figures_data(found: AccountFigures) -> Data:
    """Every figure of one account."""
    known = found.known
    return {
        "name": known.name,
        "external_id": known.external_id or None,
        "owner": known.owner or None,
        **_standing(found),
        **_orders(found),
        **_talks(found),
        **plan_data(found),
        **_opinions(found),
        **_health(found),
        "next_touch": {
            "date": iso(found.next_touch.day),
            "reason": found.next_touch.reason,
            "channel": found.next_touch.channel,
            "topic": found.next_touch.topic,
            "missed": found.next_touch.missed,
        },
        "said_versus_bought": found.said or None,
        "queue_points": found.queue.points,
        "queue_reasons": [one.text for one in found.queue.reasons],
    }


def _standing(found: AccountFigures) -> Data:
    standing = found.standing
    return {
        "tier": standing.tier,
        "tier_computed": standing.computed,
        "tier_override": standing.override or None,
        "tier_override_reason": standing.override_reason or None,
        "tier_edge": standing.edge,
        "revenue_12m": money_data(found.revenue, found.known.currency),
        "revenue_share": _rounded(standing.share, SHARE_PLACES),
        "cumulative_share": _rounded(standing.cumulative, SHARE_PLACES),
        **_ranked(found),
    }


def _ranked(found: AccountFigures) -> Data:
    """What the account is ranked by, where that is not its own currency."""
    standing, rate = found.standing, found.known.ranked_at
    if rate is None or standing.currency == found.known.currency:
        return {}
    return {
        "revenue_ranked": money_data(
            None if found.revenue is None else standing.revenue or 0, standing.currency
        ),
        "ranked_at": converted_data(rate),
    }


def converted_data(one: Converted) -> Data:
    """The rates by which amounts of one currency were converted: the newest, and how many there were."""
    return {
        "from": one.source,
        "to": one.target,
        **({} if one.used is None else {"used": one.used}),
        "rates": [
            {"from": row.source, "to": row.target, "date": row.day, "rate": row.rate} for row in one.rows
        ],
    }


def _orders(found: AccountFigures) -> Data:
    figures = found.known.orders
    return {
        **spend_data(figures, found.known.currency, known=found.known.has_orders),
        "drift": _rounded(figures.drift, 2),
        "drift_state": found.drift_state or ("too few" if figures.order_days else None),
        "expected_order": iso(found.expected_order),
        "started": list(found.known.walked.started),
        "stopped": list(found.known.walked.stopped),
    }


def spend_data(figures: OrderFigures, code: str, *, known: bool) -> Data:
    """What was spent by quarter and when; every amount null where no order is ``known`` at all.

    Orders in other currencies are named where there are any: the rates, or what is in no sum for want of one.
    """

    def amount(value: int) -> Data | None:
        return money_data(value, code) if known else None

    same_days = figures.like_for_like
    return {
        "orders_12m": figures.orders_12m,
        "average_order": money_data(figures.average_order, code),
        "quarters": [
            {"quarter": label, "net": amount(value)}
            for label, value in zip(figures.quarter_labels, figures.quarters, strict=True)
        ],
        "like_for_like": {
            "days": same_days.days,
            "current": amount(same_days.current),
            "previous": amount(same_days.previous),
            "last_year": amount(same_days.last_year),
        },
        "last_order": iso(figures.last_order),
        "days_since_order": figures.days_since,
        "rhythm_days": figures.rhythm,
        **_other_currencies(figures),
    }


def _other_currencies(figures: OrderFigures) -> Data:
    said: Data = {}
    if figures.converted:
        said["converted"] = [converted_data(one) for one in figures.converted]
    if figures.left_out:
        said["left_out"] = [
            {"revenue_12m": money_data(one.net, one.currency), "orders_12m": one.orders}
            for one in figures.left_out
        ]
    return said


def _talks(found: AccountFigures) -> Data:
    return {
        "last_touch": iso(found.contact.last),
        "contact_state": found.contact.state,
        "contact_ideal_days": found.contact.ideal,
        "contact_maximum_days": found.contact.maximum,
        "last_feedback": iso(found.feedback.last),
        "feedback_state": found.feedback.state,
        "feedback_ideal_days": found.feedback.ideal,
        "feedback_maximum_days": found.feedback.maximum,
        "email_only": found.email_only,
        "status_quo": found.status_quo,
        "paused_until": iso(found.queue.rests_until),
    }


def plan_data(found: AccountFigures) -> Data:
    """What holds for an account beside its clocks, and which of all that is its own; no step after an order is an
    empty list."""
    plan = found.plan
    return {
        "review_months": plan.review_months,
        "after_order": {"days": list(plan.post_order_days), "months": list(plan.post_order_months)},
        "renewal_lead_days": plan.renewal_lead,
        "own_plan": [name for name in FIELDS if name in plan.own],
    }


def _opinions(found: AccountFigures) -> Data:
    keep = found.keep_rate
    return {
        "rating": found.rating,
        "rating_date": iso(found.rating_day),
        "basics": _rounded(found.basics, 2),
        "nps_class": found.nps_class or None,
        "keep_rate": _rounded(keep.share, 4),
        "promises_kept": keep.kept,
        "promises_due": keep.due,
    }


def _health(found: AccountFigures) -> Data:
    health = found.health
    return {
        "ledger": _rounded(found.ledger.balance, 2),
        "health": health.value if health else None,
        "health_parts": [
            {
                "part": part.name,
                "input": part.input if part.share is not None else None,
                "share": _rounded(part.share, 4),
                "weight": round(part.weight, 2),
                "points": part.points if part.share is not None else None,
                "age_days": part.age,
            }
            for part in (health.parts if health else ())
        ],
    }


def detail_data(found: AccountFigures, detail: Detail) -> Data:
    """What only one account shows: the entries of its ledger, what is put aside, late deliveries."""
    return {
        "ledger_floor": found.ledger.floor,
        "ledger_comfort": found.ledger.comfort,
        "ledger_below_floor": iso(detail.crosses_floor),
        "ledger_entries": [
            {
                "date": iso(one.day),
                "weight": one.weight,
                "now": round(one.now, 2),
                "reason": one.reason,
                "source": {"table": one.source[0], "id": one.source[1]},
            }
            for one in found.ledger.entries
        ],
        "snoozed": _snoozed(found.queue),
        "late_deliveries": detail.late if detail.late_known else None,
        "deliveries_known": detail.late_known,
    }


def queue_data(line: QueueLine) -> Data:
    """What the queue says of an account beyond its figures."""
    return {
        "tier_factor": line.factor,
        "do": line.do,
        "reasons": [
            {"code": one.code, "points": one.points, "text": one.text, "do": one.do} for one in line.reasons
        ],
        "snoozed": _snoozed(line),
    }


def _snoozed(line: QueueLine) -> list[Data]:
    return [{"reason": one.reason, "until": iso(one.until), "note": one.note or None} for one in line.snoozed]


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else half_even(value, places)
