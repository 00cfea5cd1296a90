"""The figures of every account at once, for the command line: kept lines where there are many accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from reviewtui.domain.errors import DatabaseBusy, ReadOnly, WriteFailed
from reviewtui.services.figure_lines import all_lines, bring_up, holding, queue_text, spared

if TYPE_CHECKING:
    from datetime import date

    from reviewtui.domain.figure_settings import FigureSettings
    from reviewtui.domain.figured import Figured
    from reviewtui.domain.queue import QueueLine
    from reviewtui.storage.figure_lines import Frame, KeptLine
    from reviewtui.storage.reads.lines import LineReads
    from reviewtui.storage.store import Store

T = TypeVar("T")
WHOLE = 250
"""Accounts up to which computing all of them is quicker than it is worth keeping them."""
PAGE = 500


class Everyone:
    """The figures of every account as of a date: kept lines where there are many accounts, else computed for the moment.

    ``waiting`` is the call queue, ``subjects`` what can be filtered and sorted by, ``records`` the JSON of each. Lines
    of the ``real_date`` are never thrown away for those of another date. Where another session keeps lines of
    another day or other settings meanwhile, the rest is computed.
    """

    def __init__(
        self, store: Store, as_of: date, settings: FigureSettings, *, real_date: date | None = None
    ) -> None:
        self._store = store
        self._as_of = as_of
        self._settings = settings
        self._frame: Frame | None = None
        self._lines: dict[int, KeptLine] = {}
        with store.read() as r:
            few = r.accounts.count() <= WHOLE
        elsewhere = real_date is not None and spared(store, as_of, real_date)
        if few or elsewhere or not self._kept():
            self._compute()

    def _kept(self) -> bool:
        """Bring up the kept lines; False where they cannot be written."""
        store = self._store
        found = holding(store, self._as_of, self._settings)
        if found is None or found[1]:
            try:
                for _ in bring_up(store, self._as_of, self._settings, lambda run: run(store)):
                    pass
            except (ReadOnly, DatabaseBusy, WriteFailed):
                return False
            found = holding(store, self._as_of, self._settings)
        self._frame = found[0] if found is not None and not found[1] else None
        return self._frame is not None

    def _compute(self) -> None:
        self._frame = None
        found = (line for lines in all_lines(self._store, self._as_of, self._settings) for line in lines)
        self._lines = {line.account_id: line for line in found}

    def _read(self, read: Callable[[LineReads], T]) -> T | None:
        """Something of the kept lines, if they hold while it is read; None when the lines were computed here."""
        if self._frame is None:
            return None
        with self._store.read() as r:
            if r.lines.frame == self._frame:
                return read(r.lines)
        self._compute()
        return None

    def subjects(self) -> Iterator[tuple[int, Figured]]:
        """What each account can be filtered and sorted by, archived ones too, in no order."""
        from reviewtui.services.stored_subjects import figured_from

        with self._store.read() as r:
            parts = r.figures.slices()
        for first, last in parts:
            found = self._read(partial(_subjects, first, last))
            if found is None:
                ids = (one for one in range(first, last + 1) if one in self._lines)
                found = tuple((one, self._lines[one].subject) for one in ids)
            yield from ((one, figured_from(one, text)) for one, text in found)

    def records(self, ids: Sequence[int]) -> Iterator[Sequence[bytes]]:
        """The accounts as JSON that harms no terminal, in the order of ``ids``, a page after the other."""
        for start in range(0, len(ids), PAGE):
            page = ids[start : start + PAGE]
            found = self._page(page)
            yield [found[one] for one in page if one in found]

    def _page(self, ids: Sequence[int]) -> Mapping[int, bytes]:
        found = self._read(partial(_records, ids))
        if found is None:
            return {one: self._lines[one].record.encode() for one in ids if one in self._lines}
        return found

    def queue(self, first: int | None = None) -> Iterator[Sequence[bytes]]:
        """The ``first`` so many of the queue, in its order: records with its reasons, as JSON that harms no terminal."""
        found = self._read(lambda lines: lines.queue(first))
        return self.queued(islice(self.waiting(), first)) if found is None else self._queued(found)

    def queued(self, lines: Iterable[QueueLine]) -> Iterator[Sequence[bytes]]:
        """The same of some lines of the queue."""
        return self._queued([(one.account_id, queue_text(one).encode()) for one in lines])

    def _queued(self, lines: Sequence[tuple[int, bytes]]) -> Iterator[Sequence[bytes]]:
        for start in range(0, len(lines), PAGE):
            page = lines[start : start + PAGE]
            found = self._page([one for one, _ in page])
            # The members of both in one object: nobody reads them just to write them again.
            yield [found[one][:-1] + b", " + more[1:] for one, more in page if one in found]

    def waiting(self) -> Iterator[QueueLine]:
        """The accounts with points that are not archived, in the order of the queue."""
        from reviewtui.domain.queue import in_order
        from reviewtui.services.stored_calls import call_from

        found = self._read(lambda lines: lines.calls(waiting=True))
        if found is None:
            calls = (call_from(one, line.call) for one, line in self._lines.items())
            return iter(in_order((one.line, one.key) for one in calls))
        return (call_from(row.account_id, row.call).line for row in found)


def _subjects(first: int, last: int, lines: LineReads) -> tuple[tuple[int, str], ...]:
    return lines.subjects(first, last)


def _records(page: Sequence[int], lines: LineReads) -> dict[int, bytes]:
    return lines.records(page)
