"""The sheet: everything the review screen shows of one review, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from reviewtui.domain.accounts import Account, Contact
from reviewtui.domain.actions import Action
from reviewtui.domain.answers import Answer
from reviewtui.domain.orders import OrderFigures
from reviewtui.domain.records import Ask, Note, Objective, Sighting
from reviewtui.domain.reviews import PastAnswer, Review
from reviewtui.domain.templates import Template


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Where an answer and its note belong in a review: the question's key, and the item for repeated questions."""

    question: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a repeated question is asked about: ``key`` tells it apart for good (the record's uid)."""

    key: str
    text: str
    detail: str = ""
    table: str = ""
    row_id: int = 0


@dataclass(frozen=True, slots=True)
class Panels:
    """The data that stands beside the questions."""

    orders: OrderFigures | None
    started: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    late: tuple[int, int] = (0, 0)
    promises: tuple[Action, ...] = ()
    asks: tuple[Ask, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    objectives: tuple[Objective, ...] = ()
    said_bought: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One review, ready to be shown and typed into.

    ``past`` holds up to four earlier answers per slot, newest first; ``items`` what repeated questions are asked
    about ("promises", "fixes"); ``fills`` the words for the {x} of prompts; ``yearly_due`` the keys of yearly
    questions not answered for a year; ``last_values`` the newest earlier value per key, for rules and ``=``.
    """

    account: Account
    contacts: tuple[Contact, ...]
    review: Review
    template: Template
    quarter: str
    currency: str
    me: str
    answers: Mapping[Slot, Answer]
    notes: Mapping[Slot, Note]
    past: Mapping[Slot, tuple[PastAnswer, ...]]
    items: Mapping[str, tuple[Item, ...]]
    panels: Panels
    fills: Mapping[str, str]
    yearly_due: frozenset[str] = frozenset()
    last_review: Review | None = None
    conflicts: tuple[tuple[int, str, str], ...] = field(default=())
    as_of: date = date.min
