"""Measurements in the terminal: start, keys, dialogs, screens, leaving, doing nothing; ours beside stock Textual's."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import reference_apps
from bench import AS_OF, PYTHON, Bench, Figures, app, high, middle, rounds_of, start_review_with_note, stock

from terminal import Reaction, Terminal

TODAY = r"reviews due|to review|Reviews due"
NARROW = (80, 24)
TYPED = (
    "the volume is down eight percent and they ask whether we could deliver twice a week from the second quarter on, "
    "at the price of the larger pack; Maria will send the plan of the new hall by Friday"
)
"""More than a row of 120 columns, so that a line wraps as often as it does for who types, not in every 20th key."""
WITHOUT_SAVING = (
    "import reviewtui.tui.saver as s; s.Saver.put = lambda *_: None; "
    "from reviewtui.__main__ import run; run()"
)


def _figures(reactions: Sequence[Reaction]) -> Figures:
    return {
        "first": [r.first * 1000 for r in reactions],
        "text": [r.text * 1000 for r in reactions],
        "last": [r.last * 1000 for r in reactions],
        "cpu": [r.cpu * 1000 for r in reactions],
        "bytes": [float(r.size) for r in reactions],
    }


def _start(bench: Bench, command: list[str], ready: str, seconds_idle: float = 0.0) -> Figures:
    with Terminal(command, bench.env()) as run:
        found = run.start(ready)
        if seconds_idle:
            run.settle(2.0)
            found["memory_later"] = run.memory()
            found |= run.idle(seconds_idle)
        found["exit"] = run.leave("ctrl+q")
    return {key: [value] for key, value in found.items()}


def warm_up(bench: Bench) -> None:
    """Start once on each file: byte code is written, today's backup is made, the file is in memory."""
    start_review_with_note(bench.folder / "review.db", 3, "")
    for db in (bench.sample, bench.small, bench.big, bench.folder / "review.db"):
        with Terminal(app(db), bench.env()) as run:
            run.start(TODAY)
            end = time.monotonic() + 180
            while not list(db.parent.glob(f"backups/{db.stem}-*-daily.db")) and time.monotonic() < end:
                run.idle(0.5)
            run.leave("ctrl+q")


def starting(bench: Bench) -> None:
    """First screen with its data, memory, leaving."""
    found = rounds_of(
        bench,
        {
            "bare": lambda: _start(bench, stock("bare"), "READY"),
            "Today, sample": lambda: _start(bench, app(bench.sample), TODAY),
            "Today, 100": lambda: _start(bench, app(bench.small), TODAY),
            "Today, 10,000": lambda: _start(bench, app(bench.big), TODAY),
        },
    )
    bare, small, big, sample = (
        found[name] for name in ("bare", "Today, 100", "Today, 10,000", "Today, sample")
    )
    bench.ratio("Today with data, sample of 40 accounts, vs bare app", sample["ready"], bare["ready"], 1.2)
    bench.ratio("Today with data, 10,000 accounts, vs bare app", big["ready"], bare["ready"], 1.2)
    bench.ratio("  until quiet", big["quiet"], bare["quiet"], 1.35)
    bench.ratio("  processor time", big["cpu"], bare["cpu"], 1.3)
    bench.ratio("  first byte", big["first"], bare["first"], None)
    bench.ratio("start at 10,000 accounts vs 100", big["ready"], small["ready"], 1.1)
    bench.ratio("memory on Today vs bare app", big["memory"], bare["memory"], 1.5)
    bench.ratio("quit to prompt vs bare app", big["exit"], bare["exit"], 0.4)


def doing_nothing(bench: Bench) -> None:
    """Five seconds of nobody touching it."""
    found = _start(bench, app(bench.big), TODAY, 5.0)
    bare = _start(bench, stock("bare"), "READY", 5.0)
    bench.raw["idle"] = found
    bench.add("idle for 5 s: bytes per second", found["idle_bytes"][0], 0, "B/s")
    bench.add(
        "idle for 5 s: wake-ups per second",
        found["idle_wakeups"][0],
        1,
        "/s",
        f"bare {bare['idle_wakeups'][0]:.1f}",
    )
    bench.add("idle for 5 s: processor", found["idle_cpu"][0], 0.05, "%", f"bare {bare['idle_cpu'][0]:.2f}")
    bench.ratio(
        "memory on Today after 2 s of quiet vs bare app", found["memory_later"], bare["memory_later"], None
    )


def _keys(
    bench: Bench, command: list[str], ready: str, setup: Sequence[str], keys: Sequence[str], *,
    size: tuple[int, int] = (120, 40), wanted: str = "", quiet: float = 0.06,
) -> Figures:  # fmt: skip
    with Terminal(command, bench.env(), size) as run:
        run.start(ready)
        run.press(*setup)
        run.rest(0.6)
        reactions = [run.key(key, wanted, quiet) for key in keys]
        memory = run.memory()
        run.leave("ctrl+q")
    # The first key pays for what is loaded at its first use; the figures are of going on.
    return {**_figures(reactions[1:]), "memory": [memory]}


def lists(bench: Bench) -> None:
    """A row and a page down, and the filter, in the table of 10,000 accounts."""
    table, ours = stock("table"), app(bench.big)
    found = rounds_of(
        bench,
        {
            "table down": lambda: _keys(bench, table, "Account 000003", (), ["down"] * 25),
            "down": lambda: _keys(bench, ours, TODAY, ["2"], ["down"] * 25),
            "small down": lambda: _keys(bench, app(bench.small), TODAY, ["2"], ["down"] * 25),
            "table page": lambda: _keys(bench, table, "Account 000003", (), ["pgdn"] * 10),
            "page": lambda: _keys(bench, ours, TODAY, ["2"], ["pgdn"] * 10),
            "filter": lambda: _keys(bench, ours, TODAY, ["2", "/"], [*"quell", *["backspace"] * 5]),
        },
    )
    for key, goals in (("down", (0.7, 0.7, 0.5)), ("page", (0.4, 0.4, 0.6))):
        own, other = found[key], found[f"table {key}"]
        name = "a row down" if key == "down" else "a page down"
        bench.ratio(f"Accounts, {name} vs DataTable of 1,000: frame", own["last"], other["last"], goals[0])
        bench.ratio("  processor time", own["cpu"], other["cpu"], goals[1])
        bench.ratio("  bytes", own["bytes"], other["bytes"], goals[2])
    bench.ratio(
        "a row down at 10,000 accounts vs 100", found["down"]["last"], found["small down"]["last"], 1.1
    )
    bench.add(
        "a key in the filter at 10,000 accounts: frame p50", middle(found["filter"]["last"]), None, "ms"
    )
    bench.add("  p95", high(found["filter"]["last"]), None, "ms")


def notes(bench: Bench) -> None:
    """A character in a note of 10 kB, in the review, with everything saved; beside stock TextArea."""
    db = bench.folder / "review.db"
    keys = list(TYPED)

    def ours(size: tuple[int, int], command: list[str]) -> Figures:
        start_review_with_note(db, 3, reference_apps.note_text())
        return _keys(bench, command, "core", ["n"], keys, size=size)

    review = app(db, "review", "id:C00003")
    unsaved = [PYTHON, "-c", WITHOUT_SAVING, *review[3:]]
    found = rounds_of(
        bench,
        {
            "TextArea": lambda: _keys(bench, stock("note"), "third tier|Maria", (), keys),
            "note": lambda: ours((120, 40), review),
            "note without saving": lambda: ours((120, 40), unsaved),
            "note 80x24": lambda: ours(NARROW, review),
        },
    )
    own, other, free = found["note"], found["TextArea"], found["note without saving"]
    bench.ratio(
        "a character in a 10 kB note, saved, vs stock TextArea: p50", own["first"], other["first"], 0.6
    )
    bench.ratio("  last byte", own["last"], other["last"], None)
    bench.ratio("  processor time", own["cpu"], other["cpu"], 0.6)
    bench.add("  p95 vs p95", high(own["first"]) / high(other["first"]), 0.7)
    bench.add("  bytes p95", high(own["bytes"]), 450, "B", f"TextArea {middle(other['bytes']):.0f}")
    bench.add("  bytes p95 at 80x24", high(found["note 80x24"]["bytes"]), 350, "B")
    bench.add("saving adds to a key: p50", middle(own["first"]) - middle(free["first"]), 0.5, "ms")
    bench.add("  p99", sorted(own["first"])[-2] - sorted(free["first"])[-2], 2, "ms")
    bench.ratio("memory after the first writes vs bare app", own["memory"], bench.raw["bare"]["memory"], 2.2)


def answers_and_sections(bench: Bench) -> None:
    """One-key answers, the next section, the way from Today to the review; a stock screen of 20 widgets beside."""
    db = bench.folder / "review.db"
    review = app(db, "review", "id:C00003")

    def ours(setup: Sequence[str], keys: Sequence[str]) -> Figures:
        start_review_with_note(db, 3, "")
        return _keys(bench, review, "core", setup, keys, quiet=0.15)

    found = rounds_of(
        bench,
        {
            "screens": lambda: _keys(
                bench, stock("screens"), "HOME SCREEN", ["n", "p"], ["n", "p"] * 5, quiet=0.15
            ),
            "answer": lambda: ours((), ["s"] * 12),
            "section": lambda: ours(["ctrl+n"], ["ctrl+t", "ctrl+n"] * 5),
            "places": lambda: _keys(
                bench, app(bench.big), TODAY, ["enter", "esc"], ["enter", "esc"] * 4, quiet=0.15
            ),
        },
    )
    stocks = found["screens"]
    bench.add("a one-key answer in the review: first byte", middle(found["answer"]["first"]), None, "ms")
    bench.add("  last byte", middle(found["answer"]["last"]), None, "ms")
    bench.add("  bytes", middle(found["answer"]["bytes"]), None, "B")
    bench.ratio(
        "next section vs stock screen of 20 widgets: first byte",
        found["section"]["first"],
        stocks["first"],
        1.5,
    )
    bench.ratio("  last byte", found["section"]["last"], stocks["last"], 1.0)
    bench.ratio("  bytes", found["section"]["bytes"], stocks["bytes"], 1.0)
    bench.ratio(
        "Today to account and back vs the same: first byte", found["places"]["first"], stocks["first"], 1.5
    )
    bench.ratio("  last byte", found["places"]["last"], stocks["last"], 1.0)


def dialogs(bench: Bench) -> None:
    """Escape closes a dialog."""

    def closing(command: list[str], ready: str, key: str) -> Figures:
        found: list[Reaction] = []
        with Terminal(command, bench.env()) as run:
            run.start(ready)
            for _ in range(4):
                run.press(key)
                run.settle(0.3)
                found.append(run.key("esc", quiet=0.15))
            run.leave("ctrl+q")
        return _figures(found[1:])

    found = rounds_of(
        bench,
        {
            "modal": lambda: closing(stock("modal"), "READY", "f2"),
            "help": lambda: closing(app(bench.big), TODAY, "?"),
        },
    )
    bench.ratio(
        "Esc closes a dialog vs stock modal: first byte", found["help"]["first"], found["modal"]["first"], 0.4
    )
    bench.add("  in ms", middle(found["help"]["first"]), 50, "ms")


def new_day(bench: Bench, path: Path) -> None:
    """The first start of a day on 10,000 accounts: the figures on file are of the day before."""
    from bench import copy_of

    found: list[float] = []
    for day in ("2026-11-20", "2026-11-21", "2026-11-22"):
        copy = copy_of(path, "newday.db")
        with Terminal(app(copy, as_of=day), bench.env()) as run:
            found.append(run.start(TODAY)["ready"])
            run.leave("ctrl+q")
        copy.unlink()
    base = middle(bench.raw["Today, 10,000"]["ready"])
    for days, value in enumerate(found, start=1):
        bench.add(
            f"start {days} day(s) after {AS_OF} vs on the day, 10,000 accounts",
            value / base,
            None,
            "x",
            f"{value:.0f} ms",
        )
