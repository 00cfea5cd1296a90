"""The place a user meets before there is a file."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from reviewtui.domain.text import safe
from reviewtui.tui.background import look_after_file
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.first_run.new_file import NewFileForm
from reviewtui.tui.screens.place import Place
from reviewtui.tui.widgets.line_list import LineList

WELCOME = """
reviewtui steps you through a review of a customer while you talk, and keeps what was said as data: \
one file on this machine, no account, no network.
"""
NOT_YET = "There is no file yet. It would be {db}"
THERE = "Your file is {db}"
CHOICES = (
    ("new", "n  Make a new file", "asks your name and currency, then you add accounts"),
    ("import", "i  Bring your accounts", "from a CSV or XLSX of your CRM, shop or books"),
    ("demo", "d  Look at the demo", "forty made-up accounts; a private copy, nothing of yours"),
)
GO_ON = ("go_on", "t  Go on to Today", "what was brought in is there")


class FirstRunScreen(Place):
    """A new file, an import, or the demo."""

    PLACE = "first_run"
    TITLE_TEXT = "Welcome"
    BINDINGS = bindings("first_run")
    AUTO_FOCUS = "LineList"
    DEFAULT_CSS = """
    FirstRunScreen > Static { height: auto; padding: 0 2; }
    FirstRunScreen > LineList { height: auto; max-height: 5; margin: 0 0 1 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.list = LineList()
        self.where = Static("")
        self._made = False

    def body(self) -> ComposeResult:
        """What this is, the ways in."""
        yield Static(Content(WELCOME))
        yield self.where
        yield self.list

    async def load(self) -> None:
        """The choices."""
        choices = (*CHOICES[1:2], GO_ON) if self._made else CHOICES
        where = (THERE if self._made else NOT_YET).format(db=self.session.launch.db)
        self.where.update(Content(safe(f"{where}\n")))
        self.list.set_source(
            len(choices), lambda i: [(choices[i][1], "bold"), (f"  {choices[i][2]}", "dim")],
            lambda i: choices[i][0],
        )  # fmt: skip

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        message.stop()
        getattr(self, f"action_{message.key}")()

    @work(exclusive=True)
    async def action_new(self) -> None:
        """Make a file and go to Today."""
        if self._made or await self._make():
            self.action_go_on()

    def action_go_on(self) -> None:
        """Go to Today."""
        if self._made:
            self.go("today")

    @work(exclusive=True)
    async def action_import(self) -> None:
        """Make a file if there is none, and take a file of the user's in; several can follow."""
        if self._made or await self._make():
            self.go("importer", ask=True)

    def action_demo(self) -> None:
        """Leave, and come back as the demo."""
        self.app.wants_demo = True  # type: ignore[attr-defined]
        self.app.exit(0)

    async def _make(self) -> bool:
        saved = await self.app.push_screen_wait(NewFileForm(self.session))
        self._made = bool(saved)
        if self._made:
            look_after_file(self.app, self.session)
        await self.load()
        return self._made
