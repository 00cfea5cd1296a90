"""Exchange rates typed by hand: what there is, another one, one or all of two currencies removed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reviewtui.domain.errors import NotFound
from reviewtui.domain.frozen import frozen
from reviewtui.domain.moment import Moment
from reviewtui.domain.rate_words import checked, code_of, rate_text
from reviewtui.domain.rates import Rate, lacking

if TYPE_CHECKING:
    from reviewtui.storage.store import Store


@frozen
class Kept:
    """A rate as it is kept now, and what stood for these currencies and this day ``before``; empty where nothing did."""

    rate: Rate
    before: str = ""


def all_rates(store: Store, source: str = "", target: str = "") -> tuple[Rate, ...]:
    """The rates by their currencies, the newest of each first; those of one currency or of two where they are named.

    Raises InvalidInput for a currency that nobody knows.
    """
    codes = [code_of(one) if one else "" for one in (source, target)]
    with store.read() as r:
        return r.rates.all(*codes)


def has_rates(store: Store) -> bool:
    """Whether there is any, so that amounts may be converted ones."""
    with store.read() as r:
        return bool(r.book)


def without_rate(store: Store, as_of: date) -> tuple[str, ...]:
    """From what orders of 12 months no rate leads to the currency of the file, in words: a currency, or the older
    orders in it."""
    with store.read() as r:
        own, firsts, book = r.currency, r.figures.currencies(as_of), r.book
        return tuple(
            f"older orders in {code}" if book.at(code, own, as_of.isoformat()) else code or "no currency"
            for code in lacking(firsts, own, book)
        )


def add_rate(
    store: Store, source: str, target: str, rate: str, moment: Moment, day: date | None = None
) -> Kept:
    """Keep the rate of two currencies from a day on, today unless said; one of the same day is changed.

    Raises InvalidInput for unknown currencies, and for what is no rate.
    """
    pair, number = checked(source, target), rate_text(rate)
    new = Rate(*pair, (day or moment.as_of).isoformat(), number)
    before = ""
    with store.write(f"rate {new.source} to {new.target} of {new.day}", moment) as w:
        row_id = w.read.rates.id_of(*pair, new.day)
        if row_id is None:
            w.add("rate", source=new.source, target=new.target, day=new.day, rate=number)
        else:
            before = str(w.row("rate", row_id)["rate"])
            w.change("rate", row_id, rate=number)
    return Kept(new, before)


def remove_rates(
    store: Store, source: str, target: str, moment: Moment, day: date | None = None
) -> tuple[Rate, ...]:
    """Remove the rate of two currencies of a day, or all of them without a day; what was removed.

    Raises InvalidInput for unknown currencies, NotFound where there is no such rate.
    """
    pair = checked(source, target)
    words = f"{pair[0]} to {pair[1]}"
    label = f"remove the rate {words} of {day}" if day else f"remove all rates {words}"
    with store.write(label, moment) as w:
        gone = [one for one in w.read.rates.all(*pair) if day is None or one.day == day.isoformat()]
        if not gone:
            of_day = f" of {day}" if day else ""
            raise NotFound(f"There is no rate {words}{of_day}. See reviewtui rates list.")
        for one in gone:
            row_id = w.read.rates.id_of(*pair, one.day)
            assert row_id is not None
            w.remove("rate", row_id)
    return tuple(gone)
