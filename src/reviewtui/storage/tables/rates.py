"""The table of dated exchange rates."""

from sqlmodel import Field, Index, SQLModel

from reviewtui.storage.tables.base import Day


class RateRow(SQLModel, table=True):
    """An amount of ``source`` times ``rate`` is one of ``target``, from ``day`` on; ``rate`` is a decimal as text to keep
    it exact. At most one row for two currencies in this order and a day."""

    __tablename__ = "rate"
    __table_args__ = (Index("ix_rate_pair", "source", "target", "day", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(min_length=3)
    target: str = Field(min_length=3)
    day: Day
    rate: str = Field(min_length=1)
