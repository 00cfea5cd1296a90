"""What an account has of its own of the rhythm in which it is looked after, beside its intervals between touches."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_COLUMNS = (
    ("account_plan", "feedback_ideal INTEGER"),
    ("account_plan", "feedback_maximum INTEGER"),
    ("account_plan", "review_months INTEGER"),
    ("account_plan", "post_order VARCHAR"),
    ("account_plan", "renewal_lead INTEGER"),
    ("account_plan", "own_since VARCHAR"),
)


def upgrade() -> None:
    """Add what is new; every row stays as it is, and everything is as the tier and the settings have it."""
    for table, column in _COLUMNS:
        op.get_bind().exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
