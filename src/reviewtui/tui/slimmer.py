"""What goes to the terminal is only what changes there: screen lines that it shows already are left out.

Nothing here knows Textual's app: it knows the form in which Textual writes a frame.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reviewtui.domain.text import late

MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_PIECES = re.compile(r"(?<=\n)")
_DOUBTFUL = late("[\u0300-\u036f\u0591-\u1fff\u200b-\u200f\u231a-\u23ff\u2600-\u27bf\u2e80-\U0010ffff]")
"""Characters that some terminals draw wider or narrower than others."""


class Slimmer:
    """Remembers what each screen line was last given, in its parts, and drops what would repeat it.

    Textual writes lines as ``ESC[y;xH`` and styled text, every segment closed with a reset, and begins anew with
    ``ESC[y;xH`` where another widget begins. Whatever else touches a line, clears the screen or resizes it makes the
    next write go through.
    """

    def __init__(self) -> None:
        self._seen: dict[str, list[str]] = {}

    def forget(self) -> None:
        """Take nothing for granted any more: the screen may show anything."""
        self._seen = {}

    def reduce(self, data: str) -> str:
        """The part of a write that changes the screen."""
        if "\x1b[2J" in data or "\x1b[?1049" in data:
            self.forget()
        if len(data) < 200 or MOVE.match(data) is None:
            for move in MOVE.finditer(data):
                self._seen.pop(move[1], None)
            return data
        return _thin("".join(self._line(piece) for piece in _PIECES.split(data) if piece))

    def _line(self, piece: str) -> str:
        if MOVE.match(piece) is None:
            return piece
        body, tail = _without_last_move(piece)
        moves = list(MOVE.finditer(body))
        row = moves[0][1]
        if any(move[1] != row for move in moves):
            for move in moves:
                self._seen.pop(move[1], None)
            return piece
        starts = [move.start() for move in moves]
        parts = [body[start:end] for start, end in zip(starts, [*starts[1:], len(body)], strict=True)]
        shown, self._seen[row] = self._seen.get(row), parts
        if shown == parts:
            return tail
        if shown is None or [_place(part) for part in shown] != [_place(part) for part in parts]:
            return piece
        if _DOUBTFUL.search(body) or _DOUBTFUL.search("".join(shown)):
            return piece
        return "".join(part for part, was in zip(parts, shown, strict=True) if part != was) + tail


def _place(part: str) -> str:
    return part[: part.index("H")]


_STYLE = re.compile(r"(?:\x1b\[0m((?:[\r\n]*\x1b\[\d+;\d+H)*))?\x1b\[([\d;]*)m")
_COLOUR = re.compile(r"(?:^|;)([34]8;(?:5;\d+|2;\d+;\d+;\d+)|(?:[34]|9|10)[0-79])(?=;|$)")
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27"}
"""What takes bold, dim, italic, underlined and reversed away again, and nothing else."""


def _thin(frame: str) -> str:
    """The frame with every change of style said by what changes, where Textual resets and says all of it again."""
    before = ""

    def shorter(found: re.Match[str]) -> str:
        nonlocal before
        last, before = before, found[2]
        return f"{found[1]}{_change(last, before)}" if found[1] is not None and last else found[0]

    return _STYLE.sub(shorter, frame)


@lru_cache(maxsize=4096)
def _change(before: str, after: str) -> str:
    """From one style to the next; with a reset where something has to go that only a reset takes away."""
    old_look, old_colours = _parts(before)
    look, colours = _parts(after)
    gone = old_look - look
    if not gone <= _OFF.keys() or not old_colours.keys() <= colours.keys():
        return f"\x1b[0m\x1b[{after}m"
    off = {_OFF[one] for one in gone}
    news = sorted(off) + sorted(look - old_look | (look & {"1", "2"} if "22" in off else set()))
    news += [value for side, value in colours.items() if old_colours.get(side) != value]
    return f"\x1b[{';'.join(news)}m" if news else ""


def _parts(style: str) -> tuple[frozenset[str], dict[str, str]]:
    """Bold and the like, and the colours by side: of the letters, of the ground."""
    colours: dict[str, str] = {}
    for found in _COLOUR.finditer(style):
        colours["ground" if found[1].startswith(("4", "10")) else "letters"] = found[1]
    rest = _COLOUR.sub("", style)
    return frozenset(one for one in rest.split(";") if one), colours


def _without_last_move(piece: str) -> tuple[str, str]:
    """The line, and the cursor move that closes a frame when this is its last line."""
    if piece.endswith("\n"):
        return piece[:-1], ""
    start = piece.rfind("\x1b[")
    move = MOVE.match(piece, start) if start > 0 else None
    return (piece[:start], piece[start:]) if move and move.end() == len(piece) else (piece, "")
