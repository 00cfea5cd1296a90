"""Headers to fields: by the names that tools use, by the kind of file, and by what the user says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from reviewtui.domain.errors import UsageError
from reviewtui.services.transfer.synonyms import KINDS, fields_of, known_headers, normalise

ALTERNATIVE = "alt_id"
_UNRANKED = 10_000
_PERSON = frozenset({"full", "first", "last"})
_LINE_FIELDS = frozenset({"product", "quantity", "unit_price", "line_amount", "discount", "discount_amount"})
_ORDER_TOTALS = frozenset(
    normalise(h) for h in ("Order Total", "Order Amount", "Invoice Total", "Total Amount")
)
_COMPANY_FACTS = frozenset(
    {"industry", "website", "annual_revenue", "employees", "renewal_date", "address", "city", "region"}
    | {"postal_code", "country"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: where it stands, what it is called, and the field it fills (None: it is left out).

    ``why`` says how the field was found: ``own name``, ``known name``, ``given``, ``second id``, or empty.
    """

    index: int
    header: str
    field: str | None = None
    why: str = ""
    samples: tuple[str, ...] = ()


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
    given = _given(names, kind, maps)
    best: dict[str, tuple[int, int]] = {}
    for index, name in enumerate(names):
        for wanted, rank in known_headers(kind).get(normalise(name), ()):
            if index in given or wanted in given.values():
                continue
            if wanted not in best or rank < best[wanted][0]:
                best[wanted] = (rank, index)
    taken: dict[int, tuple[str, str]] = {i: (f, "given") for i, f in given.items() if f}
    for wanted, (rank, index) in sorted(best.items(), key=lambda item: item[1]):
        if index not in taken:
            taken[index] = (wanted, "known name" if rank else "own name")
    columns = [Column(i, name, *taken.get(i, (None, ""))) for i, name in enumerate(names)]
    if kind == "accounts":
        columns = _second_id(columns, given)
    return tuple(_lines_have_amounts(columns) if kind == "orders" else columns)


def _given(names: Sequence[str], kind: str, maps: Sequence[str]) -> dict[int, str]:
    """Column index -> field as the user said; an empty field leaves the column out."""
    fields = {normalise(name): name for name in (*fields_of(kind), ALTERNATIVE)}
    found: dict[int, str] = {}
    for text in maps:
        column, sign, wanted = text.rpartition("=")
        if not sign:
            raise UsageError(f'--map {text!r} is not understood; write it as --map "column=field".')
        field_key = normalise(wanted)
        if wanted.strip() and field_key not in fields:
            raise UsageError(
                f"There is no field {wanted.strip()!r} for {kind}; the fields are {', '.join(fields_of(kind))}."
            )
        found[_column(names, column)] = fields.get(field_key, "")
    return found


def _column(names: Sequence[str], wanted: str) -> int:
    for index, name in enumerate(names):
        if name == wanted:
            return index
    keys = [normalise(name) for name in names]
    if normalise(wanted) and keys.count(normalise(wanted)) == 1:
        return keys.index(normalise(wanted))
    near = get_close_matches(wanted, names, n=3, cutoff=0.5) or list(names[:30])
    raise UsageError(f"The file has no column {wanted!r}; it has {', '.join(repr(name) for name in near)}.")


def _second_id(columns: list[Column], given: dict[int, str]) -> list[Column]:
    """Keep a second column that could be the id as the alternative id, when nothing else claimed it."""
    if not any(c.field == "external_id" for c in columns) or any(c.field == ALTERNATIVE for c in columns):
        return columns
    ranked = [(_id_rank(c.header), c.index) for c in columns if c.field is None and c.index not in given]
    rank, index = min(ranked, default=(_UNRANKED, -1))
    if rank == _UNRANKED:
        return columns
    return [replace(c, field=ALTERNATIVE, why="second id") if c.index == index else c for c in columns]


def _id_rank(header: str) -> int:
    ranks = dict(known_headers("accounts").get(normalise(header), ()))
    return ranks.get("external_id", _UNRANKED)


def _lines_have_amounts(columns: list[Column]) -> list[Column]:
    """In a file of order lines an amount is the line's, unless its header says that it is the order's."""
    fields = {c.field for c in columns}
    if "line_amount" in fields or "amount" not in fields or not fields & _LINE_FIELDS:
        return columns
    return [
        replace(c, field="line_amount")
        if c.field == "amount" and (c.why == "given" or normalise(c.header) not in _ORDER_TOTALS)
        else c
        for c in columns
    ]


def fields_in(columns: Iterable[Column]) -> frozenset[str]:
    """The fields that a mapping fills."""
    return frozenset(c.field for c in columns if c.field)


def order_shape(fields: frozenset[str]) -> str:
    """``headers`` (orders without lines), ``lines`` (lines of orders already known) or ``flat`` (both in a row)."""
    if not fields & _LINE_FIELDS:
        return "headers"
    return "flat" if fields & {"account", "account_name"} else "lines"


def missing(kind: str, fields: frozenset[str]) -> str:
    """What a file of this kind lacks to be imported, as words for a sentence; empty when nothing is missing."""
    if kind == "accounts":
        return "" if fields & {"name", "external_id"} else "the account's name (name)"
    if kind == "contacts":
        if not fields & (_PERSON | {"email"}):
            return "the person's name (full, or first and last)"
        return "" if fields & {"account", "account_name"} else "the account (account or account_name)"
    if "order_id" not in fields:
        return "the order's number (order_id)"
    if order_shape(fields) == "lines":
        priced = "line_amount" in fields or {"unit_price", "quantity"} <= fields
        return "" if priced else "what a line is worth (line_amount, or unit_price and quantity)"
    if not fields & {"account", "account_name"}:
        return "the account (account or account_name)"
    return "" if "date" in fields else "the order's date (date)"


def guess_kind(names: Sequence[str], hint: str) -> str | None:
    """What kind of file these headers make, None when it could be two; ``hint`` is the file's (or sheet's) name."""
    complete = {k: f for k in KINDS if not missing(k, f := fields_in(map_columns(names, k)))}
    if "name" not in complete.get("accounts", {"name"}):
        # Ids alone make an account list only when the user says so.
        del complete["accounts"]
    orders = complete.get("orders")
    if orders and (orders & _LINE_FIELDS or orders & {"date", "amount"}):
        return "orders"
    people = {normalise(name) for name in names} & {
        "firstname",
        "lastname",
        "fullname",
        "vorname",
        "nachname",
    }
    found = [k for k in ("accounts", "contacts") if k in complete]
    if len(found) == 2:
        if not people or len(complete["accounts"] & _COMPANY_FACTS) >= 2:
            found = ["accounts"] if _names_accounts(hint) or not people else found
        else:
            found = ["contacts"]
    if len(found) == 2 and "contact" in hint.casefold():
        return "contacts"
    return found[0] if len(found) == 1 else None


def _names_accounts(hint: str) -> bool:
    return any(word in hint.casefold() for word in ("account", "customer", "client", "compan", "organi"))
