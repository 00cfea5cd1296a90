"""Answering by single keys while no text has the focus: options, marks, taking back."""

from __future__ import annotations

from textual import work

from reviewtui.domain.answers import (
    TEN_KEY,
    Answer,
    AnswerState,
    option_for_key,
    unchanged_from,
    value_for_key,
    with_state,
    with_value,
)
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.sheets import Slot
from reviewtui.domain.templates import Option, Question, QuestionType
from reviewtui.services import reviews
from reviewtui.tui.screens.review import parts as p
from reviewtui.tui.screens.review.desk import NOTE, slot_of
from reviewtui.tui.screens.review.moving import Moving

SIGNS = "+-.~€$£"


class Answering(Moving):
    """The keys that answer, mark, clear and take back."""

    # --- one key
    def type_key(self, character: str) -> bool:
        """A digit or sign in the list: an answer, or the first character of one; False when it means nothing here."""
        desk = self.desk
        question = desk.question if desk else None
        if desk is None or question is None:
            return False
        part = p.part_named(question, desk.answer, desk.part) if desk.part else None
        if part is not None and part.name != p.VALUE:
            return part.one_key and self._key_in_part(part, character)
        if question.type in p.TYPED:
            if character.isdigit() or character in SIGNS:
                self.open_part(p.VALUE, character)
                return True
            return False
        value = value_for_key(question, character)
        if value is None:
            return False
        if not self.may_write():
            return True
        if question.type is QuestionType.CHOICES:
            self._toggle(question, str(value[0]) if isinstance(value, tuple) else "")
        else:
            self._answer_with(question, with_value(desk.answer, value), option_for_key(question, character))
        return True

    def _answer_with(self, question: Question, answer: Answer, option: Option | None) -> None:
        desk = self.desk
        assert desk is not None
        before = {row.address for row in desk.rows}
        part = p.Part(p.VALUE, question, question.label)
        self.put_answer(p.with_part(question, desk.answer, part, answer.value, desk.reading))  # type: ignore[arg-type]
        opened = [row for row in desk.rows if row.address not in before]
        if question.repeat == "promises" and answer.value == "partly":
            self.open_part("due")
            return
        elsewhere = Slot(option.opens) if option is not None else None
        if elsewhere is not None and desk.go_to_slot(elsewhere):
            self._back_to = Slot(question.key, answer.item)
            self.tell(f"{option.label if option else ''}: write it here, then it goes on where you were.")
            self.redraw()
            self.keep_place()
            return
        self.move_on()
        if option is not None and option.opens:
            self.opens(option.opens)
        if opened and desk.slot not in [slot_of(row) for row in opened]:
            names = ", ".join(row.question.short for row in opened[:3])
            self.tell(f"opened: {names}")

    def opens(self, name: str) -> None:
        """What an option opens besides; the screen knows the forms."""

    def _toggle(self, question: Question, key: str) -> None:
        desk = self.desk
        assert desk is not None
        chosen = p.toggled(desk.answer.value, key, tuple(option.key for option in question.options))
        part = p.Part(p.VALUE, question, question.label)
        self.put_answer(p.with_part(question, desk.answer, part, chosen or None, desk.reading))
        self.redraw()

    def _key_in_part(self, part: p.Part, character: str) -> bool:
        """A digit for an open sub-field or cell; one that takes a single answer leads on to the next part."""
        desk = self.desk
        option = option_for_key(part.asked, character)
        if desk is None or desk.question is None or option is None or not self.may_write():
            return option is not None
        if part.asked.type is QuestionType.CHOICES:
            keys = tuple(one.key for one in part.asked.options)
            chosen = p.toggled(p.held(desk.answer, part), option.key, keys)
            self.put_answer(p.with_part(desk.question, desk.answer, part, chosen or None, desk.reading))
            self.redraw()
            return True
        self.put_answer(p.with_part(desk.question, desk.answer, part, option.key, desk.reading))
        if not self.next_part(1):
            self.finish_question()
        return True

    def action_ten(self) -> None:
        """Ten out of ten."""
        if self.desk and self.desk.question and self.desk.question.type is QuestionType.RATING:
            self.type_key(TEN_KEY)

    # --- marks
    def action_unchanged(self) -> None:
        """As last time."""
        desk = self.desk
        before = desk.sheet.last.get(desk.slot) if desk else None
        if desk is None or desk.question is None or not self.may_write():
            return
        if before is None:
            self.tell("Nothing was answered here before.")
            return
        self.leave_text()
        self.put_answer(unchanged_from(desk.answer, before))
        self.move_on()

    def _mark(self, state: AnswerState) -> None:
        desk = self.desk
        if desk is None or desk.question is None or not self.may_write():
            return
        self.leave_text()
        self.put_answer(with_state(desk.answer, state))
        self.move_on()

    def action_not_asked(self) -> None:
        """Mark as not asked."""
        self._mark(AnswerState.NOT_ASKED)

    def action_declined(self) -> None:
        """Mark as declined."""
        self._mark(AnswerState.DECLINED)

    def action_unknown(self) -> None:
        """Mark as does not know."""
        self._mark(AnswerState.UNKNOWN)

    def action_not_applicable(self) -> None:
        """Mark as not applicable."""
        self._mark(AnswerState.NOT_APPLICABLE)

    def action_clear(self) -> None:
        """Take the answer away; of a list its last row, of a sub-field that is open only this one."""
        desk = self.desk
        if desk is None or desk.question is None or not self.may_write():
            return
        answer, question = desk.answer, desk.question
        part = p.part_named(question, answer, desk.part) if desk.part else None
        rows = p.rows_of(answer)
        if part is not None and part.name != p.VALUE:
            self.put_answer(p.with_part(question, answer, part, None, desk.reading))
        elif rows:
            self.put_answer(p.without_row(answer, len(rows) - 1))
        else:
            self.put_answer(with_state(answer, AnswerState.OPEN))
        self.redraw()
        self.keep_place()

    @work(group="undo", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take the last answer back and go to it."""
        desk = self.desk
        if desk is None or not self.may_write():
            return
        self.leave_text()
        moment, review_id = self.session.moment(), desk.sheet.review.id
        try:
            slot = await self.session.act(lambda store: reviews.undo_answer(store, review_id, moment))
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)
            return
        await self.reload()
        if slot is None:
            self.tell("No answer to take back.")
        else:
            desk.go_to_slot(slot)
            self.tell("taken back")
        self.redraw()
        self.keep_place()

    async def reload(self) -> None:
        """Read the sheet again; the screen knows how."""

    # --- opening and confirming
    def action_open(self) -> None:
        """Open the control of the question, or confirm what was chosen and go on."""
        desk = self.desk
        question = desk.question if desk else None
        if desk is None or question is None:
            return
        if desk.part:
            self.accept()
        elif question.type is QuestionType.LIST:
            self.open_part(f"row:{len(p.rows_of(desk.answer))}:{question.columns[0].key}")
        elif question.type not in p.ONE_KEY:
            self.open_part(p.VALUE)
        elif question.fields and (question.type is QuestionType.CHOICE or desk.answer.value is None):
            self.open_part(question.fields[0].key)
        else:
            self.move_on()

    def action_note(self) -> None:
        """Write the note of this question."""
        self.open_part(NOTE)
