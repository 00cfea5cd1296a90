"""Write the schema script of a new file from the SQLModel classes: run it after a change to ``storage/tables``.

Older files come to the same schema by ``storage/migrations``, which a test holds against this script.
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
    target = Path(__file__).parents[1] / "src/reviewtui/storage/migrations/schema.sql"
    target.write_text(schema(), "utf-8")
