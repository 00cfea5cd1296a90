"""Text that other tools keep as HTML, as plain text: notes and descriptions of HubSpot, Pipedrive and the like."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_TAG = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|a|b|i|u|s|em|strong|h[1-6]|table|tbody|thead|tr|td|th|blockquote|pre|code|font|img|hr|"
    r"style|script|html|body|head|meta|title|sub|sup|small|center|section|article)(?:\s+[\w:-]+\s*=[^<>]{0,2000}|\s*)/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
_BREAKING = frozenset(
    {
        "p",
        "br",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "tr",
        "blockquote",
        "pre",
        "hr",
    }
)
_UNSEEN = frozenset({"style", "script", "title", "head"})
_SPACE = re.compile(r"[ \t\xa0]+")
_LINES = re.compile(r"\n{3,}")


def plain_text(text: str) -> str:
    """A text without its HTML: paragraphs and line breaks become lines, items of lists ``- ``, the rest its words.

    A text without any tag or entity of HTML comes back as it is; a stray ``<`` is text.
    """
    if not _TAG.search(text):
        return unescape(text).replace("\xa0", " ") if _ENTITY.search(text) else text
    reader = _Words()
    reader.feed(_only_tags(text))
    reader.close()
    lines = (_SPACE.sub(" ", line).strip() for line in "".join(reader.words).split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


def _only_tags(text: str) -> str:
    """The text with each ``<`` that begins no tag of HTML made a word: "a < b" must not swallow what follows."""
    parts, last = [], 0
    for match in _TAG.finditer(text):
        parts += [text[last : match.start()].replace("<", "&lt;"), match[0]]
        last = match.end()
    return "".join([*parts, text[last:].replace("<", "&lt;")])


class _Words(HTMLParser):
    """Gathers the words and the line breaks of a text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """A block begins on a line of its own."""
        self._unseen += tag in _UNSEEN
        if tag in _BREAKING:
            self._break(always=tag == "br")
        if tag == "li":
            self.words.append("- ")

    def handle_endtag(self, tag: str) -> None:
        """A block ends its line."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BREAKING and tag != "br":
            self._break()

    def handle_data(self, data: str) -> None:
        """Words; the line breaks of the source are none of the text."""
        fresh = not self.words or self.words[-1].endswith("\n")
        if not self._unseen and not (fresh and data.isspace()):
            self.words.append(re.sub(r"\s*\n\s*", " ", data))

    def _break(self, *, always: bool = False) -> None:
        if always or (self.words and not self.words[-1].endswith("\n")):
            self.words.append("\n")
