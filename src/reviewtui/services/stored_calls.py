"""A call as text and back: what Today shows of an account, kept as one short JSON list."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from reviewtui.domain.contact import Clock
from reviewtui.domain.moment import day_of, iso_of
from reviewtui.domain.queue import QueueLine, Reason, Snooze
from reviewtui.domain.touchpoints import NextTouch
from reviewtui.services.calls import Call

if TYPE_CHECKING:
    from reviewtui.domain.account_figures import AccountFigures
    from reviewtui.domain.known import Known
    from reviewtui.domain.tiers import Standing

MOST_MISSED = 1000


def call_of(figures: AccountFigures) -> Call:
    """What Today shows of an account, from its figures."""
    return Call(figures.queue, figures.known.key, figures.contact, figures.feedback, figures.next_touch)


def due_rank(call: Call, as_of: date, *, archived: bool = False) -> int | None:
    """The place of an account without points among those whose next touch has come: what was agreed first, then where
    most was missed; None when it is not among them."""
    if archived or call.line.points > 0 or call.line.rests_until is not None or call.next_touch.day > as_of:
        return None
    missed = min(call.next_touch.missed, MOST_MISSED)
    return MOST_MISSED - missed + (0 if call.next_touch.kind == "asked" else 2 * MOST_MISSED)


def call_text(call: Call, standing: Standing) -> str:
    """A call as JSON, with the place of the account in the ranking."""
    line, touch = call.line, call.next_touch
    return json.dumps(
        [
            [line.name, call.key[0], line.external_id, line.owner, line.tier, line.factor, line.points],
            [[one.code, one.text, one.points, one.do] for one in line.reasons],
            [[one.id, one.reason, iso_of(one.since), iso_of(one.until), one.note] for one in line.snoozed],
            [iso_of(line.rests_until), line.rests_note],
            clock_list(call.contact),
            clock_list(call.feedback),
            [iso_of(touch.day), touch.reason, touch.channel, touch.topic, touch.kind, touch.missed],
            [
                standing.computed,
                standing.edge,
                standing.rank,
                standing.share,
                standing.cumulative,
                standing.currency,
                standing.revenue,
            ],
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def call_from(account_id: int, text: str) -> Call:
    """The call that ``call_text`` made a text of."""
    head, reasons, snoozed, rests, contact, feedback, touch, _ = json.loads(text)
    name, key, external_id, owner, tier, factor, points = head
    line = QueueLine(
        account_id=account_id,
        name=name,
        external_id=external_id,
        owner=owner,
        tier=tier,
        factor=factor,
        points=points,
        reasons=tuple(Reason(*one) for one in reasons),
        snoozed=tuple(Snooze(one[0], one[1], _date(one[2]), _date(one[3]), one[4]) for one in snoozed),
        rests_until=day_of(rests[0]),
        rests_note=rests[1],
    )
    return Call(
        line,
        (key, external_id, account_id),
        clock_from(contact),
        clock_from(feedback),
        NextTouch(_date(touch[0]), *touch[1:]),
    )


def standing_again(text: str, known: Known, as_of: date) -> Standing:
    """Where an account stands while the ranking is as it was; what was decided by hand may be new."""
    from reviewtui.domain.tiers import Standing

    computed, edge, rank, share, cumulative, currency, revenue = json.loads(text)[-1]
    override = known.plan.override(as_of)
    return Standing(
        tier=override or computed,
        computed=computed,
        override=override,
        override_reason=known.plan.tier_reason if override else "",
        edge=edge,
        rank=rank,
        share=share,
        cumulative=cumulative,
        currency=currency,
        revenue=revenue,
    )


def clock_list(clock: Clock) -> list[Any]:
    """A clock as a JSON list."""
    return [
        clock.state, iso_of(clock.last), clock.days, clock.ideal, clock.maximum, clock.own_ideal, clock.own_maximum
    ]  # fmt: skip


def clock_from(found: list[Any]) -> Clock:
    """The clock that ``clock_list`` made a list of."""
    return Clock(found[0], day_of(found[1]), *found[2:])


_date = date.fromisoformat
