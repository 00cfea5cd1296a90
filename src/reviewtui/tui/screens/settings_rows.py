"""The settings of the figures as rows: groups, single values with the usual one beside them, tables by tier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reviewtui.domain.figure_settings import TIERS, USUAL, FigureSettings
from reviewtui.domain.figure_words import FOR, GROUPS, written
from reviewtui.tui.widgets.cells import Cell, Column, columns, row

Parts = list[tuple[str, str]]
NAME, WORDS = 20, 20
SINGLE = (
    Column("", NAME),
    Column("now", 11, "right"),
    Column("usual", 11, "right"),
    Column("", WORDS, flex=1, drop=1),
)
BY_TIER = (SINGLE[0], *(Column(tier, 5, "right") for tier in TIERS), SINGLE[-1])


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A heading (no name), one setting, or a table with a value for each tier."""

    name: str
    label: str
    now: Any = None
    usual: Any = None
    words: str = ""
    by_tier: bool = False

    @property
    def changed(self) -> bool:
        """Whether anything in the row is not the usual value."""
        return bool(self.now != self.usual)

    def setting(self, tier: str) -> str:
        """The name of the setting, in a table that of a tier."""
        return f"{self.name}.{tier}" if self.by_tier else self.name


def setting_rows(settings: FigureSettings) -> Iterator[SettingRow]:
    """Every setting in the order of the groups, each group under its heading."""
    for title, names in GROUPS:
        yield SettingRow("", title, by_tier=_by_tier(names[0]))
        for name in names:
            now, usual = getattr(settings, name), getattr(USUAL, name)
            if not isinstance(usual, Mapping):
                yield SettingRow(name, name, now, usual, FOR[name])
            elif _by_tier(name):
                yield SettingRow(name, name, now, usual, FOR[name], by_tier=True)
            else:
                yield SettingRow("", f"  {name}", words=FOR[name])
                for entry, value in usual.items():
                    whole = f"{name}.{entry}"
                    yield SettingRow(whole, f"  {entry}", now[entry], value, FOR.get(whole, ""))


def _by_tier(name: str) -> bool:
    usual = getattr(USUAL, name)
    return isinstance(usual, Mapping) and tuple(usual) == TIERS


def draw(one: SettingRow, width: int, tier: str = "") -> Parts:
    """A row in so many cells; in a table the value of ``tier`` stands in brackets."""
    if not one.name:
        return _heading(one, width)
    mark, style = ("* ", "bold") if one.changed else ("  ", "")
    label = (mark + one.label, style)
    if not one.by_tier:
        cells = [label, (written(one.now), "warn" if one.changed else ""), (written(one.usual), "dim")]
        return row([*cells, (one.words, "dim")], SINGLE, columns(SINGLE, width))
    values: list[Cell] = []
    for name in TIERS:
        text = written(one.now[name])
        values.append((f"[{text}]" if name == tier else text, _style(one, name)))
    usual = "usual " + " ".join(written(value) for value in one.usual.values())
    words = (f"{usual}; {one.words}" if one.changed else one.words, "dim")
    return row([label, *values, words], BY_TIER, columns(BY_TIER, width))


def _style(one: SettingRow, tier: str) -> str:
    return "warn" if one.now[tier] != one.usual[tier] else ""


def _heading(one: SettingRow, width: int) -> Parts:
    """The title with the titles of the columns; that of a table inside a group says what the table is for."""
    layout = BY_TIER if one.by_tier else SINGLE
    style = "dim" if one.words else "head"
    texts = [one.label, *(column.title for column in layout[1:-1]), one.words]
    titles: list[Cell] = [(text, style) for text in texts]
    return row(titles, layout, columns(layout, width))
