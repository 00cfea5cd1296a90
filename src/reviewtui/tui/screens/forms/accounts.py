"""The form of an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from reviewtui.domain.accounts import Account
from reviewtui.domain.money import Money
from reviewtui.services.accounts import add_account, edit_account
from reviewtui.tui.screens.forms.checks import account_check, date_check
from reviewtui.tui.screens.forms.form import Form, Item

if TYPE_CHECKING:
    from reviewtui.storage.store import Store
    from reviewtui.tui.session import Session

_LABELS = {
    "name": "Name",
    "external_id": "Id",
    "owner": "Owner",
    "industry": "Industry",
    "phone": "Phone",
    "email": "E-mail",
    "website": "Website",
    "address": "Street",
    "postal_code": "Postal code",
    "city": "City",
    "region": "Region",
    "country": "Country",
    "currency": "Currency",
    "employees": "Employees",
    "annual_revenue": "Their revenue",
    "renewal_date": "Renewal",
    "note": "Note",
}


def _items(session: Session, values: Mapping[str, str]) -> list[Item]:
    as_of = session.as_of
    checks = {key: account_check(key, as_of) for key in ("name", "currency", "employees", "annual_revenue")}
    checks["renewal_date"] = date_check(as_of, session.config.date_order)
    several = {"note": 2, "address": 1}
    return [
        Item(
            key,
            label,
            values.get(key, ""),
            checks.get(key),
            2 if "\n" in values.get(key, "") else several.get(key, 1),
        )
        for key, label in _LABELS.items()
    ]


def add_account_form(session: Session, done: Callable[[Account], None] | None = None) -> Form:
    """A new account; ``done`` is told which, once it is there."""
    moment = session.moment()

    def save(changed: Mapping[str, str]) -> Callable[[Store], Any]:
        def write(store: Store) -> Account:
            account = add_account(store, changed, moment)
            if done is not None:
                done(account)
            return account

        return write

    return Form(session, "New account", _items(session, {}), save=save, draft="account:new")


def edit_account_form(session: Session, account: Account) -> Form:
    """An account that is there; one that was changed elsewhere meanwhile is not overwritten."""
    moment = session.moment()
    values = {key: str(getattr(account, key) or "") for key in _LABELS}
    if account.annual_revenue is not None:
        values["annual_revenue"] = Money(account.annual_revenue, "").to_decimal_string()
    if account.renewal_date is not None:
        values["renewal_date"] = account.renewal_date.isoformat()

    def save(changed: Mapping[str, str]) -> Callable[[Store], Any]:
        return lambda store: edit_account(store, account.id, changed, moment, expect=account.version)

    items = _items(session, values)
    return Form(session, "Edit account", items, save=save, draft=f"account:{account.id}")
