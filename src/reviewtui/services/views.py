"""Saved views of the table of accounts, and which columns it shows: kept in the file, so that they go where it goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reviewtui.domain.errors import NotFound
from reviewtui.domain.moment import Moment
from reviewtui.domain.text import one_line
from reviewtui.domain.views import View, checked, read_views, views_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewtui.storage.store import Store

VIEWS, COLUMNS = "accounts.views", "accounts.columns"


def views(store: Store) -> tuple[View, ...]:
    """The views of this file, by key."""
    with store.read() as r:
        return tuple(sorted(read_views(r.setting(VIEWS)), key=lambda one: one.key))


def view_named(store: Store, name: str) -> View:
    """The view of that name or key, whatever the case; raises NotFound with the names there are."""
    found = views(store)
    wanted = name.strip().casefold()
    for one in found:
        if wanted in (one.name.casefold(), one.key):
            return one
    raise NotFound(f'There is no view "{name}".', tuple(one.name for one in found))


def save_view(store: Store, view: View, moment: Moment) -> View:
    """Keep a view; one of the same name is replaced. Raises InvalidInput."""
    with store.write(f"save the view {one_line(view.name, ' ').strip()}", moment) as w:
        found = read_views(w.read.setting(VIEWS))
        kept = checked(view, found)
        others = [one for one in found if one.name.casefold() != kept.name.casefold()]
        w.set_setting(VIEWS, views_text([*others, kept]), undoable=True)
    return kept


def remove_view(store: Store, name: str, moment: Moment) -> None:
    """Forget a view; raises NotFound."""
    gone = view_named(store, name)
    with store.write(f"forget the view {gone.name}", moment) as w:
        left = [one for one in read_views(w.read.setting(VIEWS)) if one.name != gone.name]
        w.set_setting(VIEWS, views_text(left), undoable=True)


def shown_columns(store: Store) -> tuple[str, ...]:
    """The columns somebody chose; empty for the usual ones."""
    with store.read() as r:
        text = r.setting(COLUMNS)
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return ()
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def choose_columns(store: Store, columns: Sequence[str], moment: Moment) -> None:
    """Keep which columns the table shows; none brings back the usual ones."""
    with store.write("the columns of Accounts", moment) as w:
        w.set_setting(COLUMNS, json.dumps(list(columns)), undoable=True)
