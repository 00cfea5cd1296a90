"""A call session: some accounts, one after the other, without going back to the list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class CallSession:
    """``accounts`` are (id, name) in the order of calling, ``at`` the present one.

    ``since`` is the newest entry of the journal at the beginning: who is in a later one was dealt with.
    ``under_way`` says that the first account is on the screen.
    """

    accounts: Sequence[tuple[int, str]]
    since: int = 0
    at: int = 0
    under_way: bool = False

    @property
    def words(self) -> str:
        """``call 3/10``."""
        return f"call {self.at + 1}/{len(self.accounts)}"

    @property
    def here(self) -> tuple[int, str]:
        """The present account."""
        return self.accounts[self.at]

    @property
    def waiting(self) -> tuple[int, ...]:
        """The present account and those still to come."""
        return tuple(one for one, _ in self.accounts[self.at :])

    def go_on(self) -> bool:
        """On to the next account; False when this was the last."""
        if self.at + 1 >= len(self.accounts):
            return False
        self.at += 1
        return True

    def left(self, written: Collection[int]) -> frozenset[int]:
        """The accounts about which nothing was written: not come to, or skipped."""
        return frozenset(one for one, _ in self.accounts).difference(written)

    def summary(self, written: Collection[int]) -> str:
        """``calls: 7 of 10 done, 3 still marked``."""
        all_of_them = len(self.accounts)
        count = all_of_them - len(self.left(written))
        if count == all_of_them:
            return f"calls: all {all_of_them} done"
        return f"calls: {count} of {all_of_them} done, {all_of_them - count} still marked"
