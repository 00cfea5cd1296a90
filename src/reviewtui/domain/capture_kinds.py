"""How each kind of captured line is taken apart; the words common to several kinds are ``capture_words``."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from reviewtui.domain.capture_words import (
    Frame,
    Words,
    phrase_at,
    take_due,
    take_money,
    take_owner,
    take_priority,
)
from reviewtui.domain.captured import Capture, CaptureKind
from reviewtui.domain.numbers import readings

NOTHING_YET = "nothing written yet"
_EDGES = " ,;:-–—"

_ASK_DOMAIN = re.compile(r"(?P<domain>product|service)(?P<colon>\s*:)?(?=\s|$)", re.IGNORECASE)
_LABEL_COLON = re.compile(r"(?<=[^\W\d])\s?:(?!//)")

_BELOW = re.compile(
    r"\b(?:below|under|beneath|cheaper|less|lower|undercut\w*|off|discount\w*)\b", re.IGNORECASE
)
_ABOVE = re.compile(r"\b(?:above|over|dearer|higher|more|premium)\b", re.IGNORECASE)
_PERCENT = re.compile(r"(?P<sign>[-+\u2212])?\s?(?P<number>[0-9]{1,4}(?:[.,][0-9]{1,2})?)\s?%")
_SIGHTING_WORDS = (
    (
        "pricing",
        re.compile(r"\b(?:pric\w+|cheap\w*|discount\w*|rebate\w*|undercut\w*|dumping|free trial)\b|%"),
    ),
    (
        "marketing",
        re.compile(
            r"\b(?:marketing|campaign\w*|adverts?|ads?|advertis\w+|webinars?|fair|booth|mailing\w*)\b"
        ),
    ),
    (
        "approach",
        re.compile(
            r"\b(?:approach\w*|visit\w*|call(?:ed|s)?|contacted|pitch\w*|demo\w*|met|meeting|quot\w+)\b"
        ),
    ),
    ("new product", re.compile(r"\b(?:products?|launch\w*|release\w*|versions?|range|models?)\b")),
)
_HEAD_WORDS = frozenset(
    ("price", "prices", "pricing", "product", "products", "marketing", "approach", "new", "offer", "launch")
)
_OPPORTUNITY_WORDS = (
    ("renewal", re.compile(r"\b(?:renew\w*|extension|extend\w*|prolong\w*)\b")),
    ("more volume", re.compile(r"\b(?:volumes?|frequen\w+|more often|upsell\w*|expansion|expand\w*)\b")),
    ("other product", re.compile(r"\b(?:products?|services?|cross-?sell\w*|add-?on\w*)\b")),
    ("new order", re.compile(r"\b(?:orders?|new)\b")),
)
_CHANCE = re.compile(r"(?P<chance>[0-9]{1,4})%[.,;]?")

_LABELS_TEXT = (
    "mobile cell phone tel telephone direct email e-mail mail fax birthday role title position "
    "function job language prefers likes dislikes wants reachable hobby assistant boss reports "
    "office address linkedin skype teams whatsapp channel since note"
)
_LABELS = frozenset(_LABELS_TEXT.split())
_PARTICLES_TEXT = "van von de del della der den di da la le bin al zu"
_PARTICLES = frozenset(_PARTICLES_TEXT.split())

_QUOTE_MARKS = '"“”„‟«»'
_SPEAKER = re.compile(r"(?P<text>.*\S)\s+[-–—]\s+(?P<name>[^\W\d_][^\"“”„«»:;?!]{0,59})", re.DOTALL)


def read_kind(kind: CaptureKind, line: str, text: str, frame: Frame) -> Capture:
    """The line behind its marker as a record of that kind; an empty one says so among its problems."""
    bare = Capture(kind, line, text)
    if kind is CaptureKind.PRIVATE:
        return bare
    if not text:
        return replace(bare, domain="service" if kind is CaptureKind.ASK else None, problems=(NOTHING_YET,))
    if kind is CaptureKind.QUOTE:
        return _quote(bare)
    if kind is CaptureKind.FACT:
        return _fact(bare)
    if kind is CaptureKind.SIGHTING:
        return _sighting(bare)
    return _opportunity(bare, frame) if kind is CaptureKind.OPPORTUNITY else _task(bare, frame)


def _task(bare: Capture, frame: Frame) -> Capture:
    """An action, promise or ask: what to do, by whom, by when."""
    text, domain = bare.title, None
    if bare.kind is CaptureKind.ASK:
        domain, text = _ask_domain(bare)
    owner, side, words = take_owner(tuple(text.split()))
    priority, words = take_priority(words)
    due, refused, words = take_due(words, frame)
    money, doubt, _ = take_money(words, frame)
    title = _joined(words)
    problems = _present(refused, doubt, None if title else NOTHING_YET)
    return replace(
        bare, title=title, owner=owner, side=side, due=due, priority=priority, money=money, domain=domain,
        problems=problems,
    )  # fmt: skip


def _ask_domain(bare: Capture) -> tuple[str, str]:
    """``+product ...`` and ``+ product: ...`` set the domain; in ``+ product brochures`` it is just a word."""
    match = _ASK_DOMAIN.match(bare.title)
    tight = bare.line.lstrip()[1:2].strip() != ""
    if match and (tight or match["colon"]):
        return match["domain"].lower(), bare.title[match.end() :].strip()
    return "service", bare.title


def _opportunity(bare: Capture, frame: Frame) -> Capture:
    owner, side, words = take_owner(tuple(bare.title.split()))
    priority, words = take_priority(words)
    money, doubt, words = take_money(words, frame, loose=True)
    chance, too_much, words = _take_chance(words)
    due, refused, words = _due_between(words, frame)
    text = _joined(words)
    kind = _first_kind(_OPPORTUNITY_WORDS, text)
    return replace(
        bare, title=text or "opportunity", owner=owner, side=side, priority=priority, money=money, chance=chance, due=due,
        opportunity_kind=kind, problems=_present(doubt, too_much, refused),
    )  # fmt: skip


def _take_chance(words: Words) -> tuple[int | None, str | None, Words]:
    for index, word in enumerate(words):
        following = index + 1 < len(words) and words[index + 1] == "%"
        match = _CHANCE.fullmatch(word + "%" if following else word)
        if match and int(match["chance"]) > 100:
            return None, f"{match[0]} is no chance: 0 to 100 %", words
        if match:
            return int(match["chance"]), None, (*words[:index], "", *words[index + 1 + following :])
    return None, None, words


def _due_between(words: Words, frame: Frame) -> tuple[date | None, str | None, Words]:
    """A due date at the end, or beside an amount, a chance or the kind: ``12k renewal 60% eoq text``."""
    for start in range(len(words)):
        before = words[start - 1] if start else ""
        if words[start] and (not before or _first_kind(_OPPORTUNITY_WORDS, before)):
            size, due, _ = phrase_at(words, start, frame)
            if due:
                return due, None, words[:start] + words[start + size :]
    return take_due(tuple(word for word in words if word), frame, leave=0)


def _sighting(bare: Capture) -> Capture:
    """``Acme pricing: 12% below us``, or without the colon the name first."""
    colon = _LABEL_COLON.search(bare.title)
    if colon:
        head, text = bare.title[: colon.start()].split(), bare.title[colon.end() :].strip()
        size = len(head)
        while size > 1 and head[size - 1].casefold() in _HEAD_WORDS:
            size -= 1
    else:
        head = bare.title.split()
        size = _name_size(head, _HEAD_WORDS)
        text = " ".join(head[size:])
    name = " ".join(head[:size]).strip(_EDGES)
    about = " ".join(head[size:])
    kind = _first_kind(_SIGHTING_WORDS, about if colon else "") or _first_kind(
        _SIGHTING_WORDS, f"{about} {text}"
    )
    percent, unclear = _gap(text)
    problems = _present(None if name else "which competitor?", None if kind else _which_kind(), unclear)
    return replace(
        bare,
        title=text or about,
        competitor=name or None,
        sighting_kind=kind,
        percent=percent,
        problems=problems,
    )


def _which_kind() -> str:
    return "which kind? Say price, product, marketing or approach"


def _gap(text: str) -> tuple[Decimal | None, str | None]:
    """Their price against ours in percent, -12 for 12 % below; unsigned and unsaid it stays open."""
    match = _PERCENT.search(text)
    found = readings(match["number"]) if match else ()
    if match is None or len(found) != 1:
        return None, None
    if match["sign"]:
        return (found[0] if match["sign"] == "+" else -found[0]), None
    behind, anywhere = text[match.end() :][:30], text
    for part in (behind, anywhere):
        below, above = _BELOW.search(part) is not None, _ABOVE.search(part) is not None
        if below != above:
            return (-found[0] if below else found[0]), None
    return None, f"{match[0].strip()} below or above us?"


def _fact(bare: Capture) -> Capture:
    """``Jane Doe mobile: 0171 ..``, ``Jane prefers mornings``, ``Jane is on leave until May``."""
    colon = _LABEL_COLON.search(bare.title)
    head = (bare.title[: colon.start()] if colon else bare.title).split()
    size = _name_size(head, _LABELS)
    rest = head[size:]
    if colon:
        label, value = " ".join(rest), bare.title[colon.end() :].strip()
    elif rest and rest[0].casefold() in _LABELS:
        label, value = rest[0], " ".join(rest[1:])
    else:
        label, value = "", " ".join(rest)
    person = " ".join(head[:size]).strip(_EDGES)
    problems = _present(None if person else "who?", None if value else "no fact written yet")
    return replace(
        bare, person=person or None, label=label.lower() or "note", value=value or None, problems=problems
    )


def _name_size(words: list[str], stop: frozenset[str]) -> int:
    """How many of the first words make a name: capitalised ones and the particles between them, or just one."""
    size = 0
    for index, word in enumerate(words):
        if index and (word.casefold() in stop or words[index - 1].endswith((",", ":"))):
            break
        particle = word in _PARTICLES and index + 1 < len(words) and words[index + 1][:1].isupper()
        if index and not particle and not (word[:1].isupper() or word == "&"):
            break
        size = index + 1
        if not index and not (word[:1].isupper() or particle):
            break
    return size


def _quote(bare: Capture) -> Capture:
    match = _SPEAKER.fullmatch(bare.title)
    text, speaker = (match["text"], match["name"].strip()) if match else (bare.title, None)
    closed = text.rstrip()[-1:] in _QUOTE_MARKS
    if match and speaker and not closed and len(speaker.split()) > 3:
        text, speaker = bare.title, None
    text = text.strip().rstrip(_QUOTE_MARKS).strip()
    return replace(bare, title=text, person=speaker, problems=() if text else (NOTHING_YET,))


def _first_kind(table: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    lower = text.casefold()
    return next((kind for kind, words in table if words.search(lower)), None)


def _joined(words: Words) -> str:
    return " ".join(word for word in words if word).strip(_EDGES)


def _present(*problems: str | None) -> tuple[str, ...]:
    return tuple(problem for problem in problems if problem)
