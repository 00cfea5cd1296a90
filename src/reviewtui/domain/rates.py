"""Dated exchange rates, and how an amount of one currency becomes one of another: exactly, at the rate of its day.

Of the rows from one currency to another the newest that is not after the day applies. Where there is none, the row the
other way round is turned over; where there is none of these either, the way leads through one currency that both have
rates with: the one whose older row is the newest, equals by code. A typed rate is kept as it is. One that is turned over
or put together is rounded once, half-even, to 18 decimals, so that sums stay exact and nothing is a binary fraction.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from reviewtui.domain.frozen import frozen

DECIMALS = 18
SCALE = 10**DECIMALS
"""What the whole number of a conversion is divided by."""


@frozen
class Rate:
    """One row: an amount of ``source`` times ``rate`` (a decimal as text) is one of ``target``, from ``day`` (ISO) on."""

    source: str
    target: str
    day: str
    rate: str


class Conversion(NamedTuple):
    """How an amount is converted: times ``factor`` / SCALE; ``rows`` are the one or two rates it comes from, in the
    order of the way."""

    factor: int
    rows: tuple[Rate, ...]


class Converted(NamedTuple):
    """That amounts of ``source`` stand in a figure in ``target``: ``rows`` of the newest conversion, of ``used`` in all
    where they were counted."""

    source: str
    target: str
    rows: tuple[Rate, ...]
    used: int | None = None


def _nothing(_source: str, _target: str) -> Sequence[tuple[str, str]]:
    return ()


class RateBook:
    """The rates of a file, by pairs of currencies; the rows of a pair are loaded when they are first asked for.

    ``load`` gives (day, rate) of a pair, oldest first. False where there is no rate at all.
    """

    def __init__(
        self,
        pairs: Iterable[tuple[str, str]] = (),
        load: Callable[[str, str], Sequence[tuple[str, str]]] = _nothing,
    ) -> None:
        self.pairs = frozenset(pairs)
        self._load = load
        self._rows: dict[tuple[str, str], tuple[Sequence[str], Sequence[str]]] = {}
        self._found: dict[tuple[str, str, str], Conversion | None] = {}
        self._made: dict[tuple[tuple[Rate, str], ...], Conversion] = {}

    @classmethod
    def of(cls, rates: Iterable[Rate]) -> RateBook:
        """A book of these rates."""
        rows: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for one in sorted(rates, key=lambda one: one.day):
            rows.setdefault((one.source, one.target), []).append((one.day, one.rate))
        return cls(rows, lambda source, target: rows[source, target])

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def at(self, source: str, target: str, day: str) -> Conversion | None:
        """How an amount of a day (ISO) is converted; None where no rate leads from one currency to the other by then."""
        key = (source, target, day)
        try:
            return self._found[key]
        except KeyError:
            found = self._found[key] = self._at(source, target, day)
            return found

    def _at(self, source: str, target: str, day: str) -> Conversion | None:
        if not self.pairs or not source or not target:
            return None
        leg = self._leg(source, target, day)
        if leg is not None:
            return self._conversion((leg,))
        ways: list[tuple[str, str, tuple[tuple[Rate, str], ...]]] = []
        for through in sorted(self._beside(source) & self._beside(target)):
            first, second = self._leg(source, through, day), self._leg(through, target, day)
            if first is not None and second is not None:
                ways.append((min(first[0].day, second[0].day), through, (first, second)))
        if not ways:
            return None
        newest = max(older for older, _, _ in ways)
        return self._conversion(next(legs for older, _, legs in ways if older == newest))

    def _beside(self, code: str) -> frozenset[str]:
        """The currencies that have rates with this one."""
        return frozenset(two if one == code else one for one, two in self.pairs if code in (one, two))

    def _leg(self, source: str, target: str, day: str) -> tuple[Rate, str] | None:
        """The row that leads from one currency to the other by a day, and which way round it is used."""
        for pair, way in (((source, target), "as it is"), ((target, source), "turned")):
            if pair not in self.pairs:
                continue
            if pair not in self._rows:
                rows = self._load(*pair)
                self._rows[pair] = ([row[0] for row in rows], [row[1] for row in rows])
            days, rates = self._rows[pair]
            at = bisect_right(days, day)
            if at:
                return Rate(*pair, days[at - 1], rates[at - 1]), way
        return None

    def _conversion(self, legs: tuple[tuple[Rate, str], ...]) -> Conversion:
        found = self._made.get(legs)
        if found is None:
            from fractions import Fraction

            exact = Fraction(1)
            for row, way in legs:
                rate = Fraction(row.rate)
                exact *= rate if way == "as it is" else 1 / rate
            # A whole number already for a rate that is used as it was typed; ``round`` is half-even.
            found = self._made[legs] = Conversion(round(exact * SCALE), tuple(row for row, _ in legs))
        return found


NO_RATES = RateBook()


def lacking(firsts: Mapping[str, str], own: str, book: RateBook) -> tuple[str, ...]:
    """The currencies of which an order has no rate to ``own``; ``firsts`` has the day (ISO) of the first order of each.

    What leads there on a day leads there on every later one, so that the first order speaks for all.
    """
    return tuple(code for code, day in firsts.items() if code != own and book.at(code, own, day) is None)


def newest(found: Mapping[str, Iterable[Conversion]], target: str) -> tuple[Converted, ...]:
    """What is said of conversions that were used, by the currency that was converted."""
    said: list[Converted] = []
    for source in sorted(found):
        used = set(found[source])
        last = max(used, key=lambda one: (min(row.day for row in one.rows), one.rows[0].day, one.factor))
        said.append(Converted(source, target, last.rows, len(used)))
    return tuple(said)


def settled(value: int, unit: int) -> int:
    """A sum of so many ``unit``-ths in whole 1/10,000, so that rounding it once more, when it is shown, gives what
    rounding the exact sum would.

    A sum that does not go in whole ends in no 0 and no 5: by accident it would be taken for a round one or for a half.
    """
    whole, rest = divmod(value, unit)
    return whole + (rest > 0 and whole % 5 == 0)
