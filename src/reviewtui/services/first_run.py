"""Who the user is, in which currency they sell, when their year begins: asked at the first run, kept in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewtui.domain.currencies import is_currency
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.moment import Moment
from reviewtui.domain.text import one_line

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def month_of(text: str) -> int:
    """The month meant by ``4``, ``apr`` or ``April``; nothing is January. Raises InvalidInput."""
    typed = text.strip().casefold()
    if not typed:
        return 1
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:3]) <= 12:
        return int(typed)
    found = [number for number, name in enumerate(MONTHS, start=1) if name.startswith(typed)]
    if len(found) != 1 or len(typed) < 3:
        raise InvalidInput(
            f'"{text.strip()[:40]}" is no month: type a number from 1 to 12, or a name like apr.'
        )
    return found[0]


def settle_in(
    store: Store, name: str, currency: str, first_month: str, moment: Moment
) -> tuple[str, str, int]:
    """Keep the three answers and return them as kept: name, currency code, month 1-12. Raises InvalidInput."""
    me = one_line(name, " ")
    code = currency.strip().upper()
    if not me:
        raise InvalidInput("Your name is needed: actions that are yours carry it.")
    if not is_currency(code):
        raise InvalidInput(
            f'"{currency.strip()[:20]}" is no currency: type its code, such as EUR, USD or GBP.'
        )
    month = month_of(first_month)
    with store.write("first run", moment, journal=False) as w:
        for key, value in (("me", me), ("currency", code), ("first_month", str(month))):
            w.set_setting(key, value)
    return me, code, month


def change_basics(
    store: Store, moment: Moment, *, name: str = "", currency: str = "", first_month: str = ""
) -> tuple[str, str, int]:
    """Keep what is given, leave the rest, and compute the figures anew; return all three. Raises InvalidInput.

    For files that were made without the first run, by an import or a captured line, and for a change of mind.
    """
    from reviewtui.storage.examine import rebuild_summaries

    with store.read() as r:
        me, code, month = r.me, r.currency, str(r.first_month)
    kept = settle_in(store, name or me, currency or code, first_month or month, moment)
    rebuild_summaries(store.path)
    return kept
