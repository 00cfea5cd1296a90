"""Accounts, contacts and records that are there already brought up to date, many at once.

What each becomes is found and listed ahead, in slices, and waits in temporary tables; the transaction that shows the import
writes it with one statement for each table.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence

from reviewtui.storage.imports import live
from reviewtui.storage.imports.listed import IN
from reviewtui.storage.imports.slices import write_slices

Values = live.Values
Rows = Sequence[tuple[int, Values]]
Columns = Callable[[Mapping[str, object], Values], Values]


def _unlike(before: Mapping[str, object], values: Values) -> Values:
    return {key: value for key, value in values.items() if before[key] != value}


class RowChanges:
    """What rows become, by table; ``columns`` are those of each table that are different in any of its rows."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.columns: dict[str, set[str]] = {}

    def find(self, table: str, rows: Rows, different: Columns = _unlike) -> list[tuple[int, str, str]]:
        """Keep aside what rows become; returns of those that are different the id, what they were and what they will be."""
        self._open(table)
        ids = json.dumps([row_id for row_id, _ in rows])
        kept = {
            row["id"]: dict(row)
            for row in self._db.execute(f"SELECT * FROM main.{table} WHERE id {IN}", (ids,))
        }
        listed, now = [], []
        for row_id, values in rows:
            if (before := kept.get(row_id)) is None:
                continue
            if after := different(before, values):
                was = {key: before[key] for key in after}
                listed.append((row_id, json.dumps(was), json.dumps(after)))
                now.append(tuple({**before, **after}.values()))
                self.columns[table].update(after)
        if now:
            marks = ",".join("?" * len(now[0]))
            self._db.executemany(f"INSERT INTO st_{table}_now VALUES ({marks})", now)
        return listed

    def _open(self, table: str) -> None:
        if table not in self.columns:
            self.columns[table] = set()
            self._db.execute(f"DROP TABLE IF EXISTS temp.st_{table}_now")
            self._db.execute(f"CREATE TEMP TABLE st_{table}_now AS SELECT * FROM main.{table} WHERE 0")
            self._db.execute(f"CREATE UNIQUE INDEX temp.ix_{table}_now ON st_{table}_now(id)")

    def put(self, batch: int, table: str, rows: Rows, progress: Callable[[], None]) -> None:
        """Find what a file makes of rows and list it for an undo, in transactions of its own."""

        def put(first: int, end: int) -> None:
            found = self.find(table, rows[first - 1 : end], live.different)
            self._db.executemany(
                "INSERT INTO import_change(batch_id, tbl, row_id, before, after) VALUES (?,?,?,?,?)",
                [(batch, table, *one) for one in found],
            )

        write_slices(self._db, len(rows), put, progress)

    def any_of(self, table: str, columns: Iterable[str]) -> bool:
        """Whether any of these columns is different in a row of the table."""
        return not self.columns.get(table, set()).isdisjoint(columns)

    def moved(self) -> bool:
        """Whether somebody wrote to one of the rows since it was found."""
        return any(
            self._db.execute(
                f"SELECT 1 FROM st_{table}_now n LEFT JOIN main.{table} t ON t.id=n.id WHERE t.version IS NOT n.version"
            ).fetchone()
            for table in self.columns
        )

    def write(self, stamp: str) -> None:
        """Write what was found over what is there, inside the transaction that shows it."""
        for table in self.columns:
            self._set(table, f"main.{table}", ", version=version+1, changed_at=?", (stamp,))

    def shadow(self, table: str) -> None:
        """The same in the temporary table of the same name that stands in for the kept one."""
        self._set(table, f"temp.{table}", "", ())

    def _set(self, table: str, target: str, more: str, args: tuple[str, ...]) -> None:
        names = ", ".join(f'"{name}"' for name in sorted(self.columns.get(table, ())))
        if names:
            self._db.execute(
                f"UPDATE {target} SET ({names})=(SELECT {names} FROM st_{table}_now n WHERE n.id={table}.id){more} "
                f"WHERE id IN (SELECT id FROM st_{table}_now)",
                args,
            )
