"""The rows of a file as an import sees them, one by one: ``import --dry-run --show VERDICT``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from reviewtui.domain.text import safe

if TYPE_CHECKING:
    from reviewtui.services.transfer.plan import ImportPlan
    from reviewtui.storage.imports.seen import SeenRow, SeenRows


def shown_rows(plan: ImportPlan, seen: SeenRows, limit: int) -> list[dict[str, Any]]:
    """The first rows that were noted, with their cells by column and what they change, for JSON."""
    from reviewtui.services.transfer.rows import cells_of

    numbers = list(islice(seen.numbers(seen.wanted), limit))
    cells = cells_of(plan, set(numbers))
    names = [column.header for column in plan.columns]
    return [_as_json(seen.row(number), names, cells.get(number, [])) for number in numbers]


def _as_json(one: SeenRow, names: list[str], cells: list[str]) -> dict[str, Any]:
    return {
        "row": one.row,
        "verdict": one.verdict,
        "about": one.about or None,
        "reason": one.reason or None,
        "changes": [{"record": c.record, "field": c.field, "old": c.old, "new": c.new} for c in one.changes],
        "cells": {name: text for name, text in zip(names, cells, strict=False) if text},
    }


def write_rows(rows: list[dict[str, Any]], count: int) -> None:
    """The rows as text: field by field old and new, or the reason and the cells."""
    for one in rows:
        for text in _lines(one):
            sys.stdout.write(f"{text}\n")
    if count > len(rows):
        sys.stdout.write(f"... {count - len(rows):,} more rows; --limit {count} shows all\n")


def _lines(one: dict[str, Any]) -> Iterator[str]:
    parts = (f"row {one['row']}", one["verdict"], one["about"], one["reason"])
    yield "  ".join(safe(part).replace("\n", " / ") for part in parts if part)
    for change in one["changes"]:
        old = "(unknown)" if change["old"] is None else change["old"]
        new = change["new"] or "(unknown)"
        moved = new if one["verdict"] == "new" and change["old"] is None else f"{old} -> {new}"
        yield safe(f"    {change['record']} {change['field']}: {moved}".replace("\n", " / "))
    if not one["changes"] and one["cells"]:
        cells = " | ".join(safe(f"{name}: {text}") for name, text in one["cells"].items())
        yield f"    {cells}".replace("\n", " / ")
