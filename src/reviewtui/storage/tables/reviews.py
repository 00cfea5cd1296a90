"""Tables of reviews, answers, notes and what was captured from notes."""

from sqlmodel import Field, Index, SQLModel

from reviewtui.storage.tables.base import EMPTY, Day, Record, Stamp


class TemplateVersionRow(SQLModel, table=True):
    """The wording a review was asked with: ``body`` is the canonical JSON of the template."""

    __tablename__ = "template_version"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(index=True)
    name: str
    hash: str = Field(unique=True)
    body: str
    created_at: Stamp


class ReviewRow(Record, table=True):
    """One review. ``attendees`` and ``place`` are JSON; ``state`` is in_progress, finished or discarded."""

    __tablename__ = "review"
    __table_args__ = (Index("ix_review_account_day", "account_id", "day"),)

    account_id: int = Field(foreign_key="account.id")
    template_key: str
    template_version: int = Field(foreign_key="template_version.id")
    state: str = Field(default="in_progress", index=True)
    day: Day
    channel: str = "call"
    person: str = ""
    attendees: str = "[]"
    finished_on: Day | None = None
    next_date: Day | None = None
    elapsed: int = 0
    place: str = "{}"


class AnswerRow(Record, table=True):
    """The answer to one question of one review; ``item`` tells repeats apart; ``value`` and ``fields`` are JSON,
    ``raw`` is what was typed, kept even when it was not understood."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_slot", "review_id", "question_key", "item", unique=True),)

    review_id: int = Field(foreign_key="review.id")
    account_id: int = Field(foreign_key="account.id", index=True)
    question_key: str
    item: str = ""
    state: str = "open"
    value: str = "null"
    fields: str = "{}"
    raw: str = ""
    unchanged: bool = False


class NoteRow(Record, table=True):
    """Free text on an account, or the note of one question of one review."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_slot", "review_id", "question_key", "item", unique=True),)

    account_id: int = Field(foreign_key="account.id", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id")
    question_key: str = ""
    item: str = ""
    text: str = ""
    written_on: Day
    author: str = ""
    external_id: str = Field(default="", sa_column_kwargs=EMPTY)


class CaptureRow(Record, table=True):
    """What became of a marked line: the record made of it, or that it was dropped. Drafts are not stored, the note
    is their source until the wrap-up. ``nth`` tells identical lines of one note apart.

    Rows without a note link an answer to what the finish made of it: then ``line`` is question key and item, and
    ``nth`` the row of a list. ``made`` is JSON: the columns as they were made, and as they were before where the
    record existed already; by it a second finish changes only what was said differently."""

    __tablename__ = "capture"
    __table_args__ = (Index("ix_capture_line", "note_id", "line", "nth"),)

    account_id: int = Field(foreign_key="account.id", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id")
    note_id: int | None = Field(default=None, foreign_key="note.id")
    line: str
    nth: int = 1
    state: str = "confirmed"
    target_table: str = ""
    target_id: int | None = None
    made: str = "{}"


class ConflictRow(SQLModel, table=True):
    """A text that lost a race between two sessions, kept until somebody has looked at both."""

    __tablename__ = "conflict_copy"

    id: int | None = Field(default=None, primary_key=True)
    slot: str
    account_id: int | None = None
    review_id: int | None = None
    text: str
    stamp: Stamp
    settled: bool = False


class DraftRow(SQLModel, table=True):
    """What stands in a form or the capture bar and is not yet a record: typed text outlives the program."""

    __tablename__ = "draft"

    key: str = Field(primary_key=True)
    text: str
    stamp: Stamp
