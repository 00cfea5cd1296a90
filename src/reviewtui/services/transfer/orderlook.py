"""What the rows of an order file show of its orders: amounts repeated or split, facts on the first row only, credits."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from reviewtui.services.transfer.documents import CREDIT, document, words_of
from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.reading import Cell
from reviewtui.services.transfer.text import as_text

_REMEMBERED = 200_000
_STRIPE = re.compile(r"(?:ch|in|pi|py|re|txn|ii|li)_[A-Za-z0-9]+")
_WHOLE = re.compile(r"-?[0-9]+")


class OrderLook:
    """Feed it every record of an order file once.

    ``split``: an order has several amounts; ``repeated``: orders of several rows say the same amount on each of them;
    ``first_only``: facts of an order stand on its first row; ``nameless``: rows without even a number continue the
    order above; ``documents``: the words of the document column; ``credits_negative``: credits carry their sign.
    """

    def __init__(self) -> None:
        self.split = False
        self.repeated = 0
        self.first_only = False
        self.nameless = False
        self.documents: dict[str, int] = {}
        self.credits_negative = False
        self.whole_only = True
        self.stripe = False
        self._amounts: dict[str, str] = {}
        self._at: dict[str, int] = {}
        self._facts: tuple[int, ...] = ()
        self._values: tuple[int, ...] = ()
        self._before = ""

    def begin(self, columns: Sequence[Column]) -> OrderLook:
        """Look at these columns."""
        for column in columns:
            if column.field:
                self._at.setdefault(column.field, column.index)
        facts = [c.index for c in columns if c.field in ("date", "account", "account_name")]
        self._facts = tuple(facts)
        names = ("product", "quantity", "unit_price", "line_amount")
        self._values = tuple(self._at[name] for name in names if name in self._at)
        self._at.setdefault("amount", self._at.get("line_amount", -1))
        if self._at["amount"] < 0:
            del self._at["amount"]
        return self

    def see(self, cells: Sequence[Cell]) -> None:
        """Take one record into account."""
        width = len(cells)

        def text(name: str) -> str:
            index = self._at.get(name, width)
            return as_text(cells[index]) if index < width else ""

        number = text("order_id")
        if "doc_type" in self._at:
            self._document(text)
        if self._facts and not any(i < width and as_text(cells[i]) for i in self._facts):
            self._continues(cells, number)
        if "amount" in self._at and number:
            self._amount(number, text("amount"))
        if number:
            self.stripe = self.stripe or bool(_STRIPE.fullmatch(number))
            self._before = number

    def _document(self, text: Callable[[str], str]) -> None:
        word = text("doc_type")
        if len(self.documents) < 1000 or word in self.documents:
            self.documents[word] = self.documents.get(word, 0) + 1
        if document(word) == CREDIT:
            amount = text("line_amount") or text("amount") or text("quantity")
            self.credits_negative = self.credits_negative or amount.lstrip("$€£ ").startswith(
                ("-", "(", "\u2212")
            )

    def _continues(self, cells: Sequence[Cell], number: str) -> None:
        """A row that says nothing of its order: it goes with the row above."""
        if not any(i < len(cells) and as_text(cells[i]) for i in self._values):
            return
        if number and number == self._before:
            self.first_only = True
        elif not number and "order_id" in self._at and self._before:
            self.first_only = self.nameless = True

    def _amount(self, number: str, amount: str) -> None:
        self.whole_only = self.whole_only and bool(_WHOLE.fullmatch(amount or "0"))
        kept = self._amounts.get(number)
        if kept is None:
            if len(self._amounts) < _REMEMBERED:
                self._amounts[number] = amount
        elif amount and kept and amount != kept:
            self.split = True
        elif amount and amount == kept:
            self.repeated += 1

    @property
    def documents_known(self) -> bool:
        """Whether the document column names documents, most of them known ones."""
        known = sum(count for word, count in self.documents.items() if document(word))
        return bool(known) and known * 2 >= sum(self.documents.values())

    def only_these(self, wanted: frozenset[str]) -> bool:
        """Whether all documents are among the wanted words."""
        return bool(self.documents) and all(words_of(word) in wanted for word in self.documents if word)
