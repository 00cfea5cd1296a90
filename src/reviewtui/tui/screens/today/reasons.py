"""Why an account stands in the queue, in full: below its row, or in the panel beside the list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len

from reviewtui.tui.screens.today.drawing import STATE_STYLES, Parts
from reviewtui.tui.screens.today.wanted import REASON_WORDS
from reviewtui.tui.widgets.pager import wrapped

if TYPE_CHECKING:
    from reviewtui.domain.contact import Clock
    from reviewtui.services.calls import Call

INDENT = "    "


def opened(call: Call, width: int, shown: int) -> list[Parts]:
    """What stands below the row: the reasons that are not in it, the sum, what is put aside.

    ``shown`` is how many of them the row shows in full.
    """
    rest = [one.text for one in call.line.reasons[shown:]]
    # Two rows for nearly every account: the rows below then stay where they are when the cursor moves.
    clocks = f"contact {clock_words(call.contact)}; feedback {clock_words(call.feedback)}"
    rows = _flowing(rest or [clocks], width - len(INDENT))
    rows += [f"{call.line.total}. Next: {_next(call)}."]
    rows += [f"put aside: {text}" for text in aside(call)]
    return [[(part, "")] for text in rows for part in _rows(f"{INDENT}{text}", width)]


def _flowing(texts: list[str], width: int) -> list[str]:
    """Texts one behind the other, none of them broken where it fits into a row of its own."""
    rows: list[str] = []
    for text in texts:
        joined = f"{rows[-1]}; {text}" if rows else text
        if rows and cell_len(joined) <= width:
            rows[-1] = joined
        else:
            rows.append(text)
    return rows


def _rows(text: str, width: int) -> list[str]:
    first, *more = wrapped(text, max(20, width))
    return [first, *(part if part.startswith(INDENT) else f"{INDENT}{part}" for part in more)]


def _next(call: Call) -> str:
    touch = call.next_touch
    return f"{touch.channel}, {touch.topic.rstrip('.?')}"


def aside(call: Call) -> list[str]:
    """What is put aside, with until when and the note."""
    line = call.line
    found = [f"{REASON_WORDS[one.reason]} until {one.until}{_note(one.note)}" for one in line.snoozed]
    if line.rests_until is not None:
        found.append(f"the account, until {line.rests_until}{_note(line.rests_note)}")
    return found


def _note(note: str) -> str:
    return f" ({note})" if note else ""


def clock_words(clock: Clock) -> str:
    """``R  134 days, ideal 30, max 60``."""
    ago = "never" if clock.never else f"{clock.days} day{'' if clock.days == 1 else 's'}"
    ideal, most = ("own " if own else "" for own in (clock.own_ideal, clock.own_maximum))
    return f"{clock.letter}  {ago}, {ideal}ideal {clock.ideal}, {most}max {clock.maximum}"


def panel(call: Call, as_of: date, width: int) -> list[Parts]:
    """The account beside the list, from the reasons to the next touch."""
    from reviewtui.domain.dates import date_echo

    line, touch = call.line, call.next_touch
    tier = f"tier {line.tier}" if line.tier != "-" else "no tier"
    found: list[Parts] = [
        [(line.name, "head")],
        *_text(", ".join(part for part in (tier, line.owner, line.external_id) if part), width, "dim"),
    ]
    if line.reasons:
        found += [[("", "")], [("Why", "head")]]
        for one in line.reasons:
            found += _text(one.text, width)
        found += _text(call.line.total, width, "bold")
    found += [[("", "")], *_clock("Contact", call.contact, width), *_clock("Feedback", call.feedback, width)]
    found += [[("", "")], [("Next touch", "head")]]
    found += _text(f"{date_echo(touch.day, as_of)}, {touch.channel}: {touch.topic}", width)
    found += _text(touch.reason, width, "dim")
    if aside(call):
        found += [[("", "")], [("Put aside", "head")]]
        for text in aside(call):
            found += _text(text, width)
    return found


def _clock(title: str, clock: Clock, width: int) -> list[Parts]:
    """A clock in a row, or in two where its intervals are its own."""
    lead = f"{title:<9}"
    first, *more = wrapped(
        f"{lead}{clock_words(clock).replace('  ', ' ')}".replace(" days,", " d,"), max(10, width)
    )
    at = len(lead)
    row: Parts = [(first[:at], "dim"), (first[at : at + 1], STATE_STYLES[clock.state]), (first[at + 1 :], "")]
    return [row, *([(f"{'':{at}}{line}", "")] for line in more)]


def _text(text: str, width: int, style: str = "") -> list[Parts]:
    return [[(part, style)] for part in wrapped(text, max(10, width))]
