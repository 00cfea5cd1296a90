"""Draw the pictures of the documentation: the real program in a real terminal, on a private copy of the sample.

python tools/screenshots.py [NAME ...]      # into docs/images; all of them unless named

Each picture is a short stay in the app, as a user would have it. What a clock wrote is set to one value, so that
the same app gives the same files.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pyte.screens import Char

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "terminal")]

from real_terminal import RealTerminal  # noqa: E402
from svg_screen import svg_of  # noqa: E402

IMAGES = ROOT / "docs" / "images"
CLOCKS = {r"saved (\d\d:\d\d:\d\d)": "10:42:15", r"\d/\d  (\d+:\d\d)": "12:34"}


@dataclass(frozen=True, slots=True)
class Picture:
    """One stay: ``steps`` are ``wait WORDS``, ``type TEXT`` or keys separated by spaces."""

    name: str
    title: str
    steps: tuple[str, ...]
    call: tuple[str, ...] = ()
    size: tuple[int, int] = (80, 24)


TRUSTING = ("review", "Van den Hove")
"""Says "no change" and buys less."""
RUNNING = ("review", "Müller & Söhne")
"""A review in the middle, left with the cursor in a note."""
WIDE = (100, 30)

PICTURES = (
    Picture("today", "Today: whom to call and why, reviews due, actions", ("wait Call queue",)),
    Picture(
        "accounts",
        "The table of accounts with eight quarters as bars",
        ("wait Today", "2", "wait next touch"),
    ),
    Picture(
        "account",
        "The brief of an account: who decides, orders, what changed, what they asked for",
        ("wait Today", "2", "wait next touch", "/", "type van den", "enter", "wait Decides"),
    ),
    Picture(
        "review",
        "The buying section of a review: the customer says no change, the orders say otherwise",
        ("wait core", "] ] ]", "wait Real change", "3", "k", "wait [3 No change]"),
        TRUSTING,
        WIDE,
    ),
    Picture(
        "note",
        "A note whose marked lines are shown as they are understood",
        ("wait [promise]",),
        RUNNING,
        WIDE,
    ),
    Picture(
        "wrapup",
        "The wrap-up: what was heard, promised and captured",
        ("wait core", "esc", "f", "wait Wrap-up"),
        RUNNING,
    ),
    Picture(
        "recap",
        "The recap for the customer",
        ("wait core", "esc", "f", "wait Wrap-up", "f", "wait Finish the review", "y", "wait What we will do"),
        RUNNING,
    ),
    Picture("actions", "The agenda of actions", ("wait Today", "3", "wait Later")),
    Picture(
        "capture", "The capture bar", ("wait Today", "a", "type ! send the quote @sam fri p1", "wait p1")
    ),
)


def main(names: list[str]) -> int:
    """Draw the pictures; returns the exit code."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        if not names or picture.name in names:
            rows = stay(picture)
            target = IMAGES / f"{picture.name}.svg"
            target.write_text(svg_of(rows, picture.title), "utf-8")
            print(target.relative_to(ROOT))
    return 0


def stay(picture: Picture) -> list[list[Char]]:
    """Run the app on a fresh copy of the sample, take the steps, and return the cells of the screen."""
    with tempfile.TemporaryDirectory(prefix="reviewtui-pictures-") as home:
        db = Path(home) / "sample.db"
        shutil.copyfile(ROOT / "sample.db", db)
        argv = [sys.executable, "-m", "reviewtui", "--db", str(db), "--as-of", sample_date(db), *picture.call]
        with RealTerminal(argv, size=picture.size, env=surroundings(Path(home))) as term:
            for step in picture.steps:
                take(term, step)
            term.settled(0.6)
            return steady(term.cells())


def surroundings(home: Path) -> dict[str, str]:
    """Variables of a machine on which nothing has been set up."""
    return {
        "HOME": str(home),
        "REVIEWTUI_CONFIG_DIR": str(home / "config"),
        "REVIEWTUI_STATE_DIR": str(home / "state"),
        "XDG_DATA_HOME": str(home / "data"),
        "COLORTERM": "truecolor",
        "PYTHONUTF8": "1",
    }


def sample_date(db: Path) -> str:
    """The day the sample was made for."""
    file = sqlite3.connect(db)
    try:
        return str(file.execute("SELECT value FROM setting WHERE key = 'sample_as_of'").fetchone()[0])
    finally:
        file.close()


def take(term: RealTerminal, step: str) -> None:
    """One step of a stay; waiting fails with the screen when the words never come."""
    verb, _, rest = step.partition(" ")
    if verb == "wait":
        term.wait(re.escape(rest))
    elif verb == "type":
        term.type(rest)
    else:
        for key in step.split():
            term.press(key)
            term.settled(0.15)
        return
    term.settled(0.15)


def steady(rows: list[list[Char]]) -> list[list[Char]]:
    """Set what clocks wrote into the first row to one value of the same width."""
    first = "".join(cell.data or " " for cell in rows[0])
    for pattern, fixed in CLOCKS.items():
        found = re.search(pattern, first)
        if found:
            for x, sign in enumerate(fixed[-len(found[1]) :], found.start(1)):
                rows[0][x] = rows[0][x]._replace(data=sign)
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[[], *(one.name for one in PICTURES)])
    sys.exit(main(parser.parse_args().names))
