"""Which table of a file is imported and what it holds: the sheet that fits, its header, its kind, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reviewtui.domain.errors import ImportDoubt, ImportProblem
from reviewtui.services.transfer.asking import ImportOptions
from reviewtui.services.transfer.headers import Header, find_header
from reviewtui.services.transfer.kinds import Recognised, recognise
from reviewtui.services.transfer.mapping import column_names, fields_in, map_columns
from reviewtui.services.transfer.reading import Table, open_tables
from reviewtui.services.transfer.recalled import Recall, Recalled
from reviewtui.services.transfer.required import missing
from reviewtui.services.transfer.synonyms import KINDS, LISTS

SAID = "you say so"
"""Why a table is what the user names."""
UNPROVED = "cp1252"
"""The encoding of text that proves none."""


def opened(
    path: Path, options: ImportOptions, recall: Recall | None
) -> tuple[Sequence[Table], ImportOptions]:
    """The tables of a file; an encoding that nothing proves is the one that files with its headers were said to have."""
    tables = open_tables(path, sheet=options.sheet, encoding=options.encoding)
    if options.encoding is not None or getattr(tables[0], "encoding", "") != UNPROVED:
        return tables, options
    for encoding in recall.encodings if recall is not None else ():
        again = open_tables(path, encoding=encoding)
        before = find_header(again[0], (), recall)[1]
        if before is not None and before.answers.get("encoding") == encoding:
            return again, replace(options, encoding=encoding)
    return tables, options


def kinds_in(path: Path, options: ImportOptions | None = None) -> list[tuple[str, str]]:
    """The sheets of a workbook that hold something to import, each with its kind; one without a name for a CSV file.

    Raises ImportProblem for a file that cannot be read as a table.
    """
    options = options or ImportOptions()
    tables = open_tables(path, sheet=options.sheet, encoding=options.encoding)
    found = []
    for table in tables:
        hint = table.sheet if len(tables) > 1 else path.stem
        kind = recognise(column_names(find_header(table)[0].cells), hint).kind
        if kind is not None:
            found.append((table.sheet, kind))
    return found


def choose(
    path: Path, tables: Sequence[Table], kind: str | None, maps: Sequence[str], recall: Recall | None
) -> tuple[Table, Header, Recognised, Recalled | None]:
    """The table to import, its header, its kind, and what is remembered of it; of several sheets the only one that fits."""
    fitting: list[tuple[int, Table, Header, Recognised, Recalled | None]] = []
    for table in tables:
        header, before = find_header(table, maps, recall)
        before = before if before is not None and kind in (None, before.kind) else None
        names = column_names(header.cells)
        found = _recognised(names, table.sheet if len(tables) > 1 else path.stem, kind)
        if before is not None and found.kind != before.kind:
            found = Recognised(before.kind, f"it is read {before.origin}")
        if found.kind is None:
            continue
        known = before.maps(map_columns(names, found.kind)) if before is not None else ()
        fields = fields_in(map_columns(names, found.kind, (*known, *_mappable(names, maps))))
        if not missing(found.kind, fields):
            fitting.append((len(fields), table, header, found, before))
    if len(fitting) == 1:
        return fitting[0][1:]
    if fitting:
        best = max(fitting, key=lambda f: f[0])
        if kind is not None and sum(f[0] == best[0] for f in fitting) == 1:
            return best[1:]
        listed = " and ".join(f"{table.sheet!r} ({found.kind})" for _, table, _, found, _ in fitting)
        raise ImportDoubt(f"{path.name} has several sheets that fit: {listed}. Say which with --sheet NAME.")
    return _unfitting(path, tables, kind, maps)


def _recognised(names: Sequence[str], hint: str, kind: str | None) -> Recognised:
    """What the headers say, or the kind that the user names."""
    found = recognise(names, hint)
    return found if kind in (None, found.kind) else Recognised(kind, SAID)


def _mappable(names: Sequence[str], maps: Sequence[str]) -> tuple[str, ...]:
    """Of several sheets only one has the columns that the user names: leave the others their own mapping."""
    return tuple(text for text in maps if text.rpartition("=")[0] in names)


def _unfitting(
    path: Path, tables: Sequence[Table], kind: str | None, maps: Sequence[str]
) -> tuple[Table, Header, Recognised, Recalled | None]:
    """No sheet fits by itself: with a kind named, the first one may still be mapped; else say what to do."""
    header, _ = find_header(tables[0], maps)
    if kind is not None:
        return tables[0], header, Recognised(kind, SAID), None
    names = column_names(header.cells)
    other = recognise(names, path.stem)
    if other.kind is not None:
        lacking = missing(other.kind, fields_in(map_columns(names, other.kind, _mappable(names, maps))))
        raise ImportProblem(
            f"{path.name} holds {other.kind} ({other.why}), but no column is known as {lacking}; "
            'name it with --map "column=field", or add such a column to the file.'
        )
    could = [k for k in LISTS if not missing(k, fields_in(map_columns(names, k, _mappable(names, maps))))]
    if other.other:
        raise ImportProblem(_other_kind(path, other, could))
    from reviewtui.services.transfer.ratefile import holds_rates

    if holds_rates(header.cells):
        raise ImportProblem(
            f"{path.name} holds exchange rates; bring them in with: reviewtui import rates {path.name}"
        )
    if len(could) > 1:
        raise ImportDoubt(
            f"{path.name} could hold {' or '.join(could)}; say which: reviewtui import {could[0]} {path.name}."
        )
    raise ImportProblem(
        f"{path.name}, row {header.row}: the columns {listed(header.cells)} are not known as accounts, contacts or "
        'orders, nor as actions, touches, notes or opportunities; name the kind, and columns with --map "column=field".'
    )


def _other_kind(path: Path, found: Recognised, could: Sequence[str]) -> str:
    sentence = f"{path.name} holds {found.other} ({found.why}); {', '.join(KINDS)} can be imported."
    if "orders" not in could:
        return sentence
    return f"{sentence} To take its rows as orders, say: reviewtui import orders {path.name}."


def listed(cells: Sequence[str]) -> str:
    """The headers of a table in a sentence, the first ones of many."""
    names = [repr(cell if len(cell) <= 40 else cell[:39] + "…") for cell in cells if cell]
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
