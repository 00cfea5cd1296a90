"""A view of the table of accounts that somebody named: filter, order and columns, brought up by its key."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.text import one_line

KEYS = "abcdefghijklmnopqrstuvwxyz0123456789"
LONGEST = 40


@dataclass(frozen=True, slots=True)
class View:
    """``key`` is one letter or digit; ``columns`` names those that are shown, empty for the usual ones."""

    name: str
    key: str
    filter: str = ""
    sort: str = "name"
    descending: bool = False
    columns: tuple[str, ...] = ()


def checked(view: View, others: Iterable[View]) -> View:
    """The view ready to be kept: one of the same name is replaced; raises InvalidInput for a bad name or a taken key."""
    name, key = one_line(view.name, " ").strip(), view.key.strip().casefold()
    if not name or len(name) > LONGEST:
        raise InvalidInput(f"A view needs a name of at most {LONGEST} characters.")
    if len(key) != 1 or key not in KEYS:
        raise InvalidInput(f'"{view.key}" is no key of a view; it is one letter or digit.')
    taken = next((one for one in others if one.key == key and one.name.casefold() != name.casefold()), None)
    if taken is not None:
        raise InvalidInput(f'The key {key} belongs to the view "{taken.name}" already.')
    return View(name, key, view.filter.strip(), view.sort, view.descending, view.columns)


def views_text(views: Iterable[View]) -> str:
    """The views as they are kept."""
    return json.dumps([asdict(one) for one in views], ensure_ascii=False)


def read_views(text: str) -> tuple[View, ...]:
    """The views from how they are kept; what is none is left out."""
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return ()
    rows = found if isinstance(found, list) else []
    return tuple(view for row in rows if isinstance(row, dict) and (view := _view(row)) is not None)


def _view(row: dict[str, Any]) -> View | None:
    name, key, text, sort = (row.get(one, "") for one in ("name", "key", "filter", "sort"))
    columns = row.get("columns", [])
    if not all(isinstance(one, str) for one in (name, key, text, sort)) or not isinstance(columns, list):
        return None
    shown = tuple(one for one in columns if isinstance(one, str))
    return View(name, key, text, sort or "name", bool(row.get("descending")), shown) if name and key else None
