"""The last change taken back, or one import whatever came after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewtui.domain.changes import Entry
from reviewtui.domain.errors import NotFound
from reviewtui.domain.moment import Moment

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store

_SHOWN = 5


def last_change(store: Store) -> str:
    """The newest change that can be taken back, in words and with the account it is about; empty when there is none."""
    with store.read() as r:
        newest = r.journal.last_undoable()
        return _in_words(r, newest) if newest else ""


def _in_words(r: Reader, entry: Entry) -> str:
    about = {change.account_id for change in entry.changes} - {None}
    account = r.accounts.get(about.pop() or 0) if len(about) == 1 else None
    if account is None or account.name in entry.label:
        return entry.label
    return f"{entry.label}: {account.name}"


def undo_last(store: Store, moment: Moment, *, later: bool = False) -> Entry:
    """Take back the newest change that is not undone yet, an import as a whole, and return its entry.

    With ``later`` what a large import brought is hidden now and removed after the return, while the caller goes on.
    Raises NotFound when there is nothing left, Conflict when what it wrote has changed since; then nothing changes.
    """
    with store.read() as r:
        newest = r.journal.last_undoable()
    if newest is not None and (batch := _large_import(store, newest)) is not None:
        return _in_slices(store, newest, batch, moment, later=later)
    with store.write(f"undo {newest.label if newest else ''}".strip(), moment) as w:
        entry = w.read.journal.last_undoable()
        if entry is None:
            raise NotFound("There is nothing to undo in this file.")
        w.take_back(entry)
    return entry


def undo_import(store: Store, batch: int, moment: Moment, *, later: bool = False) -> Entry:
    """Take one import back as a whole, also when other things were written since, and return its entry.

    ``later`` as for ``undo_last``.
    Raises NotFound when it was taken back already, Conflict when what it wrote has changed since; then nothing changes.
    """
    with store.read() as r:
        found = r.journal.of_import(batch)
    if found is not None and _large_import(store, found) is not None:
        return _in_slices(store, found, batch, moment, later=later)
    with store.write(f"undo {found.label if found else ''}".strip(), moment) as w:
        entry = w.read.journal.of_import(batch)
        if entry is None:
            raise NotFound("This import was taken back already.")
        w.take_back(entry)
    return entry


def undo_file(store: Store, file: str, moment: Moment) -> Entry:
    """Take back the newest import of a file by the name of that file, whatever came after it, and return its entry.

    Raises NotFound when no import that is not taken back has this name, and as ``undo_import`` does.
    """
    with store.read() as r:
        live = r.journal.live_imports()
    batch = next((number for number, name in live if name == file), None)
    if batch is None:
        names = list(dict.fromkeys(name for _, name in live))
        newest = f" The newest imports are of {', '.join(names[:_SHOWN])}." if names else ""
        raise NotFound(f"No import of {file} is there to be taken back.{newest}")
    return undo_import(store, batch, moment)


def _large_import(store: Store, entry: Entry) -> int | None:
    """The batch of an entry that is a large import, None for any other."""
    from reviewtui.storage.imports.takeback import is_large

    batch = next((change.row_id for change in entry.changes if change.table == "import_batch"), None)
    if batch is None:
        return None
    with store.read() as r:
        return batch if is_large(r.db, batch) else None


def _in_slices(store: Store, entry: Entry, batch: int, moment: Moment, *, later: bool) -> Entry:
    from reviewtui.storage.imports.takeback import take_back_large

    store.last_entry = take_back_large(store, entry, batch, moment, f"undo {entry.label}", later=later)
    return entry
