"""Tables of the file itself: settings, the journal of changes, import batches."""

from sqlmodel import Field, SQLModel

from reviewtui.storage.tables.base import Day, Stamp


class SettingRow(SQLModel, table=True):
    """A setting of this file: ``me``, ``currency``, ``first_month``, ``file_uid``, ``figures_as_of``, ``sample_as_of``."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: str


class JournalRow(SQLModel, table=True):
    """One transaction as the user would name it; ``changes`` is JSON. ``undoes`` points to the entry it took back."""

    __tablename__ = "journal"

    id: int | None = Field(default=None, primary_key=True)
    label: str
    stamp: Stamp
    as_of: Day
    actor: str = ""
    session: str = ""
    merge_key: str = ""
    changes: str = "[]"
    undone_by: int | None = None
    undoes: int | None = None
