"""What only the sections of the account screen show: what was bought by quarter and kind, every answer over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.answer_words import display
from reviewtui.domain.answers import AnswerState
from reviewtui.domain.orders import OrderDay, in_currency, net_between
from reviewtui.domain.quarter import Quarter, last_quarters, quarter_of
from reviewtui.domain.rates import SCALE, RateBook, settled
from reviewtui.services.kept import kept_answer, kept_question

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.reads.past import PastRow
    from reviewtui.storage.store import Store

QUARTERS = 8
REVIEWS = 40
_SILENT = frozenset({AnswerState.OPEN, AnswerState.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Kind:
    """A category (or product, where there is none) with its net amount in each of the 8 quarters, oldest first."""

    name: str
    quarters: tuple[int, ...]

    @property
    def total(self) -> int:
        """Net amount of the eight quarters."""
        return sum(self.quarters)


@dataclass(frozen=True, slots=True)
class Purchases:
    """Order days of an account, oldest first, and its 8 quarters in its currency, in 1/10,000 of the unit.

    ``credits`` are <= 0 and inside ``nets``; ``kinds`` come largest first.
    """

    currency: str
    days: tuple[OrderDay, ...]
    quarters: tuple[Quarter, ...]
    nets: tuple[int, ...]
    credits: tuple[int, ...]
    kinds: tuple[Kind, ...]


def purchases(store: Store, account_id: int, as_of: date) -> Purchases:
    """What an account bought up to a date, in its own currency; of others what a rate converts into it."""
    with store.read() as r:
        account = r.accounts.get(account_id)
        currency = (account.currency if account else "") or r.currency
        days = r.orders.days(account_id, as_of)
        quarters = last_quarters(as_of, QUARTERS, r.first_month)
        rows, book = r.orders.kinds(account_id, currency, quarters[0].start, as_of), r.book
    own, unit, *_ = in_currency([one for one in days if one.day >= quarters[0].start], currency, book)
    return Purchases(
        currency,
        days,
        quarters,
        tuple(settled(net_between(own, currency, q.start, q.end), unit) for q in quarters),
        tuple(settled(sum(one.credits for one in own if q.contains(one.day)), unit) for q in quarters),
        _kinds(rows, quarters, currency, book),
    )


def _kinds(
    rows: Sequence[tuple[str, date, str, int]], quarters: Sequence[Quarter], own: str, rates: RateBook
) -> tuple[Kind, ...]:
    sums: dict[str, list[int]] = {}
    for name, day, code, amount in rows:
        found = rates.at(code, own, day.isoformat()) if code != own else None
        if found is None and code != own:
            continue
        cells = sums.setdefault(name, [0] * len(quarters))
        at = next(i for i, quarter in enumerate(quarters) if quarter.contains(day))
        cells[at] += amount * (found.factor if found else SCALE)
    found_kinds = [Kind(name, tuple(settled(cell, SCALE) for cell in cells)) for name, cells in sums.items()]
    return tuple(sorted(found_kinds, key=lambda one: (-one.total, one.name.casefold(), one.name)))


@dataclass(frozen=True, slots=True)
class Held:
    """A finished review as a column of the answers: its id, day and the label of its quarter."""

    review_id: int
    day: date
    quarter: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was said to one question in one review: in one line of words, and the note beside it."""

    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One question over the reviews: ``said`` has an entry for each of them, None where it was not asked."""

    section: str
    key: str
    label: str
    said: tuple[Said | None, ...]


@dataclass(frozen=True, slots=True)
class AnswersOverTime:
    """Every question that was ever answered, in the order of the newest template, by review, oldest first."""

    reviews: tuple[Held, ...] = ()
    series: tuple[Series, ...] = ()


def answers_over_time(store: Store, account_id: int, as_of: date) -> AnswersOverTime:
    """The answers of the last 40 finished reviews of an account, by question."""
    with store.read() as r:
        finished = r.reviews.finished(account_id, as_of, limit=REVIEWS)
        reviews = tuple(
            Held(one.id, one.date, quarter_of(one.date, r.first_month).label) for one in reversed(finished)
        )
        rows = r.reviews.past_answers(account_id, None, as_of, reviews=REVIEWS)
        return AnswersOverTime(reviews, _series(r, rows, {one.review_id: i for i, one in enumerate(reviews)}))


def _series(r: Reader, rows: Sequence[PastRow], places: dict[int, int]) -> tuple[Series, ...]:
    found: dict[str, list[Said | None]] = {}
    named: dict[str, tuple[int, str, str, tuple[int, int]]] = {}
    for row in rows:
        place = places.get(row.review_id)
        said = _said(r, row) if place is not None else None
        if place is None or said is None or row.answer.item:
            # Questions that are asked once for each promise or fix are no series.
            continue
        slot = row.answer.question_key
        found.setdefault(slot, [None] * len(places))[place] = said
        if slot not in named or named[slot][0] < place:
            named[slot] = (place, *_place(r, row))
    return tuple(
        Series(named[slot][1], slot, named[slot][2], tuple(said))
        for slot, said in sorted(found.items(), key=lambda one: (named[one[0]][3], one[0]))
    )


def _said(r: Reader, row: PastRow) -> Said | None:
    question = kept_question(r, row.template_version, row.answer.question_key)
    answer = kept_answer(row.answer, question)
    words = "" if question is None or answer.state in _SILENT else display(question, answer)
    return Said(words, row.note) if words or row.note else None


def _place(r: Reader, row: PastRow) -> tuple[str, str, tuple[int, int]]:
    """Section title, label and place of a question in the template it was asked with."""
    from reviewtui.services.kept import kept_template

    key = row.answer.question_key
    for at, section in enumerate(kept_template(r, row.template_version).sections):
        for within, question in enumerate(section.questions):
            if question.key == key:
                return section.title, question.short, (at, within)
    return "", key, (10_000, 0)
