"""``plan``: what one account has of its own of the cadence and of the plan after an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from reviewtui.cli.options import AccountName, pass_session, rendered
from reviewtui.cli.output import Column, write
from reviewtui.cli.session import Session
from reviewtui.domain.errors import InvalidInput, UsageError

if TYPE_CHECKING:
    from reviewtui.services.account_plan import PlanPart

_COLUMNS = [
    Column("name", "part"),
    Column("value", "holds"),
    Column("usual"),
    Column("own"),
    Column("since"),
]
_CLOCKS = ("contact", "feedback")


@click.command()
@click.argument("account", type=AccountName())
@click.option("--contact", metavar="IDEAL/MAXIMUM", help="Days between touches, such as 14/30, 14/ or /30.")
@click.option("--feedback", metavar="IDEAL/MAXIMUM", help="Days between asking them, in the same way.")
@click.option("--review-months", metavar="N", help="Months between reviews.")
@click.option("--post-order", metavar="STEPS", help='Touches after an order, such as "1d, 7d, 1m", or none.')
@click.option("--renewal-lead", metavar="N", help="Days before a renewal.")
@click.option("--usual", is_flag=True, help="Everything as the tier and the settings have it.")
@rendered
@pass_session
def plan(
    session: Session,
    account: str,
    contact: str | None,
    feedback: str | None,
    review_months: str | None,
    post_order: str | None,
    renewal_lead: str | None,
    usual: bool,
    form: str,
) -> None:
    """How often ACCOUNT is called, asked and reviewed; the options give it a plan of its own.

    The word default as a value goes back to what the tier and the settings have. What changes is one step of undo.
    """
    from reviewtui.domain.own_plan import FIELDS
    from reviewtui.services.account_plan import plan_parts, set_own_plan
    from reviewtui.services.accounts import find_account

    given = {
        "contact": contact, "feedback": feedback, "review_months": review_months, "post_order": post_order,
        "renewal_lead": renewal_lead,
    }  # fmt: skip
    told = {name: text for name, text in given.items() if text is not None}
    if usual and told:
        raise UsageError("--usual puts everything back: give no other part with it.")
    typed = dict.fromkeys(FIELDS, "") if usual else _typed(told)
    store = session.writing() if typed else session.reading()
    found = find_account(store, account)
    if typed:
        set_own_plan(store, found.id, typed, session.moment)
    tier, parts = plan_parts(store, found.id, session.today, session.config.figures)
    data = {
        "account": found.name,
        "external_id": found.external_id or None,
        "tier": tier,
        "plan": [_data(part) for part in parts],
    }
    rows = [_row(part) if form == "table" else _data(part) for part in parts]
    write(form, data, _COLUMNS, rows, session.config)


def _typed(told: Mapping[str, str]) -> dict[str, str]:
    """The fields of a plan as typed, from the options; raises UsageError that names the option."""
    from reviewtui.domain.plan_words import understood

    found: dict[str, str] = {}
    for name, text in told.items():
        fields = _clock(name, text) if name in _CLOCKS else {name: text}
        for field, value in fields.items():
            if not value.strip():
                raise UsageError(
                    f"--{name.replace('_', '-')}: nothing is given; default goes back to the usual."
                )
            try:
                understood(field, value)
            except InvalidInput as error:
                raise UsageError(f"--{name.replace('_', '-')}: {error}") from None
        found |= fields
    return found


def _clock(name: str, text: str) -> dict[str, str]:
    """Ideal and maximum of a clock; what is left empty stays as it is."""
    from reviewtui.domain.plan_words import DEFAULT

    both = [text, text] if text.strip().casefold() == DEFAULT else text.split("/")
    if len(both) != 2 or not any(part.strip() for part in both):
        raise UsageError(
            f'--{name}: "{text}" is no ideal and maximum; write it like 14/30, 14/, /30 or {DEFAULT}.'
        )
    sides = (f"{name}_ideal", f"{name}_maximum")
    return {side: part for side, part in zip(sides, both, strict=True) if part.strip()}


def _data(part: PlanPart) -> dict[str, object]:
    from reviewtui.domain.plan_words import typed

    def plain(value: int | str) -> int | str:
        return value if isinstance(value, int) else typed(value)

    return {
        "name": part.name,
        "value": plain(part.value),
        "usual": plain(part.usual),
        "own": part.own,
        "since": part.since or None,
    }


def _row(part: PlanPart) -> dict[str, object]:
    from reviewtui.domain.plan_words import shown

    return {
        **_data(part),
        "name": part.name.replace("_", " "),
        "value": shown(part.name, part.value),
        "usual": shown(part.name, part.usual),
    }
