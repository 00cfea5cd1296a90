"""Lines of figures that are kept, layouts of imported files, and what other programs call their records."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_COLUMNS = (
    ("contact", "custom VARCHAR DEFAULT '{}' NOT NULL"),
    ("orders", "custom VARCHAR DEFAULT '{}' NOT NULL"),
    ("action", "external_id VARCHAR DEFAULT '' NOT NULL"),
    ("opportunity", "external_id VARCHAR DEFAULT '' NOT NULL"),
    ("touch", "external_id VARCHAR DEFAULT '' NOT NULL"),
    ("note", "external_id VARCHAR DEFAULT '' NOT NULL"),
    ("account_figures", "review_months INTEGER DEFAULT 3 NOT NULL"),
)
_TABLES = """
CREATE TABLE figure_stamp (account_id INTEGER NOT NULL, stamp INTEGER NOT NULL, PRIMARY KEY (account_id));
CREATE TABLE call_line (account_id INTEGER NOT NULL, stamp INTEGER NOT NULL, points FLOAT NOT NULL, due_rank INTEGER,
  call VARCHAR NOT NULL, queue VARCHAR NOT NULL, PRIMARY KEY (account_id));
CREATE INDEX ix_call_line_due ON call_line (due_rank) WHERE due_rank IS NOT NULL;
CREATE INDEX ix_call_line_points ON call_line (points DESC);
CREATE TABLE figure_line (account_id INTEGER NOT NULL, stamp INTEGER NOT NULL, subject VARCHAR NOT NULL, record VARCHAR NOT NULL,
  PRIMARY KEY (account_id));
CREATE TABLE import_layout (id INTEGER NOT NULL, headers VARCHAR NOT NULL, kind VARCHAR NOT NULL, file VARCHAR NOT NULL,
  mapping VARCHAR NOT NULL, answers VARCHAR NOT NULL, used_at VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (headers));
"""


def upgrade() -> None:
    """Add what is new; every row stays as it is."""
    db = op.get_bind()
    for table, column in _COLUMNS:
        db.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
    for statement in _TABLES.strip().split(";\n"):
        db.exec_driver_sql(statement.rstrip(";"))
    # A review was due after three months whatever the tier: the stored figures are made anew at the next opening.
    db.exec_driver_sql("DELETE FROM setting WHERE key='figures_as_of'")
