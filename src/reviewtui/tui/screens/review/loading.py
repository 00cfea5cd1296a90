"""Reading the review: opening it where it was left, reading it again, what another window wrote meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.screen import ModalScreen

from reviewtui import paths
from reviewtui.domain.errors import Conflict, ReadOnly, ReviewTuiError
from reviewtui.domain.moment import Moment
from reviewtui.domain.reviews import USUAL_TEMPLATE
from reviewtui.domain.sheets import Sheet, Slot
from reviewtui.services import reviews
from reviewtui.services.review_lists import running_review
from reviewtui.services.templates import template_by_key
from reviewtui.tui.saver import Refused, Saved, SaverEvent
from reviewtui.tui.screens.review import parts as p
from reviewtui.tui.screens.review.desk import NOTE, Desk
from reviewtui.tui.screens.review.keeping import Keeper
from reviewtui.tui.screens.review.outside import Outside
from reviewtui.tui.screens.review.overlays import ClashDialog

if TYPE_CHECKING:
    from reviewtui.storage.store import Store


class Loading(Outside):
    """The sheet read, merged with what is being typed, and clashes asked about."""

    def __init__(self) -> None:
        super().__init__()
        self._later: set[int] = set()
        """Clashes the user has put off."""

    def on_screen_suspend(self) -> None:
        """Another screen is on top: what is open is kept; under a window the clock goes on, else it rests."""
        self.keep_text()
        if not isinstance(self.app.screen, ModalScreen):
            self.stop_clock()
            self.keep_clock()

    async def on_screen_resume(self) -> None:
        """Back on top: the clock goes on, and what could not be asked below a window is."""
        self.start_clock(self.elapsed)
        await super().on_screen_resume()
        self.show_clashes()

    # --- loading
    async def load(self) -> None:
        """Open the review this is about, or read the one that is open again."""
        if not self.about:
            return
        review_id = await self._review_id()
        if self.desk is not None and self.desk.sheet.review.id == review_id:
            await self.reload()
            self._go_to_wanted()
            return
        await self._open(review_id)

    async def _review_id(self) -> int:
        if "review_id" not in self.about:
            key = self.about.get("template") or USUAL_TEMPLATE
            account_id, moment = int(self.about["account_id"]), self.session.moment()

            def start(store: Store) -> int:
                template = template_by_key(key, paths.templates_dir())
                return reviews.start_review(store, account_id, template, moment)

            running = await self.session.read(lambda store: running_review(store, account_id, key))
            if running is None and self.session.read_only:
                raise ReadOnly("This file can only be read, so no review can be started. Esc leads back.")
            self.about["review_id"] = running or await self.session.act(start)
        return int(self.about["review_id"])

    async def _open(self, review_id: int) -> None:
        if self.desk is not None:
            self.leave_text()
        sheet = await self._sheet(review_id)
        self.keeper = Keeper(self.session, review_id)
        self.desk = Desk(sheet, self.session.config.date_order)
        self._generation = self.session.generation
        place, self.desk.part = sheet.review.place, ""
        self.view.top = 0
        self.start_clock(sheet.review.elapsed)
        if not self._go_to_wanted():
            self.redraw()
            if place.field and not self.desk.locked and self.desk.slot == Slot(place.question, place.item):
                self.call_after_refresh(self.open_part, place.field, "", place)
        self.show_clashes()

    async def _sheet(self, review_id: int) -> Sheet:
        as_of, settings = self.session.as_of, self.session.config.figures
        return await self.session.read(lambda store: reviews.sheet(store, review_id, as_of, settings))

    def _go_to_wanted(self) -> bool:
        """Go to the question this was opened about, once."""
        key, item = self.about.pop("question", ""), self.about.pop("item", "")
        if not key or self.desk is None:
            return False
        self.leave_text()
        self.desk.go_to_slot(Slot(key, item))
        self.redraw()
        return True

    async def reload(self) -> None:
        """Read the sheet again; what was typed meanwhile, and what could not be saved, stays as it is here."""
        desk, keeper = self.desk, self.keeper
        if desk is None or keeper is None:
            return
        self.keep_text()
        serial = keeper.serial
        try:
            if keeper.touched and not self.session.read_only:
                await self.session.act(lambda _store: None)
            sheet = await self._sheet(desk.sheet.review.id)
        except ReviewTuiError as error:
            self.banner.say(str(error))
            return
        if self.session.saver.failing or self.desk is not desk:
            # Not to be read again over what is not safe yet; or left for good meanwhile.
            return
        # What was typed while we waited may still be on its way here from the editor.
        self.keep_text()
        desk.load(self._merged(sheet, serial))
        keeper.loaded(serial)
        self._generation = self.session.generation
        self._refill_editor()
        self.redraw()

    def _merged(self, sheet: Sheet, serial: int) -> Sheet:
        """The sheet as read, with the slots that were typed into since."""
        desk, keeper = self.desk, self.keeper
        assert desk is not None and keeper is not None
        # What lost against another window stays here as it was typed until one chooses: else the next key
        # would be typed into their text and take the place of ours.
        late = {name for name, at in keeper.touched.items() if at > serial} | keeper.lost
        answers, notes = dict(sheet.answers), dict(sheet.notes)
        answers.update({s: a for s, a in desk.sheet.answers.items() if keeper.name("answer", s) in late})
        notes.update({s: n for s, n in desk.sheet.notes.items() if keeper.name("note", s) in late})
        return replace(sheet, answers=answers, notes=notes)

    def _refill_editor(self) -> None:
        """What another window wrote into the open text is shown there."""
        desk, editor = self.desk, self.view.editor
        if desk is None or editor is None or desk.question is None or not desk.part:
            return
        part = None if desk.part == NOTE else p.part_named(desk.question, desk.answer, desk.part)
        if editor.kind == "note":
            text = desk.note if part is None else p.as_typed(desk.answer, part)
            if text != self.view.note.text:
                self.view.note.load(text)
        elif part is not None:
            typed = p.typed(desk.question, desk.answer, part, self.view.field.value, desk.reading)
            if p.held(typed, part) != p.held(desk.answer, part):
                self.view.field.load(p.as_typed(desk.answer, part))

    async def others_wrote(self) -> None:
        """Another window wrote: show it, without touching what is being typed here."""
        await self.reload()
        self.show_clashes()

    # --- what the saver says, and what of two texts stays
    def saver_told(self, event: SaverEvent) -> None:
        """Show it; the elapsed time in the bar goes along."""
        super().saver_told(event)
        if isinstance(event, Saved) and self.desk is not None:
            self._draw_bar()
            if self.desk.part and self.desk.sheet.conflicts:
                self.show_clashes()

    def refused(self, event: Refused) -> None:
        """A text was not taken: a clash is shown as soon as nothing is being typed, anything else is said."""
        if not isinstance(event.error, Conflict):
            super().refused(event)
        elif self.keeper is not None:
            self.keeper.lost.add(event.slot)
        self._after_refusal()

    @work(group="refused", exit_on_error=False)
    async def _after_refusal(self) -> None:
        desk = self.desk
        if desk is None:
            return
        sheet = await self._sheet(desk.sheet.review.id)
        desk.load(replace(desk.sheet, review=sheet.review, conflicts=sheet.conflicts))
        if desk.locked:
            # Finished in another window: what was not taken is in the recovery file, nothing more can be typed.
            desk.part = ""
        self.show_clashes()
        self.redraw()

    def show_clashes(self) -> None:
        """Ask which of two texts stays; while one is writing, only say that there is something to choose."""
        desk = self.desk
        waiting = [one for one in desk.sheet.conflicts if one.id not in self._later] if desk else []
        if desk is None or not waiting or not self.is_active:
            return
        if desk.part:
            self.banner.say("Changed in another window too; both texts are kept. Esc, then choose.")
            return
        clash = waiting[0]
        question = desk.sheet.template.question(clash.slot.question)
        dialog = ClashDialog(clash, question.short if question else clash.slot.question)

        def settle(choice: str | None) -> None:
            # While the choice is being written, a look at what others wrote finds the clash still there.
            self._later.add(clash.id)
            if choice is not None:
                self._settle(clash.id, clash.slot, choice)

        self.app.push_screen(dialog, settle)

    @work(group="settle", exit_on_error=False)
    async def _settle(self, clash_id: int, slot: Slot, choice: str) -> None:
        desk = self.desk
        if desk is None:
            return
        moment: Moment = self.session.moment()

        def settle(store: Store) -> Slot:
            return reviews.settle_conflict(store, clash_id, choice, moment)  # type: ignore[arg-type]

        try:
            await self.session.act(settle)
        except ReviewTuiError as error:
            self._later.discard(clash_id)
            self.tell(str(error), bad=True)
        waiting = {(one.kind, one.slot) for one in desk.sheet.conflicts if one.id != clash_id}
        if self.keeper is not None:
            settled = (kind for kind in ("answer", "note") if (kind, slot) not in waiting)
            self.keeper.lost.difference_update(self.keeper.name(kind, slot) for kind in settled)
        self.banner.say("")
        await self.reload()
        desk.go_to_slot(slot)
        self.redraw()
        self.show_clashes()
