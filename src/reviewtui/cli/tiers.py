"""``tiers``: who brings the revenue, who stands on an edge, who moved, what hangs on a few, what they think of us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from reviewtui.cli.options import pass_session, rendered
from reviewtui.cli.output import Column, heading, line, write_csv, write_json, write_table
from reviewtui.cli.session import Session
from reviewtui.domain.money import Money, money_data
from reviewtui.domain.numbers import half_even

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reviewtui.domain.nps import Nps
    from reviewtui.services.figures import Ranked, TierView

SHARE_PLACES = 6
_COLUMNS = [
    Column("tier"),
    Column("name"),
    Column("external_id", table=False),
    Column("selector", table=False),
    Column("revenue_12m", right=True),
    Column("currency", table=False),
    Column("share", right=True),
    Column("cumulative", right=True),
    Column("edge"),
    Column("was"),
]


@click.command()
@rendered
@pass_session
def tiers(session: Session, form: str) -> None:
    """The accounts from the largest to the smallest, each currency that has no rate for itself, with the tier of each.

    Beside them who stands within 2 points of a cut, the tier of the last quarter's end where it was another, the share
    of the largest 20 %, of those who came back and of those reviewed in the quarter, and NPS by tier.
    """
    from reviewtui.services.figures import all_figures, nps_of
    from reviewtui.services.figures import tiers as read_tiers

    store, settings = session.reading(), session.config.figures
    view = read_tiers(store, session.today, settings)
    if form == "csv":
        write_csv(_COLUMNS, [_row(one, _share) for one in view.ranked])
        return
    opinions = nps_of(all_figures(store, session.today, settings))
    if form == "json":
        write_json(_data(view, opinions))
        return
    write_table(_COLUMNS, [_row(one, _percent) for one in view.ranked], session.config)
    _summary(view, opinions)


def _data(view: TierView, opinions: Mapping[str, Nps]) -> dict[str, Any]:
    return {
        "as_of": view.as_of.isoformat(),
        "ranking": [_ranked_data(one) for one in view.ranked],
        "concentration": [
            {
                "revenue_12m": money_data(one.total, one.currency),
                "accounts": one.buyers,
                "top_accounts": one.top,
                "top_share": half_even(one.top_share, SHARE_PLACES),
                "repeat_share": half_even(one.repeat_share, SHARE_PLACES),
                "coverage": half_even(view.coverage[one.currency], SHARE_PLACES),
            }
            for one in view.concentration
        ],
        "nps": {tier or "all": _nps_data(found) for tier, found in opinions.items()},
        **_rates_data(view),
    }


def _rates_data(view: TierView) -> dict[str, Any]:
    """The rates in the ranking, and the currencies that have none, where there are rates at all."""
    from reviewtui.services.figure_shapes import converted_data

    said: dict[str, Any] = {}
    if view.rates:
        said["rates"] = [converted_data(one) for one in view.rates]
        said["without_rate"] = list(view.without_rate)
    return said


def _ranked_data(one: Ranked) -> dict[str, Any]:
    standing = one.standing
    return {
        "name": one.name,
        "external_id": one.external_id or None,
        "selector": _selector(one),
        "rank": standing.rank,
        "tier": standing.tier,
        "tier_computed": standing.computed,
        "tier_override": standing.override or None,
        "tier_override_reason": standing.override_reason or None,
        "tier_edge": standing.edge,
        "tier_last_quarter": one.was or standing.computed,
        "revenue_12m": money_data(one.revenue, one.currency),
        "revenue_share": _share(standing.share),
        "cumulative_share": _share(standing.cumulative),
    }


def _selector(one: Ranked) -> str:
    """What names exactly this account to every command, whoever else has its name."""
    return f"id:{one.external_id}" if one.external_id else f"id:#{one.account_id}"


def _share(value: float | None) -> float | None:
    return None if value is None else half_even(value, SHARE_PLACES)


def _nps_data(found: Nps) -> dict[str, Any]:
    return {
        "n": found.n,
        "promoters": found.promoters,
        "detractors": found.detractors,
        "nps": None if found.value is None else half_even(found.value, 1),
        "by_revenue": {code: half_even(value, 1) for code, value in found.weighted.items()},
    }


def _row(one: Ranked, shown: Callable[[float | None], object]) -> dict[str, Any]:
    standing = one.standing
    return {
        "tier": standing.tier + ("*" if standing.override else ""),
        "name": one.name,
        "external_id": one.external_id or None,
        "selector": _selector(one),
        "revenue_12m": None if one.revenue is None else Money(one.revenue, one.currency),
        "currency": one.currency,
        "share": shown(standing.share),
        "cumulative": shown(standing.cumulative),
        "edge": "edge" if standing.edge else None,
        "was": one.was or None,
    }


def _say_rates(view: TierView) -> None:
    from reviewtui.domain.rate_words import rates_line

    if view.rates:
        line(rates_line(view.rates, view.without_rate))


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{half_even(100 * share, 1):.1f} %"


def _summary(view: TierView, opinions: Mapping[str, Nps]) -> None:
    line()
    _say_rates(view)
    for one in view.concentration:
        heading(
            f"{one.buyers:,} {'account' if one.buyers == 1 else 'accounts'} in {one.currency or 'no currency'}"
        )
        first = "the first brings" if one.top == 1 else f"the first {one.top:,} bring"
        line(f"{first} {_percent(one.top_share)}, those who came back {_percent(one.repeat_share)}")
        line(f"reviewed in this quarter: {_percent(view.coverage[one.currency])} of the revenue")
    asked = [(tier, found) for tier, found in opinions.items() if found.value is not None]
    heading("NPS of 12 months" if asked else "NPS of 12 months: nobody answered")
    for tier, found in asked:
        by = "".join(f", by revenue in {code} {value:.0f}" for code, value in found.weighted.items())
        line(f"{tier or 'all'}: {found.value:.0f} of {found.n} answers{by}")
