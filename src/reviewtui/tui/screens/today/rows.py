"""The rows of Today: sections with headings, laid out in columns; reviews that are due come in pages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date

from reviewtui.domain.actions import Action
from reviewtui.domain.reviews import ReviewLine
from reviewtui.domain.today import DueReview, Today, days_words
from reviewtui.tui.look import Look
from reviewtui.tui.widgets.cells import Cell, Column, columns, row

NARROW = 70
PAGE = 60
"""Reviews due that are read at a time."""

DUE = (
    Column("", 20),
    Column("last review", 18, flex=1, most=34),
    Column("net 12 months", 14, align="right"),
    Column("rating", 6, align="right", drop=2),
    Column("late", 6, align="right", drop=3),
    Column("last order", 10, drop=4),
    Column("owner", 8, flex=1, most=16, drop=5),
)
ACTION = (
    Column("", 20),
    Column("", 30, flex=6),
    Column("", 10, align="right"),
    Column("", 10, drop=4),
    Column("", 8, flex=1, most=16, drop=5),
)
RUNNING = (
    Column("", 20),
    Column("", 24, flex=6),
    Column("", 12, align="right", drop=2),
)
Parts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row belongs: its section, its place in it, and what stands there (None: heading, or not read yet)."""

    section: str
    offset: int
    item: ReviewLine | DueReview | Action | None = None

    @property
    def account_id(self) -> int | None:
        """The account that the row is about."""
        return None if self.item is None else self.item.account_id

    @property
    def account(self) -> str:
        """The name of that account."""
        return "" if self.item is None else self.item.account


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the rows under it that are shown, and how many there are in all."""

    name: str
    title: str
    total: int
    shown: int
    more: str

    @property
    def rows(self) -> int:
        """Rows it takes, with its heading and the row that says how many more there are."""
        return 1 + self.shown + (1 if self.shown < self.total else 0)


class TodayRows:
    """What the list of Today shows. ``fetch(page)`` is called once for each page of due reviews that is needed."""

    def __init__(
        self, today: Today, height: int, *, all_due: bool, fetch: Callable[[int], None], look: Look
    ) -> None:
        self.today = today
        self._look = look
        self._fetch = fetch
        self._asked: set[int] = set()
        self._due: dict[int, DueReview] = dict(enumerate(today.due))
        self._actions = {
            "overdue": today.overdue_actions, "now": today.due_actions, "week": today.week_actions,
        }  # fmt: skip
        self.sections = _sections(today, height, all_due)
        self._starts: list[int] = []
        at = 0
        for section in self.sections:
            self._starts.append(at)
            at += section.rows
        self.count = at

    def put_page(self, page: int, reviews: tuple[DueReview, ...]) -> None:
        """Take a page that was read."""
        self._due.update(enumerate(reviews, start=page * PAGE))

    def section_at(self, index: int) -> tuple[Section, int]:
        """The section of a row, and the row in it: -1 the heading, ``shown`` the one that says how many more."""
        which = bisect_right(self._starts, index) - 1
        return self.sections[which], index - self._starts[which] - 1

    def spot(self, index: int) -> Spot:
        """What stands in a row."""
        section, offset = self.section_at(index)
        if not 0 <= offset < section.shown:
            return Spot(section.name, offset)
        if section.name == "running":
            return Spot(section.name, offset, self.today.in_progress[offset])
        if section.name == "due":
            return Spot(section.name, offset, self._due_at(offset))
        return Spot(section.name, offset, self._actions[section.name][offset])

    def _due_at(self, offset: int) -> DueReview | None:
        found = self._due.get(offset)
        page = offset // PAGE
        if found is None and page not in self._asked:
            self._asked.add(page)
            self._fetch(page)
        return found

    def key(self, index: int) -> Hashable:
        """What a row is called, the same after the list was read again."""
        section, offset = self.section_at(index)
        if offset == section.shown:
            return ("more", section.name)
        item = self._due.get(offset) if section.name == "due" else self.spot(index).item
        if item is None:
            return (section.name, -offset)
        number = item.account_id if isinstance(item, DueReview) else item.id
        return (section.name, number)

    def find(self, key: Hashable) -> int | None:
        """The row of a key among those that were read."""
        for start, section in zip(self._starts, self.sections, strict=True):
            known = sorted(self._due) if section.name == "due" else range(section.shown)
            rows = [start + 1 + i for i in known if i < section.shown]
            if section.shown < section.total:
                rows.append(start + 1 + section.shown)
            for index in rows:
                if self.key(index) == key:
                    return index
        return None

    def selectable(self, index: int) -> bool:
        """Headings are not."""
        return self.section_at(index)[1] >= 0

    def line(self, index: int, width: int) -> Parts:
        """A row as it is drawn in so many cells."""
        section, offset = self.section_at(index)
        if offset < 0:
            return heading(section, width)
        if offset == section.shown:
            return [(f"… {section.total - section.shown:,} more: {section.more}", "dim")]
        item = self.spot(index).item
        if isinstance(item, ReviewLine):
            return running_line(item, width)
        if isinstance(item, DueReview):
            return due_line(item, self.today.as_of, width, self._look)
        if isinstance(item, Action):
            return action_line(item, self.today.as_of, width)
        return [("…", "dim")]


def _sections(today: Today, height: int, all_due: bool) -> list[Section]:
    """The sections that are not empty; reviews that are due leave room for the rest unless all are asked for."""
    most = 4 if height < 26 else 10
    wanted = [
        ("overdue", "Actions overdue", today.overdue_count, len(today.overdue_actions)),
        ("now", "Due today", today.due_actions_count, len(today.due_actions)),
        ("week", "This week", today.week_count, len(today.week_actions)),
    ]
    work = [
        Section(name, title, total, min(read, most, total), "Enter opens the agenda")
        for name, title, total, read in wanted
        if total
    ]
    running = len(today.in_progress)
    taken = sum(one.rows for one in work) + (1 + running if running else 0)
    room = max(6, height - taken - 2)
    shown = today.due_count if all_due or today.due_count <= room + 1 else room
    found = [Section("running", "In progress", running, running, "")] if running else []
    if today.due_count:
        found.append(Section("due", "Reviews due", today.due_count, shown, "Enter shows them"))
    return [*found, *work]


def laid_out(cells: list[Cell], layout: tuple[Column, ...], width: int) -> Parts:
    """The cells with the name of the account as wide in every section."""
    named = (replace(layout[0], least=max(20, min(40, width * 3 // 10))), *layout[1:])
    return row(cells, named, columns(named, width))


def heading(section: Section, width: int) -> Parts:
    """The heading of a section, with the titles of its columns where they need any."""
    title = f"{section.title}  {section.total:,}"
    if section.name != "due":
        return [(title, "head")]
    cells: list[Cell] = [(title, "head"), *((column.title, "head") for column in DUE[1:])]
    return laid_out(cells, DUE, width)


def due_line(due: DueReview, as_of: date, width: int, look: Look) -> Parts:
    """A review that is due, with the reasons."""
    last: Cell = ("never reviewed", "warn")
    if due.last_review is not None:
        days = (as_of - due.last_review).days
        last = f"{due.last_review.isoformat()}, {days_words(days) if width > NARROW else f'{days} d'}"
    money: Cell = ("no orders", "dim")
    if due.revenue is not None:
        money = look.money(due.revenue, due.currency)
    late: Cell = (f"{due.overdue_actions} late", "bad") if due.overdue_actions else ""
    cells: list[Cell] = [
        (due.account, "bold"),
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


def running_line(review: ReviewLine, width: int) -> Parts:
    """A review in progress."""
    what = f"{review.template_key} {review.quarter}, begun {review.date.isoformat()}"
    cells: list[Cell] = [(review.account, "bold"), what, f"{review.answered} answers"]
    return laid_out(cells, RUNNING, width)


def action_line(action: Action, as_of: date, width: int) -> Parts:
    """An action, with how late it is."""
    days = (as_of - action.due).days if action.due else 0
    late: Cell = (
        (f"{days} d late", "bad") if days > 0 else ("today", "warn") if days == 0 else f"in {-days} d"
    )
    promise = "promised: " if action.promise else ""
    urgent = "! " if action.priority == 1 else ""
    cells: list[Cell] = [
        action.account,
        f"{urgent}{promise}{action.title}",
        late,
        (action.due.isoformat() if action.due else "", "dim"),
        (action.owner, "dim"),
    ]
    return laid_out(cells, ACTION, width)
