"""What may be written into an account or a contact: typed or ready values checked, one sentence for each fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from reviewtui.domain.dates import understand_date
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.money import understand_money
from reviewtui.domain.text import name_key, normalise, one_line

ACCOUNT_TEXTS = (
    "name", "external_id", "alt_id", "owner", "industry", "website", "phone", "email", "address", "city",
    "region", "postal_code", "country", "currency", "note",
)  # fmt: skip
ACCOUNT_FIELDS = (*ACCOUNT_TEXTS, "employees", "annual_revenue", "renewal_date")
CONTACT_TEXTS = ("name", "title", "email", "phone", "channel", "external_id", "note")
CONTACT_FIELDS = (*CONTACT_TEXTS, "decides", "left")
_LONG = frozenset(["note", "address"])
MAX_FIELD = 1000
MAX_NOTE = 1_000_000


def account_columns(values: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    """The columns of the account table for some fields; raises InvalidInput with field, value and rule.

    Numbers, amounts and dates may come as typed text (``2 Mar 2027``, ``1.5m``); empty text clears the field.
    """
    _known(values, ACCOUNT_FIELDS, "account")
    columns: dict[str, Any] = {key: _text(key, values[key]) for key in values if key in ACCOUNT_TEXTS}
    if "name" in columns:
        columns["name"] = _name(columns["name"], "account")
        columns["name_key"] = name_key(columns["name"])
    if "currency" in columns:
        columns["currency"] = currency_code(columns["currency"])
    if "employees" in values:
        columns["employees"] = _count("employees", values["employees"])
    if "annual_revenue" in values:
        columns["annual_revenue"] = _amount("annual revenue", values["annual_revenue"])
    if "renewal_date" in values:
        found = date_value("renewal date", values["renewal_date"], as_of)
        columns["renewal_date"] = found.isoformat() if found else None
    return columns


def contact_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the contact table for some fields; raises InvalidInput with field, value and rule."""
    _known(values, CONTACT_FIELDS, "contact")
    columns: dict[str, Any] = {key: _text(key, values[key]) for key in values if key in CONTACT_TEXTS}
    if "name" in columns:
        columns["name"] = _name(columns["name"], "contact")
    for key in ("decides", "left"):
        if key in values:
            columns[key] = bool(values[key])
    return columns


def currency_code(text: str) -> str:
    """A currency as its three capital letters; empty stays empty."""
    code = text.strip().upper()
    if code and (len(code) != 3 or not code.isascii() or not code.isalpha()):
        raise InvalidInput(
            f'The currency "{text.strip()}" is not a code of three letters, such as EUR or USD.'
        )
    return code


def date_value(field: str, value: Any, as_of: date) -> date | None:
    """A date from a date or from what was typed; None for nothing. Raises InvalidInput."""
    if value is None or isinstance(value, date):
        return value
    read = understand_date(str(value), as_of)
    if read.problem:
        raise InvalidInput(f"The {field} cannot be read: {read.problem}.")
    return read.value


def _known(values: Mapping[str, Any], fields: tuple[str, ...], what: str) -> None:
    unknown = sorted(set(values) - set(fields))
    if unknown:
        raise InvalidInput(f"There is no field {', '.join(unknown)}; the {what} has {', '.join(fields)}.")


def _text(key: str, value: Any) -> str:
    text = normalise(str(value or "")).strip()
    if key in _LONG:
        limit = MAX_NOTE
    else:
        text, limit = one_line(text, " "), MAX_FIELD
    if len(text) > limit:
        raise InvalidInput(f"The {key.replace('_', ' ')} is longer than {limit:,} characters. Shorten it.")
    return text


def _name(text: str, what: str) -> str:
    if not text:
        raise InvalidInput(f"The {what} has no name. Give it one.")
    return text


def _count(field: str, value: Any) -> int | None:
    text = str(value if value is not None else "").strip().replace(" ", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        raise InvalidInput(f'The number of {field} "{text[:40]}" is not a whole number.')
    return int(text)


def _amount(field: str, value: Any) -> int | None:
    if value is None or isinstance(value, int):
        return value
    read = understand_money(str(value), currency="")
    if read.problem:
        raise InvalidInput(f"The {field} cannot be read: {read.problem}.")
    return read.value.amount if read.value else None
