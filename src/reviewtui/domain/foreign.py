"""What is said beside sums of an account that also ordered in other currencies: which rates, and what is in no sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from reviewtui.domain.orders import LeftOut, OrderFigures
from reviewtui.domain.rate_words import in_words


class Said(NamedTuple):
    """One sentence; ``lacking`` where something is in no sum."""

    text: str
    lacking: bool


def foreign_words(figures: OrderFigures, amount: Callable[[int, str], str]) -> tuple[Said, ...]:
    """The sentences; ``amount`` writes one in 1/10,000 with its currency."""
    said: list[Said] = []
    if figures.converted:
        said.append(Said(f"converted: {', '.join(map(in_words, figures.converted))}", lacking=False))
    for one in figures.left_out:
        why = f"no rate to {figures.currency}" if figures.currency else "the file has no currency yet"
        said.append(Said(f"without {_what(one, amount)}: {why}", lacking=True))
    return tuple(said)


def _what(one: LeftOut, amount: Callable[[int, str], str]) -> str:
    if not one.net and not one.orders:
        return f"older orders in {one.currency or 'no currency'}"
    count = f"{one.orders} order{'' if one.orders == 1 else 's'}"
    return f"{amount(one.net, one.currency)}{'' if one.currency else ' without a currency'} in {count}"
