"""Health, 0 to 100, as a sum of parts that are shown with what they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reviewtui.domain.contact import Clock
from reviewtui.domain.figure_settings import USUAL, FigureSettings
from reviewtui.domain.ledger import Ledger
from reviewtui.domain.numbers import half_even
from reviewtui.domain.promises import KeepRate

CONTACT_SHARES = {"green": 1.0, "amber": 0.5, "red": 0.0}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of health: ``input`` is what it comes from in words, ``share`` 0 to 1 or None when it is missing.

    ``weight`` is what it weighs after the missing ones have dropped out, so that all add up to 100; ``points`` are
    whole; ``age`` is that of the input in days.
    """

    name: str
    input: str
    share: float | None
    weight: float
    points: int
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """The whole number from 0 to 100 and its parts; ``missing`` names those without input."""

    value: int
    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that dropped out."""
        return tuple(part.name for part in self.parts if part.share is None)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What health is made of; None where unknown. ``rating_age`` and ``basics_age`` in days."""

    ledger: Ledger
    rating: float | None
    rating_age: int | None
    drift: float | None
    days_since_order: int | None
    contact: Clock
    keep_rate: KeepRate
    basics: float | None
    basics_age: int | None


_Found = tuple[str, float | None, int | None]


def health(inputs: Inputs, as_of: date, settings: FigureSettings = USUAL) -> Health | None:
    """The parts that are known, rescaled to 100, and their sum rounded once, half to even; None if none is known.

    The points of the parts are whole numbers that add up to the value: each is rounded down, and what is then missing
    goes to the parts with the largest rest.
    """
    found = _found(inputs, as_of, settings)
    weights = {
        name: settings.health_weights[name] for name, (_, share, _) in found.items() if share is not None
    }
    total = sum(weights.values())
    if not total:
        return None
    scaled = {name: 100 * weights.get(name, 0) / total for name in found}
    exact = {name: scaled[name] * (share or 0) for name, (_, share, _) in found.items()}
    # Nine places drop the dust of binary fractions, so that a true half is one.
    value = round(round(sum(exact.values()), 9))
    points = _whole(exact, value)
    parts = tuple(
        Part(name, words, share, scaled[name], points[name], age)
        for name, (words, share, age) in found.items()
    )
    return Health(value, parts)


def _found(inputs: Inputs, as_of: date, settings: FigureSettings) -> Mapping[str, _Found]:
    balance, keep = inputs.ledger.balance, inputs.keep_rate
    newest = inputs.ledger.entries[0].day if inputs.ledger.entries else None
    contact = inputs.contact
    never = "never in touch" if contact.never else f"{contact.state}, {contact.days} days"
    return {
        "ledger": (
            _words(balance, "{:z.1f}"), ledger_share(balance, settings), (as_of - newest).days if newest else None,
        ),
        "rating": (_words(inputs.rating, "{:g}"), _tenth(inputs.rating), inputs.rating_age),
        "drift": (_words(None if inputs.drift is None else half_even(inputs.drift, 2), "{:.2f}"), drift_share(inputs.drift), inputs.days_since_order),
        "contact": (never, CONTACT_SHARES[contact.state], contact.days),
        "promises": (f"{keep.kept} of {keep.due} kept" if keep.due else "none was due", keep.share, None),
        "basics": (_words(inputs.basics, "{:.1f}"), _tenth(inputs.basics), inputs.basics_age),
    }  # fmt: skip


def ledger_share(balance: float | None, settings: FigureSettings = USUAL) -> float | None:
    """0 at the floor and below, 1 at the comfort line and above, linear between."""
    if balance is None:
        return None
    width = settings.ledger_comfort - settings.ledger_floor
    return min(1.0, max(0.0, (balance - settings.ledger_floor) / width))


def drift_share(drift: float | None) -> float | None:
    """1 up to a drift of 1, 0 from 2 on, linear between."""
    return None if drift is None else min(1.0, max(0.0, 2.0 - drift))


def _tenth(value: float | None) -> float | None:
    return None if value is None else min(1.0, max(0.0, value / 10))


def _words(value: float | None, shape: str) -> str:
    return "unknown" if value is None else shape.format(value)


def _whole(exact: Mapping[str, float], value: int) -> dict[str, int]:
    """Whole points that add up to ``value``."""
    points = {name: int(round(one, 9)) for name, one in exact.items()}
    order: Sequence[str] = sorted(
        exact, key=lambda name: (points[name] - exact[name], list(exact).index(name))
    )
    for name in order[: value - sum(points.values())]:
        points[name] += 1
    return points
