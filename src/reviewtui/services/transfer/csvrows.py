"""The rows of delimited text in batches: cells are told apart in C, and row by row only where cells have several lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
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

Parser = Callable[[Iterable[str]], Any]


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


def row_batches(file: TextIO, parser: Parser) -> Iterator[Batch]:
    """The rows of a text, each with the line it begins on; ``parser`` makes a csv reader of lines.

    Memory does not grow with the file. Raises Unreadable.
    """
    csv.field_size_limit(CELL_LIMIT)
    start, held = 1, list[str]()
    try:
        for piece in _pieces(file):
            lines = [*held, *piece]
            found = _at_once(lines, start, parser) or _one_by_one(lines, start, parser)
            if found.batch[1]:
                yield found.batch
            if found.fault is not None:
                raise found.fault
            held, start = lines[found.lines :], start + found.lines
            # What was read goes before more is read, here and where it was looked at.
            del lines, found, piece
    except _TooLong as fault:
        raise Unreadable(start, str(fault)) from None
    except UnicodeError:
        raise Unreadable(start, f"the text is not {file.encoding}; try another --encoding.") from None
    if held:
        raise Unreadable(start, "a quote opens here and never closes; mend the file and try again.")


def _pieces(file: TextIO) -> Iterator[list[str]]:
    """The lines of the file, many at a time, the first ones sooner; a line ends as the file ends it."""
    rest, size = "", _FIRST_CHARS
    while text := file.read(size):
        lines = io.StringIO(rest + text, newline="").readlines()
        # The last one may go on, and a carriage return at its end may be half of what ends it.
        rest = lines.pop()
        if len(rest) >= CELL_LIMIT:
            wide = max(rest.count(delimiter) for delimiter in ",;\t|") > _MOST_COLUMNS
            raise _TooLong(_TOO_WIDE if wide else _TOO_LONG)
        if lines:
            yield lines
        size = _CHARS
    if rest:
        yield [rest]


def _at_once(lines: list[str], start: int, parser: Parser) -> _Read | None:
    """All rows of some lines when each is a line of its own; None when they are to be looked at one by one."""
    reader = parser(chain(lines, (_END,)))
    try:
        rows: list[list[Cell]] = list(reader)
    except csv.Error:
        return None
    if rows.pop() != [_END] or len(rows) != len(lines):
        return None
    return _Read((range(start, start + len(rows)), rows), len(lines))


def _one_by_one(lines: list[str], start: int, parser: Parser) -> _Read:
    """The rows of some lines up to one that goes on below them, or that cannot be read."""
    reader = parser(chain(lines, (_END,)))
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
