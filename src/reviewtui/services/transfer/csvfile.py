"""Delimited text: find out encoding and delimiter, then stream the rows with the line each begins on."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reviewtui.domain.errors import ImportProblem, UsageError
from reviewtui.services.transfer.reading import Row

_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_CELL_LIMIT = 64 * 1024 * 1024
_CHUNK = 1 << 20
_SAMPLE_ROWS = 60
_HEAD_CHARS = 65536
# Closes the file as a row of its own; when it comes back inside a cell, a quote was never closed.
_END = "\x1c<end of file>\x1c"
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1b\x1a")


@dataclass(frozen=True)
class CsvTable:
    """A CSV file with its encoding and delimiter decided."""

    path: Path
    encoding: str
    delimiter: str
    sheet: str = ""

    @property
    def style(self) -> str:
        """Encoding and delimiter in words."""
        name = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252"}.get(
            self.encoding, self.encoding
        )
        return f"CSV, {name}, {_NAMES.get(self.delimiter, self.delimiter)}"

    def rows(self) -> Iterator[Row]:
        """Stream the rows; memory does not grow with the file."""
        csv.field_size_limit(_CELL_LIMIT)
        start = 1
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            reader = csv.reader(_with_end(file), delimiter=self.delimiter)
            try:
                for cells in reader:
                    if cells and _END in cells[-1]:
                        self._check_end(cells, start)
                        return
                    yield start, cells  # type: ignore[misc]
                    start = reader.line_num + 1
            except csv.Error as fault:
                raise ImportProblem(
                    f"{self.path.name}, row {start}: the row cannot be read ({fault})."
                ) from None
            except UnicodeError:
                raise ImportProblem(
                    f"{self.path.name}, row {start}: the text is not {self.encoding}; try another --encoding."
                ) from None

    def _check_end(self, cells: list[str], start: int) -> None:
        if cells != [_END]:
            raise ImportProblem(
                f"{self.path.name}, row {start}: a quote opens here and never closes; mend the file and try again."
            )


def _with_end(file: Iterator[str]) -> Iterator[str]:
    yield from file
    yield _END


def open_csv(path: Path, head: bytes, encoding: str | None) -> CsvTable:
    """Decide encoding and delimiter of a text file; raises ImportProblem when it is no text, UsageError when
    ``encoding`` is not known."""
    chosen = _named(encoding) if encoding else _encoding(path, head)
    if not chosen.startswith("utf-16"):
        controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in head)
        if controls > len(head) // 10:
            raise ImportProblem(f"{path.name} is not a table; export it as CSV or XLSX.")
    return CsvTable(path, chosen, _delimiter(path, chosen))


def _named(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise UsageError(
            f"The encoding {encoding!r} is not known; utf-8, utf-16, cp1252 and iso8859-15 are the usual ones."
        ) from None


def _encoding(path: Path, head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    nuls = head[:4000].count(0)
    if nuls > len(head[:4000]) // 3:
        return "utf-16-le" if head[1:4000:2].count(0) > head[0:4000:2].count(0) else "utf-16-be"
    return "utf-8" if _is_utf8(path) else "cp1252"


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


def _delimiter(path: Path, encoding: str) -> str:
    """The delimiter under which most of the first rows have the same number of cells, more cells winning a tie."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        text = file.read(_HEAD_CHARS)
    csv.field_size_limit(_CELL_LIMIT)
    scores = {delimiter: _score(text, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda d: scores[d])
    return best if scores[best] > (0.0, 0) else ","


def _score(text: str, delimiter: str) -> tuple[float, int]:
    whole = text if len(text) < _HEAD_CHARS else text[: text.rfind("\n") + 1]
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter):
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
