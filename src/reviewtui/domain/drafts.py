"""Drafts: the marked lines of a review's notes beside what became of each, read anew from the notes every time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reviewtui.domain.captures import Capture, CaptureKind, captures_in
from reviewtui.domain.records import Note
from reviewtui.domain.sheets import Link, Sheet, Slot

DRAFT, CONFIRMED, CHANGED, DROPPED = "draft", "confirmed", "changed", "dropped"
_ALIKE = 0.5
"""How much of a line must have stayed for it to count as the same line, edited."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One marked line of a note: ``nth`` tells identical lines apart, ``line_no`` counts from 1.

    ``state`` is draft; confirmed or dropped; or changed, when the line was edited after it was confirmed.
    ``target`` is the table and id of the record made of it, ``link_id`` the row that links them.
    """

    slot: Slot
    line_no: int
    nth: int
    capture: Capture
    state: str = DRAFT
    target: tuple[str, int] | None = None
    link_id: int | None = None

    @property
    def open(self) -> bool:
        """Whether confirming it would do something."""
        return self.state in (DRAFT, CHANGED)


def drafts(sheet: Sheet) -> tuple[Draft, ...]:
    """Every marked line of the notes of a review except private ones, in the order of the template."""
    order = {question.key: place for place, question in enumerate(sheet.template.questions())}
    notes = sorted(sheet.notes.items(), key=lambda pair: (order.get(pair[0].question, len(order)), pair[0]))
    found: list[Draft] = []
    for slot, note in notes:
        captures = _captures(sheet, note)
        links = [link for link in sheet.links if link.note_id == note.id]
        found += _paired(slot, captures, links)
    return tuple(found)


def _captures(sheet: Sheet, note: Note) -> list[tuple[int, Capture]]:
    read = captures_in(
        note.text, as_of=note.written_on, currency=sheet.currency, first_month=sheet.first_month
    )
    return [(line_no, capture) for line_no, capture in read if capture.kind is not CaptureKind.PRIVATE]


def _paired(slot: Slot, captures: Sequence[tuple[int, Capture]], links: Iterable[Link]) -> list[Draft]:
    """Each line with its link: the same line and count, else the same line, else the one it was edited from."""
    left = list(links)
    taken: dict[int, Link] = {}
    for likeness in (2.0, 1.0, _ALIKE):
        for index, (_, capture) in enumerate(captures):
            near = [] if index in taken else [link for link in left if _likeness(link, capture) >= likeness]
            if near:
                taken[index] = max(near, key=lambda link: _likeness(link, capture))
                left.remove(taken[index])
    return [
        _draft(slot, line_no, capture, taken.get(index)) for index, (line_no, capture) in enumerate(captures)
    ]


def _likeness(link: Link, capture: Capture) -> float:
    """2 for the line itself, 1 for its twin, less for a line that was edited, 0 for another."""
    if link.line == capture.line:
        return 2.0 if link.nth == capture.nth else 1.0
    if link.state == DROPPED or link.line.lstrip()[:1] != capture.line.lstrip()[:1]:
        return 0.0
    return min(0.99, SequenceMatcher(None, link.line, capture.line, autojunk=False).ratio())


def _draft(slot: Slot, line_no: int, capture: Capture, link: Link | None) -> Draft:
    if link is None:
        return Draft(slot, line_no, capture.nth, capture)
    state = CHANGED if link.state == CONFIRMED and link.line != capture.line else link.state
    target = (link.table, link.row_id) if link.row_id is not None else None
    return Draft(slot, line_no, capture.nth, capture, state, target, link.id)
