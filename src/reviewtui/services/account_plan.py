"""What is decided for one account: a tier by hand, a plan of its own, a rest until a day, an entry of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewtui.domain.errors import Conflict, InvalidInput, NotFound
from reviewtui.domain.figure_settings import TIERS, USUAL, FigureSettings
from reviewtui.domain.ledger import ManualEntry
from reviewtui.domain.moment import Moment
from reviewtui.domain.own_plan import AS_USUAL, FIELDS, OwnPlan, days_since, in_force, since_text
from reviewtui.domain.text import one_line

if TYPE_CHECKING:
    from reviewtui.storage.store import Store
    from reviewtui.storage.writer import Writer

LARGEST_WEIGHT = 100


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


def set_own_plan(
    store: Store, account_id: int, typed: Mapping[str, str], moment: Moment, seen: OwnPlan | None = None
) -> OwnPlan:
    """Give an account a cadence or a plan after an order of its own, and return all that it then has.

    ``typed`` are the fields of ``OwnPlan`` that change, as they were typed; an empty one goes back to what the tier and
    the settings have. ``seen`` is what was on the screen: what another changed since is not overwritten. Raises
    InvalidInput for what is not understood or an ideal interval above its maximum, Conflict, NotFound.
    """
    from reviewtui.domain.plan_words import understood

    wanted = {name: understood(name, text) for name, text in typed.items()}
    with store.write("plan of the account", moment) as w:
        before = w.read.figures.own_plan(account_id, moment.as_of)
        _check_seen(before, wanted, before if seen is None else seen)
        after = replace(before, **wanted)  # type: ignore[arg-type]
        _check_intervals(after)
        changed = {name: value for name, value in wanted.items() if value != getattr(before, name)}
        if changed:
            # In a replay of the past there may be parts that were decided later.
            own = replace(w.read.figures.own_plan(account_id, date.max), **changed).names  # type: ignore[arg-type]
            since = since_text(w.read.figures.own_since(account_id), changed, own, moment.as_of)
            _put(w, account_id, {**changed, "own_since": since})
    return after


def _check_seen(now: OwnPlan, wanted: Mapping[str, int | str | None], seen: OwnPlan) -> None:
    from reviewtui.domain.plan_words import WORDS, shown

    for name, value in wanted.items():
        theirs = getattr(now, name)
        if theirs not in (getattr(seen, name), value):
            there = shown(name, theirs) or "as its tier has it"
            raise Conflict(
                f"Elsewhere {WORDS[name]} of this account was changed meanwhile: it is {there} now. "
                "Keep what you typed, and open it again to see that.",
                theirs=there,
                ours=shown(name, value),
            )


def _check_intervals(own: OwnPlan) -> None:
    for clock, what in (("contact", "between touches"), ("feedback", "between asking them")):
        ideal, most = getattr(own, f"{clock}_ideal"), getattr(own, f"{clock}_maximum")
        if ideal is not None and most is not None and ideal > most:
            raise InvalidInput(f"The ideal of {ideal} days {what} is longer than the most of {most}.")


class PlanPart(NamedTuple):
    """One part of the plan of an account: what holds, what would without its own, and since when it is its own.

    ``own`` is also true of an interval that gave way to an own one of the same clock; only then ``since`` is None.
    """

    name: str
    value: int | str
    usual: int | str
    own: bool
    since: str | None


def plan_parts(
    store: Store, account_id: int, as_of: date, settings: FigureSettings = USUAL
) -> tuple[str, tuple[PlanPart, ...]]:
    """The tier of an account and each part of the plan that holds for it; raises NotFound."""
    from reviewtui.services.figures import account_figures

    figures = account_figures(store, account_id, as_of, settings)
    tier, own, plan = figures.standing.tier, figures.known.plan.own, figures.plan
    usual = in_force(AS_USUAL, tier, settings)
    with store.read() as r:
        since = days_since(r.figures.own_since(account_id))
    return tier, tuple(
        PlanPart(
            name,
            getattr(plan, name),
            getattr(usual, name),
            name in plan.own,
            since.get(name) if name in own.names else None,
        )
        for name in FIELDS
    )


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
        _put(w, account_id, columns)


def _put(w: Writer, account_id: int, columns: Mapping[str, Any]) -> None:
    if w.read.accounts.get(account_id) is None:
        raise NotFound("This account is not there any more.")
    row_id = w.read.figures.plan_id(account_id)
    if row_id is None:
        w.add("account_plan", account_id=account_id, **columns)
    else:
        w.change("account_plan", row_id, deleted_at=None, **columns)
