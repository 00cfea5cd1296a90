"""Orders, ledger, health and answers of an account: one list that shows the section that is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual import on, work

from reviewtui.domain.account_figures import AccountFigures
from reviewtui.services.account_history import AnswersOverTime, Purchases, answers_over_time, purchases
from reviewtui.services.figures import Detail, account_detail, account_figures
from reviewtui.tui.screens.account.answers import answer_rows, series_text
from reviewtui.tui.screens.account.blocks import Target
from reviewtui.tui.screens.account.doings import AccountDoings
from reviewtui.tui.screens.account.health import health_rows
from reviewtui.tui.screens.account.ledger import MANUAL, ledger_rows
from reviewtui.tui.screens.account.orders import order_rows
from reviewtui.tui.screens.account.section import (
    ANSWERS,
    BRIEF,
    HEALTH,
    LEDGER,
    ORDERS,
    SECTIONS,
    SectionRow,
)
from reviewtui.tui.screens.account.standing import CADENCE, TIER, short_figures
from reviewtui.tui.widgets.line_list import LineList
from reviewtui.tui.widgets.lines import OneRow, Parts

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

LEDGER_PLACE = "account.ledger"


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of the account on the screen; ``bought`` and ``answers`` are read when their section is opened."""

    figures: AccountFigures
    detail: Detail
    bought: Purchases | None = None
    answers: AnswersOverTime | None = None


class SectionBar(OneRow):
    """The names of the sections, the open one reversed; at the right the figures in short."""

    def __init__(self) -> None:
        super().__init__(id="sections")
        self.current = BRIEF
        self.figures: AccountFigures | None = None

    def show(self, current: int, figures: AccountFigures | None) -> None:
        """Draw again only when something is different."""
        if (current, figures) != (self.current, self.figures):
            self.current, self.figures = current, figures
            self.refresh()

    def parts(self, width: int) -> Parts:
        """Sections, then figures, in letters when the words have no room."""
        left: Parts = [
            (f" {name} ", "here" if at == self.current else "dim") for at, name in enumerate(SECTIONS)
        ]
        if self.figures is None:
            return left
        taken = sum(cell_len(text) for text, _ in left)
        for letters in (False, True):
            right = [*short_figures(self.figures, letters=letters), (" ", "")]
            if taken + sum(cell_len(text) for text, _ in right) + 1 <= width:
                return self.spread(left, right, width)
        return left


class AccountSections(AccountDoings):
    """The sections beside the brief; a screen that has them says what Enter opens and how the brief is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.section = BRIEF
        self.section_bar = SectionBar()
        # Each section says by itself that it has nothing; before it is read there is nothing to say.
        self.section_list = LineList(empty="", id="section")
        self.counted: Counted | None = None
        self._section_rows: list[SectionRow] = []

    # Reading.

    async def read_figures(self) -> None:
        """Read the figures of the account, and what the open section needs."""
        account_id, as_of, settings = self.account_id, self.session.as_of, self.session.config.figures
        section = self.section

        def read(store: Store) -> Counted:
            figures = account_figures(store, account_id, as_of, settings)
            detail = account_detail(store, figures, settings)
            bought = purchases(store, account_id, as_of) if section == ORDERS else None
            answers = answers_over_time(store, account_id, as_of) if section == ANSWERS else None
            return Counted(figures, detail, bought, answers)

        found = await self.session.read(read)
        if account_id == self.account_id:
            self.counted = found

    def forget_figures(self) -> None:
        """Another account is to be shown: nothing of this one stays."""
        self.counted = None
        self.section = BRIEF
        self._section_rows = []
        self.section_list.set_source(0, lambda _: "")

    # Showing.

    def show_section(self) -> None:
        """Draw the open section, or leave the room to the brief."""
        self.section_bar.show(self.section, self.counted.figures if self.counted else None)
        self.set_class(self.section != BRIEF, "-section")
        if self.section == BRIEF or self.counted is None:
            return
        width = self.app.size.width - 3
        rows = self._section_rows = [
            part for row in self._rows_of(self.counted, width) for part in row.within(width)
        ]
        self.section_list.set_source(
            len(rows),
            lambda i: rows[i].parts,
            lambda i: (self.section, i),
            selectable=lambda i: not rows[i].head,
        )

    def _rows_of(self, counted: Counted, width: int) -> list[SectionRow]:
        look = self.session.look
        if self.section == ORDERS and counted.bought is not None:
            return order_rows(counted.figures, counted.bought, counted.detail, look, width)
        if self.section == LEDGER:
            return ledger_rows(counted.figures, counted.detail, look, width)
        if self.section == HEALTH:
            return health_rows(counted.figures, self._changed(), look, width)
        if self.section == ANSWERS and counted.answers is not None:
            return answer_rows(counted.answers, width)
        return []

    def _changed(self) -> tuple[str, ...]:
        from reviewtui.domain.figure_settings import changed_settings

        return tuple(name for name, _, _ in changed_settings(self.session.config.figures))

    async def open_section(self, section: int) -> None:
        """Show a section; what it needs and nobody has read is read first."""
        self.section = section
        missing = self.counted is None or (
            (section == ORDERS and self.counted.bought is None)
            or (section == ANSWERS and self.counted.answers is None)
        )
        if missing and section != BRIEF and self.shown is not None:
            await self.read_figures()
        self.footer.place = LEDGER_PLACE if section == LEDGER else self.PLACE
        self.show_section()
        if section == BRIEF:
            self.show_brief()
        else:
            self.section_list.move_to(0)
            self.section_list.scroll_to(y=0, animate=False, force=True, immediate=True)
            self.set_focus(self.section_list)

    def show_brief(self) -> None:
        """Bring the brief back; overridden."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of the ledger count in the ledger only."""
        if action in ("entry", "remove_entry"):
            return self.section == LEDGER
        return super().check_action(action, parameters)

    async def action_next_section(self) -> None:
        """The next section, after the last the brief."""
        await self.open_section((self.section + 1) % len(SECTIONS))

    async def action_previous_section(self) -> None:
        """The section before."""
        await self.open_section((self.section - 1) % len(SECTIONS))

    async def action_brief(self) -> None:
        """The brief."""
        await self.open_section(BRIEF)

    async def action_orders(self) -> None:
        """What they bought."""
        await self.open_section(ORDERS)

    async def action_ledger(self) -> None:
        """The ledger."""
        await self.open_section(LEDGER)

    async def action_health(self) -> None:
        """The parts of health."""
        await self.open_section(HEALTH)

    async def action_answers(self) -> None:
        """The answers over time."""
        await self.open_section(ANSWERS)

    # Opening.

    @on(LineList.Opened, "#section")
    def _open_section_row(self, message: LineList.Opened) -> None:
        message.stop()
        target = self._section_rows[message.index].target
        if target is not None:
            self.open_target(target)

    def open_target(self, target: Target) -> None:
        """Open what a row stands for."""
        kind, number = target
        if kind == "series":
            self._read_series(number)
        elif kind == TIER:
            self.action_tier()
        elif kind == CADENCE:
            self.action_cadence()
        elif kind == MANUAL:
            self.action_remove_entry()
        elif kind in ("issue", "touch"):
            self.open_source(kind, number)

    def open_source(self, kind: str, number: int) -> None:
        """Show the event that an entry comes from; overridden by who has the timeline."""

    @work(exclusive=True, group="source")
    async def open_touch(self, number: int) -> None:
        """The contact that an entry counts from: the review it was part of, else its words."""
        from reviewtui.services.touches import recent_touches
        from reviewtui.tui.screens.account.reading import TextDialog

        account_id, as_of = self.account_id, self.session.as_of
        found = await self.session.read(lambda store: recent_touches(store, as_of, account_id))
        touch = next((one for _, one in found if one.id == number), None)
        if touch is None:
            self.tell("This contact is not there any more.", bad=True)
        elif touch.review_id is not None:
            self.go("review", review_id=touch.review_id)
        else:
            words = touch.text or "No note was written."
            self.app.push_screen(TextDialog(f"{touch.channel} of {touch.day}: {touch.topic}", words))

    def _read_series(self, at: int) -> None:
        from reviewtui.tui.screens.account.reading import TextDialog

        answers = self.counted.answers if self.counted else None
        if answers is not None:
            series = answers.series[at]
            self.app.push_screen(TextDialog(f"{series.label}  ({series.key})", series_text(answers, series)))

    # Writing.

    @work(exclusive=True, group="form")
    async def action_tier(self) -> None:
        """Decide the tier by hand, or let the computed one count again."""
        from reviewtui.tui.screens.forms.figures import tier_form

        if self.counted is not None:
            await self.fill_in(tier_form(self.session, self.counted.figures))

    @work(exclusive=True, group="form")
    async def action_cadence(self) -> None:
        """Give the account a cadence and a plan after an order of its own."""
        from reviewtui.tui.screens.forms.figures import plan_form

        if self.counted is not None:
            await self.fill_in(plan_form(self.session, self.counted.figures))

    @work(exclusive=True, group="form")
    async def action_entry(self) -> None:
        """Write a credit or a debit into the ledger."""
        from reviewtui.tui.screens.forms.figures import entry_form

        await self.fill_in(entry_form(self.session, self.account_id))

    @work(exclusive=True, group="form")
    async def action_remove_entry(self) -> None:
        """Take the entry under the cursor out of the ledger, after asking; only those that somebody wrote."""
        from reviewtui.services.account_plan import remove_ledger_entry
        from reviewtui.tui.widgets.dialog import Confirm

        at = self.section_list.cursor
        target = self._section_rows[at].target if at < len(self._section_rows) else None
        if target is None or target[0] != MANUAL:
            self.tell("This entry made itself: change what it comes from. Enter opens it.", bad=True)
            return
        if not self.may_write():
            return
        words = "".join(text for text, _ in self._section_rows[at].parts).strip()
        asked = Confirm("Take this entry out of the ledger?", words, yes="Take it out", no="Leave it")
        if await self.app.push_screen_wait(asked):
            moment: Any = self.session.moment()
            await self.act(
                lambda store: remove_ledger_entry(store, target[1], moment), "taken out; u brings it back"
            ).wait()
