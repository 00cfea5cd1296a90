"""What the capture bar says: whose it is, what is held, what was understood, which markers there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len

from reviewtui.domain.captures import Capture, CaptureKind, chips
from reviewtui.tui.widgets.cells import clip, one_line
from reviewtui.tui.widgets.plain_lines import PlainLine

MARKS = (
    ("!", "action"),
    ("!!", "promise"),
    ("+", "ask"),
    ("^", "sighting"),
    ("$", "opportunity"),
    ("@", "fact"),
    ('"', "quote"),
    ("~", "private"),
)
WIDE_HINT = 76
"""Cells the markers need with a space before their word."""


def head_line(account: str, told: str, bad: bool, width: int) -> PlainLine:
    """The account at the left, what came of the last line at the right."""
    left = f"Capture for {one_line(account)}" if account else "Capture: no account yet, Tab chooses one"
    right = clip(told, max(0, width - min(cell_len(left), width // 2) - 2))
    left = clip(left, width - cell_len(right) - 2)
    gap = " " * max(1, width - cell_len(left) - cell_len(right))
    return ((left, "bold"), (gap, ""), (right, "bad" if bad else "good"))


def held_lines(held: Sequence[str], most: int) -> list[PlainLine]:
    """The lines that wait for Enter, the last ones where there are too many."""
    if not held:
        return []
    shown = list(held[-most:])
    missing = len(held) - len(shown)
    lines: list[PlainLine] = [((f"{missing} more lines above", "dim"),)] if missing else []
    return [*lines, *(((f"  {line}", ""),) for line in shown)]


def chip_line(text: str, capture: Capture | None, as_of: date) -> PlainLine:
    """What was understood of the line, kind first, doubts marked with ``?``; empty for an empty line."""
    if not text.strip():
        return ()
    if capture is None:
        return (("note", "accent"), ("  no marker: kept as a note", "dim"))
    if capture.kind is CaptureKind.PRIVATE:
        return (("private", "accent"), ("  never in a recap, report or export for others", "dim"))
    parts: list[tuple[str, str]] = []
    for at, chip in enumerate(chips(capture, as_of)):
        style = "accent" if at == 0 else "warn" if chip.startswith("? ") else ""
        parts += [("  " if parts else "", ""), (chip, style)]
    return parts


def hint_line(width: int) -> PlainLine:
    """The markers and what they make."""
    wide = width >= WIDE_HINT
    parts: list[tuple[str, str]] = []
    for mark, word in MARKS:
        parts += [(mark, "accent"), (f" {word} " if wide else f"{word} ", "dim")]
    return parts


def said(capture: Capture | None, as_of: date) -> str:
    """A saved line in words: ``promise, @sam, Fri 27 Nov``."""
    if capture is None:
        return "note"
    if capture.kind is CaptureKind.PRIVATE:
        return "private note"
    return ", ".join(chip for chip in chips(capture, as_of) if not chip.startswith("? "))
