"""Write docs/keys.md from the table of commands: `python tools/write_keys.py`; a test holds both against each other."""

from __future__ import annotations

from pathlib import Path

from reviewtui.tui.command_table import COMMANDS, PLACES, Command
from reviewtui.tui.commands import help_rows, key_display

TARGET = Path(__file__).resolve().parents[1] / "docs" / "keys.md"

HEAD = """\
# Keys

Press `?` (or F1, also while typing) to see the keys of the place you are in. `:` (or F9, ctrl+p) lists every command and
every account. `^N` is ctrl+n. The first column works everywhere, inside a text as well; the second where no text has the
cursor. The last column is the name for a key of your own.

This page is made from the program's own table.
"""

TAIL = """\
## Keys of your own

In the settings file (`reviewtui config path` says where it is):

```toml
[keys]
"review.note" = "N"
"app.capture" = "f4 plus"
```

A line gives a command all its keys: one, or several with spaces between. Names are letters and signs, `space`, `enter`,
`tab`, `escape`, `backspace`, arrows, `home`, `end`, `pageup`, `pagedown`, `f1` to `f4`, `f8`, `f9` and `ctrl+` with a letter.
Keys that do not reach a program in every terminal (alt, shift+enter, F5 and the like) are refused, and so is a key that another
command of the same place has. `reviewtui config check` says what is wrong, with the line.
"""

GROUPS = (
    ("Everywhere", ("app",)),
    ("Today, Accounts, Account, Actions", ("today", "accounts", "account", "actions")),
    ("The first start", ("first_run",)),
    ("Import", ("importer",)),
    ("Rows before an import", ("import_rows",)),
    ("Naming a file", ("file",)),
    ("In a list", ("list",)),
    ("In a filter", ("filter",)),
    ("In the review", ("review",)),
    ("In a note", ("review.note",)),
    ("Wrap-up", ("wrapup",)),
    ("Recap", ("recap",)),
    ("Capture bar", ("capture",)),
    ("People of an account", ("people",)),
    ("Forms and dialogs", ("entry", "form", "dialog")),
)
_PLACE_WORDS = {"today": "Today", "accounts": "Accounts", "account": "Account", "actions": "Actions"}


def page() -> str:
    """The whole page as text."""
    left = list(COMMANDS)
    parts = [HEAD]
    named = {place for _, places in GROUPS for place in places}
    others = [(help_rows(place)[0][1], (place,)) for place in PLACES if place not in named]
    for heading, places in (*GROUPS, *others):
        group = [one for one in left if set(one.places) & set(places)]
        left = [one for one in left if one not in group]
        parts.append(_table(heading, group))
    return "\n".join([*parts, TAIL])


def _table(heading: str, group: list[Command]) -> str:
    rows = [f"## {heading}", "", "| while typing too | else | does | name |", "|---|---|---|---|"]
    rows += [_row(one) for one in group]
    return "\n".join([*rows, ""])


def _row(one: Command) -> str:
    where = [_PLACE_WORDS[place] for place in one.places if place in _PLACE_WORDS]
    some = f" ({', '.join(where)})" if 0 < len(where) < len(_PLACE_WORDS) else ""
    cells = (_keys(one.key_in_text), _keys(one.key_outside), f"{one.tooltip}{some}", f"`{one.id}`")
    return f"| {' | '.join(cells)} |"


def _keys(names: str) -> str:
    return " ".join(f"`{key_display(name)}`" for name in names.split(",") if name)


if __name__ == "__main__":
    TARGET.write_text(page(), "utf-8")
    print(TARGET)
