"""How soon an import shows what a file is: `python benchmarks/preview.py [--runs N] [--rows N]`.

What is shown first (columns by the first megabyte of a CSV file, counts by the first rows) is measured in one process with
reading the same bytes by plain `csv`, and a workbook of 20,000 rows with reading it by calamine; medians and ratios.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

import xlsxwriter
from python_calamine import CalamineWorkbook

from reviewtui.domain.moment import Moment
from reviewtui.services.transfer.firstpart import first_part, first_rows
from reviewtui.services.transfer.importing import run_import
from reviewtui.services.transfer.plan import plan_import
from reviewtui.storage.store import Store

MOMENT = Moment(date(2026, 11, 20), datetime(2026, 11, 20, 9, tzinfo=UTC))
HEADER = ("Order No", "Customer", "Date", "Product", "Qty", "Price", "Currency")
ACCOUNTS = 10_000
SHEET_ROWS = 20_000
GOAL = 0.5


def row(number: int) -> tuple[str, ...]:
    """One line of an order of three lines."""
    order = number // 3
    day = date.fromordinal(738_000 + order % 900).isoformat()
    return (str(order), f"Firm {order % ACCOUNTS}", day, f"P{number % 50}", "2", "10.50", "EUR")


def write_csv(path: Path, rows: int) -> None:
    """A header and so many rows."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(row(number) for number in range(rows))


def write_sheet(path: Path) -> None:
    """The first rows as a workbook."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate((HEADER, *(row(number) for number in range(SHEET_ROWS)))):
            sheet.write_row(at, 0, cells)


def store_with_accounts(folder: Path) -> Store:
    """A file that holds the accounts."""
    store = Store.open(folder / "accounts.db", MOMENT, create=True)
    source = folder / "accounts.csv"
    names = "".join(f"Firm {number}\n" for number in range(ACCOUNTS))
    source.write_text(f"Company name\n{names}", encoding="utf-8")
    run_import(store, plan_import(source, kind="accounts"), MOMENT)
    return store


def shown_first(store: Store, path: Path) -> int:
    """What the import screen shows before the whole is read; returns the rows counted."""
    with first_part(path) as part:
        plan = plan_import(part or path, kind="orders")
        return run_import(store, first_rows(plan), MOMENT, dry_run=True).read


def plain_csv(path: Path) -> int:
    """The same bytes read by plain csv."""
    with first_part(path) as part, (part or path).open(newline="", encoding="utf-8") as file:
        return sum(1 for _ in csv.reader(file))


def plain_sheet(path: Path) -> int:
    """The same workbook read by calamine."""
    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


def timed(work: Callable[[], int]) -> float:
    """Seconds of one run."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare(name: str, ours: Callable[[], int], plain: Callable[[], int], runs: int) -> None:
    """Run both in turn and print medians, the ratio, and whether ours is within the goal."""
    pairs = [(timed(ours), timed(plain)) for _ in range(runs)]
    mine, floor = median(one for one, _ in pairs), median(one for _, one in pairs)
    verdict = "within" if mine <= GOAL else "over"
    print(f"{name:<42} {mine:6.3f} s  plain {floor:6.3f} s  {mine / floor:5.1f}x  {verdict} {GOAL} s")


def main() -> None:
    """Make the files, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--rows", type=int, default=300_000)
    said = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = store_with_accounts(folder)
        source, book = folder / "orders.csv", folder / "orders.xlsx"
        write_csv(source, said.rows)
        write_sheet(book)
        size = source.stat().st_size / 1e6
        compare(
            f"CSV of {size:.0f} MB", lambda: shown_first(store, source), lambda: plain_csv(source), said.runs
        )
        compare(
            f"XLSX of {SHEET_ROWS:,} rows",
            lambda: shown_first(store, book),
            lambda: plain_sheet(book),
            said.runs,
        )
        store.close()


if __name__ == "__main__":
    main()
