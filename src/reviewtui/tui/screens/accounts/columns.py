"""The columns of the table of accounts: what stands in them, how they sort, which go first where room is short."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from reviewtui.domain.accounts import AccountLine
from reviewtui.domain.contact import Clock
from reviewtui.domain.figured import Figured
from reviewtui.domain.numbers import half_even
from reviewtui.tui.look import Look
from reviewtui.tui.widgets.cells import Cell, Column, columns, row

Parts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in one row: the account, and its figures once they are computed."""

    line: AccountLine
    figured: Figured | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A column: its title, its layout, the order it sorts by (empty: none) and whether that begins with the greatest."""

    title: str
    layout: Column
    cell: Callable[[Row, Look], Cell]
    sort: str = ""
    descending: bool = False


def _day(day: date | None) -> Cell:
    return day.isoformat() if day else ("-", "dim")


def _reviewed(row: Row, _look: Look) -> Cell:
    return row.line.last_review.isoformat() if row.line.last_review else ("never", "warn")


def _money(row: Row, look: Look) -> Cell:
    line = row.line
    if line.revenue_12m is None:
        return ("-", "dim")
    return look.money(line.revenue_12m, line.currency)


def _rating(row: Row, _look: Look) -> Cell:
    rating = row.line.rating
    if rating is None:
        return ("-", "dim")
    return (str(rating), "bad" if rating <= 6 else "good" if rating >= 9 else "")


def _actions(row: Row, _look: Look) -> Cell:
    line = row.line
    if line.overdue_actions:
        return (f"{line.overdue_actions} late", "bad")
    return f"{line.open_actions} open" if line.open_actions else ""


def _trend(row: Row, look: Look) -> Cell:
    return (look.trend(row.line.quarters, 8), "accent")


def _name(row: Row, _look: Look) -> Cell:
    return (f"(archived) {row.line.name}", "dim") if row.line.archived else row.line.name


def _of(cell: Callable[[Figured], Cell]) -> Callable[[Row, Look], Cell]:
    """A cell of the figures; a mark while they are still computed."""
    return lambda row, _look: ("…", "dim") if row.figured is None else cell(row.figured)


def _clock(one: Clock) -> Cell:
    style = {"green": "good", "amber": "warn"}.get(one.state, "bad")
    return (f"{one.letter} {'never' if one.days is None else one.days}", style)


def _drift(one: Figured) -> Cell:
    if one.drift is None:
        return ("-", "dim")
    return (f"{half_even(one.drift, 1):.1f}", {"silent": "bad", "late": "warn"}.get(one.drift_state, ""))


def _health(one: Figured) -> Cell:
    if one.health is None:
        return ("-", "dim")
    return (str(one.health), "bad" if one.health < 40 else "good" if one.health >= 70 else "")


SHOWN = (
    Shown("name", Column("", 23, flex=4, most=60), _name, "name"),
    Shown("tier", Column("", 5), _of(lambda one: (one.tier, "bold")), "tier"),
    Shown("owner", Column("", 9, flex=1, most=18, drop=5), lambda a, _: (a.line.owner, "dim"), "owner"),
    Shown("city", Column("", 11, flex=2, most=20, drop=12), lambda a, _: (a.line.city, "dim"), "city"),
    Shown(
        "country", Column("", 9, flex=1, most=16, drop=14), lambda a, _: (a.line.country, "dim"), "country"
    ),
    Shown(
        "industry",
        Column("", 13, flex=2, most=24, drop=13),
        lambda a, _: (a.line.industry, "dim"),
        "industry",
    ),
    Shown("net 12 m", Column("", 12, "right"), _money, "revenue", True),
    Shown("quarters", Column("", 8, drop=3), _trend),
    Shown("drift", Column("", 6, "right", drop=6), _of(_drift), "drift", True),
    Shown("last order", Column("", 10, drop=11), lambda a, _: _day(a.line.last_order), "last_order", True),
    Shown("last review", Column("", 12, drop=10), _reviewed, "last_review", True),
    Shown("contact", Column("", 7, drop=1), _of(lambda one: _clock(one.contact)), "contact", True),
    Shown("feedback", Column("", 9, drop=8), _of(lambda one: _clock(one.feedback)), "feedback", True),
    Shown("rating", Column("", 7, "right", drop=7), _rating, "rating", True),
    Shown("health", Column("", 6, "right"), _of(_health), "health"),
    Shown(
        "ledger",
        Column("", 7, "right", drop=9),
        _of(lambda one: ("-", "dim") if one.ledger is None else f"{one.ledger:z.1f}"),
        "ledger",
    ),
    Shown(
        "next touch",
        Column("", 10, drop=2),
        _of(lambda one: (one.next_day.isoformat(), "warn" if one.next_missed else "")),
        "next",
    ),
    Shown("points", Column("", 7, "right", drop=4), _of(lambda one: f"{one.points:g}"), "points", True),
    Shown("actions", Column("", 8, "right", drop=9), _actions, "actions", True),
)
NAME = SHOWN[0]
SORTABLE = tuple(shown for shown in SHOWN if shown.sort)


def chosen(titles: Sequence[str]) -> tuple[Shown, ...]:
    """The columns somebody chose, the name always among them; the usual ones, which is all, when none is."""
    found = tuple(shown for shown in SHOWN if shown is NAME or shown.title in titles)
    return found if len(found) > 1 else SHOWN


def account_line(row_of: Row, shown: Sequence[Shown], width: int, look: Look) -> Parts:
    """One account as a row of so many cells, the name first."""
    layout = [one.layout for one in shown]
    widths = columns(layout, width)
    cells = [one.cell(row_of, look) if room else "" for one, room in zip(shown, widths, strict=True)]
    return row(cells, layout, widths)


def arrow_of(look: Look, *, descending: bool) -> str:
    """The mark behind the title of the column that the table is sorted by."""
    down, up = ("v", "^") if look.plain else ("▼", "▲")
    return down if descending else up


def titles(shown: Sequence[Shown], width: int, sort: str, descending: bool, look: Look) -> Parts:
    """The heading; an arrow stands in the column that the table is sorted by."""
    arrow = arrow_of(look, descending=descending)
    layout = [one.layout for one in shown]
    widths = columns(layout, width)
    cells: list[Cell] = [
        # The arrow stays whatever has to go.
        (f"{one.title[: room - 1]}{arrow}" if one.sort and one.sort == sort else one.title, "head")
        for one, room in zip(shown, widths, strict=True)
    ]
    return row(cells, layout, widths)


def visible_sorts(shown: Sequence[Shown], width: int) -> tuple[Shown, ...]:
    """The columns one can sort by among those that have room."""
    widths = columns([one.layout for one in shown], width)
    return tuple(one for one, room in zip(shown, widths, strict=True) if room and one.sort)
