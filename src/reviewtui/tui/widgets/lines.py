"""Widgets of a row: the top bar, the banner, the stepper. Each repaints only when what it says changes.

bar.say(place="Northwind Freight  2026-Q4", as_of="2026-11-22", state="saved 14:02:11", kind="ok")
banner.say("Not saved: the disk is full. Typing goes on; it is in the recovery file."); banner.say("")
stepper.show([("Open", "x"), ("New", "/"), ("Economy", ".")], current=1, tail="4/16 core")
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from reviewtui.tui.widgets.cells import clip, one_line, strip
from reviewtui.tui.widgets.drawn import Drawn

Parts = list[tuple[str, str]]
STYLES = ("dim", "bold", "good", "warn", "bad", "accent", "here")


def draw_together(*widgets: Widget) -> None:
    """Have what these widgets want to draw come onto the screen in one frame.

    Each would hand it in by itself when it is idle; by then the screen has drawn the first of them, and waits.
    """
    for widget in widgets:
        widget._check_refresh()


class OneRow(Drawn, Widget):
    """A widget of one row that draws ``parts(width)``: (text, style name) pairs."""

    COMPONENT_CLASSES = {f"onerow--{name}" for name in STYLES}
    DEFAULT_CSS = """
    OneRow { height: 1; width: 1fr; background: $background; color: $foreground; }
    OneRow > .onerow--dim { color: $text-muted; }
    OneRow > .onerow--bold { text-style: bold; }
    OneRow > .onerow--good { color: $text-success; }
    OneRow > .onerow--warn { color: $text-warning; text-style: bold; }
    OneRow > .onerow--bad { color: $text-error; text-style: bold reverse; }
    OneRow > .onerow--accent { color: $text-accent; text-style: bold; }
    OneRow > .onerow--here { text-style: bold reverse; }
    """

    def parts(self, width: int) -> Parts:
        """What to draw in ``width`` cells."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """The row as a strip of exactly the width."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        return strip(self.parts(width), width, self.rich_style, self._style)

    def _style(self, name: str) -> Style | None:
        return self.get_component_rich_style(f"onerow--{name}", partial=True) if name in STYLES else None

    def spread(self, left: Parts, right: Parts, width: int) -> Parts:
        """Left parts and right parts with room between; the right ones win when there is too little."""
        taken = sum(cell_len(text) for text, _ in right)
        room = width - taken - (1 if right else 0)
        shown: Parts = []
        for text, name in left:
            text = clip(text, room)
            shown.append((text, name))
            room -= cell_len(text)
            if room <= 0:
                break
        return [*shown, (" " * (max(0, room) + (1 if right else 0)), ""), *right]


class Bar(OneRow):
    """The top row: place at the left; as-of date (when it is not today) and save state at the right."""

    DEFAULT_CSS = "Bar { background: $panel; text-style: bold; }"
    place = ""
    words: tuple[str, ...] = ()
    tail = ""
    as_of = ""
    badge = ""
    state = ""
    kind: Literal["ok", "busy", "bad"] = "ok"

    def say(
        self,
        *,
        place: str | None = None,
        words: Sequence[str] | None = None,
        tail: str | None = None,
        as_of: str | None = None,
        badge: str | None = None,
        state: str | None = None,
        kind: Literal["ok", "busy", "bad"] | None = None,
    ) -> None:
        """Change what is given, leave the rest; repaints only when something is different.

        ``words`` stand after the place, as many of them as have room. ``tail`` stands after both and is not cut: where
        there is little room, the place is.
        """
        before = (self.place, self.words, self.tail, self.as_of, self.badge, self.state, self.kind)
        self.place = self.place if place is None else one_line(place)
        self.words = self.words if words is None else tuple(map(one_line, words))
        self.tail = self.tail if tail is None else one_line(tail)
        self.as_of = self.as_of if as_of is None else one_line(as_of)
        self.badge = self.badge if badge is None else one_line(badge)
        self.state = self.state if state is None else one_line(state)
        self.kind = kind or self.kind
        if before != (self.place, self.words, self.tail, self.as_of, self.badge, self.state, self.kind):
            self.refresh()

    def parts(self, width: int) -> Parts:
        """Place, date, state."""
        right: Parts = []
        if self.badge:
            right.extend([(f" {self.badge} ", "here"), (" ", "")])
        if self.as_of:
            right.append((f" as of {self.as_of} ", "here"))
        if self.state:
            name = {"ok": "", "busy": "dim", "bad": "bad"}[self.kind]
            right.extend([(" ", ""), (clip(self.state, self._room(right, width)), name)])
        right.append((" ", ""))
        taken = sum(cell_len(text) for text, _ in right) + cell_len(self.tail) + 2
        place = (
            clip(self._place(width - taken), max(1, width - taken)) if self.tail or self.words else self.place
        )
        return self.spread([(f" {place}", ""), (self.tail, "")], right, width)

    def _place(self, room: int) -> str:
        """The place with as many of its words as have room; a figure cut in the middle would be another one."""
        if not self.words:
            return self.place
        for count in range(len(self.words), -1, -1):
            left_out = () if count == len(self.words) else ("…",)
            said = f"{self.place} · {', '.join((*self.words[:count], *left_out))}"
            if cell_len(said) <= room:
                return said
        return self.place

    def _room(self, right: Parts, width: int) -> int:
        """Cells for the state: half the row, unless the place would then lose the beginning of its name."""
        taken = sum(cell_len(text) for text, _ in right) + 4
        left = cell_len(self._place(width)) + cell_len(self.tail)
        return max(12, min(width // 2, width - taken - min(left, width // 4)))


class Banner(OneRow):
    """Two rows at most that are there only while something is wrong and stay until it is not."""

    DEFAULT_CSS = """
    Banner { display: none; height: auto; max-height: 2; text-style: bold reverse; }
    Banner.-shown { display: block; }
    """
    text = ""

    def say(self, text: str) -> None:
        """Show a sentence, or nothing when it is empty."""
        text = one_line(text)
        if text != self.text:
            self.text = text
            self.set_class(bool(text), "-shown")
            self.refresh(layout=True)

    def rows(self, width: int) -> list[str]:
        """The sentence after a mark that needs no colour, broken between words where it must be."""
        whole = f"! {self.text}"
        if cell_len(whole) <= width:
            return [whole]
        first = ""
        for word in whole.split(" "):
            if cell_len(first) + cell_len(word) + 1 > width:
                break
            first = f"{first} {word}" if first else word
        return [first, clip("  " + whole[len(first) :].lstrip(), width)] if first else [clip(whole, width)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many rows as it takes."""
        return len(self.rows(width))

    def render_line(self, y: int) -> Strip:
        """One of its rows."""
        width = self.size.width
        rows = self.rows(width)
        parts = [(rows[y], "bad")] if y < len(rows) else []
        return strip(parts, width, self.rich_style, self._style)


class Stepper(OneRow):
    """The sections in one row, ``1x 2/ 3> 4.``, with names where there is room, and a tail at the right.

    A state is one letter: ``x`` done, ``/`` begun, ``.`` untouched; the section one is in shows ``>``.
    """

    steps: Sequence[tuple[str, str]] = ()
    current = 0
    tail = ""

    def show(self, steps: Sequence[tuple[str, str]], current: int, tail: str = "") -> None:
        """Draw (name, state) of each section; ``current`` is 0-based."""
        new = ([*steps], current, one_line(tail))
        if new != ([*self.steps], self.current, self.tail):
            self.steps, self.current, self.tail = new
            self.refresh()

    def parts(self, width: int) -> Parts:
        """All names if they fit, else the name of the current section only, else no name."""
        for named in ("all", "current", "none"):
            left = [self._step(i, named) for i in range(len(self.steps))]
            used = sum(cell_len(text) for text, _ in left)
            if used + cell_len(self.tail) + 2 <= width:
                break
        return self.spread(left, [(self.tail, "dim")] if self.tail else [], width)

    def _step(self, index: int, named: str) -> tuple[str, str]:
        name, state = self.steps[index]
        here = index == self.current
        mark = f"{index + 1}{'>' if here else state}"
        label = f" {one_line(name)}" if named == "all" or (named == "current" and here) else ""
        return f" {mark}{label}", "here" if here else "dim"


class Title(OneRow):
    """One row of plain text in one style, for headings between other widgets."""

    def __init__(self, text: str = "", style: str = "bold", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.text = one_line(text)
        self.style_name = style

    def say(self, text: str) -> None:
        """Show another text."""
        text = one_line(text)
        if text != self.text:
            self.text = text
            self.refresh()

    def parts(self, width: int) -> Parts:
        """The text, cut."""
        return [(clip(self.text, width), self.style_name)]
