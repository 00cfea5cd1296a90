"""The totals that a file carries, compared with what its rows add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reviewtui.domain.numbers import EXACT, plain
from reviewtui.services.transfer.layout import filled, records_said, total_name
from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.numbers import Mark, read_number
from reviewtui.services.transfer.reading import Cell
from reviewtui.services.transfer.text import as_text

_SHOWN = 3
# Files whose groups have no totals never close one; only the innermost names matter then.
_DEEPEST = 8


@dataclass
class TotalsCheck:
    """Adds up one amount column while the rows go by, and holds each total row of the file against it.

    ``agreed`` counts the totals that agree, ``differences`` are sentences about those that do not.
    """

    column: Column | None
    mark: Mark
    agreed: int = 0
    differences: list[str] = field(default_factory=list)
    differing: int = 0
    _all: Decimal = Decimal(0)
    _since: Decimal = Decimal(0)
    _records: int = 0
    _names: list[str] = field(default_factory=list)
    _places: list[int] = field(default_factory=list)
    _sums: list[Decimal] = field(default_factory=list)

    def name(self, name: str, place: int = 0) -> None:
        """A name on a row of its own begins a group, and ends those whose names stand further to the right."""
        while self._places and self._places[-1] > place:
            self._close(len(self._places) - 1)
        if len(self._names) >= _DEEPEST:
            del self._names[0], self._sums[0], self._places[0]
        self._names.append(name)
        self._places.append(place)
        self._sums.append(Decimal(0))

    @property
    def current(self) -> str:
        """The name of the innermost group that is open, behind those of columns further to the left: ``Acme:Garage``."""
        parts: list[str] = []
        left = 1 << 30
        for name, place in zip(reversed(self._names), reversed(self._places), strict=True):
            if place < left:
                parts, left = [name, *parts], place
        return ":".join(parts)

    def record(self, cells: Sequence[Cell]) -> None:
        """Add a record's amount."""
        self._records += 1
        amount = self._amount(cells)
        if amount is None:
            return
        self._all = EXACT.add(self._all, amount)
        self._since = EXACT.add(self._since, amount)
        for place in range(len(self._sums)):
            self._sums[place] = EXACT.add(self._sums[place], amount)

    def total(self, row: int, cells: Sequence[Cell]) -> None:
        """Hold a total row against what it is the total of."""
        label = as_text(cells[filled(cells)[0]])
        count = records_said(label)
        if count is not None and count != self._records:
            self._differ(f"row {row}: {label!r} speaks of {count:,} records, the file has {self._records:,}")
        said = self._amount(cells)
        place = total_name(label, self._names)
        ours = self._sums[place] if place is not None else self._all
        if said is not None:
            others = () if place is not None else (self._since, *self._sums)
            self._compare(row, label, said, ours, others)
        if place is not None:
            self._close(place)
        self._since = Decimal(0)

    def _close(self, place: int) -> None:
        del self._names[place:], self._sums[place:], self._places[place:]

    def _compare(self, row: int, label: str, said: Decimal, ours: Decimal, others: Sequence[Decimal]) -> None:
        if any(_same(said, number) for number in (ours, *others)):
            self.agreed += 1
            return
        self._differ(f"row {row}: {label!r} is {plain(said)} in the file, its rows add up to {plain(ours)}")

    def _differ(self, sentence: str) -> None:
        self.differing += 1
        if len(self.differences) < _SHOWN:
            self.differences.append(sentence)

    def _amount(self, cells: Sequence[Cell]) -> Decimal | None:
        if self.column is None or self.column.index >= len(cells):
            return None
        cell = cells[self.column.index]
        if cell is None or cell == "":
            return None
        try:
            return read_number(cell.strip() if isinstance(cell, str) else cell, self.mark)[0]
        except ValueError:
            return None


def _same(said: Decimal, ours: Decimal) -> bool:
    """Equal in as many decimals as the total is written with."""
    exponent = said.as_tuple().exponent
    places = min(-exponent if isinstance(exponent, int) else 0, 2)
    return abs(EXACT.subtract(said, ours)) <= Decimal(5).scaleb(-max(places, 0) - 1)
