"""Actions, touches and own plans of the sample file that came from no review."""

from __future__ import annotations

from datetime import date
from typing import Any

from reviewtui.services.account_plan import set_own_plan
from sample.making import SampleStore, moment_of


def write_agenda(store: SampleStore, ids: dict[str, int], told: dict[str, Any]) -> None:
    """Write the actions, touches and own plans of the agenda, in the order they stand there."""
    for text in told["actions"]:
        _action(store, ids, [part.strip() for part in text.split("|")])
    for text in told["touches"]:
        _touch(store, ids, [part.strip() for part in text.split("|")])
    for text in told["plans"]:
        _plan(store, ids, [part.strip() for part in text.split("|")])


def _plan(store: SampleStore, ids: dict[str, int], cells: list[str]) -> None:
    account, day, parts = cells
    fields = (part.split("=") for part in parts.split(","))
    typed = {name.strip(): text.strip() for name, text in fields}
    set_own_plan(store, ids[account], typed, moment_of(date.fromisoformat(day)))


def _action(store: SampleStore, ids: dict[str, int], cells: list[str]) -> None:
    account, title, owner, made_on, due, end, marks = cells
    words = marks.split()
    priority = next((int(word[1]) for word in words if word in ("p1", "p2", "p3")), None)
    done = end if end not in ("open", "dropped") else None
    store.add(
        "action", date.fromisoformat(made_on), account_id=ids[account], title=title, owner=owner,
        side="customer" if "customer" in words else "ours", promise="promise" in words,
        status="done" if done else end, priority=priority, due=due, first_due=due, done_on=done,
        created_on=made_on,
    )  # fmt: skip


def _touch(store: SampleStore, ids: dict[str, int], cells: list[str]) -> None:
    account, day, channel, person, contact, minutes, topic, text, marks = cells
    words = marks.split()
    planned = "planned" in words
    store.add(
        "touch", date(2026, 11, 12) if planned else date.fromisoformat(day), account_id=ids[account], day=day,
        channel=channel, topic=topic, person=person, contact=contact,
        minutes=int(minutes) if minutes else None, text=text,
        two_way=not planned and not {"missed", "oneway"} & set(words), reached="missed" not in words,
        planned=planned, value_given="value" in words,
    )  # fmt: skip
