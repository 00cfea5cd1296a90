"""Many rows of an order file at once: what they say is read column by column, and each distinct thing of an order once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count, repeat
from typing import Any

from reviewtui.domain.custom import is_custom
from reviewtui.services.transfer.asking import Styles
from reviewtui.services.transfer.documents import part_of
from reviewtui.services.transfer.fields import BadCell, Reader, quantity_text
from reviewtui.services.transfer.numbers import plain_units
from reviewtui.services.transfer.orderrows import OF_HEAD, LeftOut, OrderRows, line_worth
from reviewtui.services.transfer.reading import Columns
from reviewtui.services.transfer.text import is_empty
from reviewtui.storage.imports.staged import StagedHead, StagedLines

_OF_WORTH = ("line_amount", "unit_price", "quantity", "discount", "discount_amount")
_REMEMBERED = 50_000


class OrderColumns:
    """Reads rows that each say all of their order, and a line of it; the others are for ``OrderRows``."""

    def __init__(self, one: OrderRows, styles: Styles) -> None:
        readers = one.readers
        self._one = one
        self._head_at = _places(one, [*OF_HEAD, *filter(is_custom, readers)])
        self._own_at = _places(one, ["line_amount"])
        self._worth_at = _places(one, _OF_WORTH)
        self._over_at = tuple(place for reader in one.over for place in reader.places)
        # A bare decimal in such a column is an amount as it stands.
        self._plain = (
            not one.over
            and len(self._own_at) == 1
            and self._own_at[0] not in styles.cents | styles.thousands
            and styles.marks.get(self._own_at[0], "point") == "point"
        )
        self._worths: dict[Any, tuple[int, str]] = {}

    @property
    def possible(self) -> bool:
        """Whether rows of this file can be read so at all: they have lines, and nothing of them hangs on the row above."""
        return self._one.shape != "headers" and not (
            self._one.carry or self._one.marks or self._one.sums_above
        )

    def read(self, numbers: Sequence[int], columns: Columns) -> StagedLines | None:
        """The rows by columns; None when one of them cannot be read, or is to be looked at by itself."""
        try:
            worths = self._worth(columns)
            amounts, codes = zip(*worths, strict=True)
            (code,) = distinct if len(distinct := set(codes)) == 1 else (None,)
            found = self._heads(columns, code) if code is not None else None
        except (BadCell, LeftOut):
            return None
        products, categories, quantities = (
            self._column(columns, name) for name in ("product", "category", "quantity")
        )
        if found is None or products is None or categories is None or quantities is None:
            return None
        products = [text or "" for text in products]
        left = self._one.left
        if left and any(part_of(text) in left for text in set(products)):
            return None
        return StagedLines(
            numbers, *found, products, categories, list(map(quantity_text, quantities)), amounts
        )

    def _column(self, columns: Columns, name: str) -> list[Any] | None:
        reader: Reader | None = self._one.readers.get(name)
        return [None] * len(columns.rows) if reader is None else reader.column(columns)

    def _heads(self, columns: Columns, code: str) -> tuple[list[StagedHead], list[int]] | None:
        """The distinct things that rows say of orders, and which of them each row says."""
        said = _keys(columns, self._head_at)
        place = dict(zip(dict.fromkeys(said), count(), strict=False))
        first = dict(zip(reversed(said), reversed(columns.rows), strict=True))
        rows = [first[one] for one in place]
        fields = [self._column(Columns(rows), name) for name in OF_HEAD]
        if any(one is None for one in fields):
            return None
        found = zip(*(one or () for one in fields), strict=True)
        heads = [self._one.head(cells, one, code) for cells, one in zip(rows, found, strict=True)]
        return heads, list(map(place.__getitem__, said))

    def _worth(self, columns: Columns) -> list[tuple[int, str]]:
        """What the lines are worth, each distinct amount (or price, quantity and discount) reckoned once."""
        if len(self._own_at) == 1 and not self._one.over:
            unknown = self._unknown(columns.distinct(self._own_at[0]))
            if self._plainly(unknown) or not any(map(is_empty, unknown)):
                return self._known(columns.cells(self._own_at[0]), columns, learn=bool(unknown))
        said = _keys(columns, (*self._worth_at, *self._over_at))
        return self._known(said, columns, learn=bool(self._unknown(dict.fromkeys(said))))

    def _unknown(self, said: Iterable[Any]) -> list[Any]:
        """What was not reckoned yet, of distinct things."""
        known = self._worths
        unknown = [one for one in said if one not in known]
        if len(known) + len(unknown) > _REMEMBERED:
            known.clear()
            return list(said)
        return unknown

    def _plainly(self, cells: Sequence[Any]) -> bool:
        """Whether amounts stand there as bare decimals; then they are reckoned together."""
        if not self._plain or not all(isinstance(cell, str) for cell in cells):
            return False
        units = plain_units(cells)
        self._worths.update(zip(cells, zip(units or (), repeat("")), strict=False))
        return units is not None

    def _known(self, said: Sequence[Any], columns: Columns, *, learn: bool) -> list[tuple[int, str]]:
        known, one = self._worths, self._one
        for key, cells in zip(said, columns.rows, strict=True) if learn else ():
            if key not in known:
                known[key] = line_worth(one.readers, one.over, cells)
        return list(map(known.__getitem__, said))


def _places(one: OrderRows, names: Sequence[str]) -> tuple[int, ...]:
    """Where the columns of some fields stand."""
    return tuple(place for name in names if name in one.readers for place in one.readers[name].places)


def _keys(columns: Columns, places: Sequence[int]) -> list[Any]:
    """What rows say in some columns: a cell where it is one column, else the cells of each row."""
    if len(places) == 1:
        return columns.cells(places[0])
    return list(zip(*map(columns.cells, places), strict=True))
