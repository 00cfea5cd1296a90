"""What an import took in, in the words that the command line and the screen share."""

from __future__ import annotations

from collections.abc import Iterable

_PLURALS = {"touch": "touches", "opportunity": "opportunities"}


def counted(count: int, what: str) -> str:
    """So many records: ``1 touch``, ``12 actions``."""
    return f"{count:,} {what if count == 1 else _PLURALS.get(what, what + 's')}"


def became(records: Iterable[tuple[str, int]], first: object, last: object) -> str:
    """What the rows were taken as, and of which days."""
    span = f", {first} to {last}" if first else ""
    return f"taken as {', '.join(counted(count, what) for what, count in records)}{span}"


def orders_taken(orders: int, cancelled: int, first: object, last: object) -> str:
    """How many orders of which days, and how many of them count nowhere."""
    none = f"; {cancelled:,} of them cancelled" if cancelled else ""
    return f"{counted(orders, 'order')} from {first} to {last}{none}"


def these(kind: str) -> str:
    """What names accounts that are not here."""
    return {"orders": "the orders", "contacts": "its people"}.get(kind, "its rows")
