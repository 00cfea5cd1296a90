"""What of the call queue is wanted: by words, owner, tier and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from reviewtui.domain.frozen import frozen

if TYPE_CHECKING:
    from reviewtui.services.calls import Call
    from reviewtui.tui.widgets.dialog import Option

TIERS = ("A", "B", "C", "N", "-")
REASON_WORDS = {
    "urgent": "urgent issue",
    "contact": "contact is red",
    "feedback": "feedback is red",
    "promise": "overdue promise",
    "silent": "silent",
    "said": "said versus bought",
    "rival": "rival seen",
    "renewal": "renewal",
}
ALL = "*"


@frozen
class Wanted:
    """A filter of the queue; an empty field lets everything through, ``owner`` None too."""

    text: str = ""
    owner: str | None = None
    tier: str = ""
    reason: str = ""

    def __bool__(self) -> bool:
        return self != Wanted()

    def lets(self, call: Call) -> bool:
        """Whether an account passes."""
        line = call.line
        if self.owner is not None and line.owner.casefold() != self.owner.casefold():
            return False
        if self.tier and line.tier != self.tier:
            return False
        if self.reason and all(one.code != self.reason for one in line.reasons):
            return False
        if not self.text:
            return True
        said = " ".join((line.name, line.external_id, line.owner, *(one.text for one in line.reasons)))
        folded = said.casefold()
        return all(word in folded for word in self.text.casefold().split())

    def words(self) -> str:
        """The filter as a few words."""
        owner = None if self.owner is None else f"owner {self.owner or 'nobody'}"
        parts = [f'"{self.text}"' if self.text else "", owner, f"tier {self.tier}" if self.tier else ""]
        parts.append(REASON_WORDS[self.reason] if self.reason else "")
        return ", ".join(part for part in parts if part)

    def chosen(self, field: str, value: str) -> Wanted:
        """With another value of one field; ``*`` lets everything through."""
        if field == "owner":
            return replace(self, owner=None if value == ALL else value)
        return replace(self, **{field: "" if value == ALL else value})


def options(field: str, calls: Iterable[Call]) -> list[Option]:
    """What one can choose from for a field, with how many accounts each would leave."""
    from reviewtui.domain.queue import REASONS
    from reviewtui.tui.widgets.dialog import Option

    lines = [one.line for one in calls]
    everyone = Option(ALL, "all", f"{len(lines):,}")
    if field == "owner":
        owners = Counter(line.owner for line in lines)
        names = sorted(owners, key=lambda name: (not name, name.casefold()))
        return [everyone, *(Option(name, name or "nobody", f"{owners[name]:,}") for name in names)]
    if field == "tier":
        tiers = Counter(line.tier for line in lines)
        return [everyone, *(Option(one, one, f"{tiers[one]:,}") for one in TIERS if tiers[one])]
    reasons = Counter(why.code for line in lines for why in line.reasons)
    return [
        everyone,
        *(Option(code, REASON_WORDS[code], f"{reasons[code]:,}") for code in REASONS if reasons[code]),
    ]
