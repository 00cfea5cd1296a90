"""Every cut-off and weight that a figure uses, with the value it has when nothing is said; and how one is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, fields, replace
from typing import Any

from reviewtui.domain.frozen import frozen

TIERS = ("A", "B", "C", "N")
NO_TIER = "-"
"""The tier of an account that never ordered: it is kept in touch with as N, and its points count once."""

LONGEST_DAYS = 3650
LONGEST_MONTHS = 120
"""The longest intervals that an account can have of its own."""
Days = Mapping[str, int]
Weights = Mapping[str, float]


@frozen
class FigureSettings:
    """The cut-offs and weights; shares and edges in percent, intervals in days unless the name says months.

    ``contact_*`` and ``feedback_*`` are the ideal and the maximum interval by tier; ``post_order_*`` the steps after a
    first or a large order, ``large_order`` being times the usual size.
    """

    tier_a: float = 80
    tier_b: float = 95
    tier_edge: float = 2
    new_months: int = 6
    contact_ideal: Days = field(default_factory=lambda: {"A": 30, "B": 60, "C": 120, "N": 14})
    contact_maximum: Days = field(default_factory=lambda: {"A": 60, "B": 120, "C": 240, "N": 30})
    feedback_ideal: Days = field(default_factory=lambda: {"A": 92, "B": 183, "C": 365, "N": 92})
    feedback_maximum: Days = field(default_factory=lambda: {"A": 120, "B": 240, "C": 450, "N": 120})
    review_months: Days = field(default_factory=lambda: {"A": 3, "B": 6, "C": 12, "N": 3})
    post_order_days: tuple[int, ...] = (1, 7)
    post_order_months: tuple[int, ...] = (1, 3, 6)
    large_order: float = 2
    renewal_lead: int = 60
    drift_flag: float = 1.5
    drift_alert: float = 2
    said_change: float = 20
    rival_days: int = 90
    renewal_days: int = 90
    half_life: int = 180
    ledger_floor: float = 0
    ledger_comfort: float = 10
    ledger_weights: Weights = field(
        default_factory=lambda: {
            "kept": 2,
            "late": -2,
            "broken": -5,
            "solved_well": 1,
            "solved_badly": -4,
            "found_first": 1,
            "value": 1,
            "rating": 1,
            "silence": -1,
        }
    )
    silence_days: int = 30
    health_weights: Weights = field(
        default_factory=lambda: {
            "ledger": 25,
            "rating": 20,
            "drift": 20,
            "contact": 15,
            "promises": 10,
            "basics": 10,
        }
    )
    queue_points: Weights = field(
        default_factory=lambda: {
            "urgent": 50,
            "contact": 30,
            "feedback": 20,
            "promise": 20,
            "silent": 20,
            "said": 15,
            "rival": 15,
            "renewal": 15,
        }
    )
    queue_factors: Weights = field(default_factory=lambda: {"A": 3, "B": 2, "C": 1, "N": 2})

    def of_tier(self, table: Mapping[str, Any], tier: str) -> Any:
        """An interval of a tier; an account that never ordered is looked after as a new one."""
        return table["N" if tier == NO_TIER else tier]

    def factor(self, tier: str) -> float:
        """What the points of the queue are multiplied with."""
        return 1 if tier == NO_TIER else self.queue_factors[tier]


USUAL = FigureSettings()
"""The settings when nothing is said."""


def changed_settings(settings: FigureSettings) -> tuple[tuple[str, Any, Any], ...]:
    """(name, value, usual value) of every setting that differs, one line for each entry of a table."""
    return tuple((name, now, usual) for name, now, usual in every_setting(settings) if now != usual)


def every_setting(settings: FigureSettings) -> Iterator[tuple[str, Any, Any]]:
    """(name, value, usual value) of every setting; entries of tables are named ``table.entry``."""
    for one in fields(FigureSettings):
        now, usual = getattr(settings, one.name), getattr(USUAL, one.name)
        if isinstance(usual, Mapping):
            yield from ((f"{one.name}.{key}", now[key], usual[key]) for key in usual)
        else:
            yield one.name, now, usual


def told_by(settings: FigureSettings) -> dict[str, Any]:
    """What a settings file has to say for these settings: the changed ones, entries of tables in their tables."""
    told: dict[str, Any] = {}
    for name, value, _ in changed_settings(settings):
        table, dot, entry = name.partition(".")
        if dot:
            told.setdefault(table, {})[entry] = value
        else:
            told[table] = value
    return told


def with_setting(settings: FigureSettings, name: str, value: Any) -> tuple[FigureSettings, str]:
    """The settings with another value of one (``table.entry`` in a table), and what is wrong with it, else nothing.

    KeyError where there is no such setting; with something wrong the settings are not to be used.
    """
    if name not in {one for one, _, _ in every_setting(USUAL)}:
        raise KeyError(name)
    told = told_by(settings)
    table, dot, entry = name.partition(".")
    if dot:
        told[table] = {**told.get(table, {}), entry: value}
    else:
        told[table] = value
    new, wrong = read_settings(told)
    return new, next((problem for _, problem in wrong), "")


def read_settings(told: Mapping[str, Any]) -> tuple[FigureSettings, tuple[tuple[str, str], ...]]:
    """The settings that a table says, and (name, what is wrong) of each that cannot be; those keep their usual value."""
    good: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for name, value in told.items():
        usual = getattr(USUAL, name, None) if name in _NAMES else None
        if usual is None:
            wrong.append((name, f"there is no such setting; there is {', '.join(_NAMES)}"))
        elif isinstance(usual, Mapping):
            good[name], found = _read_table(name, value, usual)
            wrong += found
        else:
            problem = _problem(name, value, usual)
            if problem:
                wrong.append((name, problem))
            else:
                good[name] = tuple(value) if isinstance(usual, tuple) else value
    settings = replace(USUAL, **good)
    for names, problem in _clashes(settings):
        wrong.append((names[0], problem))
        settings = replace(settings, **{one: getattr(USUAL, one) for one in names})
    return settings, tuple(wrong)


_NAMES = tuple(one.name for one in fields(FigureSettings))
_SIGNED = frozenset({"ledger_floor", "ledger_comfort", "ledger_weights"})
_FROM_ZERO = frozenset(
    {
        "tier_edge",
        "health_weights",
        "queue_points",
        "queue_factors",
        "said_change",
        "post_order_days",
        "renewal_lead",
    }
)
_LARGEST = 10_000


def _read_table(
    name: str, value: Any, usual: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    found = dict(usual)
    if not isinstance(value, Mapping):
        return found, [
            (name, f"it is a table: write [figures.{name}], and below it one line for each of its entries")
        ]
    wrong: list[tuple[str, str]] = []
    for key, one in value.items():
        if key not in usual:
            wrong.append((f"{name}.{key}", f"there is no such entry; there is {', '.join(usual)}"))
            continue
        problem = _problem(name, one, usual[key])
        if problem:
            wrong.append((f"{name}.{key}", problem))
        else:
            found[key] = one
    return found, wrong


def _problem(name: str, value: Any, usual: Any) -> str:
    """What is wrong with one value, or nothing."""
    if isinstance(usual, tuple):
        if not isinstance(value, list | tuple):
            return "it is a list of whole numbers, such as [1, 7]"
        return next((found for one in value if (found := _problem(name, one, 1))), "")
    whole = isinstance(usual, int) and name not in _FRACTIONS
    kind = int if whole else int | float
    if isinstance(value, bool) or not isinstance(value, kind):
        return f"{value!r} is not a {'whole ' if whole else ''}number"
    lowest = -_LARGEST if name in _SIGNED else 0 if name in _FROM_ZERO else None
    if (
        not abs(value) <= _LARGEST
        or (lowest is None and value <= 0)
        or (lowest is not None and value < lowest)
    ):
        return (
            f"{value!r} is not {'above 0' if lowest is None else f'{lowest} or more'} and at most {_LARGEST}"
        )
    return ""


_FRACTIONS = frozenset(
    {
        "tier_a", "tier_b", "tier_edge", "large_order", "drift_flag", "drift_alert", "said_change", "ledger_floor",
        "ledger_comfort", "ledger_weights", "health_weights", "queue_points", "queue_factors",
    }
)  # fmt: skip


def _clashes(settings: FigureSettings) -> Iterator[tuple[tuple[str, ...], str]]:
    """Settings that only make no sense together."""
    if not settings.tier_a < settings.tier_b <= 100:
        yield ("tier_a", "tier_b"), "tier_a must lie below tier_b, and that at most at 100"
    if not settings.drift_flag < settings.drift_alert:
        yield ("drift_flag", "drift_alert"), "drift_flag must lie below drift_alert"
    if not settings.ledger_floor < settings.ledger_comfort:
        yield ("ledger_floor", "ledger_comfort"), "ledger_floor must lie below ledger_comfort"
    if not sum(settings.health_weights.values()):
        yield ("health_weights",), "at least one weight must be above 0"
    for clock in ("contact", "feedback"):
        ideal, most = getattr(settings, f"{clock}_ideal"), getattr(settings, f"{clock}_maximum")
        late = [tier for tier in TIERS if ideal[tier] > most[tier]]
        if late:
            names = (f"{clock}_ideal", f"{clock}_maximum")
            yield names, f"the ideal interval of tier {late[0]} is longer than its maximum"
