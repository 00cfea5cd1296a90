"""The palette: every command of the place one is in, and every account, found by some of their letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import on, work
from textual.widget import Widget
from textual.widgets import Input

from reviewtui.domain.text import fuzzy, fuzzy_rank
from reviewtui.services.accounts import account_names
from reviewtui.tui.command_table import Command
from reviewtui.tui.commands import keys_of, palette
from reviewtui.tui.session import Session
from reviewtui.tui.widgets.cells import fit
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.field import Field
from reviewtui.tui.widgets.line_list import LineList

MOST = 60
"""Accounts that are listed; more letters find the others."""
_HIDDEN = frozenset(["app.palette", "app.search", "list.down", "list.up", "list.open", "dialog.accept"])


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: an action of the place, or an account to open or to review."""

    action: str = ""
    account_id: int = 0
    review: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the palette."""

    label: str
    note: str
    keys: str
    choice: Choice


class Palette(Dialog[Choice]):
    """Returns what is to be done; ``place`` names the place whose commands are offered."""

    place = "form"
    keeps_typing = True
    DEFAULT_CSS = (
        "Palette > .box { height: 96%; } Palette > .box > LineList { height: 1fr; max-height: 100%; }"
    )

    def __init__(self, session: Session, place: str) -> None:
        super().__init__("Commands and accounts")
        self.session = session
        self._commands = [one for one in palette(place) if one.id not in _HIDDEN]
        self._texts = [f"{one.name} {one.tooltip}" for one in self._commands]
        self._accounts: Sequence[tuple[int, str]] = ()
        self._names: list[str] = []
        self.rows: list[Row] = []

    def body(self) -> Iterator[Widget]:
        """The field over the list."""
        self.field = Field(placeholder="a command, or part of a name", id="find")
        yield self.field
        self.list = LineList(empty="Neither a command nor an account is called like this.")
        self.list.can_focus = False
        self.list.lit = True
        yield self.list

    def on_mount(self) -> None:
        """Commands at once, accounts as soon as they are read."""
        self._show()
        self._fetch()

    @work
    async def _fetch(self) -> None:
        self._accounts = await self.session.read(account_names)
        self._names = [name for _, name in self._accounts]
        self._show()

    @on(Field.Changed)
    def _typed(self, message: Field.Changed) -> None:
        message.stop()
        self._show()
        self.list.move_to(0)

    def _show(self) -> None:
        self.rows = self.found(self.field.value.strip())
        self.list.set_source(len(self.rows), self._line, lambda i: i)

    def found(self, query: str) -> list[Row]:
        """The rows that answer what is typed: all commands when it is nothing, else the better kind first."""
        if not query:
            return [_command_row(one) for one in self._commands]
        commands = [_command_row(self._commands[i]) for i in fuzzy_rank(query, self._texts)]
        first, _, rest = query.partition(" ")
        if rest and len(first) >= 3 and "review".startswith(first.casefold()):
            accounts = self._account_rows(rest.strip(), review=True)
            return [*accounts, *commands]
        accounts = self._account_rows(query)
        if accounts and (not commands or _better(query, accounts[0].label, commands[0].label)):
            return [*accounts, *commands]
        return [*commands, *accounts]

    def _account_rows(self, query: str, *, review: bool = False) -> list[Row]:
        rows = []
        for position, index in enumerate(fuzzy_rank(query, self._names)[:MOST]):
            account_id, name = self._accounts[index]
            if not review:
                rows.append(Row(name, "open the account", "", Choice("", account_id)))
            if review or position == 0:
                rows.append(Row(name, "start or resume the review", "", Choice("", account_id, True)))
        return rows

    def _line(self, index: int) -> list[tuple[str, str]]:
        row = self.rows[index]
        style = "bold" if row.choice.action else "accent"
        return [(fit(row.keys, 9), "dim"), (row.label, style), (f"  {row.note}", "dim")]

    @on(Input.Submitted)
    def _take(self, message: Input.Submitted) -> None:
        message.stop()
        self._choose()

    @on(LineList.Opened)
    def _choose(self) -> None:
        key = self.list.current_key
        if isinstance(key, int):
            self.dismiss(self.rows[key].choice)

    def key_down(self) -> None:
        """Move in the list while the field keeps the focus."""
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


def _command_row(one: Command) -> Row:
    return Row(one.name, one.tooltip, " ".join(keys_of(one.id)[:2]), Choice(one.action))


def _better(query: str, account: str, command: str) -> bool:
    """Whether the account's name answers better than the command's."""
    return (fuzzy(query, account) or -1.0) > (fuzzy(query, command) or -1.0)
