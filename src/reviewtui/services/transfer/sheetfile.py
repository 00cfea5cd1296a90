"""Workbooks: the sheets of XLSX, XLS, XLSB and ODS files through calamine, cells as a person sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from reviewtui.domain.errors import ImportProblem, UsageError
from reviewtui.services.transfer.reading import Batch, Cell, Row, in_batches


@dataclass(frozen=True)
class SheetTable:
    """One sheet of a workbook; the workbook stays open as long as the table lives."""

    path: Path
    sheet: str
    source: Any

    @property
    def style(self) -> str:
        """The sheet in words."""
        return f"sheet {self.sheet!r}"

    @property
    def note(self) -> str:
        """Nothing is peculiar about a sheet."""
        return ""

    def rows(self) -> Iterator[Row]:
        """Stream the rows from the first of the sheet; empty leading rows count, so numbers are the sheet's own."""
        for number, cells in enumerate(self.source.iter_rows(), start=1):
            # Most cells are text that stays as it is.
            row = [value if value.__class__ is str and value.strip() else _cell(value) for value in cells]
            yield number, row if row.count(None) < len(row) else []

    def batches(self) -> Iterator[Batch]:
        """The same, many rows at a time."""
        return in_batches(self.rows())


def _cell(value: object) -> Cell:
    """A cell as it was typed: whole numbers come back from floats, times at midnight from stamps."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime | date | int):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return None if value is None else str(value)


def open_sheets(path: Path, sheet: str | None) -> list[SheetTable]:
    """The sheets with anything in them, or the one named; raises ImportProblem for a workbook that cannot be read."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(str(path))
        names = [sheet_name for sheet_name in book.sheet_names if sheet is None or _same(sheet_name, sheet)]
        if sheet is not None and not names:
            listed = ", ".join(repr(name) for name in book.sheet_names)
            raise UsageError(f"{path.name} has no sheet {sheet!r}; its sheets are {listed}.")
        tables = [SheetTable(path, name, book.get_sheet_by_name(name)) for name in names]
    except PasswordError:
        raise ImportProblem(f"{path.name} is protected by a password; save it without one.") from None
    except (CalamineError, OSError, ValueError) as fault:
        raise ImportProblem(
            f"{path.name} cannot be read as a workbook ({_short(fault)}); export it again."
        ) from None
    filled = [table for table in tables if table.source.start is not None]
    if not filled:
        raise ImportProblem(f"{path.name} is empty; there is nothing to import.")
    # A sheet that somebody hid is taken only by name, or where there is nothing else.
    seen = {sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible}
    return [table for table in filled if sheet is not None or table.sheet in seen] or filled


def _same(left: str, right: str) -> bool:
    return left.strip().casefold() == right.strip().casefold()


def _short(fault: Exception) -> str:
    return str(fault).splitlines()[0][:120] if str(fault) else "unknown fault"
