"""A review: one run of a template with one account; its states, its place and its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from reviewtui.domain.frozen import frozen

Day = date
"""The type, where a field is called ``date`` itself."""

CHANNELS = ("call", "visit", "video", "e-mail", "message", "event")
USUAL_TEMPLATE = "quarterly"
"""The template whose rhythm makes a review due, and which an address may leave out."""


class ReviewState(StrEnum):
    """Where a review stands; a finished one changes only after it is reopened on purpose."""

    IN_PROGRESS = "in_progress"
    FINISHED = "finished"
    DISCARDED = "discarded"


@frozen
class Place:
    """Where the cursor was: section and question key, the control inside it, and the cursor in its text.

    ``field`` is empty for the list of questions, ``note``, ``value``, ``row:N:column`` or a sub-field's key.
    """

    section: str = ""
    question: str = ""
    item: str = ""
    field: str = ""
    row: int = 0
    column: int = 0


@frozen
class Review:
    """One review; ``date`` is the day of the call, ``elapsed`` the seconds it was open on screen."""

    id: int
    uid: str
    account_id: int
    template_key: str
    template_version: int
    state: ReviewState
    date: date
    channel: str = "call"
    person: str = ""
    attendees: tuple[str, ...] = ()
    finished_on: Day | None = None
    next_date: Day | None = None
    elapsed: int = 0
    place: Place = field(default_factory=Place)
    version: int = 1


@frozen
class ReviewLine:
    """A review in a list: where it stands and how to address it (``ACCOUNT@2026-Q4[/template[/n]]``)."""

    id: int
    account_id: int
    account: str
    template_key: str
    state: ReviewState
    date: date
    quarter: str
    address: str
    person: str
    answered: int
    rating: int | None


@frozen
class PastAnswer:
    """What the same question got in an earlier review, ready to show: date, quarter, words, note, raw value."""

    review_id: int
    date: date
    quarter: str
    text: str
    note: str
    state: str
    value: object = None
    fields: Mapping[str, object] = field(default_factory=dict)


def review_address(account: str, quarter: str, template: str, n: int) -> str:
    """The address of the ``n``-th (1-based) finished review of a template in a quarter; short where it can be."""
    if n > 1:
        return f"{account}@{quarter}/{template}/{n}"
    return f"{account}@{quarter}" if template == USUAL_TEMPLATE else f"{account}@{quarter}/{template}"
