"""How a table is laid out below its header: which rows are records, and which are names, totals and footers.

A row is left out only when the rest of it says so: an account called Total stays an account.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Literal

from reviewtui.domain.frozen import frozen
from reviewtui.services.transfer.mapping import Column
from reviewtui.services.transfer.reading import Cell, Columns
from reviewtui.services.transfer.synonyms import RECORDS
from reviewtui.services.transfer.text import as_text

Sort = Literal["record", "blank", "above", "header", "group", "total", "rule", "footer"]

_TOTAL = re.compile(
    r"(?:grand |sub[- ]?|report |overall )?totals?\b|(?:zwischen|gesamt|end)?summe\b|gesamt(?:betrag|ergebnis)?\b|"
    r"(?:sous[- ]|sub)?total(?:e|es|aux)?\b|(?:eind|sub)?totaal\b|suma\b|somme\b|insgesamt\b|"
    r"(?:del|sub)?(?:totalt|summa)\b|totalsumma\b|i alt\b|razem\b|łącznie\b|ogółem\b|celkem\b|yhteensä\b|összesen\b|итого\b|всего\b|(?:carried|brought) (?:forward|over)\b|balance [bc]/f\b|übertrag\b|à reporter\b",
    re.IGNORECASE,
)
# What spreadsheets write below a group: its name, and the word.
_BEHIND = re.compile(
    r".*\S (?:totals?|ergebnis|summe|gesamt|totaal|totale|resultado)", re.IGNORECASE | re.DOTALL
)
_LAST_WORDS = (" total", " totals", " ergebnis", " summe", " gesamt", " totaal", " totale", " resultado")
_NAMED_TOTAL = re.compile(
    r"(?:total|summe|gesamt|totaal|total de|total pour|totale)s?(?: for| für| de| pour| di| -|:)?\s+(?P<name>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_RULE = re.compile(r"[-=_+|\u2500-\u257f][-=_+|\u2500-\u257f\s]{2,}")
_LONE_TOTAL = re.compile(r"(?:grand |report )?totals?:?(?: \([\d,. ]+ \w+\))?", re.IGNORECASE)
_RECORDS = re.compile(
    r"\(\s*(?P<count>[\d,. ]*\d)\s+(?:records?|rows?|items?|entries|datensätze)\s*\)", re.IGNORECASE
)
_FOOTER = re.compile(
    r"\s*(?:copyright\b|©|confidential information|(?:accrual|cash) basis|generated (?:by|on|at)\b|printed on\b|"
    r"report (?:run|generated)\b|exported (?:on|from|by)\b|page \d+ of|end of report|erstellt am|seite \d+|filtered by|"
    r"as of \d|seller id\s*:|\w+day, .*\bgmt\b)",
    re.IGNORECASE,
)
_COUNT = re.compile(r"[\d,.]+ (?:records?|record\(s\)|rows?|row\(s\)|datensätze)(?: \w+)?", re.IGNORECASE)
_DOWNLOADED = "record(s) downloaded"
_NUMBER = re.compile(
    r"[-+(]?[^\w\s]{0,3}\s?[A-Z]{0,3}\s?[-+(]?\d[\d.,' \u00a0]*\)?-?\s?(?:%|[A-Z]{3}|[€£$¥])?"
)
_LONG = 70
# Without these a row of the kind is no record, so a row that lacks them all may be something else.
_ANCHORS = {
    "orders": ("order_id", "date", "product", "account", "account_name"),
    "accounts": ("external_id", "name"),
    "contacts": ("full", "first", "last", "email", "account", "account_name"),
    **dict.fromkeys(
        RECORDS, ("external_id", "account", "account_name", "contact", "title", "text", "date", "due")
    ),
}


@frozen
class Layout:
    """How the rows below the header are read.

    ``group`` is the column in which names stand on rows of their own, ``outer`` are others in which names of what these belong to do,
    and ``group_field`` is what they fill in the rows below them; ``last`` is the row number of the last record, 0 as long as it is not known. ``carry`` says that what is known of an order stands on
    its first row only; ``named_once`` the same of the customer of several orders; ``totals`` that the table carries totals of its own;
    ``sums_above`` that a row without a product sums up the lines of its order.
    """

    group: int | None = None
    outer: frozenset[int] = frozenset()
    group_field: str = ""
    last: int = 0
    carry: bool = False
    named_once: bool = False
    totals: bool = False
    sums_above: bool = False


def filled(cells: Sequence[Cell]) -> list[int]:
    """The places of the cells that hold anything."""
    return [i for i, cell in enumerate(cells) if cell is not None and cell != "" and not _void(cell)]


def _void(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _all_filled(cells: Collection[Cell]) -> bool:
    """Whether there is no empty cell among some."""
    if None in cells or "" in cells:
        return False
    return not any(map(_void, cells))


def looks_numeric(cell: Cell) -> bool:
    """Whether a cell is a number, an amount or a share."""
    if isinstance(cell, bool):
        return False
    return isinstance(cell, int | float) or (isinstance(cell, str) and bool(_NUMBER.fullmatch(cell.strip())))


class Sorter:
    """Tells what each row below the header is."""

    def __init__(self, kind: str, columns: Sequence[Column], layout: Layout, header: Sequence[str]) -> None:
        self.kind = kind
        self.layout = layout
        self.header = [text.strip() for text in header]
        anchors = _ANCHORS.get(kind, ())
        self._anchors = frozenset(c.index for c in columns if c.field in anchors)
        self._names = frozenset(
            c.index for c in columns if c.field in ("name", "account_name", "full", "title")
        )
        self._narrow = len(self.header) < 3
        self._has_products = any(c.field == "product" for c in columns)
        self._after_blank = False
        self._plain = ""

    def sort(self, row: int, cells: Sequence[Cell]) -> Sort:
        """What a row is; call it once for every row, in order."""
        first = cells[0] if cells else None
        if first and isinstance(first, str) and len(cells) > 1 and cells[-1]:
            # Most rows are filled at both ends, and have no word for a total in front.
            self._after_blank = False
            if first == self._plain:
                return "record"
            if not _suspicious(first) and not first.isspace():
                if first == self.header[0] and self._is_header(cells):
                    return "header"
                self._plain = first if first != self.header[0] else ""
                return "record"
        places = filled(cells)
        if not places:
            self._after_blank = True
            return "blank"
        found = self._sort(row, cells, places)
        self._after_blank = found in ("footer", "total")
        return found

    def are_records(self, columns: Columns) -> bool:
        """Whether rows that follow each other are records one and all, as far as that can be told at a glance.

        Their first cells are filled, with no word for a total and no header, and so are other cells of each.
        """
        width = min(map(len, columns.rows), default=0)
        if width < 2 or not _all_filled(columns.distinct(0)):
            return False
        texts = set(map(as_text, columns.distinct(0)))
        if any(map(_suspicious, texts)) or not texts.isdisjoint(self.header):
            return False
        filled_too = (place for place in range(1, width) if _all_filled(columns.distinct(place)))
        if not _all_filled(columns.distinct(-1)) and len(list(islice(filled_too, 2))) < 2:
            # Two filled cells may be a footer (12 | records).
            return False
        self._after_blank = False
        return True

    def _sort(self, row: int, cells: Sequence[Cell], places: list[int]) -> Sort:
        label = as_text(cells[places[0]])
        if self._is_total(row, cells, places, label):
            return "total"
        if _RULE.fullmatch(label) and all(_RULE.fullmatch(as_text(cells[place])) for place in places):
            return "rule"
        second = as_text(cells[places[1]]) if len(places) > 1 else ""
        if second.startswith(_DOWNLOADED) or (len(places) == 2 and _COUNT.fullmatch(f"{label} {second}")):
            return "footer"
        if len(places) > 1:
            return "header" if self._is_header(cells) else "record"
        own = self.layout.group, *self.layout.outer
        if places[0] in own and row < self.layout.last and not looks_numeric(cells[places[0]]):
            return "group"
        return "footer" if self._is_footer(row, places[0], label) else "record"

    def _is_header(self, cells: Sequence[Cell]) -> bool:
        texts = [as_text(cell) for cell in cells]
        return [text for text in texts if text] == [text for text in self.header if text]

    def _is_total(self, row: int, cells: Sequence[Cell], places: list[int], label: str) -> bool:
        """A word for a total, numbers behind it, and nothing in the columns that a record has."""
        rest = places[1:]
        if not _TOTAL.match(label):
            if rest and self.kind == "orders" and _BEHIND.fullmatch(label):
                return not set(rest) & self._anchors and all(looks_numeric(cells[i]) for i in rest)
            return self._is_bare_total(cells, places)
        if not rest:
            return bool(_LONE_TOTAL.fullmatch(label) and self.kind == "orders") or bool(
                _RECORDS.search(label)
            )
        if set(rest) & self._anchors or not all(looks_numeric(cells[i]) for i in rest):
            return False
        # A company may be called Total and have nothing but a turnover; below the last one it is a sum.
        return self.kind == "orders" or (bool(_LONE_TOTAL.fullmatch(label)) and row > self.layout.last)

    def _is_bare_total(self, cells: Sequence[Cell], places: list[int]) -> bool:
        """Nothing but numbers, where the records of an order file say when, whose or what."""
        if self.kind != "orders" or not self._has_products or not self._anchors.isdisjoint(places):
            return False
        return all(looks_numeric(cells[i]) for i in places)

    def _is_footer(self, row: int, place: int, label: str) -> bool:
        """The only filled cell of a row behind the last record, or one that says what it is."""
        if row <= self.layout.last:
            return False
        if _FOOTER.match(label):
            return True
        if not self.layout.last or self._narrow:
            return False
        if self.kind == "orders":
            return place == 0 or len(label) > _LONG
        if place not in self._names:
            return True
        return self._after_blank or len(label) > _LONG


def _suspicious(text: str) -> bool:
    bare = text.strip()
    return (
        bool(_TOTAL.match(bare))
        or bare.casefold().endswith(_LAST_WORDS)
        or bare.startswith(("---", "===", "___"))
    )


def total_name(label: str, names: Sequence[str]) -> int | None:
    """Which of the names above (the innermost first) a total is about, as an index from the end; None for none."""
    match = _NAMED_TOTAL.fullmatch(label.strip())
    if match is None:
        return None
    said = " ".join(match["name"].split()).casefold()
    for place in range(len(names) - 1, -1, -1):
        name = " ".join(names[place].split()).casefold()
        if said == name or said.startswith((f"{name} with ", f"{name} (")):
            return place
    return None


def records_said(label: str) -> int | None:
    """The number of records that a total names, as in ``Grand Totals (12 records)``."""
    match = _RECORDS.search(label)
    return int(re.sub(r"\D", "", match["count"])) if match else None
