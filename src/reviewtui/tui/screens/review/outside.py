"""What the review opens besides itself: windows, the editor, the wrap-up; and which key is which command."""

from __future__ import annotations

from textual import work
from textual.binding import Binding

from reviewtui.domain.answers import Answer
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.reviews import ReviewState
from reviewtui.domain.templates import QuestionType
from reviewtui.services import reviews
from reviewtui.tui.commands import bindings, command
from reviewtui.tui.screens.dialogs.call import call_details, not_reached
from reviewtui.tui.screens.dialogs.urgent import log_urgent
from reviewtui.tui.screens.review import parts as p
from reviewtui.tui.screens.review.answering import Answering
from reviewtui.tui.screens.review.desk import NOTE
from reviewtui.tui.screens.review.draw import now_in_full, past_in_full
from reviewtui.tui.screens.review.flow import facts_in_column
from reviewtui.tui.screens.review.overlays import LastDialog, StepsDialog
from reviewtui.tui.screens.review.panels import panel_facts
from reviewtui.tui.widgets.dialog import Confirm
from reviewtui.tui.widgets.editor import edit_in_editor


class Outside(Answering):
    """Commands that leave the sheet and come back to it."""

    _commands: dict[str, tuple[str, bool]] | None = None

    def _run_command(self, key: str, *, in_text: bool) -> bool:
        """Run the command of this place that has the key; False when there is none."""
        if self._commands is None:
            self._commands = {
                one: (binding.action, one in command(str(binding.id)).key_in_text.split(","))
                for binding in bindings("review")
                if isinstance(binding, Binding)
                for one in binding.key.split(",")
            }
        action, also_in_text = self._commands.get(key, ("", False))
        run = getattr(self, f"action_{action}", None)
        if run is None or (in_text and not also_in_text):
            return False
        run()
        return True

    # --- windows of its own
    def action_steps(self) -> None:
        """All sections; a digit there goes to one."""
        desk = self.desk
        if desk is None:
            return
        counts = desk.progress.sections
        steps = [
            (section.title, f"{counts[section.key].dealt_with} of {counts[section.key].shown}")
            for section in desk.sections
        ]

        def go(at: int | None) -> None:
            if at is not None:
                self.go_to_section(at)

        self.app.push_screen(StepsDialog(steps, desk.section), go)

    def action_last(self) -> None:
        """The last answers in full, with what the data says."""
        desk = self.desk
        if desk is None or desk.question is None:
            return
        width = min(94, max(30, self.size.width - 6))
        lines = [*now_in_full(desk, width), *past_in_full(desk, width)]
        facts = panel_facts(desk.sheet, desk.here.show, self.session.look)
        if facts:
            lines += [(), (("What the data says", "bold"),), *facts_in_column(facts, width)]
        self.app.push_screen(LastDialog(desk.question.short, lines))

    # --- the editor
    def action_editor(self) -> None:
        """Write the note, or a text answer that is open, in $EDITOR."""
        desk = self.desk
        if desk is None or desk.question is None or not self.may_write():
            return
        self.keep_text()
        text_answer = desk.part == p.VALUE and desk.question.type is QuestionType.TEXT
        before = str(desk.answer.value or "") if text_answer else desk.note
        try:
            text = edit_in_editor(self.app, before)
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)
            return
        if text_answer:
            part = p.Part(p.VALUE, desk.question, "")
            answer: Answer = p.typed(desk.question, desk.answer, part, text, desk.reading)
            self.put_answer(answer)
        else:
            self.put_note(desk.slot, text)
        if self.view.editor is not None and self.view.editor.kind == "note":
            self.view.note.put_instead(text)
        self.redraw()
        self.call_after_refresh(self._fit_note)

    # --- the call
    @work(group="call", exit_on_error=False)
    async def action_call(self) -> None:
        """When, how and with whom the call is."""
        if self.desk is not None and self.may_write():
            await call_details(self, self.desk.sheet)

    @work(group="call", exit_on_error=False)
    async def action_not_reached(self) -> None:
        """Nobody reached: log it and plan the next try; a review that holds nothing yet is left."""
        desk, account = self.desk, self.context_account()
        if desk is None or account is None or not self.may_write():
            return
        review = desk.sheet.review
        if not await not_reached(self, account, review_id=review.id, channel=review.channel):
            return
        await self.reload()
        if desk.sheet.review.state is ReviewState.DISCARDED:
            self._leave_for_good()
        if self.session.call_session is not None:
            self.action_next_call()

    @work(group="call", exit_on_error=False)
    async def action_urgent(self) -> None:
        """Log an urgent issue and come back to the same field."""
        desk, account = self.desk, self.context_account()
        if desk is None or account is None or self.session.read_only:
            return
        self.keep_text()
        await log_urgent(self, account, review_id=desk.sheet.review.id)

    def opens(self, name: str) -> None:
        """What an option opens: the form of an issue, or another question."""
        if name == "issue":
            self.action_urgent()

    # --- the review as a whole
    def _leave_for_good(self) -> None:
        self.desk = self.keeper = None
        self.about = {}
        self.go("back")

    def action_discard(self) -> None:
        """Put the review aside after a question; it can be taken back."""
        desk = self.desk
        if desk is None or not self.may_write():
            return
        name = desk.sheet.account.name
        self.app.push_screen(
            Confirm(f"Discard this review of {name}?", "Nothing is deleted: reviewtui undo brings it back."),
            self._discard_if,
        )

    def _discard_if(self, yes: bool | None) -> None:
        if yes:
            self._discard()

    @work(group="whole", exit_on_error=False)
    async def _discard(self) -> None:
        desk = self.desk
        if desk is None:
            return
        review_id, moment = desk.sheet.review.id, self.session.moment()
        self.leave_text()
        if await self._acted(lambda store: reviews.discard(store, review_id, moment)):
            self._leave_for_good()

    def action_reopen(self) -> None:
        """Make a finished review writable again, after a question."""
        desk = self.desk
        if desk is None or not desk.locked or self.session.read_only:
            return
        self.app.push_screen(
            Confirm(
                "Reopen this finished review?",
                "What it made stays, and is updated when it is finished again.",
                yes="Reopen it",
                no="Leave it as it is",
            ),
            self._reopen_if,
        )

    def _reopen_if(self, yes: bool | None) -> None:
        if yes:
            self._reopen()

    @work(group="whole", exit_on_error=False)
    async def _reopen(self) -> None:
        desk = self.desk
        if desk is None:
            return
        review_id, moment = desk.sheet.review.id, self.session.moment()
        if await self._acted(lambda store: reviews.reopen(store, review_id, moment)):
            await self.reload()

    async def _acted(self, run: object) -> bool:
        try:
            await self.session.act(run)  # type: ignore[arg-type]
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)
            return False
        return True

    def action_wrapup(self) -> None:
        """Read back, confirm, finish."""
        desk = self.desk
        if desk is None or desk.locked:
            return
        self.leave_text()
        self.redraw()
        self.go("wrapup", review_id=desk.sheet.review.id)

    def capture_line(self, text: str) -> bool:
        """Take a line of the capture bar into the note of the current question."""
        desk = self.desk
        if desk is None or desk.question is None or desk.locked or self.session.read_only:
            return False
        self.keep_text()
        note = desk.note
        joint = "" if not note or note.endswith("\n") else "\n"
        self.put_note(desk.slot, f"{note}{joint}{text}")
        if desk.part == NOTE:
            self.view.note.load(desk.note)
        self.redraw()
        return True
