"""What the review screen is made of: its widgets, the desk they show, and drawing all of it again."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from reviewtui.domain.answers import Answer
from reviewtui.domain.reviews import Place as KeptPlace
from reviewtui.domain.sheets import Slot
from reviewtui.domain.template_rules import Count
from reviewtui.domain.templates import QuestionType
from reviewtui.tui.screens.place import Place
from reviewtui.tui.screens.review.controls import Writing
from reviewtui.tui.screens.review.desk import NOTE, Desk
from reviewtui.tui.screens.review.draw import Room, draw, past_in_full
from reviewtui.tui.screens.review.flow import Parts, facts_in_column, facts_in_rows
from reviewtui.tui.screens.review.keeping import Keeper
from reviewtui.tui.screens.review.panels import panel_facts
from reviewtui.tui.screens.review.parts import VALUE
from reviewtui.tui.widgets.cells import clip, fit
from reviewtui.tui.widgets.lines import Stepper
from reviewtui.tui.widgets.plain_lines import PlainLines
from reviewtui.tui.widgets.sheet_view import SheetView

MOST_PANEL = 3
LONGEST_NOTE = 5


class ReviewBase(Place):
    """The widgets, and one way to draw each part of the screen; what keys do stands in the classes above it."""

    PLACE = "review"
    DEFAULT_CSS = """
    ReviewBase #desk { height: 1fr; }
    ReviewBase #middle { width: 1fr; height: 1fr; }
    ReviewBase #steps { width: 26; height: 1fr; display: none; border-right: vkey $primary; }
    ReviewBase #rail { width: 32; height: 1fr; display: none; border-left: vkey $primary; padding: 0 1; }
    ReviewBase #panel { height: auto; display: none; padding: 0 1 0 4; }
    ReviewBase.-normal #steps, ReviewBase.-roomy #steps, ReviewBase.-wide #steps { display: block; }
    ReviewBase.-roomy #rail, ReviewBase.-wide #rail { display: block; }
    ReviewBase.-wide #rail { width: 48; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.stepper = Stepper()
        self.steps = PlainLines(id="steps")
        self.panel = PlainLines(id="panel")
        self.rail = PlainLines(id="rail")
        self.view = SheetView(id="sheet")
        self.desk: Desk | None = None
        self.keeper: Keeper | None = None
        self._clock_base = 0
        self._clock_from: float | None = None

    def body(self) -> ComposeResult:
        """Stepper; step list, panel over sheet, rail."""
        yield self.stepper
        with Horizontal(id="desk"):
            yield self.steps
            with Vertical(id="middle"):
                yield self.panel
                yield self.view
            yield self.rail

    def context_account(self) -> tuple[int, str] | None:
        """The account of the review."""
        if self.desk is None:
            return None
        account = self.desk.sheet.account
        return account.id, account.name

    # --- the clock
    @property
    def elapsed(self) -> int:
        """Seconds the review was open on screen."""
        running = 0.0 if self._clock_from is None else time.monotonic() - self._clock_from
        return self._clock_base + int(running)

    def start_clock(self, seconds: int) -> None:
        """Go on from so many seconds."""
        self._clock_base, self._clock_from = seconds, time.monotonic()

    def stop_clock(self) -> None:
        """Count no further until it is started again."""
        self._clock_base, self._clock_from = self.elapsed, None

    # --- what is being written
    @property
    def writing(self) -> Writing:
        """What stands in the editors, for drawing around them."""
        desk = self.desk
        assert desk is not None
        editing_note = desk.part == NOTE or (desk.part == VALUE and self._value_is_text())
        rows = self.note_rows() if editing_note else 1
        return Writing(self.view.field.value, rows, self.suggestions(), desk.captured(desk.slot))

    def _value_is_text(self) -> bool:
        question = self.desk.question if self.desk else None
        return question is not None and question.type is QuestionType.TEXT

    def note_rows(self) -> int:
        """Rows the note takes: as many as its text, from 1 to 5, more where the screen is high."""
        most = LONGEST_NOTE if self.size.height < 30 else 2 * LONGEST_NOTE
        return max(1, min(most, self.view.note.wrapped_document.height))

    def suggestions(self) -> tuple[str, ...]:
        """Known names that fit what is being typed; overridden where there are any."""
        return ()

    # --- drawing
    @property
    def has_rail(self) -> bool:
        """Whether last answers and data stand at the right."""
        return self.has_class("-roomy") or self.has_class("-wide")

    @property
    def has_steps(self) -> bool:
        """Whether the step list stands at the left."""
        return self.has_rail or self.has_class("-normal")

    def room(self) -> Room:
        """The room of the sheet."""
        size, config = self.view.size, self.session.config
        return Room(max(20, size.width - 1), size.height, self.has_rail, config.decimal, config.group)

    def redraw(self) -> None:
        """Draw everything that can have changed; lines that are the same are not touched."""
        if self.desk is None or not self.is_mounted:
            return
        self._draw_bar()
        self._draw_steps()
        self._draw_panel()
        self.redraw_sheet()
        self.footer.place = "review.note" if self.view.editor is not None else "review"

    def redraw_sheet(self) -> None:
        """Draw the questions."""
        if self.desk is not None and self.view.size.width:
            drawn = draw(self.desk, self.room(), self.writing)
            self.view.show(drawn.lines, drawn.block, drawn.editor)

    def _draw_bar(self) -> None:
        desk = self.desk
        assert desk is not None
        minutes, seconds = divmod(self.elapsed, 60)
        where = f"{desk.section + 1}/{len(desk.sections)}"
        state = "  FINISHED, read only" if desk.locked else f"  {minutes}:{seconds:02d}"
        name, quarter = desk.sheet.account.name, f"  {desk.sheet.quarter}"
        if self.size.width < 76:
            # Where there is little room the date of the run and the state of saving come first.
            name, quarter, state = clip(name, 10), "", state.replace(", read only", "")
        self.bar.say(place=name, tail=f"{quarter}  {where}{state}")

    def _draw_steps(self) -> None:
        desk = self.desk
        assert desk is not None
        sections = desk.progress.sections
        states = [(section.title, _letter(sections[section.key])) for section in desk.sections]
        core = desk.progress.core
        tail = f"core {core.dealt_with}/{core.shown}"
        self.stepper.display = not self.has_steps
        self.stepper.show(states, desk.section, tail)
        if not self.has_steps:
            return
        lines: list[Parts] = []
        for at, (title, letter) in enumerate(states):
            count = sections[desk.sections[at].key]
            mark = ">" if at == desk.section else " "
            done = f"{count.dealt_with}/{count.shown}"
            text = f"{mark}{at + 1}{letter} {fit(title, 15)} {done:>5}"
            lines.append(((text, "here" if at == desk.section else ""),))
        lines += [(), ((f" {tail}", "bold"),)]
        self.steps.show(lines)

    def _draw_panel(self) -> None:
        desk = self.desk
        assert desk is not None
        facts = panel_facts(desk.sheet, desk.here.show, self.session.look)
        if self.has_rail:
            width = self.rail.size.width or 34
            lines: list[Parts] = [(("Last answers", "bold"),), *past_in_full(desk, width)]
            if facts:
                lines += [(), (("What the data says", "bold"),), *facts_in_column(facts, width)]
            self.rail.show(lines)
        most = MOST_PANEL if self.size.height < 28 else MOST_PANEL + 2
        room = max(0, min(most, (self.size.height - 12) // 3))
        shown: Sequence[Parts] = ()
        if facts and not self.has_rail and room:
            shown = facts_in_rows(facts, max(20, self.size.width - (27 if self.has_steps else 0) - 5), room)
        if self.panel.display != bool(shown) or self.panel.styles.height is None:
            self.panel.display = bool(shown)
        self.panel.styles.height = len(shown)
        self.panel.show(shown)

    # --- changing
    def put_answer(self, answer: Answer, *, typed: bool = False) -> None:
        """Take an answer over: shown at once, branches come and go, on disk soon; ``typed`` goes on in the open field."""
        desk, keeper = self.desk, self.keeper
        assert desk is not None and keeper is not None
        if answer == desk.sheet.answer(Slot(answer.question_key, answer.item)):
            return
        if not typed:
            keeper.sitting += 1
        desk.set_answer(answer)
        keeper.answer(Slot(answer.question_key, answer.item), answer)
        self.mine_only()

    def put_note(self, slot: Slot, text: str) -> None:
        """Take the text of a note over."""
        desk, keeper = self.desk, self.keeper
        assert desk is not None and keeper is not None
        if text == desk.sheet.note(slot):
            return
        before = desk.sheet.notes.get(slot)
        keeper.note(slot, text, before.version if before else 0)
        desk.set_note(slot, text)
        self.mine_only()

    def keep_place(self) -> None:
        """Remember where the cursor is."""
        desk, keeper = self.desk, self.keeper
        if desk is None or keeper is None or desk.locked or self.session.read_only:
            return
        keeper.place(self._place_now(desk), self.elapsed)
        self.mine_only()

    def _place_now(self, desk: Desk) -> KeptPlace:
        """The place with the cursor of the open editor; the end of a text is the same place while one types there."""
        editor = self.view.editor
        if not desk.part or editor is None:
            return desk.place()
        if editor.kind == "note":
            where = self.view.note.cursor_location
            return desk.place(*(AT_END if where == self.view.note.document.end else where))
        column = self.view.field.cursor_position
        return desk.place(0, AT_END[1] if column >= len(self.view.field.value) else column)

    def tell(self, sentence: str, *, bad: bool = False) -> None:
        """Good news stands at the foot of the sheet until the next key; the bar is for what is saved."""
        if bad:
            super().tell(sentence, bad=True)
        else:
            self.view.say(sentence)

    def keep_clock(self) -> None:
        """Remember the time spent so far."""
        if self.desk is not None and self.keeper is not None and not self.desk.locked:
            self.keeper.clock(self._place_now(self.desk), self.elapsed)
            self.mine_only()

    def mine_only(self) -> None:
        """What we put ourselves does not make the screen stale."""
        self._generation = self.session.generation

    def may_write(self) -> bool:
        """Whether the review can be changed; says why not."""
        if self.desk is None:
            return False
        if self.session.read_only:
            self.tell("This file can only be read.", bad=True)
            return False
        if self.desk.locked:
            self.tell("Finished, read only: R reopens it.")
            return False
        return True


AT_END = (1_000_000, 1_000_000)
"""The place of a cursor at the end of its text, which stays the same while one types there."""


def _letter(count: Count) -> str:
    if count.dealt_with >= count.shown:
        return "x"
    return "/" if count.dealt_with else "."


__all__ = ["AT_END", "ReviewBase"]
