"""Touches: contacts with an account that were not a review, noted after the fact or planned."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.errors import InvalidInput, NotFound
from reviewtui.domain.moment import Moment
from reviewtui.domain.records import Touch
from reviewtui.domain.reviews import CHANNELS
from reviewtui.domain.text import normalise, one_line

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

TALKED = frozenset(["call", "visit", "video", "event"])
"""Channels on which being reached means having talked; the others count only when they were answered."""


def log_touch(
    store: Store,
    account_id: int,
    moment: Moment,
    *,
    channel: str = "call",
    topic: str = "",
    text: str = "",
    contact: str = "",
    day: date | None = None,
    minutes: int | None = None,
    reached: bool = True,
    answered: bool | None = None,
    planned: bool = False,
    value_given: bool = False,
) -> Touch:
    """Note a touch (or with ``reached=False`` an attempt) by the user of this file; raises InvalidInput.

    ``answered`` says whether an e-mail or message went both ways; ``day`` is the moment's date unless said, and
    lies ahead only for a planned touch.
    """
    when = day or moment.as_of
    if channel not in CHANNELS:
        raise InvalidInput(f'"{channel}" is no channel; there is {", ".join(CHANNELS)}.')
    if when > moment.as_of and not planned:
        raise InvalidInput(f"{when.isoformat()} is still to come: a touch noted as done cannot lie ahead.")
    if minutes is not None and not 0 <= minutes <= 1440:
        raise InvalidInput(f"{minutes} minutes is not the length of a touch; it is 0 to 1440.")
    both_ways = (channel in TALKED) if answered is None else answered
    with store.write("log touch" if reached else "log attempt", moment) as w:
        if w.read.accounts.get(account_id) is None:
            raise NotFound("This account is not there any more.")
        touch_id = w.add(
            "touch",
            account_id=account_id,
            day=when.isoformat(),
            channel=channel,
            topic=one_line(topic, " "),
            person=w.read.me,
            contact=one_line(contact, " "),
            minutes=minutes,
            text=normalise(text),
            two_way=both_ways and reached and not planned,
            reached=reached,
            planned=planned,
            value_given=value_given,
        )
        return next(t for t in w.read.work.touches(account_id) if t.id == touch_id)


def recent_touches(
    store: Store, as_of: date, account_id: int | None = None, limit: int = -1
) -> tuple[tuple[str, Touch], ...]:
    """(account, touch) up to a date, newest first, of one account or of all."""
    with store.read() as r:
        if account_id is None:
            return r.work.recent_touches(as_of, limit)
        account = r.accounts.get(account_id)
        found = r.work.touches(account_id, as_of)
    name = account.name if account else ""
    return tuple((name, touch) for touch in (found if limit < 0 else found[:limit]))
