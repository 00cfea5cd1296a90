"""The rows of delimited text in batches: cells are told apart in C, and row by row only where cells have several lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, TextIO

from reviewtui.services.transfer.reading import Batch, Cell

# The longest cell and the longest line that are read; beyond them most likely a quote was never closed.
CELL_LIMIT = 4 * 1024 * 1024
_FIRST_CHARS, _CHARS = 1 << 15, 1 << 16
# Closes each piece as a row of its own; when it comes back inside a cell, a quote is open.
_END = "\x1c\x1d\x1c"
_TOO_LONG = (
    f"a cell has more than {CELL_LIMIT // 1_000_000} million characters; most likely a quote opens here and never "
    "closes, or the file is no table. Mend it and try again."
)
_TOO_WIDE = "it has more columns than any table has; check how the file was exported."
_MOST_COLUMNS = 20_000


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells cells apart: the delimiter, the quote, and the sign in front of a quote inside a cell."""

    delimiter: str
    quote: str
    escape: str | None

    def reader(self, lines: Iterable[str]) -> Any:
        """A reader of lines."""
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, escapechar=self.escape)


class Unreadable(Exception):
    """The row that begins on line ``start`` cannot be read; the text says why, and what to do."""

    def __init__(self, start: int, words: str) -> None:
        super().__init__(words)
        self.start = start


class _TooLong(Exception):
    """A line that no table has; the text says what is wrong with it."""


class _Read(NamedTuple):
    """What was read of some lines: the rows, how many lines they take, and what stopped it, if anything did."""

    batch: Batch
    lines: int
    fault: Unreadable | None = None


def row_batches(file: TextIO, signs: Signs) -> Iterator[Batch]:
    """The rows of a text, each with the line it begins on.

    Memory does not grow with the file. Raises Unreadable.
    """
    csv.field_size_limit(CELL_LIMIT)
    start, held = 1, ""
    try:
        for piece in _pieces(file):
            text = held + piece
            rows = _plain_rows(text, signs)
            if rows is not None:
                yield range(start, start + len(rows)), rows
                held, start = "", start + len(rows)
                # What was read goes before more is read, here and where it was looked at.
                del rows, text, piece
                continue
            lines = io.StringIO(text, newline="").readlines()
            found = _at_once(lines, start, signs) or _one_by_one(lines, start, signs)
            if found.batch[1]:
                yield found.batch
            if found.fault is not None:
                raise found.fault
            held, start = "".join(lines[found.lines :]), start + found.lines
            del lines, found, text, piece
    except _TooLong as fault:
        raise Unreadable(start, str(fault)) from None
    except UnicodeError:
        raise Unreadable(start, f"the text is not {file.encoding}; try another --encoding.") from None
    if held:
        raise Unreadable(start, "a quote opens here and never closes; mend the file and try again.")


def _pieces(file: TextIO) -> Iterator[str]:
    """The text of the file, many lines at a time, the first ones sooner; a line ends as the file ends it."""
    rest, size = "", _FIRST_CHARS
    while read := file.read(size):
        text = rest + read
        # The last line may go on, and a carriage return at its end may be half of what ends it.
        end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        rest = text[end:]
        if len(rest) >= CELL_LIMIT:
            wide = max(rest.count(delimiter) for delimiter in ",;\t|") > _MOST_COLUMNS
            raise _TooLong(_TOO_WIDE if wide else _TOO_LONG)
        if end:
            yield text[:end]
        size = _CHARS
    if rest:
        yield rest


def _plain_rows(text: str, signs: Signs) -> list[list[Cell]] | None:
    """All rows of a text without quotes, blank lines and odd line ends, in half the time a reader takes; else None."""
    if signs.quote in text or (signs.escape or signs.quote) in text or len(text) > CELL_LIMIT:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if "\r" in text or "\n\n" in text or text.startswith("\n"):
        return None
    return [line.split(signs.delimiter) for line in text.removesuffix("\n").split("\n")]  # type: ignore[misc]


def _at_once(lines: list[str], start: int, signs: Signs) -> _Read | None:
    """All rows of some lines when each is a line of its own; None when they are to be looked at one by one."""
    reader = signs.reader(chain(lines, (_END,)))
    try:
        rows: list[list[Cell]] = list(reader)
    except csv.Error:
        return None
    if rows.pop() != [_END] or len(rows) != len(lines):
        return None
    return _Read((range(start, start + len(rows)), rows), len(lines))


def _one_by_one(lines: list[str], start: int, signs: Signs) -> _Read:
    """The rows of some lines up to one that goes on below them, or that cannot be read."""
    reader = signs.reader(chain(lines, (_END,)))
    numbers, rows, taken = list[int](), list[list[Cell]](), 0
    fault: Unreadable | None = None
    try:
        for cells in reader:
            if cells and _END in cells[-1]:
                break
            numbers.append(start + taken)
            rows.append(cells)
            taken = reader.line_num
    except csv.Error as error:
        words = _TOO_LONG if "field limit" in str(error) else f"the row cannot be read ({error})."
        fault = Unreadable(start + taken, words)
    return _Read((numbers, rows), taken, fault)
