"""The timeline as rows: a date, what it was, the words; and the whole of one event for reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len

from reviewtui.domain.records import TimelineEvent
from reviewtui.tui.widgets.cells import Cell, Column, columns, row

LAYOUT = (
    Column("", 10),
    Column("", 7),
    Column("", 10, flex=1),
    Column("", 11, "right", drop=1),
)
_NAMES = {"orders": "order", "touch": "contact", "sighting": "rival"}
_STYLES = {"review": "accent", "issue": "bad", "sighting": "warn"}


def event_name(event: TimelineEvent) -> str:
    """The word for its kind."""
    return _NAMES.get(event.kind, event.kind)


def event_line(event: TimelineEvent, before: date | None, width: int) -> list[tuple[str, str]]:
    """One event; a date that stands in the row above is not written again."""
    day = "" if before == event.day else event.day.isoformat()
    style = _STYLES.get(event.kind, "")
    text = event.text.removeprefix("order ") if event.kind == "orders" else event.text
    cells: list[Cell] = [
        (day, "dim"),
        (event_name(event), style or "dim"),
        (text, style),
        (event.detail, "dim"),
    ]
    widths = columns(LAYOUT, width)
    if widths[3] and event.detail:
        # A long detail takes from a short text, not the other way round.
        spare = widths[2] - cell_len(text) - 1
        widths[3] = max(widths[3], min(cell_len(event.detail), widths[3] + max(0, spare)))
        widths[2] = width - widths[0] - widths[1] - widths[3] - 3
    return row(cells, LAYOUT, widths)


def lines_of(events: Sequence[TimelineEvent], index: int, width: int) -> list[tuple[str, str]]:
    """The row of one of the events."""
    before = events[index - 1].day if index else None
    return event_line(events[index], before, width)
