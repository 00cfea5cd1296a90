"""What is in the file and nobody's: orders of an import that is still being staged, and what an import left behind."""

from __future__ import annotations

import sqlite3


def shown(batch_id: str = "o.batch_id", own: int = 0) -> str:
    """A condition in SQL that holds for orders that are live, and for those of the batch ``own``."""
    return (
        f"({batch_id} IS NULL OR {batch_id}={own:d} OR "
        f"{batch_id} NOT IN (SELECT id FROM import_batch WHERE state='staging'))"
    )


SHOWN = shown()
BIN = "staged"
"""What stands as the time of deletion in accounts, contacts and records that wait for their batch to go live."""


def left_behind(db: sqlite3.Connection) -> bool:
    """Whether some import left something behind: a batch that is being staged, or order days that no longer hold."""
    return bool(
        db.execute(
            "SELECT EXISTS (SELECT 1 FROM import_batch WHERE state='staging') "
            "OR EXISTS (SELECT 1 FROM sqlite_schema WHERE name GLOB 'order_day_[0-9]*')"
        ).fetchone()[0]
    )
