"""Forms for what is decided by hand about the figures of an account: its tier, its intervals, an entry of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.dates import understand_date
from reviewtui.domain.errors import InvalidInput
from reviewtui.domain.figure_settings import TIERS
from reviewtui.services.account_plan import add_ledger_entry, set_cadence, set_tier
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
    return Form(
        session, "Tier by hand", items, save=save, draft=f"tier:{figures.known.account_id}", text=text
    )


def _tier_check(text: str) -> str:
    letter = text.strip().upper()
    return "" if letter in ("", *TIERS) else f"? one of {', '.join(TIERS)}, or nothing"


def cadence_form(session: Session, figures: AccountFigures) -> Form:
    """The intervals between touches of this account; empty takes those of its tier."""
    moment, plan, settings = session.moment(), figures.known.plan, session.config.figures
    now = {"ideal": _number(plan.contact_ideal), "maximum": _number(plan.contact_maximum)}
    items = [
        Item("ideal", "Ideal, days", now["ideal"], _days_check, anew=True),
        Item("maximum", "At most, days", now["maximum"], _days_check, anew=True),
    ]
    tier = figures.standing.tier
    usual = settings.of_tier(settings.contact_ideal, tier), settings.of_tier(settings.contact_maximum, tier)

    def save(changed: Mapping[str, str]) -> Callable[[Store], Any]:
        values = {**now, **changed}
        ideal, maximum = (_days(values[key]) for key in ("ideal", "maximum"))
        account_id = figures.known.account_id
        return lambda store: set_cadence(store, account_id, moment, ideal=ideal, maximum=maximum)

    text = f"Between two touches. Empty takes those of tier {tier}: {usual[0]} and {usual[1]} days."
    return Form(
        session, "Intervals of this account", items, save=save, draft=f"cadence:{figures.known.account_id}", text=text
    )  # fmt: skip


def _number(days: int | None) -> str:
    return "" if days is None else str(days)


def _days_check(text: str) -> str:
    words = text.strip()
    return (
        "" if not words or (words.isascii() and words.isdigit()) else "? a whole number of days, or nothing"
    )


def _days(text: str) -> int | None:
    words = text.strip()
    if not words:
        return None
    if not (words.isascii() and words.isdigit() and len(words) < 8):
        raise InvalidInput(f'"{words}" is no number of days.')
    return int(words)


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
