"""Capture without leaving the note: lines that begin with a marker, read as records in the making.

``!`` action, ``!!`` promise, ``+`` ask, ``^`` competitor sighting, ``$`` opportunity, ``@`` contact fact,
``"`` verbatim quote, ``~`` private line. The marker is the first character of the line that is not blank.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import lru_cache

from reviewtui.domain.capture_kinds import read_kind
from reviewtui.domain.capture_words import Frame
from reviewtui.domain.captured import (
    CUSTOMER,
    OPPORTUNITY_KINDS,
    OURS,
    SIGHTING_KINDS,
    Capture,
    CaptureKind,
    chips,
)
from reviewtui.domain.text import normalise

__all__ = [
    "CUSTOMER",
    "MARKERS",
    "OPPORTUNITY_KINDS",
    "OURS",
    "SIGHTING_KINDS",
    "Capture",
    "CaptureKind",
    "captures_in",
    "chips",
    "parse_line",
    "private_lines",
    "private_stripped",
]

MARKERS = {
    "!!": CaptureKind.PROMISE,
    "!": CaptureKind.ACTION,
    "+": CaptureKind.ASK,
    "^": CaptureKind.SIGHTING,
    "$": CaptureKind.OPPORTUNITY,
    "@": CaptureKind.FACT,
    '"': CaptureKind.QUOTE,
    "~": CaptureKind.PRIVATE,
}
"""The kind behind each marker; full-width forms, typographic quotes and the small tilde count as well."""

MAX_READ = 1000
"""A longer line keeps its kind and text, but is not searched for owner, date and amounts."""

_SAME = str.maketrans("！＋＾＄＠＂“„«～˜", '!+^$@""""~~')
_BLANK = (
    "(?:[^\\S\n]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u2400\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])*"
)
_MARKED_LINE = re.compile(f'^{_BLANK}([!！]{{1,2}}|[+＋^＾$＄@＠"＂“„«~～˜])(.*)$', re.MULTILINE)
_PRIVATE_LINE = re.compile(f"^{_BLANK}[~～˜].*(?:\n|\\Z)", re.MULTILINE)
_TIGHT_PRIORITY = re.compile(r"([123])(?=\s)")


def parse_line(
    line: str,
    *,
    as_of: date,
    currency: str,
    order: str = "dmy",
    first_month: int = 1,
    decimal: str | None = None,
) -> Capture | None:
    """The record a line is in the making of; None without a marker or for several lines. Never raises.

    ``order`` settles ``1/2``, ``first_month`` what ``eoq`` is, ``decimal`` whether ``1,234`` is thousands;
    ``currency`` is the account's. What is typed but not understood stays in the title.
    """
    first, *more = normalise(line).rstrip("\n").split("\n") or [""]
    match = _MARKED_LINE.match(first) if not more else None
    if match is None:
        return None
    return _parsed(first, match[1], match[2], Frame(as_of, currency, order, first_month, decimal))


def captures_in(
    text: str,
    *,
    as_of: date,
    currency: str,
    order: str = "dmy",
    first_month: int = 1,
    decimal: str | None = None,
) -> tuple[tuple[int, Capture], ...]:
    """Every marked line of a note with its line number (from 1), identical lines counted in ``nth``."""
    frame = Frame(as_of, currency, order, first_month, decimal)
    text = normalise(text)
    seen: Counter[str] = Counter()
    found = []
    number, counted = 1, 0
    for match in _MARKED_LINE.finditer(text):
        number += text.count("\n", counted, match.start())
        counted = match.start()
        capture = _parsed(match[0], match[1], match[2], frame)
        seen[match[0]] += 1
        nth = seen[match[0]]
        found.append((number, capture if nth == 1 else replace(capture, nth=nth)))
    return tuple(found)


def private_stripped(text: str) -> str:
    """The note without its ``~`` lines: what may be shown to others."""
    return _PRIVATE_LINE.sub("", normalise(text))


def private_lines(text: str) -> tuple[str, ...]:
    """The ``~`` lines of a note, as ``private_stripped`` leaves them out."""
    return tuple(match[0].rstrip("\n") for match in _PRIVATE_LINE.finditer(normalise(text)))


@lru_cache(maxsize=1024)
def _parsed(line: str, marker: str, rest: str, frame: Frame) -> Capture:
    kind = MARKERS[marker.translate(_SAME)]
    text = rest.strip()
    if kind in (CaptureKind.ACTION, CaptureKind.PROMISE):
        tight = _TIGHT_PRIORITY.match(rest)
        text = f"{text[1:].strip()} p{tight[1]}" if tight else text.lstrip("!！ \t")
    free = kind in (CaptureKind.PRIVATE, CaptureKind.QUOTE)
    if len(text) > MAX_READ and not free:
        domain = "service" if kind is CaptureKind.ASK else None
        return Capture(kind, line, text, domain=domain, problems=("too long to be read in full",))
    return read_kind(kind, line, text, frame)
