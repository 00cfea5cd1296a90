"""What the user says about a file, what stays in doubt, and the styles that come of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from reviewtui.domain.frozen import frozen
from reviewtui.services.transfer.dates import Order
from reviewtui.services.transfer.numbers import DiscountStyle, Mark

CHOICES = {
    "dates": ("dmy", "mdy"),
    "decimal": ("comma", "point"),
    "discount": ("fraction", "percent"),
    "amounts": ("order", "line"),
    "names": ("above", "nobody"),
}
"""What the options take that answer a doubt."""
MATCHES = {
    "accounts": {
        "id": "external_id",
        "name": "name",
        "email": "email",
        "website": "website",
        "phone": "phone",
    },
    "contacts": {"id": "external_id", "email": "email", "name": "", "phone": "phone"},
    **{
        kind: {"id": "account", "name": "account_name"}
        for kind in ("orders", "opportunities", "actions", "touches", "notes")
    },
}
"""By kind of file what can find a record, and the field that must be filled for it; of orders and records it finds the account."""
Amounts = Literal["order", "line"]
Names = Literal["above", "nobody"]


@frozen
class ImportOptions:
    """What the user says about a file; None leaves it to the file itself.

    ``names`` is whose a row without a customer is: that of the row above, or nobody's. ``match`` are the fields that find a record, in their order, empty for the usual rule; ``same`` are consents that two
    accounts are one, ``name in the file=account here``, or ``all``; ``count`` is what of freight and tax counts as revenue.
    """

    sheet: str | None = None
    dates: Order | None = None
    decimal: Mark | None = None
    discount: DiscountStyle | None = None
    amounts: Amounts | None = None
    names: Names | None = None
    encoding: str | None = None
    keep_rest: bool = False
    match: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    count: tuple[str, ...] = ()


@frozen
class Doubt:
    """A question that the file leaves open: ``key`` is the option that answers it, ``answers`` what it takes.

    ``mixed`` says that the values prove both answers, each in some rows.
    """

    key: str
    question: str
    samples: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    mixed: bool = False


@frozen
class Styles:
    """How dates and numbers are written: per column index the order of day and month, and the decimal sign.

    ``cents`` are the columns that count cents, ``thousands`` those that count thousands; ``currency`` is the one (a code or a sign) that the headers or some
    amounts name; ``credits_signed`` says that credits carry their minus; ``chance`` is whether 1 is certain or one
    percent; ``all_credits`` says that the file holds nothing but credits; ``left_parts`` is what of freight and tax is left out
    where it stands on a line of its own; ``receipts_pay`` says that receipts are the payments of sales that the file has too;
    ``inside`` is what of freight and tax is in the amounts, and taken off unless it counts; ``credit_side`` are the columns all of whose amounts say ``Cr``.
    """

    dates: Mapping[int, Order | None] = field(default_factory=dict)
    marks: Mapping[int, Mark] = field(default_factory=dict)
    discount: DiscountStyle = "fraction"
    cents: frozenset[int] = frozenset()
    currency: str = ""
    credits_signed: bool = False
    chance: DiscountStyle = "percent"
    all_credits: bool = False
    left_parts: frozenset[str] = frozenset()
    receipts_pay: bool = False
    inside: frozenset[str] = frozenset()
    credit_side: frozenset[int] = frozenset()
    thousands: frozenset[int] = frozenset()
