"""The settings of the figures in words: what each is for, how it is written, and what is understood of a typed one."""

from __future__ import annotations

import re
from typing import Any

from reviewtui.domain.figure_settings import USUAL, FigureSettings, every_setting, with_setting

FOR = {
    "tier_a": "% of revenue that makes tier A",
    "tier_b": "% up to which tier B goes",
    "tier_edge": "points around a cut: its edge",
    "new_months": "months an account is new",
    "contact_ideal": "days between touches",
    "contact_maximum": "days, then contact is red",
    "feedback_ideal": "days between asking them",
    "feedback_maximum": "days, then feedback is red",
    "review_months": "months between reviews",
    "post_order_days": "days after it to get in touch",
    "post_order_months": "months after it",
    "large_order": "times the usual size is large",
    "renewal_lead": "days before a renewal",
    "drift_flag": "drift that makes them late",
    "drift_alert": "drift that makes them silent",
    "said_change": "% between word and deed",
    "rival_days": "days a rival seen counts",
    "renewal_days": "days ahead a renewal counts",
    "half_life": "days until half its weight",
    "ledger_floor": "balance never to be crossed",
    "ledger_comfort": "balance that is enough",
    "ledger_weights": "what an entry weighs",
    "silence_days": "days of silence for one debit",
    "health_weights": "what a part weighs",
    "queue_points": "points of a reason",
    "queue_factors": "times the points, by tier",
    "queue_points.urgent": "an urgent issue is open",
    "queue_points.contact": "contact is red",
    "queue_points.feedback": "feedback is red",
    "queue_points.promise": "a promise is overdue",
    "queue_points.silent": "they stopped ordering",
    "queue_points.said": "said versus bought",
    "queue_points.rival": "a rival was seen",
    "queue_points.renewal": "a renewal is near",
    "ledger_weights.kept": "promise kept in time",
    "ledger_weights.late": "promise kept late",
    "ledger_weights.broken": "promise broken",
    "ledger_weights.solved_well": "issue solved well",
    "ledger_weights.solved_badly": "issue solved badly",
    "ledger_weights.found_first": "issue found by us first",
    "ledger_weights.value": "something given to them",
    "ledger_weights.rating": "each point the rating moved",
    "ledger_weights.silence": "days of silence past the most",
}
"""What a setting, or a table of them, is for: at most 30 cells."""

GROUPS = (
    ("Tiers", ("tier_a", "tier_b", "tier_edge", "new_months")),
    ("Cadence", ("contact_ideal", "contact_maximum", "feedback_ideal", "feedback_maximum", "review_months")),
    (
        "After an order",
        ("post_order_days", "post_order_months", "large_order", "renewal_lead"),
    ),
    ("Orders", ("drift_flag", "drift_alert", "said_change")),
    ("Call queue", ("queue_factors", "queue_points", "rival_days", "renewal_days")),
    ("Ledger", ("ledger_weights", "half_life", "ledger_floor", "ledger_comfort", "silence_days")),
    ("Health", ("health_weights",)),
)
"""The settings by what they are about, in the order in which a user looks for them."""

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def value_of(settings: FigureSettings, name: str) -> Any:
    """The value of a setting by its name; KeyError where there is none."""
    return {one: now for one, now, _ in every_setting(settings)}[name]


def written(value: Any) -> str:
    """A value as people read and type it: ``1.5``, ``80``, ``1, 7``."""
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def as_toml(value: Any) -> str:
    """A value as a settings file has it."""
    return f"[{written(value)}]" if isinstance(value, tuple | list) else written(value)


def understood(settings: FigureSettings, name: str, text: str) -> tuple[Any, str]:
    """(value, what is wrong) of what is typed for a setting; the value counts only where nothing is wrong.

    A list is whole numbers with commas or spaces between; a number may have a decimal comma and a percent sign.
    """
    if isinstance(value_of(USUAL, name), tuple):
        words = text.strip().strip("[]").replace(",", " ").split()
        odd = next((word for word in words if not re.fullmatch(r"\d{1,5}", word)), "")
        if odd:
            return None, f"{odd} is no whole number; write them like 1, 7, 30"
        value: Any = tuple(sorted({int(word) for word in words}))
    else:
        typed = text.strip().removesuffix("%").strip()
        if not typed:
            return None, "a number is needed; Esc leaves it as it was"
        if not _NUMBER.fullmatch(typed):
            return None, f"{typed} is no number"
        exact = float(typed.replace(",", "."))
        value = int(exact) if exact.is_integer() else exact
    return value, with_setting(settings, name, value)[1]
