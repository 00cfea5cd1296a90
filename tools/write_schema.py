"""Write the schema script from the SQLModel classes: run it after a change to ``storage/tables`` before a release.

A released schema never changes; later changes are migrations of their own.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from reviewtui.storage.tables import MODELS


def schema() -> str:
    """Every table and index as SQL, in an order that satisfies the foreign keys."""
    assert MODELS
    dialect = sqlite.dialect()
    parts: list[str] = []
    for table in SQLModel.metadata.sorted_tables:
        parts.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        parts += [
            str(CreateIndex(index).compile(dialect=dialect)).strip()
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ]
    lines = [line.rstrip() for part in parts for line in f"{part};".splitlines()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(__file__).parents[1] / "src/reviewtui/storage/migrations/schema_0001.sql"
    target.write_text(schema(), "utf-8")
