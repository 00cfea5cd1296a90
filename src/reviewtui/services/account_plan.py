"""What is decided for one account: a tier by hand, intervals of its own, a rest until a day, an entry of the ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reviewtui.domain.errors import InvalidInput, NotFound
from reviewtui.domain.figure_settings import TIERS
from reviewtui.domain.ledger import ManualEntry
from reviewtui.domain.moment import Moment
from reviewtui.domain.text import one_line

if TYPE_CHECKING:
    from reviewtui.storage.store import Store

LARGEST_WEIGHT = 100
LONGEST_INTERVAL = 3650


def set_tier(store: Store, account_id: int, tier: str, reason: str, moment: Moment) -> None:
    """Give an account a tier by hand, with the reason; an empty tier lets the computed one count again.

    Raises InvalidInput for another tier or without a reason.
    """
    letter = tier.strip().upper()
    words = one_line(reason, " ")
    if letter and letter not in TIERS:
        raise InvalidInput(f'"{tier}" is no tier; there is {", ".join(TIERS)}.')
    if letter and not words:
        raise InvalidInput("A tier by hand needs a reason: say why it is not the computed one.")
    since = moment.as_of.isoformat() if letter else None
    label = f"tier {letter} by hand" if letter else "tier as computed"
    _plan(
        store, account_id, label, moment, tier=letter, tier_reason=words if letter else "", tier_since=since
    )


def pause(store: Store, account_id: int, until: date | None, moment: Moment, note: str = "") -> None:
    """Leave an account in peace until a day, on which it returns; None ends the rest. Raises InvalidInput."""
    if until is not None and until <= moment.as_of:
        raise InvalidInput(
            f"{until.isoformat()} is not ahead: name the day on which the account is to return."
        )
    columns = {
        "rest_since": moment.as_of.isoformat() if until else None,
        "rest_until": until.isoformat() if until else None,
        "rest_note": one_line(note, " ") if until else "",
    }
    _plan(store, account_id, "pause the account" if until else "end the pause", moment, **columns)


def set_cadence(
    store: Store, account_id: int, moment: Moment, *, ideal: int | None, maximum: int | None
) -> None:
    """Give an account intervals between touches of its own, in days; None takes that of the tier.

    Raises InvalidInput when one is no number of days, or the ideal is longer than the maximum.
    """
    for days in (ideal, maximum):
        if days is not None and not 1 <= days <= LONGEST_INTERVAL:
            raise InvalidInput(f"{days} days is no interval between touches; it is 1 to {LONGEST_INTERVAL}.")
    if ideal is not None and maximum is not None and ideal > maximum:
        raise InvalidInput(f"The ideal interval of {ideal} days is longer than the maximum of {maximum}.")
    _plan(store, account_id, "intervals of the account", moment, contact_ideal=ideal, contact_maximum=maximum)


def add_ledger_entry(
    store: Store, account_id: int, weight: Decimal | int, reason: str, moment: Moment, day: date | None = None
) -> ManualEntry:
    """Write a credit (above zero) or a debit into the ledger of an account; ``day`` is the moment's date unless said.

    Raises InvalidInput for a weight of zero or beyond 100, without a reason, or for a day that lies ahead.
    """
    number, words, when = Decimal(weight), one_line(reason, " "), day or moment.as_of
    if not number.is_finite() or not number or abs(number) > LARGEST_WEIGHT:
        raise InvalidInput(
            f"{weight} is no weight; it is from -{LARGEST_WEIGHT} to {LARGEST_WEIGHT}, and not 0."
        )
    if not words:
        raise InvalidInput("An entry needs a reason: say what happened.")
    if when > moment.as_of:
        raise InvalidInput(f"{when.isoformat()} is still to come: an entry is about something that happened.")
    with store.write("entry in the ledger", moment) as w:
        if w.read.accounts.get(account_id) is None:
            raise NotFound("This account is not there any more.")
        row_id = w.add(
            "ledger_entry", account_id=account_id, day=when.isoformat(), weight=f"{number:f}", reason=words,
            author=w.read.me,
        )  # fmt: skip
    return ManualEntry(row_id, when, float(number), words)


def remove_ledger_entry(store: Store, entry_id: int, moment: Moment) -> None:
    """Put an entry that somebody wrote into the bin; raises NotFound."""
    with store.write("remove the entry in the ledger", moment) as w:
        w.trash("ledger_entry", entry_id)


def _plan(store: Store, account_id: int, label: str, moment: Moment, **columns: Any) -> None:
    with store.write(label, moment) as w:
        if w.read.accounts.get(account_id) is None:
            raise NotFound("This account is not there any more.")
        row_id = w.read.figures.plan_id(account_id)
        if row_id is None:
            w.add("account_plan", account_id=account_id, **columns)
        else:
            w.change("account_plan", row_id, deleted_at=None, **columns)
