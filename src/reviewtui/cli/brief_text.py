"""The brief as text for people: Markdown, or the same without its marks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reviewtui.cli.output import money_text
from reviewtui.cli.standing_text import call_lines, standing_lines
from reviewtui.config import Config
from reviewtui.domain.account_figures import AccountFigures
from reviewtui.domain.accounts import Contact
from reviewtui.domain.actions import Action
from reviewtui.domain.brief import Brief, OpenPromise
from reviewtui.domain.foreign import foreign_words
from reviewtui.domain.markdown import inline
from reviewtui.domain.money import Money
from reviewtui.domain.numbers import half_even
from reviewtui.domain.text import one_line, safe
from reviewtui.domain.today import days_words

_DRIFT = {"ok": "in rhythm", "late": "late", "silent": "silent"}


class BriefText:
    """Writes one brief; ``markdown`` decides between marks and plain lines, ``private`` whether all answers show."""

    def __init__(
        self, brief: Brief, figures: AccountFigures, config: Config, *, private: bool, markdown: bool
    ) -> None:
        self.brief = brief
        self.figures = figures
        self.config = config
        self.private = private
        self.markdown = markdown

    def text(self) -> str:
        """The whole, ending in a newline."""
        blocks = [self._head(), *(block for block in self._blocks() if block)]
        return "\n\n".join(blocks) + "\n"

    def _t(self, text: str) -> str:
        return inline(text) if self.markdown else safe(one_line(text))

    def _block(self, title: str, lines: list[str]) -> str:
        if not lines:
            return ""
        if self.markdown:
            return f"## {title}\n\n" + "\n".join(f"- {one}" for one in lines)
        return f"{title}\n" + "\n".join(f"  {one}" for one in lines)

    def _head(self) -> str:
        account, found = self.brief.account, self.brief
        name = self._t(account.name)
        facts = [account.external_id, account.industry, account.place]
        owner = f"owner {account.owner}" if account.owner else ""
        about = self._t(", ".join(part for part in (*facts, owner) if part))
        ways = self._t(", ".join(part for part in (account.phone, account.email, account.website) if part))
        archived = "archived" if account.archived else ""
        lines = [about, ways, archived, f"as of {found.as_of.isoformat()}"]
        head = f"# {name}\n" if self.markdown else name
        return "\n".join([head, *(one + ("  " if self.markdown else "") for one in lines if one)]).rstrip()

    def _blocks(self) -> Iterator[str]:
        found = self.brief
        yield self._block("Standing", [self._t(one) for one in standing_lines(self.figures)])
        yield self._block("Why call", [self._t(one) for one in call_lines(self.figures)])
        yield self._block("People", [self._contact(c) for c in found.contacts if not c.left])
        yield self._block("Orders", list(self._orders()))
        yield self._block("Last review", list(self._review()))
        yield self._block("Changed answers", list(self._changed()))
        yield self._block("Promises", [self._promise(p) for p in found.promises])
        yield self._block("Actions", [self._action(a) for a in found.actions])
        yield self._block(
            "Asked for",
            [self._dated(a.text, a.asked_on, "wish" if a.wish else a.decision) for a in found.asks],
        )
        yield self._block("Issues", [self._dated(i.text, i.opened_on, i.severity) for i in found.issues])
        yield self._block(
            "Competitors seen",
            [
                self._dated(f"{s.competitor}: {s.text}".rstrip(": "), s.seen_on, s.kind)
                for s in found.sightings
            ],
        )
        yield self._block("Opportunities", [self._dated(o.text, o.due, o.kind) for o in found.opportunities])
        yield self._block(
            "Facts",
            [
                *(self._dated(f"{name}: {text}", None, "") for name, text in found.account.custom.items()),
                *(
                    self._dated(
                        ": ".join(part for part in (f.person, f.label, f.value) if part), f.confirmed_on, ""
                    )
                    for f in found.facts
                ),
            ],
        )

    def _contact(self, contact: Contact) -> str:
        parts = [
            contact.name,
            contact.title,
            "decides" if contact.decides else "",
            contact.phone,
            contact.email,
        ]
        return self._t(", ".join(part for part in parts if part))

    def _money(self, amount: int) -> str:
        return money_text(Money(amount, self.brief.currency), self.config)

    def _orders(self) -> Iterator[str]:
        figures = self.brief.figures
        if figures.last_order is None and not self.brief.revenue:
            yield "no orders known"
            return
        yield f"12 months: {self._money(figures.revenue_12m)} in {figures.orders_12m} orders"
        for said in foreign_words(figures, lambda amount, code: money_text(Money(amount, code), self.config)):
            yield self._t(said.text)
        same = figures.like_for_like
        yield (
            f"this quarter, first {same.days} days: {self._money(same.current)}"
            f"; last quarter: {self._money(same.previous)}{_percent(same.against_previous)}"
            f"; last year: {self._money(same.last_year)}{_percent(same.against_last_year)}"
        )
        yield ", ".join(self._rhythm())
        quarters = zip(figures.quarter_labels, figures.quarters, strict=True)
        yield "quarters: " + "; ".join(f"{label} {self._money(amount)}" for label, amount in quarters)
        if self.brief.said_bought:
            yield self._t(self.brief.said_bought)
        if self.brief.started:
            yield "started: " + self._t(", ".join(self.brief.started))
        if self.brief.stopped:
            yield "stopped: " + self._t(", ".join(self.brief.stopped))

    def _rhythm(self) -> Iterator[str]:
        figures = self.brief.figures
        if figures.last_order is not None and figures.days_since is not None:
            yield f"last order {figures.last_order.isoformat()}, {days_words(figures.days_since)}"
        if figures.rhythm is None:
            yield "rhythm: too few orders"
            return
        yield f"rhythm {figures.rhythm:g} days"
        if figures.drift is not None:
            yield f"drift {half_even(figures.drift, 1):.1f} ({_DRIFT[figures.drift_state]})"

    def _review(self) -> Iterator[str]:
        found = self.brief
        if found.last_review is not None:
            days = days_words((found.as_of - found.last_review.date).days)
            yield self._t(
                f"{found.last_review.template_key} {found.last_quarter}, {found.last_review.date}, {days}"
            )
        else:
            yield "never reviewed"
        if found.in_progress is not None:
            yield f"one in progress since {found.in_progress.date.isoformat()}"
        if found.ratings:
            yield "rating: " + ", ".join(f"{value} ({day.isoformat()})" for day, value in found.ratings)

    def _changed(self) -> Iterator[str]:
        arrow = {"up": "up", "down": "down"}
        for change in self.brief.changed:
            if self.private or not change.confidential:
                way = f" ({arrow[change.way]})" if change.way in arrow else ""
                yield f"{self._t(change.label)}: {self._t(change.before)} -> {self._t(change.now)}{way}"

    def _promise(self, promise: OpenPromise) -> str:
        return f"{self._action(promise.action)}, {promise.outcome}, made {days_words(promise.age)}"

    def _action(self, action: Action) -> str:
        due = f"due {action.due.isoformat()}" if action.due else "no date"
        who = action.owner if action.side == "ours" else "the customer"
        return ", ".join(part for part in (self._t(action.title), self._t(who), due) if part)

    def _dated(self, text: str, day: date | None, kind: str) -> str:
        beside = ", ".join(part for part in (kind, day.isoformat() if day else "") if part)
        return f"{self._t(text)} ({self._t(beside)})" if beside else self._t(text)


def _percent(change: float | None) -> str:
    return "" if change is None else f" ({change:+.0%})"


def brief_text(
    brief: Brief, figures: AccountFigures, config: Config, *, private: bool, markdown: bool
) -> str:
    """The brief as Markdown or as plain lines, ending in a newline."""
    return BriefText(brief, figures, config, private=private, markdown=markdown).text()
