"""Delimited text: find out encoding and delimiter, then stream the rows with the line each begins on."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reviewtui.domain.errors import ImportProblem, UsageError
from reviewtui.services.transfer.csvrows import CELL_LIMIT, Signs, Unreadable, row_batches
from reviewtui.services.transfer.reading import Batch, Row
from reviewtui.services.transfer.wrapped import WHOLE_LINES, cells_within, is_table, lines_within

_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_CHUNK = 1 << 20
_LINES_PER_ZERO = 20
_SAMPLE_ROWS = 60
_HEAD_CHARS = 65536
_SINGLE = re.compile(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n])", re.MULTILINE)
_DOUBLED = re.compile(r'[^,;\t|\n]""[^,;\t|\r\n]')
_SEPARATOR = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b\x1a"))


@dataclass(frozen=True)
class CsvTable:
    """A CSV file with its encoding and delimiter decided; ``state`` is its size and time when that was done.

    ``wrapped`` says that each line stands in quotes as one cell, and its cells within.
    """

    path: Path
    encoding: str
    delimiter: str
    sheet: str = ""
    quote: str = '"'
    escape: str | None = None
    errors: str = "replace"
    state: tuple[int, int] = (0, 0)
    wrapped: bool = False

    @property
    def style(self) -> str:
        """Encoding and delimiter in words."""
        name = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252"}.get(
            self.encoding, self.encoding
        )
        name += " with some Windows-1252" if self.errors == MIXED else ""
        return f"CSV, {name}, {_NAMES.get(self.delimiter, self.delimiter)}"

    @property
    def note(self) -> str:
        """What is peculiar about it."""
        return "each line stands in quotes as one cell, and is read by what is within" if self.wrapped else ""

    def rows(self) -> Iterator[Row]:
        """Stream the rows; memory does not grow with the file."""
        for numbers, rows in self.batches():
            yield from zip(numbers, rows, strict=True)

    def batches(self) -> Iterator[Batch]:
        """The same, many rows at a time."""
        self._check_unchanged()
        with self.path.open(encoding=self.encoding, errors=self.errors, newline="") as file:
            try:
                signs = Signs(self.delimiter, self.quote, self.escape)
                if self.wrapped:
                    yield from cells_within(row_batches(file, WHOLE_LINES), signs)
                else:
                    yield from row_batches(file, signs)
            except Unreadable as fault:
                self._check_unchanged()
                raise ImportProblem(f"{self.path.name}, row {fault.start}: {fault}") from None
        self._check_unchanged()

    def _check_unchanged(self) -> None:
        """Stop when somebody writes the file: what was found out about it may hold no more."""
        if _state(self.path) != self.state:
            raise ImportProblem(
                f"{self.path.name} was changed while it was read; wait until it is written, and import it again."
            )


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as fault:
        raise ImportProblem(f"{path} cannot be read any more: {fault.strerror}.") from None
    return found.st_size, found.st_mtime_ns


def _cp1252(fault: UnicodeError) -> tuple[str, int]:
    """The bytes that are no UTF-8 in a file that is UTF-8 elsewhere, as Windows writes them."""
    assert isinstance(fault, UnicodeDecodeError)
    return fault.object[fault.start : fault.end].decode("cp1252", errors="replace"), fault.end


MIXED = "reviewtui.cp1252"
codecs.register_error(MIXED, _cp1252)


def open_csv(path: Path, head: bytes, encoding: str | None) -> CsvTable:
    """Decide encoding and delimiter of a text file; raises ImportProblem when it is no text, UsageError when
    ``encoding`` is not known."""
    state = _state(path)
    chosen, errors = (_named(encoding), "replace") if encoding else _encoding(path, head)
    if chosen.startswith("utf-16") and state[0] % 2:
        raise ImportProblem(f"{path.name} is cut off: it ends within a character. Export or copy it again.")
    if not chosen.startswith(("utf-16", "utf-32")):
        if 0 in head:
            _check_zeros(path)
        if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 10:
            raise ImportProblem(f"{path.name} is not a table; export it as CSV or XLSX.")
        if 0 not in head:
            _check_zeros(path)
    with path.open(encoding=chosen, errors="replace", newline="") as file:
        text = file.read(_HEAD_CHARS)
    if within := _table_within(text):
        return CsvTable(path, chosen, within, errors=errors, state=state, wrapped=True)
    quote, escape = _quoting(text)
    return CsvTable(path, chosen, _delimiter(text, quote, escape), "", quote, escape, errors, state)


def _table_within(text: str) -> str:
    """The delimiter of the cells within lines that stand in quotes as a whole; empty for any other text."""
    if not text.lstrip("\ufeff\r\n").startswith('"'):
        return ""
    within = lines_within(_whole_lines(text))
    delimiter = _delimiter(within, '"', None) if within else ","
    return delimiter if is_table(within, delimiter) else ""


def _whole_lines(text: str) -> str:
    return text if len(text) < _HEAD_CHARS else text[: text.rfind("\n") + 1]


def _check_zeros(path: Path) -> None:
    """Stop at a file with zero bytes all over; a stray one in a long file is a character that shows as a sign."""
    zeros = lines = 0
    first: int | None = None
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if found := chunk.count(0):
                if first is None:
                    first = lines + chunk[: chunk.index(0)].count(b"\n") + 1
                zeros += found
            lines += chunk.count(b"\n")
            if zeros > _CHUNK:
                break
    if zeros * _LINES_PER_ZERO > lines:
        raise ImportProblem(
            f"{path.name}, row {first}: the file has zero bytes in it, so it is damaged or no text; export it again, or name "
            "its --encoding."
        )


def _quoting(text: str) -> tuple[str, str | None]:
    """The quote, and the sign in front of a quote inside a cell when quotes are not doubled."""
    singles, doubles = _SINGLE.findall(text), text.count('"')
    quote = "'" if len(singles) > 2 and not doubles else '"'
    escaped = "\\" + quote in text and quote + quote + quote not in text and not _DOUBLED.search(text)
    return quote, "\\" if escaped else None


def _named(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise UsageError(
            f"The encoding {encoding!r} is not known; utf-8, utf-16, cp1252 and iso8859-15 are the usual ones."
        ) from None


def _encoding(path: Path, head: bytes) -> tuple[str, str]:
    """The encoding, and how bytes are read that are not of it."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", "replace" if _is_utf8(path) else MIXED
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32", "replace"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "replace"
    nuls = head[:4000].count(0)
    odd, even = head[1:4000:2].count(0), head[0:4000:2].count(0)
    if nuls > len(head[:4000]) // 3 and abs(odd - even) > nuls // 2:
        little = odd > even
        return ("utf-16-le" if little else "utf-16-be"), "replace"
    if _is_utf8(path):
        return "utf-8", "replace"
    return ("utf-8", MIXED) if _is_mostly_utf8(path) else ("cp1252", "replace")


def _is_mostly_utf8(path: Path) -> bool:
    """Whether a file has a few odd bytes (cut off, or pasted together) among many letters of UTF-8."""
    good = odd = 0
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(_CHUNK), b""):
            if not line.isascii():
                try:
                    line.decode("utf-8")
                    good += 1
                except UnicodeDecodeError:
                    odd += 1
    return good > 3 * odd


def _is_utf8(path: Path) -> bool:
    """Whether the whole file is UTF-8: one odd byte on the last line is enough to say no."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: str, quote: str, escape: str | None) -> str:
    """What the file says, else the delimiter under which most rows have the same number of cells, more cells winning."""
    if said := _SEPARATOR.match(text):
        return said[1]
    csv.field_size_limit(CELL_LIMIT)
    scores = {delimiter: _score(text, delimiter, quote, escape) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda d: scores[d])
    return best if scores[best] > (0.0, 0) else ","


def _score(text: str, delimiter: str, quote: str, escape: str | None) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        lines = io.StringIO(_whole_lines(text), newline="")
        for row in csv.reader(lines, delimiter=delimiter, quotechar=quote, escapechar=escape):
            if any(cell.strip() for cell in row):
                widths[len(row)] += 1
            if widths.total() >= _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0.0, 0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 0
    width = max(wide, key=lambda w: (wide[w], w))
    return round(wide[width] / widths.total(), 2), width
