"""Rows of lists of accounts and contacts as the values to be stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reviewtui.domain.custom import is_custom
from reviewtui.services.transfer.fields import BadCell, Reader
from reviewtui.services.transfer.numbers import to_units
from reviewtui.services.transfer.orderrows import needs
from reviewtui.services.transfer.reading import Cell
from reviewtui.storage.imports.staged import StagedAccount, StagedContact

_DECIDES = re.compile(r"decid|decision|entscheid|signs|signator", re.IGNORECASE)
_ACCOUNT_TEXTS = (
    "external_id", "alt_id", "name", "owner", "industry", "website", "phone", "email", "address", "city",
    "region", "postal_code", "country", "currency", "employees", "renewal_date",
)  # fmt: skip


def account_row(row: int, cells: Sequence[Cell], readers: Mapping[str, Reader]) -> StagedAccount:
    """The account of a row, or the person at one; raises BadCell."""
    if "parent" in readers and (parent := _company_of(cells, readers)) is not None:
        return _person_there(row, cells, readers, parent)
    values: dict[str, Any] = {}
    for name in _ACCOUNT_TEXTS:
        if name in readers and (value := readers[name](cells)) is not None:
            values[name] = value
    if "annual_revenue" in readers and (money := readers["annual_revenue"](cells)) is not None:
        values["annual_revenue"] = to_units(money[0])
        if money[1]:
            values.setdefault("currency", money[1])
    person = {
        key: readers[f"contact_{key}"](cells)
        for key in ("full", "first", "last")
        if f"contact_{key}" in readers
    }
    name = _person(person)
    if not values.get("name") and (instead := name or values.get("email")):
        # Who buys for themselves has no company: the customer is the person.
        values["name"] = instead
    if not values.get("name") and not values.get("external_id"):
        raise BadCell(needs(readers, "name", "the account has no name"))
    values |= _custom(cells, readers)
    title = readers["contact_title"](cells) if "contact_title" in readers else None
    contact = {"name": name, **({"title": title} if title else {})} if name else None
    return StagedAccount(row, values, contact)


def _company_of(cells: Sequence[Cell], readers: Mapping[str, Reader]) -> str | None:
    """The company at which a row of a list of companies is a person; None for a company, and for who is at none."""
    person = "is_company" in readers and readers["is_company"](cells) is False
    return readers["parent"](cells) if person else None


def _person_there(
    row: int, cells: Sequence[Cell], readers: Mapping[str, Reader], parent: str
) -> StagedAccount:
    """A row of a list of companies that is a person at one of them."""
    wanted = {
        "name": "name",
        "title": "contact_title",
        "email": "email",
        "phone": "phone",
        "external_id": "external_id",
    }
    found = {key: readers[name](cells) for key, name in wanted.items() if name in readers}
    person = {key: value for key, value in found.items() if value is not None}
    if not person.get("name"):
        raise BadCell(needs(readers, "name", "the person has no name"))
    person["name"] = person["name"].removeprefix(f"{parent}, ")
    return StagedAccount(row, {"name": parent}, person | _custom(cells, readers), of_person=True)


def contact_row(row: int, cells: Sequence[Cell], readers: Mapping[str, Reader]) -> StagedContact:
    """The contact of a row and where they are; raises BadCell."""
    found = {name: value for name, reader in readers.items() if (value := reader(cells)) is not None}
    values: dict[str, Any] = {
        key: found[key] for key in ("title", "email", "phone", "external_id", "decides") if key in found
    }
    role = found.get("role", "")
    if _DECIDES.search(role):
        values.setdefault("decides", True)
    if role:
        values.setdefault("title", role)
    name = _person(found) or found.get("email", "").partition("@")[0]
    if not name:
        raise BadCell("the contact has neither a name nor an e-mail address")
    if "account" not in found and "account_name" not in found:
        raise BadCell("the contact names no account")
    return StagedContact(
        row,
        found.get("account", ""),
        found.get("account_name", ""),
        {"name": name, **values, **{key: text for key, text in found.items() if is_custom(key)}},
    )


def _custom(cells: Sequence[Cell], readers: Mapping[str, Reader]) -> dict[str, str]:
    """What the row says for custom fields; an empty cell says nothing."""
    found = {key: reader(cells) for key, reader in readers.items() if is_custom(key)}
    return {key: text for key, text in found.items() if text is not None}


def _person(found: Mapping[str, Any]) -> str:
    return found.get("full") or " ".join(p for p in (found.get("first"), found.get("last")) if p)
