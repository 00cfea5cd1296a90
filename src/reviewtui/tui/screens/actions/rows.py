"""The rows of the agenda: groups by due date or by account, and what a row says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from reviewtui.domain.actions import Action, ActionStatus, promise_outcome
from reviewtui.domain.dates import date_echo, short_date
from reviewtui.domain.text import fuzzy, name_key, one_line
from reviewtui.tui.widgets.cells import Cell, Column

SPEC = (
    Column("", 1),
    Column("Due", 10),
    Column("Age", 5, "right", drop=3),
    Column("P", 2, drop=4),
    Column("What", 16, flex=6),
    Column("Account", 12, flex=2, most=34, drop=1),
    Column("Owner", 8, most=16, flex=1, drop=2),
)
ACCOUNT = 5
UNDER_NAMES = (*SPEC[:ACCOUNT], *SPEC[ACCOUNT + 1 :])
"""The columns where the account stands in the heading."""
NAMES = {
    "overdue": "Overdue",
    "today": "Today",
    "week": "This week",
    "later": "Later",
    "someday": "No date",
    "closed": "Done and dropped",
}
Group = tuple[str, tuple[Action, ...]]
Row = str | Action
MARKS = {ActionStatus.DONE: "x", ActionStatus.DROPPED: "-"}


def agenda_rows(groups: Sequence[Group], query: str, *, by_account: bool) -> list[Row]:
    """Headings and actions that pass the filter; by account they stand in the order of the names."""
    kept = [(name, [a for a in actions if _passes(query, a)]) for name, actions in groups]
    shown = _by_account(a for _, actions in kept for a in actions) if by_account else _named(kept)
    rows: list[Row] = []
    for name, actions in shown:
        if actions:
            rows += [f"{name}  {len(actions)}", *actions]
    return rows


def _named(kept: list[tuple[str, list[Action]]]) -> list[tuple[str, list[Action]]]:
    return [(NAMES[name], actions) for name, actions in kept]


def _by_account(actions: Iterable[Action]) -> list[tuple[str, list[Action]]]:
    found: dict[tuple[str, int], list[Action]] = {}
    for action in actions:
        found.setdefault((name_key(action.account), action.account_id), []).append(action)
    return [(one_line(mine[0].account, " "), mine) for _, mine in sorted(found.items())]


def _passes(query: str, action: Action) -> bool:
    return not query or fuzzy(query, f"{action.account} {action.title} {action.owner}") is not None


def is_late(action: Action, as_of: date) -> bool:
    """Whether it is open and its day has passed."""
    return action.status is ActionStatus.OPEN and action.due is not None and action.due < as_of


def owner_words(action: Action) -> str:
    """Who sees to it; the customer's are marked."""
    return action.owner if action.side == "ours" else f"{action.owner or 'they'} (c)"


def action_cells(action: Action, as_of: date, *, marked: bool) -> list[Cell]:
    """The cells of one action for ``SPEC``; the mark is ``*`` marked, ``x`` done, ``-`` dropped."""
    late = is_late(action, as_of)
    tone = "bad" if late else ""
    year = f" {action.due:%y}" if action.due and action.due.year != as_of.year else ""
    return [
        ("*" if marked else MARKS.get(action.status, ""), "accent"),
        (f"{short_date(action.due)[4 if year else 0 :]}{year}" if action.due else "-", tone),
        (f"{(as_of - action.due).days}d" if late and action.due else "", tone),
        ("!!" if action.promise else f"p{action.priority}" if action.priority else "", "warn"),
        action.title,
        action.account,
        owner_words(action),
    ]


def in_full(action: Action) -> str:
    """One line about the action under the cursor: all of its title, its account, the line it came from."""
    parts = [one_line(action.title, " "), one_line(action.account, " ")]
    source = one_line(action.source, " ")
    if source and action.title not in source:
        parts.append(source)
    return "  ·  ".join(parts)


def detail_text(action: Action, as_of: date) -> str:
    """All there is to know of an action, a fact to a line."""

    def day(value: date | None) -> str:
        return date_echo(value, as_of) if value else ""

    moved = action.first_due is not None and action.first_due != action.due
    state = promise_outcome(action, as_of) if action.promise else action.status.value
    facts = [
        ("Account", action.account),
        ("Owner", owner_words(action)),
        ("Due", day(action.due) or "no date"),
        ("First due", day(action.first_due) if moved else ""),
        ("Priority", str(action.priority or "")),
        ("Promise" if action.promise else "State", state),
        ("Done", day(action.done_on)),
        ("Made", day(action.created_on)),
        ("Line", one_line(action.source, " ")),
    ]
    lines = [f"{name:<10}{words}" for name, words in facts if words]
    return "\n".join([*lines, *(["", action.detail] if action.detail else [])])
