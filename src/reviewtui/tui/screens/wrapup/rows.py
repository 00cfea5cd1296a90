"""The rows of the wrap-up: what was heard and promised, what is missing, captures, the next date, our own view."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from reviewtui.domain.answers import OPTION_KEYS, AnswerState
from reviewtui.domain.captures import chips
from reviewtui.domain.dates import date_echo, short_date
from reviewtui.domain.drafts import CHANGED, CONFIRMED, DROPPED, Draft
from reviewtui.domain.sheets import Sheet, Slot
from reviewtui.domain.templates import Question, QuestionType
from reviewtui.domain.text import one_line
from reviewtui.services.wrapup import Heard, Promised, ReadBack
from reviewtui.tui.widgets.cells import Cell, Column, columns, row

READ_BACK = "close.readback"
FEW, FEWEST = 6, 1
"""Rows for core questions that are missing, where there is room and where there is not."""

Parts = list[tuple[str, str]]
DraftKey = tuple[Slot, str, int]

HEARD = (
    Column("", 22, most=30, flex=1),
    Column("", 7),
    Column("", 16, flex=3),
    Column("", 14, flex=2, drop=1),
)
PROMISED = (Column("", 8, flex=1, most=16), Column("", 24, flex=6), Column("", 14))
CAPTURE = (Column("", 3), Column("", 11), Column("", 18, flex=3), Column("", 20, flex=2, drop=1))
ONE_KEY = (QuestionType.CHOICE, QuestionType.RATING)
ASKED = (Column("", 22, most=30), Column("", 30, flex=1))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``kind`` head, heard, more, promised, missing, none, capture, next or question; ``what`` it shows."""

    kind: str
    key: Hashable
    what: Any = None

    @property
    def selectable(self) -> bool:
        """Whether the cursor can stand here."""
        return self.kind not in ("head", "promised", "none")


def draft_key(draft: Draft) -> DraftKey:
    """What tells a capture apart while others come and go."""
    return draft.slot, draft.capture.line, draft.nth


def wrapup_rows(
    sheet: Sheet,
    back: ReadBack,
    drafts: Sequence[Draft],
    next_date: date | None,
    room: int,
    *,
    unfolded: bool,
) -> list[Row]:
    """All rows in the order they are spoken; answers that did not change fold into one row when room is short."""
    own, caught, promised = [*_questions(sheet, next_date)], [*_captures(drafts)], [*_promised(back)]
    short = room < len(own) + len(caught) + len(promised) + len(back.missing) + FEW + 3
    after = [*promised, *_missing(back, FEWEST if short else FEW), *caught, *own]
    return [*_heard(back, max(3, room - len(after) - 2), unfolded=unfolded), *after]


def _heard(back: ReadBack, room: int, *, unfolded: bool) -> Iterator[Row]:
    changed = sum(1 for heard in back.heard if heard.changed)
    yield Row(
        "head", "heard", f"What I heard  {changed} changed, {len(back.heard) - changed} new or as before"
    )
    if not back.heard:
        yield Row("none", "no answer", "Nothing is answered yet.")
    fits = unfolded or len(back.heard) <= room
    shown = back.heard if fits else back.heard[: max(changed, room - 1)]
    if not fits and len(shown) > room:
        shown = shown[:room]
    for heard in shown:
        yield Row("heard", ("heard", heard.slot), heard)
    if len(shown) < len(back.heard):
        yield Row("more", "more", len(back.heard) - len(shown))


def _promised(back: ReadBack) -> Iterator[Row]:
    yield Row("head", "promised", "What was promised, by when")
    if not back.promised:
        yield Row("none", "no promise", "No promise yet: !! in any note, or a here.")
    for at, promised in enumerate(back.promised):
        yield Row("promised", ("promised", at), promised)


def _missing(back: ReadBack, most: int) -> Iterator[Row]:
    missing = [question for question in back.missing if question.key != READ_BACK]
    count = len(missing)
    if not count:
        return
    yield Row("head", "missing", f"Not dealt with  {count} of the core; Enter goes there")
    single = missing if count <= most else missing[: most - 1]
    for question in single:
        yield Row("missing", ("missing", question.key), question)
    rest = missing[len(single) :]
    if rest:
        names = ", ".join(question.short for question in rest)
        yield Row("missing", ("missing", rest[0].key), f"{len(rest)} questions: {names}")


def _captures(drafts: Sequence[Draft]) -> Iterator[Row]:
    yield Row("head", "captures", "Captures  Space takes or leaves, e edits, x drops")
    if not drafts:
        yield Row("none", "no capture", "None. A line that begins with ! !! + ^ $ @ or a quote mark is one.")
    for draft in drafts:
        yield Row("capture", ("capture", draft_key(draft)), draft)


def _questions(sheet: Sheet, next_date: date | None) -> Iterator[Row]:
    yield Row("head", "own", "Next date, read back, own view  one key each; our own view is in no recap")
    yield Row("next", "next date", next_date)
    found = tuple(sheet.template.questions())
    asked = [question for question in found if question.key == READ_BACK]
    for question in (*asked, *(one for one in found if one.own and one.type in ONE_KEY)):
        yield Row("question", ("question", question.key), question)


class Drawing:
    """Draws rows for one width, sheet and choice."""

    def __init__(self, sheet: Sheet, taken: AbstractSet[DraftKey], as_of: date, width: int) -> None:
        self.sheet, self.taken, self.as_of, self.width = sheet, taken, as_of, width

    def line(self, item: Row) -> Parts:
        """A row as (text, style) pairs."""
        what = item.what
        if item.kind == "head":
            return [(what, "head")]
        if item.kind == "heard":
            return self._cells(self._heard(what), HEARD)
        if item.kind == "more":
            return [(f"... {what} more: Enter shows them", "dim")]
        if item.kind == "promised":
            return self._cells(self._promised(what), PROMISED)
        if item.kind == "missing":
            text = what if isinstance(what, str) else _asked(what)
            return [("? ", "warn"), (text, "")]
        if item.kind == "capture":
            return self._cells(self._capture(what), CAPTURE)
        if item.kind == "next":
            return self._cells(self._next(what), ASKED)
        if item.kind == "question":
            return self._question(what)
        return [(str(what), "dim")]

    def _cells(self, cells: Sequence[Cell], spec: Sequence[Column]) -> Parts:
        return row(cells, spec, columns(spec, self.width))

    def _heard(self, heard: Heard) -> list[Cell]:
        way = heard.way or "new"
        style = {"up": "good", "down": "bad", "changed": "accent"}.get(way, "dim")
        was = f"was {one_line(heard.before, ' ')}" if heard.before and heard.changed else ""
        name = heard.label
        return [name, (way, style), (one_line(heard.now, " "), "bold" if heard.changed else ""), (was, "dim")]

    def _promised(self, promised: Promised) -> list[Cell]:
        who = f"{promised.who or 'they'} (c)" if promised.theirs else promised.who or "we"
        by = f"by {_day(promised.due, self.as_of)}" if promised.due else "no date"
        return [who, (promised.text, "bold"), (by, "" if promised.due else "warn")]

    def _capture(self, draft: Draft) -> list[Cell]:
        capture = draft.capture
        kind, *rest = chips(capture, self.as_of)
        doubts = [chip for chip in rest if chip.startswith("? ")]
        known = [chip for chip in rest if chip not in doubts]
        mark, tone = self._mark(draft)
        if draft.state == CHANGED:
            known.insert(0, "edited since")
        text = one_line(capture.title or capture.value or capture.line, " ")
        tail: Cell = (", ".join(doubts), "warn") if doubts else (", ".join(known), "dim")
        return [(mark, tone), (kind, tone or "accent"), (text, tone), tail]

    def _mark(self, draft: Draft) -> tuple[str, str]:
        if draft.state == DROPPED:
            return " - ", "dim"
        if draft.state == CONFIRMED:
            return "ok ", ""
        return ("[x]", "") if draft_key(draft) in self.taken else ("[ ]", "dim")

    def _next(self, day: date | None) -> list[Cell]:
        asked = self.sheet.answers.get(Slot("close.next"))
        named = asked is not None and asked.value == day
        why = "they named it" if named else "n: another date"
        return ["Next review", f"{date_echo(day, self.as_of)}   ({why})" if day else f"no date   ({why})"]

    def _question(self, question: Question) -> Parts:
        answer = self.sheet.answer(Slot(question.key))
        name = row([question.short], ASKED[:1], columns(ASKED[:1], min(22, self.width)))
        parts: Parts = [*name, (" ", "")]
        if question.type is QuestionType.RATING:
            said = f"[{answer.value}]" if answer.state is AnswerState.ANSWERED else ""
            return [*parts, (said, "bold"), (" 0 to 9, t for ten" if not said else "", "dim")]
        for digit, option in zip(OPTION_KEYS, question.options, strict=False):
            here = answer.state is AnswerState.ANSWERED and answer.value == option.key
            parts.append(
                (f"[{digit} {option.label}]" if here else f" {digit} {option.label} ", "bold" if here else "")
            )
        return parts


def _asked(question: Question) -> str:
    return f"{question.short}: {one_line(question.plain or question.prompt, ' ')}"


def _day(day: date, as_of: date) -> str:
    return short_date(day) + (f" {day.year}" if day.year != as_of.year else "")
