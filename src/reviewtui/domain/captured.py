"""What a marked note line becomes: a record in the making, and the short words that show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reviewtui.domain.dates import short_date
from reviewtui.domain.money import Money, format_money
from reviewtui.domain.numbers import plain


class CaptureKind(StrEnum):
    """The eight things a line can be, by its marker."""

    ACTION = "action"
    PROMISE = "promise"
    ASK = "ask"
    SIGHTING = "sighting"
    OPPORTUNITY = "opportunity"
    FACT = "fact"
    QUOTE = "quote"
    PRIVATE = "private"


SIGHTING_KINDS = ("new product", "pricing", "marketing", "approach")
OPPORTUNITY_KINDS = ("new order", "more volume", "other product", "renewal")
OURS, CUSTOMER = "ours", "customer"


@dataclass(frozen=True, slots=True)
class Capture:
    """One line read as a record; what was not understood is None and, where that matters, in ``problems``.

    ``line`` is the line as typed; ``title`` what remains of it as the record's text. ``owner`` is the name
    behind ``@`` ("me" included), ``side`` ours or customer. ``percent`` is a rival's price against ours
    (-12: below). ``chance`` is 0 to 100. ``domain`` is service or product for an ask, else None. ``nth``
    counts identical lines of one note from 1, so that (line, nth) names a line while others move.
    """

    kind: CaptureKind
    line: str
    title: str
    owner: str | None = None
    side: str = OURS
    due: date | None = None
    priority: int | None = None
    money: Money | None = None
    percent: Decimal | None = None
    competitor: str | None = None
    sighting_kind: str | None = None
    person: str | None = None
    label: str | None = None
    value: str | None = None
    opportunity_kind: str | None = None
    chance: int | None = None
    domain: str | None = None
    problems: tuple[str, ...] = ()
    nth: int = 1


def chips(capture: Capture, as_of: date | None = None) -> tuple[str, ...]:
    """Short words for what was understood, kind first: ``promise``, ``@sam``, ``Fri 27 Nov``, ``p1``.

    With ``as_of`` a due date of another year shows its year. Problems come last, each behind ``? ``.
    """
    due = capture.due
    year = f" {due.year}" if due and as_of and due.year != as_of.year else ""
    parts = (
        capture.kind.value,
        capture.domain if capture.domain == "product" else None,
        capture.competitor or capture.person,
        capture.sighting_kind or capture.opportunity_kind or capture.label,
        "@customer" if capture.side == CUSTOMER else capture.owner and f"@{capture.owner}",
        due and short_date(due) + year,
        capture.priority and f"p{capture.priority}",
        capture.money and format_money(capture.money),
        capture.percent is not None and f"{plain(capture.percent)} %",
        capture.chance is not None and f"{capture.chance} %",
        *(f"? {problem}" for problem in capture.problems),
    )
    return tuple(part for part in parts if part)
