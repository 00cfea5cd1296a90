"""The data that stands beside the questions of a section, as facts: a label, a sentence, a style."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewtui.domain.dates import short_date
from reviewtui.domain.foreign import foreign_words
from reviewtui.domain.numbers import half_even
from reviewtui.domain.orders import OrderFigures
from reviewtui.domain.sheets import Sheet, Slot
from reviewtui.domain.text import one_line
from reviewtui.tui.look import Look
from reviewtui.tui.screens.review.flow import Fact


def panel_facts(sheet: Sheet, show: str, look: Look) -> list[Fact]:
    """The facts of the panel that a section names; none for a section without one."""
    make = _PANELS.get(show)
    return make(sheet, look) if make else []


def percent(change: float | None) -> str:
    """A change as people say it: ``-12 %``, ``+3 %``, ``same``; empty when there is nothing to compare with."""
    if change is None:
        return ""
    points = round(100 * change)
    return "same" if points == 0 else f"{points:+d} %"


def _orders(sheet: Sheet, look: Look) -> list[Fact]:
    figures = sheet.panels.orders
    if figures is None or not figures.order_days:
        return [("Orders", "none known", "dim")]
    like = figures.like_for_like
    facts: list[Fact] = [
        (f"First {like.days} days", look.money(like.current, figures.currency) + _against(figures), ""),
        _rhythm(figures),
        ("8 quarters", look.trend(figures.quarters, 8), "accent"),
    ]
    if figures.average_order is not None:
        facts.append(("Average order", look.money(figures.average_order, figures.currency), ""))
    facts += [
        ("Left out", said.text, "warn") if said.lacking else ("Rates", said.text, "dim")
        for said in foreign_words(figures, look.money)
    ]
    for label, names in (("Started", sheet.panels.started), ("Stopped", sheet.panels.stopped)):
        if names:
            facts.append(
                (label, ", ".join(one_line(name, " ") for name in names), "warn" * (label == "Stopped"))
            )
    late, known = sheet.panels.late
    if known:
        facts.append(("Late", f"{late} of {known} deliveries", "warn" if late * 5 > known else ""))
    if sheet.panels.said_bought:
        facts.insert(0, ("!", sheet.panels.said_bought, "warn"))
    return facts


def _against(figures: OrderFigures) -> str:
    like = figures.like_for_like
    said = [
        f"{change} on {name}"
        for change, name in (
            (percent(like.against_previous), "last quarter"),
            (percent(like.against_last_year), "last year"),
        )
        if change
    ]
    return f", {', '.join(said)}" if said else ""


def _rhythm(figures: OrderFigures) -> Fact:
    since = "" if figures.days_since is None else f"last {figures.days_since} days ago"
    if figures.rhythm is None:
        return ("Rhythm", f"too few orders; {since}".rstrip("; "), "")
    drift = (
        f" ({half_even(figures.drift, 1):.1f}x, {figures.drift_state})" if figures.drift is not None else ""
    )
    style = {"silent": "bad", "late": "warn"}.get(figures.drift_state, "")
    return ("Rhythm", f"every {figures.rhythm:g} days, {since}{drift}", style)


def _budget(sheet: Sheet, look: Look) -> list[Fact]:
    figures = sheet.panels.orders
    spent = _spent_by_quarter(figures, look)
    facts: list[Fact] = []
    for past in sheet.past.get(Slot("bud.dir"), ()):
        then = spent.get(past.quarter, "")
        facts.append((past.quarter, f"said {past.text}" + (f", then spent {then}" if then else ""), ""))
    if not facts:
        facts.append(("Budget", "nothing said before", "dim"))
    if figures is not None and figures.order_days:
        facts.append(("8 quarters", look.trend(figures.quarters, 8), "accent"))
        last = percent(figures.like_for_like.against_last_year)
        if last:
            facts.append(("This quarter", f"{last} on last year, like for like", ""))
    if sheet.panels.said_bought:
        facts.insert(0, ("!", sheet.panels.said_bought, "warn"))
    return facts


def _spent_by_quarter(figures: OrderFigures | None, look: Look) -> Mapping[str, str]:
    """For each quarter the net revenue of the one after it, with the change; the running one says so."""
    if figures is None:
        return {}
    found: dict[str, str] = {}
    labels, amounts = figures.quarter_labels, figures.quarters
    for at, label in enumerate(labels[:-1]):
        before, after = amounts[at], amounts[at + 1]
        running = at + 1 == len(labels) - 1
        change = "so far" if running else percent((after - before) / before if before > 0 else None)
        found[label] = look.money(after, figures.currency) + (f" ({change})" if change else "")
    return found


def _competitors(sheet: Sheet, _look: Look) -> list[Fact]:
    facts: list[Fact] = []
    for seen in sheet.panels.sightings:
        gap = "" if seen.gap is None else f" {seen.gap:+g} %"
        words = f": {one_line(seen.text, ' ')}" if seen.text else ""
        when = f"{short_date(seen.seen_on)[4:]} {seen.seen_on.year}"
        facts.append((one_line(seen.competitor, " ") or "?", f"{seen.kind}{gap}, {when}{words}", ""))
    return facts or [("Competitors", "no open sighting", "dim")]


def _promises(sheet: Sheet, _look: Look) -> list[Fact]:
    last = sheet.last_review
    if last is None:
        return [("", "First review: nothing was promised before.", "dim")]
    with_whom = f" with {', '.join(one_line(name, ' ') for name in last.attendees)}" if last.attendees else ""
    facts: list[Fact] = [("Last review", f"{short_date(last.date)} {last.date.year}{with_whom}", "")]
    open_now = [one for one in sheet.panels.promises if one.side == "ours" and one.status.value == "open"]
    overdue = sum(1 for one in open_now if one.due is not None and one.due < sheet.as_of)
    if open_now:
        words = f"{len(open_now)} open" + (f", {overdue} overdue" if overdue else "")
        facts.append(("Promises", words, "warn" if overdue else ""))
    for one in sheet.panels.promises:
        if one.side != "ours" and one.status.value == "open":
            due = f", due {short_date(one.due)}" if one.due else ""
            facts.append(("They promised", one_line(one.title, " ") + due, ""))
    return facts


def _asks(sheet: Sheet, _look: Look) -> list[Fact]:
    facts: list[Fact] = []
    for goal in sheet.panels.objectives:
        far = "" if goal.percent is None else f", {goal.percent:g} %"
        facts.append(("Goal", one_line(goal.goal, " ") + far, ""))
    for ask in sheet.panels.asks:
        due = f", by {short_date(ask.due)}" if ask.due else ""
        late = ask.due is not None and ask.due < sheet.as_of
        label = "Wish" if ask.wish else "Asked"
        facts.append(
            (label, f"{one_line(ask.text, ' ')} ({ask.decision or 'undecided'}{due})", "warn" if late else "")
        )
    return facts or [("Asks", "nothing open", "dim")]


_PANELS: Mapping[str, Callable[[Sheet, Look], list[Fact]]] = {
    "orders": _orders,
    "budget": _budget,
    "competitors": _competitors,
    "promises": _promises,
    "asks": _asks,
}
