"""Tiers (80/20): who brings the revenue, drawn; who stands on an edge, who moved, what hangs on a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from textual import on, work
from textual.app import ComposeResult

from reviewtui.services.figures import TierView, account_figures, tiers
from reviewtui.services.kept_portfolio import KeptPortfolio
from reviewtui.services.portfolio import Portfolio
from reviewtui.tui.commands import bindings
from reviewtui.tui.screens.account_place import AccountPlace
from reviewtui.tui.screens.tiers_rows import Opinion, TierRow, currencies, opinion_kept, opinion_of, tier_rows
from reviewtui.tui.widgets.line_list import LineList

NONE = "Nobody has bought anything in 12 months. reviewtui import orders FILE brings orders."


class TiersScreen(AccountPlace):
    """The ranking of one currency at a time."""

    PLACE = "tiers"
    TITLE_TEXT = "Tiers"
    BINDINGS = bindings("tiers")
    AUTO_FOCUS = "#tiers"
    DEFAULT_CSS = "TiersScreen LineList { scrollbar-gutter: stable; }"

    def __init__(self) -> None:
        super().__init__()
        self.list = LineList(empty=NONE, id="tiers")
        self.view: TierView | None = None
        self.currency = ""
        self.opinions: tuple[Opinion, ...] = ()
        self.rows: list[TierRow] = []

    def body(self) -> ComposeResult:
        """One list."""
        yield self.list

    async def load(self) -> None:
        """Rank everybody and show one currency."""
        as_of, settings = self.session.as_of, self.session.config.figures
        self.view = await self.session.read(lambda store: tiers(store, as_of, settings))
        found = currencies(self.view)
        if self.currency not in found:
            self.currency = found[0] if found else ""
        self._show()
        self.hear_opinions()

    @work(exclusive=True, group="opinions", exit_on_error=False)
    async def hear_opinions(self) -> None:
        """Ratings and recommendations take the figures of everybody: piece by piece, after the curve is seen."""
        as_of, settings = self.session.as_of, self.session.config.figures
        portfolio: Portfolio[Opinion] | KeptPortfolio[Opinion]
        portfolio = kept = KeptPortfolio(opinion_kept, settings)
        parts = await self.session.read(lambda store: kept.begin(store, as_of))
        if parts is None:
            portfolio = computed = Portfolio(opinion_of, settings)
            parts = await self.session.read(lambda store: computed.begin(store, as_of))
        for part in parts:
            await self.session.read(lambda store, part=part: portfolio.read_part(store, part))  # type: ignore[misc]
        self.opinions = tuple(portfolio.lines.values())
        self._show()

    def on_resize(self) -> None:
        """The curve is as wide as there is room."""
        if self.view is not None:
            self._show()

    def _show(self) -> None:
        assert self.view is not None
        settings, found = self.session.config.figures, currencies(self.view)
        rows = self.rows = tier_rows(
            self.view, self.currency, settings, self.session.look, self.app.size.width - 3, self.opinions
        )
        keys = self._keys()
        places = {key: index for index, key in enumerate(keys)}
        self.list.set_source(
            len(rows),
            lambda i: rows[i].parts,
            keys.__getitem__,
            selectable=lambda i: not rows[i].head,
            find=places.get,
        )
        others = [one for one in found if one != self.currency]
        more = f", ] for {' '.join(other or 'no currency' for other in others)}" if others else ""
        one = f" · {self.currency}" if self.currency else ""
        self.bar.say(place=f"Tiers{one}{more}" if found else "Tiers", tail=self.session.other_settings)

    def _keys(self) -> list[Hashable]:
        """An account may stand in several lists, each time under a key of its own."""
        seen: Counter[int | None] = Counter()
        keys: list[Hashable] = []
        for row in self.rows:
            keys.append((seen[row.account_id], row.account_id))
            seen[row.account_id] += 1
        return keys

    def context_account(self) -> tuple[int, str] | None:
        """The account of the cursor row."""
        key = self.list.current_key
        account_id = key[1] if isinstance(key, tuple) else None
        found = (
            next((one for one in self.view.ranked if one.account_id == account_id), None)
            if self.view
            else None
        )
        return (found.account_id, found.name) if found is not None else None

    @on(LineList.Opened)
    def _open(self, message: LineList.Opened) -> None:
        message.stop()
        chosen = self.context_account()
        if chosen is not None:
            self.go("account", account_id=chosen[0])

    def action_next_currency(self) -> None:
        """The ranking in the next currency."""
        found = currencies(self.view) if self.view else ()
        if len(found) > 1:
            self.currency = found[(found.index(self.currency) + 1) % len(found)]
            self._show()
            self.list.move_to(0)
            self.list.scroll_to(y=0, animate=False, force=True, immediate=True)

    @work(exclusive=True, group="form")
    async def action_tier(self) -> None:
        """Decide the tier of the account by hand, or let the computed one count again."""
        from reviewtui.tui.screens.forms.figures import tier_form

        chosen = self.context_account()
        if chosen is not None:
            as_of, settings = self.session.as_of, self.session.config.figures
            figures = await self.session.read(
                lambda store: account_figures(store, chosen[0], as_of, settings)
            )
            await self.fill_in(tier_form(self.session, figures))
