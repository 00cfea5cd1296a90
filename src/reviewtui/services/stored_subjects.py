"""What a table of accounts keeps of one as text and back, as one short JSON list."""

from __future__ import annotations

import json
from datetime import date

from reviewtui.domain.figured import Figured
from reviewtui.domain.filters import Subject
from reviewtui.domain.known import Walked
from reviewtui.domain.touchpoints import Anchor
from reviewtui.services.stored_calls import clock_from, clock_list


def subject_text(one: Figured, walked: Walked) -> str:
    """A row of the table as JSON, and what a walk over the orders of the account found, which saves the next one."""
    subject = one.subject
    return json.dumps(
        [
            subject.name,
            {key: list(values) for key, values in subject.words.items()},
            dict(subject.numbers),
            sorted(subject.tags),
            [one.tier, one.rank, one.drift, one.drift_state, one.ranked_in, one.ranked_by],
            clock_list(one.contact),
            clock_list(one.feedback),
            [one.health, one.ledger, one.next_day.isoformat(), one.next_missed, one.points],
            [
                [(anchor.day.isoformat(), anchor.why) for anchor in walked.anchors],
                walked.started,
                walked.stopped,
                walked.post_order,
            ],
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def figured_from(account_id: int, text: str) -> Figured:
    """The row that ``subject_text`` made a text of."""
    name, words, numbers, tags, head, contact, feedback, tail, _ = json.loads(text)
    tier, rank, drift, state, ranked_in, ranked_by = head
    health, ledger, next_day, next_missed, points = tail
    return Figured(
        subject=Subject(
            account_id, name, {key: tuple(values) for key, values in words.items()}, numbers, frozenset(tags)
        ),
        tier=tier,
        rank=rank,
        drift=drift,
        drift_state=state,
        contact=clock_from(contact),
        feedback=clock_from(feedback),
        health=health,
        ledger=ledger,
        next_day=date.fromisoformat(next_day),
        next_missed=next_missed,
        points=points,
        ranked_in=ranked_in,
        ranked_by=ranked_by,
    )


def walked_from(text: str) -> Walked:
    """What ``subject_text`` kept of a walk over the orders of the account, its last part."""
    found, started, stopped, steps = json.loads(text)
    anchors = tuple(Anchor(date.fromisoformat(day), why) for day, why in found)
    return Walked(anchors, tuple(started), tuple(stopped), steps)
