"""Writing in the review: opening an editor on a part or the note, keeping each keystroke, leaving it for the next place."""

from __future__ import annotations

from textual import on
from textual.suggester import SuggestFromList
from textual.widgets import Input
from textual.widgets._input import Selection

from reviewtui.domain.answers import Answer
from reviewtui.domain.reviews import Place as KeptPlace
from reviewtui.domain.sheets import Slot
from reviewtui.domain.templates import QuestionType
from reviewtui.domain.text import fuzzy_rank, one_line
from reviewtui.tui.screens.review import parts as p
from reviewtui.tui.screens.review.base import ReviewBase
from reviewtui.tui.screens.review.desk import NOTE
from reviewtui.tui.widgets.field import Field
from reviewtui.tui.widgets.note_area import NoteArea

MOST_SUGGESTED = 4


class Writing(ReviewBase):
    """Typing into the review."""

    _names: tuple[str, ...] = ()
    _seen_captures: object = ()

    # --- opening
    def open_part(self, name: str, start: str = "", at: KeptPlace | None = None) -> None:
        """Open a part of the current question; ``start`` is typed into it at once, ``at`` is where its cursor stood."""
        desk = self.desk
        if desk is None or desk.question is None or not self.may_write():
            return
        self.leave_text()
        if name != NOTE and p.part_named(desk.question, desk.answer, name) is None:
            return
        desk.part = name
        if self.keeper is not None:
            self.keeper.sitting += 1
        self._load_editor(name, start)
        self.redraw()
        self._place_cursor(at)
        if start:
            self.keep_text()
        self.call_after_refresh(self._fit_note)
        self.keep_place()

    def _load_editor(self, name: str, start: str) -> None:
        desk = self.desk
        assert desk is not None and desk.question is not None
        if name == NOTE:
            self.view.note.load(desk.note)
        else:
            part = p.part_named(desk.question, desk.answer, name)
            assert part is not None
            if part.one_key:
                return
            text = p.as_typed(desk.answer, part)
            if part.asked.type is QuestionType.TEXT and name == p.VALUE:
                self.view.note.load(text)
            else:
                self._names = self._known(part)
                self.view.field.suggester = (
                    SuggestFromList(self._names, case_sensitive=False) if self._names else None
                )
                self.view.field.load(start or text)
                if part.asked.type in p.TYPED and not start:
                    self.view.field.select_all()
        self._seen_captures = desk.captured(desk.slot)

    def _place_cursor(self, at: KeptPlace | None) -> None:
        if at is None or self.view.editor is None:
            return
        if self.view.editor.kind == "field":
            self.view.field.selection = Selection.cursor(min(at.column, len(self.view.field.value)))
            return
        document = self.view.note.document
        row = min(at.row, document.line_count - 1)
        self.view.note.move_cursor((row, min(at.column, len(document[row]))))

    def _known(self, part: p.Part) -> tuple[str, ...]:
        """Names that may complete a part."""
        desk = self.desk
        suggest = getattr(part.asked, "suggest", "")
        if desk is None or not suggest:
            return ()
        sheet = desk.sheet
        found: list[str] = []
        if suggest == "contacts":
            found = [contact.name for contact in sheet.contacts if not contact.left]
        elif suggest == "competitors":
            found = [seen.competitor for seen in sheet.panels.sightings]
            rows = p.rows_of(sheet.answer(Slot("comp.active")))
            found += [name for row in rows if isinstance(name := row.get("competitor"), str)]
        elif suggest == "categories":
            found = [*sheet.panels.stopped, *sheet.panels.started]
        elif suggest == "colleagues":
            found = [sheet.me, sheet.review.person, sheet.account.owner]
        return tuple(dict.fromkeys(one_line(name, " ") for name in found if name))

    def suggestions(self) -> tuple[str, ...]:
        """Known names that fit what stands in the field."""
        typed = self.view.field.value.strip()
        names = self._names if self.desk and self.desk.part not in ("", NOTE) else ()
        if not names:
            return ()
        found = [names[at] for at in fuzzy_rank(typed, list(names))] if typed else list(names)
        return tuple(name for name in found if name != typed)[:MOST_SUGGESTED]

    # --- keeping
    def keep_text(self) -> None:
        """Take over what stands in the open editor; safe to call at any time."""
        desk, editor = self.desk, self.view.editor
        if desk is None or editor is None or desk.question is None or desk.locked:
            return
        if desk.part == NOTE:
            self.put_note(desk.slot, self.view.note.text)
            return
        part = p.part_named(desk.question, desk.answer, desk.part)
        if part is None:
            return
        text = self.view.note.text if editor.kind == "note" else self.view.field.value
        if text != p.as_typed(desk.answer, part):
            answer = p.typed(desk.question, desk.answer, part, text, desk.reading, self._base(part))
            self.put_answer(answer, typed=True)

    def _base(self, part: p.Part) -> object:
        """What ``+8%`` is a change of: last time's amount."""
        desk = self.desk
        before = desk.sheet.last.get(desk.slot) if desk else None
        return before.value if before is not None and part.name == p.VALUE else None

    @on(NoteArea.Changed)
    def _note_typed(self, message: NoteArea.Changed) -> None:
        """A keystroke in a text: kept; drawn again only when its height or its chips are others."""
        message.stop()
        desk, editor = self.desk, self.view.editor
        if desk is None or editor is None or editor.kind != "note":
            return
        self.keep_text()
        self.keep_place()
        found = desk.captured(desk.slot)
        if found != self._seen_captures or self.note_rows() != editor.rows:
            self._seen_captures = found
            self.redraw_sheet()

    @on(Field.Changed)
    def _field_typed(self, message: Field.Changed) -> None:
        """A keystroke in the field: kept, and what was understood shown beside it."""
        message.stop()
        if self.view.editor is None or self.view.editor.kind != "field":
            return
        self.keep_text()
        self.keep_place()
        self.redraw()

    @on(NoteArea.SelectionChanged)
    @on(Field.Moved)
    def _cursor_moved(self, message: NoteArea.SelectionChanged | Field.Moved) -> None:
        """The next start puts the cursor back where it is now."""
        message.stop()
        if self.desk is not None and self.desk.part and self.view.editor is not None:
            self.keep_place()

    @on(Field.PastedLines)
    def _pasted_lines(self, message: Field.PastedLines) -> None:
        """Several lines pasted into a cell are several rows; into any other field they are joined."""
        message.stop()
        desk, field = self.desk, message.field
        lines = [line.strip() for line in message.text.split("\n") if line.strip()]
        if desk is None or desk.question is None or not lines:
            return
        part = p.part_named(desk.question, desk.answer, desk.part)
        if part is None or part.row < 0:
            field.put_in(" ".join(lines))
            return
        field.put_in(lines[0])
        self.keep_text()
        answer: Answer = desk.answer
        for line in lines[1:]:
            last = len(p.rows_of(answer))
            cell = p.Part(f"row:{last}:{part.asked.key}", part.asked, part.label, last)
            answer = p.typed(desk.question, answer, cell, line, desk.reading)
        self.put_answer(answer, typed=True)
        self.redraw()

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()

    def _fit_note(self) -> None:
        """The note knows how its text wraps only once it has its width."""
        editor = self.view.editor
        if editor is not None and editor.kind == "note" and self.note_rows() != editor.rows:
            self.redraw_sheet()

    # --- leaving
    def leave_text(self) -> None:
        """Take over what is open and go back to the list; the place stays on the question."""
        desk = self.desk
        if desk is None or not desk.part:
            return
        self.keep_text()
        if desk.part.startswith("row:") and desk.question is not None:
            self.put_answer(p.tidy(desk.question, desk.answer), typed=True)
        desk.part = ""

    def next_part(self, step: int) -> bool:
        """Go to the next or previous part of this question; False when there is none."""
        desk = self.desk
        if desk is None or desk.question is None:
            return False
        names = [part.name for part in p.parts_of(desk.question, desk.answer)]
        at = names.index(desk.part) if desk.part in names else -1 if step > 0 else len(names)
        if not desk.part and desk.question.type is not QuestionType.LIST:
            at = 0
        if not 0 <= at + step < len(names):
            return False
        self.open_part(names[at + step])
        return True
