"""The calls of every account from the lines that are kept: texts, of which only what is looked at is taken apart."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, overload

from reviewtui.services.calls import Call, Calls
from reviewtui.services.figure_lines import Following, frame_name
from reviewtui.services.stored_calls import call_from
from reviewtui.storage.reads.lines import KeptRow

if TYPE_CHECKING:
    from reviewtui.domain.figure_settings import FigureSettings
    from reviewtui.storage.store import Store

FIRST = 100
"""Calls of each list that are read ahead of the others: more than any screen shows."""


class Opened(Mapping[int, Call]):
    """Calls by account, made of their texts when they are asked for."""

    def __init__(self, rows: Mapping[int, KeptRow]) -> None:
        self._rows = rows
        self._found: dict[int, Call] = {}

    def __getitem__(self, account_id: int) -> Call:
        found = self._found.get(account_id)
        if found is None:
            found = self._found[account_id] = call_from(account_id, self._rows[account_id].call)
        return found

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class InOrder(Sequence[Call]):
    """Some of the calls in an order of their own."""

    def __init__(self, ids: Sequence[int], calls: Opened) -> None:
        self._ids = ids
        self._calls = calls

    @overload
    def __getitem__(self, at: int) -> Call: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Call]: ...
    def __getitem__(self, at: int | slice) -> Call | Sequence[Call]:
        if isinstance(at, slice):
            return InOrder(self._ids[at], self._calls)
        return self._calls[self._ids[at]]

    def __len__(self) -> int:
        return len(self._ids)


class Beginning(InOrder):
    """The first of them, and how many there are in all."""

    def __init__(self, ids: Sequence[int], calls: Opened, total: int) -> None:
        super().__init__(ids, calls)
        self._total = total

    def __len__(self) -> int:
        return self._total


class KeptCalls:
    """The kept lines of one date, and those of accounts written to since, which are computed here."""

    def __init__(self, as_of: date, settings: FigureSettings) -> None:
        self._as_of = as_of
        self._settings = settings
        self._following: Following | None = None
        self._rows: dict[int, KeptRow] = {}

    def first(self, store: Store, ids: Collection[int]) -> Calls | None:
        """Only what a first screen shows, and the calls of some accounts; None where what is kept does not hold."""
        with store.read() as r:
            frame = r.lines.frame
            if frame is None or frame.name != frame_name(self._as_of, self._settings):
                return None
            behind, total, touches = r.lines.tally()
            if behind:
                return None
            waiting, due, others = r.lines.first_calls(FIRST, ids)
        opened = Opened({row.account_id: row for row in (*waiting, *due, *others)})
        return Calls(
            self._as_of,
            opened,
            Beginning([row.account_id for row in waiting], opened, total),
            Beginning([row.account_id for row in due], opened, touches),
            whole=False,
        )

    def bring_up(self, store: Store) -> bool | None:
        """Read what is kept, and compute what is stale of it; whether anything moved, None where it does not hold."""
        moved = self._following.since(store) if self._following is not None else None
        fresh = moved is None
        if moved is None:
            following = Following(self._as_of, self._settings)
            with store.read() as r:
                moved = following.begin(store)
                if moved is None:
                    return None
                self._rows = {row.account_id: row for row in r.lines.calls()}
            self._following = following
        for account_id in moved:
            self._compute(store, account_id)
        return fresh or bool(moved)

    def _compute(self, store: Store, account_id: int) -> None:
        assert self._following is not None
        line = self._following.line(store, account_id)
        with store.read() as r:
            account = r.accounts.get(account_id)
        self._rows.pop(account_id, None)
        if line is not None and account is not None and not account.archived:
            key = call_from(account_id, line.call).key
            self._rows[account_id] = KeptRow(line.points, *key, line.due_rank, line.call)

    def calls(self) -> Calls:
        """All of them in their orders."""
        ordered = sorted(self._rows.values(), key=lambda row: (-row.points, row[1:4]))
        opened = Opened(dict(self._rows))
        waiting = bisect_left(ordered, True, key=lambda row: row.points <= 0)
        due = sorted(
            (row for row in ordered if row.due_rank is not None),
            key=lambda row: (row.due_rank or 0, row[1:4]),
        )
        return Calls(
            self._as_of,
            opened,
            InOrder([row.account_id for row in ordered[:waiting]], opened),
            InOrder([row.account_id for row in due], opened),
        )
