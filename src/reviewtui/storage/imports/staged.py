"""What a file brings, row by row, before it is compared with what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

TABLES = ("action", "touch", "note", "opportunity")
"""The tables that records of a file go to."""
OF_NO_REVIEW = "AND review_id IS NULL"
"""A condition on notes: one of a review belongs to its question, and no file brings it."""


class StagedAccount(NamedTuple):
    """An account's given columns (text, whole numbers, ISO dates; money in 1/10,000), and a contact in the row.

    ``of_person`` says that the row is about the contact, and names the account as theirs.
    """

    row: int
    values: Mapping[str, Any]
    contact: Mapping[str, Any] | None
    of_person: bool = False


class StagedContact(NamedTuple):
    """A contact's given columns, and its account by id or by name."""

    row: int
    account: str
    account_name: str
    values: Mapping[str, Any]


class StagedHead(NamedTuple):
    """What a row of an order file says of its order; ``custom`` is what is kept of it in no field of ours.

    ``amount`` is the order's own total in 1/10,000; None is not given.
    """

    number: str
    account: str
    account_name: str
    day: str | None
    status: str | None
    currency: str
    amount: int | None
    promised: str | None
    delivered: str | None
    custom: Mapping[str, str] | None = None


class StagedLine(NamedTuple):
    """One row of an order file: what it says of the order, and of the line if it has one.

    ``amount`` is the line's in 1/10,000; None is not given. ``extras`` are amounts taken off the order as a whole, each with
    its name.
    """

    row: int
    head: StagedHead
    product: str
    category: str | None
    quantity: str | None
    amount: int | None
    extras: tuple[tuple[str, int], ...] = ()


class StagedLines(NamedTuple):
    """Many rows of an order file by columns: the distinct things they say of orders, and which of them each row says."""

    rows: Sequence[int]
    heads: Sequence[StagedHead]
    which: Sequence[int]
    products: Sequence[str]
    categories: Sequence[str | None]
    quantities: Sequence[str | None]
    amounts: Sequence[int | None]


class StagedRecord(NamedTuple):
    """One row that becomes an action, a touch, a note or an opportunity (``table``).

    ``day`` and ``text`` are what it is known by where there is no ``external_id``; ``given`` are the columns the row says,
    ``usual`` those of a new record where it says nothing.
    """

    row: int
    table: str
    external_id: str
    account: str
    account_name: str
    contact: str
    contact_email: str
    contact_id: str
    day: str
    text: str
    given: Mapping[str, Any]
    usual: Mapping[str, Any]
