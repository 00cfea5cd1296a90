"""Accounts and contacts: who the customer is and who decides there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Account:
    """A customer company. ``currency`` is a code or empty (then the default of the file applies)."""

    id: int
    uid: str
    name: str
    external_id: str = ""
    alt_id: str = ""
    owner: str = ""
    industry: str = ""
    website: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    currency: str = ""
    employees: int | None = None
    annual_revenue: int | None = None
    renewal_date: date | None = None
    note: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
    archived: bool = False
    version: int = 1

    @property
    def place(self) -> str:
        """City and country in one line, whichever are known."""
        return ", ".join(part for part in (self.city, self.country) if part)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at an account. ``decides`` marks who signs; ``left`` a person who is no longer there."""

    id: int
    uid: str
    account_id: int
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    channel: str = ""
    decides: bool = False
    left: bool = False
    external_id: str = ""
    note: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as the table of accounts shows it; money in 1/10,000 of a unit of ``currency``.

    ``quarters`` is the net revenue of the last 8 quarters, oldest first, the running one last; None where unknown.
    """

    id: int
    name: str
    external_id: str
    owner: str
    industry: str
    city: str
    country: str
    archived: bool
    currency: str
    revenue_12m: int | None
    orders_12m: int
    last_order: date | None
    last_review: date | None
    rating: int | None
    open_actions: int
    overdue_actions: int
    quarters: tuple[int | None, ...] = ()
