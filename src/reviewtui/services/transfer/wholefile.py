"""What a whole export is known by, told without loading what reads one."""

from __future__ import annotations

from pathlib import Path

FORMAT = "reviewtui export"


def is_export(path: Path) -> bool:
    """Whether a file begins as an export of reviewtui does, laid out by us or anew by another tool."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(200)
    except OSError:
        return False
    text = "".join(head.decode("utf-8", errors="replace").split())
    return text.startswith("{") and f'"format":"{"".join(FORMAT.split())}"' in text
