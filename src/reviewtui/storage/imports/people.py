"""Which contact a row means: by id, e-mail address or name; and by the contact the account, where the row names none."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from reviewtui.domain.record_ids import id_forms
from reviewtui.domain.text import name_key
from reviewtui.storage.imports.index import Unmatched
from reviewtui.storage.imports.slices import rows_by_id

_PEOPLE = (
    "SELECT c.id, c.account_id, c.name, c.email, c.external_id FROM contact c JOIN account a ON a.id=c.account_id "
    "WHERE c.deleted_at IS NULL AND a.deleted_at IS NULL"
)


class ContactIndex:
    """The contacts of the store by id, e-mail address and name."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._found: dict[tuple[str, str], set[tuple[int, str]]] = defaultdict(set)
        for _, account_id, name, email, external in rows_by_id(db, _PEOPLE, "c.id"):
            for key in _keys(external, email, name):
                self._found[key].add((account_id, name))

    def account(self, external: str, email: str, name: str) -> int | None:
        """The only account at which this person is known; an id goes before an address, an address before a name.

        Raises Unmatched (conflict) when several accounts have such a person.
        """
        for key in _keys(external, email, name):
            accounts = {account_id for account_id, _ in self._found.get(key, ())}
            if len(accounts) > 1:
                raise Unmatched(f"{len(accounts)} accounts have a contact {key[1]!r}", conflict=True)
            if accounts:
                return accounts.pop()
        return None

    def name_at(self, account_id: int, external: str, email: str, name: str) -> str:
        """The person's name as the account keeps it; empty when it knows no such person."""
        for key in _keys(external, email, name):
            names = {known for at, known in self._found.get(key, ()) if at == account_id}
            if len(names) == 1:
                return names.pop()
        return ""


def _keys(external: str, email: str, name: str) -> list[tuple[str, str]]:
    keys = [
        *(("id", form) for form in id_forms(external)),
        ("email", email.casefold()),
        ("name", name_key(name)),
    ]
    if "@" in name:
        keys.append(("email", name.casefold()))
    return [key for key in keys if key[1]]
