#!/usr/bin/env python3
"""Measure reviewtui against its goals and print goal, reached, verdict; ratios within one run, so that they compare.

python benchmarks/run.py                       # everything, about ten minutes
python benchmarks/run.py starting notes        # some of it
python benchmarks/run.py --json out.json --rounds 9 --folder bench-files   # keep the files for the next run
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import figures
import peers
import queries
import screens
from bench import HERE, PYTHON, Bench, copy_of, line

PARTS: dict[str, Callable[[Bench], None]] = {
    "calls": queries.calls,
    "starting": screens.starting,
    "doing_nothing": screens.doing_nothing,
    "new_day": lambda bench: screens.new_day(bench, bench.big),
    "lists": screens.lists,
    "notes": screens.notes,
    "answers_and_sections": screens.answers_and_sections,
    "dialogs": screens.dialogs,
    "queries": queries.queries,
    "figures": figures.figures,
    "importing": queries.importing,
    "peers": peers.peers,
}
_SIZES = {
    "big.db": (),
    "small.db": ("--accounts", "100", "--order-lines", "10000", "--notes", "5000", "--reviews", "200"),
}


def prepare(bench: Bench) -> None:
    """Write the files that are not there yet."""
    bench.folder.mkdir(parents=True, exist_ok=True)
    for name, size in _SIZES.items():
        if not (bench.folder / name).exists():
            subprocess.run([PYTHON, str(HERE / "generate.py"), str(bench.folder / name), *size], check=True)
    shutil.copyfile(HERE.parent / "sample.db", bench.sample)
    copy_of(bench.big, "review.db")


def main() -> int:
    """Read the arguments, measure, print what was reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, []], help="what to measure; everything by default"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the large files are kept for the next run")
    parser.add_argument("--json", type=Path, help="write all figures here")
    told = parser.parse_args()
    # What is timed must have its byte code, and the measured programs inherit our environment.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="reviewtui-bench-") as temporary:
        bench = Bench(told.folder or Path(temporary), told.rounds)
        prepare(bench)
        screens.warm_up(bench)
        wanted = told.parts or list(PARTS)
        if {"notes", "new_day"} & set(wanted) and "starting" not in wanted:
            wanted.insert(0, "starting")
        for part in PARTS:
            if part in wanted:
                PARTS[part](bench)
    print("\n" + "\n".join(line(row) for row in bench.rows if row.verdict == "MISSES"))
    if told.json:
        rows = [{**asdict(row), "verdict": row.verdict} for row in bench.rows]
        told.json.write_text(json.dumps({"rows": rows, "raw": bench.raw}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
