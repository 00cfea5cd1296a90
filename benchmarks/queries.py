"""What the screens read, beside the same SQL in plain sqlite3; how long a file of orders takes; how fast a word is answered."""

from __future__ import annotations

import csv
import json
import random
import resource
import sqlite3
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench import APP, AS_OF, DAY, PYTHON, Bench, copy_of, middle, start_review_with_note

LINES = 57_851
TURNS = 30


def queries(bench: Bench) -> None:
    """Today, a page of accounts, the brief, the sheet of a review."""
    from reviewtui.main import clock
    from reviewtui.services import brief, reviews, today
    from reviewtui.storage.store import Store

    db = bench.folder / "review.db"
    start_review_with_note(db, 3, "A note.")
    store = Store.open(db, clock(DAY), read_only=True)
    with store.read() as r:
        review = r.reviews.in_progress(3)[0].id
        ids = r.accounts.order(DAY, "revenue", descending=True)[:60]
    reads: dict[str, Callable[[], Any]] = {
        "Today": lambda: today.today(store, DAY),
        "order of all accounts": lambda: _order(store),
        "a page of accounts": lambda: _lines(store, ids),
        "brief of an account": lambda: brief.brief(store, 3, DAY),
        "sheet of a review": lambda: reviews.sheet(store, review, DAY),
    }
    plain = sqlite3.connect(f"{db.as_uri()}?mode=ro", uri=True)
    for name, read in reads.items():
        read()
        statements = _statements(store, read)
        own = [_seconds(read) * 1000 for _ in range(TURNS)]
        other = [_seconds(partial(_replay, plain, statements)) * 1000 for _ in range(TURNS)]
        bench.raw[f"query {name}"] = {"own": own, "plain": other}
        bench.add(f"{name}: read as values", middle(own), 20, "ms", f"{len(statements)} statements")
        bench.add(
            "  vs the same SQL in plain sqlite3",
            middle(own) / middle(other),
            2.0,
            "x",
            f"{middle(other):.2f} ms",
        )


def _order(store: Any) -> None:
    with store.read() as r:
        r.accounts.order(DAY, "revenue", descending=True)


def _lines(store: Any, ids: tuple[int, ...]) -> None:
    with store.read() as r:
        r.accounts.lines(DAY, ids)


def _statements(store: Any, read: Callable[[], Any]) -> list[str]:
    found: list[str] = []
    with store.read() as r:
        db = r.db
    db.set_trace_callback(found.append)
    read()
    db.set_trace_callback(None)
    return [one for one in found if one.lstrip().upper().startswith(("SELECT", "WITH"))]


def _replay(db: sqlite3.Connection, statements: list[str]) -> None:
    for one in statements:
        db.execute(one).fetchall()


def _seconds(run: Callable[[], Any]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def calls(bench: Bench) -> None:
    """``--version`` and ``--help`` beside a Python that does nothing."""
    commands = {
        "pass": [PYTHON, "-c", "pass"],
        "--version": [*APP, "--version"],
        "--help": [*APP, "--help"],
    }
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(2 * bench.rounds + 1):
        for name, command in commands.items():
            found[name].append(
                1000
                * _seconds(
                    lambda c=command: subprocess.run(c, env=bench.env(), capture_output=True, check=True)
                )  # type: ignore[misc]
            )
    bench.raw["calls"] = found
    bench.ratio("reviewtui --version vs python -c pass", found["--version"], found["pass"], 3)
    bench.ratio("reviewtui --help vs python -c pass", found["--help"], found["pass"], 6)


def importing(bench: Bench) -> None:
    """A file of 57,851 order lines, beside plain csv and sqlite3."""
    source = bench.folder / "lines.csv"
    _write_lines(source)
    own, other = [], []
    for _ in range(2):
        target = copy_of(bench.small, "import.db")
        command = [
            *APP,
            "import",
            "orders",
            str(source),
            "--db",
            str(target),
            "--as-of",
            AS_OF,
            "--yes",
            "--json",
        ]
        started = time.perf_counter()
        done = subprocess.run(command, env=bench.env(), capture_output=True, text=True, check=False)
        own.append(time.perf_counter() - started)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        other.append(_seconds(lambda: _plain_import(source, bench.folder / "plain.db")))
    bench.raw["import"] = {"own": own, "plain": other}
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    read = json.loads(done.stdout)
    bench.add(f"import of {LINES:,} order lines", middle(own), None, "s", str(read.get("new", "")))
    bench.add(
        "  vs plain csv and executemany", middle(own) / middle(other), None, "x", f"{middle(other):.2f} s"
    )
    bench.raw["import peak"] = {"MiB": [peak]}


def _write_lines(path: Path) -> None:
    rng = random.Random(9)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["account", "order_number", "order_date", "currency", "product", "quantity", "amount"])
        for number in range(LINES):
            order = number // 3
            day = f"{2024 + order % 2}-{order % 12 + 1:02d}-{order % 28 + 1:02d}"
            amount = f"{rng.random() * 900 + 10:.2f}"
            out.writerow(
                [
                    f"C{order % 100 + 1:05d}",
                    f"IM{order:06d}",
                    day,
                    "EUR",
                    f"Part {number % 3:03d}",
                    2,
                    amount,
                ]
            )


def _plain_import(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    db = sqlite3.connect(target)
    db.execute("CREATE TABLE line(account, number, day, currency, product, quantity, amount)")
    with source.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        db.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    db.execute("CREATE INDEX ix_line ON line(account, day)")
    db.commit()
    db.close()
