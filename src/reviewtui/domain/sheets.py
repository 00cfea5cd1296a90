"""The sheet: everything the review screen shows of one review, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from reviewtui.domain.accounts import Account, Contact
from reviewtui.domain.actions import Action
from reviewtui.domain.answers import Answer
from reviewtui.domain.orders import OrderFigures
from reviewtui.domain.records import Ask, Note, Objective, Sighting
from reviewtui.domain.reviews import PastAnswer, Review
from reviewtui.domain.template_rules import Answers, ReviewContext
from reviewtui.domain.template_rules import Item as RuleItem
from reviewtui.domain.templates import Question, Template


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Where an answer and its note belong in a review: the question's key, and the item for repeated questions."""

    question: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a repeated question is asked about: ``key`` tells it apart for good (the record's uid)."""

    key: str
    text: str
    detail: str = ""
    table: str = ""
    row_id: int = 0


@dataclass(frozen=True, slots=True)
class Panels:
    """The data that stands beside the questions."""

    orders: OrderFigures | None
    started: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    late: tuple[int, int] = (0, 0)
    promises: tuple[Action, ...] = ()
    asks: tuple[Ask, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    objectives: tuple[Objective, ...] = ()
    said_bought: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A text that lost a race between two sessions and waits to be looked at: both texts in words.

    ``kind`` is answer or note; ``theirs`` is what is stored now, ``ours`` what could not be saved.
    """

    id: int
    slot: Slot
    kind: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class Link:
    """What became of a marked line: ``state`` confirmed or dropped, and the record made of it.

    ``part`` says where in the slot the line stands: in its note, or in its answer where that is text.
    """

    id: int
    slot: Slot
    part: str
    line: str
    nth: int
    state: str
    table: str = ""
    row_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One review, ready to be shown and typed into.

    ``past`` holds up to four earlier answers per slot, newest first; ``items`` what repeated questions are asked
    about ("promises", "fixes"); ``fills`` the words for the {x} of prompts; ``yearly_due`` the keys of yearly
    questions not answered for a year; ``last`` the newest earlier answer per slot, for rules and ``=``;
    ``proposed_date`` the day to suggest for the next review, by the tier ``review_months`` after this one; ``links``
    what became of marked lines so far; ``order`` and ``decimal`` are the styles of the settings by which typed dates and numbers are read.
    """

    account: Account
    contacts: tuple[Contact, ...]
    review: Review
    template: Template
    quarter: str
    currency: str
    me: str
    answers: Mapping[Slot, Answer]
    notes: Mapping[Slot, Note]
    past: Mapping[Slot, tuple[PastAnswer, ...]]
    items: Mapping[str, tuple[Item, ...]]
    panels: Panels
    fills: Mapping[str, str]
    yearly_due: frozenset[str] = frozenset()
    last: Mapping[Slot, Answer] = field(default_factory=dict)
    last_review: Review | None = None
    conflicts: tuple[Clash, ...] = ()
    links: tuple[Link, ...] = ()
    proposed_date: date | None = None
    review_months: int = 3
    first_month: int = 1
    order: str = "dmy"
    decimal: str | None = None
    as_of: date = date.min

    @property
    def rule_answers(self) -> Answers:
        """The answers by (question key, item), as ``template_rules`` wants them."""
        return {(slot.question, slot.item): answer for slot, answer in self.answers.items()}

    @property
    def context(self) -> ReviewContext:
        """What rules look at besides this review's answers."""
        items = {
            kind: tuple(RuleItem(item.key, item.text) for item in found) for kind, found in self.items.items()
        }
        last = {slot.question: answer for slot, answer in self.last.items() if not slot.item}
        return ReviewContext(items, self.yearly_due, last)

    def answer(self, slot: Slot) -> Answer:
        """The answer in a slot; an empty one where nothing is yet."""
        return self.answers.get(slot) or Answer(slot.question, slot.item)

    def note(self, slot: Slot) -> str:
        """The text of the note in a slot; empty where there is none."""
        found = self.notes.get(slot)
        return found.text if found else ""

    def words(self, question: Question, item: str = "") -> Mapping[str, str]:
        """The words for the {x} of one question's prompt: those of the review, its item, and the rating just given."""
        words = dict(self.fills)
        rating = self.answers.get(Slot("sat.rating"))
        if rating is not None and isinstance(rating.value, int):
            words["rating"] = str(rating.value)
        for found in self.items.get(question.repeat, ()):
            if found.key == item:
                words["promise" if question.repeat == "promises" else "fix"] = found.text
        return words

    def with_answer(self, answer: Answer) -> Sheet:
        """The sheet with one answer replaced, as typing goes on."""
        return replace(self, answers={**self.answers, Slot(answer.question_key, answer.item): answer})

    def with_note(self, slot: Slot, text: str) -> Sheet:
        """The sheet with the text of one note replaced, as typing goes on."""
        found = self.notes.get(slot)
        if found is None:
            found = Note(
                0, "", self.account.id, text, self.as_of, self.me, self.review.id, slot.question, slot.item
            )
        return replace(self, notes={**self.notes, slot: replace(found, text=text)})
