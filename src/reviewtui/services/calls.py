"""Whom to call, for a screen that stays open: every account in the queue, brought up to date piece by piece.

The journal says which accounts were written to since, by this program or another, so that a logged touch costs the
reading of one account, not of all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.frozen import frozen

if TYPE_CHECKING:
    from reviewtui.domain.changes import Change, Entry
    from reviewtui.domain.contact import Clock
    from reviewtui.domain.known import Known
    from reviewtui.domain.queue import QueueLine
    from reviewtui.domain.tiers import Buyer, Standing
    from reviewtui.domain.touchpoints import NextTouch
    from reviewtui.services.kept_calls import KeptCalls
    from reviewtui.storage.store import Store

FEW = 40
"""Accounts that are read again one by one; when more were written to, all are."""
AT_ONCE = 500
"""Accounts whose lines are made in one step."""
WHOLE = 250
"""Accounts up to which the plan after an order is read too: it takes a walk over all orders."""


@frozen
class Call:
    """An account as Today shows it: its line in the queue, both clocks, when to get in touch next.

    ``key`` orders equals: name, external id, id.
    """

    line: QueueLine
    key: tuple[str, str, int]
    contact: Clock
    feedback: Clock
    next_touch: NextTouch


@dataclass(frozen=True)
class Calls:
    """Every account that is not archived, by id; ``queue`` are those with points, most points first.

    ``due`` are those without points whose next touch has come, what was agreed first, then where most was missed.
    Those that are not ``whole`` know the length of both, but only their beginning; what is beyond is an IndexError.
    """

    as_of: date
    accounts: Mapping[int, Call] = field(default_factory=dict)
    queue: Sequence[Call] = ()
    due: Sequence[Call] = ()
    whole: bool = True

    @cached_property
    def resting(self) -> tuple[Call, ...]:
        """Accounts that are left in peace, or of which a reason is put aside; by name."""
        found = (one for one in self.accounts.values() if one.line.rests_until or one.line.snoozed)
        return tuple(sorted(found, key=lambda one: one.key))


class CallList:
    """Keeps the calls of one file; all but ``calls`` belongs to one thread.

    ``while step(store, as_of): ...`` brings it up to date, and each step is short. ``calls`` is the last whole result,
    None before the first.
    """

    def __init__(self, settings: FigureSettings = USUAL) -> None:
        self.calls: Calls | None = None
        self._settings = settings
        self._work: Iterator[None] | None = None
        self._as_of: date | None = None
        self._found: dict[int, Call] = {}
        self._buyers: dict[int, Buyer] = {}
        self._ranked: Mapping[int, Standing] = {}
        self._last: Entry | None = None
        self._frame = ("", 0, "", 0)
        self._whole = True
        self._kept: KeptCalls | None = None

    @property
    def from_kept(self) -> bool:
        """Whether the calls are those that are kept, so that another start finds them too."""
        return self._kept is not None

    def at_once(self, store: Store, as_of: date, ids: Collection[int] = ()) -> bool:
        """Do all of it in one go where there are few accounts; of many take the beginning of what is kept, and ``ids``.

        False where all of it takes too long.
        """
        with store.read() as r:
            few = not r.accounts.more_than(WHOLE)
        if not few:
            from reviewtui.services.kept_calls import KeptCalls

            self.calls = KeptCalls(as_of, self._settings).first(store, ids)
        while few and self.step(store, as_of):
            pass
        return few

    def step(self, store: Store, as_of: date) -> bool:
        """Do the next piece of work; False when everything is up to date."""
        if self._work is None or self._as_of != as_of:
            self._work = self._pieces(store, as_of)
        try:
            next(self._work)
        except StopIteration:
            self._work = None
            return False
        except BaseException:
            self._work = self.calls = None
            raise
        return True

    def _from_kept(self, store: Store, as_of: date) -> bool:
        """Take the calls that are kept, those written to since computed anew; False where they do not hold."""
        from reviewtui.services.kept_calls import KeptCalls

        if self._kept is None or self._as_of != as_of:
            self._kept = KeptCalls(as_of, self._settings)
        moved = self._kept.bring_up(store)
        if moved is None:
            self._kept = None
            return False
        self._as_of = as_of
        if moved or self.calls is None or self.calls.as_of != as_of or not self.calls.whole:
            self.calls = self._kept.calls()
        return True

    def _pieces(self, store: Store, as_of: date) -> Iterator[None]:
        if self._from_kept(store, as_of):
            return
        known = self.calls is not None and self.calls.as_of == as_of and bool(self._found)
        touched = self._touched(store) if known else None
        self._as_of = as_of
        if touched is not None and len(touched) <= FEW and self._again(store, touched, as_of):
            if touched:
                self._publish(as_of)
            return
        yield from self._all(store, as_of)
        with store.read() as r:
            newest = next(iter(r.journal.newest(1)), None)
        if newest != self._last:
            # Written while all were read: an account may have been read before.
            yield from self._pieces(store, as_of)

    def _touched(self, store: Store) -> frozenset[int] | None:
        """The accounts written to since the last look; None when that cannot be told, as after an import."""
        last = self._last
        with store.read() as r:
            entries = r.journal.since(last.id if last else 0)
            if self._frame != r.money_frame:
                return None
        fresh = [one for one in entries if one != last]
        self._last = entries[-1] if entries else None
        if any(entry.about_anybody for entry in fresh):
            return None
        # An entry that is gone was taken back in the same breath.
        gone = last.accounts if last and (not entries or entries[0].id != last.id) else frozenset()
        return gone.union(*(entry.accounts for entry in fresh))

    def _again(self, store: Store, touched: frozenset[int], as_of: date) -> bool:
        """Read some accounts again; False when one of them moved in the ranking, which may move others."""
        from reviewtui.domain.known import buyer

        for account_id in touched:
            with store.read() as r:
                known = r.figures.known(account_id, account_id, as_of, self._settings, whole=self._whole)
            if not known or buyer(known[0], as_of) != self._buyers.get(account_id):
                return False
            self._keep(known[0], as_of)
        return True

    def _all(self, store: Store, as_of: date) -> Iterator[None]:
        # The figures are not loaded before the first screen stands, unless it is to show them.
        from reviewtui.domain.known import buyer
        from reviewtui.domain.tiers import standings

        with store.read() as r:
            newest = r.journal.newest(1)
            self._frame = r.money_frame
            parts = r.figures.slices()
            self._whole = r.accounts.count() <= WHOLE
        self._last = newest[0] if newest else None
        everyone: list[Known] = []
        for first, last in parts:
            with store.read() as r:
                everyone += r.figures.known(first, last, as_of, self._settings, whole=self._whole)
            yield
        self._buyers = {one.account_id: buyer(one, as_of) for one in everyone}
        yield
        self._ranked = standings(self._buyers.values(), as_of, self._settings)
        self._found = {}
        for place, one in enumerate(everyone):
            self._keep(one, as_of)
            if place % AT_ONCE == AT_ONCE - 1:
                yield
        self._publish(as_of)

    def _keep(self, known: Known, as_of: date) -> None:
        from reviewtui.domain.account_figures import clocks, queue_line, touch_of
        from reviewtui.domain.own_plan import in_force

        standing = self._ranked[known.account_id]
        if known.archived:
            self._found.pop(known.account_id, None)
            return
        plan = in_force(known.plan.own, standing.tier, self._settings)
        contact, feedback = clocks(known, plan, as_of)
        self._found[known.account_id] = Call(
            queue_line(known, standing, plan, as_of, self._settings),
            known.key,
            contact,
            feedback,
            touch_of(known, plan, as_of),
        )

    def _publish(self, as_of: date) -> None:
        waiting = [one for one in self._found.values() if one.line.points > 0]
        waiting.sort(key=lambda one: (-one.line.points, one.key))
        due = [
            one
            for one in self._found.values()
            if one.line.points <= 0 and one.next_touch.day <= as_of and one.line.rests_until is None
        ]
        due.sort(key=lambda one: (one.next_touch.kind != "asked", -one.next_touch.missed, one.key))
        self.calls = Calls(as_of, dict(self._found), tuple(waiting), tuple(due))


def newest_entry(store: Store) -> int:
    """The number of the newest entry in the journal; 0 when nothing was written yet."""
    with store.read() as r:
        return next((entry.id for entry in r.journal.newest(1)), 0)


def written_since(store: Store, entry_id: int) -> frozenset[int]:
    """The accounts that entries after this one say something of; a review merely opened, or discarded, says nothing."""
    with store.read() as r:
        entries = r.journal.since(entry_id + 1)
    changes = (change for entry in entries for change in entry.changes if not _says_nothing(change))
    return frozenset(change.account_id for change in changes if change.account_id is not None)


def _says_nothing(change: Change) -> bool:
    """Whether it is a review that was opened and nothing else, or one that was put aside."""
    from reviewtui.domain.reviews import ReviewState

    discarded = (change.after or {}).get("state") == ReviewState.DISCARDED.value
    return change.table == "review" and (change.before is None or discarded)
