"""What the figures say of an account in a few rows: where it stands, when to get in touch next, why to call."""

from __future__ import annotations

from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.contact import Clock
from reviewtui.domain.numbers import half_even
from reviewtui.domain.plan_words import own_words
from reviewtui.domain.rate_words import in_words
from reviewtui.tui.look import Look
from reviewtui.tui.screens.account.blocks import Block, Line, Parts
from reviewtui.tui.screens.account.reading import wrapped

TIER, CADENCE = "tier", "cadence"
_STYLES = {"green": "good", "amber": "warn", "red": "bad"}


def standing_blocks(figures: AccountFigures | None, account_id: int, look: Look, width: int) -> list[Block]:
    """Standing, next touch and reasons to call; while they are still computed, rows that keep the place."""
    if figures is None:
        wait = Line([("…", "dim")])
        return [Block("Standing", (wait, wait), 2), Block("Next", (wait,), 1)]
    stands = [Line(_tier(figures), (TIER, account_id)), Line(_clocks(figures), (CADENCE, account_id))]
    own = own_words(figures.plan)
    if own:
        stands.append(Line([("own plan: ", "warn"), ("; ".join(own), "")], (CADENCE, account_id)))
    reason = figures.standing.override_reason
    ranked = wrapped(_ranked_by(figures, look), max(20, width - 1))
    stands[1:1] = [Line([(line, "dim")], (TIER, account_id)) for line in ranked if line]
    if reason:
        # In a row of its own: behind the figures it would be cut at 80 columns.
        stands.insert(1, Line([(f"by hand: {reason}", "dim")], (TIER, account_id)))
    found = [
        Block("Standing", tuple(stands), len(stands)),
        Block("Next", tuple(Line(one, (CADENCE, account_id)) for one in _next(figures)), 1),
        Block(
            "Why call", tuple(Line([(one.text, "warn")]) for one in figures.queue.reasons), 2, counted=True
        ),
    ]
    return [block for block in found if block.lines]


def tier_words(figures: AccountFigures) -> str:
    """The tier with what is odd about it: by hand, on the edge, none yet."""
    standing = figures.standing
    if standing.tier == "-":
        return "no tier, never ordered"
    hand = f" by hand (computed {standing.computed})" if standing.override else ""
    edge = ", on the edge" if standing.edge else ""
    return f"tier {standing.tier}{hand}{edge}"


def _ranked_by(figures: AccountFigures, look: Look) -> str:
    """What of an account in another currency counts in the ranking of all, and at which rate."""
    standing, rate = figures.standing, figures.known.ranked_at
    if rate is None or standing.rank is None or standing.currency == figures.known.currency:
        return ""
    return f"ranked by {look.money(standing.revenue or 0, standing.currency)}: {in_words(rate)}"


def _tier(figures: AccountFigures) -> Parts:
    standing = figures.standing
    parts: Parts = [(tier_words(figures), "bold")]
    if standing.rank is not None and standing.share is not None:
        parts.append((f", rank {standing.rank}, {standing.share:.1%} of revenue", ""))
    health = figures.health
    if health is not None:
        style = "bad" if health.value < 40 else "good" if health.value >= 70 else "warn"
        parts += [("  health ", ""), (str(health.value), style)]
    if figures.ledger.balance is not None:
        parts.append((f"  ledger {half_even(figures.ledger.balance, 1):z.1f}", ""))
    return parts


def _clocks(figures: AccountFigures) -> Parts:
    parts: Parts = []
    for label, one, never in (
        ("contact", figures.contact, "never in touch"),
        ("feedback", figures.feedback, "never asked"),
    ):
        parts += [("  " if parts else "", ""), (f"{label} ", ""), (one.letter, _STYLES[one.state])]
        parts.append((f" {clock_words(one, never)}", ""))
    if figures.email_only:
        parts.append(("   only writing", "warn"))
    if figures.status_quo:
        parts.append(("   runs by itself", "warn"))
    return parts


def clock_words(clock: Clock, never: str) -> str:
    """Days, and the ideal and the longest interval they are held against."""
    if clock.days is None:
        return never
    ideal = f"{'own ' if clock.own_ideal else ''}{clock.ideal}"
    most = f"{'own ' if clock.own_maximum and not clock.own_ideal else ''}{clock.maximum}"
    return f"{clock.days} days ({ideal}-{most})"


def _next(figures: AccountFigures) -> list[Parts]:
    one = figures.next_touch
    days = (one.day - figures.as_of).days
    when = "today" if not days else f"in {days} days"
    style = "warn" if one.missed or not days else "bold"
    return [[(f"{one.day}, {when}", style), (f": {one.channel}, {one.topic}", "")], [(one.reason, "dim")]]


def short_figures(figures: AccountFigures, *, letters: bool) -> Parts:
    """The row beside the sections: tier, clocks, health; in letters where there is little room."""
    standing = figures.standing
    edge = "~" if standing.edge else ""
    hand = "*" if standing.override else ""
    health = "-" if figures.health is None else str(figures.health.value)
    contact, feedback = figures.contact, figures.feedback
    names = ("", " ", " ", " ") if letters else ("", "  contact ", "  feedback ", "  health ")
    return [
        (names[0], "dim"),
        (f"{standing.tier}{hand}{edge}", "bold"),
        (names[1], "dim"),
        (contact.letter, _STYLES[contact.state]),
        (names[2], "dim"),
        (feedback.letter, _STYLES[feedback.state]),
        (names[3], "dim"),
        (health, "bold"),
    ]
