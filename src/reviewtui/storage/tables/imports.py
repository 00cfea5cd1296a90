"""Tables of imports: the batches, what each of them changed, so that it can be taken back, and the layouts of files."""

from sqlmodel import Field, SQLModel

from reviewtui.storage.tables.base import Day, Stamp


class ImportBatchRow(SQLModel, table=True):
    """One import of one file. ``state`` is staging (no query sees its rows yet), live or undone; ``summary`` is JSON.

    ``holder_id`` is the account in the bin under which the orders of a staging batch wait.
    """

    __tablename__ = "import_batch"

    id: int | None = Field(default=None, primary_key=True)
    file: str
    kind: str
    stamp: Stamp
    as_of: Day
    actor: str = ""
    state: str = "staging"
    holder_id: int | None = None
    summary: str = "{}"


class ImportChangeRow(SQLModel, table=True):
    """One row that a batch added (``before`` is null) or changed (``before`` and ``after`` are JSON of the columns).

    Lines of an order that the batch added are not listed: they come and go with their order.
    """

    __tablename__ = "import_change"

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="import_batch.id", index=True)
    tbl: str
    row_id: int
    before: str | None = None
    after: str | None = None


class ImportLayoutRow(SQLModel, table=True):
    """How a file with these headers was read the last time, offered for the next one.

    ``headers`` is a hash of its header row; ``mapping`` is JSON of the fields by column that somebody decided on, ``answers``
    JSON of the doubts that were answered by hand.
    """

    __tablename__ = "import_layout"

    id: int | None = Field(default=None, primary_key=True)
    headers: str = Field(unique=True)
    kind: str
    file: str = ""
    mapping: str = "{}"
    answers: str = "{}"
    used_at: Stamp
