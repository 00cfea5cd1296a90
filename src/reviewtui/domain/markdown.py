"""Text from data inside Markdown: shown as it is, never read as markup or HTML."""

from __future__ import annotations

import re

from reviewtui.domain.text import one_line, safe

_SPECIAL = re.compile(r"[\\`*_\[\]<>|]|~(?=~)|&(?=#?\w+;)")
_START = re.compile(r"^(?:#|[-+=](?=[\s=-]|$)|(?P<number>\d+)(?=[.)]))")


def markdown_line(text: str) -> str:
    """One line of text for a paragraph, heading, list item or table cell; plain words stay as they were typed."""
    escaped = _SPECIAL.sub(lambda match: "\\" + match[0], safe(one_line(text)))
    return _START.sub(_escaped, escaped)


def _escaped(match: re.Match[str]) -> str:
    # A number is escaped behind it ("1\."), every other mark in front.
    return f"{match[0]}\\" if match["number"] else f"\\{match[0]}"
