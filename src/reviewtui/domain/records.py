"""What customers tell us, as records of their own: asks, issues, sightings, opportunities, facts, quotes, objectives, touches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Ask:
    """An improvement the customer wants; a ``wish`` answers the eleven-out-of-ten question.

    ``domain`` is service or product; ``decision`` do, study, no or empty (undecided); ``status`` open or done;
    ``holds`` what the customer said of it later: better, same, worn off, no longer needed.
    """

    id: int
    uid: str
    account_id: int
    text: str
    domain: str
    decision: str
    wish: bool
    status: str
    asked_on: date
    due: date | None
    owner: str = ""
    effort: str = ""
    holds: str = ""
    done_on: date | None = None
    review_id: int | None = None
    note_id: int | None = None
    source: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Issue:
    """Something on fire: severity (minor, urgent), what, when opened, found by us or them, when and how well solved."""

    id: int
    uid: str
    account_id: int
    text: str
    severity: str
    opened_on: date
    found_by: str
    solved_on: date | None = None
    solved_well: bool | None = None
    owner: str = ""
    review_id: int | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Sighting:
    """One observation of a competitor at an account; ``gap`` is their price against ours in percent (-12 = below)."""

    id: int
    uid: str
    account_id: int
    competitor: str
    kind: str
    text: str
    seen_on: date
    gap: float | None = None
    source_channel: str = ""
    confidence: str = ""
    next_move: str = ""
    counter: str = ""
    status: str = "open"
    review_id: int | None = None
    note_id: int | None = None
    source: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A chance to sell: new order, more volume or frequency, other product or service, renewal. Value in 1/10,000."""

    id: int
    uid: str
    account_id: int
    text: str
    kind: str
    amount: int | None
    currency: str
    chance: int | None
    due: date | None
    next_step: str = ""
    status: str = "open"
    found_on: date | None = None
    review_id: int | None = None
    note_id: int | None = None
    source: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Fact:
    """Something true of an account or a contact, with the date it was last confirmed."""

    id: int
    uid: str
    account_id: int
    person: str
    label: str
    value: str
    confirmed_on: date
    contact_id: int | None = None
    review_id: int | None = None
    note_id: int | None = None
    source: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """The customer's own words."""

    id: int
    uid: str
    account_id: int
    text: str
    speaker: str
    said_on: date
    question_key: str = ""
    review_id: int | None = None
    note_id: int | None = None
    source: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Objective:
    """What the customer hopes to get from us, and how far it is in percent."""

    id: int
    uid: str
    account_id: int
    goal: str
    percent: float | None
    stated_on: date
    review_id: int | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Touch:
    """A contact with anyone at the account; ``reached`` is False for an attempt; ``two_way`` makes it a real touch."""

    id: int
    uid: str
    account_id: int
    day: date
    channel: str
    topic: str
    person: str = ""
    contact: str = ""
    minutes: int | None = None
    text: str = ""
    two_way: bool = True
    reached: bool = True
    planned: bool = False
    value_given: bool = False
    review_id: int | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Note:
    """Free text on an account, or on one question of one review (then ``question_key`` is set)."""

    id: int
    uid: str
    account_id: int
    text: str
    written_on: date
    author: str = ""
    review_id: int | None = None
    question_key: str = ""
    item: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One line of an account's history: what happened when, and what it opens (``kind`` and ``ref_id``)."""

    day: date
    kind: str
    text: str
    ref_id: int
    detail: str = ""
