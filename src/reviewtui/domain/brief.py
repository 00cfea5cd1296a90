"""The brief: all that one should know of an account before dialling, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reviewtui.domain.accounts import Account, Contact
from reviewtui.domain.actions import Action, promise_outcome
from reviewtui.domain.money import Money
from reviewtui.domain.orders import OrderFigures
from reviewtui.domain.records import Ask, Fact, Issue, Opportunity, Sighting
from reviewtui.domain.reviews import Review


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """An answer of the last review that differs from the one before it to the same key.

    ``before_on`` is the date of that earlier review; ``way`` is up, down or changed; ``confidential`` marks
    private questions and our own view, which stay out of everything meant for others.
    """

    question_key: str
    label: str
    before: str
    now: str
    before_on: date
    way: str = "changed"
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A promise not yet kept: ``age`` in days since it was made, ``outcome`` as ``promise_outcome`` has it."""

    action: Action
    age: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Brief:
    """One account as of a date; nothing dated later is in it.

    ``revenue`` is the net revenue of the 12 months, one amount for each currency; ``figures`` is in the account's.
    ``ratings`` are (date, rating), oldest first; ``said_bought`` is the sentence when word and deed differ, else empty.
    """

    account: Account
    contacts: tuple[Contact, ...]
    as_of: date
    currency: str
    figures: OrderFigures
    revenue: tuple[Money, ...]
    started: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    last_review: Review | None = None
    last_quarter: str = ""
    in_progress: Review | None = None
    changed: tuple[ChangedAnswer, ...] = ()
    ratings: tuple[tuple[date, int], ...] = ()
    promises: tuple[OpenPromise, ...] = ()
    actions: tuple[Action, ...] = ()
    asks: tuple[Ask, ...] = ()
    issues: tuple[Issue, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    facts: tuple[Fact, ...] = ()
    last_touch: date | None = None
    said_bought: str = ""

    @property
    def rating(self) -> int | None:
        """The latest rating, None before the first."""
        return self.ratings[-1][1] if self.ratings else None

    @property
    def deciders(self) -> tuple[Contact, ...]:
        """Who signs and is still there."""
        return tuple(c for c in self.contacts if c.decides and not c.left)


def open_promise(action: Action, as_of: date) -> OpenPromise:
    """A promise with its age and how it stands."""
    return OpenPromise(action, (as_of - action.created_on).days, promise_outcome(action, as_of))
