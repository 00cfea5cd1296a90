"""Tables of what people decide about the figures: a tier by hand, a rest, a reason put aside, an entry of the ledger."""

from sqlmodel import Field

from reviewtui.storage.tables.base import Day, Record


class AccountPlanRow(Record, table=True):
    """What was decided for one account, at most one row for each: the tier by hand and since when, the rest until a day,
    and what it has of its own of the cadence. Empty and null mean that nothing was decided.

    Intervals and ``renewal_lead`` are days, ``review_months`` months between reviews. ``post_order`` is the plan after
    an order, such as ``1d 7d 1m``; here empty means that there is none, and null the plan of the settings. ``own_since`` is a JSON object with the day
    from which each of them holds, by column.
    """

    __tablename__ = "account_plan"

    account_id: int = Field(foreign_key="account.id", unique=True)
    tier: str = ""
    tier_reason: str = ""
    tier_since: Day | None = None
    contact_ideal: int | None = None
    contact_maximum: int | None = None
    rest_since: Day | None = None
    rest_until: Day | None = None
    rest_note: str = ""
    feedback_ideal: int | None = None
    feedback_maximum: int | None = None
    review_months: int | None = None
    post_order: str | None = None
    renewal_lead: int | None = None
    own_since: str | None = None


class SnoozeRow(Record, table=True):
    """A reason of the call queue put aside with a note until a day."""

    __tablename__ = "snooze"

    account_id: int = Field(foreign_key="account.id", index=True)
    reason: str = Field(min_length=1)
    set_on: Day
    until: Day
    note: str = ""


class LedgerEntryRow(Record, table=True):
    """A credit or debit that somebody wrote; ``weight`` is a number as text to keep it exact."""

    __tablename__ = "ledger_entry"

    account_id: int = Field(foreign_key="account.id", index=True)
    day: Day
    weight: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    author: str = ""
