"""The first part of a long text file, to show at once what an import would do while the whole is still being read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from reviewtui.services.transfer.reading import in_batches

if TYPE_CHECKING:
    from reviewtui.services.transfer.plan import ImportPlan
    from reviewtui.services.transfer.reading import Batch, Row, Table

FIRST_BYTES = 1_000_000
FIRST_ROWS = 3_000
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")


@contextmanager
def first_part(path: Path) -> Iterator[Path | None]:
    """A copy of the first megabyte, whole lines only, under the same name; None where the file is short or no text."""
    head = _head(path)
    if head is None:
        yield None
        return
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / path.name
        part.write_bytes(head)
        yield part


@dataclass(frozen=True)
class _FirstRows:
    """The first rows of a table, as a table."""

    whole: Table
    count: int

    @property
    def path(self) -> Path:
        """The file."""
        return self.whole.path

    @property
    def sheet(self) -> str:
        """Name of the sheet."""
        return self.whole.sheet

    @property
    def style(self) -> str:
        """How it is read, in words."""
        return self.whole.style

    @property
    def note(self) -> str:
        """What is peculiar about it."""
        return self.whole.note

    def rows(self) -> Iterator[Row]:
        """The rows, up to so many."""
        return islice(self.whole.rows(), self.count)

    def batches(self) -> Iterator[Batch]:
        """The same, many rows at a time."""
        return in_batches(self.rows())


def first_rows(plan: ImportPlan, count: int = FIRST_ROWS) -> ImportPlan:
    """The plan for the first rows below the header alone, to count at once what would become of them."""
    table = _FirstRows(plan.table, plan.header.row + count)
    return replace(plan, table=table, rows=min(plan.rows, count), provisional=True)


def _head(path: Path) -> bytes | None:
    try:
        if not path.is_file() or path.stat().st_size <= FIRST_BYTES:
            return None
        with path.open("rb") as file:
            head = file.read(FIRST_BYTES)
    except OSError:
        return None
    if head.startswith(_PACKED):
        return None
    end = head.rfind(b"\n")
    if end < 0 or b"\x00" not in head[:4000]:
        return head[: end + 1] or None
    # UTF-16: a line ends with two bytes, at an even place.
    little = head[1:4000:2].count(0) > head[0:4000:2].count(0)
    sign = b"\n\x00" if little else b"\x00\n"
    end = head.rfind(sign)
    while end > 0 and end % 2:
        end = head.rfind(sign, 0, end + 1)
    return head[: end + 2] if end > 0 else None
