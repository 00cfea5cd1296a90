"""The words for the {x} of prompts, taken from the data; what is not known is left out and the prompt goes plain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from reviewtui.domain.accounts import Account, Contact
from reviewtui.domain.answers import Answer
from reviewtui.domain.captures import OURS, CaptureKind, captures_in
from reviewtui.domain.dates import DAYS, short_date
from reviewtui.domain.quarter import add_months
from reviewtui.domain.records import Note
from reviewtui.domain.reviews import Review
from reviewtui.domain.sheets import Panels, Slot
from reviewtui.domain.text import one_line

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class Known:
    """What the words are made of."""

    account: Account
    contacts: tuple[Contact, ...]
    review: Review
    last: Review | None
    panels: Panels
    answers: Mapping[Slot, Answer]
    notes: Iterable[Note]
    currency: str
    as_of: date
    proposed: date
    first_month: int = 1
    confidential: frozenset[str] = frozenset()


def fills(known: Known) -> dict[str, str]:
    """The words by name; a name without data is not in it."""
    words = {
        "account": one_line(known.account.name, " "),
        "contact": _contact(known),
        "promises": "; ".join(promise_words(known)),
        "proposed_date": day_words(known.proposed, known.as_of),
        "category": known.panels.stopped[0] if known.panels.stopped else "",
        "renewal_or_next_order": "the next order",
        **_since(known),
        **_orders(known.panels),
        **_renewal(known),
    }
    rating = known.answers.get(Slot("sat.rating"))
    if rating is not None and isinstance(rating.value, int):
        words["rating"] = str(rating.value)
    return {name: text for name, text in words.items() if text}


def _contact(known: Known) -> str:
    deciding = [contact.name for contact in known.contacts if contact.decides and not contact.left]
    names = [*known.review.attendees, *deciding]
    return one_line(names[0], " ") if names else ""


def _since(known: Known) -> dict[str, str]:
    if known.last is None:
        return {}
    day = known.last.date
    months = max(1, round((known.review.date - day).days / 30.44))
    year = "" if day.year == known.as_of.year else f" {day.year}"
    return {
        "date": f"{day.day} {_MONTHS[day.month - 1]}{year}",
        "month": f"{_MONTHS[day.month - 1]}{year if months > 11 else ''}",
        "months": "1 month" if months == 1 else f"{months} months",
    }


def _orders(panels: Panels) -> dict[str, str]:
    words: dict[str, str] = {}
    orders = panels.orders
    # "3 orders against 3" is nothing to ask about: the plain wording is said then.
    if orders is not None and orders.order_days and orders.orders_now != orders.orders_before:
        words["orders_now"] = str(orders.orders_now)
        words["orders_before"] = str(orders.orders_before)
    late, all_known = panels.late
    if all_known:
        words["late_rate"] = f"{round(100 * late / all_known)} %"
    return words


def _renewal(known: Known) -> dict[str, str]:
    day = known.account.renewal_date
    if day is None or day < known.as_of:
        return {}
    words = day_words(day, known.as_of)
    return {"renewal_date": words, "renewal_or_next_order": f"the renewal on {words}"}


def promise_words(known: Known) -> list[str]:
    """Each promise of ours written into this review, with its date; none from a confidential question."""
    texts = [
        (slot.question, answer.value, known.review.date)
        for slot, answer in known.answers.items()
        if isinstance(answer.value, str)
    ]
    texts += [(note.question_key, note.text, note.written_on) for note in known.notes]
    found = []
    for key, text, day in texts:
        if key in known.confidential or ("!" not in text and "！" not in text):
            continue
        for _, one in captures_in(text, as_of=day, currency=known.currency, first_month=known.first_month):
            if one.kind is CaptureKind.PROMISE and one.side == OURS and one.title:
                due = f" by {short_date(one.due)}" if one.due else ""
                found.append(one_line(one.title, " ") + due)
    return found


def day_words(day: date, as_of: date) -> str:
    """``Mon 23 February``, with the year where it is not this one."""
    year = "" if day.year == as_of.year else f" {day.year}"
    return f"{DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"


def proposed_date(review: Review, answers: Mapping[Slot, Answer], months: int) -> date:
    """The day for the next review: the one set or asked for, else these months on, moved to a working day."""
    asked = answers.get(Slot("close.next"))
    if asked is not None and isinstance(asked.value, date):
        return asked.value
    if review.next_date is not None:
        return review.next_date
    day = add_months(review.date, months)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
