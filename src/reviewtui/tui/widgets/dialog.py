"""Dialogs: a base that returns a result and never saves, and the three kinds that are enough for most.

    yes = await self.app.push_screen_wait(Confirm("Discard this review?", "It can be taken back."))
    row = await self.app.push_screen_wait(Choose("Which account?", [Option("id:1", "Acme"), ...]))
    text = await self.app.push_screen_wait(Prompt("New due date", value="fri", echo=understood))

``push_screen_wait`` needs a worker (``@work``); else ``push_screen(dialog, callback)``. Esc gives None (Confirm:
False) at once. Your own: subclass Dialog[Result], give ``title``, yield widgets in ``body()``, call ``dismiss``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from reviewtui.domain.frozen import frozen
from reviewtui.domain.text import fuzzy_rank, safe
from reviewtui.tui.commands import bindings
from reviewtui.tui.messages import Left
from reviewtui.tui.widgets.field import Field, FieldRow
from reviewtui.tui.widgets.footer import Footer
from reviewtui.tui.widgets.line_list import Line, LineList

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """A window over the screen: title, body, its own footer. It never saves; it returns."""

    BINDINGS = [*bindings("dialog"), Binding("ctrl+q", "leave_app", show=False)]
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > .box { width: 70; max-width: 96%; height: auto; max-height: 96%; background: $background;
        border: solid $primary; padding: 0 1; }
    Dialog.-tiny > .box { width: 100%; max-width: 100%; }
    Dialog > .box > .title { text-style: bold; height: auto; max-height: 2; }
    Dialog > .box > .text { height: auto; max-height: 6; color: $text-muted; }
    Dialog > .box > LineList { height: auto; min-height: 1; max-height: 10; }
    Dialog > .box > Footer { dock: bottom; }
    Dialog.-low > .box > .text { max-height: 3; }
    Dialog.-low > .box > LineList { max-height: 5; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (76, "-narrow")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-short"), (30, "-tall")]
    AUTO_FOCUS = ".box Field, .box NoteArea, .box LineList"
    place = "dialog"
    takes_focus = True
    """Whether a part of it has the focus once it can take keys; else it takes them itself."""
    keeps_typing = False
    """Whether what is typed here is kept when the window goes, or is worth nothing, such as a filter."""

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        self.heading = title
        self.explanation = text

    def compose(self) -> ComposeResult:
        """Box with title, explanation, body, footer."""
        with Vertical(classes="box"):
            yield Static(Content(safe(self.heading)), classes="title")
            if self.explanation:
                yield Static(Content(safe(self.explanation)), classes="text")
            yield from self.body()
            yield Footer(self.place)

    def body(self) -> Iterator[Widget]:
        """What the dialog is about; overridden."""
        yield from ()

    def action_cancel(self) -> None:
        """Close and change nothing."""
        self.dismiss(None)

    def action_accept(self) -> None:
        """Take what is there; overridden where Enter means something."""

    async def action_leave_app(self) -> None:
        """Leave the program from here as from any place, but not with something typed that is kept nowhere."""
        if not self.keeps_typing and any(field.typed_in for field in self.query(Field)):
            self.app.notify(
                "What is typed here is not kept yet: Enter takes it, Esc leaves it.", markup=False
            )
            return
        await self.app.action_quit()

    @on(Left)
    def _leave_field(self, message: Left) -> None:
        """Esc inside a text field closes the dialog too; Tab goes on to the next field."""
        message.stop()
        if message.direction == "out":
            self.action_cancel()
        elif message.direction == "next":
            self.focus_next()
        else:
            self.focus_previous()

    @on(Field.PastedLines)
    def _join_lines(self, message: Field.PastedLines) -> None:
        """A field has one line, so several pasted ones are joined; nothing is lost."""
        message.stop()
        message.field.put_in(" ".join(message.text.split()))


class Confirm(Dialog[bool]):
    """A question with two answers; ``y`` or Enter on it says yes, ``n`` or Esc no. No is where one starts."""

    BINDINGS = [("y", "answer(True)", "Yes"), ("n", "answer(False)", "No")]

    def __init__(self, title: str, text: str = "", *, yes: str = "Yes", no: str = "No") -> None:
        super().__init__(title, text)
        self._answers = (no, yes)

    def body(self) -> Iterator[Widget]:
        """The two answers as a list."""
        answers = LineList(gutter=True)
        answers.set_source(2, lambda i: f"{'ny'[i]}  {self._answers[i]}", lambda i: bool(i))
        yield answers

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        self.dismiss(bool(message.key))

    def action_answer(self, yes: bool) -> None:
        """Answer by letter."""
        self.dismiss(yes)

    def action_cancel(self) -> None:
        """Esc is no."""
        self.dismiss(False)


@frozen
class Option:
    """One thing to choose: ``key`` is what the dialog returns, ``note`` stands behind the label."""

    key: str
    label: str
    note: str = ""


USUAL_WIDTH = 70
WIDEST = 116
MARGIN = 8
"""Cells of a window beside the rows of its list: border, padding, gutter, scroll bar."""


class Choose(Dialog[str]):
    """A list to choose from; typing narrows it, arrows move, Enter takes. Returns the option's key or None.

    Where options have no room in their rows, the whole of the one under the cursor stands below the list.
    """

    place = "form"
    keeps_typing = True
    DEFAULT_CSS = "Choose > .box > .whole { display: none; max-height: 3; color: $text-muted; }"

    def __init__(
        self, title: str, options: Sequence[Option], text: str = "", *, current: str | None = None
    ) -> None:
        super().__init__(title, text)
        self.options = list(options)
        self._labels = [f"{option.label} {option.note}" for option in self.options]
        self._longest = max((cell_len(safe(label)) for label in self._labels), default=0) + 1
        self._shown = list(range(len(self.options)))
        self._current = current

    def body(self) -> Iterator[Widget]:
        """The filter over the list."""
        yield Field(placeholder="type to narrow", id="filter")
        self.list = LineList(empty="Nothing like this.")
        self.list.can_focus = False
        yield self.list
        self.whole = Static(classes="whole")
        yield self.whole

    def on_mount(self) -> None:
        """Fill the list, the current option first in sight; options that are long get a wider window."""
        if self._longest > USUAL_WIDTH - MARGIN:
            self.query_one(".box").styles.width = min(self._longest + MARGIN, WIDEST)
        self._show()
        if self._current is not None:
            self.list.move_to_key(self._current)

    def _show(self) -> None:
        shown, options = self._shown, self.options

        def line(index: int) -> Line:
            option = options[shown[index]]
            return [(option.label, ""), (f"  {option.note}" if option.note else "", "dim")]

        self.list.set_source(len(shown), line, lambda i: options[shown[i]].key)
        self._say_whole()

    def on_resize(self) -> None:
        """As many rows for the whole of an option as the longest takes, so that moving shifts nothing."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        cut = self._longest > self.list.row_width
        self.whole.styles.display = "block" if cut else "none"
        self.whole.styles.height = -(-self._longest // max(1, self.list.row_width))
        self._say_whole()

    @on(LineList.Moved)
    def _say_whole(self) -> None:
        at = self.list.cursor
        option = self.options[self._shown[at]] if at < len(self._shown) else None
        self.whole.update(Content(safe(f"{option.label}  {option.note}".rstrip() if option else "")))

    @on(Field.Changed)
    def _narrow(self, message: Field.Changed) -> None:
        message.stop()
        query = message.value.strip()
        self._shown = fuzzy_rank(query, self._labels) if query else list(range(len(self.options)))
        self._show()
        self.list.move_to(0)

    @on(Input.Submitted)
    def _take(self) -> None:
        key = self.list.current_key
        if key is not None:
            self.dismiss(str(key))

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        self.dismiss(str(message.key))

    def key_down(self) -> None:
        """Move in the list while the filter keeps the focus."""
        self.list.action_down()

    def key_up(self) -> None:
        """Move up."""
        self.list.action_up()

    def key_pagedown(self) -> None:
        """A page down."""
        self.list.action_page_down()

    def key_pageup(self) -> None:
        """A page up."""
        self.list.action_page_up()


class Prompt(Dialog[str]):
    """One field; ``echo(text)`` says at once what was understood. Returns the text as typed, or None.

    An echo that begins with ``?`` is a doubt: Enter then keeps the dialog open, unless ``doubts`` allows it.
    """

    place = "form"

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        value: str = "",
        label: str = "",
        echo: Callable[[str], str] | None = None,
        doubts: bool = False,
    ) -> None:
        super().__init__(title, text)
        self._value, self._label, self._echo, self._doubts = value, label, echo, doubts

    def body(self) -> Iterator[Widget]:
        """Label, field, echo."""
        self.field = Field(self._value, id="prompt")
        self.row = FieldRow(
            self._label, self.field, self._understood(self._value), label_width=len(self._label) + 1
        )
        yield self.row

    def _understood(self, text: str) -> str:
        return self._echo(text) if self._echo else ""

    @on(Field.Changed)
    def _changed(self, message: Field.Changed) -> None:
        message.stop()
        self.row.echo = self._understood(message.value)

    @on(Input.Submitted)
    def _take(self, message: Input.Submitted) -> None:
        if self._doubts or not self._understood(message.value).startswith("?"):
            self.dismiss(message.value)
