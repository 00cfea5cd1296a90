#!/usr/bin/env python3
"""Import a large file of order lines or records while another program saves: time, memory, and how long the other one waits.

python benchmarks/large_import.py                                   # 1,000,000 lines of 10,000 accounts
python benchmarks/large_import.py --lines 100000 --accounts 1000 --undo
python benchmarks/large_import.py --again changed       # orders that are there, each with a line changed, or added
python benchmarks/large_import.py --records actions --lines 20000       # tasks instead, or touches, notes, accounts
python benchmarks/large_import.py --file FactResellerSales.csv      # a file of your own, beside sqlite3's .import
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import NamedTuple

from bench import APP, HERE

_HEADER = (
    "Customer",
    "Order No",
    "Order Date",
    "Product",
    "Quantity",
    "Unit Price",
    "Line Amount",
    "Currency",
)
_RECORDS = {
    "actions": ("Task", "Account Name", "Due Date", "Status", "Task ID"),
    "touches": ("Subject", "Account Name", "Date", "Type", "Status", "Activity ID"),
    "notes": ("Note", "Account Name", "Date", "Note ID"),
    "accounts": ("External ID", "Account Name", "City", "Contact Name", "Contact Email"),
}
_LINES_PER_ORDER = 4
_PAUSE_SECONDS = 0.02
_LOOK_SECONDS = 0.005


def write_lines(path: Path, lines: int, accounts: int, again: str = "") -> None:
    """A flat file of order lines, always the same for the same numbers; four lines an order, over four years.

    ``again`` says what is different when the file comes again: each order has one line ``changed``, or one ``added``.
    """
    rng = random.Random(7)
    start = date(2022, 11, 1)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(_HEADER)
        for number in range(0, lines, _LINES_PER_ORDER):
            account = rng.randrange(accounts)
            day = start + timedelta(days=rng.randrange(1460))
            mine = min(_LINES_PER_ORDER, lines - number)
            for place in range(mine + (again == "added")):
                if place == mine:
                    out.writerow(
                        (f"Company {account:05} Ltd", f"SO{number}", day, "Q-9000", 1, 7.5, "7.50", "EUR")
                    )
                    continue
                quantity, cents = rng.randrange(1, 50), rng.randrange(100, 99_999)
                cents += again == "changed" and place == 0
                amount = f"{quantity * cents / 100:.2f}"
                product = f"P-{rng.randrange(3000):04}"
                out.writerow(
                    (
                        f"Company {account:05} Ltd",
                        f"SO{number}",
                        day,
                        product,
                        quantity,
                        cents / 100,
                        amount,
                        "EUR",
                    )
                )


def write_records(path: Path, kind: str, rows: int, accounts: int, again: str = "") -> None:
    """A file of records or of accounts with a contact each, always the same for the same numbers; ``again`` with other texts."""
    rng = random.Random(7)
    start = date(2025, 11, 1)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(_RECORDS[kind])
        for number in range(rows):
            account = number if kind == "accounts" else rng.randrange(accounts)
            name, day = f"Company {account:05} Ltd", start + timedelta(days=rng.randrange(380))
            text = f"Subject {number} of what was said about the offer{again and ', again'}"
            said = {
                "actions": (text, name, day, rng.choice(("Not Started", "Completed")), f"T{number}"),
                "touches": (text, name, day, "Call", "Completed", f"T{number}"),
                "notes": (text, name, day, f"T{number}"),
                "accounts": (
                    f"E{number}",
                    name,
                    "Leiden" if again else "Delft",
                    f"Person {number}",
                    f"p{number}@example.com",
                ),
            }
            out.writerow(said[kind])


def save_again_and_again(path: str, stop: Event, waits: multiprocessing.Queue[list[float]]) -> None:
    """What another session does: short saves, and how long each takes from the wish to the disk."""
    db = sqlite3.connect(path, timeout=60, isolation_level=None)
    db.execute("PRAGMA synchronous=EXTRA")
    found: list[float] = []
    while not stop.is_set():
        began = time.perf_counter()
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT OR REPLACE INTO draft(key, text, stamp) VALUES ('bench', ?, '')", (str(began),))
        db.execute("COMMIT")
        found.append(time.perf_counter() - began)
        time.sleep(_PAUSE_SECONDS)
    waits.put(found)


class Ran(NamedTuple):
    """Seconds on the clock and of the processor, peak memory in MiB, and standard output of a program."""

    seconds: float
    processor: float
    peak: float
    out: str


def ran(command: Sequence[str]) -> Ran:
    """Run a program and measure it."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=out, stderr=told)
        peak = 0.0
        # The kernel counts what this process held before it became the program, so the program's own peak is asked for.
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            peak = max(peak, peak_mib(process.pid))
            time.sleep(_LOOK_SECONDS)
        seconds = time.perf_counter() - began
        _, status, used = os.wait4(process.pid, 0)
        out.seek(0)
        told.seek(0)
        text, said = out.read().decode(), told.read().decode()
    if status:
        raise RuntimeError(said[-2000:])
    return Ran(seconds, used.ru_utime + used.ru_stime, peak or used.ru_maxrss / 1024, text)


def peak_mib(pid: int) -> float:
    """The most memory that a running program has held so far; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    found = next((line.split()[1] for line in lines if line.startswith("VmHWM")), "0")
    return int(found) / 1024


def beside_a_saver(command: Sequence[str], db: Path) -> tuple[Ran, list[float]]:
    """The same, and how long each save of another program took meanwhile."""
    stop, waits = multiprocessing.Event(), multiprocessing.Queue()  # type: ignore[var-annotated]
    saver = multiprocessing.Process(target=save_again_and_again, args=(str(db), stop, waits))
    saver.start()
    try:
        found = ran(command)
    finally:
        stop.set()
        taken = waits.get(timeout=60)
        saver.join()
    return found, sorted(taken)


def plain_import(source: Path, folder: Path) -> Ran:
    """The sqlite3 shell's own ``.import`` of the file and one INSERT ... SELECT of its cells."""
    target = folder / "plain.db"
    target.unlink(missing_ok=True)
    with source.open(newline="", encoding="utf-8-sig") as file:
        names = next(csv.reader(file))
    listed = ", ".join(f'"{name}"' for name in names)
    script = (
        f".import --csv {source} raw\nCREATE TABLE lines AS SELECT * FROM raw WHERE 0;\n"
        f"INSERT INTO lines SELECT {listed} FROM raw;\n"
    )
    (folder / "plain.sql").write_text(script)
    return ran(["sqlite3", str(target), f".read {folder / 'plain.sql'}"])


def main() -> int:
    """Read the arguments, import, print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--records", choices=_RECORDS, help="records of this kind instead of order lines")
    parser.add_argument(
        "--again", choices=("changed", "added"), help="the lines a second time, each order with a line so"
    )
    parser.add_argument("--file", type=Path, help="a file of order lines instead of a made one")
    parser.add_argument(
        "--undo", action="store_true", help="take the import back afterwards, measured as well"
    )
    parser.add_argument("--folder", type=Path, help="where files are made; kept")
    said = parser.parse_args()
    folder = said.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "HOME": str(folder),
        "REVIEWTUI_STATE_DIR": str(folder),
        "REVIEWTUI_CONFIG_DIR": str(folder),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }
    # As installed: what is measured has its bytecode, whatever this shell says.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    kind = said.records or "orders"
    source = said.file or folder / f"{kind}-{said.lines}-{said.accounts}.csv"
    if not source.exists() and said.records:
        write_records(source, kind, said.lines, said.accounts)
    elif not source.exists():
        write_lines(source, said.lines, said.accounts)
    db = folder / "import.db"
    shutil.copy(HERE.parent / "sample.db", db)
    tail = ["--db", str(db), "--as-of", "2026-11-19"]
    command = [*APP, "import", kind, str(source), *tail, "--yes", "--json"]
    command += [] if kind == "accounts" else ["--make-accounts"]
    few = folder / "few.csv"
    write_lines(few, 100, 10)
    ran([*APP, "import", "orders", str(few), *tail, "--make-accounts", "--dry-run"])
    if said.again:
        ran(command)
        source = folder / f"{kind}-{said.again}-{said.lines}-{said.accounts}.csv"
        if said.records:
            write_records(source, kind, said.lines, said.accounts, said.again)
        else:
            write_lines(source, said.lines, said.accounts, said.again)
        command[command.index("import") + 2] = str(source)
    own, waits = beside_a_saver(command, db)
    read = json.loads(own.out)["read"]
    print(
        f"import of {read:,} {said.records or 'lines'}: {own.seconds:.1f} s, {read / own.seconds:,.0f} rows/s, {own.peak:.0f} MiB"
    )
    _say_waits(waits)
    if shutil.which("sqlite3"):
        plain = plain_import(source, folder)
        print(f"sqlite3 .import and INSERT ... SELECT: {plain.seconds:.2f} s, {plain.peak:.0f} MiB")
        print(
            f"ratio: time {own.seconds / plain.seconds:.1f}x (goal 6), processor {own.processor / plain.processor:.1f}x, "
            f"memory {own.peak / plain.peak:.1f}x (goal 4)"
        )
    if said.undo:
        undone, waits = beside_a_saver([*APP, "undo", *tail], db)
        print(f"undo: {undone.seconds:.1f} s, {undone.peak:.0f} MiB")
        _say_waits(waits)
    if said.folder is None:
        shutil.rmtree(folder)
    return 0


def _say_waits(waits: Sequence[float]) -> None:
    longest, p99 = waits[-1], waits[int(len(waits) * 0.99)]
    print(
        f"  {len(waits)} saves beside it: longest {longest * 1000:.0f} ms (goal 250), p99 {p99 * 1000:.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
