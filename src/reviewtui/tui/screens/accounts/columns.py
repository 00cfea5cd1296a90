"""The columns of the table of accounts: what stands in them, how they sort, which go first where room is short."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reviewtui.domain.accounts import AccountLine
from reviewtui.tui.look import Look
from reviewtui.tui.screens.accounts.matches import marked
from reviewtui.tui.widgets.cells import Cell, Column, columns, row

Parts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A column: its title, its layout, the order it sorts by (empty: none) and whether that begins with the greatest."""

    title: str
    layout: Column
    cell: Callable[[AccountLine, Look], Cell]
    sort: str = ""
    descending: bool = False


def _day(day: date | None) -> Cell:
    return day.isoformat() if day else ("-", "dim")


def _reviewed(line: AccountLine, _look: Look) -> Cell:
    return line.last_review.isoformat() if line.last_review else ("never", "warn")


def _money(line: AccountLine, look: Look) -> Cell:
    if line.revenue_12m is None:
        return ("-", "dim")
    return look.money(line.revenue_12m, line.currency)


def _rating(line: AccountLine, _look: Look) -> Cell:
    if line.rating is None:
        return ("-", "dim")
    return (str(line.rating), "bad" if line.rating <= 6 else "good" if line.rating >= 9 else "")


def _actions(line: AccountLine, _look: Look) -> Cell:
    if line.overdue_actions:
        return (f"{line.overdue_actions} late", "bad")
    return f"{line.open_actions} open" if line.open_actions else ""


def _trend(line: AccountLine, look: Look) -> Cell:
    return (f" {look.trend(line.quarters, 8)}", "accent")


def _name(line: AccountLine, _look: Look) -> Cell:
    return (f"{line.name} (archived)", "dim") if line.archived else line.name


SHOWN = (
    Shown("name", Column("", 24, flex=4, most=60), _name, "name"),
    Shown("owner", Column("", 9, flex=1, most=18, drop=4), lambda a, _: (a.owner, "dim"), "owner"),
    Shown("city", Column("", 11, flex=2, most=20, drop=6), lambda a, _: (a.city, "dim"), "city"),
    Shown("country", Column("", 9, flex=1, most=16, drop=8), lambda a, _: (a.country, "dim"), "country"),
    Shown("industry", Column("", 13, flex=2, most=24, drop=7), lambda a, _: (a.industry, "dim"), "industry"),
    Shown("net 12 m", Column("", 13, "right"), _money, "revenue", True),
    Shown("8 quarters", Column("", 10, drop=1), _trend),
    Shown("last order", Column("", 10, drop=5), lambda a, _: _day(a.last_order), "last_order", True),
    Shown("last review", Column("", 11, drop=3), _reviewed, "last_review", True),
    Shown("rating", Column("", 7, "right"), _rating, "rating", True),
    Shown("actions", Column("", 8, "right", drop=2), _actions, "actions", True),
)
LAYOUT = tuple(shown.layout for shown in SHOWN)
SORTABLE = tuple(shown for shown in SHOWN if shown.sort)


def account_line(line: AccountLine, width: int, query: str, look: Look) -> Parts:
    """One account as a row of so many cells; what the filter found in the name stands out."""
    cells = [shown.cell(line, look) for shown in SHOWN]
    parts = row(cells, LAYOUT, columns(LAYOUT, width))
    return [*marked(parts[0][0], query, parts[0][1]), *parts[1:]] if query else parts


def titles(width: int, sort: str, descending: bool, look: Look) -> Parts:
    """The heading; an arrow stands in the column that the table is sorted by."""
    down, up = ("v", "^") if look.plain else ("▼", "▲")
    arrow = down if descending else up
    cells: list[Cell] = [
        (f"{shown.title}{arrow}" if shown.sort and shown.sort == sort else shown.title, "head")
        for shown in SHOWN
    ]
    return row(cells, LAYOUT, columns(LAYOUT, width))


def visible_sorts(width: int) -> tuple[Shown, ...]:
    """The columns one can sort by among those that have room."""
    widths = columns(LAYOUT, width)
    return tuple(shown for shown, room in zip(SHOWN, widths, strict=True) if room and shown.sort)
