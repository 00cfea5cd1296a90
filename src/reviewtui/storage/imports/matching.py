"""How an import finds the account that a row means, as far as the user chooses, and which ones may be the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reviewtui.domain.alike import digits_of, domain_of, name_core
from reviewtui.domain.frozen import frozen
from reviewtui.domain.text import name_key
from reviewtui.storage.imports.slices import rows_by_id

ALL = "all"
_BY = {"email": str.casefold, "website": domain_of, "phone": digits_of}


@frozen
class Matching:
    """``by`` are the fields that find a record, in their order; empty is the usual rule: id, second id, name.

    ``same`` are consents ``name in the file=account here``, or ``all``: what may be the same is the same. Those that are
    ``remembered`` of an earlier file count no longer when their account is gone or called otherwise.
    """

    by: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    remembered: tuple[str, ...] = ()

    @property
    def all_alike(self) -> bool:
        """Whether everything that may be the same is."""
        return ALL in self.same

    def pairs(self) -> Iterator[tuple[str, str, bool]]:
        """The key of a name in the file, the account that is meant, and whether it must be there."""
        for text in self.same:
            name, sign, account = text.partition("=")
            if sign:
                yield name_key(name), account.strip(), text not in self.remembered


USUAL = Matching()


@frozen
class Alike:
    """Two accounts that may be the same: one that the file adds, in a row, and another one; ``why`` in words.

    ``other_id`` is negative when the file adds the other one too.
    """

    row: int
    name: str
    external_id: str
    other_id: int
    other_name: str
    other_external_id: str
    why: str


_LIKE = "SELECT id, name, external_id, website, email FROM account WHERE deleted_at IS NULL"


class Lookup:
    """Accounts by e-mail address, website or telephone number, for imports that find them so."""

    def __init__(self, db: sqlite3.Connection, fields: Sequence[str]) -> None:
        self._found: dict[str, dict[str, list[int]]] = {field: {} for field in fields if field in _BY}
        for field in self._found:
            found = f"SELECT id, {field} FROM account WHERE deleted_at IS NULL AND {field} <> ''"
            for account_id, text in rows_by_id(db, found):
                self._put(field, str(text), account_id)

    def _put(self, field: str, text: str, account_id: int) -> None:
        if key := _BY[field](text):
            self._found[field].setdefault(key, []).append(account_id)

    def add(self, account_id: int, values: Mapping[str, Any]) -> None:
        """An account that the file adds."""
        for field in self._found:
            if values.get(field):
                self._put(field, str(values[field]), account_id)

    def find(self, field: str, text: str) -> list[int]:
        """The accounts with this value."""
        return self._found[field].get(_BY[field](text), [])


class Likeness:
    """Finds for a new account one that may be the same; built when the first one is asked for."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._names: dict[int, tuple[str, str]] = {}
        self._by_core: dict[str, list[int]] = {}
        self._by_domain: dict[str, list[int]] = {}
        for row in rows_by_id(db, _LIKE):
            self._put(*row)

    def _put(self, account_id: int, name: str, external: str, website: str, email: str) -> None:
        self._names[account_id] = (name, external)
        self._by_core.setdefault(name_core(name), []).append(account_id)
        for domain in {domain_of(website), domain_of(email)} - {""}:
            self._by_domain.setdefault(domain, []).append(account_id)

    def add(self, account_id: int, values: Mapping[str, Any]) -> None:
        """An account that the file adds."""
        texts = (str(values.get(key, "")) for key in ("name", "external_id", "website", "email"))
        self._put(account_id, *texts)

    def find(self, row: int, values: Mapping[str, Any]) -> Alike | None:
        """The one that may be the same as a new account, the first of several; None when none is like it."""
        name, external = str(values["name"]), str(values.get("external_id", ""))
        same = self._by_core.get(name_core(name))
        if same:
            equal = name_key(self._names[same[0]][0]) == name_key(name)
            why = (
                "the same name under another id"
                if equal
                else "the same name but for legal form, signs or accents"
            )
            return self._pair(row, name, external, same[0], why)
        for address in (str(values.get("website", "")), str(values.get("email", ""))):
            domain = domain_of(address)
            if domain and (found := self._by_domain.get(domain)):
                return self._pair(row, name, external, found[0], f"both are at {domain}")
        return None

    def _pair(self, row: int, name: str, external: str, other: int, why: str) -> Alike:
        return Alike(row, name, external, other, *self._names[other], why)
