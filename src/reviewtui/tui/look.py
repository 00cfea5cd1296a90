"""How this run writes figures: the marks in amounts, and whether only plain characters may be drawn."""

from __future__ import annotations

from reviewtui.domain.frozen import frozen
from reviewtui.domain.money import Money, format_money


@frozen
class Look:
    """``plain`` allows ASCII only; ``decimal`` and ``group`` are the marks of the user's settings."""

    plain: bool = False
    decimal: str = "."
    group: str = ","

    def money(self, amount: int, currency: str, *, places: int | None = 0) -> str:
        """An amount in 1/10,000 with its currency, in whole units unless ``places`` says otherwise."""
        money = Money(amount, currency)
        return format_money(money, decimal=self.decimal, group=self.group, places=places).strip()

    def trend(self, values: tuple[int | None, ...], width: int) -> str:
        """Bars that never fill a whole cell: a full one would grow together with the row above."""
        from reviewtui.tui.widgets.spark import bars

        return bars(values, width, self.plain).replace("█", "▇")

    def way(self, way: str) -> str:
        """A mark for up and down."""
        return ({"up": "^", "down": "v"} if self.plain else {"up": "▲", "down": "▼"}).get(way, "")

    @property
    def arrow(self) -> str:
        """From the old to the new."""
        return "->" if self.plain else "→"
