"""The one place where errors become words on stderr and exit codes."""

from __future__ import annotations

import sys

from reviewtui.domain.errors import Conflict, NotFound, ReviewTuiError
from reviewtui.domain.text import one_line, safe

INTERRUPTED = 130


def say(text: str) -> None:
    """Talk to the person: one line on stderr, never data."""
    try:
        print(safe(text), file=sys.stderr)
    except (OSError, ValueError):
        return


def report(error: ReviewTuiError) -> int:
    """Say an error, its candidates one per line, and return its exit code."""
    say(f"reviewtui: {error}")
    if isinstance(error, NotFound):
        for candidate in error.candidates:
            say(one_line(candidate))
    if isinstance(error, Conflict) and error.theirs:
        say(f"stored now: {one_line(error.theirs)}")
    return error.exit_code
