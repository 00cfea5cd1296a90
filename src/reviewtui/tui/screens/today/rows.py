"""The rows of Today: sections with headings; the row under the cursor opens to all its reasons."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import field

from reviewtui.domain.actions import Action
from reviewtui.domain.frozen import frozen
from reviewtui.domain.reviews import ReviewLine
from reviewtui.domain.today import DueReview, Today
from reviewtui.services.calls import Call, Calls
from reviewtui.tui.look import Look
from reviewtui.tui.screens.today import drawing
from reviewtui.tui.screens.today.drawing import Parts
from reviewtui.tui.screens.today.reasons import opened
from reviewtui.tui.screens.today.sections import Queue, Section, sections

PAGE = 60
"""Reviews due that are read at a time."""
Item = ReviewLine | DueReview | Action | Call


@frozen
class Spot:
    """Where a row belongs: its section, its place in it, and what stands there (None: heading, or not read yet)."""

    section: str
    offset: int
    item: Item | None = None

    @property
    def account_id(self) -> int | None:
        """The account that the row is about."""
        if self.item is None:
            return None
        return self.item.line.account_id if isinstance(self.item, Call) else self.item.account_id

    @property
    def account(self) -> str:
        """The name of that account."""
        if self.item is None:
            return ""
        return self.item.line.name if isinstance(self.item, Call) else self.item.account


@frozen
class Shown:
    """All that Today shows: what was read, the part of the queue that is wanted, what is marked and unfolded.

    ``calls`` is None until every account has been looked through.
    """

    today: Today
    queue: Queue | None = None
    calls: Calls | None = None
    marked: Collection[int] = field(default=frozenset())
    unfolded: Collection[str] = field(default=frozenset())


class TodayRows:
    """What the list of Today shows. ``fetch(page)`` is called once for each page of due reviews that is needed."""

    def __init__(self, shown: Shown, height: int, *, fetch: Callable[[int], None], look: Look) -> None:
        self.shown = shown
        self._look = look
        self._fetch = fetch
        self._asked: set[int] = set()
        today = shown.today
        self._due: dict[int, DueReview] = dict(enumerate(today.due))
        self._actions = {
            "overdue": today.overdue_actions, "now": today.due_actions, "week": today.week_actions,
        }  # fmt: skip
        self.sections = sections(today, shown.queue, height, shown.unfolded)
        self._starts: list[int] = []
        at = 0
        for section in self.sections:
            self._starts.append(at)
            at += section.rows
        self._plain = at
        self._open_at = -1
        self._below: list[Parts] = []

    # --- the row that is open
    @property
    def count(self) -> int:
        """Rows in all, those below the open one included."""
        return self._plain + len(self._below)

    @property
    def below(self) -> int:
        """How many rows stand below the open one."""
        return len(self._below)

    def open(self, index: int, width: int) -> int:
        """Open a row instead of the one that is open; returns where it then stands. A width of 0 opens none."""
        at = self._behind(index)
        self._open_at, self._below = -1, []
        item = self.spot(at).item if 0 <= at < self._plain else None
        if width and isinstance(item, Call) and self.section_at(at)[0].name == "queue":
            shown = drawing.reasons_in(item, drawing.why_width(width))[1]
            self._open_at, self._below = at, opened(item, width, shown)
        return at

    def _behind(self, index: int) -> int:
        """The row as it counts with none open; rows below the open one count as it does."""
        if self._open_at < 0 or index <= self._open_at:
            return index
        return max(self._open_at, index - len(self._below))

    def _below_at(self, index: int) -> int | None:
        """Which row below the open one this is; None when it is another."""
        place = index - self._open_at - 1
        return place if self._open_at >= 0 and 0 <= place < len(self._below) else None

    # --- what stands where
    def put_page(self, page: int, reviews: tuple[DueReview, ...]) -> None:
        """Take a page that was read."""
        self._due.update(enumerate(reviews, start=page * PAGE))

    def section_at(self, index: int) -> tuple[Section, int]:
        """The section of a row, and the row in it: -1 the heading, ``shown`` the one that says how many more."""
        at = self._behind(index)
        which = bisect_right(self._starts, at) - 1
        return self.sections[which], at - self._starts[which] - 1

    def spot(self, index: int) -> Spot:
        """What stands in a row."""
        section, offset = self.section_at(index)
        name = section.name
        if not 0 <= offset < section.shown:
            return Spot(name, offset)
        if name == "running":
            return Spot(name, offset, self.shown.today.in_progress[offset])
        if name == "due":
            return Spot(name, offset, self._due_at(offset))
        if name in ("queue", "touches"):
            return Spot(name, offset, self._call_at(name, offset))
        return Spot(name, offset, self._actions[name][offset])

    def _call_at(self, name: str, offset: int) -> Call | None:
        """None beyond the beginning, as long as only that was read."""
        assert self.shown.queue is not None
        calls = self.shown.queue.calls if name == "queue" else self.shown.queue.touches
        try:
            return calls[offset]
        except IndexError:
            return None

    def _due_at(self, offset: int) -> DueReview | None:
        found = self._due.get(offset)
        page = offset // PAGE
        if found is None and page not in self._asked:
            self._asked.add(page)
            self._fetch(page)
        return found

    def call_of(self, spot: Spot) -> Call | None:
        """What the queue knows of the account of a row."""
        if isinstance(spot.item, Call):
            return spot.item
        if spot.account_id is None or self.shown.calls is None:
            return None
        return self.shown.calls.accounts.get(spot.account_id)

    def key(self, index: int) -> Hashable:
        """What a row is called, the same after the list was read again."""
        if self._below_at(index) is not None:
            return ("below", index)
        section, offset = self.section_at(index)
        if offset == section.shown:
            return ("more", section.name)
        item = self._due.get(offset) if section.name == "due" else self.spot(index).item
        if item is None:
            return (section.name, -offset)
        number = item.id if isinstance(item, (ReviewLine, Action)) else Spot("", 0, item).account_id
        return (section.name, number)

    def find(self, key: Hashable) -> int | None:
        """The row of a key among those that were read, counted with none open."""
        if not isinstance(key, tuple):
            return None
        for start, section in zip(self._starts, self.sections, strict=True):
            if key == ("more", section.name) and section.shown < section.total:
                return start + 1 + section.shown
            if key[0] == section.name:
                offset = self._offset(section, key[1])
                return None if offset is None or offset >= section.shown else start + 1 + offset
        return None

    def _offset(self, section: Section, number: object) -> int | None:
        """The place of an item in its section, by the number in its key."""
        if section.name in ("queue", "touches") and self.shown.queue is not None:
            queue = self.shown.queue
            calls = queue.calls if section.name == "queue" else queue.touches
            return next((at for at, one in enumerate(calls) if one.line.account_id == number), None)
        if section.name == "due":
            return next((at for at, one in self._due.items() if one.account_id == number), None)
        items: Sequence[Action | ReviewLine] = self._actions.get(section.name) or self.shown.today.in_progress
        return next((at for at, one in enumerate(items) if one.id == number), None)

    def selectable(self, index: int) -> bool:
        """Headings, notes and what stands below the open row are not."""
        if self._below_at(index) is not None:
            return False
        section, offset = self.section_at(index)
        return offset >= 0 and not (section.note and offset == section.shown)

    def line(self, index: int, width: int) -> Parts:
        """A row as it is drawn in so many cells."""
        below = self._below_at(index)
        if below is not None:
            return self._below[below]
        section, offset = self.section_at(index)
        if offset < 0:
            return drawing.heading(section, width)
        if offset == section.shown:
            more = section.total - section.shown
            return [(section.note or f"… {more:,} more: {section.more}", "dim")]
        return self._item_line(self.spot(index), width)

    def _item_line(self, spot: Spot, width: int) -> Parts:
        item, call, as_of = spot.item, self.call_of(spot), self.shown.today.as_of
        if isinstance(item, Call):
            draw = drawing.call_line if spot.section == "queue" else drawing.touch_line
            return draw(item, width, marked=item.line.account_id in self.shown.marked)
        if isinstance(item, ReviewLine):
            return drawing.running_line(item, call, width)
        if isinstance(item, DueReview):
            return drawing.due_line(item, call, as_of, width, self._look)
        if isinstance(item, Action):
            return drawing.action_line(item, call, as_of, width)
        return [("…", "dim")]
