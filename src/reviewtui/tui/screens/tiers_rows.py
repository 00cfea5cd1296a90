"""What the screen of tiers says of one currency: the curve, the sizes, who stands on an edge, who moved, the ranking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.figure_settings import FigureSettings
from reviewtui.domain.figured import Figured
from reviewtui.domain.nps import nps
from reviewtui.domain.rate_words import rates_line
from reviewtui.services.figures import Ranked, TierView
from reviewtui.tui.look import Look
from reviewtui.tui.widgets.cells import Cell, Column, columns, row, titles
from reviewtui.tui.widgets.pager import wrapped

Parts = list[tuple[str, str]]
CURVE_ROWS = 7
AXIS = 6
LISTED = 10
"""Accounts of one list; more of them would push the ranking out of sight."""
_EIGHTHS = " ▁▂▃▄▅▆▇"
_STYLES = {"A": "good", "B": "accent", "C": "dim", "N": "warn"}
LAYOUT = (
    Column("rank", 5, "right"),
    Column("name", 20, flex=2, most=50),
    Column("tier", 5),
    Column("net 12 m", 14, "right"),
    Column("share", 7, "right"),
    Column("together", 9, "right"),
    Column("", 12, flex=1, drop=1),
)


@dataclass(frozen=True, slots=True)
class TierRow:
    """A row and the account that Enter opens on it; a ``head`` cannot be chosen."""

    parts: Parts
    account_id: int | None = None
    head: bool = False


def currencies(view: TierView) -> tuple[str, ...]:
    """The currencies in which anybody bought, the one with most buyers first."""
    return tuple(
        one.currency for one in sorted(view.concentration, key=lambda one: (-one.buyers, one.currency))
    )


def tier_rows(
    view: TierView,
    currency: str,
    settings: FigureSettings,
    look: Look,
    width: int,
    opinions: Sequence[Opinion] = (),
) -> list[TierRow]:
    """Everything of one currency, in rows of at most ``width`` cells."""
    ranked = [one for one in view.ranked if one.currency == currency and one.standing.rank is not None]
    unranked = [one for one in view.ranked if one.currency == currency and one.standing.rank is None]
    return [
        *_concentration(view, currency, look),
        *_rates(view, currency, width),
        *_curve(ranked, settings, look, width),
        TierRow(_sizes(ranked, unranked), head=True),
        *_list("On the edge", [one for one in ranked if one.standing.edge], _edge, look),
        *_list("Moved since last quarter", [one for one in view.moves if one.currency == currency], _move, look),
        *_list("By hand", [one for one in view.ranked if one.standing.override and one.currency == currency], _hand, look),
        *opinion_rows(opinions, currency),
        *_ranking(ranked, look, width),
        *_never(unranked),
    ]  # fmt: skip


def _concentration(view: TierView, currency: str, look: Look) -> Iterator[TierRow]:
    found = next((one for one in view.concentration if one.currency == currency), None)
    if found is None:
        return
    reviewed = view.coverage.get(currency, 0.0)
    yield TierRow(
        [
            (look.money(found.total, currency), "bold"),
            (f" net in 12 months, {_many(found.buyers, 'buyer')}; ", ""),
            (f"{reviewed:.0%}", "bold"),
            (" reviewed this quarter", ""),
        ],
        head=True,
    )
    largest = (
        "largest buyer brings" if found.top == 1 else f"largest {found.top:,} (20 % of the buyers) bring"
    )
    yield TierRow(
        [
            (f"the {largest} ", ""),
            (f"{found.top_share:.0%}", "bold"),
            (", those who came back ", ""),
            (f"{found.repeat_share:.0%}", "bold"),
        ],
        head=True,
    )


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _rates(view: TierView, currency: str, width: int) -> Iterator[TierRow]:
    """The rates by which this ranking holds amounts of other currencies, and which have none."""
    if any(one.target == currency for one in view.rates):
        for line in wrapped(rates_line(view.rates, view.without_rate), width):
            yield TierRow([(line, "dim")], head=True)


def _curve(ranked: Sequence[Ranked], settings: FigureSettings, look: Look, width: int) -> Iterator[TierRow]:
    """The cumulative share from the largest buyer to the smallest, with the letters of the tiers below."""
    cells = min(100, width - AXIS - 1)
    if not ranked or cells < 10:
        return
    at = [min(len(ranked) - 1, x * len(ranked) // cells) for x in range(cells)]
    levels = [round((ranked[i].standing.cumulative or 0.0) * CURVE_ROWS * 8) for i in at]
    cuts = {_row_of(cut): f"{cut:g} %" for cut in (100.0, settings.tier_b, settings.tier_a)}
    for line in range(CURVE_ROWS, 0, -1):
        label = cuts.get(line, "")
        bar = "".join(_cell(level - (line - 1) * 8, plain=look.plain) for level in levels)
        yield TierRow([(label.rjust(AXIS), "dim"), (" ", ""), (bar, "accent")], head=True)
    letters: Parts = [(" " * (AXIS + 1), "")]
    for i in at:
        tier = ranked[i].standing.tier
        letters.append((tier, _STYLES.get(tier, "")))
    yield TierRow(letters, head=True)


def _row_of(percent: float) -> int:
    return max(1, min(CURVE_ROWS, -(-int(percent * CURVE_ROWS * 8 / 100) // 8)))


def _cell(level: int, *, plain: bool) -> str:
    if plain:
        return "#" if level >= 4 else " "
    return "█" if level >= 8 else _EIGHTHS[max(0, level)]


def _sizes(ranked: Sequence[Ranked], unranked: Sequence[Ranked]) -> Parts:
    parts: Parts = [("Tiers  ", "head")]
    for tier in ("A", "B", "C", "N", "-"):
        inside = [one for one in (*ranked, *unranked) if one.standing.tier == tier]
        if not inside:
            continue
        share = sum(one.standing.share or 0.0 for one in inside)
        name = "never ordered" if tier == "-" else tier
        brings = "" if tier == "-" else f" ({share:.0%})"
        parts += [(name, _STYLES.get(tier, "dim")), (f" {len(inside):,}{brings}   ", "")]
    return parts


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one account thinks of us: its tier, rating and recommendation, with the revenue that stands behind them."""

    tier: str
    rating: float | None
    score: float | None
    revenue: int | None
    currency: str


def opinion_of(figures: AccountFigures) -> Opinion:
    """The opinion of an account from its figures."""
    standing = figures.standing
    return Opinion(standing.tier, figures.rating, figures.nps_score, standing.revenue, standing.currency)


def opinion_kept(found: Figured) -> Opinion:
    """The same from what is kept of them."""
    words, numbers = found.subject.words, found.subject.numbers
    return Opinion(words["tier"][0], numbers["rating"], numbers["nps"], found.ranked_by, found.ranked_in)


def opinion_rows(found: Sequence[Opinion], currency: str) -> list[TierRow]:
    """Rating and NPS of all accounts of a currency and of each tier, each with how many answered."""
    own = [one for one in found if one.currency == currency]
    if not any(one.rating is not None or one.score is not None for one in own):
        return []
    rows = [TierRow([("What they think of us", "head")], head=True)]
    for tier in ("", "A", "B", "C", "N", "-"):
        some = [one for one in own if one.tier == tier or not tier]
        if some:
            rows.append(TierRow(_opinion(tier or "all", some, currency), head=True))
    return rows


def _opinion(name: str, some: Sequence[Opinion], currency: str) -> Parts:
    ratings = [one.rating for one in some if one.rating is not None]
    counted = nps((one.score, one.revenue, one.currency) for one in some)
    rating = f"{sum(ratings) / len(ratings):.1f} of {len(ratings)}" if ratings else "-"
    score = "-" if counted.value is None else f"{counted.value:+.0f} of {counted.n}"
    weighted = counted.weighted.get(currency)
    by_revenue = "" if weighted is None else f", by revenue {weighted:+.0f}"
    return [(f"  {name:4}", "bold"), (f" rating {rating:12} NPS {score}{by_revenue}", "")]


def _list(title: str, found: Sequence[Ranked], words, look: Look) -> Iterator[TierRow]:  # type: ignore[no-untyped-def]
    if not found:
        return
    yield TierRow([(f"{title} {len(found):,}", "head")], head=True)
    for one in found[:LISTED]:
        yield TierRow([("  ", ""), *words(one, look)], one.account_id)
    if len(found) > LISTED:
        yield TierRow([(f"  ... {len(found) - LISTED:,} more, in the ranking below", "dim")], head=True)


def _edge(one: Ranked, _look: Look) -> Parts:
    together = one.standing.cumulative or 0.0
    return [(one.standing.tier, "bold"), (f"  {one.name}", ""), (f"  up to here {together:.1%}", "dim")]


def _move(one: Ranked, look: Look) -> Parts:
    return [(f"{one.was} {look.arrow} {one.standing.computed}", "bold"), (f"  {one.name}", "")]


def _hand(one: Ranked, _look: Look) -> Parts:
    standing = one.standing
    return [
        (f"{standing.tier}, computed {standing.computed}", "bold"),
        (f"  {one.name}", ""),
        (f"  {standing.override_reason}", "dim"),
    ]


def _ranking(ranked: Sequence[Ranked], look: Look, width: int) -> Iterator[TierRow]:
    if not ranked:
        return
    from reviewtui.tui.screens.account.section import drawn

    widths = columns(LAYOUT, width)
    yield TierRow(titles(LAYOUT, widths), head=True)
    bars = drawn([one.revenue or 0 for one in ranked], widths[-1], plain=look.plain)
    for one, bar in zip(ranked, bars, strict=True):
        standing = one.standing
        mark = ("*" if standing.override else "") + ("~" if standing.edge else "")
        cells: list[Cell] = [
            str(standing.rank), one.name, (f"{standing.tier}{mark}", _STYLES.get(standing.tier, "")),
            look.money(one.revenue or 0, one.currency), f"{standing.share or 0:.1%}", f"{standing.cumulative or 0:.1%}",
            (bar, "accent"),
        ]  # fmt: skip
        yield TierRow(row(cells, LAYOUT, widths), one.account_id)


def _never(unranked: Sequence[Ranked]) -> Iterator[TierRow]:
    if unranked:
        yield TierRow([(f"Without revenue in 12 months {len(unranked):,}", "head")], head=True)
    for one in unranked:
        yield TierRow([("  ", ""), (one.standing.tier, "bold"), (f"  {one.name}", "")], one.account_id)
