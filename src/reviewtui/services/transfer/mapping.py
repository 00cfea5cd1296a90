"""Headers to fields: by the names that tools use, by the kind of file, and by what the user says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reviewtui.domain.custom import PREFIX, bare, is_custom
from reviewtui.domain.frozen import frozen
from reviewtui.services.transfer.given import ALTERNATIVE, given_fields
from reviewtui.services.transfer.meanings import currency_of_header, meanings
from reviewtui.services.transfer.synonyms import normalise
from reviewtui.services.transfer.taxwords import ORDER_TOTALS, said_by
from reviewtui.services.transfer.tools import tool_of

_UNRANKED = 10_000
_TOLD = -1
PERSON = frozenset({"full", "first", "last"})
LINE_FIELDS = frozenset({"product", "quantity", "unit_price", "line_amount", "discount", "discount_amount"})
# What says that no tax is in it goes before all amounts but those called nothing else.
_NET_FIRST = 2
_PRICE_UNITS = frozenset({"preiseinheit", "priceunit", "peinh", "pricingunit"})
_CONVERTED = re.compile(
    r"(?:company|base|home|corporate|functional|local) currency|\(base\)|hauswährung", re.IGNORECASE
)
# Taxes that stand side by side and are one only together.
_TAX_PARTS = re.compile(
    r"(?:(?:gst|pst|hst|qst|tvq|tps|cgst|sgst|igst|utgst|cess)(?:amount|amt|value)?|(?:state|county|city|local|special)tax|"
    r"(?:tax|vat|gst|mwst|ust|iva|tva|btw|moms)\d+%?(?:amount|betrag|value)?|sellercollectedtax|ebaycollectedtax)"
)
# Several columns may fill one of these: the first that is not empty does.
_OF_ACTIVITIES = frozenset(
    {"account", "account_name", "channel", "done", "date", "due", "detail", "status", "outcome", "contact"}
)
_FALLBACKS = {
    "accounts": frozenset({"name", "phone", "email"}),
    "contacts": frozenset({"phone", "email", "account_name"}),
    "orders": frozenset({"account_name"}),
    "actions": _OF_ACTIVITIES,
    "touches": _OF_ACTIVITIES,
    "notes": frozenset({"account_name", "date", "text", "contact"}),
    "opportunities": frozenset({"account_name", "title", "status", "stage"}),
}
# These name the account only where nothing else does: a supplier beside a customer is the product's.
_LAST_RESORTS = frozenset(
    {
        "name",
        "supplier",
        "suppliername",
        "vendor",
        "vendorname",
        "merchant",
        "merchantname",
        "beneficiary",
        "payee",
    }
    | {"mchmerchantname", "creditor", "creditorname", "payeename", "beneficiaryname", "nameofsupplier"}
)


@frozen
class Column:
    """One column of the file: where it stands, what it is called, and the field it fills (None: it is left out).

    ``why`` says how the field was found: ``own name``, ``known name``, ``header of`` a tool, ``given``, ``remembered``,
    ``kept``, ``its values``, ``second id``, ``when empty`` (fills the field where columns of a lower ``rank`` are empty),
    ``carried down`` (stands on rows of its own), or empty.
    """

    index: int
    header: str
    field: str | None = None
    why: str = ""
    samples: tuple[str, ...] = ()
    rank: int = 0


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """A distinct name for each column: empty headers by their place, repeated ones with a number."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for place, text in enumerate(header, start=1):
        name = text or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def map_columns(names: Sequence[str], kind: str, maps: Sequence[str] = ()) -> tuple[Column, ...]:
    """The field of every column for one kind of file; what ``maps`` (``column=field``) says goes first.

    A header equal to a field's own name wins over other known names; of two ids the second becomes the
    alternative id. Raises UsageError for a column or a field that does not exist, with the nearest names.
    """
    given = given_fields(names, kind, maps)
    ranked = _ranked(names, kind, given)
    ranks: dict[int, int] = {}
    taken: dict[int, tuple[str, str]] = {i: (f, "given") for i, f in given.items() if f}
    found: set[str] = set()
    # Where the likeliest column of a field means something else still more, the next one fills it.
    for (rank, index), wanted in sorted(
        ((place, wanted) for wanted, places in ranked.items() for place in places), key=lambda one: one[0]
    ):
        if index not in taken and wanted not in found:
            taken[index] = (wanted, _found_by(rank, names))
            found.add(wanted)
    for wanted in sorted(_FALLBACKS.get(kind, frozenset()) & ranked.keys()):
        spare = sorted(
            c
            for c in ranked[wanted]
            if c[1] not in taken and c[1] not in given and normalise(names[c[1]]) not in _LAST_RESORTS
        )
        if any(field == wanted for field, _ in taken.values()):
            taken |= {index: (wanted, "when empty") for _, index in spare}
            ranks |= {index: 1 + rank for rank, index in spare}
    if kind == "orders":
        taken |= _other_taxes(names, taken, given)
    columns = []
    for index, name in enumerate(names):
        wanted_field, why = taken.get(index) or ((None, "given") if index in given else _own_custom(name))
        columns.append(Column(index, name, wanted_field, why, rank=ranks.get(index, 0)))
    if kind == "accounts":
        columns = _second_id(_without_parents(columns), given)
    if kind in ("orders", "opportunities"):
        columns = _own_currency(columns)
    return tuple(_settled_orders(columns, ranked) if kind == "orders" else columns)


def _own_currency(columns: list[Column]) -> list[Column]:
    """Where the amount's header says in which currency it is, a column of currencies is about another amount."""
    amounts = [c.header for c in columns if c.field in ("amount", "line_amount", "unit_price")]
    if not any(currency_of_header(header) or _CONVERTED.search(header) for header in amounts):
        return columns
    return [
        replace(c, field=None, why="") if c.field == "currency" and c.why != "given" else c for c in columns
    ]


def _other_taxes(
    names: Sequence[str], taken: dict[int, tuple[str, str]], given: dict[int, str]
) -> dict[int, tuple[str, str]]:
    """The columns that are tax too, where the one that is taken for it is only a part of all."""
    parts = [i for i, name in enumerate(names) if _TAX_PARTS.fullmatch(normalise(name)) and i not in given]
    if any(field == "tax" and (i not in parts or i in given) for i, (field, _) in taken.items()):
        return {}
    return {i: ("tax", "known name") for i in parts if i not in taken}


def _found_by(rank: int, names: Sequence[str]) -> str:
    """How a header came to its field, for ``Column.why``."""
    if rank == _TOLD and (tool := tool_of(names)) is not None:
        return f"header of {tool.name}"
    return "known name" if rank else "own name"


def _own_custom(header: str) -> tuple[str | None, str]:
    """A header such as ``custom.Region``, as our own tables for others have it, fills that custom field."""
    if not is_custom(header.casefold()) or not bare(header).strip():
        return None, ""
    return PREFIX + bare(header).strip(), "own name"


_Ranked = dict[str, list[tuple[int, int]]]


def _ranked(names: Sequence[str], kind: str, given: dict[int, str]) -> _Ranked:
    """Per field the columns that may fill it, as (rank, index)."""
    ranked: _Ranked = {}
    tool = tool_of(names)
    told = tool.fields if tool is not None and tool.kind == kind else {}
    for index, name in enumerate(names):
        if index in given:
            continue
        if (key := normalise(name)) in told:
            if told[key]:
                ranked.setdefault(told[key], []).append((_TOLD, index))
            continue
        for wanted, rank in meanings(name, kind):
            if wanted == "tax" and _TAX_PARTS.fullmatch(key):
                rank += 300
            if wanted == "amount" and rank > _NET_FIRST and said_by(name) == "net":
                rank = _NET_FIRST
            if wanted not in given.values():
                ranked.setdefault(wanted, []).append((rank, index))
    return ranked


def _second_id(columns: list[Column], given: dict[int, str]) -> list[Column]:
    """Keep a second column that could be the id as the alternative id, when nothing else claimed it."""
    if not any(c.field == "external_id" for c in columns) or any(c.field == ALTERNATIVE for c in columns):
        return columns
    ranked = [(_id_rank(c.header), c.index) for c in columns if c.field is None and c.index not in given]
    rank, index = min(ranked, default=(_UNRANKED, -1))
    if rank == _UNRANKED:
        return columns
    return [replace(c, field=ALTERNATIVE, why="second id") if c.index == index else c for c in columns]


def _without_parents(columns: list[Column]) -> list[Column]:
    """The company of a person is read only where a column tells people from companies: a company has a parent too."""
    if any(c.field == "is_company" for c in columns):
        return columns
    return [
        replace(c, field=None, why="") if c.field == "parent" and c.why != "given" else c for c in columns
    ]


def _id_rank(header: str) -> int:
    ranks = dict(meanings(header, "accounts"))
    return ranks.get("external_id", _UNRANKED)


def _settled_orders(columns: list[Column], ranked: _Ranked) -> list[Column]:
    """Which amounts are the line's and which the order's, as far as the headers tell."""
    fields = {c.field for c in columns}
    if {"unit_price", "quantity"} <= fields:
        # A price and a quantity are exact; "Amount (EUR)" beside them is their rounded product.
        rounded = {i for rank, i in ranked.get("amount", []) if rank >= 500}
        columns = [replace(c, field=None, why="") if c.index in rounded else c for c in columns]
    columns = _without_strangers(columns)
    headers = {normalise(c.header) for c in columns}
    if not headers.isdisjoint(_PRICE_UNITS):
        # A price of so many pieces, times pieces, is nothing.
        columns = [
            replace(c, field=None, why="") if c.field == "unit_price" and c.why != "given" else c
            for c in columns
        ]
        fields.discard("unit_price")
    if "lineitemdiscount" in headers:
        columns = [
            replace(c, field="order_discount") if normalise(c.header) == "discountamount" else c
            for c in columns
        ]
    if "line_amount" in fields or "amount" not in fields or not fields & LINE_FIELDS:
        return columns
    return [replace(c, field="line_amount") if c.field == "amount" and _is_lines(c) else c for c in columns]


def _without_strangers(columns: list[Column]) -> list[Column]:
    """Where ids tell the accounts, a name of something else is left out: that of a product, or its supplier's."""
    ids = [normalise(c.header) for c in columns if c.field == "account"]
    if not any(c.field == "date" for c in columns):
        # Lines of orders that stand elsewhere: a name in them is the product's.
        ids.append("")
    return [
        replace(c, field=None, why="")
        if c.field == "account_name"
        and c.why != "given"
        and (key := normalise(c.header)) in _LAST_RESORTS
        and not all(key[:4] == other[:4] for other in ids)
        else c
        for c in columns
    ]


def _is_lines(column: Column) -> bool:
    return column.why == "given" or normalise(column.header) not in ORDER_TOTALS


def fields_in(columns: Iterable[Column]) -> frozenset[str]:
    """The fields that a mapping fills."""
    return frozenset(c.field for c in columns if c.field)
