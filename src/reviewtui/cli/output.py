"""Data on stdout: JSON that no terminal runs, CSV that no spreadsheet runs, tables of harmless text."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TextIO

from reviewtui.config import Config
from reviewtui.domain.frozen import frozen
from reviewtui.domain.money import Money, decimal_text, format_money, money_data
from reviewtui.domain.text import defuse, harmless_json, one_line, safe

Row = Mapping[str, Any]
UNKNOWN = "-"
GAP = "  "
NARROWEST = 8


@frozen
class Column:
    """A column of a table or CSV: the key of its cell, its title, where it shows. Money stands right."""

    key: str
    title: str = ""
    right: bool = False
    csv: bool = True
    table: bool = True

    @property
    def heading(self) -> str:
        """What the table says above it."""
        return self.title or self.key.replace("_", " ")


def write_json(data: Any) -> None:
    """Write one JSON document; characters that steer terminals or hide are escaped, which changes no value."""
    text = json.dumps(data, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write(harmless_json(text) + "\n")


def write_json_kept(pages: Iterable[Sequence[bytes]]) -> None:
    """Write a JSON list of objects that are kept as harmless JSON, each on a line, a page of them at a time."""
    sys.stdout.flush()
    out, before = sys.stdout.buffer, b"[\n"
    for page in filter(None, pages):
        out.write(before + b",\n".join(page))
        before = b",\n"
    out.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def _plain(value: object) -> Any:
    if isinstance(value, Money):
        return money_data(value.amount, value.currency)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def write_csv(columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Write a header and rows; text cells are defused, unknown is an empty cell, amounts are plain decimals."""
    import csv
    import io

    shown = [column for column in columns if column.csv]
    buffer = io.StringIO()
    out = csv.writer(buffer, lineterminator="\n")
    out.writerow([column.key for column in shown])
    for row in rows:
        out.writerow([_csv_cell(row.get(column.key)) for column in shown])
    sys.stdout.write(buffer.getvalue())


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        return decimal_text(value)
    if isinstance(value, (date, int, float, Decimal)):
        return str(value)
    # A dash alone, as the tier of who never ordered, is no formula anywhere.
    return text if (text := safe(str(value))) == "-" else defuse(text)


def write_table(columns: Sequence[Column], rows: Iterable[Row], config: Config) -> None:
    """Write a table; on a terminal the widest columns give way, in a pipe nothing is cut."""
    from rich.cells import cell_len

    shown = [column for column in columns if column.table]
    cells = [[_table_cell(row.get(column.key), config) for column in shown] for row in rows]
    if not cells:
        return
    widths = [
        max(cell_len(column.heading), *(cell_len(row[i]) for row in cells)) for i, column in enumerate(shown)
    ]
    if sys.stdout.isatty():
        import shutil

        _fit(widths, shutil.get_terminal_size().columns, len(GAP))
    right = [column.right or _is_money(rows, column) for column in shown]
    heading = _line([column.heading for column in shown], widths, right)
    sys.stdout.write(bold(heading.rstrip()) + "\n")
    for row in cells:
        sys.stdout.write(_line(row, widths, right).rstrip() + "\n")


def _is_money(rows: Iterable[Row], column: Column) -> bool:
    return isinstance(rows, Sequence) and any(isinstance(row.get(column.key), Money) for row in rows)


def _table_cell(value: Any, config: Config) -> str:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else UNKNOWN
    if isinstance(value, Money):
        return money_text(value, config)
    if isinstance(value, float):
        return f"{value:g}".replace(".", config.decimal)
    return safe(one_line(str(value)))


def money_text(money: Money, config: Config) -> str:
    """An amount for people, in their notation."""
    return format_money(money, decimal=config.decimal, group=config.group).strip()


def _fit(widths: list[int], room: int, gap: int) -> None:
    """Take from the widest column until the table fits or nothing can give way."""
    while sum(widths) + gap * (len(widths) - 1) > room and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    return GAP.join(
        _padded(cell, width, at_right) for cell, width, at_right in zip(cells, widths, right, strict=True)
    )


def _padded(cell: str, width: int, at_right: bool) -> str:
    from rich.cells import cell_len, set_cell_size

    length = cell_len(cell)
    if length > width:
        return set_cell_size(cell, width - 1) + "…"
    return " " * (width - length) + cell if at_right else cell + " " * (width - length)


def coloured(stream: TextIO | None = None) -> bool:
    """Whether to use colour and weight: on a terminal that can, unless NO_COLOR says otherwise."""
    stream = stream or sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") != "dumb"


def bold(text: str) -> str:
    """Text in bold where there is weight."""
    return f"\x1b[1m{text}\x1b[0m" if coloured() else text


def heading(text: str) -> None:
    """Write a heading above a table."""
    sys.stdout.write(bold(safe(one_line(text))) + "\n")


def line(text: str = "") -> None:
    """Write one line of text from data, made harmless."""
    sys.stdout.write(safe(one_line(text)) + "\n")


def write(form: str, data: Any, columns: Sequence[Column], rows: Sequence[Row], config: Config) -> None:
    """Write one list in the form asked for: ``data`` as JSON, else the rows."""
    if form == "json":
        write_json(data)
    elif form == "csv":
        write_csv(columns, rows)
    else:
        write_table(columns, rows, config)
