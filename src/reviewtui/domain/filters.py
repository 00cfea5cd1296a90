"""The filter of accounts: ``tier:A,B drift>1.5 silent:90d rating<7 owner:sam -tag:paused text``, parsed and applied.

A condition is a key, a sign and a value; a minus before it turns it round, quotes hold words together, commas list
alternatives; ``custom.region:north`` asks for a custom field, ``revenue>10k EUR`` for an amount in that currency. All conditions must hold; what is no condition is text that the name must answer. Unknown is never zero:
a comparison does not hold for a figure that is unknown, ``none`` asks for exactly those, ``any`` for the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from reviewtui.domain.currencies import is_currency
from reviewtui.domain.custom import PREFIX, folded
from reviewtui.domain.queue import REASONS

SIGNS = ("<=", ">=", "<", ">", "=", ":")
STATES = ("green", "amber", "red")
TAGS = (
    "paused", "edge", "override", "email-only", "status-quo", "said", "late", "silent", "never-reviewed", "archived",
)  # fmt: skip
_TOKEN = re.compile(r'(-?)([^\s":<>=]+)(<=|>=|<|>|=|:)((?:"[^"]*"?|[^\s"])*)|(-?)(?:"([^"]*)"?|(\S+))')
_NUMBER = re.compile(r"(-?\d+(?:[.,]\d+)?)(k|m|d|w|%)?", re.IGNORECASE)
_AMOUNT = re.compile(rf"({_NUMBER.pattern})([A-Z]{{3}})", re.IGNORECASE)
_SCALES = {"k": 1_000.0, "m": 1_000_000.0, "w": 7.0}


@dataclass(frozen=True, slots=True)
class Subject:
    """What of an account can be filtered by: words by key, numbers by key (None is unknown), its tags."""

    account_id: int
    name: str
    words: Mapping[str, Sequence[str]]
    numbers: Mapping[str, float | None]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; ``values`` are words, ``sign`` and ``number`` a comparison, ``sign`` ``none`` or ``any`` a question.

    ``currency`` is that of the number, where it is an amount in one.
    """

    key: str
    sign: str
    values: tuple[str, ...] = ()
    number: float = 0.0
    turned: bool = False
    currency: str = ""

    def holds(self, subject: Subject) -> bool:
        """Whether an account passes."""
        return self._met(subject) != self.turned

    def _met(self, subject: Subject) -> bool:
        if self.key == "tag":
            return any(value in subject.tags for value in self.values)
        if self.key == "text":
            return self.values[0] in subject.name.casefold()
        if self.key in WORDS:
            return _words_meet(subject.words.get(self.key, ()), self)
        found = _revenue_in(subject, self.currency) if self.currency else subject.numbers.get(self.key)
        if self.sign in ("none", "any"):
            return (found is None) == (self.sign == "none")
        return found is not None and _COMPARE[self.sign](found, self.number)


def _revenue_in(subject: Subject, code: str) -> float | None:
    """The revenue of an account in a currency: its own, or the one it is ranked in; None in any other."""
    for currency, key in (("currency", "revenue"), ("ranked", "ranked")):
        if subject.words.get(currency, ("",))[0] == code:
            return subject.numbers.get(key)
    return None


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """What was typed, understood: conditions, the text for the name, and a sentence for what is not understood."""

    conditions: tuple[Condition, ...] = ()
    text: str = ""
    problem: str = ""
    custom: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    @property
    def asks_custom(self) -> bool:
        """Whether a custom field is asked for, so that ``custom`` must hold those of the accounts, by id and folded name."""
        return any(one.key.startswith(PREFIX) for one in self.conditions)

    @property
    def asks_money(self) -> bool:
        """Whether an amount in a currency is asked for, so that it must be said what accounts can be held against it."""
        return any(one.currency for one in self.conditions)

    def knowing_money(self, own: str, lacking: Sequence[str]) -> AccountFilter:
        """The same, where the file is in the currency ``own``; a doubt where amounts are in another, or where from some
        currencies no rate leads there."""
        asked = next((one for one in self.conditions if one.currency), None)
        if asked is None or self.problem:
            return self
        if asked.currency != own:
            there = f"write {asked.key}>5 {own}" if own else "name the currency of your file first (,)"
            left = tuple(one for one in self.conditions if one.currency in ("", own))
            return replace(
                self,
                conditions=left,
                problem=f"Amounts of all accounts are not compared in {asked.currency}: {there}.",
            )
        if lacking:
            without = ", ".join(code or "no currency" for code in lacking)
            return replace(
                self,
                problem=f"A rate from {without} to {own} is missing, so accounts in it do not pass (X adds one).",
            )
        return self

    def knowing(self, custom: Mapping[int, Mapping[str, str]]) -> AccountFilter:
        """The same with the custom fields of the accounts; one that no account has is said, and the rest counts."""
        names = {f"{PREFIX}{name}" for fields in custom.values() for name in fields}
        unknown = next(
            (one for one in self.conditions if one.key.startswith(PREFIX) and one.key not in names), None
        )
        if unknown is None:
            return replace(self, custom=custom)
        there = f"there is {', '.join(sorted(names))}." if names else "no account has any."
        problem = self.problem or f'There is no "{unknown.key}" to filter by; {there}'
        left = tuple(one for one in self.conditions if not one.key.startswith(PREFIX) or one.key in names)
        return replace(self, conditions=left, problem=problem, custom=custom)

    def holds(self, subject: Subject) -> bool:
        """Whether an account meets every condition; the text is for whoever searches names."""
        return all(self._holds(one, subject) for one in self.conditions)

    def _holds(self, one: Condition, subject: Subject) -> bool:
        if not one.key.startswith(PREFIX):
            return one.holds(subject)
        value = self.custom.get(subject.account_id, {}).get(one.key[len(PREFIX) :], "")
        return _words_meet((value,) if value else (), one) != one.turned


_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
}

WORDS: Mapping[str, tuple[str, ...]] = {
    "tier": ("A", "B", "C", "N", "-"),
    "owner": (),
    "industry": (),
    "city": (),
    "country": (),
    "contact": STATES,
    "feedback": STATES,
    "nps_class": ("promoter", "passive", "detractor"),
    "next": (),
    "reason": REASONS,
    "currency": (),
    "id": (),
}
"""Keys that compare words, with the words there are, where those are known beforehand."""
NUMBERS: Mapping[str, str] = {
    "drift": "days since the last order over the usual gap",
    "silent": "days since the last order, at least",
    "rhythm": "usual days between orders",
    "rating": "the latest rating",
    "nps": "the latest recommendation",
    "basics": "the mean of on time, communication, execution",
    "health": "0 to 100",
    "ledger": "the balance",
    "revenue": "net of 12 months, in its own currency or, as in >10k EUR, in yours",
    "orders": "orders of 12 months",
    "average": "average order",
    "share": "of the revenue, in percent",
    "points": "of the call queue",
    "touched": "days since the last touch, at least",
    "asked": "days since the last feedback, at least",
    "due": "days to the next touch, at most",
    "renewal": "days to the renewal, at most",
    "kept": "promises kept in time, in percent",
    "change": "like for like on last year, in percent",
}
"""Keys that compare numbers, with what they are."""
_COLON = {"silent": ">=", "touched": ">=", "asked": ">=", "due": "<=", "renewal": "<="}
"""What a colon means for a number: ``silent:90d`` is 90 days and more."""
KEYS = (*WORDS, *NUMBERS, "tag")
_SPACED = re.compile(
    rf'"[^"]*"?|(?<!\S)(-?(?:{"|".join(KEYS)}))\s*(<=|>=|<|>|=|:)(?:\s+(?![^\s"]*[:<>=]))?', re.IGNORECASE
)
"""What is quoted, or a key and its sign with room round them: ``health < 40`` is ``health<40``."""

_WITH_CODE = re.compile(
    r'"[^"]*"?|(?<!\S)(-?(?i:revenue)(?:<=|>=|<|>|=|:)+-?\d+(?:[.,]\d+)?[kKmM]?)\s+([A-Z]{3})(?!\S)'
)
"""What is quoted, or an amount of revenue with room before its currency: ``revenue>10k EUR`` is ``revenue>10kEUR``."""


def parse_filter(text: str) -> AccountFilter:
    """Understand a filter; what is right counts even where something else is not, which ``problem`` says."""
    conditions: list[Condition] = []
    words: list[str] = []
    problem = ""
    for token in _TOKEN.finditer(_WITH_CODE.sub(_with_code, _SPACED.sub(_joined, text))):
        turned, key, sign, value, minus, quoted, word = token.groups()
        if key is None:
            plain = quoted if quoted is not None else word
            if (minus or turned) and plain:
                conditions.append(Condition("text", ":", (plain.casefold(),), turned=True))
            elif plain:
                words.append(plain)
            continue
        found = _condition(key.casefold(), sign, value, bool(turned))
        if isinstance(found, Condition):
            conditions.append(found)
        elif found and not problem:
            problem = found
    return AccountFilter(tuple(conditions), " ".join(words), problem)


def _with_code(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}" if found[1] and is_currency(found[2]) else found[0]


def _joined(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}" if found[1] else found[0]


def half_typed(text: str, become: Iterable[str]) -> bool:
    """Whether a filter is in doubt for its last word alone, which one of ``completions`` goes on from."""
    at = _last_word(text)
    return any(one.startswith(text) for one in become) and not parse_filter(text[:at]).problem


def _condition(key: str, sign: str, value: str, turned: bool) -> Condition | str:
    """The condition, or what is wrong with it; nothing while its value is still to be typed."""
    if key.startswith(PREFIX) and folded(key[len(PREFIX) :]):
        return _custom(key, sign, value, turned)
    if key not in KEYS:
        near = get_close_matches(key, KEYS, 1)
        hint = f'did you mean "{near[0]}"?' if near else f"there is {', '.join(KEYS)}"
        return f'There is no "{key}" to filter by; {hint}'
    values = tuple(part for part in (one.strip() for one in _parts(value)) if part)
    if not values:
        return f"{key}{sign} waits for a value{f': {NUMBERS[key]}' if key in NUMBERS else ''}."
    if key == "tag":
        return _tag(values, turned)
    if key in WORDS:
        return _word(key, sign, values, turned)
    return _number(key, sign, values, turned)


def _custom(key: str, sign: str, value: str, turned: bool) -> Condition | str:
    """A custom field compared as a word; its name is taken without case and signs."""
    values = tuple(part for part in (one.strip() for one in _parts(value)) if part)
    if not values:
        return f"{key}{sign} waits for a value."
    found = _word(key, sign, values, turned)
    return replace(found, key=PREFIX + folded(key[len(PREFIX) :])) if isinstance(found, Condition) else found


def _parts(value: str) -> list[str]:
    """Alternatives between commas; a comma in quotes is none."""
    return [one.replace('"', "") for one in re.findall(r'(?:"[^"]*"?|[^,"])+', value)]


def _tag(values: tuple[str, ...], turned: bool) -> Condition | str:
    wrong = next((one for one in values if one.casefold() not in TAGS), "")
    if wrong:
        return f'There is no tag "{wrong}"; there is {", ".join(TAGS)}.'
    return Condition("tag", ":", tuple(one.casefold() for one in values), turned=turned)


def _word(key: str, sign: str, values: tuple[str, ...], turned: bool) -> Condition | str:
    if sign not in (":", "="):
        return f'{key} compares words: write {key}:{values[0]}, not "{sign}".'
    if values[0].casefold() in ("none", "any") and len(values) == 1:
        return Condition(key, values[0].casefold(), turned=turned)
    known = WORDS.get(key, ())
    wrong = next((one for one in values if known and not _begins_one(one, known)), "")
    if wrong:
        return f'"{wrong}" is no {key}; there is {", ".join(known)}.'
    return Condition(key, sign, tuple(one.casefold() for one in values), turned=turned)


def _begins_one(value: str, known: Iterable[str]) -> bool:
    return any(one.casefold().startswith(value.casefold()) for one in known)


def _number(key: str, sign: str, values: tuple[str, ...], turned: bool) -> Condition | str:
    asked = values[0].casefold()
    if asked in ("none", "any", "never"):
        return Condition(key, "any" if asked == "any" else "none", turned=turned)
    if asked[:1] in "<>=" and sign == ":":
        inner = re.match(r"<=|>=|<|>|=", asked)
        sign, asked = (inner[0], asked[len(inner[0]) :]) if inner else (sign, asked)
    asked, code = (
        _amount(asked if len(values) == 1 else ",".join(values)) if key == "revenue" else (asked, "")
    )
    read = _NUMBER.fullmatch(asked if len(values) == 1 or key == "revenue" else ",".join(values))
    if read is None:
        return f'"{",".join(values)}" is no number: write {key}>5 or {key}:none. {key} is {NUMBERS[key]}.'
    number = float(read[1].replace(",", ".")) * _SCALES.get((read[2] or "").casefold(), 1.0)
    return Condition(
        key, _COLON.get(key, "=") if sign == ":" else sign, number=number, turned=turned, currency=code
    )


def _amount(text: str) -> tuple[str, str]:
    """What was typed without the currency behind it, and the currency; as it is where there is none."""
    found = _AMOUNT.fullmatch(text)
    code = found[4].upper() if found else ""
    return (found[1], code) if found and is_currency(code) else (text, "")


def _words_meet(found: Sequence[str], condition: Condition) -> bool:
    """One of the words begins like one of the values; with ``=`` it is that value, a tier always is."""
    if condition.sign in ("none", "any"):
        return any(found) == (condition.sign == "any")
    whole = condition.sign == "=" or condition.key == "tier"
    return any(
        (have == want) if whole else (have.startswith(want) or f" {want}" in have)
        for want in condition.values
        for have in (one.casefold() for one in found)
    )


def completions(text: str, known: Mapping[str, Sequence[str]] = {}) -> tuple[str, ...]:
    """What the last word of a filter may become: a key with its sign, or a value of its key; best first.

    ``known`` are the words of the file by key, such as the owners. Each is the whole text with the word completed.
    """
    at = _last_word(text)
    before, word = text[:at], text[at:]
    minus = "-" if word.startswith("-") else ""
    key, colon, value = word[len(minus) :].partition(":")
    if not colon:
        custom = tuple(one for one in known if one.startswith(PREFIX))
        found = [
            f"{one}{_usual_sign(one) if one in NUMBERS else ':'}"
            for one in (*KEYS, *custom)
            if key and one.startswith(key.casefold())
        ]
        return tuple(f"{before}{minus}{one}" for one in found)
    listed, comma, last = value.rpartition(",")
    options = TAGS if key == "tag" else WORDS.get(key, ()) or tuple(known.get(key, ()))
    start = last.lstrip('"').casefold()
    there = {one.strip().casefold() for one in _parts(listed)}
    return tuple(
        f"{before}{minus}{key}:{listed}{comma}{_quoted(one)}"
        for one in options
        if one.casefold().startswith(start) and one.casefold() != start and one.casefold() not in there
    )


def _last_word(text: str) -> int:
    """Where the last word begins, also one whose value holds an open quote."""
    at = text.rfind(" ") + 1
    return text.rfind(" ", 0, text.rfind('"')) + 1 if text.count('"', 0, at) % 2 else at


def _usual_sign(key: str) -> str:
    return ":" if key in _COLON else ">"


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value or "," in value else value
