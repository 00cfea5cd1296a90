"""Rates of a file taken in: one change that can be taken back, all of them or none, twice without harm."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.frozen import frozen
from reviewtui.domain.moment import Moment
from reviewtui.domain.rate_words import code_of
from reviewtui.domain.rates import Rate
from reviewtui.domain.text import one_line
from reviewtui.services.transfer.ratefile import RateFile

if TYPE_CHECKING:
    from reviewtui.storage.reader import Reader
    from reviewtui.storage.store import Store


@frozen
class Wanted:
    """The rates of a file that are taken; the currencies of it that are not asked for, and how many rates are older than
    any order could need."""

    rates: tuple[Rate, ...]
    left_out: tuple[str, ...] = ()
    earlier: int = 0


@frozen
class TakenIn:
    """How many rates were new, changed, and there already."""

    new: int
    changed: int
    same: int


def wanted_rates(store: Store, file: RateFile, currencies: Collection[str] = ()) -> Wanted:
    """The rates of the ``currencies``; without any, of the bank's those of the currencies that are here.

    Of the bank's, which reach back to 1999, those before the first order are left out, but for the last that holds on it.

    Raises InvalidInput where nothing is left, or for a currency that nobody knows.
    """
    asked, first = {code_of(one) for one in currencies}, ""
    if file.base:
        with store.read() as r:
            asked, first = asked or set(r.rates.currencies()) or _named(file), r.rates.first_order()
    if not asked:
        return Wanted(file.rates)
    taken = tuple(one for one in file.rates if asked & _codes(one, file.base))
    if not taken:
        there = ", ".join(sorted(_named(file))) or "no currency"
        raise InvalidInput(
            f"{file.path.name} has no rate of {', '.join(sorted(asked))}; it has {there}. Name others with --currency."
        )
    if not file.base:
        return Wanted(taken)
    needed = _since(taken, first)
    return Wanted(needed, tuple(sorted(_named(file) - asked)), len(taken) - len(needed))


def _since(rates: Collection[Rate], first: str) -> tuple[Rate, ...]:
    """The rates from a day on, and of two currencies the newest before it."""
    on_it: dict[tuple[str, str], str] = {}
    for one in rates:
        if one.day <= first:
            pair = (one.source, one.target)
            on_it[pair] = max(one.day, on_it.get(pair, ""))
    return tuple(one for one in rates if one.day >= on_it.get((one.source, one.target), ""))


def _codes(one: Rate, base: str) -> set[str]:
    return {one.source, one.target} - {base}


def _named(file: RateFile) -> set[str]:
    return {code for one in file.rates for code in _codes(one, file.base)}


def compare_rates(r: Reader, rates: Collection[Rate]) -> tuple[list[Rate], list[tuple[int, Rate]], int]:
    """Which of the rates are new, which change a row (by its number), and how many are there already."""
    there = r.rates.numbered()
    new: list[Rate] = []
    changed: list[tuple[int, Rate]] = []
    for one in rates:
        found = there.get((one.source, one.target, one.day))
        if found is None:
            new.append(one)
        elif found[1] != one.rate:
            changed.append((found[0], one))
    return new, changed, len(rates) - len(new) - len(changed)


def look_at_rates(store: Store, rates: Collection[Rate]) -> TakenIn:
    """What taking them in would do."""
    with store.read() as r:
        new, changed, same = compare_rates(r, rates)
    return TakenIn(len(new), len(changed), same)


def take_rates(store: Store, rates: Collection[Rate], name: str, moment: Moment) -> TakenIn:
    """Keep the rates of the file ``name``; nothing is written where all of them are there already."""
    if not (looked := look_at_rates(store, rates)).new + looked.changed:
        return looked
    with store.write(f"import rates {one_line(name, ' ')}", moment) as w:
        new, changed, same = compare_rates(w.read, rates)
        for one in new:
            w.add("rate", source=one.source, target=one.target, day=one.day, rate=one.rate)
        for row_id, one in changed:
            w.change("rate", row_id, rate=one.rate)
    return TakenIn(len(new), len(changed), same)
