"""What every table of records shares: ids, version, stamps, the bin; and the types of their columns."""

from typing import Annotated

from pydantic import StringConstraints
from sqlmodel import Field, SQLModel

# Dates and stamps are ISO text: readable in any tool, sortable, and free of time-zone surprises.
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Stamp = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")]


class Record(SQLModel):
    """Columns of every record. ``uid`` never changes; ``version`` grows by one with each change;
    ``deleted_at`` is set while the record lies in the bin."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    version: int = 1
    created_at: Stamp
    changed_at: Stamp
    deleted_at: Stamp | None = None
