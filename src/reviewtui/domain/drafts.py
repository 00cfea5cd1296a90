"""Drafts: the marked lines of a review beside what became of each, read anew from its notes and answers every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from reviewtui.domain.captures import Capture, CaptureKind, captures_in, private_stripped
from reviewtui.domain.sheets import Link, Sheet, Slot
from reviewtui.domain.templates import QuestionType

NOTE, ANSWER = "note", "answer"
"""Where in a slot a line stands."""

DRAFT, CONFIRMED, CHANGED, DROPPED = "draft", "confirmed", "changed", "dropped"
_ALIKE = 0.5
"""How much of a line must have stayed for it to count as the same line, edited."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One marked line of a note, or (``part``) of a text answer: ``nth`` tells identical lines apart, ``line_no`` counts from 1.

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
    part: str = NOTE

    @property
    def open(self) -> bool:
        """Whether confirming it would do something."""
        return self.state in (DRAFT, CHANGED)


def drafts(sheet: Sheet) -> tuple[Draft, ...]:
    """Every marked line of a review except private ones, in the order of the template: of notes, and of text answers."""
    order = {question.key: place for place, question in enumerate(sheet.template.questions())}
    texts = sorted(
        _texts(sheet), key=lambda text: (order.get(text[0].question, len(order)), text[0], text[1])
    )
    found: list[Draft] = []
    for slot, part, text, day in texts:
        links = [link for link in sheet.links if (link.slot, link.part) == (slot, part)]
        found += _paired(slot, part, _captures(sheet, text, day), links)
    return tuple(found)


def _texts(sheet: Sheet) -> Iterator[tuple[Slot, str, str, date]]:
    """Every text in which lines may be marked, with the day by which its dates are read."""
    text_keys = {q.key for q in sheet.template.questions() if q.type is QuestionType.TEXT}
    for slot, answer in sheet.answers.items():
        if slot.question in text_keys and isinstance(answer.value, str):
            yield slot, ANSWER, answer.value, sheet.review.date
    for slot, note in sheet.notes.items():
        yield slot, NOTE, note.text, note.written_on


def _captures(sheet: Sheet, text: str, day: date) -> list[tuple[int, Capture]]:
    read = captures_in(
        text, as_of=day, currency=sheet.currency, order=sheet.order, first_month=sheet.first_month,
        decimal=sheet.decimal,
    )  # fmt: skip
    return [(line_no, capture) for line_no, capture in read if capture.kind is not CaptureKind.PRIVATE]


def unmarked(text: str) -> str:
    """The lines of a text that are neither private nor records in the making."""
    text = private_stripped(text)
    marked = {capture.line for _, capture in captures_in(text, as_of=date(2000, 1, 1), currency="")}
    return "\n".join(line for line in text.split("\n") if line not in marked).strip("\n")


def _paired(
    slot: Slot, part: str, captures: Sequence[tuple[int, Capture]], links: Iterable[Link]
) -> list[Draft]:
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
        _draft(slot, part, line_no, capture, taken.get(index))
        for index, (line_no, capture) in enumerate(captures)
    ]


def _likeness(link: Link, capture: Capture) -> float:
    """2 for the line itself, 1 for its twin, less for a line that was edited, 0 for another."""
    if link.line == capture.line:
        return 2.0 if link.nth == capture.nth else 1.0
    if link.state == DROPPED or link.line.lstrip()[:1] != capture.line.lstrip()[:1]:
        return 0.0
    return min(0.99, SequenceMatcher(None, link.line, capture.line, autojunk=False).ratio())


def _draft(slot: Slot, part: str, line_no: int, capture: Capture, link: Link | None) -> Draft:
    if link is None:
        return Draft(slot, line_no, capture.nth, capture, part=part)
    state = CHANGED if link.state == CONFIRMED and link.line != capture.line else link.state
    target = (link.table, link.row_id) if link.row_id is not None else None
    return Draft(slot, line_no, capture.nth, capture, state, target, link.id, part)
