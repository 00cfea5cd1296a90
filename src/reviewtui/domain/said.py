"""Said versus bought: what a customer says of budget, size and buying, held against what was bought."""

from __future__ import annotations

from collections.abc import Mapping

from reviewtui.domain.orders import LikeForLike

THRESHOLD = 0.20
MONTHS_VALID = 3
"""An answer counts for a quarter."""

_WAYS: Mapping[str, Mapping[str, str]] = {
    "buy.change": {
        "real_less": "less",
        "moved_elsewhere": "less",
        "no_change": "same",
        "real_more": "more",
    },
    "bud.dir": {"cut": "less", "frozen": "same", "same": "same", "raised": "more"},
    "new.size": {"strong_down": "less", "down": "less", "same": "same", "up": "more", "strong_up": "more"},
}
_ABOUT = {"buy.change": "how they buy", "bud.dir": "the budget", "new.size": "their size"}

SAID_KEYS = tuple(_WAYS)


def said_versus_bought(said: Mapping[str, str], bought: LikeForLike, threshold: float = THRESHOLD) -> str:
    """The sentence when word and deed differ by ``threshold`` or more, else ""; the deed first, since a row may cut it.

    ``said`` holds option keys by question key, none older than a quarter. Like for like with the same quarter
    last year, else with the previous quarter; timing and "not decided" are ignored.
    """
    change, against = bought.against_last_year, "the same days last year"
    if change is None:
        change, against = bought.against_previous, "the same days of last quarter"
    if change is None or abs(change) < threshold:
        return ""
    lies = ("same", "more") if change < 0 else ("less",)
    claims = [
        f"{option.replace('_', ' ')} ({_ABOUT[key]})"
        for key, option in said.items()
        if _WAYS.get(key, {}).get(option) in lies
    ]
    if not claims:
        return ""
    deed = f"{abs(change):.0%}".replace("%", " %") + (" less" if change < 0 else " more")
    return f"Bought {deed} than in {against}, but they say {', '.join(claims)}."
