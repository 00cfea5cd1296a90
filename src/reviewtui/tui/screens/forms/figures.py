"""Forms for what is decided by hand about the figures of an account: its tier, its plan, an entry of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any

from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.dates import understand_date
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.figure_settings import NO_TIER, TIERS
from reviewtui.domain.own_plan import AS_USUAL, in_force
from reviewtui.domain.plan_words import shown, typed, understood
from reviewtui.services.account_plan import add_ledger_entry, set_own_plan, set_tier
from reviewtui.tui.screens.forms.checks import date_check, needed
from reviewtui.tui.screens.forms.form import Form, Item

if TYPE_CHECKING:
    from reviewtui.storage.store import Store
    from reviewtui.tui.session import Session


def tier_form(session: Session, figures: AccountFigures) -> Form:
    """The tier by hand with its reason; an empty tier lets the computed one count again."""
    moment, standing = session.moment(), figures.standing
    now = {"tier": standing.override, "reason": standing.override_reason}
    items = [
        Item("tier", "Tier", now["tier"], _tier_check, anew=True),
        Item("reason", "Why", now["reason"]),
    ]

    def save(changed: Mapping[str, str]) -> Callable[[Store], Any]:
        values = {**now, **changed}
        account_id = figures.known.account_id
        return lambda store: set_tier(store, account_id, values["tier"], values["reason"], moment)

    text = f"Computed: {standing.computed}. {', '.join(TIERS)} by hand needs a reason; empty takes the computed one."
    known = figures.known
    title = f"Tier by hand: {known.name}"
    return Form(session, title, items, save=save, draft=f"tier:{known.account_id}", text=text)


def _tier_check(text: str) -> str:
    letter = text.strip().upper()
    return "" if letter in ("", *TIERS) else f"? one of {', '.join(TIERS)}, or nothing"


_LABELS = {
    "contact_ideal": "Touch every",
    "contact_maximum": "Touch at most every",
    "feedback_ideal": "Ask every",
    "feedback_maximum": "Ask at most every",
    "review_months": "Review every",
    "post_order": "After an order",
    "renewal_lead": "Before a renewal",
}


def plan_form(session: Session, figures: AccountFigures) -> Form:
    """The cadence of this account and its plan after an order; an empty field is as its tier and the settings have it."""
    moment, own, tier = session.moment(), figures.known.plan.own, figures.standing.tier
    usual = in_force(AS_USUAL, tier, session.config.figures)
    items = [
        Item(name, label, typed(getattr(own, name)), _plan_check(name, getattr(usual, name)), anew=True)
        for name, label in _LABELS.items()
    ]

    def save(changed: Mapping[str, str]) -> Callable[[Store], Any]:
        account_id = figures.known.account_id
        return lambda store: set_own_plan(store, account_id, changed, moment, own)

    whose = f"tier {tier}" if tier != NO_TIER else "a new account"
    text = (
        "Days; months between reviews; after an order steps such as 1d 7d 1m, or none. "
        f"Empty is as usual: as {whose} and the settings have it."
    )
    return Form(
        session, "Plan of this account", items, save=save, draft=f"plan:{figures.known.account_id}", text=text
    )  # fmt: skip


def _plan_check(name: str, usual: int | str) -> Callable[[str], str]:
    """What was understood of a field, and beside it what holds where it is empty."""

    def check(text: str) -> str:
        try:
            value = understood(name, text)
        except InvalidInput as error:
            return f"? {error}"
        if value is None:
            return f"= {shown(name, usual)}"
        # The steps after an order are short only as they are typed.
        say: Callable[[int | str], str] = typed if name == "post_order" else partial(shown, name)
        return f"{say(value)}; usual {say(usual)}"

    return check


def entry_form(session: Session, account_id: int) -> Form:
    """A credit or a debit of the ledger, dated today unless said."""
    moment, order = session.moment(), session.config.date_order
    today = moment.as_of.isoformat()
    items = [
        Item("reason", "What happened", "", needed),
        Item("weight", "Weight", "1", _weight_check, anew=True),
        Item("day", "Day", today, date_check(moment.as_of, order), anew=True),
    ]

    def save(changed: Mapping[str, str]) -> Callable[[Store], Any]:
        values = {"reason": "", "weight": "1", "day": today, **changed}
        weight = _weight(values["weight"])
        if weight is None:
            raise InvalidInput(f'"{values["weight"]}" is no weight; it is a number such as 1 or -2.')
        day = understand_date(values["day"], moment.as_of, order=order).value
        return lambda store: add_ledger_entry(store, account_id, weight, values["reason"], moment, day)

    text = "Above zero for a credit, below for a debit. A kept promise counts 2, a broken one -5."
    return Form(session, "Entry in the ledger", items, save=save, draft=f"ledger:{account_id}", text=text)


def _weight(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number else None


def _weight_check(text: str) -> str:
    number = _weight(text)
    if number is None:
        return "? a number such as 1 or -2"
    return "a credit" if number > 0 else "a debit"
