"""The figures of all accounts: the lists of the command line beside the plainest query, one account again, growth."""

from __future__ import annotations

import gc
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from bench import DAY, HERE, PYTHON, Bench, app, copy_of, middle

PLAIN = (
    "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); "
    "db.execute('SELECT account_id, SUM(net), MAX(day) FROM order_day GROUP BY account_id').fetchall()"
)
SIZES = (1_000, 10_000, 50_000)


def lists(bench: Bench) -> None:
    """``accounts --json`` and ``queue --json`` as whole commands; with everything to compute, and with the lines kept."""
    db = copy_of(bench.big, "figures.db")
    yesterday = (DAY - timedelta(days=1)).isoformat()
    first = _seconds(bench, app(db, "accounts", "--json", as_of=yesterday))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    commands = {
        "plain": [PYTHON, "-c", PLAIN, str(db)],
        "accounts": app(db, "accounts", "--json", as_of=yesterday),
        "queue": app(db, "queue", "--json", as_of=yesterday),
    }
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(2 * bench.rounds + 1):
        for name, command in commands.items():
            found[name].append(1000 * _seconds(bench, command))
    bench.raw["figures of all"] = found
    bench.ratio("accounts --json vs one query over order days, 10,000", found["accounts"], found["plain"], 2)
    bench.ratio("queue --json vs one query over order days, 10,000", found["queue"], found["plain"], 2)
    bench.add("  the first time of a day, everything computed", 1000 * first / middle(found["plain"]), None)
    bench.add("  memory of that", peak, 200, "MiB")


def again(bench: Bench) -> None:
    """After a touch is logged: that account again, and no other."""
    from reviewtui.domain.figure_settings import USUAL
    from reviewtui.main import clock
    from reviewtui.services.figure_lines import Following
    from reviewtui.services.touches import log_touch
    from reviewtui.storage.store import Store

    store = Store.open(copy_of(bench.big, "figures.db"), clock(DAY))
    following = Following(DAY, USUAL)
    following.begin(store)
    taken = []
    for account_id in range(100, 140):
        log_touch(store, account_id, clock(DAY), topic="prices")
        started = time.perf_counter()
        moved = following.since(store)
        assert moved == {account_id}
        following.line(store, account_id)
        taken.append(1000 * (time.perf_counter() - started))
    bench.add("one account again after a touch, of 10,000: p50", middle(taken), 10, "ms")


def held(bench: Bench) -> None:
    """The longest that the file is held by a read while everything is computed."""
    from reviewtui.domain.figure_settings import USUAL
    from reviewtui.main import clock
    from reviewtui.services.figure_lines import bring_up
    from reviewtui.storage.store import Store

    store = Store.open(copy_of(bench.big, "figures.db"), clock(DAY))
    views: list[float] = []
    read = Store.read

    @contextmanager
    def timed(self: Store) -> Iterator[Any]:
        started = time.thread_time()
        with read(self) as r:
            yield r
        views.append(1000 * (time.thread_time() - started))

    # As the app does when it has started: what this process has made before is no business of a view.
    gc.freeze()
    with mock.patch.object(Store, "read", timed):
        for _ in bring_up(store, DAY - timedelta(days=2), USUAL, lambda run: run(store)):
            pass
    views.sort()
    bench.add("longest view of the file, processor time", views[-1], 50, "ms", f"{len(views)} views")
    bench.add("  99 of 100 views", views[int(0.99 * len(views))], 50, "ms")


def growth(bench: Bench) -> None:
    """Computing everything at 1,000, 10,000 and 50,000 accounts, twenty order lines each: time for one account."""
    from reviewtui.domain.figure_settings import USUAL
    from reviewtui.main import clock
    from reviewtui.services.figure_lines import bring_up
    from reviewtui.storage.store import Store

    each: list[float] = []
    for accounts in SIZES:
        db = _sized(bench.folder / f"grown-{accounts}.db", accounts)
        store = Store.open(db, clock(DAY))
        started = time.process_time()
        for _ in bring_up(store, DAY - timedelta(days=1), USUAL, lambda run, s=store: run(s)):  # type: ignore[misc]
            pass
        each.append(1000 * (time.process_time() - started) / accounts)
        store.close()
        bench.add(f"figures of {accounts:,} accounts, each", each[-1], None, "ms")
    bench.add("an account of 50,000 vs one of 1,000", each[-1] / each[0], 1.2)


def figures(bench: Bench) -> None:
    """All of it."""
    for part in (lists, again, held, growth):
        part(bench)


def _sized(path: Path, accounts: int) -> Path:
    if not path.exists():
        size = ("--accounts", str(accounts), "--order-lines", str(20 * accounts), "--notes", "0", "--reviews")
        subprocess.run(
            [PYTHON, str(HERE / "generate.py"), str(path), *size, str(2 * accounts)],
            check=True,
            capture_output=True,
        )
    return path


def _seconds(bench: Bench, command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=bench.env(), stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started
