"""The section of health: the table of its parts, which add up to the number; and the clocks it stands on."""

from __future__ import annotations

from collections.abc import Sequence

from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.contact import Clock
from reviewtui.tui.look import Look
from reviewtui.tui.screens.account.blocks import Parts
from reviewtui.tui.screens.account.section import BLANK, SectionRow, heading, labelled, meter
from reviewtui.tui.widgets.cells import Column, columns, row, titles

LAYOUT = (
    Column("part", 10),
    Column("from", 20, flex=1, most=34),
    Column("share", 6, "right"),
    Column("weight", 7, "right"),
    Column("points", 7, "right"),
    Column("age", 9, "right"),
    Column("", 10, drop=1),
)


def health_rows(figures: AccountFigures, changed: Sequence[str], look: Look, width: int) -> list[SectionRow]:
    """The parts with their sum, what is missing, both clocks and the ratings; ``changed`` are settings in use."""
    widths = columns(LAYOUT, width)
    return [
        *_parts(figures, look, widths),
        *labelled("Contact", _clock(figures.contact, "never in touch")),
        *labelled("Feedback", _clock(figures.feedback, "never asked")),
        *_habits(figures),
        *labelled("Rating", _rating(figures)),
        *labelled("Promises", _promises(figures)),
        *_changed(changed),
    ]


def _parts(figures: AccountFigures, look: Look, widths: list[int]) -> list[SectionRow]:
    health = figures.health
    if health is None:
        return [SectionRow([("nothing is known yet, so there is no number", "dim")]), BLANK]
    rows = [SectionRow(titles(LAYOUT, widths), head=True)]
    for part in health.parts:
        gone = part.share is None
        age = "" if part.age is None else f"{part.age} day{'' if part.age == 1 else 's'}"
        cells = (
            (part.name, "dim" if gone else ""),
            (part.input, "dim" if gone else ""),
            ("-" if part.share is None else f"{part.share:.2f}", "dim" if gone else ""),
            ("-" if gone else f"{part.weight:.1f}", "dim" if gone else ""),
            ("-" if gone else str(part.points), "dim" if gone else "bold"),
            (age, "dim"),
            ("" if part.share is None else meter(part.share, 10, plain=look.plain), "accent"),
        )
        rows.append(SectionRow(row(cells, LAYOUT, widths)))
    total = row([("health", "bold"), "", "", "100.0", (str(health.value), "bold"), "", ""], LAYOUT, widths)
    rows.append(SectionRow(total))
    if health.missing:
        missing = ", ".join(health.missing)
        rows.append(heading("Missing", f"{missing}; the rest weigh more"))
    return [*rows, BLANK]


def _clock(clock: Clock, never: str) -> Parts:
    style = {"green": "good", "amber": "warn"}.get(clock.state, "bad")
    last = never if clock.last is None else f"{clock.days} days ago, {clock.last}"
    return [
        (f"{clock.letter} {clock.state}", style),
        (f"  {last}; ideal {clock.ideal} days, at most {clock.maximum}", ""),
        (", its own" if clock.own else "", "warn"),
    ]


def _habits(figures: AccountFigures) -> list[SectionRow]:
    lines: list[Parts] = []
    if figures.email_only:
        lines.append([("only writing: the last touches were e-mails and messages; call them", "warn")])
    if figures.status_quo:
        lines.append([("all runs by itself: they order, and for long nobody talked or asked", "warn")])
    return labelled("Habits", *lines)


def _rating(figures: AccountFigures) -> Parts:
    if figures.rating is None:
        return [("never rated", "dim")]
    parts: Parts = [(f"{figures.rating:g}", "bold"), (f" on {figures.rating_day}", "")]
    if figures.basics is not None:
        parts.append((f"; basics {figures.basics:.1f}", ""))
    if figures.nps_class:
        parts.append((f"; {figures.nps_class}", ""))
    return parts


def _promises(figures: AccountFigures) -> Parts:
    keep = figures.keep_rate
    if not keep.due:
        return [("none was due in 12 months", "dim")]
    return [(f"{keep.kept} of {keep.due} kept in time in 12 months", "")]


def _changed(changed: Sequence[str]) -> list[SectionRow]:
    if not changed:
        return []
    return [BLANK, *labelled("Settings", [(f"not the usual ones here: {', '.join(changed)}", "warn")])]
