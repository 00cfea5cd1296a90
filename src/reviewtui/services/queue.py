"""The call queue: who to call next and why; and putting a reason aside until a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.errors import InvalidInput, NotFound
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.moment import Moment
from reviewtui.domain.queue import REASONS, QueueLine, Snooze
from reviewtui.domain.text import one_line

if TYPE_CHECKING:
    from reviewtui.storage.store import Store


@dataclass(frozen=True, slots=True)
class Queue:
    """The accounts with points, most points first; ``total`` is how many there are before ``first`` cut them."""

    as_of: date
    lines: tuple[QueueLine, ...]
    total: int


def queue(
    store: Store,
    as_of: date,
    settings: FigureSettings = USUAL,
    *,
    owner: str | None = None,
    tiers: Collection[str] = (),
    reason: str | None = None,
    first: int | None = None,
    real_date: date | None = None,
) -> Queue:
    """The call queue as of a date; owner counts whatever the case, and "me" is the user of this file.

    ``tiers`` and ``reason`` (a code of ``domain.queue.REASONS``) narrow it, ``first`` is how many lines at most; lines that
    are kept for the ``real_date`` stay.
    """
    if reason is not None and reason not in REASONS:
        raise InvalidInput(f'"{reason}" is no reason of the queue; there is {", ".join(REASONS)}.')
    wanted = _named(store, owner)
    from reviewtui.services.everyone import Everyone

    found = Everyone(store, as_of, settings, real_date=real_date).waiting()
    lines = tuple(
        one
        for one in found
        if (wanted is None or one.owner.casefold() == wanted)
        and (not tiers or one.tier in tiers)
        and (reason is None or any(why.code == reason for why in one.reasons))
    )
    return Queue(as_of, lines if first is None else lines[:first], len(lines))


def _named(store: Store, owner: str | None) -> str | None:
    if owner is None:
        return None
    with store.read() as r:
        return (r.me if owner.casefold() == "me" else owner).casefold()


def snooze(store: Store, account_id: int, reason: str, until: date, moment: Moment, note: str = "") -> Snooze:
    """Put one reason of an account aside until a day, on which it returns; raises InvalidInput or NotFound."""
    if reason not in REASONS:
        raise InvalidInput(f'"{reason}" is no reason of the queue; there is {", ".join(REASONS)}.')
    if until <= moment.as_of:
        raise InvalidInput(
            f"{until.isoformat()} is not ahead: name the day on which the reason is to return."
        )
    words = one_line(note, " ")
    with store.write(f"snooze {reason}", moment) as w:
        if w.read.accounts.get(account_id) is None:
            raise NotFound("This account is not there any more.")
        for old in w.read.figures.snoozes(account_id, moment.as_of):
            if old.reason == reason:
                w.trash("snooze", old.id)
        row_id = w.add(
            "snooze", account_id=account_id, reason=reason, set_on=moment.as_of.isoformat(), until=until.isoformat(),
            note=words,
        )  # fmt: skip
    return Snooze(row_id, reason, moment.as_of, until, words)


def unsnooze(store: Store, account_id: int, reason: str, moment: Moment) -> None:
    """Let a reason count again at once; raises NotFound when it is not put aside."""
    with store.write(f"wake {reason}", moment) as w:
        held = [one for one in w.read.figures.snoozes(account_id, moment.as_of) if one.reason == reason]
        if not held:
            raise NotFound(f'The reason "{reason}" is not put aside here.')
        for one in held:
            w.trash("snooze", one.id)
