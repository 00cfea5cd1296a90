"""The own plan of an account as people type and read it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.figure_settings import LONGEST_DAYS, LONGEST_MONTHS
from reviewtui.domain.own_plan import FIELDS, MOST_STEPS, RANGES, InForce, steps_of, steps_text

NONE, DEFAULT = "none", "default"
"""How a plan without steps, and a way back to what the tier and the settings have, are typed."""
WORDS = {
    "contact_ideal": "the ideal interval between touches",
    "contact_maximum": "the longest interval between touches",
    "feedback_ideal": "the ideal interval between asking them",
    "feedback_maximum": "the longest interval between asking them",
    "review_months": "the rhythm of reviews",
    "post_order": "the plan after an order",
    "renewal_lead": "the lead of a renewal",
}
"""What each field of a plan is, in a sentence."""
_DAYS = {**dict.fromkeys(("d", "day", "days"), 1), **dict.fromkeys(("w", "week", "weeks"), 7)}
_MONTHS = {
    **dict.fromkeys(("m", "mo", "month", "months"), 1),
    **dict.fromkeys(("y", "year", "years"), 12),
}
_WORD = re.compile(r"(\d{1,6})|([^\W\d_]+)")
_NOTHING = frozenset({NONE, "no", "nothing"})
_HOW = "write it like 1d 7d 1m 3m, or none"


def understood(name: str, text: str) -> int | str | None:
    """The value of a field from what was typed: ``45``, ``6 weeks``, ``6m``, or the steps after an order.

    Empty text and ``default`` are None: as the tier and the settings have it. Raises InvalidInput with the reason.
    """
    words = text.casefold().split()
    if words in ([], [DEFAULT]):
        return None
    if name == "post_order":
        return understood_steps(text)
    months = name == "review_months"
    units, what = (_MONTHS, "months") if months else (_DAYS, "days")
    parts = [part for word in words for part in _parts(word)]
    unit = parts[1] if len(parts) > 1 else what
    if len(parts) > 2 or not isinstance(parts[0], int) or unit not in units:
        raise InvalidInput(
            f'"{text.strip()}" is no number of {what}; write it like {"6" if months else "45"}.'
        )
    return checked(name, parts[0] * units[str(unit)])


def checked(name: str, value: int) -> int:
    """A number of a field where it can be one; raises InvalidInput that says what it may be."""
    lowest, highest = RANGES[name]
    if not lowest <= value <= highest:
        what = "months" if name == "review_months" else "days"
        raise InvalidInput(f"{value} {what} cannot be: {WORDS[name]} is {lowest} to {highest} {what}.")
    return value


def shown(name: str, value: int | str | None) -> str:
    """A value as people read it: ``45 days``, ``6 months``, ``1, 7 days; 1, 3 months``; empty for None."""
    if value is None:
        return ""
    if isinstance(value, str):
        return steps_shown(*steps_of(value))
    return counted(value, "month" if name == "review_months" else "day")


def own_words(plan: InForce) -> tuple[str, ...]:
    """What is an account's own, each in a few words: ``review every 6 months``; empty where everything is as usual."""
    return tuple(
        _OWN_WORDS[name].format(shown(name, getattr(plan, name))) for name in FIELDS if name in plan.own
    )


_OWN_WORDS = {
    "contact_ideal": "touch every {}",
    "contact_maximum": "touch at most every {}",
    "feedback_ideal": "ask every {}",
    "feedback_maximum": "ask at most every {}",
    "review_months": "review every {}",
    "post_order": "after an order {}",
    "renewal_lead": "{} before a renewal",
}


def steps_shown(days: Collection[int], months: Collection[int]) -> str:
    """Steps after an order as people read them: ``1, 7 days; 1, 3, 6 months``, or none."""
    parts = [
        f"{', '.join(map(str, found))} {unit}{'' if list(found) == [1] else 's'}"
        for found, unit in ((days, "day"), (months, "month"))
        if found
    ]
    return "; ".join(parts) or NONE


def typed(value: int | str | None) -> str:
    """A value as it is typed into a field: ``45``, ``1d 7d 1m``, none; empty for None."""
    return "" if value is None else str(value) or NONE


def counted(number: int, unit: str) -> str:
    """``1 day``, ``45 days``."""
    return f"{number} {unit}{'' if number == 1 else 's'}"


def understood_steps(text: str) -> str:
    """The plan after an order as it is kept, from what was typed: ``1 7 days, 1 3 months`` is ``1d 7d 1m 3m``.

    Numbers take the unit that follows them: days, weeks or months. ``none`` gives the empty text. Raises
    InvalidInput that says which word is not understood.
    """
    words = re.sub(r"[,;+]|\band\b", " ", text.casefold()).split()
    if len(words) == 1 and words[0] in _NOTHING:
        return ""
    days: set[int] = set()
    months: set[int] = set()
    waiting: list[int] = []
    for part in (one for word in words for one in _parts(word)):
        if isinstance(part, int):
            waiting.append(part)
        elif waiting and part in _DAYS:
            days.update(n * _DAYS[part] for n in waiting)
            waiting = []
        elif waiting and part in _MONTHS:
            months.update(n * _MONTHS[part] for n in waiting)
            waiting = []
        else:
            raise InvalidInput(f'"{part}" is not understood in a plan after an order; {_HOW}.')
    if waiting:
        raise InvalidInput(f"{waiting[-1]} days or {waiting[-1]} months after an order? {_HOW.capitalize()}.")
    _check_steps(days, months)
    return steps_text(days, months)


def _parts(word: str) -> Iterator[int | str]:
    at = 0
    for match in _WORD.finditer(word):
        if match.start() != at:
            break
        at = match.end()
        yield int(match[1]) if match[1] else match[2]
    if at != len(word):
        raise InvalidInput(f'"{word}" is not understood: numbers with days, weeks or months are.')


def _check_steps(days: set[int], months: set[int]) -> None:
    if not days and not months:
        raise InvalidInput(f"A plan after an order has steps; {_HOW}.")
    if max(days, default=0) > LONGEST_DAYS:
        raise InvalidInput(
            f"{max(days)} days cannot be: a step is at most {LONGEST_DAYS} days after an order."
        )
    odd = next((one for one in sorted(months) if not 1 <= one <= LONGEST_MONTHS), None)
    if odd is not None:
        raise InvalidInput(f"{odd} months cannot be: a step is 1 to {LONGEST_MONTHS} months after an order.")
    if len(days) + len(months) > MOST_STEPS:
        raise InvalidInput(
            f"{len(days) + len(months)} steps after an order are too many: at most {MOST_STEPS}."
        )
