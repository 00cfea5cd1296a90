"""Tables of what a review leads to: actions, asks, issues, sightings, opportunities, facts, quotes, touches."""

from sqlmodel import Field, Index

from reviewtui.storage.tables.base import EMPTY, Day, Record


class Sourced(Record):
    """A record of an account that links back to the review, the note and the line it came from.

    ``external_id`` of those that have one is the name under which another program keeps the same record."""

    account_id: int = Field(foreign_key="account.id", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id")
    note_id: int | None = Field(default=None, foreign_key="note.id")
    source: str = ""


class ActionRow(Sourced, table=True):
    """Something to do; a promise was told to the customer."""

    __tablename__ = "action"
    # The first index answers the counts of the agenda by itself.
    __table_args__ = (
        Index("ix_action_status_due", "status", "due", "created_on", "account_id", "deleted_at"),
        Index("ix_action_done_on", "done_on"),
    )

    title: str = Field(min_length=1)
    owner: str = ""
    side: str = "ours"
    promise: bool = False
    status: str = "open"
    priority: int | None = None
    due: Day | None = None
    first_due: Day | None = None
    done_on: Day | None = None
    created_on: Day
    slipped: bool = False
    broken: bool = False
    detail: str = ""
    external_id: str = Field(default="", sa_column_kwargs=EMPTY)


class AskRow(Sourced, table=True):
    """An improvement the customer wants, or a wish."""

    __tablename__ = "ask"

    text: str = Field(min_length=1)
    domain: str = "service"
    decision: str = ""
    wish: bool = False
    status: str = "open"
    asked_on: Day
    due: Day | None = None
    done_on: Day | None = None
    owner: str = ""
    effort: str = ""
    holds: str = ""


class IssueRow(Sourced, table=True):
    """Something on fire."""

    __tablename__ = "issue"

    text: str = Field(min_length=1)
    severity: str = "urgent"
    opened_on: Day
    found_by: str = "them"
    solved_on: Day | None = None
    solved_well: bool | None = None
    owner: str = ""


class CompetitorRow(Record, table=True):
    """A rival, by name."""

    __tablename__ = "competitor"

    name: str = Field(min_length=1)
    name_key: str = Field(unique=True)


class SightingRow(Sourced, table=True):
    """One observation of a competitor at an account; ``gap`` is a percent as text to keep it exact."""

    __tablename__ = "sighting"

    competitor_id: int = Field(foreign_key="competitor.id", index=True)
    kind: str = "approach"
    text: str = ""
    seen_on: Day
    gap: str | None = None
    source_channel: str = ""
    confidence: str = ""
    next_move: str = ""
    counter: str = ""
    status: str = "open"


class OpportunityRow(Sourced, table=True):
    """A chance to sell; value in 1/10,000."""

    __tablename__ = "opportunity"

    text: str = Field(min_length=1)
    kind: str = "new order"
    amount: int | None = None
    currency: str = ""
    chance: int | None = None
    due: Day | None = None
    next_step: str = ""
    status: str = "open"
    found_on: Day
    external_id: str = Field(default="", sa_column_kwargs=EMPTY)


class FactRow(Sourced, table=True):
    """Something true of an account or a person there."""

    __tablename__ = "fact"

    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    person: str = ""
    label: str = ""
    value: str
    confirmed_on: Day


class QuoteRow(Sourced, table=True):
    """The customer's own words."""

    __tablename__ = "quote"

    text: str = Field(min_length=1)
    speaker: str = ""
    said_on: Day
    question_key: str = ""


class ObjectiveRow(Sourced, table=True):
    """A goal of the customer and how far it is; ``percent`` as text to keep it exact."""

    __tablename__ = "objective"

    goal: str = ""
    percent: str | None = None
    stated_on: Day


class TouchRow(Sourced, table=True):
    """A contact with the account, or an attempt at one, past or planned."""

    __tablename__ = "touch"

    day: Day
    channel: str = "call"
    topic: str = ""
    person: str = ""
    contact: str = ""
    minutes: int | None = None
    text: str = ""
    two_way: bool = True
    reached: bool = True
    planned: bool = False
    value_given: bool = False
    external_id: str = Field(default="", sa_column_kwargs=EMPTY)
