"""The whole file as tables of plain rows, out and back in: what the full export is made of."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from reviewtui.domain.changes import Scalar
from reviewtui.domain.errors import DatabaseUnusable, ImportProblem
from reviewtui.paths import make_private
from reviewtui.storage.backup import copy_verified
from reviewtui.storage.create import (
    new_part,
    put_in_place,
    remove_part,
    schema_sql,
    stamp_version,
    statements,
)
from reviewtui.storage.engine import TABLES, check_file, connect, is_writable
from reviewtui.storage.faults import wrapped
from reviewtui.storage.figure_lines import FRAME_KEY
from reviewtui.storage.figures import figures_date, rebuild_order_days, store_figures
from reviewtui.storage.hidden import BIN, SHOWN, shown
from reviewtui.storage.reads.rates import NOT_A_RATE, note_rates, rates_noted

SUMMARIES = frozenset({"order_day", "account_figures", "call_line", "figure_line", "figure_stamp"})
EXPORTED = tuple(sorted(TABLES - SUMMARIES))
"""The tables that hold users' data, in the order they are exported; summaries are computed again on loading."""

_WHOLE_BYTES = 16_000_000
_JSON = frozenset(
    {
        "custom",
        "attendees",
        "place",
        "value",
        "fields",
        "changes",
        "summary",
        "body",
        "made",
        "mapping",
        "answers",
    }
)
_JSON_NOT = frozenset({("fact", "value"), ("setting", "value")})


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in the order of the schema, and its rows by primary key, to be read once."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[Scalar, ...]]


@contextmanager
def all_tables(path: Path) -> Iterator[Iterator[Table]]:
    """Every exported table of a file in one consistent view; yes-or-no columns come as booleans.

    A large file is copied aside first, so that nobody who writes has to wait for a slow reader.
    """
    check_file(path)
    if path.stat().st_size <= _WHOLE_BYTES or not is_writable(path):
        with _view(path) as tables:
            yield tables
        return
    aside = path.with_name(f".{path.name[:80]}.{secrets.token_hex(6)}.export")
    try:
        copy_verified(path, aside, gentle=True)
        with _view(aside) as tables:
            yield tables
    finally:
        remove_part(aside)


@contextmanager
def _view(path: Path) -> Iterator[Iterator[Table]]:
    with wrapped(path), closing(connect(path, write=False)) as db:
        db.row_factory = None
        db.execute("BEGIN")
        staging = (
            db.execute("SELECT 1 FROM import_batch WHERE state='staging' LIMIT 1").fetchone() is not None
        )
        yield (_table(db, name, staging=staging) for name in EXPORTED)


# What belongs to an import that is not live yet is nobody's, and may be gone a moment later.
_NOT_STAGED = {
    "import_batch": "state<>'staging'",
    "import_change": shown("batch_id"),
    "orders": shown("batch_id"),
    "order_line": f"EXISTS (SELECT 1 FROM orders o WHERE o.id=order_line.order_id AND {SHOWN})",
}
_NOT_BINNED = f"deleted_at IS NOT '{BIN}'"


def _table(db: sqlite3.Connection, name: str, *, staging: bool) -> Table:
    described = db.execute(f'PRAGMA table_info("{name}")').fetchall()
    columns = tuple(row[1] for row in described)
    yes_no = [index for index, row in enumerate(described) if row[2] == "BOOLEAN"]
    key = ", ".join(f'"{row[1]}"' for row in sorted(described, key=lambda row: row[5]) if row[5])
    listed = ", ".join(f'"{column}"' for column in columns)
    # For what the kept lines of figures hold is a summary as they are, though it stands among the settings.
    where = f"WHERE key<>'{FRAME_KEY}'" if name == "setting" else ""
    if staging and (name in _NOT_STAGED or "deleted_at" in columns):
        where = f"WHERE {_NOT_STAGED.get(name, _NOT_BINNED)}"
    rows = db.execute(f'SELECT {listed} FROM "{name}" {where} ORDER BY {key}')
    return Table(name, columns, _with_booleans(rows, yes_no) if yes_no else rows)


def _with_booleans(rows: Iterable[tuple[Scalar, ...]], yes_no: list[int]) -> Iterator[tuple[Scalar, ...]]:
    for row in rows:
        cells = list(row)
        for index in yes_no:
            cells[index] = None if cells[index] is None else bool(cells[index])
        yield tuple(cells)


def is_empty(path: Path) -> bool:
    """Whether a file holds nothing but settings and what reviewtui itself put there."""
    check_file(path)
    with wrapped(path), closing(connect(path, write=False)) as db:
        return not any(
            db.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()
            for name in EXPORTED
            if name not in _OWN and not name.startswith("import_")
        )


_OWN = frozenset({"setting", "journal", "template", "template_version"})


def build(target: Path, rows: Iterable[tuple[str, Mapping[str, Scalar]]]) -> int:
    """Make a new database from pairs (table, row), with its summaries, and say how many rows; never over a file.

    Raises ImportProblem naming table and column for what does not fit, DatabaseUnusable for the place; then
    nothing is left.
    """
    try:
        make_private(target.parent)
        part = new_part(target)
    except OSError as error:
        raise DatabaseUnusable(f"{target} cannot be made: {error.strerror}. Name another place.") from None
    try:
        with wrapped(target, writing=True), closing(connect(part)) as db:
            # References are checked as a whole at the end: tables come by name, not by dependence.
            db.execute("PRAGMA foreign_keys=OFF")
            db.execute("BEGIN IMMEDIATE")
            for statement in statements(schema_sql()):
                db.execute(statement)
            count = _fill(db, rows)
            _check(db)
            _summarise(db)
            stamp_version(db)
            db.execute("COMMIT")
        put_in_place(part, target)
        return count
    finally:
        remove_part(part)


def _fill(db: sqlite3.Connection, rows: Iterable[tuple[str, Mapping[str, Scalar]]]) -> int:
    kinds: dict[str, dict[str, str]] = {}
    count = 0
    for table, row in rows:
        count += 1
        if table not in kinds:
            if table not in EXPORTED:
                raise ImportProblem(f"The export holds a table {table[:40]!r} that reviewtui does not know.")
            kinds[table] = {info[1]: info[2] for info in db.execute(f'PRAGMA table_info("{table}")')}
        for column, value in row.items():
            _fits(table, column, kinds[table].get(column), value)
        names = ", ".join(f'"{column}"' for column in row)
        marks = ", ".join("?" * len(row))
        try:
            db.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))
        except (sqlite3.IntegrityError, OverflowError, UnicodeEncodeError) as error:
            raise ImportProblem(f"A row of {table} in the export does not fit: {error}.") from None
    return count


def _fits(table: str, column: str, kind: str | None, value: object) -> None:
    wanted: type = {"INTEGER": int, "BOOLEAN": bool}.get(kind or "", str)
    if kind is None:
        raise ImportProblem(f"The export holds {table}.{column[:40]}, which reviewtui does not know.")
    if value is not None and type(value) is not wanted:
        raise ImportProblem(f"{table}.{column} in the export cannot be {str(value)[:40]!r}.")


def _check(db: sqlite3.Connection) -> None:
    from reviewtui.storage.tables import MODELS, day_columns

    loose = db.execute("PRAGMA foreign_key_check").fetchone()
    if loose is not None:
        raise ImportProblem(
            f"The export is not whole: a row of {loose[0]} refers to a {loose[2]} that is missing."
        )
    _none_where(db, "rate", "rate", NOT_A_RATE, "a rate")
    for table in EXPORTED:
        for column in day_columns(table):
            _none_where(db, table, column, not_a_date(column), "a date")
        for column in sorted(_JSON.intersection(MODELS[table].model_fields)):
            if (table, column) in _JSON_NOT:
                continue
            _none_where(db, table, column, f'NOT json_valid("{column}")', "JSON")


def not_a_date(column: str) -> str:
    """A condition in SQL that holds for text which is no date as we write them, 31 February included."""
    return f"""date("{column}", '+0 days') IS NOT "{column}\""""


def _none_where(db: sqlite3.Connection, table: str, column: str, fault: str, what: str) -> None:
    row = db.execute(
        f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL AND {fault} LIMIT 1'
    ).fetchone()
    if row is not None:
        raise ImportProblem(f"{table}.{column} in the export is not {what}: {str(row[0])[:40]!r}.")


def _summarise(db: sqlite3.Connection) -> None:
    if not rates_noted(db):
        note_rates(db)
    rebuild_order_days(db)
    as_of = figures_date(db)
    if as_of is not None:
        store_figures(db, as_of)
