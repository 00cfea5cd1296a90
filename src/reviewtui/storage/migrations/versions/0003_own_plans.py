"""What an account has of its own of the rhythm in which it is looked after; exchange rates."""

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
    ("account_figures", "common_12m INTEGER"),
)
_RATES = """
CREATE TABLE rate (id INTEGER NOT NULL, source VARCHAR NOT NULL, target VARCHAR NOT NULL, day VARCHAR NOT NULL,
  rate VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE UNIQUE INDEX ix_rate_pair ON rate (source, target, day);
"""
_TWO_CURRENCIES = """
SELECT 1 FROM order_day d JOIN account a ON a.id=d.account_id WHERE d.currency<>COALESCE(NULLIF(a.currency, ''),
  (SELECT value FROM setting WHERE key='currency'), '')
"""


def upgrade() -> None:
    """Add what is new; every row stays as it is, and everything is as the tier and the settings have it."""
    db = op.get_bind()
    for table, column in _COLUMNS:
        db.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
    for statement in _RATES.strip().split(";\n"):
        db.exec_driver_sql(statement.rstrip(";"))
    # Orders of 12 months were counted in every currency: where there are two, the stored figures are made anew.
    db.exec_driver_sql(f"DELETE FROM setting WHERE key='figures_as_of' AND EXISTS ({_TWO_CURRENCIES})")
