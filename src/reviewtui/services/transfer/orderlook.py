"""What the rows of an order file show of its orders: amounts repeated or split, facts on the first row only, credits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import eq

from reviewtui.services.transfer.documents import CREDIT, document, part_of, words_of
from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.reading import Cell, Columns
from reviewtui.services.transfer.synonyms import normalise
from reviewtui.services.transfer.text import as_text

_REMEMBERED = 200_000
_STRIPE = re.compile(r"(?:ch|in|pi|py|re|txn|ii|li)_[A-Za-z0-9]+")
_WHOLE = re.compile(r"-?[0-9]+")


def _has(cells: Sequence[Cell], index: int) -> bool:
    if index >= len(cells):
        return False
    cell = cells[index]
    return cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip())


def _plain(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else as_text(cell)


def _all_plain(cells: Sequence[Cell]) -> list[str]:
    try:
        return list(map(str.strip, cells))  # type: ignore[arg-type]
    except TypeError:
        return list(map(_plain, cells))


class OrderLook:
    """Feed it every record of an order file once, in order, many at a time.

    ``split``: an order has several amounts; ``repeated``: orders of several rows say the same amount on each of them;
    ``first_only``: facts of an order stand on its first row; ``nameless``: rows without even a number continue the
    order above; ``documents``: the words of the document column; ``credits_negative``: credits carry their sign; ``parts``:
    products that are called freight or tax, and ``seen``: all records; ``named`` rows name a customer, ``unnamed`` ones stand
    below such a row, ``renamed`` is whether a name is said twice in a row.
    """

    def __init__(self) -> None:
        self.split = False
        self.repeated = False
        self.first_only = False
        self.nameless = False
        self.documents: dict[str, int] = {}
        self.credits_negative = False
        self.whole_only = True
        self.stripe = False
        self.parts = self.seen = 0
        self.named = self.unnamed = 0
        self.renamed = False
        self._names: tuple[int, ...] = ()
        self._last_said: dict[int, tuple[Cell, Cell]] = {}
        self._above = ""
        self._amounts: dict[str, str] = {}
        self._products: set[Cell] = set()
        self._at: dict[str, int] = {}
        self._facts: tuple[int, ...] = ()
        self._values: tuple[int, ...] = ()
        self._before = ""
        self._first: Sequence[Cell] = ()
        self._number: int | None = None
        self._date_at: int | None = None
        self._id_at: int | None = None
        self._document_at: int | None = None
        self._product_at: int | None = None
        self._amount_at: int | None = None

    def begin(self, columns: Sequence[Column]) -> OrderLook:
        """Look at these columns."""
        for column in columns:
            if column.field:
                self._at.setdefault(column.field, column.index)
        facts = [c.index for c in columns if c.field in ("date", "account", "account_name")]
        self._facts = tuple(facts)
        self._names = tuple(c.index for c in columns if c.field in ("account", "account_name"))
        names = ("product", "quantity", "unit_price", "line_amount")
        self._values = tuple(self._at[name] for name in names if name in self._at)
        self._number = self._at.get("order_id")
        self._date_at = self._at.get("date")
        self._id_at = next((c.index for c in columns if normalise(c.header) == "id"), None)
        self._document_at = self._at.get("doc_type")
        self._product_at = self._at.get("product")
        self._amount_at = self._at.get("amount", self._at.get("line_amount"))
        return self

    def see(self, columns: Columns) -> None:
        """Take records into account; column by column where each says what its order is."""
        if not columns.rows:
            return
        self.seen += len(columns.rows)
        if self._names and self._date_at is not None:
            self._see_names(columns)
        if self._product_at is not None:
            self._count_parts(columns, self._product_at)
        if self._document_at is not None or not self._each_says_its_own(columns):
            for cells in columns.rows:
                self._see_one(cells)
            return
        self._first = columns.rows[-1]
        for place in (self._id_at, self._number):
            if not self.stripe and place is not None:
                self.stripe = any(
                    _STRIPE.fullmatch(text) for text in map(_plain, columns.distinct(place)) if "_" in text
                )
        if self._number is None:
            return
        numbers = columns.cells(self._number)
        self._before = next(filter(None, map(_plain, reversed(numbers))), self._before)
        if self._amount_at is not None and not self._settled:
            amounts = _all_plain(columns.cells(self._amount_at))
            for number, amount in zip(_all_plain(numbers), amounts, strict=True):
                if number:
                    self._amount(number, amount)

    def _count_parts(self, columns: Columns, place: int) -> None:
        """Count the products that are called freight or tax; most were met before and are called otherwise."""
        others = self._products
        new = {cell for cell in columns.distinct(place) if cell not in others}
        named = {cell for cell in new if part_of(_plain(cell))}
        if named:
            self.parts += sum(cell in named for cell in columns.cells(place))
        if len(others) < _REMEMBERED:
            others |= new - named

    def _see_names(self, columns: Columns) -> None:
        """Count rows that name a customer, and orders that name none below one; a name said twice in a row is said on each."""
        if self._number is not None and len(self._names) > 1 and not self.first_only:
            self._see_company_once(columns, self._number)
        if self.renamed:
            return
        own = columns.cells(self._names[0])
        if all(map(_plain, columns.distinct(self._names[0]))):
            # Most files name somebody on each row; then it is enough to hold each against the next.
            self.renamed = _plain(own[0]) == self._above or any(map(eq, own, own[1:]))
            self.named, self._above = self.named + len(own), _plain(own[-1])
            return
        for cells in columns.rows:
            name = next((text for place in self._names if (text := self._text(cells, place))), "")
            if name and name == self._above:
                self.renamed = True
                return
            self._above = name or self._above
            self.named += bool(name)
            self.unnamed += not name and bool(self._above) and _has(cells, self._date_at or 0)

    def _see_company_once(self, columns: Columns, number: int) -> None:
        """Whether the rows below the first of an order leave out one of several names of its customer, as shops do."""
        numbers = columns.cells(number)
        for place in self._names:
            names = columns.cells(place)
            number_above, name_above = self._last_said.get(place, (None, None))
            self._last_said[place] = (numbers[-1], names[-1])
            said = columns.distinct(place)
            if all(map(_plain, said)) or (len(said) == 1 and not name_above):
                continue
            above = zip((number_above, *numbers), (name_above, *names), strict=False)
            if any(
                name and not mine and number == own
                for (number, name), own, mine in zip(above, numbers, names, strict=False)
                if own
            ):
                self.first_only = True

    @property
    def named_once(self) -> bool:
        """Whether it looks as if customers stood on the first of their rows only: most rows name none, and none twice."""
        return not self.renamed and not self.first_only and self.unnamed >= max(2, self.named)

    def _each_says_its_own(self, columns: Columns) -> bool:
        """Whether no row leaves the day or the customer of its order to the row above."""
        if not self._facts:
            return True
        return self._date_at is not None and all(map(_plain, columns.distinct(self._date_at)))

    @property
    def _settled(self) -> bool:
        """Whether no amount can show anything new."""
        return self.split and self.repeated and not self.whole_only

    def _see_one(self, cells: Sequence[Cell]) -> None:
        number = self._text(cells, self._number)
        if self._document_at is not None:
            self._see_document(cells)
        if self._facts and self._says_nothing_new(cells, number):
            self._continues(cells, number)
        if not self.stripe and self._id_at is not None:
            self.stripe = bool(_STRIPE.fullmatch(self._text(cells, self._id_at)))
        if number:
            if self._amount_at is not None:
                self._amount(number, self._text(cells, self._amount_at))
            if number != self._before:
                self.stripe = self.stripe or ("_" in number and bool(_STRIPE.fullmatch(number)))
                self._before = number

    @staticmethod
    def _text(cells: Sequence[Cell], index: int | None) -> str:
        if index is None or index >= len(cells):
            return ""
        return _plain(cells[index])

    def _see_document(self, cells: Sequence[Cell]) -> None:
        word = self._text(cells, self._document_at)
        if len(self.documents) < 1000 or word in self.documents:
            self.documents[word] = self.documents.get(word, 0) + 1
        if document(word) == CREDIT:
            amounts = (
                self._text(cells, self._at.get(name)) for name in ("line_amount", "amount", "quantity")
            )
            amount = next((text for text in amounts if text), "")
            self.credits_negative = self.credits_negative or amount.lstrip("$€£ ").startswith(
                ("-", "(", "\u2212")
            )

    def _says_nothing_new(self, cells: Sequence[Cell], number: str) -> bool:
        """Whether a row gives its order no date, and no customer but the one of the row above."""
        if self._date_at is not None and _has(cells, self._date_at):
            self._first = cells
            return False
        said = [self._text(cells, i) for i in self._facts]
        if not any(said):
            return True
        firsts = (self._text(self._first, i) for i in self._facts)
        same = all(text in ("", first) for text, first in zip(said, firsts, strict=True))
        return bool(self._first) and self._date_at is not None and bool(number) and same

    def _continues(self, cells: Sequence[Cell], number: str) -> None:
        """A row that says nothing of its order: it goes with the row above."""
        if not any(_has(cells, i) for i in self._values):
            return
        if number and number == self._before:
            self.first_only = True
        elif not number and self._number is not None and self._before:
            self.first_only = self.nameless = True

    def _amount(self, number: str, amount: str) -> None:
        if self.whole_only:
            self.whole_only = bool(_WHOLE.fullmatch(amount or "0"))
        kept = self._amounts.get(number)
        if kept is None:
            if len(self._amounts) < _REMEMBERED:
                self._amounts[number] = amount
        elif amount and kept and amount != kept:
            self.split = True
        elif amount and amount == kept:
            self.repeated = True

    @property
    def documents_known(self) -> bool:
        """Whether the document column names documents, most of them known ones."""
        if "credit" in (words := set(map(words_of, self.documents))) and not words.isdisjoint(
            ("cash", "bar")
        ):
            # How it is paid, not what it is.
            return False
        known = sum(count for word, count in self.documents.items() if document(word))
        return bool(known) and known * 2 >= sum(self.documents.values())

    @property
    def unknown_documents(self) -> list[str]:
        """The words of the document column that name no document."""
        return [word for word in self.documents if word and not document(word)]

    def only_these(self, wanted: frozenset[str]) -> bool:
        """Whether all documents are among the wanted words."""
        words = [word for word in self.documents if word]
        return bool(words) and all(words_of(word) in wanted for word in words)
