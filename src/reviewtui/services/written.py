"""Which accounts were written to since the last look, by this program or another: the journal says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewtui.domain.changes import Entry
    from reviewtui.storage.store import Store


class Written:
    """Remembers the newest entry of the journal that was looked at."""

    def __init__(self) -> None:
        self._last: Entry | None = None

    def begin(self, store: Store) -> None:
        """What is written from now on counts."""
        with store.read() as r:
            newest = r.journal.newest(1)
        self._last = newest[0] if newest else None

    def since(self, store: Store) -> frozenset[int] | None:
        """The accounts written to since the last look; None when that cannot be told, as after an import."""
        last = self._last
        with store.read() as r:
            entries = r.journal.since(last.id if last else 0)
        fresh = [one for one in entries if one != last]
        self._last = entries[-1] if entries else None
        if any(entry.about_anybody for entry in fresh):
            return None
        # An entry that is gone was taken back in the same breath.
        gone = last.accounts if last and (not entries or entries[0].id != last.id) else frozenset()
        return gone.union(*(entry.accounts for entry in fresh))
