"""Every command defined once, and what is made of it: bindings, footer, help, palette, the user's own keys.

BINDINGS = bindings("review")              # of a Screen; the action is the last part of the id
footer_items("review", 80)                 # what Footer draws
help_rows("review")                        # what HelpScreen shows
palette("review")                          # what the palette lists
problems = apply_keymap({"review.note": "N"});  app.set_keymap(keymap())
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.keys import KEY_NAME_REPLACEMENTS, _character_to_key, key_to_character

from reviewtui.domain.frozen import frozen
from reviewtui.domain.text import late
from reviewtui.tui.command_table import ACTIVE_WITH, COMMANDS, PLACES, TEXT_PLACES, Command

__all__ = [
    "PLACES",
    "Command",
    "FooterItem",
    "apply_keymap",
    "bindings",
    "command",
    "footer_items",
    "help_rows",
    "key_display",
    "key_problem",
    "keymap",
    "keys_of",
    "palette",
    "wrong_keys",
]

FOOTER_MOST = 7
_MOVES = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown")
_NAMED = frozenset((*_MOVES, "enter", "space", "tab", "escape", "backspace", "delete", "insert"))
_NEVER = late(
    r"(?:alt|meta|super)\+.*|(?:ctrl\+shift|shift\+ctrl)\+.*|(?:shift|ctrl)\+enter"
    r"|ctrl\+[abehijkm]|f(?:5|6|7|10|11|12)"
)
_POSSIBLE = late(r"ctrl\+[a-z]|shift\+tab|f(?:[1-9]|1[0-2])")
_DISPLAY = {"escape": "Esc", "pageup": "PgUp", "pagedown": "PgDn"}
_SHORT_NAMES = {"slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+", "underscore": "_"}

_current: dict[str, Command] = {one.id: one for one in COMMANDS}


@frozen
class FooterItem:
    """One word of the footer: the key as shown, the word, and the action a click runs."""

    key: str
    label: str
    action: str

    @property
    def width(self) -> int:
        """Cells it takes: key, space, word."""
        return cell_len(self.key) + 1 + cell_len(self.label)


def command(command_id: str) -> Command:
    """The command with this id as it stands now, the user's keys included; KeyError when there is none."""
    return _current[command_id]


def _in_place(place: str) -> list[Command]:
    """The commands defined for exactly this place, in the order of the table."""
    return [one for one in _current.values() if place in one.places]


def _active(place: str) -> Iterator[Command]:
    """All commands that count in a place, nearest first, without those a nearer one takes the key of."""
    hidden: set[str] = set()
    for where in (place, *ACTIVE_WITH[place]):
        for one in _in_place(where):
            if one.id not in hidden:
                hidden.add(one.id)
                hidden.update(one.shadows)
                yield one


def bindings(place: str) -> list[BindingType]:
    """Textual bindings for the BINDINGS of a screen, widget or the app (place ``app``).

    Each carries its command's id, so that ``App.set_keymap(keymap())`` can move it later.
    """
    return [
        Binding(",".join(one.keys), one.action, one.name, show=False, tooltip=one.tooltip, id=one.id)
        for one in _in_place(place)
    ]


def keys_of(command_id: str) -> tuple[str, ...]:
    """The keys of one command as shown to people, such as ``("F1", "?")``."""
    return tuple(key_display(key) for key in _current[command_id].keys)


def key_display(key: str) -> str:
    """A key as people write it: ``ctrl+q`` is ``^Q``, ``question_mark`` is ``?``, ``f1`` is ``F1``."""
    if key in _DISPLAY:
        return _DISPLAY[key]
    if key.startswith("ctrl+"):
        return f"^{key[5:].upper()}"
    if key.startswith("shift+"):
        return f"Shift+{key_display(key[6:])}"
    if len(key) == 1:
        return key
    return (None if key in _NAMED else _character(key)) or key.capitalize()


def _character(key: str) -> str | None:
    """The character a key name types, or None; knows Textual's own short names (slash, at, ...)."""
    return _SHORT_NAMES.get(key) or key_to_character(key)


def footer_items(place: str, width: int) -> list[FooterItem]:
    """At most seven short items that fit into ``width`` cells with two between them, most useful first.

    Help is last, where it is (not in dialogs); inside text only keys that work there are shown.
    """
    wanted = sorted((one for one in _active(place) if one.short), key=lambda one: one.rank)
    has_help = any(one.id == "app.help" for one in _active(place))
    help_item = _footer_item(_current["app.help"], place) if has_help else None
    room = width - 2 - (help_item.width if help_item else 0)
    chosen: list[FooterItem] = []
    for one in wanted:
        item = _footer_item(one, place)
        if item is None or one.id == "app.help" or len(chosen) == FOOTER_MOST - 1:
            continue
        if item.width + 2 <= room:
            chosen.append(item)
            room -= item.width + 2
    return [*chosen, help_item] if help_item and help_item.width + 2 <= width else chosen


def _footer_item(one: Command, place: str) -> FooterItem | None:
    keys = one.key_in_text if place in TEXT_PLACES else f"{one.key_outside},{one.key_in_text}"
    first = next((key for key in keys.split(",") if key), None)
    return FooterItem(key_display(first), one.short, one.action) if first else None


def help_rows(place: str) -> list[tuple[str, str, str]]:
    """Rows (keys, name, sentence) of what works in a place; ``("", heading, "")`` opens a group."""
    rows: list[tuple[str, str, str]] = []
    hidden: set[str] = set()
    for where in (place, *ACTIVE_WITH[place]):
        group = [one for one in _in_place(where) if one.id not in hidden]
        for one in group:
            hidden.update((one.id, *one.shadows))
        usable = [(keys, one) for one in group if (keys := _help_keys(one, place))]
        if usable:
            rows.append(("", _HEADINGS.get(where, where), ""))
            rows.extend((keys, one.name, one.tooltip) for keys, one in usable)
    return rows


def _help_keys(one: Command, place: str) -> str:
    keys = one.key_in_text.split(",") if place in TEXT_PLACES else one.keys
    return " ".join(key_display(key) for key in keys if key)


_HEADINGS = {
    "app": "Everywhere",
    "today": "Today",
    "accounts": "Accounts",
    "account": "Account",
    "account.ledger": "In the ledger",
    "tiers": "Tiers",
    "figure_settings": "Settings of figures",
    "actions": "Actions",
    "review": "Review",
    "review.note": "In a note",
    "wrapup": "Wrap-up",
    "recap": "Recap",
    "list": "In a list",
    "capture": "In the capture bar",
    "form": "In a form",
    "filter": "In a filter",
    "first_run": "The first run",
    "importer": "Import",
    "import_rows": "Rows before an import",
    "file": "Naming a file",
    "people": "People",
    "rates": "Exchange rates",
    "entry": "In a form",
    "dialog": "In a dialog",
}


def palette(place: str) -> list[Command]:
    """Every command that can run in a place, for the palette: the second way to each."""
    return list(_active(place))


def keymap() -> dict[str, str]:
    """Binding ids to key strings as they stand, for ``App.set_keymap``."""
    return {one.id: ",".join(one.keys) for one in _current.values()}


def apply_keymap(mapping: Mapping[str, str]) -> list[str]:
    """Take the user's keys (``[keys]`` of the config); return one sentence per entry that was not taken.

    A value is one key or several separated by commas or spaces: ``n``, ``?``, ``ctrl+n``, ``f2``, ``space``.
    It replaces all keys of the command. Starts from the defaults each time, so it can be applied again.
    """
    return [f"{name}: {problem}" for name, problem in _apply(mapping)]


def wrong_keys(mapping: Mapping[str, str]) -> list[tuple[str, str]]:
    """(setting, what is wrong) of the keys that would not be taken; those in force stay as they are."""
    before = dict(_current)
    try:
        return _apply(mapping)
    finally:
        _current.clear()
        _current.update(before)


def _apply(mapping: Mapping[str, str]) -> list[tuple[str, str]]:
    _current.clear()
    _current.update({one.id: one for one in COMMANDS})
    wrong: list[tuple[str, str]] = []
    for command_id, value in mapping.items():
        problem = _remap(command_id, str(value))
        if problem:
            wrong.append((f"keys.{command_id}", problem))
    return wrong


def _remap(command_id: str, value: str) -> str | None:
    old = _current.get(command_id)
    if old is None:
        return "there is no command with this id"
    keys = [_long_name(key) for key in _split_keys(value)]
    if not keys:
        return "no key is given"
    for key in keys:
        problem = key_problem(key)
        if problem:
            return problem
    typed = [key for key in keys if _character(key) is not None or key in ("space", "backspace")]
    new = replace(old, key_in_text=",".join(k for k in keys if k not in typed), key_outside=",".join(typed))
    _current[command_id] = new
    clash = _clash(new)
    if clash:
        _current[command_id] = old
        return clash
    return None


def _split_keys(value: str) -> list[str]:
    value = value.strip()
    return [value] if len(value) == 1 else [part for part in re.split(r"[,\s]+", value) if part]


def _long_name(key: str) -> str:
    if len(key) == 1 and not key.isalnum():
        name = _character_to_key(key)
        return KEY_NAME_REPLACEMENTS.get(name, name)
    return key if len(key) == 1 else key.lower()


def key_problem(key: str) -> str | None:
    """Why a key cannot be used (a sentence), or None when it can; takes Textual's long names."""
    if _NEVER.fullmatch(key):
        return f"{key} does not reach a program in every terminal; choose another key"
    if len(key) == 1 or key in _NAMED or _POSSIBLE.fullmatch(key):
        return None
    if _character(key) is not None:
        return None
    return f"{key} is not the name of a key"


def _clash(new: Command) -> str | None:
    """The first other command that has one of the keys in a place where both count."""
    for place in PLACES:
        active = list(_active(place))
        if new not in active:
            continue
        for other in active:
            common = set(new.keys) & set(other.keys)
            if other.id != new.id and common and other.id not in new.shadows:
                return f"{key_display(min(common))} is the key of {other.id} already"
    return None
