"""The last change taken back, or one import whatever came after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewtui.domain.changes import Entry
from reviewtui.domain.errors import NotFound
from reviewtui.domain.moment import Moment

if TYPE_CHECKING:
    from reviewtui.storage.store import Store


def last_change(store: Store) -> str:
    """The newest change that can be taken back, in words; empty when there is none."""
    with store.read() as r:
        newest = r.journal.last_undoable()
    return newest.label if newest else ""


def undo_last(store: Store, moment: Moment) -> Entry:
    """Take back the newest change that is not undone yet, an import as a whole, and return its entry.

    Raises NotFound when there is nothing left, Conflict when what it wrote has changed since; then nothing changes.
    """
    with store.read() as r:
        newest = r.journal.last_undoable()
    with store.write(f"undo {newest.label if newest else ''}".strip(), moment) as w:
        entry = w.read.journal.last_undoable()
        if entry is None:
            raise NotFound("There is nothing to undo in this file.")
        w.take_back(entry)
    return entry


def undo_import(store: Store, batch: int, moment: Moment) -> Entry:
    """Take one import back as a whole, also when other things were written since, and return its entry.

    Raises NotFound when it was taken back already, Conflict when what it wrote has changed since; then nothing changes.
    """
    with store.read() as r:
        found = r.journal.of_import(batch)
    with store.write(f"undo {found.label if found else ''}".strip(), moment) as w:
        entry = w.read.journal.of_import(batch)
        if entry is None:
            raise NotFound("This import was taken back already.")
        w.take_back(entry)
    return entry
