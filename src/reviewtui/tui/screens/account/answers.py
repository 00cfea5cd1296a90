"""The section of answers over time: any question, its values by review, the newest at the right."""

from __future__ import annotations

from reviewtui.services.account_history import AnswersOverTime, Said, Series
from reviewtui.tui.screens.account.section import SectionRow, heading
from reviewtui.tui.widgets.cells import Cell, Column, columns, row

LEAST, MOST = 11, 26
QUESTION = 22


def answer_rows(found: AnswersOverTime, width: int) -> list[SectionRow]:
    """A row for each question under its section; as many reviews as have room, the newest ones."""
    if not found.series:
        return [SectionRow([("no finished review yet; r starts the first", "dim")])]
    fitting = max(1, min(len(found.reviews), (width - QUESTION) // (LEAST + 1)))
    layout = (
        Column("question", QUESTION, flex=2, most=34),
        *(Column("", LEAST, flex=1, most=MOST) for _ in range(fitting)),
    )
    widths = columns(layout, width)
    held = found.reviews[-fitting:]
    more = len(found.reviews) - fitting
    first = f"{more} earlier: Enter" if more else "question"
    titles: list[Cell] = [(first, "head"), *((one.quarter, "head") for one in held)]
    rows = [SectionRow(row(titles, layout, widths), head=True)]
    section = None
    for at, series in enumerate(found.series):
        if series.section != section:
            section = series.section
            rows.append(heading(section or "No longer asked"))
        cells = [series.label, *(_cell(one) for one in series.said[-fitting:])]
        rows.append(SectionRow(row(cells, layout, widths), ("series", at)))
    return rows


def _cell(said: Said | None) -> Cell:
    if said is None:
        return ("", "dim")
    words = said.words or "note only"
    return (f"{words} +" if said.note and said.words else words, "" if said.words else "dim")


def series_text(found: AnswersOverTime, series: Series) -> str:
    """Everything said to one question, the newest first, with the notes."""
    blocks = []
    for held, said in zip(reversed(found.reviews), reversed(series.said), strict=True):
        if said is None:
            continue
        lines = [f"{held.quarter}, {held.day}: {said.words or '(a note only)'}"]
        lines += [f"    {line}" for line in said.note.splitlines()]
        blocks.append("\n".join(lines))
    return "\n".join(blocks)
