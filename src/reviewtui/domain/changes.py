"""What a transaction changed: at once the undo entry, the history line and the message that refreshes screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from reviewtui.domain.frozen import frozen

Scalar = str | int | float | bool | None
SETTING = "setting"
"""What a change calls its table that is a setting of the file, of no account and in no figure, such as a saved view."""


@frozen
class Change:
    """One row added, changed or removed.

    ``before`` is None for an added row, ``after`` None for a removed one; for a changed row both hold the
    changed columns only. Values are JSON scalars.
    """

    table: str
    row_id: int
    before: Mapping[str, Scalar] | None
    after: Mapping[str, Scalar] | None
    account_id: int | None = None


@frozen
class Entry:
    """A journal entry: the changes of one transaction under the words a user would use for it."""

    id: int
    label: str
    stamp: str
    actor: str
    as_of: str
    changes: tuple[Change, ...] = field(default=())
    undone: bool = False

    @property
    def tables(self) -> frozenset[str]:
        """Names of the tables touched, for screens that ask whether they must refresh."""
        return frozenset(change.table for change in self.changes)

    @property
    def about_anybody(self) -> bool:
        """Whether it may be about any account, as an import is."""
        return any(c.account_id is None and c.table != SETTING for c in self.changes)

    @property
    def accounts(self) -> frozenset[int]:
        """Ids of the accounts touched."""
        return frozenset(c.account_id for c in self.changes if c.account_id is not None)
