"""Where an account stands and why to call, in plain lines: the figures that a screen shows above the brief."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reviewtui.domain.numbers import half_even
from reviewtui.domain.plan_words import own_words

if TYPE_CHECKING:
    from reviewtui.domain.account_figures import AccountFigures
    from reviewtui.domain.contact import Clock


def standing_lines(found: AccountFigures) -> Iterator[str]:
    """Tier, clocks, next touch, health with its parts, ledger, rating: whatever is known, one of them in a line."""
    yield _tier(found)
    yield _clock("contact", found.contact, "never in touch")
    yield _clock("feedback", found.feedback, "never asked")
    if own := own_words(found.plan):
        yield f"own plan: {'; '.join(own)}"
    if found.email_only:
        yield "only e-mails and messages, nobody was spoken to"
    if found.status_quo:
        yield "orders by itself, nobody talks to them"
    if found.queue.rests_until is not None:
        note = f": {found.queue.rests_note}" if found.queue.rests_note else ""
        yield f"left in peace until {found.queue.rests_until}{note}"
    touch = found.next_touch
    yield f"next touch {touch.day}: {touch.channel}, {touch.topic}; {touch.reason}"
    yield _health(found)
    if found.ledger.balance is not None:
        yield f"ledger {half_even(found.ledger.balance, 2):z.2f}"
    if found.rating is not None:
        yield f"rating {found.rating:g} on {found.rating_day}{f', {found.nps_class}' if found.nps_class else ''}"
    if found.keep_rate.due:
        yield f"promises of 12 months: {found.keep_rate.kept} of {found.keep_rate.due} kept in time"


def call_lines(found: AccountFigures) -> Iterator[str]:
    """The reasons with their points, and how the total comes about; nothing where none speaks for a call."""
    yield from (one.text for one in found.queue.reasons)
    if found.queue.reasons:
        yield found.queue.total
    for one in found.queue.snoozed:
        note = f": {one.note}" if one.note else ""
        yield f"put aside until {one.until}: {one.reason}{note}"


def _tier(found: AccountFigures) -> str:
    standing = found.standing
    if standing.tier == "-":
        return "no tier, never ordered"
    parts = [f"tier {standing.tier}"]
    if standing.override:
        parts.append(f"by hand, computed {standing.computed}: {standing.override_reason}")
    if standing.edge:
        parts.append("on the edge")
    if standing.rank is not None and standing.share is not None:
        parts.append(f"rank {standing.rank}, {100 * standing.share:.1f} % of revenue")
    return ", ".join(parts)


def _clock(label: str, one: Clock, never: str) -> str:
    days = never if one.days is None else f"{one.days} days"
    ideal, most = ("own " if own else "" for own in (one.own_ideal, one.own_maximum))
    return f"{label} {one.state}: {days}, {ideal}ideal {one.ideal}, {most}at most {one.maximum}"


def _health(found: AccountFigures) -> str:
    health = found.health
    if health is None:
        return "health unknown"
    parts = ", ".join(f"{one.name} {one.points}" for one in health.parts if one.share is not None)
    missing = f"; unknown: {', '.join(health.missing)}" if health.missing else ""
    return f"health {health.value}: {parts}{missing}"
