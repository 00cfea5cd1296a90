"""Every cut-off and weight of the figures with its usual value beside it; they are changed in the settings file."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult

from reviewtui import paths
from reviewtui.config import figure_line, load_config
from reviewtui.domain.errors import ReviewTuiError
from reviewtui.domain.figure_settings import USUAL, every_setting
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.account.reading import wrapped
from reviewtui.tui.screens.place import Place
from reviewtui.tui.widgets.cells import Column, columns, row, titles
from reviewtui.tui.widgets.line_list import LineList

Parts = list[tuple[str, str]]
LAYOUT = (
    Column("setting", 26, flex=1, most=34),
    Column("now", 10, "right"),
    Column("usual", 10, "right"),
    Column("line", 5, "right"),
    Column("what it is for", 20, flex=3, drop=1),
)
_FOR = {
    "tier_a": "percent of revenue that makes tier A",
    "tier_b": "percent up to which tier B goes",
    "tier_edge": "points around a cut that are its edge",
    "new_months": "months for which a first order makes an account new",
    "contact_ideal": "days between touches, by tier",
    "contact_maximum": "days after which contact is red, by tier",
    "feedback_ideal": "days between asking how it is, by tier",
    "feedback_maximum": "days after which feedback is red, by tier",
    "review_months": "months between reviews, by tier",
    "post_order_days": "days after a first or large order to call",
    "post_order_months": "months after it to call",
    "large_order": "times the usual size that make an order large",
    "renewal_lead": "days before a renewal to get in touch",
    "drift_flag": "drift from which an account is late",
    "drift_alert": "drift from which it is silent",
    "said_change": "percent that make word and deed differ",
    "rival_days": "days for which a rival seen counts",
    "renewal_days": "days ahead in which a renewal counts",
    "half_life": "days after which an entry weighs half",
    "ledger_floor": "balance that should never be crossed",
    "ledger_comfort": "balance that is enough",
    "ledger_weights": "what an entry of the ledger weighs",
    "silence_days": "days of silence past the maximum for one debit",
    "health_weights": "what a part of health weighs",
    "queue_points": "points of a reason in the call queue",
    "queue_factors": "what a tier multiplies the points with",
}


class FigureSettingsScreen(Place):
    """The settings as a table; the changed ones stand out and name their line in the file."""

    PLACE = "figure_settings"
    TITLE_TEXT = "Settings of the figures"
    BINDINGS = bindings("figure_settings")
    AUTO_FOCUS = "#settings"
    DEFAULT_CSS = "FigureSettingsScreen LineList { scrollbar-gutter: stable; }"

    def __init__(self) -> None:
        super().__init__()
        self.list = LineList(id="settings")
        self.file = Path()
        self._rows: list[tuple[str, Parts]] = []

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

    def _show(self, problems: tuple[str, ...]) -> None:
        width = self.app.size.width - 3
        widths = columns(LAYOUT, width)
        text = _text(self.file)
        settings = list(every_setting(self.session.config.figures))
        changed = sum(now != usual for _, now, usual in settings)
        rows: list[tuple[str, Parts]] = [
            ("", [(line, "bad")]) for one in problems for line in wrapped(one, width)
        ]
        many = f"{changed} of {len(settings)} are changed" if changed else "all as usual"
        rows.append(("", [(f"{many}; ", ""), (str(self.file), "dim")]))
        rows.append(("", list(titles(LAYOUT, widths))))
        for name, now, usual in settings:
            rows.append((name, _row(name, now, usual, text, widths)))
        self._rows = rows
        self.list.set_source(
            len(rows), lambda i: rows[i][1], lambda i: (i, rows[i][0]), selectable=lambda i: bool(rows[i][0])
        )
        self.bar.say(place=f"Settings of the figures · {many}")

    @on(LineList.Opened)
    def _open(self, message: LineList.Opened) -> None:
        message.stop()
        self.action_edit_file()

    def action_edit_file(self) -> None:
        """Open the file in $EDITOR at the line of the setting; then read it again and say what is wrong with it."""
        from reviewtui.tui.widgets.editor import edit_file

        name = self._rows[self.list.cursor][0] if self.list.cursor < len(self._rows) else ""
        try:
            _begin(self.file)
            edit_file(self.app, self.file, figure_line(_text(self.file), name))
        except (OSError, ReviewTuiError) as error:
            self.tell(f"{self.file} cannot be edited: {error}", bad=True)
            return
        config, problems = load_config(self.file)
        self.session.use_config(config)
        self._show(problems)
        self.tell("read again; what is wrong stands above" if problems else "read again")


def _row(name: str, now: object, usual: object, text: str, widths: list[int]) -> Parts:
    other = now != usual
    cells = [
        (f"* {name}" if other else f"  {name}", "bold" if other else ""),
        (_value(now), "warn" if other else ""),
        (_value(usual), "dim"),
        (str(figure_line(text, name)) if other else "", "dim"),
        (_FOR.get(name.partition(".")[0], ""), "dim"),
    ]
    return row(cells, LAYOUT, widths)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


def _begin(file: Path) -> None:
    """A file that is not there yet begins with every setting as a remark, so that nobody has to know the names."""
    if file.exists():
        return
    paths.make_private(file.parent)
    lines = ["# Settings of reviewtui. Take the # away from a line to change it.", "[figures]"]
    tables: dict[str, list[str]] = {}
    for name, _, usual in every_setting(USUAL):
        table, dot, entry = name.partition(".")
        value = list(usual) if isinstance(usual, tuple) else usual
        if dot:
            tables.setdefault(table, []).append(f"# {entry} = {value}")
        else:
            lines.append(f"# {table} = {value}")
    for table, entries in tables.items():
        lines += ["", f"[figures.{table}]", *entries]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
