"""Data on stdout: JSON that no terminal runs, CSV that no spreadsheet runs, tables of harmless text."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
NARROWEST, FIRST_NARROWEST, WRAPPED_NARROWEST = 8, 16, 32
"""Cells down to which a column of text gives way; the first says what the row is about."""


@frozen
class Column:
    """A column of a table or CSV: the key of its cell, its title, where it shows. Money stands right.

    Where a terminal has no room for all columns the highest ``drop`` leaves first, those of 0 stay. The last column may
    ``wrap``: its text goes on below instead of being cut.
    """

    key: str
    title: str = ""
    right: bool = False
    csv: bool = True
    table: bool = True
    drop: int = 0
    wrap: bool = False

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
    """Write a table; on a terminal columns of text give way, then some leave and are named; in a pipe nothing is cut."""
    from rich.cells import cell_len

    rows = list(rows)
    shown = [column for column in columns if column.table]
    cells = [[_table_cell(row.get(column.key), config) for column in shown] for row in rows]
    if not cells:
        return
    widths = [
        max(cell_len(column.heading), *(cell_len(row[i]) for row in cells)) for i, column in enumerate(shown)
    ]
    kept = list(range(len(shown)))
    if sys.stdout.isatty():
        import shutil

        texts = [_is_text(rows, column) for column in shown]
        kept = fit(shown, widths, texts, shutil.get_terminal_size().columns)
    right = [column.right or _is_money(rows, column) for column in shown]
    heading = _line([shown[i].heading for i in kept], [widths[i] for i in kept], [right[i] for i in kept])
    sys.stdout.write(bold(heading.rstrip()) + "\n")
    for row in cells:
        for part in _broken([row[i] for i in kept], widths[kept[-1]], wrap=shown[kept[-1]].wrap):
            line = _line(part, [widths[i] for i in kept], [right[i] for i in kept])
            sys.stdout.write(line.rstrip() + "\n")
    if left := [column.heading for i, column in enumerate(shown) if i not in kept]:
        sys.stderr.write(f"No room here for {', '.join(left)}: --csv and --json have all.\n")


def _is_money(rows: Iterable[Row], column: Column) -> bool:
    return any(isinstance(row.get(column.key), Money) for row in rows)


def _is_text(rows: Iterable[Row], column: Column) -> bool:
    return not column.right and any(isinstance(row.get(column.key), str) for row in rows)


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


def _broken(row: Sequence[str], width: int, *, wrap: bool) -> Iterator[Sequence[str]]:
    """The lines that a row takes: more than one where its last cell wraps and has no room in the first."""
    from rich.cells import cell_len

    if not wrap:
        yield row
        return
    before, here = row[:-1], ""
    for word in row[-1].split(" "):
        longer = f"{here} {word}" if here else word
        if here and cell_len(longer) > width:
            yield [*before, here]
            before, longer = [""] * len(before), word
        here = longer
    yield [*before, here]


def fit(columns: Sequence[Column], widths: list[int], texts: Sequence[bool], room: int) -> list[int]:
    """Make the widths fit and return which columns stay: a figure or a date is not cut while a column can leave."""
    least = [
        min(width, WRAPPED_NARROWEST if one.wrap else FIRST_NARROWEST if i == 0 else NARROWEST)
        if text
        else width
        for i, (one, width, text) in enumerate(zip(columns, widths, texts, strict=True))
    ]
    kept = list(range(len(widths)))
    leaving = sorted((i for i in kept if columns[i].drop), key=lambda i: columns[i].drop)

    def over(cells: Sequence[int]) -> int:
        return sum(cells[i] for i in kept) + len(GAP) * (len(kept) - 1) - room

    while over(least) > 0 and leaving:
        kept.remove(leaving.pop())
    for floor in (least, [NARROWEST] * len(widths)):
        while over(widths) > 0 and (wide := [i for i in kept if widths[i] > floor[i]]):
            widths[max(wide, key=lambda i: widths[i])] -= 1
    return kept


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
