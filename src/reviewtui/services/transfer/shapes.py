"""How the orders of a file stand in its rows: one row each, one row per line, or lines under an order's first row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reviewtui.domain.frozen import frozen
from reviewtui.services.transfer.asking import Amounts, Doubt, Names
from reviewtui.services.transfer.firstlook import credit_like, has_sums_above, rates, says_returned
from reviewtui.services.transfer.headers import Header
from reviewtui.services.transfer.layout import Layout
from reviewtui.services.transfer.mapping import Column, fields_in
from reviewtui.services.transfer.meanings import meanings
from reviewtui.services.transfer.orderlook import OrderLook
from reviewtui.services.transfer.profile import Profile
from reviewtui.services.transfer.required import order_shape
from reviewtui.services.transfer.synonyms import normalise
from reviewtui.services.transfer.taxwords import ORDER_TOTALS

ABOVE = "(name above the rows)"


@frozen
class LaidOut:
    """The columns as they are used, the shape, the layout, one doubt at most, and what is peculiar, in words."""

    columns: tuple[Column, ...]
    shape: str
    layout: Layout
    doubt: Doubt | None = None
    notes: tuple[str, ...] = ()


def lay_out(
    kind: str,
    header: Header,
    columns: Sequence[Column],
    seen: Profile,
    amounts: Amounts | None,
    names: Names | None,
) -> LaidOut:
    """Settle what the headers alone could not tell, from what the rows show."""
    if kind != "orders":
        mixed = kind in ("actions", "touches") and "channel" in fields_in(columns)
        layout = Layout(last=seen.last, totals=bool(seen.totals))
        return LaidOut(tuple(columns), "mixed" if mixed else kind, layout)
    look = seen.orders
    columns, notes = _by_values(columns, seen)
    group, target = seen.group, ""
    if group is not None:
        target = _group_field(fields_in(c for c in columns if c.index != group))
        fills = next((c.field for c in columns if c.index == group), None)
        if target != "account_name" and (fills if not target else seen.lone[group] < 2):
            group, target = None, ""
    if group is not None:
        columns = [replace(c, field=None) if c.index == group and c.field == target else c for c in columns]
    if target and group is not None:
        columns.append(Column(len(header.cells), ABOVE, target, "carried down"))
        notes.append(f"the {_WORDS[target]} stands on a row of its own above its rows")
    if look.first_only:
        notes.append("what is known of an order stands on its first row")
    columns, doubt = _amounts(columns, look, amounts)
    named_once = look.named_once and group is None
    if named_once and names is None:
        doubt = doubt or _whose(columns, look)
    elif named_once and names == "above":
        notes.append("a customer stands on the first of its rows only")
    shape = _shape(columns)
    numberless = "order_id" not in fields_in(columns) and "amount" in fields_in(columns)
    if shape == "headers" and amounts != "order" and (look.split or numberless):
        shape = "flat"
        columns = [replace(c, field="line_amount") if c.field == "amount" else c for c in columns]
    sums = shape != "headers" and has_sums_above(columns, seen.first_rows, seen.numbers)
    if sums:
        notes.append("a row without a product sums up the lines of its order, and is left out")
    if shape != "lines" and "order_id" not in fields_in(columns):
        notes.append("there are no order numbers, so what an account bought on one day is one order")
    return LaidOut(
        tuple(columns),
        shape,
        Layout(
            group,
            seen.outer if group is not None else frozenset(),
            target,
            seen.last,
            look.first_only,
            named_once and names == "above",
            totals=bool(seen.totals),
            sums_above=sums,
        ),
        doubt,
        tuple(notes),
    )


def _by_values(columns: Sequence[Column], seen: Profile) -> tuple[list[Column], list[str]]:
    """The columns whose values tell another tale than their names: no documents, amounts among discounts, rates of tax."""
    look = seen.orders
    notes: list[str] = []
    found = [c if c.field != "doc_type" or look.documents_known else replace(c, field=None) for c in columns]
    if look.documents_known and (unknown := look.unknown_documents):
        named = next((c.header for c in found if c.field == "doc_type"), "")
        notes.append(f"{', '.join(map(repr, unknown[:3]))} in {named!r} is not known, and taken for a sale")
    found = [replace(c, field="discount_amount") if _takes_off_money(c, found, seen) else c for c in found]
    found = [
        replace(c, field=None)
        if c.field == "returned"
        and c.why != "given"
        and (look.first_only or not says_returned(c, found, seen.first_rows))
        else c
        for c in found
    ]
    if wrong := rates(found, seen.first_rows):
        notes += [f"{c.header!r} holds rates of tax, not amounts" for c in found if c.index in wrong]
        found = [replace(c, field=None, why="its values") if c.index in wrong else c for c in found]
    if number := credit_like(found, seen.first_rows):
        notes.append(
            f"a number such as {number!r} may be that of a credit; it is taken for a sale, as its amount stands"
        )
    return found, notes


def _takes_off_money(column: Column, columns: Sequence[Column], seen: Profile) -> bool:
    """Whether a discount is an amount, as no share of a price is that large or has a currency."""
    if column.field != "discount" or column.why == "given" or "discount_amount" in fields_in(columns):
        return False
    return seen.numbers[column.index].is_money


def _whose(columns: Sequence[Column], look: OrderLook) -> Doubt:
    """Whether rows without a customer are those of the customer above them."""
    header = next(c.header for f in ("account_name", "account") for c in columns if c.field == f)
    question = f"Column {header!r} is empty in {look.unnamed:,} rows below others: are they of the customer above, or of nobody?"
    return Doubt("names", question, (), ("above", "nobody"))


_WORDS = {"account_name": "customer", "product": "product"}


def _group_field(fields: frozenset[str]) -> str:
    """What names on rows of their own are: the customer, else the product; nothing when the rows name both."""
    if not fields & {"account", "account_name"}:
        return "account_name"
    return "" if "product" in fields else "product"


def _amounts(
    columns: list[Column], look: OrderLook, said: Amounts | None
) -> tuple[list[Column], Doubt | None]:
    """Whether an amount beside products is the order's or the line's; in doubt when the rows do not tell."""
    fields = fields_in(columns)
    if {"unit_price", "quantity"} <= fields and "line_amount" not in fields:
        return columns, None
    mine = next((c for c in columns if c.field in ("amount", "line_amount") and _is_open(c)), None)
    if (
        mine is None
        or (mine.field == "amount" and "line_amount" in fields)
        or order_shape(fields) == "headers"
    ):
        return columns, None
    whose: Amounts = said or ("line" if look.split else "order")
    doubt = None
    if {"unit_price", "quantity"} <= fields and mine.field == "line_amount":
        # The price and the quantity tell what a line is worth; an amount that stays the same is the order's.
        whose = said or ("order" if look.repeated and not look.split else "line")
    elif said is None and not look.split and normalise(mine.header) not in ORDER_TOTALS:
        whose = "line"
        if look.repeated:
            question = f"Column {mine.header!r} says the same on every row of an order: is it the order's amount or each line's?"
            doubt = Doubt("amounts", question, (), ("order", "line"))
    field = "amount" if whose == "order" else "line_amount"
    return [replace(c, field=field) if c is mine else c for c in columns], doubt


def _is_open(column: Column) -> bool:
    """Whether the header leaves it open: it is no name for the amount of a line alone."""
    return column.why != "given" and "line_amount" not in dict(meanings(column.header, "orders"))


def _shape(columns: Sequence[Column]) -> str:
    """``headers``, ``lines`` or ``flat``; products without any amount of their own make no lines."""
    fields = fields_in(columns)
    shape = order_shape(fields)
    if shape != "headers" and "line_amount" not in fields and not {"unit_price", "quantity"} <= fields:
        return "headers" if fields & {"amount", "account", "account_name"} else shape
    return shape
