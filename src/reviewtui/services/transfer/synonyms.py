"""Which header means which field: our own table of the names that export tools use."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pkgutil import get_data

LISTS = ("accounts", "contacts", "orders")
RECORDS = ("opportunities", "actions", "touches", "notes")
"""What hangs on an account and is one record a row; a file of actions or touches may mix all of it but opportunities."""
KINDS = (*LISTS, *RECORDS)
"""All kinds of file, in the order in which several files are taken."""

_SKIPPED = {code: None for code in range(128) if not chr(code).isalnum() and chr(code) not in "#%"}


def normalise(header: str) -> str:
    """The form in which headers are compared: no case, spaces, underscores, stars or punctuation but ``#`` and ``%``."""
    if header.isascii():
        return header.lower().translate(_SKIPPED)
    text = unicodedata.normalize("NFKC", header).casefold()
    return "".join(c for c in text if c.isalnum() or c in "#%")


def _rows() -> Iterable[dict[str, str]]:
    source = get_data("reviewtui.services.transfer", "header_synonyms.csv")
    assert source is not None
    return csv.DictReader(source.decode().splitlines())


@lru_cache(maxsize=1)
def synonyms() -> dict[str, dict[str, tuple[str, ...]]]:
    """Per kind of file its fields in order, each with its known headers in normal form, the likeliest first."""
    table: dict[str, dict[str, tuple[str, ...]]] = {kind: {} for kind in KINDS}
    for row in _rows():
        headers = tuple(dict.fromkeys(map(normalise, row["headers"].split("|"))))
        for kind in row["kind"].split():
            table[kind][row["field"]] = headers
    return table


_WORD = re.compile(r"[^\W_]+|[#%]")
# Too small to make a difference between headers.
_SMALL = frozenset(
    {
        "de",
        "la",
        "le",
        "les",
        "du",
        "des",
        "d",
        "l",
        "of",
        "the",
        "der",
        "die",
        "das",
        "del",
        "di",
        "da",
        "do",
        "van",
    }
)
Bag = frozenset[str]


@lru_cache(maxsize=1)
def _bags() -> dict[str, dict[Bag, list[tuple[str, int]]]]:
    """Per kind of file the known headers of several words as these words, with the (field, rank) pairs they may mean."""
    table: dict[str, dict[Bag, list[tuple[str, int]]]] = {kind: {} for kind in KINDS}
    for row in _rows():
        bags = [(words_in(header), rank) for rank, header in enumerate(row["headers"].split("|"))]
        for kind in row["kind"].split():
            known = table[kind]
            for words, rank in bags:
                if len(words) > 1 and row["field"] not in dict(known.get(words, ())):
                    known.setdefault(words, []).append((row["field"], rank))
    return table


def words_in(header: str) -> Bag:
    """The words of a header but for the smallest."""
    return frozenset(_WORD.findall(unicodedata.normalize("NFKC", header).casefold())) - _SMALL


def in_other_order(header: str, kind: str) -> Sequence[tuple[str, int]]:
    """The (field, rank) pairs of a header of several words that is known with its words in another order."""
    return _bags()[kind].get(words_in(header), ())


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields a file of this kind can fill, in the order they are shown."""
    return tuple(synonyms()[kind])


@lru_cache(maxsize=8)
def known_headers(kind: str) -> dict[str, tuple[tuple[str, int], ...]]:
    """Normalised header -> the (field, rank) pairs it may mean; rank 0 is the field's own name."""
    found: dict[str, list[tuple[str, int]]] = {}
    for name, headers in synonyms()[kind].items():
        own = normalise(name)
        for rank, header in enumerate(headers, start=1):
            found.setdefault(header, []).append((name, 0 if header == own else rank))
        if own not in headers:
            found.setdefault(own, []).append((name, 0))
    return {header: tuple(sorted(pairs, key=lambda p: p[1])) for header, pairs in found.items()}


@lru_cache(maxsize=1)
def every_header() -> frozenset[str]:
    """All headers known for any kind, to tell a header row from a title or a row of data."""
    tables = synonyms().values()
    named = {header for fields in tables for headers in fields.values() for header in headers}
    return frozenset(named | {normalise(name) for fields in tables for name in fields})
