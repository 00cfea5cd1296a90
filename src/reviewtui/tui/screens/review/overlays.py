"""Windows of the review itself: the step list, the last answers in full, two texts of which one stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import events, on
from textual.widget import Widget

from reviewtui.domain.sheets import Clash
from reviewtui.tui.screens.review.flow import Parts, wrap
from reviewtui.tui.widgets.dialog import Dialog
from reviewtui.tui.widgets.line_list import LineList
from reviewtui.tui.widgets.plain_lines import PlainLines


class StepsDialog(Dialog[int]):
    """All sections; a digit goes to one at once. Returns its number from 0, or None."""

    def __init__(self, steps: Sequence[tuple[str, str]], current: int) -> None:
        super().__init__("Sections", "A digit goes there.")
        self._steps = steps
        self._current = current

    def body(self) -> Iterator[Widget]:
        """The list."""
        steps = self._steps
        self.list = LineList()
        self.list.set_source(
            len(steps), lambda at: [(f"{at + 1} {steps[at][0]:<20}", ""), (steps[at][1], "dim")]
        )
        yield self.list

    def on_mount(self) -> None:
        """Start where one is."""
        self.list.move_to(self._current)

    def on_key(self, event: events.Key) -> None:
        """A digit is a section."""
        if event.character and event.character.isdigit() and event.character != "0":
            at = int(event.character) - 1
            if at < len(self._steps):
                event.stop()
                self.dismiss(at)
        elif event.key == "f2":
            event.stop()
            self.dismiss(None)

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        self.dismiss(message.index)


class LastDialog(Dialog[None]):
    """The last answers to one question with their notes, and what the data says; scrolls."""

    DEFAULT_CSS = """
    LastDialog > .box { width: 100; max-width: 100%; }
    LastDialog > .box > LineList { max-height: 100%; }
    LastDialog > .box > LineList > .linelist--cursor { text-style: none; }
    """

    def __init__(self, title: str, lines: Sequence[Parts]) -> None:
        super().__init__(title)
        self._lines = lines

    def body(self) -> Iterator[Widget]:
        """The lines."""
        self.list = LineList(gutter=False)
        self.list.set_source(len(self._lines), lambda at: list(self._lines[at]))
        yield self.list

    def on_resize(self) -> None:
        """As high as its lines, if the screen is."""
        self.list.styles.height = max(1, min(len(self._lines), self.size.height - 6))

    def on_key(self, event: events.Key) -> None:
        """The keys that opened it close it too."""
        if event.key in ("f3", "p", "q", "enter"):
            event.stop()
            self.dismiss(None)


CHOICES = (("ours", "Mine"), ("theirs", "Theirs"), ("both", "Both, one after the other"))


class ClashDialog(Dialog[str]):
    """Two texts for one place: which one stays. Returns ``ours``, ``theirs``, ``both``, or None for later."""

    DEFAULT_CSS = "ClashDialog > .box { width: 90; } ClashDialog > .box > PlainLines { height: auto; }"

    def __init__(self, clash: Clash, name: str) -> None:
        what = "note" if clash.kind == "note" else "answer"
        super().__init__(
            f"Two texts: the {what} on “{name}” was changed in another window.",
            "Both are kept until you choose. Esc: later.",
        )
        self._clash = clash
        self._keys = "123"

    def body(self) -> Iterator[Widget]:
        """Both texts, and the choice."""
        self.texts = PlainLines()
        yield self.texts
        self.list = LineList()
        self.list.set_source(3, lambda at: f"{at + 1}  {CHOICES[at][1]}", lambda at: CHOICES[at][0])
        yield self.list

    def on_mount(self) -> None:
        """Write both texts out at the width there is."""
        self.call_after_refresh(self._fill)

    def on_resize(self) -> None:
        """Wrap them anew."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        width = max(20, self.texts.size.width - 2)
        most = max(2, (self.size.height - 14) // 2)
        lines: list[Parts] = []
        for title, text in (("Mine", self._clash.ours), ("Theirs", self._clash.theirs)):
            lines.append(((title, "head"),))
            lines.extend(((f"  {row}", ""),) for row in wrap(text or "(nothing)", width, most))
        self.texts.styles.height = len(lines)
        self.texts.show(lines)

    def on_key(self, event: events.Key) -> None:
        """1, 2 or 3 chooses."""
        if event.character and event.character in self._keys:
            event.stop()
            self.dismiss(CHOICES[self._keys.index(event.character)][0])

    @on(LineList.Opened)
    def _opened(self, message: LineList.Opened) -> None:
        self.dismiss(str(message.key))
