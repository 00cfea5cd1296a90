"""Cells as text: trimmed, on one line where a field has one, and empty where a file says so in words."""

from __future__ import annotations

import re
from datetime import date, datetime

from reviewtui.domain.text import normalise, undefuse
from reviewtui.services.transfer.reading import Cell

EMPTY_WORDS = frozenset(
    {"", "null", "(null)", "\\n", "n/a", "#n/a", "n.a.", "-", "--", "none", "nil", "nan", "undefined"}
)
_NOTHING = frozenset({"", "\\N"})
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SPACE = re.compile(r"[\n\t ]*[\n\t][\n\t ]*")


def is_empty(value: Cell) -> bool:
    """Whether a cell says nothing: blank, or a word that databases and spreadsheets write for it (NULL, N/A)."""
    if value is None:
        return True
    return isinstance(value, str) and value.strip().casefold() in EMPTY_WORDS


def is_blank(value: Cell) -> bool:
    """Whether a cell that holds a name says nothing: a company may well be called None."""
    return value is None or (isinstance(value, str) and value.strip() in _NOTHING)


def many_lines(value: Cell) -> str:
    """A cell as text that may have several lines, all ended the same way; our own guard against formulas goes."""
    text = as_text(value)
    if text.startswith("'"):
        text = undefuse(text)
    return normalise(text).strip() if _ODD.search(text) else text


def one_line(value: Cell) -> str:
    """A cell as one line of text; whole numbers lose a ``.0``, dates become ISO."""
    text = many_lines(value)
    return _SPACE.sub(" ", text) if "\n" in text or "\t" in text else text


def identifier(value: Cell) -> str:
    """An id as text; a number that gained ``.0`` on its way through a spreadsheet loses it again."""
    text = one_line(value)
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text


def as_text(value: Cell) -> str:
    """The plain text of any cell, trimmed."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != datetime.min.time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
