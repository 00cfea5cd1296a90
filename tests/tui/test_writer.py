"""What is left out on the way to the terminal: the screen looks the same with fewer bytes."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewtui.tui.slimmer import Slimmer

LOOKS = ["", "1;", "3;", "7;", "1;7;", "3;4;"]
"""Without dim, which the terminal of these tests does not know."""
COLOURS = ["38;5;253;48;5;233", "38;5;81;48;5;233", "38;5;4;48;5;40", "97;40", "30;107", "31", "44", "38;2;1;2;3;48;2;4;5;6"]  # fmt: skip


class Terminal:
    """A small terminal, and every cell of it with its look."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(40, 4)
        self.stream = pyte.Stream(self.screen)

    def after(self, data: str) -> list[list[tuple[object, ...]]]:
        self.stream.feed(data)
        return [[tuple(self.screen.buffer[y][x]) for x in range(40)] for y in range(4)]


def drawn(data: str) -> list[list[tuple[object, ...]]]:
    return Terminal().after(data)


runs = st.lists(st.tuples(st.sampled_from(LOOKS), st.sampled_from(COLOURS), st.sampled_from(["ab", " ", "é"])), min_size=8, max_size=14)  # fmt: skip


@given(st.lists(runs, min_size=1, max_size=3))
def test_a_frame_looks_the_same_with_fewer_bytes(lines: list[list[tuple[str, str, str]]]) -> None:
    frame = "\r\n".join(
        f"\x1b[{y};1H" + "".join(f"\x1b[{look}{colour}m{text}\x1b[0m" for look, colour, text in line)
        for y, line in enumerate(lines, 1)
    )
    slim = Slimmer().reduce(frame)
    assert drawn(slim) == drawn(frame)
    assert len(slim) <= len(frame)


@pytest.mark.parametrize(
    ("styles", "written"),
    [
        (["38;5;1;48;5;9", "38;5;2;48;5;9"], ["38;5;1;48;5;9", "38;5;2"]),
        (["38;5;1;48;5;9", "1;38;5;1;48;5;9"], ["38;5;1;48;5;9", "1"]),
        (["1;38;5;1", "38;5;1"], ["1;38;5;1", "22"]),
        (["1;38;5;1;48;5;9", "2;38;5;2;48;5;9"], ["1;38;5;1;48;5;9", "22;2;38;5;2"]),
        (["1;2;31", "2;31"], ["1;2;31", "22;2"]),
        (["9;31", "31"], ["9;31", "0", "31"]),
        (["31;44", "31"], ["31;44", "0", "31"]),
        (["97;40", "97;100"], ["97;40", "100"]),
    ],
)
def test_a_change_of_style_says_only_what_changes(styles: list[str], written: list[str]) -> None:
    line = "\x1b[1;1H" + "".join(f"\x1b[{one}m{'x' * 120}\x1b[0m" for one in styles)
    slim = Slimmer().reduce(line)
    assert [part.split("m", 1)[0] for part in slim.split("\x1b[")[2:-1]] == written


cells = st.tuples(st.sampled_from(LOOKS), st.sampled_from(COLOURS), st.sampled_from(["a", "b", "é", " "]))
rows = st.tuples(st.lists(cells, min_size=29, max_size=29), cells)


@settings(max_examples=30)
@given(st.lists(st.lists(rows, min_size=3, max_size=3), min_size=2, max_size=4))
def test_frames_in_turn_look_the_same_where_only_a_part_of_a_line_is_written(frames) -> None:
    slimmer, plain, slim = Slimmer(), Terminal(), Terminal()
    for frame in frames:
        frame[1] = frames[0][1]
        written = "\n".join(_two_parts(y, *row) for y, row in enumerate(frame, 1)) + "\x1b[2;2H"
        assert slim.after(slimmer.reduce(written)) == plain.after(written)


def _two_parts(y: int, long, short) -> str:
    def styled(cells) -> str:
        return "".join(f"\x1b[{look}{colour}m{text}\x1b[0m" for look, colour, text in cells)

    return f"\x1b[{y};1H{styled(long)}\x1b[{y};30H{styled([short])}"


def test_what_stands_beside_a_list_is_not_written_again_with_each_of_its_lines():
    slimmer = Slimmer()

    def line(text: str) -> str:
        return f"\x1b[4;1H\x1b[31;44m{text * 200}\x1b[0m\x1b[4;201H\x1b[40m|\x1b[0m"

    assert "|" in slimmer.reduce(line("a"))
    assert slimmer.reduce(line("b")) == line("b").split("\x1b[4;201H")[0]
    assert "|" in slimmer.reduce(line("株")), "a terminal may have drawn over what stands beside it"
    assert "|" in slimmer.reduce(line("b"))
