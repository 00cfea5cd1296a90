"""Every cut-off and weight of the figures with its usual value beside it, changed in place and kept in the settings file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import on, work
from textual.app import ComposeResult

from reviewtui import paths
from reviewtui.config import all_figures, change_figure, figure_line, load_config
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.figure_settings import TIERS, USUAL, changed_settings, every_setting
from reviewtui.domain.figure_words import FOR, understood, value_of, written
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.account.reading import wrapped
from reviewtui.tui.screens.dialogs.setting import SettingPrompt
from reviewtui.tui.screens.place import Place
from reviewtui.tui.screens.settings_rows import SettingRow, draw, setting_rows
from reviewtui.tui.widgets.line_list import LineList

COUNT = sum(1 for _ in every_setting(USUAL))


class FigureSettingsScreen(Place):
    """The settings as a table; the changed ones are marked, and so is the tier that is chosen in a row of tiers."""

    PLACE = "figure_settings"
    TITLE_TEXT = "Settings of the figures"
    BINDINGS = bindings("figure_settings")
    AUTO_FOCUS = "#settings"
    DEFAULT_CSS = "FigureSettingsScreen LineList { scrollbar-gutter: stable; }"

    def __init__(self) -> None:
        super().__init__()
        self.list = LineList(id="settings")
        self.file = Path()
        self.tier = 0
        self._rows: list[SettingRow] = []

    def body(self) -> ComposeResult:
        """One list."""
        yield self.list

    async def load(self) -> None:
        """Show what is in force and where it stands."""
        self.file = paths.config_file()
        self._show(load_config(self.file)[1])

    def on_resize(self) -> None:
        """Columns go by width."""
        if self._rows:
            self._show(load_config(self.file)[1])

    def _show(self, problems: tuple[str, ...] = ()) -> None:
        width = self.app.size.width - 3
        settings = self.session.config.figures
        changed = len(changed_settings(settings))
        many = (
            f"{changed} of {COUNT} {'is' if changed == 1 else 'are'} changed" if changed else "all as usual"
        )
        above = [line for one in problems for line in wrapped(one, width)]
        above.append(f"kept in {self.file}")
        rows = self._rows = [*(SettingRow("", one) for one in above), *setting_rows(settings)]

        def line(index: int) -> list[tuple[str, str]]:
            if index < len(above):
                return [(above[index], "bad" if index < len(above) - 1 else "dim")]
            here = index == self.list.cursor
            return draw(rows[index], width, TIERS[self.tier] if here else "")

        self.list.set_source(len(rows), line, lambda i: (i - len(above), rows[i].name), selectable=lambda i: bool(rows[i].name))  # fmt: skip
        self.bar.say(place=f"Settings of the figures · {many}")

    @property
    def here(self) -> SettingRow | None:
        """The row under the cursor."""
        row = self._rows[self.list.cursor] if self.list.cursor < len(self._rows) else None
        return row if row is not None and row.name else None

    # --- moving
    def action_next_tier(self) -> None:
        """In a row by tier: on to the next one."""
        self._to_tier(1)

    def action_tier_before(self) -> None:
        """Back to the tier before."""
        self._to_tier(-1)

    def _to_tier(self, step: int) -> None:
        if self.here is not None and self.here.by_tier:
            self.tier = (self.tier + step) % len(TIERS)
            self.list.refresh_rows()

    def action_next_changed(self) -> None:
        """On to the next changed setting, round to the first."""
        count, start = len(self._rows), self.list.cursor + 1
        order = [(start + step) % count for step in range(count)]
        found = next((at for at in order if self._rows[at].name and self._rows[at].changed), None)
        if found is None:
            self.tell("Every setting has its usual value.")
        else:
            self.list.move_to(found)

    # --- changing
    @on(LineList.Opened)
    def _open(self, message: LineList.Opened) -> None:
        message.stop()
        self.action_change()

    @work(exclusive=True, group="form")
    async def action_change(self) -> None:
        """Ask for another value, say at once what is wrong with it, and keep it."""
        row = self.here
        if row is None:
            return
        name, settings = row.setting(TIERS[self.tier]), self.session.config.figures
        about = FOR.get(row.name, "")
        text = f"{about[:1].upper()}{about[1:]}. Usual: {written(value_of(USUAL, name)) or 'none'}."
        prompt = SettingPrompt(
            name,
            text,
            written(value_of(settings, name)),
            lambda typed: understood(settings, name, typed)[1],
        )
        typed = await self.app.push_screen_wait(prompt)
        if typed is not None:
            self._keep(name, understood(settings, name, typed)[0])

    def action_usual(self) -> None:
        """Put the setting under the cursor back to its usual value."""
        row = self.here
        if row is not None:
            name = row.setting(TIERS[self.tier])
            problem = understood(self.session.config.figures, name, written(value_of(USUAL, name)))[1]
            if problem:
                self.tell(f"{name} cannot go back alone: {problem}.", bad=True)
            else:
                self._keep(name, None)

    def _keep(self, name: str, value: Any) -> None:
        before = value_of(self.session.config.figures, name)
        try:
            change_figure(self.file, name, value)
        except ReviewTuiError as error:
            self.tell(str(error), bad=True)
            return
        self._read_again()
        now = value_of(self.session.config.figures, name)
        self.tell(
            f"{name} {written(before)} -> {written(now)}" if now != before else f"{name} is {written(now)}"
        )

    def _read_again(self) -> tuple[str, ...]:
        config, problems = load_config(self.file)
        self.session.use_config(config)
        self._show(problems)
        return problems

    def action_edit_file(self) -> None:
        """Open the file in $EDITOR at the line of the setting; then read it again and say what is wrong with it."""
        from reviewtui.tui.widgets.editor import edit_file

        name = self.here.setting(TIERS[self.tier]) if self.here else ""
        try:
            if not self.file.exists():
                paths.make_private(self.file.parent)
                self.file.write_text(all_figures(), encoding="utf-8")
            edit_file(self.app, self.file, figure_line(self.file.read_text(encoding="utf-8-sig"), name))
        except (OSError, UnicodeDecodeError, ReviewTuiError) as error:
            self.tell(f"{self.file} cannot be edited: {error}", bad=True)
            return
        self.tell("read again; what is wrong stands above" if self._read_again() else "read again")
