"""Which account a file means: by external id, by alternative id, else by name, or as the user says; never by a guess."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from reviewtui.domain.errors import UsageError
from reviewtui.domain.record_ids import id_forms
from reviewtui.domain.text import name_key
from reviewtui.storage.imports.matching import USUAL, Alike, Likeness, Lookup, Matching
from reviewtui.storage.imports.slices import rows_by_id

_ACCOUNTS = "SELECT id, external_id, alt_id, name_key FROM account WHERE deleted_at IS NULL"


class Unmatched(Exception):
    """No account, or more than one, answers; ``conflict`` tells the second from the first."""

    def __init__(self, reason: str, *, conflict: bool = False) -> None:
        super().__init__(reason)
        self.conflict = conflict


class AccountIndex:
    """The accounts of the store by their ids and names; accounts that a file adds join with negative ids.

    ``alike`` are those among the new ones, and the names that were not found, that may be an account that is here.
    """

    def __init__(self, db: sqlite3.Connection, matching: Matching = USUAL) -> None:
        self._db = db
        self._matching = matching
        self._lookup = Lookup(db, matching.by)
        self._like: Likeness | None = None
        self.alike: dict[tuple[str, int], Alike] = {}
        self.agreed: set[str] = set()
        self.agreed_pairs: list[str] = []
        self._by_external: dict[str, list[int]] = defaultdict(list)
        self._by_alternative: dict[str, list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._external: dict[int, str] = {}
        self._added = 0
        for row in rows_by_id(db, _ACCOUNTS):
            self._put(*row)
        self._same = {
            key: found
            for key, wanted, must in matching.pairs()
            if (found := self._named(wanted, must=must)) is not None
        }

    def _named(self, wanted: str, *, must: bool) -> int | None:
        """The account that a consent names, by ``id:`` and its id or by name; raises UsageError when it must be there."""
        reference, name = (wanted[3:], "") if wanted.startswith("id:") else ("", wanted)
        try:
            return self.resolve(reference, name)
        except Unmatched as fault:
            if not must:
                return None
            raise UsageError(f"--same names {wanted!r}, but {fault}.") from None

    @property
    def _likeness(self) -> Likeness:
        if self._like is None:
            self._like = Likeness(self._db)
        return self._like

    def _put(self, account_id: int, external: str, alternative: str, key: str) -> None:
        self._external[account_id] = external
        for form in id_forms(external):
            self._by_external[form].append(account_id)
        for form in id_forms(alternative):
            self._by_alternative[form].append(account_id)
        self._by_name[key].append(account_id)

    def __len__(self) -> int:
        return len(self._external)

    def add(self, values: Mapping[str, Any], row: int = 0) -> int:
        """Take in an account that the file adds; its id is negative until it is stored."""
        self._note(row, values)
        self._added += 1
        self._likeness.add(-self._added, values)
        self._lookup.add(-self._added, values)
        key = name_key(values["name"])
        self._put(-self._added, values.get("external_id", ""), values.get("alt_id", ""), key)
        return -self._added

    def _note(self, row: int, values: Mapping[str, Any]) -> Alike | None:
        """Keep what a new account may be the same as, for the user to decide."""
        found = self._likeness.find(row, values)
        if found is not None:
            self.alike.setdefault((name_key(found.name), found.other_id), found)
        return found

    def _consented(self, row: int, values: Mapping[str, Any]) -> int | None:
        """The account that the user says a name means, though it is called otherwise here."""
        key = name_key(values["name"])
        found = self._same.get(key)
        if found is None and self._matching.all_alike:
            like = self._likeness.find(row, values)
            found = like.other_id if like is not None else None
            if like is not None and like.other_id > 0:
                other = f"id:{like.other_external_id}" if like.other_external_id else like.other_name
                self.agreed_pairs.append(f"{like.name}={other}")
        if found is not None:
            self.agreed.add(key)
        return found

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

    def match(self, values: Mapping[str, Any], row: int = 0) -> int | None:
        """The account that a row of an account file is about, None for one that is new.

        Raises Unmatched (conflict) when ids or name lead to several accounts.
        """
        found = self._chosen(values) if self._matching.by else self._usual(values)
        return self._consented(row, values) if found is None and values.get("name") else found

    def _chosen(self, values: Mapping[str, Any]) -> int | None:
        """The account by the fields that the user chose, in their order."""
        for field in self._matching.by:
            if field == "id":
                found = self._usual({key: text for key, text in values.items() if key != "name"})
                same = [] if found is None else [found]
            elif not values.get(field):
                continue
            elif field == "name":
                same = self._by_name.get(name_key(values["name"]), [])
            else:
                same = self._lookup.find(field, str(values[field]))
            if len(same) > 1:
                raise Unmatched(f"{len(same)} accounts have the {field} {values[field]!r}", conflict=True)
            if same:
                return same[0]
        return None

    def _usual(self, values: Mapping[str, Any]) -> int | None:
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

    def resolve(self, reference: str, name: str, row: int = 0) -> int:
        """The account that an order or a contact names; raises Unmatched with the reason."""
        by = self._matching.by
        if by:
            reference, name = reference if "id" in by else "", name if "name" in by else ""
            if not reference and not name:
                raise Unmatched(f"the row has no {' and no '.join(by)} to find its account by")
        found = self._found(reference, name)
        if found is not None:
            return found
        key = name or reference
        what = f"the id or name {reference!r}" if reference else f"the name {name!r}"
        values = {"name": key, "external_id": reference}
        if row and (agreed := self._consented(row, values)) is not None:
            return agreed
        like = self._note(row, values) if row else None
        if like is None:
            raise Unmatched(f"no account has {what}; import the accounts first")
        raise Unmatched(
            f"no account has {what}, but {like.other_name!r} may be the same; import the accounts first, or agree"
        )

    def resolve_listed(self, reference: str, name: str, row: int) -> int:
        """The same where a cell may list several accounts (``A;B``): taken when they lead to one that is here."""
        try:
            return self.resolve(reference, name, row)
        except Unmatched:
            parts = [part.strip() for part in (reference or name).split(";")]
            if len(parts) < 2:
                raise
            found = set()
            for part in filter(None, parts):
                try:
                    found.add(self.resolve(part if reference else "", "" if reference else part))
                except Unmatched:
                    continue
            if len(found) > 1:
                listed = reference or name
                raise Unmatched(f"the row names {len(found)} accounts: {listed}", conflict=True) from None
            if not found:
                raise
            return found.pop()

    def _found(self, reference: str, name: str) -> int | None:
        """The account with this id, else with this name; None when there is none."""
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
        return same[0] if same else None

    def _by_id(self, text: str) -> int | None:
        for index in (self._by_external, self._by_alternative):
            found = next((index[form] for form in id_forms(text) if form in index), [])
            if len(found) > 1:
                raise Unmatched(f"{len(found)} accounts have the id {text!r}", conflict=True)
            if found:
                return found[0]
        return None
