"""What every table of records shares: ids, version, stamps, the bin; and the types of their columns."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from sqlmodel import Field, SQLModel


def _real_day(text: str) -> str:
    # A pattern alone lets 31 February in, and every screen that reads the row would stumble over it.
    if len(text) != 10 or date.fromisoformat(text).isoformat() != text:
        raise ValueError("a date is written YYYY-MM-DD")
    return text


# Dates and stamps are ISO text: readable in any tool, sortable, and free of time-zone surprises.
DAY_RULE = AfterValidator(_real_day)
Day = Annotated[str, DAY_RULE]
Stamp = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")]


# Columns that came after the first schema need a default in SQL as well, since the migration adds them to rows that are there.
EMPTY = {"server_default": ""}
EMPTY_JSON = {"server_default": "{}"}


class Record(SQLModel):
    """Columns of every record. ``uid`` never changes; ``version`` grows by one with each change;
    ``deleted_at`` is set while the record lies in the bin."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    version: int = 1
    created_at: Stamp
    changed_at: Stamp
    deleted_at: Stamp | None = None
