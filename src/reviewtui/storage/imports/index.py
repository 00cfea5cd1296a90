"""Which account a file means: by external id, by alternative id, else by name, never by a guess."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from reviewtui.domain.text import name_key

_SHORT_ID, _LONG_ID = 15, 18


class Unmatched(Exception):
    """No account, or more than one, answers; ``conflict`` tells the second from the first."""

    def __init__(self, reason: str, *, conflict: bool = False) -> None:
        super().__init__(reason)
        self.conflict = conflict


def _forms(text: str) -> tuple[str, ...]:
    """An id in the forms it is found by: Salesforce writes one record's id with 15 characters or with 18."""
    if len(text) == _LONG_ID and text.isalnum() and text.isascii():
        return text, text[:_SHORT_ID]
    return (text,) if text else ()


class AccountIndex:
    """The accounts of the store by their ids and names; accounts that a file adds join with negative ids."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._by_external: dict[str, list[int]] = defaultdict(list)
        self._by_alternative: dict[str, list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._external: dict[int, str] = {}
        self._added = 0
        rows = db.execute(
            "SELECT id, external_id, alt_id, name_key FROM account WHERE deleted_at IS NULL ORDER BY id"
        )
        for account_id, external, alternative, key in rows:
            self._put(account_id, external, alternative, key)

    def _put(self, account_id: int, external: str, alternative: str, key: str) -> None:
        self._external[account_id] = external
        for form in _forms(external):
            self._by_external[form].append(account_id)
        for form in _forms(alternative):
            self._by_alternative[form].append(account_id)
        self._by_name[key].append(account_id)

    def __len__(self) -> int:
        return len(self._external)

    def add(self, values: Mapping[str, Any]) -> int:
        """Take in an account that the file adds; its id is negative until it is stored."""
        self._added += 1
        key = name_key(values["name"])
        self._put(-self._added, values.get("external_id", ""), values.get("alt_id", ""), key)
        return -self._added

    def adopt(self, account_id: int, external: str, alternative: str) -> None:
        """An account that was found gets ids it did not have; later rows find it by them."""
        if external and external not in self._by_external:
            self._external[account_id] = external
            self._by_external[external].append(account_id)
        if alternative and alternative not in self._by_alternative:
            self._by_alternative[alternative].append(account_id)

    def external_of(self, account_id: int) -> str:
        """The external id of an account, empty when it has none."""
        return self._external.get(account_id, "")

    def match(self, values: Mapping[str, Any]) -> int | None:
        """The account that a row of an account file is about, None for one that is new.

        Raises Unmatched (conflict) when ids or name lead to several accounts.
        """
        external, alternative = values.get("external_id", ""), values.get("alt_id", "")
        found = {self._by_id(text) for text in (external, alternative) if text} - {None}
        if len(found) > 1:
            raise Unmatched(
                f"the ids {external!r} and {alternative!r} belong to two different accounts", conflict=True
            )
        if found:
            return found.pop()
        if "name" not in values:
            return None
        same = self._by_name.get(name_key(values["name"]), [])
        if external:
            same = [account_id for account_id in same if not self._external[account_id]]
        if len(same) > 1:
            raise Unmatched(f"{len(same)} accounts are called {values['name']!r}", conflict=True)
        return same[0] if same else None

    def resolve(self, reference: str, name: str) -> int:
        """The account that an order or a contact names; raises Unmatched with the reason."""
        if reference:
            account_id = self._by_id(reference)
            if account_id is not None:
                return account_id
        key = name or reference
        same = self._by_name.get(name_key(key), [])
        if not same and not reference:
            account_id = self._by_id(name)
            if account_id is not None:
                return account_id
        if reference and name:
            others = [account_id for account_id in same if self._external[account_id]]
            same = [account_id for account_id in same if not self._external[account_id]]
            if others and not same:
                kept = self._external[others[0]]
                raise Unmatched(f"no account has the id {reference!r} (the one called {name!r} has {kept!r})")
        if len(same) > 1:
            raise Unmatched(f"{len(same)} accounts are called {key!r}", conflict=True)
        if not same:
            what = f"the id or name {reference!r}" if reference else f"the name {name!r}"
            raise Unmatched(f"no account has {what}; import the accounts first")
        return same[0]

    def _by_id(self, text: str) -> int | None:
        for index in (self._by_external, self._by_alternative):
            found = next((index[form] for form in _forms(text) if form in index), [])
            if len(found) > 1:
                raise Unmatched(f"{len(found)} accounts have the id {text!r}", conflict=True)
            if found:
                return found[0]
        return None
