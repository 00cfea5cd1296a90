"""Accounts and their contacts: found by what people call them, added, changed, archived, listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from reviewtui.domain.custom import folded
from reviewtui.domain.errors import Conflict, InvalidInput, NotFound
from reviewtui.domain.moment import Moment
from reviewtui.domain.text import fuzzy_rank

if TYPE_CHECKING:
    from reviewtui.domain.accounts import Account, AccountLine, Contact
    from reviewtui.domain.filters import AccountFilter
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store
    from reviewtui.storage.writer import Writer

NEAR = 8


def find_account(store: Store, ref: str) -> Account:
    """The account that ``ref`` names: exact name, ``id:`` and an id, an external id, else a unique beginning.

    ``id:#12`` is the number in this file, for accounts that have no id of their own. Raises NotFound with the
    candidates when none or several answer.
    """
    with store.read() as r:
        return account_named(r, ref)


def account_named(r: Reader, ref: str) -> Account:
    """``find_account`` inside a read that is already open."""
    text = ref.strip()
    if not text:
        raise NotFound("No account is named. Give its name, the beginning of it, or id:ITS-ID.")
    if text[:3].casefold() == "id:":
        return _one(_by_id(r, text[3:].strip()), ref)
    found = r.accounts.by_name(text) or r.accounts.by_external_id(text)
    if found:
        return _one(found, ref)
    found = r.accounts.by_prefix(text)
    if found:
        return _one(found, ref)
    raise NotFound(f'There is no account "{text}".', _near(r, text))


def _by_id(r: Reader, key: str) -> tuple[Account, ...]:
    found = r.accounts.by_external_id(key) if key else ()
    number = key.removeprefix("#")
    if not found and number.isascii() and number.isdigit() and len(number) < 19:
        account = r.accounts.get(int(number))
        found = (account,) if account else ()
    return found


def _one(found: tuple[Account, ...], ref: str) -> Account:
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f'There is no account with the id "{ref.strip()[3:].strip()}".')
    raise NotFound(
        f'"{ref.strip()}" fits several accounts; name one of them.', tuple(map(selector, found)), several=True
    )


def selector(account: Account) -> str:
    """The line that lists an account as a candidate: its name, place and the ``id:`` that selects it alone."""
    place = f", {account.place}" if account.place else ""
    return f"{account.name}{place} (id:{account.external_id or f'#{account.id}'})"


def _near(r: Reader, text: str) -> tuple[str, ...]:
    names = [name for _, name in r.accounts.names(archived=True)]
    return tuple(names[i] for i in fuzzy_rank(text, names)[:NEAR])


def account_order(
    store: Store, as_of: date, sort: str = "name", *, descending: bool = False, archived: bool = False
) -> tuple[int, ...]:
    """Ids of all accounts in the order of a column; the screen then asks for the page it shows."""
    with store.read() as r:
        return r.accounts.order(as_of, sort, descending=descending, archived=archived)


def account_page(store: Store, as_of: date, ids: Sequence[int]) -> tuple[AccountLine, ...]:
    """The table rows of some accounts, in the order of ``ids``."""
    with store.read() as r:
        return r.accounts.lines(as_of, ids)


def account_names(store: Store, *, archived: bool = False) -> tuple[tuple[int, str], ...]:
    """(id, name) of every account, by name: for filters, the palette and completion."""
    with store.read() as r:
        return r.accounts.names(archived=archived)


def custom_words(store: Store) -> dict[int, dict[str, str]]:
    """The custom fields of the accounts as a filter asks for them: by id, then by folded name."""
    with store.read() as r:
        found = r.accounts.custom()
    return {one: {folded(name): text for name, text in fields.items()} for one, fields in found.items()}


def knowing(store: Store, wanted: AccountFilter, as_of: date) -> AccountFilter:
    """A filter with what of the file it asks for, custom fields and rates; the same one when it asks for nothing."""
    found = wanted.knowing(custom_words(store)) if wanted.asks_custom else wanted
    return found.knowing_money(*compared_in(store, as_of)) if found.asks_money else found


def compared_in(store: Store, as_of: date) -> tuple[str, tuple[str, ...]]:
    """The currency in which amounts of all accounts are compared, and those of accounts from which no rate leads there."""
    with store.read() as r:
        return r.currency, r.accounts.apart(as_of)


def add_account(store: Store, values: Mapping[str, Any], moment: Moment) -> Account:
    """Add an account from its fields (see ``account_fields``); raises InvalidInput."""
    from reviewtui.services.account_fields import account_columns

    columns = account_columns({"name": "", **values}, moment.as_of)
    with store.write(f"add account {columns['name']}", moment) as w:
        _check_unique(w.read, columns, None)
        return _existing(w.read, w.add("account", **columns))


def edit_account(
    store: Store, account_id: int, values: Mapping[str, Any], moment: Moment, expect: int | None = None
) -> Account:
    """Change fields of an account; with ``expect`` only while it still has that version, else Conflict."""
    from reviewtui.services.account_fields import account_columns

    columns = account_columns(values, moment.as_of)
    with store.write("change account", moment) as w:
        before = _existing(w.read, account_id)
        _check_unique(w.read, {"name": before.name, "external_id": before.external_id, **columns}, account_id)
        _change(w, "account", account_id, columns, expect, before.name)
        return _existing(w.read, account_id)


def archive_account(store: Store, account_id: int, moment: Moment, *, archived: bool = True) -> Account:
    """Take an account out of the lists (its history stays), or with ``archived=False`` back into them."""
    verb = "archive" if archived else "take back from the archive"
    with store.write(f"{verb} {_name(store, account_id)}", moment) as w:
        w.change("account", account_id, archived_at=moment.as_of.isoformat() if archived else None)
        return _existing(w.read, account_id)


def add_contact(store: Store, account_id: int, values: Mapping[str, Any], moment: Moment) -> Contact:
    """Add a person to an account; raises InvalidInput, or NotFound when the account is gone."""
    from reviewtui.services.account_fields import contact_columns

    columns = contact_columns({"name": "", **values})
    with store.write(f"add contact {columns['name']}", moment) as w:
        _existing(w.read, account_id)
        return _contact(w.read, w.add("contact", account_id=account_id, **columns))


def edit_contact(
    store: Store, contact_id: int, values: Mapping[str, Any], moment: Moment, expect: int | None = None
) -> Contact:
    """Change fields of a contact; with ``expect`` only while it still has that version, else Conflict."""
    from reviewtui.services.account_fields import contact_columns

    columns = contact_columns(values)
    with store.write("change contact", moment) as w:
        before = _contact(w.read, contact_id)
        _change(w, "contact", contact_id, columns, expect, before.name)
        return _contact(w.read, contact_id)


def remove_contact(store: Store, contact_id: int, moment: Moment) -> None:
    """Put a contact into the bin; undo brings the person back."""
    with store.write("remove contact", moment) as w:
        _contact(w.read, contact_id)
        w.trash("contact", contact_id)


def contacts(store: Store, account_id: int) -> tuple[Contact, ...]:
    """The people of an account: who decides first, who left last."""
    with store.read() as r:
        return r.accounts.contacts(account_id)


def get_account(store: Store, account_id: int) -> Account:
    """One account by the number in this file; raises NotFound."""
    with store.read() as r:
        return _existing(r, account_id)


def _name(store: Store, account_id: int) -> str:
    return get_account(store, account_id).name


def _existing(r: Reader, account_id: int) -> Account:
    account = r.accounts.get(account_id)
    if account is None:
        raise NotFound("This account is not there any more.")
    return account


def _contact(r: Reader, contact_id: int) -> Contact:
    contact = r.accounts.contact(contact_id)
    if contact is None:
        raise NotFound("This contact is not there any more.")
    return contact


def _change(
    w: Writer, table: str, row_id: int, columns: Mapping[str, Any], expect: int | None, name: str
) -> None:
    try:
        w.change(table, row_id, expect=expect, **columns)
    except Conflict as conflict:
        raise Conflict(
            f"{name} was changed elsewhere meanwhile. Look at it again, then save.", version=conflict.version
        ) from None


def _check_unique(r: Reader, columns: Mapping[str, Any], own_id: int | None) -> None:
    name, external_id = columns["name"], columns.get("external_id", "")
    taken = [a for a in r.accounts.by_external_id(external_id) if a.id != own_id] if external_id else []
    if taken:
        raise InvalidInput(f'The id "{external_id}" belongs to {taken[0].name} already.')
    same = [a for a in r.accounts.by_name(name) if a.id != own_id and a.external_id == external_id]
    if same:
        raise InvalidInput(
            f'There is an account "{same[0].name}" already. Give one an id to tell them apart.'
        )
