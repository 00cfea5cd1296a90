"""The wrap-up: say back what was heard and promised, confirm the captures, fix the next date, own view, finish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import events, on, work

from reviewtui.domain.answers import Answer, option_for_key, value_for_key, with_value
from reviewtui.domain.captures import chips, parse_line
from reviewtui.domain.dates import short_date
from reviewtui.domain.drafts import DROPPED, Draft
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.sheets import Sheet, Slot
from reviewtui.domain.templates import Question, QuestionType
from reviewtui.services import captures, reviews
from reviewtui.tui.screens.dialogs.dates import ask_date
from reviewtui.tui.screens.place import Place
from reviewtui.tui.screens.wrapup.base import NO_DATE, WrapupBase
from reviewtui.tui.screens.wrapup.rows import READ_BACK, draft_key
from reviewtui.tui.widgets.dialog import Confirm, Prompt
from reviewtui.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

CLEARING = ("backspace", "delete")


class WrapupScreen(WrapupBase):
    """Opened about a ``review_id`` in progress; finishing it leads to its recap."""

    def action_open(self) -> None:
        """Go to the question, unfold, edit the capture, name the date: what the row is for."""
        row = self._current()
        if row is None:
            return
        if row.kind == "more":
            self._unfolded = True
            self._show()
        elif row.kind == "capture":
            self.action_edit()
        elif row.kind == "next":
            self.action_date()
        elif isinstance(row.key, tuple) and row.kind == "heard":
            self._go_to(row.key[1])
        elif isinstance(row.key, tuple):
            self._go_to(Slot(row.key[1]))

    def _go_to(self, slot: Slot) -> None:
        self.go("review", review_id=int(self.about["review_id"]), question=slot.question, item=slot.item)

    def capture_line(self, text: str) -> bool:
        """What is captured here goes into the review's general note, as any capture of this review."""
        if not self._open():
            return False
        review_id, moment = int(self.about["review_id"]), self.session.moment()
        account = self.sheet.account.id if self.sheet else 0
        self.act(lambda store: captures.add_line(store, account, text, moment, review_id=review_id))
        return True

    # --- captures
    def action_take(self) -> None:
        """Take this capture at the finish, or leave it a line of the note."""
        draft = self._current_draft()
        if draft is None or not draft.open:
            return
        self._left ^= {draft_key(draft)}
        self.list.refresh_row(self.list.cursor)
        self.list.action_down()

    def action_drop(self) -> None:
        """Leave the capture out for good, or take it back; its line stays in the note."""
        draft = self._current_draft()
        if draft is None or not self._open():
            return
        review_id, moment = int(self.about["review_id"]), self.session.moment()
        if draft.state == DROPPED:
            self.act(lambda store: captures.undrop(store, review_id, draft, moment), "taken back")
        else:
            self.act(lambda store: captures.drop(store, review_id, draft, moment), "dropped")

    @work(group="form")
    async def action_edit(self) -> None:
        """Edit the line of the capture, which is a line of its note."""
        draft, sheet = self._current_draft(), self.sheet
        if draft is None or sheet is None or not self._open():
            return
        title = "Edit the capture"
        dialog = Prompt(title, "Its line in the note changes; empty takes the line away.", value=draft.capture.line,
                        echo=lambda line: self._read(sheet, line), doubts=True)  # fmt: skip
        line = await self.app.push_screen_wait(dialog)
        if line is None or line == draft.capture.line:
            return
        review_id, moment, base = sheet.review.id, self.session.moment(), _version(sheet, draft)
        self.act(
            lambda store: captures.edit_line(
                store, review_id, draft.slot, draft.line_no, line, base, moment, draft.part
            ),
            "changed",
        )

    @staticmethod
    def _read(sheet: Sheet, line: str) -> str:
        read = parse_line(
            line,
            as_of=sheet.as_of,
            currency=sheet.currency,
            order=sheet.order,
            first_month=sheet.first_month,
        )
        return (
            ", ".join(chips(read, sheet.as_of)) if read else "a plain line" if line.strip() else "goes away"
        )

    # --- answers
    def on_key(self, event: events.Key) -> None:
        """One key answers the question the cursor is on."""
        row = self._current()
        if row is None or row.kind != "question" or self.sheet is None:
            return
        question: Question = row.what
        before = self.sheet.answer(Slot(question.key))
        if event.key in CLEARING:
            answer: Answer | None = with_value(before, None)
        else:
            answer = _one_key(question, before, event.character or "")
        if answer is None:
            return
        event.stop()
        event.prevent_default()
        if self._open() and self._keeper is not None:
            self._keeper.answer(Slot(question.key), answer)
            self._take(self.sheet.with_answer(answer))
            self._show()
            if event.key not in CLEARING:
                self.list.action_down()

    # --- the next date
    @work(group="form")
    async def action_date(self) -> None:
        """Ask when to talk again."""
        if not self._open():
            return
        session = self.session
        order, proposed = session.config.date_order, self.next_date
        text = "Empty: no date."
        dialog = ask_date("Next review", text, session.as_of, order, proposed.isoformat() if proposed else "")
        typed = await self.app.push_screen_wait(dialog)
        if typed is None:
            return
        self.next_date = dialog.day(typed)
        session.keep_draft(self._next_key, self.next_date.isoformat() if self.next_date else NO_DATE)
        self._show()

    # --- the end
    @work(group="form")
    async def action_finish(self) -> None:
        """Ask once, make all of it, and show the recap."""
        sheet = self.sheet
        if sheet is None or not self._open():
            return
        question = Confirm(
            f"Finish the review of {sheet.account.name}?", self.will_make(), yes="Finish", no="Not yet"
        )
        if not await self.app.push_screen_wait(question):
            return
        review_id, moment, chosen, day = sheet.review.id, self.session.moment(), self.taken, self.next_date

        def run(store: Store) -> None:
            reviews.finish(store, review_id, moment=moment, next_date=day, confirmed=chosen)

        if await self._done(run):
            self.session.keep_draft(self._next_key, "")
            await self._leave(review_id)

    def will_make(self) -> str:
        """What finishing makes, in one sentence, and what it leaves."""
        kinds = Counter(draft.capture.kind.value for draft in self.taken)
        made = [f"{count} {_plural(kind, count)}" for kind, count in kinds.items()]
        parts = [f"Makes {', '.join(made)}." if made else "Makes no record from captures."]
        day = self.next_date
        parts.append(f"Next review on {short_date(day)} {day.year}." if day else "No next review is planned.")
        left = sum(1 for draft in self.drafts if draft.open) - len(self.taken)
        if left:
            parts.append(
                f"{left} {_plural('capture', left)} stay{'s' if left == 1 else ''} a line of the note."
            )
        missing = {question.key for question in self.back.missing} if self.back is not None else set()
        count = len(missing - {READ_BACK})
        if count:
            parts.append(f"{count} core {_plural('question', count)} not dealt with.")
        if READ_BACK in missing:
            parts.append("Not read back to them yet.")
        return " ".join(parts)

    async def _done(self, run: Callable[[Store], None]) -> bool:
        try:
            await self.session.act(run)
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)
            await self.refresh_data(force=True)
            return False
        return True

    async def _leave(self, review_id: int) -> None:
        """To the recap; behind it lies the place from which the review was opened."""
        app: Any = self.app
        while isinstance(app.screen, Place) and app.screen.PLACE in ("wrapup", "review"):
            app.pop_screen()
        if app.place_on_top() is None:
            await app.open_place("today")
        await app.open_place("recap", review_id=review_id)

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        message.stop()
        self.action_open()

    @on(LineList.Marked)
    def _marked(self, message: LineList.Marked) -> None:
        message.stop()
        self.action_take()


def _version(sheet: Sheet, draft: Draft) -> int:
    """The version of the text a capture stands in, as it was read."""
    if draft.part == "answer":
        return sheet.answer(draft.slot).version
    note = sheet.notes.get(draft.slot)
    return note.version if note else 0


def _one_key(question: Question, before: Answer, key: str) -> Answer | None:
    if question.type is QuestionType.RATING:
        value = value_for_key(question, key)
        return None if value is None else with_value(before, value)
    if question.type is QuestionType.CHOICE:
        option = option_for_key(question, key)
        return with_value(before, option.key) if option else None
    return None


def _plural(word: str, count: int) -> str:
    if count == 1:
        return word
    return {"opportunity": "opportunities"}.get(word, f"{word}s")
