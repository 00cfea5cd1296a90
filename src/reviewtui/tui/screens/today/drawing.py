"""How the rows of Today are drawn: the account, how contact and feedback stand, and what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rich.cells import cell_len

from reviewtui.domain.actions import Action
from reviewtui.domain.reviews import ReviewLine
from reviewtui.domain.today import DueReview
from reviewtui.services.calls import Call
from reviewtui.tui.look import Look
from reviewtui.tui.screens.today.sections import Section
from reviewtui.tui.widgets.cells import Cell, Column, columns, row

NARROW = 70
STATE_STYLES = {"green": "good", "amber": "warn", "red": "bad"}
Parts = list[tuple[str, str]]

CALL = (
    Column("", 20),
    Column("CF", 2),
    Column("T", 1),
    Column("pts", 4, align="right"),
    Column("do", 7, drop=2),
    Column("why", 34, flex=6),
    Column("owner", 12, drop=5),
)
DUE = (
    Column("", 20),
    Column("CF", 2),
    Column("last review", 18, flex=1, most=34),
    Column("net 12 months", 14, align="right"),
    Column("rating", 6, align="right", drop=2),
    Column("late", 6, align="right", drop=3),
    Column("last order", 10, drop=4),
    Column("owner", 8, flex=1, most=16, drop=5),
)
ACTION = (
    Column("", 20),
    Column("", 2),
    Column("", 26, flex=6),
    Column("", 10, align="right"),
    Column("", 10, drop=4),
    Column("", 8, flex=1, most=16, drop=5),
)
RUNNING = (Column("", 20), Column("", 2), Column("", 24, flex=6), Column("", 12, align="right", drop=2))
TOUCH = (
    Column("", 20),
    Column("CF", 2),
    Column("T", 1),
    Column("how", 7),
    Column("about", 18, flex=2, most=30),
    Column("because", 24, flex=6, drop=2),
    Column("owner", 12, drop=5),
)
LAYOUTS = {"queue": CALL, "due": DUE, "touches": TOUCH}


def name_width(width: int) -> int:
    """Cells of the name of an account: what the reasons of a row can spare."""
    return max(20, min(40, width - 56, 18 + width // 9))


def laid_out(cells: list[Cell], layout: tuple[Column, ...], width: int) -> Parts:
    """The cells with the name of the account as wide in every section."""
    named = (replace(layout[0], least=name_width(width)), *layout[1:])
    return row(cells, named, columns(named, width))


def heading(section: Section, width: int) -> Parts:
    """The heading of a section, with the titles of its columns where they need any."""
    layout = LAYOUTS.get(section.name)
    if layout is None or section.note:
        return [(section.title, "head")]
    cells: list[Cell] = [(section.title, "head"), *((column.title, "head") for column in layout[1:])]
    return laid_out(cells, layout, width)


def clock_letters(call: Call | None) -> Cell:
    """Contact and feedback, a letter each: Green, Amber, Red; the worse of the two gives the colour."""
    if call is None:
        return ""
    states = (call.contact.state, call.feedback.state)
    worst = next(state for state in ("red", "amber", "green") if state in states)
    return call.contact.letter + call.feedback.letter, STATE_STYLES[worst]


def why_width(width: int) -> int:
    """Cells that the reasons of a row of the queue have."""
    named = (replace(CALL[0], least=name_width(width)), *CALL[1:])
    return columns(named, width)[5]


def reasons_in(call: Call, room: int) -> tuple[str, int]:
    """As many reasons as so many cells have room for, and how many those are; the first one stands there in any case.

    The number is 0 where even the first one has to be cut.
    """
    texts = [one.text for one in call.line.reasons]
    if not texts or cell_len(texts[0]) > room:
        return (texts[0] if texts else ""), 0
    count = max(n for n in range(1, len(texts) + 1) if cell_len("; ".join(texts[:n])) <= room)
    return "; ".join(texts[:count]), count


def call_line(call: Call, width: int, *, marked: bool) -> Parts:
    """An account of the queue, its reasons in words with their points as far as there is room."""
    line = call.line
    cells: list[Cell] = [
        (f"* {line.name}" if marked else line.name, "bold"),
        clock_letters(call),
        line.tier,
        f"{line.points:,.0f}",
        line.do,
        reasons_in(call, why_width(width))[0],
        (line.owner, "dim"),
    ]
    return laid_out(cells, CALL, width)


def touch_line(call: Call, width: int, *, marked: bool) -> Parts:
    """A touch that is due: how, about what, and why now."""
    line, touch = call.line, call.next_touch
    cells: list[Cell] = [
        (f"* {line.name}" if marked else line.name, "bold"),
        clock_letters(call),
        line.tier,
        touch.channel,
        touch.topic,
        (touch.reason, "dim"),
        (line.owner, "dim"),
    ]
    return laid_out(cells, TOUCH, width)


def due_line(due: DueReview, call: Call | None, as_of: date, width: int, look: Look) -> Parts:
    """A review that is due, with the reasons."""
    last: Cell = ("never reviewed", "warn")
    if due.last_review is not None:
        days = (as_of - due.last_review).days
        ago = f"{days} d ago" if width > NARROW else f"{days} d"
        # Where there is little room, that the rhythm is its own says more than the days.
        own = f" own {due.own_months}m" if due.own_months else ""
        last = f"{due.last_review.isoformat()}{own if own and width <= NARROW else f', {ago}{own}'}"
    money: Cell = ("no orders", "dim")
    if due.revenue is not None:
        money = look.money(due.revenue, due.currency)
    late: Cell = (f"{due.overdue_actions} late", "bad") if due.overdue_actions else ""
    cells: list[Cell] = [
        (due.account, "bold"),
        clock_letters(call),
        last,
        money,
        rating_cell(due.rating),
        late,
        (due.last_order.isoformat() if due.last_order else "", "dim"),
        (due.owner, "dim"),
    ]
    return laid_out(cells, DUE, width)


def rating_cell(rating: int | None) -> Cell:
    """A rating from 0 to 10; low ones stand out by their weight too."""
    if rating is None:
        return ("-", "dim")
    return (f"{rating}", "bad" if rating <= 6 else "good" if rating >= 9 else "")


def running_line(review: ReviewLine, call: Call | None, width: int) -> Parts:
    """A review in progress."""
    what = f"{review.template_key} {review.quarter}, begun {review.date.isoformat()}"
    cells: list[Cell] = [
        (review.account, "bold"),
        clock_letters(call),
        what,
        f"{review.answered} answers",
    ]
    return laid_out(cells, RUNNING, width)


def action_line(action: Action, call: Call | None, as_of: date, width: int) -> Parts:
    """An action, with how late it is."""
    days = (as_of - action.due).days if action.due else 0
    late: Cell = (
        (f"{days} d late", "bad") if days > 0 else ("today", "warn") if days == 0 else f"in {-days} d"
    )
    promise = "promised: " if action.promise else ""
    urgent = "! " if action.priority == 1 else ""
    cells: list[Cell] = [
        action.account,
        clock_letters(call),
        f"{urgent}{promise}{action.title}",
        late,
        (action.due.isoformat() if action.due else "", "dim"),
        (action.owner, "dim"),
    ]
    return laid_out(cells, ACTION, width)
