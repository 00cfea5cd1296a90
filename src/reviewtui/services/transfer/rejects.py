"""The file of rows that were not taken: as they came, with row number and reason, ready to be mended and imported."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path

from reviewtui.domain.errors import ImportProblem
from reviewtui.domain.text import defuse
from reviewtui.services.transfer.mapping import column_names
from reviewtui.services.transfer.plan import ImportPlan
from reviewtui.services.transfer.reading import Cell
from reviewtui.services.transfer.rows import whole_rows
from reviewtui.services.transfer.text import as_text

_NUMBER = re.compile(r"[-+][0-9., ]*[0-9]")


def write_rejects(target: Path, plan: ImportPlan, problems: Iterator[tuple[int, str, str]]) -> None:
    """Write the rows named by ``problems`` (row, verdict, reason; ascending) for the user alone (0600).

    A name that stands above its rows, and what an order says on its first row only, is written into each row, so that the
    file can be mended and imported by itself. What a spreadsheet would run as a formula gets a leading apostrophe, which an import takes off again. Raises
    ImportProblem when the file cannot be written, and never writes over the imported file itself.
    """
    if target.absolute() == plan.path.absolute():
        raise ImportProblem(f"{target} is the file that is imported; name another with --rejects.")
    try:
        handle = os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8-sig", errors="replace", newline="") as file:
            writer = csv.writer(file)
            carried = [plan.layout.group_field or "group"] if plan.layout.group is not None else []
            writer.writerow((*column_names(plan.header.cells), *carried, "row", "reason"))
            writer.writerows(_rejected(plan, problems))
    except OSError as fault:
        raise ImportProblem(
            f"The rows that were not taken cannot be written to {target} ({fault.strerror}); name another file with "
            "--rejects. Nothing was imported."
        ) from None


def _rejected(plan: ImportPlan, problems: Iterator[tuple[int, str, str]]) -> Iterator[list[str]]:
    width = len(plan.header.cells) + (plan.layout.group is not None)
    rows = whole_rows(plan)
    for wanted, verdict, reason in problems:
        for row, cells in rows:
            if row == wanted:
                texts = [_harmless(cell) for cell in cells]
                texts += [""] * (width - len(texts))
                words = f"conflict: {reason}" if verdict == "conflict" else reason
                yield [*texts[:width], str(row), defuse(words)]
                break


def _harmless(cell: Cell) -> str:
    text = as_text(cell)
    return text if _NUMBER.fullmatch(text) else defuse(text)
