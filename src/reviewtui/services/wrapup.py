"""The wrap-up: what to say back to the customer before hanging up, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reviewtui.domain.answer_words import compare
from reviewtui.domain.answers import AnswerState
from reviewtui.domain.captured import CUSTOMER
from reviewtui.domain.captures import CaptureKind
from reviewtui.domain.drafts import DROPPED, Draft
from reviewtui.domain.recap import lines_of
from reviewtui.domain.sheets import Sheet, Slot
from reviewtui.domain.templates import Question
from reviewtui.domain.text import one_line
from reviewtui.services.sheet_words import proposed_date


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer to say back: ``before`` is last time's in words; ``way`` up, down, changed, same, or "" when new."""

    slot: Slot
    label: str
    now: str
    before: str = ""
    way: str = ""

    @property
    def changed(self) -> bool:
        """Whether it differs from last time."""
        return self.way in ("up", "down", "changed")


@dataclass(frozen=True, slots=True)
class Promised:
    """One thing we said we would do, by when and who; ``theirs`` for what the customer said they would."""

    text: str
    due: date | None
    who: str
    theirs: bool = False


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What I heard (changed answers first), what was promised, and what is missing.

    ``missing`` are core questions not dealt with; ``unconfirmed`` the drafts that would be left behind;
    ``proposed`` the day to suggest for the next review.
    """

    heard: tuple[Heard, ...]
    promised: tuple[Promised, ...]
    missing: tuple[Question, ...]
    unconfirmed: tuple[Draft, ...]
    proposed: date


def read_back(sheet: Sheet, drafts: Sequence[Draft]) -> ReadBack:
    """What to read back of a review; private questions and our own view are not in it, it is said aloud."""
    heard = _heard(sheet)
    missing = tuple(
        line.question
        for line in lines_of(sheet)
        if line.question.core and line.shown and line.answer.state is AnswerState.OPEN
    )
    return ReadBack(
        heard=tuple(sorted(heard, key=lambda h: not h.changed)),
        promised=(*_promised(sheet, drafts), *_renewed(sheet)),
        missing=missing,
        unconfirmed=tuple(draft for draft in drafts if draft.open),
        proposed=proposed_date(sheet.review, sheet.answers, sheet.review_months),
    )


def _heard(sheet: Sheet) -> list[Heard]:
    found = []
    for line in lines_of(sheet):
        if not line.shown or line.question.confidential or line.answer.state is not AnswerState.ANSWERED:
            continue
        if line.question.key == "close.readback":
            continue
        label = one_line(line.item.text, " ") if line.item else line.question.short
        before = sheet.past.get(line.slot, ())
        last = sheet.last.get(line.slot)
        way = compare(line.question, line.answer, last) or ""
        told = next((past.text for past in before if past.state == AnswerState.ANSWERED), "")
        found.append(Heard(line.slot, label, line.words, told if way else "", way))
    return found


def _promised(sheet: Sheet, drafts: Sequence[Draft]) -> list[Promised]:
    return [
        Promised(
            one_line(draft.capture.title, " "), draft.capture.due, _who(sheet, draft), draft.capture.side == CUSTOMER
        )
        for draft in drafts
        if draft.capture.kind is CaptureKind.PROMISE and draft.state != DROPPED and draft.capture.title
    ]  # fmt: skip


def _who(sheet: Sheet, draft: Draft) -> str:
    owner = draft.capture.owner or ""
    if draft.capture.side == CUSTOMER:
        return sheet.review.attendees[0] if sheet.review.attendees else ""
    return sheet.me if owner.casefold() in ("", "me") else owner


def _renewed(sheet: Sheet) -> list[Promised]:
    """Earlier promises that are done in part only: said again, with the new date."""
    found = []
    for item in sheet.items.get("promises", ()):
        answer = sheet.answers.get(Slot("recap.promises", item.key))
        if answer is None or answer.value != "partly":
            continue
        due = answer.fields.get("due")
        owner = next((action.owner for action in sheet.panels.promises if action.uid == item.key), "")
        found.append(Promised(item.text, due if isinstance(due, date) else None, owner or sheet.me))
    return found
