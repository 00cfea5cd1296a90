"""What every measurement shares: where the files are, how programs are started, how figures become a verdict."""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
AS_OF = "2026-11-19"
DAY = date.fromisoformat(AS_OF)
PYTHON = sys.executable
APP = [PYTHON, "-c", "from reviewtui.__main__ import run; run()"]
Figures = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result: what, the figure, the goal it is held to (None: only told), how it is written."""

    what: str
    value: float
    goal: float | None
    unit: str = "x"
    remark: str = ""

    @property
    def verdict(self) -> str:
        """``ok``, ``misses``, or nothing where there is no goal."""
        if self.goal is None:
            return ""
        return "ok" if round(self.value, 2) <= self.goal else "MISSES"


@dataclass
class Bench:
    """The folder of a run with its files, and how many rounds are taken of everything."""

    folder: Path
    rounds: int
    rows: list[Row] = field(default_factory=list)
    raw: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    @property
    def big(self) -> Path:
        """10,000 accounts."""
        return self.folder / "big.db"

    @property
    def small(self) -> Path:
        """100 accounts."""
        return self.folder / "small.db"

    @property
    def sample(self) -> Path:
        """A copy of the sample that ships."""
        return self.folder / "sample.db"

    def env(self, **more: str) -> dict[str, str]:
        """The environment of a program under measurement: its own home, an xterm as over SSH."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
        path = os.pathsep.join(filter(None, [kept.get("PYTHONPATH", ""), str(HERE)]))
        ours = {
            "HOME": str(self.folder / "home"),
            "REVIEWTUI_CONFIG_DIR": str(self.folder / "home" / "config"),
            "REVIEWTUI_STATE_DIR": str(self.folder / "home" / "state"),
            "TERM": "xterm-256color",
        }
        return {"LANG": "C.UTF-8", **kept, **ours, "PYTHONPATH": path, **more}

    def add(
        self, what: str, value: float, goal: float | None = None, unit: str = "x", remark: str = ""
    ) -> None:
        """Take a figure into the result and say it at once."""
        row = Row(what, value, goal, unit, remark)
        self.rows.append(row)
        print(line(row), flush=True)

    def ratio(self, what: str, ours: Sequence[float], theirs: Sequence[float], goal: float | None) -> None:
        """Take the ratio of two medians of the same rounds."""
        own, other = middle(ours), middle(theirs)
        self.add(what, own / other, goal, "x", f"{own:.1f} to {other:.1f}")


def stock(name: str) -> list[str]:
    """The command of a stock program."""
    return [PYTHON, "-c", f"import reference_apps; reference_apps.run({name!r})"]


def app(db: Path, *words: str, as_of: str = AS_OF) -> list[str]:
    """The command of reviewtui on a file."""
    return [*APP, "--db", str(db), "--as-of", as_of, *words]


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def high(values: Sequence[float]) -> float:
    """The 95th percentile, the nearest value that was seen."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def line(row: Row) -> str:
    """A row as text: what, figure, goal, verdict, remark."""
    goal = "" if row.goal is None else f"<= {row.goal:g}"
    return f"{row.what:<62} {row.value:>9.2f} {row.unit:<8} {goal:>9} {row.verdict:<7} {row.remark}"


def rounds_of(bench: Bench, cases: Mapping[str, Callable[[], Figures]]) -> dict[str, Figures]:
    """Take every case in turn, again and again, so that a slow minute of the machine is in all of them."""
    found: dict[str, Figures] = {name: {} for name in cases}
    for _ in range(bench.rounds):
        for name, measure in cases.items():
            for key, values in measure().items():
                found[name].setdefault(key, []).extend(values)
    bench.raw.update({name: dict(figures) for name, figures in found.items()})
    return found


def start_review_with_note(db: Path, account_id: int, text: str) -> None:
    """Give an account a review in progress in which nothing is said but this note at the first question."""
    from reviewtui.main import clock
    from reviewtui.services.reviews import start_review
    from reviewtui.services.templates import packaged_template
    from reviewtui.storage.store import Store

    moment = clock(DAY)
    store = Store.open(db, moment)
    review = start_review(store, account_id, packaged_template("quarterly"), moment)
    store.close()
    key = next(iter(packaged_template("quarterly").questions())).key
    other = sqlite3.connect(db, isolation_level=None)
    for table in ("note", "answer"):
        other.execute(f"DELETE FROM {table} WHERE review_id=?", (review,))
    other.execute("UPDATE review SET place='{}' WHERE id=?", (review,))
    other.execute(
        "INSERT INTO note(uid, version, created_at, changed_at, account_id, review_id, question_key, item, text, "
        "written_on, author) VALUES (?, 1, ?, ?, ?, ?, ?, '', ?, ?, 'Robin')",
        (f"be9c4{review:011d}", moment.stamp, moment.stamp, account_id, review, key, text, AS_OF),
    )
    other.close()


def copy_of(path: Path, name: str) -> Path:
    """A copy of a file beside it, and nothing left of an earlier one."""
    target = path.with_name(name)
    # A journal that a killed run left behind would be rolled back into the new copy.
    target.with_name(f"{name}-journal").unlink(missing_ok=True)
    shutil.copyfile(path, target)
    return target
