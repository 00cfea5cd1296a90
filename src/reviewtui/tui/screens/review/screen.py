"""The review: one section as a list of questions, the current one open in place, everything on disk as it is typed."""

from __future__ import annotations

from textual import on

from reviewtui.domain.sheets import Slot
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.review import parts as p
from reviewtui.tui.screens.review.desk import NOTE
from reviewtui.tui.screens.review.loading import Loading
from reviewtui.tui.widgets.plain_lines import PlainLines
from reviewtui.tui.widgets.sheet_view import SheetKey, SheetView


class ReviewScreen(Loading):
    """Opened about a ``review_id``, or an ``account_id`` (and ``template``) whose review it starts or resumes.

    ``question`` (and ``item``) leads to a question at once.
    """

    BINDINGS = bindings("review")

    def __init__(self) -> None:
        super().__init__()
        self.view.take = self.take_key

    # --- keys
    async def take_key(self, key: SheetKey) -> bool:
        """Every key of the sheet, in the order typed: leaving a text, a command, an answer; False for the widget."""
        if self.desk is None:
            return False
        self.view.say("")
        taken = self._list_key(key) if key.where == "list" else self._text_key(key)
        if self.desk is not None and self.desk.sheet.conflicts and not self.desk.part:
            self.show_clashes()
        return taken

    def _text_key(self, key: SheetKey) -> bool:
        if key.key == "escape":
            self.leave_text()
            self.redraw()
            self.keep_place()
            return True
        if key.key in ("tab", "shift+tab"):
            self._tab(1 if key.key == "tab" else -1)
            return True
        if key.where == "field" and key.key == "enter":
            self.accept()
            return True
        if key.where == "field" and key.key in ("up", "down"):
            self._up_down(1 if key.key == "down" else -1)
            return True
        return self._run_command(key.key, in_text=True)

    def _list_key(self, key: SheetKey) -> bool:
        desk = self.desk
        if desk is not None and desk.part:
            if key.key == "escape":
                self.leave_text()
                self.redraw()
                return True
            if key.key in ("tab", "shift+tab"):
                self._tab(1 if key.key == "tab" else -1)
                return True
        if self._run_command(key.key, in_text=False):
            return True
        return bool(key.character) and self.type_key(str(key.character))

    def _tab(self, step: int) -> None:
        """Through the cells of a row and the sub-fields; from a text, and after the last, to the next question."""
        desk = self.desk
        assert desk is not None
        text = self.view.editor is not None and self.view.editor.kind == "note"
        if text or not desk.part or desk.question is None:
            self._move(step)
            return
        names = [part.name for part in p.parts_of(desk.question, desk.answer)]
        at = (names.index(desk.part) if desk.part in names else 0) + step
        row = desk.part.startswith("row:") and desk.part.split(":")[1]
        if 0 <= at < len(names) and (not row or names[at].split(":")[1] == row):
            self.open_part(names[at])
        else:
            self._move(step)

    def _up_down(self, step: int) -> None:
        """In a list to the row below or above, else to the next or previous question."""
        desk = self.desk
        assert desk is not None
        if desk.part.startswith("row:") and desk.question is not None:
            _, row, column = desk.part.split(":", 2)
            name = f"row:{int(row) + step}:{column}"
            self.keep_text()
            if p.part_named(desk.question, desk.answer, name) is not None:
                self.open_part(name)
                return
        self._move(step)

    # --- the view
    @on(SheetView.Resized)
    def _resized(self, message: SheetView.Resized) -> None:
        message.stop()
        self.redraw()

    @on(SheetView.Pasted)
    def _pasted(self, message: SheetView.Pasted) -> None:
        """A paste outside any text goes into the note of the question, where it can be seen and undone."""
        message.stop()
        self.open_part(NOTE)
        if self.view.editor is not None and self.view.editor.kind == "note":
            self.view.note.insert(message.text)

    @on(SheetView.Rewrapped)
    def _rewrapped(self, message: SheetView.Rewrapped) -> None:
        message.stop()
        self._fit_note()

    @on(SheetView.Clicked)
    def _clicked(self, message: SheetView.Clicked) -> None:
        message.stop()
        desk = self.desk
        if desk is None or not isinstance(message.key, Slot) or message.key == desk.slot:
            return
        self.leave_text()
        desk.go_to_slot(message.key)
        self.redraw()
        self.keep_place()

    @on(PlainLines.Clicked, "#steps")
    def _step_clicked(self, message: PlainLines.Clicked) -> None:
        message.stop()
        self.go_to_section(message.line)
