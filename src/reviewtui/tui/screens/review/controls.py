"""The controls of the open question, drawn: options with their keys, the scale, fields with what they understood, rows."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len

from reviewtui.domain.answer_words import scalar_words
from reviewtui.domain.answers import OPTION_KEYS, TEN_KEY, Value
from reviewtui.domain.captured import Capture
from reviewtui.domain.templates import Field, Question, QuestionType
from reviewtui.domain.text import one_line
from reviewtui.tui.screens.review.desk import Desk
from reviewtui.tui.screens.review.flow import items, wrap
from reviewtui.tui.screens.review.parts import TYPED, VALUE, Part, echo, held, parts_of, rows_of
from reviewtui.tui.widgets.cells import clip, fit
from reviewtui.tui.widgets.sheet_view import Editor, SheetLine

INDENT = 4
BESIDE = 14
_ASKS = {
    QuestionType.NUMBER: "type a number, such as 12",
    QuestionType.MONEY: "type an amount: 12k, 3*450, 1.234,56 EUR",
    QuestionType.PERCENT: "type a percentage, such as -8",
    QuestionType.DATE: "type a date: fri, in 2 weeks, eoq, 15 jan",
    QuestionType.TEXT: "Enter to write",
}
_WEIGHT = {QuestionType.MONEY: 14, QuestionType.PERCENT: 8, QuestionType.DATE: 12, QuestionType.NUMBER: 8}


def _asks(asked: Question | Field) -> str:
    """What could be typed, with an example that would be taken."""
    least = asked.minimum if isinstance(asked, Question) else None
    words = _ASKS.get(asked.type, "")
    return words.replace("-8", "60") if least is not None and least >= 0 else words


@dataclass(frozen=True, slots=True)
class Writing:
    """What is being written just now: text of the field, rows of the note, what fits it, what notes hold."""

    text: str = ""
    note_rows: int = 1
    suggestions: tuple[str, ...] = ()
    captures: tuple[Capture, ...] = ()


class Pen:
    """Collects the lines of the open question and the place of its editor."""

    def __init__(self, width: int, start: int, key: Hashable) -> None:
        self.width = width
        self.start = start
        self.key = key
        self.lines: list[SheetLine] = []
        self.editor: Editor | None = None

    def add(self, *parts: tuple[str, str]) -> None:
        """One more line."""
        self.lines.append(SheetLine(parts, self.key))

    def edit(
        self, kind: Literal["field", "note"], label: str, rows: int = 1, *, at: int, width: int = 0,
        after: tuple[tuple[str, str], ...] = (),
    ) -> None:  # fmt: skip
        """Lines with a gap in which an editor stands; ``at`` is its first cell, its mark included."""
        width = width or self.width - at
        self.editor = Editor(kind, self.start + len(self.lines), at, width, rows)
        self.add((fit(" " * INDENT + label if label else "", at), "bold"), (" " * width, ""), *after)
        for _ in range(rows - 1):
            self.add()


class Control:
    """Draws the parts of the current question with the one that is open."""

    def __init__(self, desk: Desk, pen: Pen, writing: Writing, marks: tuple[str, str]) -> None:
        self.desk, self.pen, self.writing, self.marks = desk, pen, writing, marks
        question = desk.question
        assert question is not None
        self.question: Question = question
        self.answer = desk.answer

    def draw(self) -> None:
        """All parts in their order."""
        if self.question.type is QuestionType.LIST:
            self._list()
            return
        for part in parts_of(self.question, self.answer):
            self._part(part)

    def _part(self, part: Part) -> None:
        if part.name == VALUE and part.one_key:
            self._options(part.asked, self.answer.value, INDENT, live=self._keys_are_mine(part))
        elif part.one_key:
            self._keyed_field(part)
        elif part.asked.type is QuestionType.TEXT and part.name == VALUE:
            self._text(part)
        else:
            self._field(part)

    def _keys_are_mine(self, part: Part) -> bool:
        """Whether digits go to this part now."""
        other = self.desk.part
        return part.name == other or ((part.name == VALUE and other in ("", VALUE)) and not self.desk.locked)

    # --- options
    def _options(self, asked: Question | Field, value: Value | None, indent: int, *, live: bool) -> None:
        for row in items(_keyed(asked, value, live), self.pen.width - indent):
            self.pen.add((" " * indent, ""), *row)
        if live and asked.type is QuestionType.CHOICES and value:
            self.pen.add((" " * indent, ""), ("Enter confirms", "dim"))

    def _keyed_field(self, part: Part) -> None:
        """A sub-field answered by keys: open with its options, else in one line."""
        value = held(self.answer, part)
        if self.desk.part != part.name:
            self._closed(part, value)
            return
        lead = fit(f"  > {part.label}", INDENT + BESIDE)
        rows = items(_keyed(part.asked, value, True), self.pen.width - INDENT - BESIDE)
        for at, row in enumerate(rows):
            self.pen.add((lead if at == 0 else " " * len(lead), "bold"), *row)

    def _closed(self, part: Part, value: Value | None) -> None:
        """A part that is not open: label and what it holds, or what could be typed."""
        label = fit(part.label, BESIDE - 1) + " " if part.label else ""
        if value is None or value == ():
            first = self._is_first_field(part)
            ask = _asks(part.asked) if part.name == VALUE else "-"
            ask += "   right arrow to fill in" if first and not self.desk.locked else ""
            self.pen.add((" " * INDENT, ""), (label, "dim"), (ask, "dim"))
            return
        words = scalar_words(part.asked, value, *self.marks)
        doubt = isinstance(value, str) and part.asked.type in TYPED
        unit = f" {self.question.unit}" if part.name == VALUE and self.question.unit and not doubt else ""
        self.pen.add(
            (" " * INDENT, ""),
            (label, "dim"),
            (f"{one_line(words, ' ')}{unit}" + (" ?" if doubt else ""), "warn" if doubt else ""),
            *(((f"   {self._echo(part, str(value))}", "warn"),) if doubt else ()),
        )

    def _is_first_field(self, part: Part) -> bool:
        fields = self.question.fields
        return bool(fields) and part.name == fields[0].key and not self.desk.part

    # --- fields
    def _echo(self, part: Part, text: str) -> str:
        before = self.desk.sheet.last.get(self.desk.slot)
        base = before.value if before is not None and part.name == VALUE else None
        return echo(part.asked, text, self.desk.reading, base)

    def _field(self, part: Part) -> None:
        if self.desk.part != part.name:
            self._closed(part, held(self.answer, part))
            return
        at = INDENT + (BESIDE if part.label else 0) - 1
        room = self.pen.width - at
        typed = part.asked.type in TYPED
        width = min(room, 24) if typed else room
        said = self._echo(part, self.writing.text) if typed else ""
        fits = width + 1 + cell_len(said) <= room
        style = "warn" if said.startswith("?") else "good"
        beside = ((" ", ""), (said, style)) if said and fits else ()
        self.pen.edit("field", part.label, at=at, width=width, after=beside)
        if said and not fits:
            for row in wrap(said, self.pen.width - INDENT, 3):
                self.pen.add((" " * INDENT, ""), (row, style))
        self._suggest()

    def _suggest(self) -> None:
        if self.writing.suggestions:
            words = "known: " + "  ".join(one_line(name, " ") for name in self.writing.suggestions)
            self.pen.add((" " * INDENT, ""), (clip(words, self.pen.width - INDENT), "dim"))

    def _text(self, part: Part) -> None:
        if self.desk.part == VALUE:
            at = INDENT + (BESIDE if part.label else 0) - 1
            self.pen.edit("note", part.label, self.writing.note_rows, at=at)
            return
        value = held(self.answer, part)
        if not isinstance(value, str) or not value.strip():
            self._closed(part, None)
            return
        label = fit(part.label, BESIDE - 1) + " " if part.label else ""
        for at, row in enumerate(wrap(value.rstrip("\n"), self.pen.width - INDENT - len(label) - 1, 5)):
            self.pen.add((" " * INDENT, ""), (label if at == 0 else " " * len(label), "dim"), (row, ""))

    # --- lists
    def _list(self) -> None:
        rows = rows_of(self.answer)
        widths = self._cell_widths()
        columns = self.question.columns
        titled = len(columns) > 1 or bool(rows) or self.desk.part.startswith("row:")
        if titled:
            heads = [(fit(c.label, w) + " ", "head") for c, w in zip(columns, widths, strict=True) if w]
            self.pen.add((" " * INDENT, ""), *heads)
        for part_row in range(len(rows)):
            self._row(part_row, widths)
        if self.desk.part.startswith(f"row:{len(rows)}:"):
            self._row(len(rows), widths)
        elif not self.desk.part and not self.desk.locked:
            none = f", 0 = {self.question.none}" if self.question.none else ""
            said = f"none: {self.question.none}   " if self.answer.value == () else ""
            more = "Enter adds one more, Backspace removes the last" if rows else f"Enter adds one{none}"
            self.pen.add((" " * INDENT, ""), (said, ""), (more, "dim"))

    def _cell_widths(self) -> list[int]:
        columns = self.question.columns
        room = self.pen.width - INDENT - len(columns)
        widths = [_WEIGHT.get(column.type, 0) or _choice_width(column) for column in columns]
        free = [at for at, column in enumerate(columns) if column.type is QuestionType.TEXT]
        while sum(widths) > room - 12 * len(free) and max(widths) > 7:
            widths[widths.index(max(widths))] -= 1
        left = room - sum(widths)
        for n, at in enumerate(free):
            widths[at] = max(4, left // (len(free) - n))
            left -= widths[at]
        return widths

    def _row(self, row: int, widths: list[int]) -> None:
        parts: list[tuple[str, str]] = []
        x, open_part, open_at = INDENT, None, 0
        for column, width in zip(self.question.columns, widths, strict=True):
            part = Part(f"row:{row}:{column.key}", column, column.label, row)
            value = held(self.answer, part)
            if part.name == self.desk.part:
                open_part, open_at = part, x
            doubt = isinstance(value, str) and column.type in TYPED
            words = (
                "" if value is None else scalar_words(column, value, *self.marks) + (" ?" if doubt else "")
            )
            style = "here" if part.name == self.desk.part else "warn" if doubt else ""
            parts.extend([(fit(words, width), style), (" ", "")])
            x += width + 1
        mark = "  > " if self.desk.part.startswith(f"row:{row}:") else "  - "
        if open_part is not None and not open_part.one_key:
            width = widths[self.question.columns.index(open_part.asked)]
            line = self.pen.start + len(self.pen.lines)
            self.pen.editor = Editor("field", line, open_at - 1, width + 1)
        self.pen.add((mark, "bold"), *parts)
        if open_part is not None:
            self._under(open_part)

    def _under(self, part: Part) -> None:
        """Below the row that is open: the options of its cell, what was understood, what is known."""
        if part.one_key:
            self._options(part.asked, held(self.answer, part), INDENT, live=True)
            return
        said = self._echo(part, self.writing.text)
        if said:
            for row in wrap(said, self.pen.width - INDENT, 2):
                self.pen.add((" " * INDENT, ""), (row, "warn" if said.startswith("?") else "good"))
        self._suggest()


def _choice_width(column: Field) -> int:
    longest = max((cell_len(option.label) for option in column.options), default=0)
    return min(14, max(longest, cell_len(column.label))) if column.type is not QuestionType.TEXT else 0


def _keyed(asked: Question | Field, value: Value | None, live: bool) -> list[tuple[str, str]]:
    """Options with their keys, the chosen ones in brackets."""
    if asked.type is QuestionType.RATING:
        found = []
        for points in range(11):
            key = TEN_KEY if points == 10 else str(points)
            words = f"{points}" if points < 10 else f"{key}=10"
            found.append((f"[{words}]", "chosen") if value == points else (words, "" if live else "dim"))
        return found
    chosen = value if isinstance(value, tuple) else (value,)
    shown: list[tuple[str, str]] = []
    for key, option in zip(OPTION_KEYS, asked.options, strict=False):
        words = f"{key} {option.label}"
        shown.append((f"[{words}]", "chosen") if option.key in chosen else (words, "" if live else "dim"))
    return shown
