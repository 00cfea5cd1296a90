"""Which letters of a name the filter has found, for drawing them so that one sees why a name is there."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def marked(text: str, query: str, style: str) -> list[tuple[str, str]]:
    """The text in runs, the found letters in the style ``accent``."""
    found = positions(text, query)
    runs: list[tuple[str, str]] = []
    for at, letter in enumerate(text):
        name = "accent" if at in found else style
        if runs and runs[-1][1] == name:
            runs[-1] = (runs[-1][0] + letter, name)
        else:
            runs.append((letter, name))
    return runs


def positions(text: str, query: str) -> set[int]:
    """The places of the letters that answer each word of the query: a whole run, else letter by letter."""
    plain = "".join(_plain(letter) for letter in text)
    found: set[int] = set()
    for word in query.split():
        letters = "".join(_plain(letter) for letter in word)
        at = plain.find(f" {letters}") + 1 if not plain.startswith(letters) else 0
        if not at and not plain.startswith(letters):
            at = plain.find(letters)
        if at >= 0:
            found.update(range(at, at + len(letters)))
        else:
            found.update(_scattered(plain, letters))
    return found


def _scattered(plain: str, letters: str) -> list[int]:
    """Letter by letter, at the beginning of words where that works."""
    for by_words in (True, False):
        at = 0
        places: list[int] = []
        for letter in letters:
            here = at if places and plain.startswith(letter, at) else -1
            if here < 0 and by_words:
                here = 0 if not at and plain.startswith(letter) else plain.find(f" {letter}", at) + 1 or -1
            if here < 0:
                here = plain.find(letter, at)
            if here < 0:
                break
            places.append(here)
            at = here + 1
        else:
            return places
    return []


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    """One letter without accent and case, always one letter; marks between words become spaces."""
    folded = unicodedata.normalize("NFKD", letter).casefold()[:1] or letter
    return folded if folded.isalnum() else " "
