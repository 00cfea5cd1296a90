"""The lines of a section: one per question, the current one open in place with its control, note and last answers."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from reviewtui.domain.answer_words import compare, display
from reviewtui.domain.answers import AnswerState
from reviewtui.domain.captured import Capture, chips
from reviewtui.domain.reviews import PastAnswer
from reviewtui.domain.template_rules import Row
from reviewtui.domain.templates import QuestionType, hinted, spoken
from reviewtui.domain.text import one_line
from reviewtui.tui.screens.review.controls import Control, Pen, Writing
from reviewtui.tui.screens.review.desk import NOTE, Desk, slot_of
from reviewtui.tui.screens.review.flow import Parts, wrap
from reviewtui.tui.widgets.cells import clip, fit
from reviewtui.tui.widgets.sheet_view import Editor, SheetLine

INDENT = 4
LABEL = 24
MOST_CHIPS = 4
TALL = 28
"""Rows from which there is room for blank lines and the sentence of the section."""
_CHANGE = {"up": " (up)", "down": " (down)", "same": "", "changed": ""}


@dataclass(frozen=True, slots=True)
class Room:
    """The room there is: cells and rows of the sheet, and whether last answers stand in a rail of their own."""

    width: int
    height: int
    rail: bool = False
    decimal: str = "."
    group: str = ","


@dataclass(frozen=True, slots=True)
class Drawn:
    """Lines, the first and last line of the open question, and where the editor stands."""

    lines: tuple[SheetLine, ...]
    block: tuple[int, int]
    editor: Editor | None


def draw(desk: Desk, room: Room, writing: Writing) -> Drawn:
    """Draw the open section."""
    rows = desk.rows
    here = desk.index
    above = _intro(desk, room)
    above += [SheetLine(_line(desk, row, room, False), slot_of(row)) for row in rows[:here]]
    if not rows:
        return Drawn((*above, SheetLine(((" " * INDENT + "No question here.", "dim"),))), (0, 1), None)
    block, editor = _block(desk, rows[here], room, writing, len(above))
    below = [SheetLine(_line(desk, row, room, False), slot_of(row)) for row in rows[here + 1 :]]
    if room.height >= TALL and len(above) + len(block) + len(below) + 2 <= room.height:
        block = [*block, SheetLine()]
    lines = (*above, *block, *below)
    first = 0 if here == 0 else len(above)
    return Drawn(lines, (first, len(above) + len(block) - 1), editor)


def _columns(room: Room) -> tuple[int, int, int]:
    """Cells of label, answer and last answer."""
    label = LABEL if room.width >= 54 else 20
    rest = room.width - INDENT - label - 1
    last = min(30, max(12, rest * 2 // 5)) if rest >= 26 else 0
    return label, rest - last - (1 if last else 0), last


def _intro(desk: Desk, room: Room) -> list[SheetLine]:
    """What the section is for, where there is room, and the headings."""
    heading = _heading(desk, room)
    if room.height < TALL or not desk.here.intro:
        return [heading]
    rows = wrap(desk.here.intro, room.width - INDENT, 2)
    return [*(SheetLine(((" " * INDENT, ""), (row, "dim"))) for row in rows), SheetLine(), heading]


def _heading(desk: Desk, room: Room) -> SheetLine:
    label, answer, last = _columns(room)
    before = desk.sheet.last_review
    parts = [(" " * INDENT + fit(desk.here.title, label), "head"), (" ", ""), (fit("Now", answer), "head")]
    if last:
        parts += [(" ", ""), (fit("Last time" if before else "", last), "head")]
    return SheetLine(tuple(parts))


_LEADS = {"promises": "Promised: ", "fixes": "Still right? "}


def _line(desk: Desk, row: Row, room: Room, current: bool) -> Parts:
    """A question in one line: marks, label, answer, last time's answer."""
    slot, sheet = slot_of(row), desk.sheet
    found = sheet.answers.get(slot)
    label, answer, last = _columns(room)
    if row.item:
        # A promise has many words and a short answer, and was not asked about before.
        label, answer, last = room.width - INDENT - 14, 13, 0
    marks = ("*" if row.question.core else " ") + ("n" if sheet.note(slot).strip() else " ")
    # Which question it is comes first: without it one cannot tell a promise from a change that is to hold.
    lead = _LEADS.get(row.question.repeat, "")
    name = f"{lead}{row.item.text}" if row.item else row.question.short
    words = display(row.question, found, decimal=room.decimal, group=room.group)
    before = sheet.last.get(slot)
    if found is not None and found.unchanged:
        words += " ="
    elif found is not None:
        words += _CHANGE[compare(row.question, found, before) or "same"]
    style = "" if found is not None and found.state is AnswerState.ANSWERED else "dim"
    parts = [
        (">" if current else " ", "accent"),
        (marks[0], "accent"),
        (marks[1] + " ", "dim"),
        (fit(name, label), "here" if current else ""),
        (" ", ""),
        (fit(words, answer), "bold" if current and not style else style),
    ]
    if last:
        past = sheet.past.get(slot, ())
        parts += [
            (" ", ""),
            (fit(_last_words(past[0], sheet.last_review is not None) if past else "", last), "dim"),
        ]
    return tuple(parts)


def _last_words(past: PastAnswer, _known: bool) -> str:
    return one_line(past.text, " ") or "-"


def _block(
    desk: Desk, row: Row, room: Room, writing: Writing, start: int
) -> tuple[list[SheetLine], Editor | None]:
    """The open question; what has no room is left out from the end, the editor never."""
    pen = Pen(room.width, start, slot_of(row))
    pen.add(*_line(desk, row, room, True))
    question, item = row.question, row.item.key if row.item else ""
    words = desk.words(question, item)
    tag = "private: " if question.private and not question.own else ""
    for text in wrap(tag + spoken(question, words), room.width - INDENT, 4):
        pen.add((" " * INDENT, ""), (text, "bold"))
    hint = hinted(question, words) if question.hint else ""
    detail = desk.item_detail(question, item)
    for text in (
        wrap(" - ".join(part for part in (hint, detail) if part), room.width - INDENT, 2)
        if hint or detail
        else []
    ):
        pen.add((" " * INDENT, ""), (text, "dim"))
    Control(desk, pen, writing, (room.decimal, room.group)).draw()
    _note(desk, pen, writing, room)
    _chips(desk, pen, writing)
    if not room.rail:
        most = max(1, room.height - len(pen.lines) - 1)
        for parts in past_lines(desk, room.width - INDENT, most):
            pen.add((" " * INDENT, ""), *parts)
    return pen.lines, pen.editor


def _note(desk: Desk, pen: Pen, writing: Writing, room: Room) -> None:
    text = desk.note
    if desk.part == NOTE:
        pen.edit("note", "note", writing.note_rows, at=INDENT + 4)
        return
    if not text.strip():
        pen.add((" " * INDENT, ""), ("n note", "dim"))
        return
    rows = wrap(text.rstrip("\n"), room.width - INDENT - 6, 5)
    for at, row in enumerate(rows):
        pen.add((" " * INDENT + ("n " if at == 0 else "  "), "dim"), (row, ""))


def _chips(desk: Desk, pen: Pen, writing: Writing) -> None:
    found = writing.captures
    for capture in found[:MOST_CHIPS]:
        pen.add((" " * (INDENT + 2), ""), *chip_parts(capture, desk))
    if len(found) > MOST_CHIPS:
        pen.add((" " * (INDENT + 2), ""), (f"+{len(found) - MOST_CHIPS} more", "dim"))


def chip_parts(capture: Capture, desk: Desk) -> Parts:
    """One capture as chips in brackets, what is not understood behind them."""
    parts: list[tuple[str, str]] = []
    for at, chip in enumerate(chips(capture, desk.sheet.as_of)):
        doubt = chip.startswith("? ")
        parts.append((f"[{chip}]", "warn" if doubt else "accent" if at == 0 else ""))
        parts.append((" ", ""))
    title = one_line(capture.title, " ")
    return (*parts, (title, "dim"))


def past_lines(desk: Desk, width: int, most: int) -> list[Parts]:
    """The last answers to the current question, one per row, newest first; ``=`` marks the one it takes over."""
    found: list[Parts] = []
    for at, past in enumerate(desk.sheet.past.get(desk.slot, ())[:most]):
        mark = "= " if at == 0 and desk.sheet.last.get(desk.slot) and not desk.locked else "  "
        words = one_line(past.text, " ") or "-"
        note = one_line(past.note, " / ")
        head = f"{mark}{past.quarter} "
        room = width - cell_len(head)
        said = clip(words, room if not note else max(12, room // 2))
        rest = room - cell_len(said) - 2
        parts = [(head, "dim"), (said, "")]
        if note and rest > 8:
            parts.append((f"  {clip(note, rest)}", "dim"))
        found.append(tuple(parts))
    return found


def now_in_full(desk: Desk, width: int) -> list[Parts]:
    """The present answer and its note, all of it; nothing where there is neither."""
    question = desk.question
    words = display(question, desk.answer) if question else ""
    if question is not None and question.type is QuestionType.TEXT and isinstance(desk.answer.value, str):
        words = desk.answer.value
    found: list[Parts] = [((f"  {row}", ""),) for row in _all_of(words, width - 2)] if words else []
    if desk.note.strip():
        found.extend(((f"  {row}", "dim"),) for row in _all_of(desk.note, width - 2))
    return [(("Now", "head"),), *found] if found else []


def _all_of(text: str, width: int) -> list[str]:
    return wrap(text.rstrip(), width, 10_000, read=len(text))


def past_in_full(desk: Desk, width: int) -> list[Parts]:
    """The last answers with their notes, everything wrapped."""
    found: list[Parts] = []
    for past in desk.sheet.past.get(desk.slot, ()):
        found.append(((f"{past.quarter}  {past.date.isoformat()}", "head"),))
        found.extend(((f"  {row}", ""),) for row in _all_of(past.text or "-", width - 2))
        if past.note.strip():
            found.extend(((f"  {row}", "dim"),) for row in _all_of(past.note, width - 2))
    return found or [(("No answer before.", "dim"),)]
