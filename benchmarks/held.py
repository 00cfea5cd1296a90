#!/usr/bin/env python3
"""Run one command of reviewtui and say how long its transactions held the file, and with which statements.

python benchmarks/held.py [--show 3] -- import orders orders.csv --db file.db --yes --json

On the clock, and of this program's processor: on a busy machine only the second says how long it would take at rest.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_SPACES = re.compile(r"\s+")
_SHOWN = 100


@dataclass
class Held:
    """One transaction that writes: seconds on the clock, of the processor, and of the processor by statement."""

    clock: float
    processor: float
    commit: float = 0.0
    by: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


FOUND: list[Held] = []
READ: list[tuple[float, str]] = []
"""The same of each statement outside of them: what it reads of the file is held while it runs."""


def _watched(base: type) -> type:
    """A connection that takes the time of what is executed between BEGIN IMMEDIATE and COMMIT."""

    class Watched(base):  # type: ignore[misc]
        held: Held | None = None

        def execute(self, sql: str, *args: Any) -> Any:
            if sql.startswith("BEGIN IMMEDIATE"):
                done = super().execute(sql, *args)
                self.held = Held(-time.perf_counter(), -time.thread_time())
                return done
            if self.held is None:
                return self._read(super().execute, sql, *args)
            began = time.perf_counter()
            try:
                return self._timed(super().execute, sql, *args)
            finally:
                if sql.startswith(("COMMIT", "ROLLBACK")):
                    self._end(time.perf_counter() - began)

        def _read(self, run: Any, sql: str, *args: Any) -> Any:
            began = time.thread_time()
            try:
                return run(sql, *args)
            finally:
                READ.append((time.thread_time() - began, _SPACES.sub(" ", sql)))

        def executemany(self, sql: str, *args: Any) -> Any:
            return self._timed(super().executemany, sql, *args)

        def _timed(self, run: Any, sql: str, *args: Any) -> Any:
            began = time.thread_time()
            try:
                return run(sql, *args)
            finally:
                if self.held is not None:
                    self.held.by[_SPACES.sub(" ", sql)].append(time.thread_time() - began)

        def _end(self, commit: float) -> None:
            assert self.held is not None
            self.held.clock += time.perf_counter()
            self.held.processor += time.thread_time()
            self.held.commit = commit
            FOUND.append(self.held)
            self.held = None

    return Watched


def _say(shown: int) -> None:
    longest = sorted(FOUND, key=lambda held: held.processor, reverse=True)[:shown]
    print(f"{len(FOUND)} transactions that write; the longest by processor time:", file=sys.stderr)
    for held in longest:
        print(
            f"  {held.processor * 1000:.0f} ms of the processor, {held.clock * 1000:.0f} ms on the clock, "
            f"{held.commit * 1000:.0f} ms of it the commit",
            file=sys.stderr,
        )
        by = sorted(held.by.items(), key=lambda one: sum(one[1]), reverse=True)
        for sql, taken in by[:8]:
            print(f"    {sum(taken) * 1000:6.1f} ms {len(taken):6}x {sql[:_SHOWN]}", file=sys.stderr)
    print("the longest statements outside of them:", file=sys.stderr)
    for taken, sql in sorted(READ, reverse=True)[: 2 * shown]:
        print(f"    {taken * 1000:6.1f} ms {sql[:_SHOWN]}", file=sys.stderr)


def main(argv: Sequence[str]) -> int:
    """Run the command in this process, then say what was found."""
    from reviewtui.storage import engine

    shown, rest = 3, list(argv)
    if rest[:1] == ["--show"]:
        shown, rest = int(rest[1]), rest[2:]
    engine.Connection = _watched(engine.Connection)  # type: ignore[misc]
    from reviewtui.main import main as run

    try:
        return run(rest[1:] if rest[:1] == ["--"] else rest)
    finally:
        _say(shown)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
