"""Text from people and files: made harmless to show, fit to keep, and easy to find."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import cast

_METHODS = ("fullmatch", "match", "search", "sub", "split", "finditer", "findall")


class _Late:
    """Stands for a pattern; its methods are those of the compiled one from the first look at any of them."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._told = pattern, flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(*self._told)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """``re.compile``, later; raises re.error at the first use, so that a pattern needs a test that uses it."""
    return cast("re.Pattern[str]", _Late(pattern, flags))


_CLASS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff0-\ufffb\U000e0000-\U000e007f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
)
_UNSAFE = late(f"[{_CLASS}]")
_BREAKS = late("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BROKEN = late("[\x00\ud800-\udfff]")
_ODD = late(
    "[\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_DEFUSE = late(r"'*(?:[\t\r\n]|[\s\ufeff\u200b\u2060]*[=+\-@＝＋－＠])")
_RESERVED = late(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])")
SLUG_LENGTH = 80


def safe(text: str) -> str:
    """The text with everything that could steer a terminal or hide itself made visible.

    C0 controls become their pictures (ESC is shown as U+241B); C1, bidi and invisible format characters,
    tags, line separators, lone surrogates and non-characters become U+FFFD. Tab, newline, the joiners
    ZWJ and ZWNJ and the variation selectors stay, since scripts and emoji need them.
    """
    return _UNSAFE.sub(_visible, text) if _UNSAFE.search(text) else text


def _visible(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def harmless_json(text: str) -> str:
    """JSON in which every character that steers a terminal or hides is an escape, which changes no value."""
    # Looking for them takes longer than making the text, and most texts are plain.
    return text if text.isascii() and "\x7f" not in text else _ODD.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    """A character as JSON writes it in ASCII: two escapes for one beyond the first plane."""
    return json.dumps(match.group())[1:-1]


def normalise(text: str) -> str:
    """The text as it is kept after a paste or an import: one kind of line end, and storable as UTF-8.

    CRLF, CR, VT, FF, NEL and the Unicode separators become a newline; lone surrogates become U+FFFD and
    NUL its picture U+2400, so that the loss is seen.
    """
    text = _BREAKS.sub("\n", text)
    return _BROKEN.sub(lambda match: "\u2400" if match.group() == "\x00" else "\ufffd", text)


def one_line(text: str, joint: str = " / ") -> str:
    """The text on a single line for table cells and titles: lines trimmed, blank ones dropped, joined.

    Spaces and tabs inside a line shrink to one space. Control characters stay; ``safe`` is for showing.
    """
    lines = (" ".join(line.split()) for line in normalise(text).split("\n"))
    return joint.join(line for line in lines if line)


def name_key(name: str) -> str:
    """The form under which two spellings of a name are the same: case folded, trimmed, single spaces."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
    return " ".join(folded.split())


def defuse(cell: str) -> str:
    """The text of a CSV cell that no spreadsheet runs as a formula; a leading ``'`` is added where needed.

    For text only: a negative number belongs into the file as it is. ``undefuse`` gives back the original.
    """
    return "'" + cell if _DEFUSE.match(cell) else cell


def undefuse(cell: str) -> str:
    """The text as it was before ``defuse``; anything else comes back unchanged."""
    return cell[1:] if cell.startswith("'") and _DEFUSE.match(cell[1:]) else cell


def slug(text: str) -> str:
    """A piece of a file name, 1 to 80 characters of ``[a-z0-9-]``, the same for the same text.

    Accents are dropped, letters of other scripts are written as code points (``u682a``), and names that
    Windows keeps for itself get a suffix. Different texts may share a slug.
    """
    parts = []
    for char in unicodedata.normalize("NFKD", text[: 2 * SLUG_LENGTH]).casefold():
        if char.isascii():
            parts.append(char if char.isalnum() else "-")
        elif char.isalnum():
            parts.append(f"-u{ord(char):x}-")
        elif not unicodedata.combining(char):
            parts.append("-")
    words = re.sub("-+", "-", "".join(parts)).strip("-")[:SLUG_LENGTH].strip("-")
    if _RESERVED.fullmatch(words):
        return words + "-file"
    return words or "unnamed"


_SEPARATORS = late(r"[-_/\\.,;:&+()\[\]{}'\"|\t\n]")
_MARKS = late("[\u0300-\u036f]")


def _folded(text: str) -> str:
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return _SEPARATORS.sub(" ", text.lower())


def _folded_all(texts: list[str]) -> list[str]:
    """Each text folded; done in one sweep over all of them, which is ten times faster than one by one."""
    folded = _folded("\x00".join(texts)).split("\x00")
    return folded if len(folded) == len(texts) else [_folded(text) for text in texts]


def fuzzy(query: str, text: str) -> float | None:
    """How well ``text`` answers what was typed, or None when it does not; the greater the better.

    Each word of the query must occur in the text as a subsequence, in any order of the words: ``nwfr``
    finds "North Wind Freight". Whole runs and starts of words rank high, then short texts. Case and
    accents do not count. An empty query fits everything with 0.
    """
    terms = _folded(query).split()
    if not terms:
        return None if query.strip() and query.strip() not in text else 0.0
    return _score(terms, " " + _folded(text))


def fuzzy_rank(query: str, texts: Iterable[str]) -> list[int]:
    """The positions of the texts that answer the query, best first; equal ones keep their order."""
    return Ranking(texts).rank(query)


class Ranking:
    """Texts that are asked again and again while somebody types.

    They are folded once, and a query that goes on from an earlier one looks only at what that one found.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self._folded = _folded_all(self._texts)
        self._found: list[tuple[str, Sequence[int]]] = [("", range(len(self._texts)))]

    def rank(self, query: str) -> list[int]:
        """The positions of the texts that answer the query, best first; equal ones keep their order."""
        folded = _folded(query).strip()
        terms = folded.split()
        if not terms:
            return [i for i, text in enumerate(self._texts) if query.strip() in text]
        while not folded.startswith(self._found[-1][0]):
            self._found.pop()
        longest = max(terms, key=lambda term: len(term))
        fits = re.compile(".*?".join(map(re.escape, longest)), re.DOTALL).search
        scored = []
        for index in self._found[-1][1]:
            text = self._folded[index]
            if fits(text) and (score := _score(terms, " " + text)) is not None:
                scored.append((-score, index))
        scored.sort()
        ranked = [index for _, index in scored]
        self._found.append((folded, ranked))
        return ranked


def _score(terms: list[str], folded: str) -> float | None:
    total = -len(folded) / 1000
    for term in terms:
        found = folded.find(" " + term)
        if found >= 0:
            total += 100 + 20 * len(term) + (10 if found == 0 else 0)
        elif term in folded:
            total += 60 + 10 * len(term)
        else:
            scattered = _scattered(term, folded, True) or _scattered(term, folded, False)
            if scattered is None:
                return None
            total += scattered
    return total


def _scattered(term: str, folded: str, by_words: bool) -> float | None:
    """Points of a subsequence, letter by letter: on in the run, else at the next word, else anywhere later.

    Looking at word starts first can run past the last place of a letter; the caller then asks again for
    the leftmost places, which exist whenever any do.
    """
    at, points = 0, 0.0
    for char in term:
        if folded.startswith(char, at) and at:
            points += 8
            at += 1
            continue
        start = folded.find(" " + char, at) + 1 if by_words else 0
        if start:
            points += 10
            at = start + 1
            continue
        at = folded.find(char, at) + 1
        if not at:
            return None
        points += 1
    return points
