"""The section of orders: quarters, like for like, rhythm, what comes next, what they buy, deliveries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.foreign import foreign_words
from reviewtui.domain.numbers import half_even
from reviewtui.domain.today import days_words
from reviewtui.services.account_history import Purchases
from reviewtui.services.figures import Detail
from reviewtui.tui.look import Look
from reviewtui.tui.screens.account.blocks import Parts
from reviewtui.tui.screens.account.layout import LABEL
from reviewtui.tui.screens.account.reading import wrapped
from reviewtui.tui.screens.account.section import BLANK, SectionRow, drawn, heading, labelled, wrapped_words
from reviewtui.tui.widgets.cells import fit

WEEKS = 52
MONTHS = "JFMAMJJASOND"
KINDS = 30
ON_TIME = "base.ontime"


def order_rows(
    figures: AccountFigures, bought: Purchases, detail: Detail, look: Look, width: int
) -> list[SectionRow]:
    """The whole section; ``width`` cells are there for a row."""
    if not bought.days:
        return [SectionRow([("no orders known; reviewtui import orders FILE brings them", "dim")])]
    room = width - LABEL - 1
    return [
        *labelled("Net", *_year(figures, bought, look), *_foreign(figures, look, room)),
        *labelled("Compared", *_like_for_like(figures, look)),
        *labelled("Rhythm", *_rhythm(figures)),
        *labelled("Order days", *_strip(bought, figures.as_of, look, room)),
        *_said(figures),
        *labelled("Delivered", *_deliveries(figures, detail)),
        *wrapped_words("Started", figures.known.walked.started, room, "good"),
        *wrapped_words("Stopped", figures.known.walked.stopped, room, "bad"),
        *_quarters(bought, look, width),
        *_kinds(bought, look, width),
    ]


def _year(figures: AccountFigures, bought: Purchases, look: Look) -> list[Parts]:
    orders, code = figures.known.orders, bought.currency
    count = f"{orders.orders_12m} order{'' if orders.orders_12m == 1 else 's'}"
    parts: Parts = [
        (look.money(orders.revenue_12m, code), "bold"),
        (f" in 12 months, {count}", ""),
    ]
    if orders.average_order is not None:
        parts.append((f", on average {look.money(orders.average_order, code)}", ""))
    lines = [parts]
    credit = sum(bought.credits)
    if credit:
        lines.append([(f"credits apart: {look.money(credit, code)} in 8 quarters", "warn")])
    return lines


def _foreign(figures: AccountFigures, look: Look, room: int) -> list[Parts]:
    """What of other currencies is in these sums, at which rate, and what is not."""
    return [
        [(line, "warn" if said.lacking else "dim")]
        for said in foreign_words(figures.known.orders, look.money)
        for line in wrapped(said.text, room)
    ]


def _like_for_like(figures: AccountFigures, look: Look) -> list[Parts]:
    orders, code = figures.known.orders, figures.known.currency
    same = orders.like_for_like
    running, last = (label.rpartition("-")[2] for label in orders.quarter_labels[:-3:-1])
    first: Parts = [(f"{look.money(same.current, code)} in {running}, the first {same.days} days", "")]
    against = (
        (f"those of {last}", same.against_previous, same.previous),
        ("a year ago", same.against_last_year, same.last_year),
    )
    second: Parts = []
    for label, share, amount in against:
        second.append((", " if second else "", ""))
        if share is None:
            where = label if label == "a year ago" else f"in {label}"
            second.append((f"{look.money(amount, code)} {where}", ""))
            continue
        style = "bad" if share <= -0.2 else "good" if share >= 0.2 else ""
        second += [(f"{share:+.0%}", style), (f" on {label} ({look.money(amount, code)})", "")]
    return [first, second]


def _rhythm(figures: AccountFigures) -> list[Parts]:
    orders = figures.known.orders
    if orders.last_order is None or orders.days_since is None:
        return [[("no order yet", "dim")]]
    last = f"last order {orders.last_order}, {days_words(orders.days_since)}"
    if orders.rhythm is None or orders.drift is None:
        return [[(f"too few order days ({orders.order_days}, it takes 4); {last}", "")]]
    style = {"silent": "bad", "late": "warn"}.get(figures.drift_state, "good")
    words = {"silent": "silent", "late": "late"}.get(figures.drift_state, "in rhythm")
    found: list[Parts] = [
        [(f"every {orders.rhythm:g} days; {last}", "")],
        [("drift ", ""), (f"{half_even(orders.drift, 2):.2f}, {words}", style)],
    ]
    if figures.expected_order is not None:
        found[1].append((f"; expected {_ahead(figures.expected_order, figures.as_of)}", ""))
    return found


def _ahead(day: date, as_of: date) -> str:
    days = (day - as_of).days
    if days < 0:
        return f"{day}, {-days} days ago"
    return f"{day}, in {days} days" if days else f"{day}, today"


def _strip(bought: Purchases, as_of: date, look: Look, room: int) -> list[Parts]:
    """A cell for each week, newest at the right: nothing, one order day, several; the months below."""
    weeks = max(8, min(2 * WEEKS, room - 22 if room < 2 * WEEKS + 22 else 2 * WEEKS))
    found = [0] * weeks
    for day in {one.day for one in bought.days if one.positive}:
        back = (as_of - day).days // 7
        if back < weeks:
            found[weeks - 1 - back] += 1
    none, one, more = (".", "o", "#") if look.plain else ("·", "•", "●")
    cells = "".join(none if not count else one if count == 1 else more for count in found)
    months = "".join(
        MONTHS[start.month - 1] if start.day <= 7 else " "
        for start in (as_of - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1))
    )
    return [
        [(cells, "accent"), (f"  {weeks} weeks", "dim")],
        [(months, "dim"), ("  the months begin", "dim")],
    ]


def _said(figures: AccountFigures) -> list[SectionRow]:
    return labelled("Said, bought", [(figures.said, "warn")]) if figures.said else []


def _deliveries(figures: AccountFigures, detail: Detail) -> list[Parts]:
    if not detail.late_known:
        parts: Parts = [("promised and delivered dates are not known", "dim")]
    else:
        style = "bad" if detail.late * 5 >= detail.late_known else ""
        parts = [(f"{detail.late} of {detail.late_known} late", style), (" in 12 months", "")]
    told = figures.known.latest.get(ON_TIME)
    if told is not None and isinstance(told[1], int | float):
        return [parts, [(f"on time: they said {told[1]:g} of 10 on {told[0]}", "")]]
    return [parts]


def _quarters(bought: Purchases, look: Look, width: int) -> Iterator[SectionRow]:
    yield BLANK
    yield heading("Quarters", f"net, {bought.currency}" if bought.currency else "net")
    sums = [look.money(net, "") for net in bought.nets]
    wide = max(len(one) for one in sums)
    bars = drawn(bought.nets, max(4, width - LABEL - wide - 30), plain=look.plain)
    rows = list(zip(bought.quarters, sums, bars, bought.credits, strict=True))
    for at, (quarter, net, bar, credit) in enumerate(reversed(rows)):
        parts: Parts = [
            (fit(quarter.label, LABEL), ""),
            (f" {net.rjust(wide)} ", "bold"),
            (f"{bar} ", "accent"),
        ]
        if credit:
            parts.append((f"credits {look.money(credit, '')}", "warn"))
        if not at:
            parts.append((" so far", "dim"))
        yield SectionRow(parts)


def _kinds(bought: Purchases, look: Look, width: int) -> Iterator[SectionRow]:
    if not bought.kinds:
        return
    yield BLANK
    yield heading("What they buy", "net of the last 4 quarters, the 4 before, 8 quarters drawn")
    shown = bought.kinds[:KINDS]
    name = max(16, min(40, width - 42))
    for kind in shown:
        now, before = sum(kind.quarters[4:]), sum(kind.quarters[:4])
        yield SectionRow(
            [
                (fit(kind.name, name), ""),
                (f" {look.money(now, '').rjust(13)}", "bold"),
                (f" {look.money(before, '').rjust(13)}", "dim"),
                (f"  {look.trend(kind.quarters, 8)}", "accent"),
            ]
        )
    if len(bought.kinds) > KINDS:
        yield heading(f"... {len(bought.kinds) - KINDS} more that bring less")
