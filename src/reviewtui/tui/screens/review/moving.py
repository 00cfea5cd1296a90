"""The ways through the review: accepting what was written, on to the next question, sections, back and forth."""

from __future__ import annotations

from collections.abc import Callable

from reviewtui.domain.answers import AnswerState
from reviewtui.domain.sheets import Slot
from reviewtui.domain.templates import QuestionType
from reviewtui.tui.screens.review import parts as p
from reviewtui.tui.screens.review.writing import Writing


class Moving(Writing):
    """Going from question to question."""

    _back_to: Slot | None = None
    """The question whose answer opened another one; the way goes on from there."""

    # --- accepting
    def accept(self) -> None:
        """Enter in a field: on to the next part that is empty, then to the next question; a list gets another row."""
        desk = self.desk
        if desk is None or desk.question is None:
            return
        self.keep_text()
        if desk.question.type is QuestionType.LIST:
            self._accept_row()
            return
        all_parts = p.parts_of(desk.question, desk.answer)
        names = [part.name for part in all_parts]
        at = names.index(desk.part) if desk.part in names else len(names)
        for part in all_parts[at + 1 :]:
            if p.held(desk.answer, part) is None:
                self.open_part(part.name)
                return
        self.finish_question()

    def _accept_row(self) -> None:
        """Enter in a row: a new row below the last; an empty one says that the list is complete."""
        desk = self.desk
        assert desk is not None and desk.question is not None
        rows = p.rows_of(desk.answer)
        row = int(desk.part.split(":")[1]) if desk.part.startswith("row:") else len(rows)
        if row >= len(rows):
            self.finish_question()
            return
        self.open_part(f"row:{row + 1}:{desk.question.columns[0].key}")

    def finish_question(self) -> None:
        """The question is done: on to the next when it was answered, else back to the list."""
        desk = self.desk
        if desk is None:
            return
        self.leave_text()
        by_key = desk.question is not None and desk.question.type in p.ONE_KEY
        if desk.answer.state is AnswerState.OPEN or (by_key and desk.answer.value is None):
            self.redraw()
            self.keep_place()
        else:
            self.move_on()

    # --- moving
    def move_on(self) -> None:
        """On to the next open core question."""
        desk = self.desk
        if desk is None:
            return
        self.leave_text()
        if self._back_to is not None:
            desk.go_to_slot(self._back_to)
            self._back_to = None
        stop = desk.next_stop()
        if stop is not None:
            desk.go_to_slot(stop)
        elif desk.row is not None and desk.is_stop(desk.row):
            self.tell("All core questions are done: f wraps up.")
        self.redraw()
        self.keep_place()

    def _arrive(self, way: Callable[[int], bool], at: int) -> None:
        """Go somewhere by the user's own will: what is open is kept, nothing leads back any more."""
        self.leave_text()
        self._back_to = None
        way(at)
        self.redraw()
        self.keep_place()

    def _move(self, by: int) -> None:
        desk = self.desk
        if desk is not None:
            self._arrive(desk.step, by)

    def action_next(self) -> None:
        """Next question."""
        self._move(1)

    def action_previous(self) -> None:
        """Question before."""
        self._move(-1)

    def action_top(self) -> None:
        """First question of the section."""
        if self.desk is not None:
            self._arrive(self.desk.go_to, 0)

    def action_bottom(self) -> None:
        """Last question of the section."""
        if self.desk is not None:
            self._arrive(self.desk.go_to, len(self.desk.rows) - 1)

    def go_to_section(self, index: int) -> None:
        """Go to a section by its number from 0."""
        if self.desk is not None:
            self._arrive(self.desk.go_to_section, index)

    def action_next_section(self) -> None:
        """Next section."""
        if self.desk is not None:
            self.go_to_section(self.desk.section + 1)

    def action_previous_section(self) -> None:
        """Section before."""
        if self.desk is not None:
            self.go_to_section(self.desk.section - 1)

    def action_next_field(self) -> None:
        """Next part of the question: sub-field or cell."""
        if self.desk is not None and not self.next_part(1):
            self.finish_question()

    def action_previous_field(self) -> None:
        """Part before; before the first one back to the list."""
        if self.desk is not None and not self.next_part(-1):
            self.leave_text()
            self.redraw()
