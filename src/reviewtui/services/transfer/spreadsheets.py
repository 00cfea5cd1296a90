"""A table written as CSV or XLSX: nothing in it is run by a spreadsheet, and no file is written over."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from reviewtui.domain.errors import UsageError
from reviewtui.domain.money import UNIT, Money
from reviewtui.domain.text import defuse, safe
from reviewtui.services.transfer.tables import Cell, Shared
from reviewtui.storage.files import new_whole, write_new

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767


def write_csv(table: Shared, out: TextIO) -> int:
    """Write header and rows, text cells defused, amounts as plain decimals; return the number of rows."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    count = 0
    for row in table.rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        count += 1
    return count


def csv_to(table: Shared, target: Path) -> int:
    """The CSV as a new file for the user alone, whole or not at all, marked as UTF-8 for spreadsheets."""
    with write_new(target) as out:
        out.write("\ufeff")
        return write_csv(table, out)


def xlsx_to(table: Shared, target: Path) -> int:
    """One sheet as a new file for the user alone: text as text, whatever it begins with, amounts as numbers.

    Raises DatabaseUnusable for the place, UsageError when a sheet has not room for all rows.
    """
    with new_whole(target) as part:
        return _workbook(table, part)


def _workbook(table: Shared, part: Path) -> int:
    from xlsxwriter import Workbook

    # Everything stays in memory: rows spilled to a temporary folder would leave the user's own place.
    with Workbook(str(part), {"in_memory": True}) as book:
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00##"})
        for at, name in enumerate(table.columns):
            sheet.write_string(0, at, name, bold)
        count = 0
        for row in table.rows:
            count += 1
            if count > _MOST_ROWS:
                raise UsageError(f"A sheet holds {_MOST_ROWS:,} rows and there are more; say --csv.")
            for at, cell in enumerate(row):
                _put(sheet, count, at, cell, money)
    return count


def _put(sheet: Worksheet, row: int, at: int, cell: Cell, money: Any) -> None:
    if isinstance(cell, Money):
        sheet.write_number(row, at, cell.amount / UNIT, money)
    elif isinstance(cell, bool):
        sheet.write_string(row, at, _yes(cell))
    elif isinstance(cell, (int, Decimal)):
        sheet.write_number(row, at, float(cell))
    elif cell:
        text = safe(cell)
        cut = text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"
        sheet.write_string(row, at, cut)


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return cell.to_decimal_string(2 if cell.amount % 100 == 0 else 4)
    if isinstance(cell, bool):
        return _yes(cell)
    return (
        defuse(safe(cell))
        if isinstance(cell, str)
        else f"{cell:f}"
        if isinstance(cell, Decimal)
        else str(cell)
    )


def _yes(cell: bool) -> str:
    return "yes" if cell else "no"
