"""The capture bar: a line at the bottom of any place, read while it is typed, kept until it is saved.

    open_capture(app)        # F4 anywhere, ``a`` outside text

Enter saves and stays open for the next line; Esc closes and keeps what stands there for the next time. Several
pasted lines are held above the field and saved together; Up takes the last of them into the field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from reviewtui.domain.captures import parse_line
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.services.captures import Added, add_line
from reviewtui.services.kept import account_currency
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.dialogs.accounts import choose_account
from reviewtui.tui.screens.dialogs.capture_lines import chip_line, head_line, held_lines, hint_line, said
from reviewtui.tui.widgets.field import Field
from reviewtui.tui.widgets.footer import Footer
from reviewtui.tui.widgets.plain_lines import PlainLines

if TYPE_CHECKING:
    from reviewtui.domain.captures import Capture
    from reviewtui.storage.store import Store
    from reviewtui.tui.screens.place import Place
    from reviewtui.tui.session import Session

MOST_HELD = 5
"""Rows of held lines that are shown; further ones are counted."""


def open_capture(app: App[Any]) -> None:
    """Open the bar over the place on top, about the account of that place."""
    place = cast("Place | None", app.place_on_top())  # type: ignore[attr-defined]
    if place is None or place is not app.screen or place.PLACE == "first_run":
        return
    if place.session.read_only:
        place.tell("This file can only be read.", bad=True)
        return
    bar = cast("CaptureBar", app.get_screen("capture"))
    bar.prepare(place)
    app.push_screen(bar)


class CaptureBar(ModalScreen[None]):
    """Made once and opened again and again; see the module."""

    BINDINGS = [*bindings("capture"), Binding("ctrl+q", "app.quit", show=False)]
    AUTO_FOCUS = "#line"
    DEFAULT_CSS = """
    CaptureBar { align: left bottom; background: transparent; }
    CaptureBar > #bar { width: 100%; height: auto; background: $background; }
    CaptureBar #above, CaptureBar #below { width: 100%; height: 1; padding: 0 1; }
    CaptureBar #above { background: $panel; }
    CaptureBar #line { width: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.above = PlainLines(id="above")
        self.field = Field(id="line")
        self.below = PlainLines(id="below")
        self.account: tuple[int, str] | None = None
        self._place: Place | None = None
        self._own: tuple[int, str] | None = None
        self._currency = ""
        self._held: list[str] = []
        self._saving: list[str] = []
        self._said = ""
        self._bad = False

    @property
    def session(self) -> Session:
        """What this run works with."""
        return cast("Session", self.app.session)  # type: ignore[attr-defined]

    def compose(self) -> ComposeResult:
        """Whose it is and what is held; the field; what was understood and the markers; the keys."""
        with Vertical(id="bar"):
            yield self.above
            yield self.field
            yield self.below
            yield Footer("capture")

    def prepare(self, place: Place) -> None:
        """Be about the account of a place; what was left there comes back as soon as it is read."""
        self._place = place
        self._own = self.account = place.context_account()
        self._currency = self.app.session.basics.currency  # type: ignore[attr-defined]
        self._held, self._said, self._bad = [], "", False
        self.field.load("")
        self.call_later(self._begin)

    def _begin(self) -> None:
        self._draw()
        if self.account is None:
            self._choose()
        else:
            self._fetch()

    # --- about whom
    @property
    def _key(self) -> str:
        return f"capture:{self.account[0]}" if self.account else "capture:"

    @work(group="fetch", exclusive=True)
    async def _fetch(self) -> None:
        """The account's currency, and what was left here; lines typed meanwhile stay after it."""
        account, key = self.account, self._key
        if account is None:
            return
        self._currency = await self.session.read(lambda store: _currency(store, account[0]))
        left = [line for line in (await self.session.draft(key)).split("\n") if line.strip()]
        if account != self.account or left == self._waiting():
            left = []
        if left and not self.field.value:
            self.field.load(left.pop())
        self._held[:0] = left
        self._draw()

    @work(group="choose", exclusive=True)
    async def _choose(self) -> None:
        chosen = await choose_account(self.app, "Note it for which account?")
        if chosen is not None and chosen != self.account:
            self.session.keep_draft(self._key, "")
            self.account = chosen
            self._fetch()
        self._draw()

    def action_account(self) -> None:
        """Choose the account; what is typed goes along."""
        self._choose()

    # --- what stands here
    def _waiting(self) -> list[str]:
        return [line for line in (*self._saving, *self._held, self.field.value) if line.strip()]

    def _keep(self) -> None:
        self.session.keep_draft(self._key, "\n".join(self._waiting()))

    def _read(self, line: str) -> Capture | None:
        session = self.session
        return parse_line(
            line,
            as_of=session.as_of,
            currency=self._currency,
            order=session.config.date_order,
            first_month=session.basics.first_month,
        )

    def _draw(self) -> None:
        width = max(20, self.size.width - 2)
        head = head_line(self.account[1] if self.account else "", self._said, self._bad, width)
        held = held_lines(self._held, MOST_HELD)
        self.above.styles.height = 1 + len(held)
        self.above.show([head, *held])
        chips = chip_line(self.field.value, self._read(self.field.value), self.session.as_of)
        high = self.size.height >= 20
        self.below.styles.height = 2 if high or not chips else 1
        self.below.show([chips, hint_line(width)] if high else [chips or hint_line(width)])

    def on_resize(self) -> None:
        """The head reaches to the right edge."""
        self._draw()

    @on(Field.Changed)
    def _typed(self, message: Field.Changed) -> None:
        message.stop()
        self._keep()
        self._draw()

    @on(Field.PastedLines)
    def _pasted(self, message: Field.PastedLines) -> None:
        """Several lines are several records: all but the last are held above the field."""
        message.stop()
        lines = [line.strip() for line in message.text.split("\n") if line.strip()]
        if not lines:
            return
        first = self.field.value + lines[0]
        *held, last = [first, *lines[1:]]
        self._held += held
        self.field.load(last)
        self._keep()
        self._draw()

    def action_held(self) -> None:
        """Take the last held line back into the field."""
        if not self._held:
            return
        line = self._held.pop()
        if self.field.value.strip():
            self._held.insert(0, self.field.value)
        self.field.load(line)
        self._keep()
        self._draw()

    # --- saving
    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.action_save()

    def action_save(self) -> None:
        """Save every line that stands here: into the note of the review, else as records."""
        lines = [line for line in (*self._held, self.field.value) if line.strip()]
        if not lines:
            return
        if self.account is None:
            self._choose()
            return
        self._held = []
        self.field.load("")
        mine = self.account == self._own and self._place is not None
        if mine and self._place and self._place.capture_line("\n".join(lines)):
            self._tell(f"in the note: {self._words(lines)}")
            self._keep()
            return
        self._saving += lines
        self._keep()
        self._draw()
        self.app.run_worker(self._write(self.account[0], self._key, lines), exit_on_error=False)

    async def _write(self, account_id: int, key: str, lines: list[str]) -> None:
        session, moment = self.session, self.session.moment()
        order = session.config.date_order
        words = self._words(lines)
        text = "\n".join(lines)
        try:
            added = await session.act(lambda store: add_line(store, account_id, text, moment, order=order))
        except ReviewTuiError as error:
            self._held[:0] = lines
            self._tell(str(error), bad=True)
        else:
            self._tell(_outcome(added, words))
        for line in lines:
            self._saving.remove(line)
        if key == self._key:
            self._keep()
        else:
            session.keep_draft(key, "")
        self._draw()
        if self._place is not None and self._place is self.app.screen:
            await self._place.refresh_data()

    def _words(self, lines: list[str]) -> str:
        if len(lines) > 1:
            return f"{len(lines)} lines"
        return said(self._read(lines[0]), self.session.as_of)

    def _tell(self, sentence: str, *, bad: bool = False) -> None:
        """Say it in the bar; where that is closed already, a fault as a toast and good news in the place."""
        self._said, self._bad = sentence, bad
        if self.is_current:
            self._draw()
        elif self._place is not None:
            self._place.tell(sentence, bad=bad)

    def action_close(self) -> None:
        """Close at once; what stands here is kept."""
        self.dismiss(None)


def _currency(store: Store, account_id: int) -> str:
    with store.read() as r:
        return account_currency(r, account_id)


def _outcome(added: Added, words: str) -> str:
    if added.problems and not added.made:
        return f"kept as a note: {added.problems[0]}"
    return f"saved: {words}"
