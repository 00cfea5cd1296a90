"""The desk: the review as it lies before the user - which section, which question, which part - and the ways through it.

Nothing here draws, saves or waits; the screen asks the desk where to go and what stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reviewtui.domain.answers import Answer, AnswerState
from reviewtui.domain.captures import OURS, Capture, CaptureKind, captures_in
from reviewtui.domain.dates import short_date
from reviewtui.domain.records import Note
from reviewtui.domain.reviews import Place, ReviewState
from reviewtui.domain.sheets import Sheet, Slot
from reviewtui.domain.template_rules import Progress, Row, progress, visible_rows
from reviewtui.domain.templates import Question, QuestionType, Section, placeholders
from reviewtui.domain.text import one_line
from reviewtui.tui.screens.review.parts import Reading

NOTE = "note"


class Desk:
    """One review in the hands of its user. ``part`` is empty in the list, ``note``, or the name of a part."""

    def __init__(self, sheet: Sheet, order: str = "dmy") -> None:
        self.sheet = sheet
        self.order = order
        self.section = 0
        self.slot = Slot("")
        self.part = ""
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._progress: Progress | None = None
        self.go_to_place(sheet.review.place)

    # --- what is there
    @property
    def locked(self) -> bool:
        """Whether the review may only be read."""
        return self.sheet.review.state is not ReviewState.IN_PROGRESS

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections of the template."""
        return self.sheet.template.sections

    @property
    def here(self) -> Section:
        """The section that is open."""
        return self.sections[self.section]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The lines of the open section: core questions first, then last time's promises and fixes, then the rest."""
        return self.rows_in(self.section)

    def rows_in(self, index: int) -> tuple[Row, ...]:
        """The lines of one section as the rules have it now."""
        section = self.sections[index]
        found = self._rows.get(section.key)
        if found is None:
            rows = visible_rows(self.sheet.template, section, self.sheet.rule_answers, self.sheet.context)
            found = tuple(
                sorted(rows, key=lambda row: 0 if row.question.core else 1 if row.question.repeat else 2)
            )
            self._rows[section.key] = found
        return found

    @property
    def index(self) -> int:
        """Which line of the section is the current one; 0 when there is none."""
        return next((at for at, row in enumerate(self.rows) if slot_of(row) == self.slot), 0)

    @property
    def row(self) -> Row | None:
        """The current line; None in a section without any."""
        rows = self.rows
        return rows[self.index] if rows else None

    @property
    def question(self) -> Question | None:
        """The current question."""
        row = self.row
        return row.question if row else None

    @property
    def answer(self) -> Answer:
        """The answer to the current question."""
        return self.sheet.answer(self.slot)

    @property
    def note(self) -> str:
        """The note of the current question."""
        return self.sheet.note(self.slot)

    @property
    def reading(self) -> Reading:
        """What shorthand is read with in this review."""
        sheet = self.sheet
        return Reading(sheet.as_of, sheet.currency, self.order, sheet.first_month)

    @property
    def progress(self) -> Progress:
        """How far the review is, per section and for the core questions."""
        if self._progress is None:
            self._progress = progress(self.sheet.template, self.sheet.rule_answers, self.sheet.context)
        return self._progress

    def captures(self, text: str) -> tuple[Capture, ...]:
        """The marked lines of a text, read."""
        reading = self.reading
        found = captures_in(
            text,
            as_of=reading.as_of,
            currency=reading.currency,
            order=reading.order,
            first_month=reading.first_month,
        )
        return tuple(capture for _, capture in found)

    def captured(self, slot: Slot) -> tuple[Capture, ...]:
        """What the note of a question, and its answer where that is text, want to become."""
        answer = self.sheet.answers.get(slot)
        said = answer.value if answer and isinstance(answer.value, str) else ""
        question = self.sheet.template.question(slot.question)
        spoken = said if question and question.type is QuestionType.TEXT else ""
        note = self.sheet.note(slot)
        return (*(self.captures(spoken) if spoken else ()), *(self.captures(note) if note else ()))

    def words(self, question: Question, item: str) -> Mapping[str, str]:
        """The words for the {x} of a prompt, with the promises as they stand in the notes now."""
        words = dict(self.sheet.words(question, item))
        if "promises" in placeholders(question.prompt):
            said = [one for slot in self.sheet.notes for one in self.captured(slot)]
            made = [one for one in said if one.kind is CaptureKind.PROMISE and one.side == OURS and one.title]
            found = [one.title + (f" by {short_date(one.due)}" if one.due else "") for one in made]
            words["promises"] = one_line("; ".join(found), " ")
        return words

    def item_detail(self, question: Question, item: str) -> str:
        """What is known of the promise or fix a question is about."""
        found = self.sheet.items.get(question.repeat, ())
        return next((one.detail for one in found if one.key == item), "")

    # --- changes
    def load(self, sheet: Sheet) -> None:
        """Take a sheet read anew; the place stays where it is."""
        self.sheet = sheet
        self._changed()
        self._settle()

    def set_answer(self, answer: Answer) -> None:
        """Put an answer in its place; branches come and go at once."""
        self.sheet = self.sheet.with_answer(answer)
        self._changed()

    def set_note(self, slot: Slot, text: str) -> None:
        """Put the text of a note in its place."""
        sheet = self.sheet
        before = sheet.notes.get(slot)
        note = (
            replace(before, text=text)
            if before
            else Note(
                0,
                "",
                sheet.account.id,
                text,
                sheet.as_of,
                sheet.me,
                sheet.review.id,
                slot.question,
                slot.item,
                0,
            )
        )
        self.sheet = replace(sheet, notes={**sheet.notes, slot: note})

    def _changed(self) -> None:
        self._rows.clear()
        self._progress = None

    # --- ways
    def place(self, row: int = 0, column: int = 0) -> Place:
        """Where the user is, to be kept; ``row`` and ``column`` are the cursor in a text."""
        return Place(self.here.key, self.slot.question, self.slot.item, self.part, row, column)

    def go_to_place(self, place: Place) -> None:
        """Go where the user was; what is gone gives way to what is near."""
        keys = [section.key for section in self.sections]
        self.section = keys.index(place.section) if place.section in keys else 0
        self.slot, self.part = Slot(place.question, place.item), place.field
        self._settle()

    def _settle(self) -> None:
        """Stand on a line that is there: the same, else one of the same question, else the nearest one before."""
        rows = self.rows
        if any(slot_of(row) == self.slot for row in rows):
            return
        self.part = ""
        order = {question.key: at for at, question in enumerate(self.here.questions)}
        mine = order.get(self.slot.question, -1)
        before = [row for row in rows if order[row.question.key] <= mine]
        nearest = (
            max(before, key=lambda row: order[row.question.key]) if before else rows[0] if rows else None
        )
        self.slot = slot_of(nearest) if nearest else Slot("")

    def go_to(self, index: int) -> bool:
        """Go to a line of this section, clamped; False when that is where one is."""
        rows = self.rows
        self.part = ""
        if not rows:
            return False
        wanted = slot_of(rows[max(0, min(len(rows) - 1, index))])
        moved, self.slot = wanted != self.slot, wanted
        return moved

    def step(self, by: int) -> bool:
        """Go to the next or previous line, over the ends into the next section; False at the very end."""
        at = self.index + by
        if 0 <= at < len(self.rows):
            return self.go_to(at)
        section = self.section + (1 if by > 0 else -1)
        if not 0 <= section < len(self.sections):
            self.part = ""
            return False
        self.section = section
        self.go_to(0 if by > 0 else len(self.rows) - 1)
        return True

    def go_to_section(self, index: int) -> bool:
        """Go to a section by its number from 0: to its first open core question, else its first line."""
        if not 0 <= index < len(self.sections):
            return False
        self.section, self.part = index, ""
        rows = self.rows
        at = next((at for at, row in enumerate(rows) if self.is_stop(row) and self.is_open(row)), 0)
        self.slot = slot_of(rows[at]) if rows else Slot("")
        return True

    def go_to_slot(self, slot: Slot) -> bool:
        """Go to a question wherever it stands; False when it is not shown."""
        for index in range(len(self.sections)):
            if any(slot_of(row) == slot for row in self.rows_in(index)):
                self.section, self.slot, self.part = index, slot, ""
                return True
        return False

    def is_open(self, row: Row) -> bool:
        """Whether nothing was decided about a line yet."""
        return self.sheet.answer(slot_of(row)).state is AnswerState.OPEN

    @staticmethod
    def is_stop(row: Row) -> bool:
        """Whether the short run stops here: the core questions, and what was promised last time."""
        return row.question.core or row.question.repeat == "promises"

    def next_stop(self) -> Slot | None:
        """Where an answer leads: the next open core question, from other questions the next open one below first.

        After the last one the search begins again at the top; None when no core question is open.
        """
        here = self.row
        if here is not None and not self.is_stop(here):
            for row in self.rows[self.index + 1 :]:
                if self.is_open(row):
                    return slot_of(row)
        stops = [
            (section, at, row)
            for section in range(len(self.sections))
            for at, row in enumerate(self.rows_in(section))
            if self.is_stop(row) and self.is_open(row) and slot_of(row) != self.slot
        ]
        mine = (self.section, self.index)
        after = [row for section, at, row in stops if (section, at) > mine]
        found = after or [row for _, _, row in stops]
        return slot_of(found[0]) if found else None


def slot_of(row: Row) -> Slot:
    """Where the answer of a line belongs."""
    question, item = row.address
    return Slot(question, item)
