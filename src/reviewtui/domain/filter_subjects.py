"""What of an account the filter looks at, taken from its figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.filters import Subject


def subject_of(figures: AccountFigures) -> Subject:
    """What of an account can be filtered by, from its figures."""
    known, standing = figures.known, figures.standing
    words = {
        "tier": (standing.tier,),
        "owner": (known.owner,),
        "industry": (known.industry,),
        "city": (known.city,),
        "country": (known.country,),
        "contact": (figures.contact.state,),
        "feedback": (figures.feedback.state,),
        "nps_class": (figures.nps_class,),
        "next": (
            figures.next_touch.kind.replace("_", "-"),
            figures.next_touch.channel,
            figures.next_touch.topic,
        ),
        "reason": tuple(one.code for one in figures.queue.reasons),
        "currency": (known.currency,),
        "ranked": (standing.currency,),
        "id": (known.external_id,),
    }
    return Subject(known.account_id, known.name, words, _numbers(figures), _tags(figures))


def _numbers(figures: AccountFigures) -> dict[str, float | None]:
    known, orders, as_of = figures.known, figures.known.orders, figures.as_of
    revenue, average = figures.revenue, orders.average_order
    year = orders.like_for_like.against_last_year
    kept, share = figures.keep_rate.share, figures.standing.share
    return {
        "drift": orders.drift,
        "silent": orders.days_since,
        "rhythm": orders.rhythm,
        "rating": figures.rating,
        "nps": figures.nps_score,
        "basics": figures.basics,
        "health": figures.health.value if figures.health else None,
        "ledger": figures.ledger.balance,
        "revenue": None if revenue is None else revenue / 10_000,
        "ranked": None if revenue is None else (figures.standing.revenue or 0) / 10_000,
        "orders": orders.orders_12m if known.has_orders else None,
        "average": None if average is None else average / 10_000,
        "share": _percent(share),
        "points": figures.queue.points,
        "touched": figures.contact.days,
        "asked": figures.feedback.days,
        "due": _days(figures.next_touch.day, as_of),
        "renewal": _days(known.renewal, as_of),
        "kept": _percent(kept),
        "change": _percent(year),
    }


def _percent(share: float | None) -> float | None:
    # Nine places drop the dust of binary fractions: 7 of 25 are 28 %, and not a little more.
    return None if share is None else round(100 * share, 9)


def _days(day: date | None, as_of: date) -> int | None:
    return None if day is None or day < as_of else (day - as_of).days


def _tags(figures: AccountFigures) -> frozenset[str]:
    known, standing = figures.known, figures.standing
    found: dict[str, Any] = {
        "paused": figures.queue.rests_until,
        "edge": standing.edge,
        "override": standing.override,
        "email-only": figures.email_only,
        "status-quo": figures.status_quo,
        "said": figures.said,
        "late": figures.drift_state in ("late", "silent"),
        "silent": figures.drift_state == "silent",
        "never-reviewed": known.last_review is None,
        "archived": known.archived,
    }
    return frozenset(name for name, holds in found.items() if holds)
