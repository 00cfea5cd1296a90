"""From a path to tables: what kind of file it is, its sheets, and its rows one by one with their row numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Protocol

from reviewtui.domain.errors import ImportProblem

Cell = str | int | float | bool | date | datetime | None
Row = tuple[int, list[Cell]]
Batch = tuple[Sequence[int], list[list[Cell]]]
"""Many rows: the number of each, and its cells."""

_HEAD = 65536
_UNPACKED_LIMIT = 1_000_000_000
# What a spreadsheet writes packs to a tenth or so; a hundredth is made to harm.
_SUSPECT, _DENSEST = 50_000_000, 100
_STRANGERS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM\x00", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a picture or a sound"),
    (b"<html", "a web page"),
    (b"<!doctype html", "a web page"),
    (b"<table", "a web page"),
    (b"<?xml", "an XML document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a text document"),
)


class Table(Protocol):
    """One table of a file: a CSV file or one sheet of a workbook.

    ``rows`` can be walked more than once; row numbers are those that an editor (CSV: the line a row begins on) or
    a spreadsheet shows, from 1. ``style`` says in words how it was read (encoding and delimiter, or the sheet).
    """

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def sheet(self) -> str:
        """Name of the sheet, empty for CSV."""

    @property
    def style(self) -> str:
        """How it is read, in words."""

    @property
    def note(self) -> str:
        """What is peculiar about it, in words; mostly empty."""

    def rows(self) -> Iterator[Row]:
        """Every row of the table from the first, blank ones as empty lists; raises ImportProblem where it is broken."""

    def batches(self) -> Iterator[Batch]:
        """The same, many rows at a time."""


def in_batches(rows: Iterator[Row], size: int = 1000) -> Iterator[Batch]:
    """Rows that come one by one, many at a time."""
    while found := list(islice(rows, size)):
        yield [number for number, _ in found], [cells for _, cells in found]


class Columns:
    """Rows looked at by their columns; each is taken out once, and short rows have nothing in the last ones."""

    def __init__(self, rows: Sequence[Sequence[Cell]]) -> None:
        self.rows = rows
        self._cells: dict[int, list[Cell]] = {}
        self._distinct: dict[int, Mapping[Cell, None]] = {}

    def cells(self, place: int) -> list[Cell]:
        """The cells of one column; -1 is the last cell of each row, of which none may be empty then."""
        found = self._cells.get(place)
        if found is None:
            try:
                found = list(map(itemgetter(place), self.rows))
            except IndexError:
                found = [cells[place] if place < len(cells) else None for cells in self.rows]
            self._cells[place] = found
        return found

    def distinct(self, place: int) -> Mapping[Cell, None]:
        """The different cells of one column, in order."""
        found = self._distinct.get(place)
        if found is None:
            found = self._distinct[place] = dict.fromkeys(self.cells(place))
        return found


def open_tables(path: Path, *, sheet: str | None = None, encoding: str | None = None) -> list[Table]:
    """The tables of a file: one for CSV, one per sheet with anything in it for XLSX, XLS, XLSB and ODS.

    ``sheet`` picks one by name (case does not matter). Raises ImportProblem with one sentence for a file that is
    missing, empty, broken or no table; UsageError for a sheet or an encoding that does not exist.
    """
    head = _head(path)
    start = head[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, what in _STRANGERS:
        if head.startswith(magic) or start.startswith(magic):
            raise ImportProblem(f"{path.name} is {what}, not a table; export it as CSV or XLSX.")
    if _is_json(start) and b'"reviewtui export"' in head[:200]:
        raise ImportProblem(
            f"{path.name} is a whole file exported by reviewtui; load it with: reviewtui import {path.name} --db NEW.db"
        )
    if _is_json(start):
        raise ImportProblem(f"{path.name} is JSON, not a table; export it as CSV or XLSX.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _check_archive(path)
        return _workbook(path, sheet)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        _check_encrypted(path)
        return _workbook(path, sheet)
    from reviewtui.services.transfer.csvfile import open_csv

    return [open_csv(path, head, encoding)]


def _workbook(path: Path, sheet: str | None) -> list[Table]:
    from reviewtui.services.transfer.sheetfile import open_sheets

    return list(open_sheets(path, sheet))


def _head(path: Path) -> bytes:
    """The first bytes of the file, or the sentence that says why there are none."""
    try:
        if path.is_dir():
            raise ImportProblem(f"{path} is a folder; name the file to import.")
        if path.exists() and not path.is_file():
            raise ImportProblem(f"{path} is not a regular file; save it as a file first.")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise ImportProblem(f"There is no file {path}; check the name and the folder.") from None
    except PermissionError:
        raise ImportProblem(f"{path} may not be read by you; check its permissions.") from None
    except (OSError, ValueError) as fault:
        raise ImportProblem(f"{path} cannot be read: {fault}.") from None
    if not head.strip():
        raise ImportProblem(f"{path.name} is empty; there is nothing to import.")
    if not head.strip(b"\x00 \t\r\n"):
        raise ImportProblem(f"{path.name} holds nothing but zero bytes; copy or export it again.")
    return head


def _is_json(start: bytes) -> bool:
    return start.startswith((b'{"', b"[{", b"[[")) or bool(re.match(rb'[{\[]\s*["{]', start))


def _check_encrypted(path: Path) -> None:
    """Stop at a workbook that is protected by a password: it looks like an old one and holds a package."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _HEAD))
        if "EncryptedPackage".encode("utf-16-le") in head + file.read():
            raise ImportProblem(f"{path.name} is protected by a password; save it without one.")


def _check_archive(path: Path) -> None:
    """Stop at an archive that is cut off, holds no workbook, or would unpack to more than memory holds."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ImportProblem(f"{path.name} is cut off or damaged; export or copy it again.") from None
    names = {entry.filename for entry in entries}
    if not any(name.startswith("xl/") for name in names) and "content.xml" not in names:
        raise ImportProblem(f"{path.name} is an archive, not a table; unpack it and import the file inside.")
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if unpacked > _UNPACKED_LIMIT or (unpacked > _SUSPECT and unpacked > _DENSEST * packed):
        raise ImportProblem(
            f"{path.name} unpacks to {unpacked / 1e9:.1f} GB, more than memory should hold; export it as CSV."
        )
