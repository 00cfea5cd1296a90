"""Text from people inside Markdown: shown as it was typed, with nothing in it interpreted."""

from __future__ import annotations

import re

from reviewtui.domain.text import normalise, one_line, safe

_ALWAYS = re.compile(r"[\\`*\[\]<~|]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_AT_START = re.compile(r"^(?:(?=[#>=])|(?=[-+](?:\s|$|[-+]))|(\d{1,9})(?=[.)](?:\s|$)))")


def inline(text: str) -> str:
    """The text on one line; what would be markup is escaped with a backslash, control characters are made visible."""
    line = safe(one_line(text)).strip()
    line = _ALWAYS.sub(lambda match: "\\" + match.group(), line)
    line = _UNDERSCORE.sub(r"\\_", line)
    line = _ENTITY.sub(r"\\&", line)
    return _AT_START.sub(lambda match: f"{match[1]}\\" if match[1] else "\\", line)


def block(text: str, indent: str = "  ") -> list[str]:
    """The lines of the text as list items below the one before; blank lines go."""
    lines = (inline(line) for line in normalise(text).split("\n"))
    return [f"{indent}- {line}" for line in lines if line]
