"""What the brief says, in blocks of lines under a label, most important first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len

from reviewtui.domain.accounts import Contact
from reviewtui.domain.brief import Brief, ChangedAnswer, OpenPromise
from reviewtui.domain.foreign import foreign_words
from reviewtui.domain.today import days_words
from reviewtui.tui.look import Look
from reviewtui.tui.screens.account.reading import wrapped
from reviewtui.tui.widgets.cells import clip

Parts = list[tuple[str, str]]
Target = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the brief and what Enter opens on it: (review, action, contact, account or issue; id).

    ``short`` says it for one row, where what is cut at its end would be the wrong part.
    """

    parts: Parts
    target: Target | None = None
    short: Parts | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a label; ``least`` of them are shown however short the screen is, ``counted`` shows how many there are."""

    label: str
    lines: tuple[Line, ...]
    least: int = 1
    counted: bool = False


def blocks(brief: Brief, look: Look, width: int) -> list[Block]:
    """All blocks that have something to say; ``width`` cells stand behind the label."""
    account = ("account", brief.account.id)
    found = [
        Block("Who", (Line(_who(brief), account),)),
        Block("Decides" if brief.deciders else "People", tuple(_people(brief)), 2),
        Block("Orders", tuple(_orders(brief, look, width)), 5),
        Block("Issues", tuple(_issues(brief)), 1),
        Block("Promised", tuple(map(_promise, brief.promises)), 2, counted=True),
        Block("Review", tuple(_reviews(brief, look)), 2),
        Block("Changed", tuple(_changed(brief, one, look, width) for one in brief.changed), 2, counted=True),
        Block("Asked for", tuple(_asks(brief)), 1, counted=True),
        Block("Rivals", tuple(_sightings(brief)), 1, counted=True),
        Block("To do", tuple(_actions(brief)), 1, counted=True),
        Block("Chances", tuple(_chances(brief, look)), 1, counted=True),
        Block("Facts", tuple(_facts(brief)), 1, counted=True),
    ]
    return [block for block in found if block.lines]


def _who(brief: Brief) -> Parts:
    account = brief.account
    words = [account.industry, account.place, f"owner {account.owner}" if account.owner else ""]
    ways = [account.phone, account.email, account.website]
    parts: Parts = [(", ".join(word for word in words if word), "")]
    shown = "  ".join(way for way in ways if way)
    if shown:
        parts.append((f"  {shown}" if parts[0][0] else shown, "dim"))
    if account.archived:
        parts.insert(0, ("archived ", "warn"))
    return parts if any(text for text, _ in parts) else [("nothing known yet; e fills it in", "dim")]


def _people(brief: Brief) -> Iterator[Line]:
    there = [contact for contact in brief.contacts if not contact.left]
    for contact in sorted(there, key=lambda c: not c.decides):
        yield Line(_contact(contact), ("contact", contact.id))
    if not there:
        yield Line([("nobody known yet; c adds a person", "dim")])


def _contact(contact: Contact) -> Parts:
    way = contact.phone or contact.email
    how = f"{contact.channel} {way}".strip() if contact.channel else way
    parts: Parts = [(contact.name, "bold" if contact.decides else "")]
    if contact.title:
        parts.append((f", {contact.title}", ""))
    if how:
        parts.append((f"  {how}", "accent" if contact.decides else "dim"))
    return parts


def _orders(brief: Brief, look: Look, width: int) -> Iterator[Line]:
    figures = brief.figures
    if figures.last_order is None and not brief.revenue:
        yield Line([("no orders known", "dim")])
        return
    year = look.money(figures.revenue_12m, brief.currency)
    yield Line(
        [
            (year, "bold"),
            (f" in 12 months, {figures.orders_12m} orders  ", ""),
            (look.trend(figures.quarters, 8), "accent"),
            (" 8 quarters", "dim"),
        ]
    )
    for said in foreign_words(figures, look.money):
        for line in wrapped(said.text, max(20, width - 1)):
            yield Line([(line, "warn" if said.lacking else "dim")])
    yield Line(_like_for_like(brief, look))
    yield Line(_rhythm(brief))
    if brief.said_bought:
        for line in wrapped(brief.said_bought, max(20, width - 1)):
            yield Line([(line, "warn")])
    mix = [f"{word} {', '.join(names)}" for word, names in _mix(brief) if names]
    if mix:
        yield Line([("; ".join(mix), "")])


def _mix(brief: Brief) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("stopped", brief.stopped), ("started", brief.started))


def _like_for_like(brief: Brief, look: Look) -> Parts:
    figures = brief.figures
    same = figures.like_for_like
    running, last = (label.rpartition("-")[2] for label in figures.quarter_labels[:-3:-1])
    money = look.money(same.current, brief.currency)
    parts: Parts = [(f"{running}, {same.days} days: {money}", "")]
    against = (
        (same.against_previous, f"on {last}", f"in those of {last}"),
        (same.against_last_year, "on a year ago", "a year ago"),
    )
    for join, (share, label, in_vain) in zip(("; ", ", "), against, strict=True):
        style = "" if share is None else "bad" if share <= -0.2 else "good" if share >= 0.2 else ""
        shown = "nothing" if share is None else f"{share:+.0%}"
        parts.extend([(join, ""), (shown, style), (f" {in_vain if share is None else label}", "")])
    return parts


def _rhythm(brief: Brief) -> Parts:
    figures = brief.figures
    if figures.last_order is None or figures.days_since is None:
        return [("no order yet", "dim")]
    last = f"last {figures.last_order.isoformat()}, {days_words(figures.days_since)}"
    if figures.rhythm is None:
        return [(last, ""), ("; too few orders for a rhythm", "dim")]
    style = {"silent": "bad", "late": "warn"}.get(figures.drift_state, "good")
    words = {"silent": "silent", "late": "late"}.get(figures.drift_state, "in rhythm")
    return [(words, style), (f": {last}, usually every {figures.rhythm:g} days", "")]


def _issues(brief: Brief) -> Iterator[Line]:
    for issue in brief.issues:
        age = (brief.as_of - issue.opened_on).days
        yield Line([(f"{issue.severity} ", "bad"), (issue.text, "bold"), (f"  open {age} days", "dim")])


def _promise(promise: OpenPromise) -> Line:
    action = promise.action
    style = {"overdue": "bad", "broken": "bad", "late": "warn"}.get(promise.outcome, "")
    state = "" if promise.outcome == "open" else f" {promise.outcome}"
    owner = f", {action.owner}" if action.owner else ""
    return Line(
        [(_due(action.due, state), style), (action.title, ""), (f"  made {promise.age} d ago{owner}", "dim")],
        ("action", action.id),
    )


def _due(due: date | None, state: str = "") -> str:
    return f"{due.isoformat() if due else 'no date'}{state}  "


def _reviews(brief: Brief, look: Look) -> Iterator[Line]:
    running, last = brief.in_progress, brief.last_review
    if running is not None:
        begun = f"{running.template_key} in progress since {running.date.isoformat()}"
        yield Line([(begun, "warn"), ("; r resumes it", "dim")], ("review", running.id))
    if last is not None:
        age = days_words((brief.as_of - last.date).days)
        who = f", by {last.person}" if last.person else ""
        words = f"{last.template_key} {brief.last_quarter}, {last.date.isoformat()}, {age}{who}"
        yield Line([(words, "")], ("review", last.id))
    elif running is None:
        yield Line([("never reviewed", "warn"), ("; r starts the first", "dim")])
    if brief.ratings:
        yield Line(_ratings(brief, look))


def _ratings(brief: Brief, look: Look) -> Parts:
    values = [rating for _, rating in brief.ratings]
    latest = values[-1]
    style = "bad" if latest <= 6 else "good" if latest >= 9 else "bold"
    parts: Parts = [("rating ", ""), (str(latest), style)]
    if len(values) > 1:
        way = look.way("up" if latest > values[-2] else "down" if latest < values[-2] else "")
        parts.append((f"{way}  over time {' '.join(map(str, values))}", ""))
    return parts


def _changed(brief: Brief, change: ChangedAnswer, look: Look, width: int) -> Line:
    last = brief.last_review
    style = {"up": "good", "down": "bad"}.get(change.way, "")
    mark = look.way(change.way) or "~"
    parts: Parts = [
        (f"{mark} ", style),
        (f"{change.label.rstrip('?')}: ", "bold"),
        (change.before, "dim"),
        (f" {look.arrow} ", ""),
        (change.now, ""),
    ]
    short = [(_before(change, width), name) if name == "dim" else (text, name) for text, name in parts]
    return Line(parts, ("review", last.id) if last else None, short)


def _before(change: ChangedAnswer, width: int) -> str:
    """What was said before, cut (with its mark) so that most of what is said now has room."""
    room = width - cell_len(change.label) - 7
    wanted = cell_len(change.before)
    return clip(change.before, max(12, min(wanted, max(room // 3, room - cell_len(change.now)))))


def _dated(day: date, as_of: date) -> str:
    return f"  {(as_of - day).days} days ago"


def _asks(brief: Brief) -> Iterator[Line]:
    for ask in brief.asks:
        decision = f", {ask.decision}" if ask.decision else ", undecided"
        kind = "wish" if ask.wish else ask.domain or "ask"
        tail = f"  {kind}{decision},{_dated(ask.asked_on, brief.as_of)[1:]}"
        yield Line([(ask.text, ""), (tail, "dim")], _of_review(ask.review_id))


def _sightings(brief: Brief) -> Iterator[Line]:
    for seen in brief.sightings:
        parts: Parts = [(seen.competitor, "bold"), (f" {seen.kind}", "dim")]
        if seen.text:
            parts.append((f": {seen.text}", ""))
        parts.append((_dated(seen.seen_on, brief.as_of), "dim"))
        yield Line(parts, _of_review(seen.review_id))


def _actions(brief: Brief) -> Iterator[Line]:
    for action in brief.actions:
        late = action.due is not None and action.due < brief.as_of
        due = (_due(action.due, " overdue" if late else ""), "bad" if late else "")
        yield Line([due, (action.title, ""), (f"  {action.owner}", "dim")], ("action", action.id))


def _chances(brief: Brief, look: Look) -> Iterator[Line]:
    for one in brief.opportunities:
        value = f"  {look.money(one.amount, one.currency or brief.currency)}" if one.amount else ""
        by = f" by {one.due.isoformat()}" if one.due else ""
        yield Line([(one.text, ""), (f"{value}{by}  {one.kind}", "dim")], _of_review(one.review_id))


def _facts(brief: Brief) -> Iterator[Line]:
    for name, text in brief.account.custom.items():
        yield Line([(name, "dim"), (": ", "dim"), (text, "")])
    for fact in brief.facts:
        words = ": ".join(part for part in (fact.person, fact.label, fact.value) if part)
        yield Line([(words, ""), (_dated(fact.confirmed_on, brief.as_of), "dim")], _of_review(fact.review_id))


def _of_review(review_id: int | None) -> Target | None:
    return ("review", review_id) if review_id else None
