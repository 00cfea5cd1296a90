"""Layouts of files that were imported: remembered when somebody decided on one, offered for the next file, forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from reviewtui.domain.errors import NotFound
from reviewtui.services.transfer.recalled import Recalled, decided, headers_key
from reviewtui.storage.reads.layouts import KeptLayout

if TYPE_CHECKING:
    from reviewtui.domain.moment import Moment
    from reviewtui.services.transfer.plan import ImportPlan
    from reviewtui.storage.store import Store


class Remembered:
    """What is known of header rows; ``encodings`` are those that files without proof of theirs were said to have."""

    def __init__(self, layouts: Iterable[KeptLayout]) -> None:
        self._by_key = {one.headers: one for one in layouts}
        self.encodings = tuple(
            sorted({said for one in self._by_key.values() if (said := one.answers.get("encoding"))})
        )

    def __call__(self, cells: Sequence[str]) -> Recalled | None:
        if not self._by_key or (one := self._by_key.get(headers_key(cells))) is None:
            return None
        return Recalled(
            one.kind, one.mapping, one.answers, f"as the last time, on {one.used_at[:10]}: {one.file}"
        )

    def misfit(self, _: Sequence[str]) -> None:
        """Nobody said that the file is one of these."""


def all_layouts(store: Store) -> list[KeptLayout]:
    """Every layout that is remembered, the last used first."""
    with store.read() as r:
        return r.layouts.kept()


def remember(store: Store, plan: ImportPlan, moment: Moment, agreed: Sequence[str] = ()) -> bool:
    """Keep what was decided by hand about a file that was imported; returns whether there was anything.

    It is no change of the data: an undo of the import leaves it. ``agreed`` are the pairs of accounts that were made one.
    """
    found = decided(plan, agreed)
    if found is None:
        return False
    values: dict[str, Any] = {
        "kind": found.kind,
        "file": plan.path.name,
        "mapping": json.dumps(dict(found.mapping), ensure_ascii=False),
        "answers": json.dumps(dict(found.answers)),
        "used_at": moment.stamp,
    }
    key = headers_key(plan.header.cells)
    with store.write("remember a layout", moment, journal=False) as w:
        kept = next((one for one in w.read.layouts.kept() if one.headers == key), None)
        if kept is None:
            w.add("import_layout", headers=key, **values)
        else:
            w.change("import_layout", kept.id, **values)
    return True


def forget(store: Store, number: int, moment: Moment) -> KeptLayout:
    """Forget a layout by its number and return what it was; raises NotFound."""
    with store.write("forget a layout", moment, journal=False) as w:
        kept = next((one for one in w.read.layouts.kept() if one.id == number), None)
        if kept is None:
            raise NotFound(f"There is no layout {number}; `reviewtui import --layouts` lists them.")
        w.remove("import_layout", number)
    return kept


def forget_headers(store: Store, cells: Sequence[str], moment: Moment) -> bool:
    """Forget the layout of files with this header row; returns whether there was one."""
    key = headers_key(cells)
    found = next((one for one in all_layouts(store) if one.headers == key), None)
    if found is not None:
        forget(store, found.id, moment)
    return found is not None
