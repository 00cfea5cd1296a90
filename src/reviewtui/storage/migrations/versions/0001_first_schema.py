"""The first schema: every table of a new file.

A released step is never edited; what comes later is a step of its own. A step that rebuilds a table with
``batch_alter_table`` must make its triggers again, which that drops without a word.
"""

from __future__ import annotations

from alembic import op

from reviewtui.storage.create import schema_sql, statements
from reviewtui.storage.engine import APPLICATION_ID

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table and index of the first schema."""
    for statement in statements(schema_sql("schema_0001.sql")):
        op.get_bind().exec_driver_sql(statement)
    op.get_bind().exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
