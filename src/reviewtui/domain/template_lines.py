"""Where in a template's text something stands, so that an error can name the line."""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*\[{1,2}\s*([\w.\-]+)\s*\]{1,2}")
_NAME = re.compile(r"^\s*([\w\-]+)\s*=")
_LONG_TEXT = ('"""', "'''")


class TemplateLines:
    """The lines of one TOML text, found by section, question and attribute (all counted from 0)."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._found: dict[tuple[int, int, str], int] = {}
        self._index()

    def line_of(self, section: int, question: int, name: str = "", word: str = "") -> int:
        """Return the 1-based line of an attribute, or of ``word`` within its value; -1 means "of no section".

        Falls back to the header of the table, then to the first line that holds the word, then to line 1.
        """
        start = self._found.get((section, question, name)) or self._found.get((section, question, ""))
        if start is None:
            return self._first_with(word or name, 1) or 1
        return (self._first_with(word, start, self._end(start)) if word else None) or start

    def _index(self) -> None:
        section = question = -1
        delimiter = ""
        for number, line in enumerate(self._lines, start=1):
            if delimiter:
                delimiter = "" if delimiter in line else delimiter
                continue
            header, name = _HEADER.match(line), _NAME.match(line)
            if header and header.group(1) == "section":
                section, question = section + 1, -1
            elif header and header.group(1) == "section.question":
                question += 1
            found = name.group(1) if name else ""
            if header or name:
                self._found.setdefault((section, question, found), number)
            delimiter = next((mark for mark in _LONG_TEXT if line.count(mark) == 1), "")

    def _end(self, start: int) -> int:
        """The line where the value that begins at ``start`` ends: before the next attribute or table."""
        for number in range(start + 1, len(self._lines) + 1):
            line = self._lines[number - 1]
            if _HEADER.match(line) or _NAME.match(line):
                return number - 1
        return len(self._lines)

    def _first_with(self, word: str, start: int, end: int | None = None) -> int | None:
        for number, line in enumerate(self._lines[start - 1 : end], start=start):
            if word and word in line:
                return number
        return None
