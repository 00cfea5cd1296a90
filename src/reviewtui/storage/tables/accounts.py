"""Tables of accounts and contacts."""

from sqlalchemy import text
from sqlmodel import Field, Index

from reviewtui.storage.tables.base import EMPTY_JSON, Day, Record


class AccountRow(Record, table=True):
    """A customer company; ``name_key`` is the casefolded name by which it is matched; ``custom`` is JSON."""

    __tablename__ = "account"
    __table_args__ = (
        Index(
            "ix_account_hidden", "id", sqlite_where=text("archived_at IS NOT NULL OR deleted_at IS NOT NULL")
        ),
    )

    name: str = Field(min_length=1)
    name_key: str = Field(index=True)
    external_id: str = Field(default="", index=True)
    alt_id: str = Field(default="", index=True)
    owner: str = ""
    industry: str = ""
    website: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    currency: str = ""
    employees: int | None = None
    annual_revenue: int | None = None
    renewal_date: Day | None = None
    note: str = ""
    custom: str = "{}"
    archived_at: Day | None = None


class ContactRow(Record, table=True):
    """A person at an account; ``custom`` is JSON of columns of an import that have no field here."""

    __tablename__ = "contact"

    account_id: int = Field(foreign_key="account.id", index=True)
    name: str = Field(min_length=1)
    title: str = ""
    email: str = ""
    phone: str = ""
    channel: str = ""
    decides: bool = False
    left: bool = False
    external_id: str = ""
    note: str = ""
    custom: str = Field(default="{}", sa_column_kwargs=EMPTY_JSON)
