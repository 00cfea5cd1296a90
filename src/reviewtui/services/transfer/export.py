"""The full export: everything in a file as JSON, private lines included, and a new file made from it again.

One row stands on one line and tables and rows have a fixed order, so that the same file always gives the same
bytes, two exports can be compared by any tool, and a million rows pass through without being held in memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from reviewtui.domain.changes import Scalar
from reviewtui.domain.errors import ImportProblem
from reviewtui.services.transfer.wholefile import FORMAT
from reviewtui.storage.dump import Table, all_tables, build
from reviewtui.storage.files import write_new

FORMAT_VERSION = 1
_HEAD = f'{{"format": "{FORMAT}", "version": {FORMAT_VERSION}, "tables": {{'
_TAIL = "}}"
_MAX_LOOSE_BYTES = 200_000_000
# What a terminal or an old JSON reader could take for a command or a line end is written as an escape.
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}


def export(path: Path, out: TextIO) -> int:
    """Write everything in the file at ``path`` as JSON text and return the number of rows.

    Amounts are integers of 1/10,000 of the unit, dates ISO text, columns that hold JSON stay text.
    """
    count = 0
    with all_tables(path) as tables:
        out.write(_HEAD)
        for index, table in enumerate(tables):
            out.write(f'{"," if index else ""}\n"{table.name}": [')
            count += _write_rows(table, out)
            out.write("]")
        out.write(f"\n{_TAIL}\n")
    return count


def export_to(path: Path, target: Path) -> int:
    """Write the export as a new file for the user alone, whole or not at all; return the number of rows.

    Raises DatabaseUnusable when something is there already or the place cannot be written.
    """
    with write_new(target) as out:
        return export(path, out)


def _write_rows(table: Table, out: TextIO) -> int:
    count = 0
    # One encoder for all: json.dumps makes a new one for each row when anything is set.
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for count, row in enumerate(table.rows, start=1):
        text = encode(dict(zip(table.columns, row, strict=True)))
        if not text.isascii() or "\x7f" in text:
            text = text.translate(_ESCAPED)
        out.write(f",\n{text}" if count > 1 else f"\n{text}")
    if count:
        out.write("\n")
    return count


def load_export(source: Path, target: Path) -> int:
    """Make a new database from an export, and say how many rows; exported again it gives the same bytes.

    Raises ImportProblem for a file that is no whole export, DatabaseUnusable for the place; then nothing is left.
    """
    try:
        with source.open(encoding="utf-8") as lines:
            return build(target, _rows(lines, source))
    except OSError as error:
        raise ImportProblem(f"{source} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise _not_whole(source) from None


def _rows(lines: TextIO, source: Path) -> Iterator[tuple[str, Mapping[str, Scalar]]]:
    first = lines.readline(1000)
    if first.rstrip("\n") == _HEAD:
        yield from _from_lines(lines, source)
        return
    if source.stat().st_size > _MAX_LOOSE_BYTES:
        raise _not_whole(source)
    lines.seek(0)
    yield from _from_document(json.load(lines), source)


def _from_lines(lines: TextIO, source: Path) -> Iterator[tuple[str, Mapping[str, Scalar]]]:
    table = ""
    for line in lines:
        text = line.strip().rstrip(",")
        if text.startswith("{"):
            row = json.loads(text)
            if not table:
                raise _not_whole(source)
            yield table, row
        elif text.startswith('"') and text.endswith(("[", "[]")):
            table = str(json.loads(text.rsplit(":", 1)[0]))
        elif text == _TAIL:
            return
        elif text != "]":
            raise _not_whole(source)
    # The end is missing: a cut-off file would otherwise pass for a smaller one.
    raise _not_whole(source)


def _from_document(found: Any, source: Path) -> Iterator[tuple[str, Mapping[str, Scalar]]]:
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ImportProblem(f"{source} is not an export of reviewtui.")
    if found.get("version") != FORMAT_VERSION:
        raise ImportProblem(
            f"{source} has export format {str(found.get('version'))[:20]}, and this reviewtui reads {FORMAT_VERSION}. "
            "Update reviewtui."
        )
    tables = found.get("tables")
    for table, rows in tables.items() if isinstance(tables, dict) else ():
        for row in rows if isinstance(rows, list) else ():
            if not isinstance(row, dict):
                raise _not_whole(source)
            yield table, row


def _not_whole(source: Path) -> ImportProblem:
    return ImportProblem(
        f"{source} is not a whole export of reviewtui (cut off, or changed by hand). Nothing was made."
    )
